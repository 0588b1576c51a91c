"""Tensors: every point of a series that is no scalar; its values are read from the file and decoded one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from sonde.errors import AmbiguousTagError, DamagedBlobError, StaleBlobError, TagNotFoundError
from sonde.query import decode, lists
from sonde.query.scalars import SCALARS, frozen
from sonde.store import FileBytes, OpenFile, Snapshot, StoredRun

VERIFIED_AT_LOAD_BYTES = 64 << 10
"""Records up to this size had their checksums verified when they were loaded; larger ones are when they are served."""


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

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        return f"Tensors(run={self.run!r}, tag={self.tag!r}, kind={self.kind!r}, {len(self)} points)"

    @property
    def values(self) -> Values:
        return Values(self)

    def value(self, index: int) -> npt.NDArray[Any]:
        """Decode one value. Raises DamagedBlobError, StaleBlobError, IndexError."""
        data = self.blob(index)
        try:
            return decode.value(
                data, int(self.places.fields[index]), self.plugin, classified=self.data_class != 0
            )
        except ValueError as error:
            raise DamagedBlobError(f"the value of {self._place(index)} cannot be decoded: {error}") from error

    def blob(self, index: int) -> bytes:
        """The bytes of one value as they stand in its file: a serialized `Summary.Value`, or the bytes of a graph or of
        run metadata. Raises DamagedBlobError, StaleBlobError, IndexError.
        """
        source: FileBytes = self.sources[self.places.files[index]]
        record = int(self.places.record_offsets[index])
        offset, length = int(self.places.offsets[index]), int(self.places.lengths[index])
        try:
            with source.open() as file:
                if _large(file, record) and not file.verify(record):
                    raise DamagedBlobError(f"the checksum of {self._place(index)} does not hold")
                data: bytes = file.read(offset, length)
        except StaleBlobError:
            raise
        except OSError as error:
            raise StaleBlobError(f"{self._place(index)} cannot be read: {error}") from error
        if len(data) != length:
            raise StaleBlobError(
                f"{source.location} is shorter than when it was read", "take the newest snapshot"
            )
        return data

    def _place(self, index: int) -> str:
        offset = int(self.places.record_offsets[index])
        location = self.sources[self.places.files[index]].location
        return f"{self.kind} tag {self.tag!r} in run {self.run!r}, step {self.steps[index]} (record at byte {offset} of {location})"


def read(snapshot: Snapshot, run: str, tag: str, kind: str | None) -> Tensors:
    stored = lists.find_run(snapshot, run)
    kind = _choose_kind(stored, tag, kind)
    info = next(info for info in stored.series_by_tag[tag] if info.kind == kind)
    steps, wall_times, files, record_offsets, offsets, lengths, fields, attempts, writers, superseded = map(
        frozen, stored.columns.blobs(tag, kind)
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
    )


def _choose_kind(stored: StoredRun, tag: str, kind: str | None) -> str:
    kinds = [info.kind for info in stored.series_by_tag.get(tag, ())]
    if kind is not None and kind in kinds and kind != SCALARS:
        return kind
    others = [one for one in kinds if one != SCALARS]
    if kind is None and len(others) == 1:
        return others[0]
    if kind is None and others:
        raise AmbiguousTagError(stored.name, tag, others)
    if not kinds:
        raise TagNotFoundError(
            stored.name, tag, [info.tag for info in stored.series if info.kind != SCALARS], kind=kind
        )
    hint = (
        "read it with Board.scalars()"
        if SCALARS in kinds and kind in (None, SCALARS)
        else f"it holds {' and '.join(kinds)}"
    )
    raise TagNotFoundError(stored.name, tag, (), hint, kind or "tensor")


def _large(file: OpenFile, record_offset: int) -> bool:
    """Whether the record was too large to have its checksum verified at load."""
    return int.from_bytes(file.read(record_offset, 8), "little") > VERIFIED_AT_LOAD_BYTES
