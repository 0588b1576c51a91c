"""Histograms whose values stand in event files: which are read, each file once, and all decoded together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from sonde import _native
from sonde.errors import BadQueryError, BlobError
from sonde.query.contract import MAX_VALUES_BYTES, KeptPoints
from sonde.query.frozen import frozen
from sonde.query.histograms import Histograms
from sonde.query.local import tensors
from sonde.query.local.blob import opened, read_from
from sonde.query.local.purged import purged
from sonde.query.local.tensors import LocalTensors
from sonde.query.local.which_lines import runs_asked
from sonde.store import FileBytes, Snapshot

KIND = "histograms"

Indices = npt.NDArray[np.intp]
Steps = tuple[float | None, float | None]


def read(
    snapshot: Snapshot,
    tag: str,
    runs: Iterable[str] | None,
    steps: Steps | None,
    max_steps: int | None,
    kept: KeptPoints,
) -> list[Histograms]:
    if max_steps is not None and max_steps < 1:
        raise BadQueryError(f"max_steps {max_steps}", "a number from 1 on, or None for all")
    chosen = [
        _choose(points, line, steps, max_steps)
        for run in runs_asked(snapshot, runs)
        if any(info.kind == KIND for info in snapshot.runs[run].series_of(tag))
        for points in (tensors.read(snapshot, run, tag, KIND),)
        for line in _lines(snapshot, points, kept)
    ]
    size = sum(int(points.bytes[indices].sum()) for points, indices, _ in chosen)
    if size > MAX_VALUES_BYTES:
        raise BadQueryError(
            f"histograms of {size:,} bytes at once",
            f"ask for up to {MAX_VALUES_BYTES:,}: for fewer runs, or for a part of the steps",
        )
    return [_decoded(points, indices, count) for points, indices, count in chosen]


def _lines(snapshot: Snapshot, points: LocalTensors, kept: KeptPoints) -> list[Indices]:
    """Which points stand together, in their order."""
    if kept == "tensorboard":
        return [np.flatnonzero(~purged(points, snapshot.runs[points.run].files))]
    if kept == "current":
        return [_by_step(points, np.flatnonzero(~points.superseded))]
    lines = sorted({*zip(points.writers.tolist(), points.attempts.tolist(), strict=True)})
    return [
        _by_step(points, np.flatnonzero((points.writers == writer) & (points.attempts == attempt)))
        for writer, attempt in lines
    ]


def _by_step(points: LocalTensors, indices: Indices) -> Indices:
    return indices[np.argsort(points.steps[indices], kind="stable")]


def _choose(
    points: LocalTensors, line: Indices, steps: Steps | None, max_steps: int | None
) -> tuple[LocalTensors, Indices, int]:
    """Of many points some chosen evenly; and how many there are."""
    low, high = steps or (None, None)
    there = points.steps[line]
    wanted = np.ones(len(line), np.bool_)
    if low is not None:
        wanted &= there >= low
    if high is not None:
        wanted &= there <= high
    indices = line[wanted]
    count = len(indices)
    if max_steps is not None and count > max_steps:
        evenly = np.linspace(0, count - 1, max_steps) if max_steps > 1 else np.array([count - 1])
        indices = indices[np.round(evenly).astype(np.intp)]
    return points, indices, count


def _decoded(points: LocalTensors, indices: Indices, count: int) -> Histograms:
    values, errors = _bytes(points, indices)
    rows, offsets, moments, undecoded = _native.decode_bucket_rows(values)
    for at, words in undecoded:
        errors[at] = errors[at] or f"the value of {points.place(int(indices[at]))} cannot be decoded: {words}"
    return Histograms(
        run=points.run,
        tag=points.tag,
        points=count,
        steps=frozen(points.steps[indices]),
        wall_times=frozen(points.wall_times[indices]),
        attempts=frozen(points.attempts[indices]),
        writers=frozen(points.writers[indices]),
        superseded=frozen(points.superseded[indices]),
        rows=frozen(rows),
        offsets=frozen(offsets),
        moments=frozen(moments),
        errors=tuple(errors),
    )


def _bytes(points: LocalTensors, indices: Indices) -> tuple[list[bytes], list[str]]:
    """The values' bytes, empty where `errors` says why they cannot be had. Each file is opened once, and read front to back."""
    values, errors = [b""] * len(indices), [""] * len(indices)
    by_file: dict[FileBytes, list[tuple[int, int]]] = defaultdict(list)
    for at, index in enumerate(indices.tolist()):
        by_file[points.sources[points.places.files[index]]].append((int(points.places.offsets[index]), at))
    for places in by_file.values():
        places.sort()
        try:
            with opened(points.place(int(indices[places[0][1]]))) as file:
                for _, at in places:
                    try:
                        values[at] = read_from(points.place(int(indices[at])), file)
                    except BlobError as error:
                        errors[at] = error.message
        except BlobError as error:
            for _, at in places:
                if not values[at]:
                    errors[at] = errors[at] or error.message
    return values, errors
