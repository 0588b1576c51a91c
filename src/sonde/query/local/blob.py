"""Blobs: one value, or a part of one, read as far as is asked for.

A value costs one opening of its file and one read, which its checksum is verified with. What is large is verified in
pieces when it is first asked for, and then read by ranges. What names it for ever, the `etag`, takes two small reads, and none when the
value was read before.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from sonde import _native
from sonde.errors import DamagedBlobError, LargeBlobError, NotFoundError, StaleBlobError
from sonde.query.contract import MAX_FILLED_BYTES
from sonde.query.local import decode, record
from sonde.query.local.part import SIZED_PLUGINS, Parts, parts_in
from sonde.query.local.pieces import READ_AT_ONCE_BYTES
from sonde.store import FileBytes, OpenFile

NEAR_BYTES = 64 << 10
"""A value that begins so far behind its record's beginning is read together with what stands between."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one value stands, and what says how to decode it."""

    run: str
    tag: str
    kind: str
    step: int
    source: FileBytes
    record: int
    offset: int
    length: int
    field: int
    plugin: str
    classified: bool

    def __str__(self) -> str:
        return (
            f"{self.kind} tag {self.tag!r} in run {self.run!r}, step {self.step} (record at byte {self.record} of"
            f" {self.source.location})"
        )


def read_value(place: Place) -> bytes:
    """All bytes of a value, verified. Raises DamagedBlobError, StaleBlobError."""
    with opened(place) as file:
        return read_from(place, file)


def decode_value(place: Place, data: bytes, max_filled: int = MAX_FILLED_BYTES) -> npt.NDArray[Any]:
    """The value that these bytes are. Raises DamagedBlobError, LargeBlobError."""
    try:
        return decode.value(
            data, place.field, place.plugin, classified=place.classified, max_filled=max_filled
        )
    except _native.FilledError as error:
        hint = "in Python, Tensors.value(index, whole=True) fills it up all the same"
        raise LargeBlobError(f"the value of {place} is larger than it looks: {error}", hint) from error
    except ValueError as error:
        raise DamagedBlobError(f"the value of {place} cannot be decoded: {error}") from error


@contextmanager
def opened(place: Place) -> Iterator[OpenFile]:
    """The file of a value; what goes wrong with it is said in the words of blobs."""
    try:
        with place.source.open() as file:
            yield file
    except StaleBlobError:
        raise
    except OSError as error:
        raise StaleBlobError(f"{place} cannot be read: {error}") from error


def read_from(place: Place, file: OpenFile) -> bytes:
    """The same from its open file."""
    known = record.known_of(place.source)
    before = place.offset - place.record
    if before > NEAR_BYTES or place.length > READ_AT_ONCE_BYTES:
        verify(place, file)
        return read_exactly(place, file.read(place.offset, place.length), place.length)
    # One read: nearly always the value is the last of its record, so that the record ends with it.
    data = file.read(place.record, before + place.length + record.FOOTER_BYTES)
    read_exactly(place, data, before + place.length)
    length = int.from_bytes(data[:8], "little")
    if record.HEADER_BYTES + length + record.FOOTER_BYTES != len(data):
        verify(place, file)
    elif not record.holds_whole(known, place.record, data, length):
        raise _damaged(place)
    else:
        known.frames[place.record] = record.Frame(length, int.from_bytes(data[-4:], "little"))
    return data[before : before + place.length]


def verify(place: Place, file: OpenFile) -> None:
    """Check the record that a value stands in, if that was not done before. Raises DamagedBlobError, StaleBlobError."""
    known = record.known_of(place.source)
    try:
        frame = record.frame_of(known, file, place.record)
    except ValueError as error:
        raise _shortened(place) from error
    if not record.holds(known, file, place.record, frame.length):
        raise _damaged(place)


def read_exactly(place: Place, data: bytes, length: int) -> bytes:
    """What was read, if it is as long as it should be. Raises StaleBlobError."""
    if len(data) < length:
        raise _shortened(place)
    return data


