"""TFRecord frames and protobuf messages, made by hand in plain Python: slow, obvious, and independent of the core."""

from __future__ import annotations

import struct
from collections.abc import Iterable


def _table() -> list[int]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
        table.append(crc)
    return table


_TABLE = _table()


def crc32c(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
    return crc ^ 0xFFFFFFFF


def masked(data: bytes) -> int:
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def header(length: int) -> bytes:
    size = struct.pack("<Q", length)
    return size + struct.pack("<I", masked(size))


def record(payload: bytes) -> bytes:
    return header(len(payload)) + payload + struct.pack("<I", masked(payload))


def records(payloads: Iterable[bytes]) -> bytes:
    return b"".join(map(record, payloads))


def varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append((number & 0x7F) | 0x80)
        number >>= 7
    return bytes([*out, number])


def varint_field(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def double_field(number: int, value: float) -> bytes:
    return varint(number << 3 | 1) + struct.pack("<d", value)


def bytes_field(number: int, value: bytes | str) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(raw)) + raw


def float_field(number: int, value: float) -> bytes:
    return varint(number << 3 | 5) + struct.pack("<f", value)


def event(what: bytes = b"", step: int = 0, wall_time: float = 1.0) -> bytes:
    return double_field(1, wall_time) + (varint_field(2, step) if step else b"") + what


def version() -> bytes:
    return event(bytes_field(3, "brain.Event:2"))


def summary(*values: bytes) -> bytes:
    return bytes_field(5, b"".join(bytes_field(1, value) for value in values))


def metadata(
    plugin: str, content: bytes = b"", display_name: str = "", description: str = "", data_class: int = 0
) -> bytes:
    plugin_data = bytes_field(1, plugin) + (bytes_field(2, content) if content else b"")
    return bytes_field(
        9,
        bytes_field(1, plugin_data)
        + (bytes_field(2, display_name) if display_name else b"")
        + (bytes_field(3, description) if description else b"")
        + (varint_field(4, data_class) if data_class else b""),
    )


def simple_value(tag: str | bytes, value: float) -> bytes:
    return bytes_field(1, tag) + float_field(2, value)


def tensor(dtype: int, shape: Iterable[int] = (), values: bytes = b"") -> bytes:
    dims = b"".join(bytes_field(2, varint_field(1, size)) for size in shape)
    return varint_field(1, dtype) + bytes_field(2, dims) + values


def tensor_value(tag: str, message: bytes, meta: bytes = b"") -> bytes:
    """As TensorFlow 2 writes it: the metadata stand behind the tensor."""
    return bytes_field(1, tag) + bytes_field(8, message) + meta


def scalar(tag: str | bytes, value: float, step: int = 0, wall_time: float = 1.0) -> bytes:
    """The payload of one event with one old scalar."""
    return event(summary(simple_value(tag, value)), step, wall_time)
