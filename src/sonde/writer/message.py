"""Protocol buffer messages from Python values: all that the SDK needs, so that it needs no protobuf library.

    message((1, "loss"), (9, metadata))      # fields in the order of their numbers; None is left out

Format: https://protobuf.dev/programming-guides/encoding/. The schemas are TensorBoard's, in
https://github.com/tensorflow/tensorboard/tree/2.21.0/tensorboard/compat/proto
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import TypeAlias

import numpy as np

from sonde.writer.values import Array

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


class Float32(float):
    """A field of type float; a plain Python float is a field of type double."""


Field: TypeAlias = "bool | int | float | str | bytes | None"


def message(*fields: tuple[int, Field]) -> bytes:
    """A message of (number, value) fields: str, bytes and messages, bool, int and enums, float, Float32."""
    return b"".join(_field(number, value) for number, value in fields if value is not None)


def _field(number: int, value: bool | float | str | bytes) -> bytes:
    if isinstance(value, str):
        value = value.encode("utf-8", "replace")
    if isinstance(value, bytes):
        return _tag(number, _BYTES) + varint(len(value)) + value
    if isinstance(value, Float32):
        return _tag(number, _FIXED32) + struct.pack("<f", value)
    if isinstance(value, float):
        return _tag(number, _FIXED64) + struct.pack("<d", value)
    return _tag(number, _VARINT) + varint(value)


def _tag(number: int, wire_type: int) -> bytes:
    return varint(number << 3 | wire_type)


def varint(value: int) -> bytes:
    """An integer, seven bits a byte; negative ones as the 64 bits of their two's complement."""
    value &= 0xFFFF_FFFF_FFFF_FFFF
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


# --- the messages that many summaries share -------------------------------------------------------------------------

SCALAR, TENSOR, BLOB_SEQUENCE = 1, 2, 3  # SummaryMetadata.data_class


def metadata(
    plugin: str, content: bytes = b"", *, display_name: str = "", description: str = "", data_class: int = 0
) -> bytes:
    """A SummaryMetadata: which plugin owns the tag, and what a person is told about it (Markdown)."""
    return message(
        (1, message((1, plugin), (2, content or None)) if plugin else None),
        (2, display_name or None),
        (3, description or None),
        (4, data_class or None),
    )


def value(tag: str, field: int, content: bytes | Float32 | None, metadata: bytes | None = None) -> bytes:
    """A Summary.Value: `field` is 2 simple_value, 4 image, 5 histo, 6 audio or 8 tensor, `content` its message."""
    head, tail = ((field, content), (9, metadata)) if field < 9 else ((9, metadata), (field, content))
    return message((1, tag), head, tail)


def summary(*values: bytes) -> bytes:
    """A Summary of serialized values."""
    return message(*((1, value) for value in values))


# DataType numbers of tensorboard/compat/proto/types.proto, by NumPy's name.
DTYPES = {
    "float32": 1,
    "float64": 2,
    "int32": 3,
    "uint8": 4,
    "int16": 5,
    "int8": 6,
    "complex64": 8,
    "int64": 9,
    "bool": 10,
    "uint16": 17,
    "complex128": 18,
    "float16": 19,
    "uint32": 22,
    "uint64": 23,
}
STRING = 7


def shape(sizes: Iterable[int]) -> bytes:
    """A TensorShapeProto."""
    return message(*((2, message((1, size or None))) for size in sizes))


def tensor(array: Array) -> bytes:
    """A TensorProto of a numeric array, its elements little-endian and row-major in tensor_content.

    Raises TypeError for a dtype that TensorProto has no number for.
    """
    number = DTYPES.get(array.dtype.name)
    if number is None:
        raise TypeError(f"expected a numeric tensor, found dtype {array.dtype}")
    little_endian = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return message(
        (1, number), (2, shape(array.shape)), (4, np.ascontiguousarray(little_endian).tobytes() or None)
    )


def string_tensor(strings: Iterable[str | bytes], sizes: Iterable[int]) -> bytes:
    """A TensorProto of strings or blobs in row-major order."""
    return message((1, STRING), (2, shape(sizes)), *((8, string) for string in strings))
