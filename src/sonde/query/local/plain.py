"""Where the numbers of a tensor stand in its bytes, one behind the other as an array has them: any part can be read alone.

Tensors are stored so in `tensor_content`, and where float32 and float64 are listed one by one in the packed form. None stands for a
value that has to be decoded.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import numpy as np

from sonde.query.local.decode import SUMMARY_VALUE
from sonde.query.local.message import Read, Unlike, Window, dimension, fields, number_at

_FLOAT, _DOUBLE, _BFLOAT16 = 1, 2, 14

# By the number of the data type in TensorProto.
# https://github.com/tensorflow/tensorboard/blob/2.20.0/tensorboard/compat/proto/types.proto
_STORED = {
    _FLOAT: "<f4",
    _DOUBLE: "<f8",
    3: "<i4",
    4: "u1",
    5: "<i2",
    6: "i1",
    8: "<c8",
    9: "<i8",
    10: "?",
    11: "i1",
    12: "u1",
    13: "<i4",
    _BFLOAT16: "<u2",
    15: "<i2",
    16: "<u2",
    17: "<u2",
    18: "<c16",
    19: "<f2",
    22: "<u4",
    23: "<u8",
}
_CONTENT = 4
_LISTS = {_FLOAT: 5, _DOUBLE: 6}


@dataclass(frozen=True, slots=True)
class Plain:
    """Numbers in a file: from which byte of the value on, as what type, in which shape, rows first."""

    offset: int
    stored: np.dtype[Any]
    shape: tuple[int, ...]
    bfloat16: bool

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type that they come out as: bfloat16, which NumPy lacks, as float32."""
        return np.dtype(np.float32) if self.bfloat16 else self.stored

    def widened(self, stored: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return (stored.astype(np.uint32) << 16).view(np.float32) if self.bfloat16 else stored


def plain_in(read: Read, length: int, field: int) -> Plain | None:
    """The numbers of a value of so many bytes. `read(offset, length)` gives bytes of it."""
    if field != SUMMARY_VALUE:
        return None
    try:
        bytes_of = Window(read)
        tensors = [(at, size) for number, at, size in fields(bytes_of, 0, length) if number == 8]
        # A tensor in two halves, which protobuf allows, is decoded.
        return _numbers(bytes_of, *tensors[0]) if len(tensors) == 1 else None
    except Unlike:
        return None


def _numbers(bytes_of: Window, start: int, length: int) -> Plain | None:
    data_type = 0
    sizes: list[int] | None = None
    lists: list[tuple[int, int, int]] = []
    for number, at, size in fields(bytes_of, start, length):
        if number == 1:
            data_type = number_at(bytes_of, at)
        elif number == 2:
            sizes = _sizes(bytes_of, at, size)
            if sizes is None:
                return None
        elif size > 0:
            lists.append((number, at, size))
    if data_type not in _STORED or len(lists) != 1:
        return None
    (number, at, size), stored = lists[0], np.dtype(_STORED[data_type])
    shape = tuple(sizes or ())
    if number not in (_CONTENT, _LISTS.get(data_type)) or size != prod(shape) * stored.itemsize:
        return None
    return Plain(at, stored, shape, data_type == _BFLOAT16)


def _sizes(bytes_of: Window, start: int, length: int) -> list[int] | None:
    """The dimensions; None where the shape says that it does not know how many there are."""
    sizes = []
    for number, at, size in fields(bytes_of, start, length):
        if number == 2:
            sizes.append(dimension(bytes_of, at, size))
        elif number == 3 and number_at(bytes_of, at):
            return None
    return sizes
