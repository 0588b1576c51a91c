"""Where the parts of a value stand in its bytes: encoded images, clips and strings are found without being read.

The parts are those of a decoded value that are bytes (see `decode`): of images and videos not their width and height. None
stands for a value that has to be decoded: numbers, and what is written in a way that only decoding tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from math import prod

from sonde.query.local.decode import SUMMARY_VALUE, TAGGED_RUN_METADATA

SIZED_PLUGINS = frozenset({"images", "videos"})
"""Their values begin with width and height, in decimal, before what is encoded."""

MOST_FIELDS = 1000
"""A value of more fields is decoded: finding each would cost more."""

_WINDOW = 256
_STRING = 7

Parts = list[tuple[int, int]]
"""(offset, length) of each, from the value's first byte on."""

Read = Callable[[int, int], bytes]


def parts_in(read: Read, length: int, field: int, plugin: str, *, classified: bool) -> Parts | None:
    """The parts of a value of so many bytes. `read(offset, length)` gives bytes of it."""
    if field == TAGGED_RUN_METADATA:
        return None
    if field != SUMMARY_VALUE:
        return [(0, length)]
    try:
        return _parts(_Window(read), length, plugin, classified)
    except Unlike:
        return None


def _parts(bytes_of: _Window, length: int, plugin: str, classified: bool) -> Parts | None:
    found: Parts | None = None
    for number, start, size in _fields(bytes_of, 0, length):
        if number == 8 and (classified or plugin != "audio"):  # the tensor
            found = _strings(bytes_of, start, size)
            found = found[2:] if found is not None and plugin in SIZED_PLUGINS else found
        elif number == 4:  # an image of an old writer
            found = _last_field(bytes_of, start, size, 4) if plugin in SIZED_PLUGINS else None
        elif number == 6:  # a sound of one
            found = _last_field(bytes_of, start, size, 4)
        elif number in (2, 5, 8):
            found = None
    return found


class Unlike(Exception):  # noqa: N818  not an error: the value is decoded instead
    """The bytes are not what was expected."""


def _strings(bytes_of: _Window, start: int, length: int) -> Parts | None:
    """The strings of a tensor, where there is one for each of its elements."""
    strings: Parts = []
    sizes: list[int] = []
    is_text = False
    for number, at, size in _fields(bytes_of, start, length):
        if number == 1:
            is_text = _value(bytes_of, at) == _STRING
        elif number == 2:
            sizes += [_dimension(bytes_of, *where) for n, *where in _fields(bytes_of, at, size) if n == 2]
        elif number == 8:
            strings.append((at, size))
    return strings if is_text and prod(sizes) == len(strings) else None


def _dimension(bytes_of: _Window, start: int, length: int) -> int:
    sizes = [_value(bytes_of, at) for number, at, _ in _fields(bytes_of, start, length) if number == 1]
    return sizes[-1] if sizes else 0


def _last_field(bytes_of: _Window, start: int, length: int, wanted: int) -> Parts | None:
    found = [(at, size) for number, at, size in _fields(bytes_of, start, length) if number == wanted]
    return found[-1:] or None


def _value(bytes_of: _Window, at: int) -> int:
    return _varint(bytes_of, at)[0]


def _fields(bytes_of: _Window, start: int, length: int) -> Iterator[tuple[int, int, int]]:
    """(number, offset, length) of each field of a message; what its content is, is not read. Raises Unlike."""
    at, end = start, start + length

    def walk() -> Iterator[tuple[int, int, int]]:
        nonlocal at
        while at < end:
            key, at = _varint(bytes_of, at)
            kind = key & 7
            size = 0
            if kind == 0:
                size = _varint(bytes_of, at)[1] - at
            elif kind == 1:
                size = 8
            elif kind == 5:
                size = 4
            elif kind == 2:
                size, at = _varint(bytes_of, at)
            else:
                raise Unlike
            if at + size > end:
                raise Unlike
            yield key >> 3, at, size
            at += size

    yield from islice(walk(), MOST_FIELDS)
    if at < end:
        raise Unlike


def _varint(bytes_of: _Window, at: int) -> tuple[int, int]:
    """A number and where it ends."""
    value = 0
    for shift in range(0, 70, 7):
        byte = bytes_of[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise Unlike


class _Window:
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
