"""Log directories for tests, written by hand: which points each run has stands in the test that uses them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from support.records import bytes_field, event, float_field, record

Point = tuple[int, float]  # step, value


def scalar(tag: str, step: int, value: float, wall_time: float) -> bytes:
    """One record that holds one scalar, as torch writes it."""
    summary = bytes_field(1, bytes_field(1, tag) + float_field(2, value))
    return record(event(bytes_field(5, summary), step, wall_time))


def scalars(tag: str, points: Iterable[Point], start_time: float = 1000.0) -> bytes:
    """Records of one tag; the wall time is `start_time` plus the step."""
    return b"".join(scalar(tag, step, value, start_time + step) for step, value in points)


def write_run(
    directory: Path, tags: Mapping[str, Iterable[Point]], start_time: float = 1000.0, number: int = 0
) -> Path:
    """One event file with these tags one after another; returns it."""
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / f"events.out.tfevents.{int(start_time):010}.host.{number}"
    version = record(event(bytes_field(3, "brain.Event:2"), wall_time=start_time))
    file.write_bytes(version + b"".join(scalars(tag, points, start_time) for tag, points in tags.items()))
    return file


def append(file: Path, records: bytes) -> None:
    with file.open("ab") as out:
        out.write(records)
