"""Points whose values stand in event files: where they stand, and how one is read and decoded."""

from __future__ import annotations

import builtins
import sys
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sonde.errors import AmbiguousTagError, NotFoundError, TagNotFoundError
from sonde.model import Metadata
from sonde.query.contract import MAX_FILLED_BYTES
from sonde.query.frozen import frozen
from sonde.query.local import decode, lists
from sonde.query.local.array import LocalArray
from sonde.query.local.blob import Blob, Place, decode_value, read_value
from sonde.query.local.scalars import SCALARS
from sonde.query.tensors import Tensors
from sonde.store import FileBytes, Snapshot, StoredRun


@dataclass(frozen=True, slots=True)
class BlobPlaces:
    """Where the bytes of each point stand: one row per point."""

    files: npt.NDArray[np.int32]
    record_offsets: npt.NDArray[np.uint64]
    offsets: npt.NDArray[np.uint64]
    fields: npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LocalTensors(Tensors):
    """The points with the places of their values. `first_metadata` are those of the series."""

    places: BlobPlaces
    sources: tuple[FileBytes, ...]
    first_metadata: Metadata

    def value(self, index: int, *, whole: bool = False) -> npt.NDArray[Any]:
        place = self.place(index)
        return decode_value(place, read_value(place), sys.maxsize if whole else MAX_FILLED_BYTES)

    def blob(self, index: int) -> builtins.bytes:
        return read_value(self.place(index))

    def metadata(self, index: int) -> Metadata:
        place = self.place(index)
        own = decode.metadata(self.blob(index)) if place.field == decode.SUMMARY_VALUE else None
        return own or self.first_metadata

    def place(self, index: int) -> Place:
        """Where one value stands. Raises IndexError."""
        places = self.places
        return Place(
            run=self.run,
            tag=self.tag,
            kind=self.kind,
            step=int(self.steps[index]),
            source=self.sources[places.files[index]],
            record=int(places.record_offsets[index]),
            offset=int(places.offsets[index]),
            length=int(self.bytes[index]),
            field=int(places.fields[index]),
            plugin=self.plugin,
            classified=self.data_class != 0,
        )


def read(
    snapshot: Snapshot, run: str, tag: str, kind: str | None, first: int = 0, last: int | None = None
) -> LocalTensors:
    """Points [first, last) of a series, at a cost in proportion to their number."""
    stored = lists.find_run(snapshot, run)
    kind = _choose_kind(stored, tag, kind)
    info = next(info for info in stored.series_of(tag) if info.kind == kind)
    steps, wall_times, files, record_offsets, offsets, lengths, fields, attempts, writers, superseded = map(
        frozen, stored.columns.blobs(tag, kind, first, last)
    )
    return LocalTensors(
        run=run,
        tag=tag,
        kind=kind,
        plugin=info.plugin,
        data_class=info.data_class,
        steps=steps,
        wall_times=wall_times,
        attempts=attempts,
        writers=writers,
        superseded=superseded,
        bytes=frozen(lengths.astype(np.int64)),
        places=BlobPlaces(files, record_offsets, offsets, fields),
        sources=stored.sources,
        first_metadata=Metadata(
            info.plugin, info.plugin_content, info.display_name, info.description, info.data_class
        ),
    )


def blob(snapshot: Snapshot, run: str, tag: str, index: int, kind: str | None, part: int) -> Blob:
    return Blob(_place_of(snapshot, run, tag, index, kind), index, part)


def array(snapshot: Snapshot, run: str, tag: str, index: int, kind: str | None) -> LocalArray:
    return LocalArray(_place_of(snapshot, run, tag, index, kind), index)


def _place_of(snapshot: Snapshot, run: str, tag: str, index: int, kind: str | None) -> Place:
    """Where one point's value stands. Raises NotFoundError, AmbiguousTagError."""
    found = read(snapshot, run, tag, kind, index, index + 1) if index >= 0 else None
    if found is None or not len(found):
        points = len(read(snapshot, run, tag, kind))
        raise NotFoundError(
            f"no point {index} in tag {tag!r} in run {run!r}", f"it has {points}, counted from 0"
        )
    return found.place(0)


def _choose_kind(stored: StoredRun, tag: str, kind: str | None) -> str:
    kinds = [info.kind for info in stored.series_of(tag)]
    if kind is not None and kind in kinds and kind != SCALARS:
        return kind
    others = [one for one in kinds if one != SCALARS]
    if kind is None and len(others) == 1:
        return others[0]
    if kind is None and others:
        raise AmbiguousTagError(stored.name, tag, others)
    if not kinds:
        raise TagNotFoundError(
            stored.name, tag, [info.tag for info in stored.series() if info.kind != SCALARS], kind=kind
        )
    hint = (
        "read it with Board.scalars()"
        if SCALARS in kinds and kind in (None, SCALARS)
        else f"it holds {' and '.join(kinds)}"
    )
    raise TagNotFoundError(stored.name, tag, (), hint, kind or "tensor")
