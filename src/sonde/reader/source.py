"""What the reader asks of an event file, wherever it lies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from sonde import _native
from sonde.store import FileBytes


class FileStat(NamedTuple):
    """What a listing says of an event file.

    Equal `version`s mean an unchanged file. `identity` stays while a file grows and differs when another file took its
    place; it is None where the storage gives none.
    """

    size: int
    changed_time: float | None
    version: Any
    identity: Any


class StopReading(Exception):  # noqa: N818  a wish, not an error
    """Raised to end reading before the end. What was read stays."""


class Source(FileBytes, Protocol):
    """The bytes of one event file, which also the core can read.

    Every method raises OSError where the file is gone or may not be read, and `StaleBlobError` (one of them) where
    another file has taken its place.
    """

    def advance(self, events: _native.EventFile, stopping: Callable[[], bool]) -> None:
        """Let the native core read on from where it stopped, until `stopping` says true: then StopReading is raised soon.

        What was read stays.
        """
        ...
