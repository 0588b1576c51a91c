"""What the reader keeps of a root and of a run between two looks at them."""

from __future__ import annotations

import math
import time
from typing import Any, Literal

from sonde import _native
from sonde.model import Damage, Root
from sonde.reader.tail import Tail
from sonde.reader.walk import Found, FoundRun, Tree, is_marker
from sonde.store import StoredRun

NOTICED_WALK_SECS = 10.0
"""Where the system tells of changes the whole tree is still walked this often: a notice may get lost."""

MISSING_WALK_SECS = 0.25
"""A root that is not there yet is looked for this often."""

WALK_SHARE_OF_CORE = 0.01
WALK_SHARE_OF_TIME = 0.1
"""Walks of a large or slow tree come less often, so that they take no more than these shares."""

SOON_WALK_SHARE = 0.05
"""Walks that a notice asks for may take this share of time."""


class FollowedRun:
    """A run and the tails of its files."""

    def __init__(self, name: str, root: FollowedRoot, found: FoundRun) -> None:
        self.name = name
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
                    self.name, name, self._opener(name), stat, follow=self.root.following != "no"
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
            max(
                _finite(self._columns.last_time, *(tail.events.last_wall_time for tail in tails)),
                default=None,
            ),
        )

    def _opener(self, name: str) -> Any:
        return lambda identity: self.root.tree.source(self.directory, name, identity)


def _finite(*moments: float | None) -> list[float]:
    return [moment for moment in moments if moment is not None and math.isfinite(moment)]


class FollowedRoot:
    """A root: its tree, what the last walk said of it, and when to walk it next.

    `poll_secs` is how often the user wants it walked; without it the tree and the system's notices decide.
    """

    def __init__(self, label: str, tree: Tree, follow: bool, poll_secs: float | None = None) -> None:
        self.label = label
        self.tree = tree
        self.damage: list[Damage] = []
        self.unlisted: list[str] = []
        self.identity: Any = None
        self.following: Literal["notices", "polling", "no"] = "polling" if follow else "no"
        self.following_reason = "" if poll_secs is None else f"it was asked for every {poll_secs:g} seconds"
        self.linked = False
        self.next_walk = self._soonest_walk = 0.0
        self._poll_secs = poll_secs
        self._present = False

    def run_name(self, relative: str) -> str:
        """The name of a run from its name below this root."""
        if not self.label:
            return relative
        return self.label if relative == "." else f"{self.label}/{relative}"

    def walk(self) -> dict[str, FoundRun]:
        """Walk the tree: every run by its full name. The next walk is set so that walking stays cheap.

        `unlisted` then names the directories, by full name, that could not be looked into.
        """
        begun, begun_cpu = time.monotonic(), time.thread_time()
        found = self.tree.walk()
        now, cpu = time.monotonic(), time.thread_time() - begun_cpu
        self._note(found)
        self.next_walk = now + max(
            self._walk_secs(), cpu / WALK_SHARE_OF_CORE, (now - begun) / WALK_SHARE_OF_TIME
        )
        self._soonest_walk = now + (now - begun) / SOON_WALK_SHARE
        return {self.run_name(relative): run for relative, run in found.runs.items()}

    def walk_soon(self) -> None:
        """Something came or went that only a walk of the whole tree tells."""
        self.next_walk = min(self.next_walk, self._soonest_walk)

    def _walk_secs(self) -> float:
        if self._poll_secs is not None:
            return self._poll_secs
        if not self._present:
            return MISSING_WALK_SECS
        return self.tree.poll_secs if self.following == "polling" else NOTICED_WALK_SECS

    def _note(self, found: Found) -> None:
        self._present = found.present
        self.identity = found.identity
        self.linked = found.linked
        self.unlisted = [self.run_name(directory) for directory in found.unlisted]
        self.damage = [
            Damage(self.run_name(one.run), one.file, one.offset, one.length, one.reason)
            for one in found.damage
        ]

    def described(self) -> Root:
        reason = self._why_polled() if self.following == "polling" else ""
        return Root(self.tree.location, self.label, self._present, self.following, reason)

    def _why_polled(self) -> str:
        if not self._present:
            return "it is not there yet"
        return self.following_reason or (self.tree.unwatched if self.identity is None else "")
