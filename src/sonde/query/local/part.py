"""Where the parts of a value stand in its bytes: encoded images, clips and strings are found without being read.

The parts are those of a decoded value that are bytes (see `decode`): of images and videos not their width and height. None
stands for a value that has to be decoded: numbers, and what is written in a way that only decoding tells.
"""

from __future__ import annotations

from math import prod

from sonde.query.local.decode import SUMMARY_VALUE, TAGGED_RUN_METADATA
from sonde.query.local.message import Read, Unlike, Window, dimension, fields, number_at

SIZED_PLUGINS = frozenset({"images", "videos"})
"""Their values begin with width and height, in decimal, before what is encoded."""

_STRING = 7

Parts = list[tuple[int, int]]
"""(offset, length) of each, from the value's first byte on."""


def parts_in(read: Read, length: int, field: int, plugin: str, *, classified: bool) -> Parts | None:
    """The parts of a value of so many bytes. `read(offset, length)` gives bytes of it."""
    if field == TAGGED_RUN_METADATA:
        return None
    if field != SUMMARY_VALUE:
        return [(0, length)]
    try:
        return _parts(Window(read), length, plugin, classified)
    except Unlike:
        return None


def _parts(bytes_of: Window, length: int, plugin: str, classified: bool) -> Parts | None:
    found: Parts | None = None
    for number, start, size in fields(bytes_of, 0, length):
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


def _strings(bytes_of: Window, start: int, length: int) -> Parts | None:
    """The strings of a tensor, where there is one for each of its elements."""
    strings: Parts = []
    sizes: list[int] = []
    is_text = False
    for number, at, size in fields(bytes_of, start, length):
        if number == 1:
            is_text = number_at(bytes_of, at) == _STRING
        elif number == 2:
            sizes += [dimension(bytes_of, *where) for n, *where in fields(bytes_of, at, size) if n == 2]
        elif number == 8:
            strings.append((at, size))
    return strings if is_text and prod(sizes) == len(strings) else None


def _last_field(bytes_of: Window, start: int, length: int, wanted: int) -> Parts | None:
    found = [(at, size) for number, at, size in fields(bytes_of, start, length) if number == wanted]
    return found[-1:] or None
