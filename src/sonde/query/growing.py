"""Growing: what may be asked of a log directory that is followed, whoever answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from sonde.model import Changes
from sonde.query.protocol import Query


class Growing(Protocol):
    """A log directory while it grows: its newest moment, and what came since another. Safe to use from several threads."""

    @property
    def generation(self) -> int:
        """Grows by one with every change; 0 before anything was read."""
        ...

    @property
    def query(self) -> Query:
        """Questions about the newest moment, or one a little newer than `generation` said just before."""
        ...

    def wait(self, generation: int, timeout: float | None = None) -> int:
        """Wait for a newer generation than this one, at most `timeout` seconds; the newest is returned either way.

        Returns at once where none will come.
        """
        ...

    def changes(self, generation: int) -> Changes:
        """Which runs and series changed since this generation. Everything, for one that is too long ago or below 0."""
        ...

    def subscribe(self, callback: Callable[[int], None]) -> Callable[[], None]:
        """Call back with the number of each new generation, in their order, on a thread that must not be held up: return
        at once. The returned function ends that.
        """
        ...
