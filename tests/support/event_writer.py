"""Writes event files one event at a time, as a training script would; for tests of what reads them.

with EventWriter(path) as writer:
    writer.scalar("loss", step=1, number=0.5)
    writer.values(2, value("img", image=(8, 8, png)))
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable
from pathlib import Path

from support import records
from support.records import bytes_field, double_field, float_field, varint_field

START = 1
"""The status of a SessionLog that begins a session."""

FIRST_WALL_TIME = 1_700_000_000.0

FLOAT, DOUBLE, STRING = 1, 2, 7
"""Data types of a tensor."""


def value(
    tag: str,
    *,
    simple: float | None = None,
    tensor: bytes | None = None,
    histo: bytes | None = None,
    image: tuple[int, int, bytes] | None = None,
    audio: bytes | None = None,
    metadata: bytes = b"",
) -> bytes:
    """A Summary.Value; `image` is (width, height, encoded), `audio` the encoded clip, the others are messages."""
    out = bytes_field(1, tag)
    if simple is not None:
        out += float_field(2, simple)
    if tensor is not None:
        out += bytes_field(8, tensor)
    if histo is not None:
        out += bytes_field(5, histo)
    if image is not None:
        width, height, encoded = image
        out += bytes_field(4, varint_field(1, height) + varint_field(2, width) + bytes_field(4, encoded))
    if audio is not None:
        out += bytes_field(6, float_field(1, 8000.0) + varint_field(2, 1) + bytes_field(4, audio))
    return out + metadata


def double_tensor(number: float) -> bytes:
    return records.tensor(DOUBLE, (), bytes_field(4, struct.pack("<d", number)))


def float_tensor(*numbers: float) -> bytes:
    return records.tensor(FLOAT, (len(numbers),), bytes_field(4, struct.pack(f"<{len(numbers)}f", *numbers)))


def text_tensor(*texts: str) -> bytes:
    return records.tensor(STRING, (len(texts),), b"".join(bytes_field(8, text) for text in texts))


def histogram(least: float, most: float, limits: Iterable[float], counts: Iterable[float]) -> bytes:
    """A HistogramProto as old writers stored them."""
    return double_field(1, least) + double_field(2, most) + _doubles(6, limits) + _doubles(7, counts)


def _doubles(number: int, values: Iterable[float]) -> bytes:
    return bytes_field(number, b"".join(struct.pack("<d", one) for one in values))


class EventWriter:
    """Appends events to one file. Its clock ticks one second an event unless told otherwise; nothing is buffered."""

    def __init__(
        self, path: str | os.PathLike[str], wall_time: float = FIRST_WALL_TIME, *, begin: bool = True
    ) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.wall_time = wall_time
        self._file = self.path.open("ab", buffering=0)
        if begin:
            self.event(bytes_field(3, "brain.Event:2"), wall_time=wall_time)

    def raw(self, data: bytes) -> None:
        self._file.write(data)

    def event(self, what: bytes, step: int = 0, wall_time: float | None = None) -> None:
        if wall_time is None:
            wall_time = self.wall_time = self.wall_time + 1.0
        self.raw(records.record(records.event(what, step, wall_time)))

    def values(self, step: int, *values: bytes, wall_time: float | None = None) -> None:
        self.event(records.summary(*values), step, wall_time)

    def scalar(self, tag: str, step: int, number: float, wall_time: float | None = None) -> None:
        self.values(step, value(tag, simple=number), wall_time=wall_time)

    def scalars(self, tag: str, numbers: Iterable[float], first_step: int = 0) -> None:
        for step, number in enumerate(numbers, first_step):
            self.scalar(tag, step, number)

    def start_session(self, step: int = 0) -> None:
        self.event(bytes_field(7, varint_field(1, START)), step)

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> EventWriter:  # noqa: PYI034  typing.Self came with Python 3.11
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
