"""A file that grows by script, as a source of bytes or on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path


class GrowingFile:
    """Shows the first `shown` bytes of `data`. Reading beyond them is answered as at the end of a file."""

    def __init__(self, data: bytes, shown: int = 0) -> None:
        self.data = data
        self.shown = shown

    def size(self) -> int:
        return self.shown

    def read(self, offset: int, length: int) -> bytes:
        return self.data[offset : min(offset + length, self.shown)]

    def stops(self, sizes: Iterable[int]) -> Iterator[int]:
        """Grow to each of these sizes in turn, and to the whole at the end."""
        for size in [*sizes, len(self.data)]:
            self.shown = size
            yield size


def grow_on_disk(path: Path, data: bytes, sizes: Iterable[int]) -> Iterator[int]:
    """The same with a real file."""
    with path.open("wb", buffering=0) as stream:
        at = 0
        for size in [*sizes, len(data)]:
            stream.write(data[at:size])
            at = size
            yield size
