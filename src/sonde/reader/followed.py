"""What the reader keeps of a run between two looks at it."""

from __future__ import annotations

import math
from typing import Any

from sonde import _native
from sonde.reader.root import FollowedRoot
from sonde.reader.tail import Tail
from sonde.reader.walk import FoundRun, is_marker
from sonde.store import StoredRun


class FollowedRun:
    """A run and the tails of its files."""

    def __init__(self, name: str, root: FollowedRoot, found: FoundRun) -> None:
        self.name = name
        self.key = root.key_of(name)
        self.root = root
        self.directory = found.directory
        self.identity = found.identity
        self.tails: dict[str, Tail] = {}
        self._columns: _native.RunSnapshot | None = None

    def update(self, found: FoundRun) -> tuple[list[Tail], bool]:
        """Bring the tails in line with a listing: those that have something to read, and whether others came or went."""
        gone = self.tails.keys() - found.files.keys()
        for name in gone:
            del self.tails[name]
        self.directory, self.identity = found.directory, found.identity
        waiting: list[Tail] = []
        changed = bool(gone)
        for name, stat in found.files.items():
            tail = self.tails.get(name)
            if tail is None:
                tail = self.tails[name] = Tail(
                    self.name,
                    name,
                    self._opener(name),
                    stat,
                    follow=self.root.following != "no",
                    identities=self.root.identities,
                )
                changed = changed or is_marker(name)
            if tail.update(stat):
                waiting.append(tail)
        return waiting, changed

    def stored(self) -> StoredRun:
        """The run as far as it was read."""
        tails = [self.tails[name] for name in sorted(self.tails)]
        # With the columns from before, only series that changed are worked out again.
        self._columns = _native.RunSnapshot([tail.columns for tail in tails], self._columns)
        return StoredRun(
            self.name,
            self._columns,
            tuple(tail.file() for tail in tails),
            tuple(tail.source for tail in tails),
            min(
                _finite(self._columns.start_time, *(tail.events.first_wall_time for tail in tails)),
                default=None,
            ),
            self._columns.last_time,
            self.key,
        )

    def _opener(self, name: str) -> Any:
        return lambda identity: self.root.tree.source(self.directory, name, identity)


def _finite(*moments: float | None) -> list[float]:
    return [moment for moment in moments if moment is not None and math.isfinite(moment)]
