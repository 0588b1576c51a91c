"""Values of many points of many series at once: a step slider's worth of histograms, a page of texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy.typing as npt

from sonde.errors import BadQueryError, BlobError
from sonde.query.contract import MAX_FILLED_BYTES, MAX_VALUES, MAX_VALUES_BYTES
from sonde.query.local import tensors
from sonde.query.local.blob import decode_value, opened, read_from
from sonde.query.local.tensors import LocalTensors
from sonde.query.stretch import Stretch
from sonde.query.value import Value
from sonde.store import FileBytes, Snapshot


def read(snapshot: Snapshot, asked: Sequence[Stretch]) -> list[Value]:
    found = [_points(snapshot, one) for one in asked]
    wanted = [(at, row) for at, (_, rows) in enumerate(found) for row in rows]
    if len(wanted) > MAX_VALUES:
        raise BadQueryError(f"the values of {len(wanted):,} points at once", f"ask for up to {MAX_VALUES:,}")
    size = sum(int(points.bytes[row]) for points, rows in found for row in rows)
    if size > MAX_VALUES_BYTES:
        raise BadQueryError(
            f"values of {size:,} bytes at once", f"ask for up to {MAX_VALUES_BYTES:,}, or for one at a time"
        )
    values = _decoded(found, wanted)
    return [
        Value(
            stretch=at,
            index=asked[at].first + row,
            step=int(found[at][0].steps[row]),
            wall_time=float(found[at][0].wall_times[row]),
            attempt=int(found[at][0].attempts[row]),
            writer=int(found[at][0].writers[row]),
            superseded=bool(found[at][0].superseded[row]),
            value=value,
            error=error,
        )
        for (at, row), (value, error) in zip(wanted, values, strict=True)
    ]


def _points(snapshot: Snapshot, asked: Stretch) -> tuple[LocalTensors, range]:
    if asked.first < 0 or asked.every < 1 or (asked.last is not None and asked.last < asked.first):
        raise BadQueryError(
            f"points {asked.first} to {asked.last}, every {asked.every}",
            "first is at least 0, last not before it, every at least 1",
        )
    points = tensors.read(snapshot, asked.run, asked.tag, asked.kind, asked.first, asked.last)
    return points, range(0, len(points), asked.every)


def _filled(value: npt.NDArray[Any], length: int) -> int:
    """By how much a value is larger than its bytes in the file."""
    size = sum(map(len, value.ravel().tolist())) if value.dtype == object else value.nbytes
    return size - length


def _decoded(
    found: Sequence[tuple[LocalTensors, range]], wanted: Sequence[tuple[int, int]]
) -> list[tuple[npt.NDArray[Any] | None, str]]:
    """The values in order. Each file is opened once, and read from front to back.

    What is filled up in all of them together is bounded as it is in one.
    """
    left = MAX_FILLED_BYTES
    values: list[tuple[npt.NDArray[Any] | None, str]] = [(None, "")] * len(wanted)
    by_file: dict[FileBytes, list[tuple[int, int]]] = defaultdict(list)
    for number, (at, row) in enumerate(wanted):
        points = found[at][0]
        source = points.sources[points.places.files[row]]
        by_file[source].append((int(points.places.offsets[row]), number))
    for numbers in by_file.values():
        numbers.sort()
        try:
            at, row = wanted[numbers[0][1]]
            with opened(found[at][0].place(row)) as file:
                for _, number in numbers:
                    at, row = wanted[number]
                    place = found[at][0].place(row)
                    try:
                        value = decode_value(place, read_from(place, file), left)
                        left = max(0, left - _filled(value, place.length))
                        values[number] = value, ""
                    except BlobError as error:
                        values[number] = None, error.message
        except BlobError as error:
            for _, number in numbers:
                if values[number] == (None, ""):
                    values[number] = None, error.message
    return values