def _damaged(place: Place) -> DamagedBlobError:
    return DamagedBlobError(f"the checksum of {place} does not hold")


def _shortened(place: Place) -> StaleBlobError:
    return StaleBlobError(
        f"{place.source.location} is shorter than when it was read", "take the newest snapshot"
    )


_T = TypeVar("_T")


class Blob:
    """One part of one value, unread: an encoded image, sound or video, a string, or numbers as a NumPy file.

    Not for two threads at once. `size` and `read` raise DamagedBlobError, StaleBlobError, and NotFoundError for a part that the
    value does not have; `etag` raises StaleBlobError.
    """

    def __init__(self, place: Place, index: int, part: int) -> None:
        self.place = place
        self.index = index
        self.part = part
        self._data: bytes | None = None
        self._start = 0

    @property
    def name(self) -> str:
        """What a file of it is called."""
        return f"{self.place.tag}-{self.index}-{self.part}" if self.part else f"{self.place.tag}-{self.index}"

    @cached_property
    def etag(self) -> str:
        """Names these bytes for ever: another file, place or content has another. The value is not read for it."""
        place = self.place
        known = record.known_of(place.source)
        frame = known.frames.get(place.record)
        if frame is None:
            with opened(place) as file:
                try:
                    frame = record.frame_of(known, file, place.record)
                except ValueError as error:
                    raise _shortened(place) from error
        named = (
            place.source.location,
            place.source.identity,
            place.record,
            place.offset,
            frame.length,
            frame.checksum,
            place.plugin,
            self.part,
        )
        return blake2b(repr(named).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()

    @cached_property
    def is_array(self) -> bool:
        """Whether it is numbers, and its bytes a NumPy file."""
        self._locate()
        return self._is_array

    @cached_property
    def size(self) -> int:
        """How many bytes it has. A large value is verified for it, but not read again."""
        return self._locate()

    def read(self, start: int, stop: int) -> bytes:
        """The bytes at [start, stop)."""
        start, stop = max(0, start), min(stop, self.size)
        if self._data is not None:
            return self._data[start:stop]
        at = self.place.offset + self._start + start
        with opened(self.place) as file:
            return read_exactly(self.place, file.read(at, stop - start), stop - start)

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        """The same bytes piece by piece. The file is opened for each, so that nobody who reads slowly holds it open."""
        for at in range(start, stop, READ_AT_ONCE_BYTES):
            yield self.read(at, min(at + READ_AT_ONCE_BYTES, stop))

    def _locate(self) -> int:
        if self.place.length > READ_AT_ONCE_BYTES:
            parts = self._large_parts()
            if parts is not None:
                self._is_array = False
                self._start, size = self._choose(parts)
                return size
        value = decode_value(self.place, read_value(self.place))
        self._is_array = value.dtype != object
        if self._is_array:
            data = _numpy_file(self._choose([value]))
        else:
            strings: list[bytes] = value.ravel().tolist()
            data = self._choose(strings[2:] if self.place.plugin in SIZED_PLUGINS else strings)
        self._data = data
        return len(data)

    def _large_parts(self) -> Parts | None:
        place = self.place
        known = record.known_of(place.source)
        key = (place.offset, place.length)
        with opened(place) as file:
            verify(place, file)
            if key not in known.parts:
                known.parts[key] = parts_in(
                    lambda offset, length: file.read(place.offset + offset, length),
                    place.length,
                    place.field,
                    place.plugin,
                    classified=place.classified,
                )
        return known.parts[key]

    def _choose(self, parts: list[_T]) -> _T:
        if self.part >= len(parts):
            raise NotFoundError(
                f"no part {self.part} in {self.place}", f"it has {len(parts)}, counted from 0"
            )
        return parts[self.part]


def _numpy_file(array: npt.NDArray[Any]) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()
