"""Tensors: every point of a series that is no scalar; its values are read from the file and decoded one by one."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from sonde.errors import AmbiguousTagError, NotFoundError, TagNotFoundError
from sonde.model import Metadata
from sonde.query import decode, lists
from sonde.query.blob import Blob, Place, decode_value, read_value
from sonde.query.decode import MAX_FILLED_BYTES
from sonde.query.scalars import SCALARS, frozen
from sonde.store import FileBytes, Snapshot, StoredRun


@dataclass(frozen=True, slots=True)
class BlobPlaces:
    """Where the bytes of each point stand: one row per point."""

    files: npt.NDArray[np.int32]
    record_offsets: npt.NDArray[np.uint64]
    offsets: npt.NDArray[np.uint64]
    lengths: npt.NDArray[np.uint64]
    fields: npt.NDArray[np.uint8]


class Values(Sequence[npt.NDArray[Any]]):
    """The values of a series. Nothing is read before it is asked for, and nothing is kept."""

    def __init__(self, tensors: Tensors) -> None:
        self._tensors = tensors

    def __len__(self) -> int:
        return len(self._tensors)

    @overload
    def __getitem__(self, index: int) -> npt.NDArray[Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[npt.NDArray[Any]]: ...
    def __getitem__(self, index: int | slice) -> npt.NDArray[Any] | list[npt.NDArray[Any]]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        return self._tensors.value(index)

    def __iter__(self) -> Iterator[npt.NDArray[Any]]:
        return (self._tensors.value(i) for i in range(len(self)))


@dataclass(frozen=True, slots=True, eq=False)
class Tensors:
    """Every point of one series that is no scalar, file by file, in record order.

    `steps` int64, `wall_times` float64 seconds since the epoch, `attempts` and `writers` int32, `superseded` bool: as
    in `Scalars`. `values` decodes one value at a time into a NumPy array: numbers in the tensor's own type (types that
    NumPy lacks are widened to one that holds them exactly), text and encoded images and audio as an object array of
    bytes. Values of old writers come out as TensorBoard reads them: histograms as float32 [k, 3] (left, right, count),
    images as [width, height, encoded], audio as [encoded].
    """

    run: str
    tag: str
    kind: str
    plugin: str
    data_class: int
    steps: npt.NDArray[np.int64]
    wall_times: npt.NDArray[np.float64]
    attempts: npt.NDArray[np.int32]
    writers: npt.NDArray[np.int32]
    superseded: npt.NDArray[np.bool_]
    places: BlobPlaces
    sources: tuple[FileBytes, ...]
    first_metadata: Metadata

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        return f"Tensors(run={self.run!r}, tag={self.tag!r}, kind={self.kind!r}, {len(self)} points)"

    @property
    def values(self) -> Values:
        return Values(self)

    def value(self, index: int, *, whole: bool = False) -> npt.NDArray[Any]:
        """Decode one value. Raises DamagedBlobError, StaleBlobError, IndexError.

        A tensor may name its shape and list only its first entries; the last one stands for the others. Where those would
        take more than 64 MiB it is a LargeBlobError, unless the `whole` is asked for.
        """
        place = self.place(index)
        return decode_value(place, read_value(place), sys.maxsize if whole else MAX_FILLED_BYTES)

    def blob(self, index: int) -> bytes:
        """The bytes of one value as they stand in its file: a serialized `Summary.Value`, or the bytes of a graph or of
        run metadata. Raises DamagedBlobError, StaleBlobError, IndexError.
        """
        return read_value(self.place(index))

    def metadata(self, index: int) -> Metadata:
        """What one value says of itself: its own metadata, where it has any, else those of the series, which its first value
        gave. They differ where a run was resumed with other hyperparameters. Reads the value; raises what `blob` raises.
        """
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
            length=int(places.lengths[index]),
            field=int(places.fields[index]),
            plugin=self.plugin,
            classified=self.data_class != 0,
        )


def read(
    snapshot: Snapshot, run: str, tag: str, kind: str | None, first: int = 0, last: int | None = None
) -> Tensors:
    """Points [first, last) of a series, at a cost in proportion to their number."""
    stored = lists.find_run(snapshot, run)
    kind = _choose_kind(stored, tag, kind)
    info = next(info for info in stored.series_of(tag) if info.kind == kind)
    steps, wall_times, files, record_offsets, offsets, lengths, fields, attempts, writers, superseded = map(
        frozen, stored.columns.blobs(tag, kind, first, last)
    )
    return Tensors(
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
        places=BlobPlaces(files, record_offsets, offsets, lengths, fields),
        sources=stored.sources,
        first_metadata=Metadata(
            info.plugin, info.plugin_content, info.display_name, info.description, info.data_class
        ),
    )


def blob(snapshot: Snapshot, run: str, tag: str, index: int, kind: str | None, part: int) -> Blob:
    found = read(snapshot, run, tag, kind, index, index + 1) if index >= 0 else None
    if found is None or not len(found):
        points = len(read(snapshot, run, tag, kind))
        raise NotFoundError(
            f"no point {index} in tag {tag!r} in run {run!r}", f"it has {points}, counted from 0"
        )
    return Blob(found.place(0), index, part)


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
