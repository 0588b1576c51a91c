"""Records of event files as they are served: which bytes they are, and whether their checksums hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from weakref import WeakKeyDictionary

from sonde import _native
from sonde.store import FileBytes, OpenFile

VERIFIED_AT_LOAD_BYTES = 64 << 10
"""Records up to this size had their checksums verified when they were loaded; larger ones are when they are served."""

HEADER_BYTES = 12
"""In front of a record's payload: its length (uint64) and the checksum of that (uint32)."""

FOOTER_BYTES = 4
"""Behind it: the checksum of the payload."""

KEPT_RECORDS = 10_000
"""So many records of a file are remembered as verified, with their checksums."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a record's payload: its length, and the checksum that its writer stored."""

    length: int
    checksum: int


@dataclass(slots=True)
class Known:
    """What is remembered of one file's records, for as long as anything can ask for them."""

    frames: dict[int, Frame] = field(default_factory=dict)
    verified: set[int] = field(default_factory=set)
    parts: dict[tuple[int, int], list[tuple[int, int]] | None] = field(default_factory=dict)

    def make_room(self) -> None:
        for kept in (self.frames, self.verified, self.parts):
            if len(kept) >= KEPT_RECORDS:
                kept.clear()


def known_of(source: FileBytes) -> Known:
    """What is remembered of this file. A file that took its name is another source, and begins with nothing."""
    with _lock:
        known = _known.get(source)
        if known is None:
            known = _known[source] = Known()
        known.make_room()
        return known


def frame_of(known: Known, file: OpenFile, record: int) -> Frame:
    """The frame of the record at this offset: two small reads, once. Raises ValueError where there is no whole record."""
    frame = known.frames.get(record)
    if frame is None:
        length = int.from_bytes(_exactly(file, record, 8), "little")
        checksum = _exactly(file, record + HEADER_BYTES + length, FOOTER_BYTES)
        frame = known.frames[record] = Frame(length, int.from_bytes(checksum, "little"))
    return frame


def holds(known: Known, file: OpenFile, record: int, length: int) -> bool:
    """Whether the checksums of this record hold, its payload being of this length; it is read for that at most once."""
    if length <= VERIFIED_AT_LOAD_BYTES or record in known.verified:
        return True
    if not file.verify(record):
        return False
    known.verified.add(record)
    return True


def holds_whole(known: Known, record: int, data: bytes, length: int) -> bool:
    """The same for a record that was read whole."""
    if length <= VERIFIED_AT_LOAD_BYTES or record in known.verified:
        return True
    if not _native.verify_record_source(_Memory(data), 0):
        return False
    known.verified.add(record)
    return True


class _Memory:
    """A record in memory as the core reads it."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def size(self) -> int:
        return len(self._data)

    def read(self, offset: int, length: int) -> bytes:
        return self._data[offset : offset + length]


def _exactly(file: OpenFile, offset: int, length: int) -> bytes:
    data = file.read(offset, length)
    if len(data) != length:
        raise ValueError(f"the file ends before byte {offset + length:,}")
    return data


_lock = Lock()
_known: WeakKeyDictionary[FileBytes, Known] = WeakKeyDictionary()
