"""Protobuf messages in a file, walked from field to field without reading what the fields hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

MOST_FIELDS = 1000
"""A message of more fields is decoded instead: finding each would cost more."""

_WINDOW = 256

Read = Callable[[int, int], bytes]


class Unlike(Exception):  # noqa: N818  not an error: the value is decoded instead
    """The bytes are not what was expected."""


class Window:
    """Single bytes by their offset, read a few at a time."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._start = 0
        self._bytes = b""

    def __getitem__(self, at: int) -> int:
        if not 0 <= at - self._start < len(self._bytes):
            self._start, self._bytes = at, self._read(at, _WINDOW)
            if not self._bytes:
                raise Unlike
        return self._bytes[at - self._start]


def fields(bytes_of: Window, start: int, length: int) -> Iterator[tuple[int, int, int]]:
    """(number, offset, length) of each field of a message; what its content is, is not read. Raises Unlike."""
    at, end = start, start + length

    def walk() -> Iterator[tuple[int, int, int]]:
        nonlocal at
        while at < end:
            key, at = varint(bytes_of, at)
            kind = key & 7
            size = 0
            if kind == 0:
                size = varint(bytes_of, at)[1] - at
            elif kind == 1:
                size = 8
            elif kind == 5:
                size = 4
            elif kind == 2:
                size, at = varint(bytes_of, at)
            else:
                raise Unlike
            if at + size > end:
                raise Unlike
            yield key >> 3, at, size
            at += size

    yield from islice(walk(), MOST_FIELDS)
    if at < end:
        raise Unlike


def number_at(bytes_of: Window, at: int) -> int:
    """The number that a field of numbers holds."""
    return varint(bytes_of, at)[0]


def varint(bytes_of: Window, at: int) -> tuple[int, int]:
    """A number and where it ends. Raises Unlike."""
    value = 0
    for shift in range(0, 70, 7):
        byte = bytes_of[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise Unlike


def dimension(bytes_of: Window, start: int, length: int) -> int:
    """The size that a message Dim of a tensor's shape says."""
    sizes = [number_at(bytes_of, at) for number, at, _ in fields(bytes_of, start, length) if number == 1]
    return sizes[-1] if sizes else 0
