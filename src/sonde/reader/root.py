"""What the reader keeps of a root between two looks at it."""

from __future__ import annotations

import math
import time
from typing import Any, Literal

from sonde import _native
from sonde.model import Damage, Root
from sonde.reader.beside import FilesBeside
from sonde.reader.keys import below_label, key_below, root_key
from sonde.reader.notices import LIMIT_REASON, watched_inodes
from sonde.reader.walk import Found, FoundRun, Tree

NOTICED_WALK_SECS = 10.0
"""Where the system tells of changes the whole tree is still walked this often: a notice may get lost."""

MISSING_WALK_SECS = 0.25
"""A root that is not there yet is looked for this often."""

WALK_SHARE_OF_CORE = 0.01
WALK_SHARE_OF_TIME = 0.1
"""Walks of a large or slow tree come less often, so that they take no more than these shares."""

SOON_WALK_SHARE = 0.05
"""Walks that a notice asks for may take this share of time, and so may looks at directories that give no notices."""


class FollowedRoot:
    """A root: its tree, what the last walk said of it, and when to walk it next.

    `poll_secs` is how often the user wants it walked; without it the tree and the system's notices decide.
    """

    def __init__(
        self,
        label: str,
        tree: Tree,
        follow: bool,
        poll_secs: float | None = None,
        identities: _native.Identities | None = None,
    ) -> None:
        self.identities = identities if identities is not None else _native.Identities()
        self.key = root_key(tree.location)
        self.label = label
        self.tree = tree
        self.beside = FilesBeside(self.key, label, tree)
        self.damage: list[Damage] = []
        self.unlisted: list[str] = []
        self.identity: Any = None
        self.following: Literal["notices", "polling", "no"] = "polling" if follow else "no"
        self.following_reason = "" if poll_secs is None else f"it was asked for every {poll_secs:g} seconds"
        self.linked = False
        self.unnoticed: frozenset[Any] = frozenset()
        self.next_look = math.inf
        self.next_walk = self._soonest_walk = 0.0
        self._poll_secs = poll_secs
        self._present = False
        self._runs_found = 0

    def run_name(self, relative: str) -> str:
        """The name of a run from its name below this root."""
        if not self.label:
            return relative
        return self.label if relative == "." else f"{self.label}/{relative}"

    def key_of(self, run: str) -> str:
        """The key of the run of this name."""
        return key_below(self.key, below_label(run, self.label) or ".")

    def walk(self) -> dict[str, FoundRun]:
        """Walk the tree: every run by its full name. The next walk is set so that walking stays cheap.

        `unlisted` then names the directories, by full name, that could not be looked into.
        """
        begun, begun_cpu = time.monotonic(), time.thread_time()
        found = self.tree.walk()
        now, cpu = time.monotonic(), time.thread_time() - begun_cpu
        self._note(found)
        self._find_unnoticed(found)
        self.beside.replace(found.beside, unlisted=found.unlisted)
        self.next_walk = now + max(
            self._walk_secs(), cpu / WALK_SHARE_OF_CORE, (now - begun) / WALK_SHARE_OF_TIME
        )
        self._soonest_walk = now + (now - begun) / SOON_WALK_SHARE
        return {self.run_name(relative): run for relative, run in found.runs.items()}

    def walk_soon(self) -> None:
        """Something came or went that only a walk of the whole tree tells."""
        self.next_walk = min(self.next_walk, self._soonest_walk)

    def looked(self, begun: float) -> None:
        """Take note that the directories which give no notices were looked at, from `begun` on."""
        now = time.monotonic()
        self.next_look = now + max(self.tree.poll_secs, (now - begun) / SOON_WALK_SHARE)

    def _find_unnoticed(self, found: Found) -> None:
        """Which runs' directories the system, at its limit, does not give notices of though it does of the root's."""
        inodes = (
            watched_inodes() if self.following == "notices" and found.identity is not None else frozenset()
        )
        # Where not even the root's is told, the file system counts its inodes in another way: nothing is known.
        known = inodes and found.identity[1] in inodes
        of_runs = {run.identity for run in found.runs.values() if run.identity is not None}
        self.unnoticed = frozenset(one for one in of_runs if known and one[1] not in inodes)
        self._runs_found = len(found.runs)
        if not self.unnoticed:
            self.next_look = math.inf
        elif self.next_look == math.inf:
            self.next_look = 0.0

    def _walk_secs(self) -> float:
        if self._poll_secs is not None:
            return self._poll_secs
        if not self._present:
            return MISSING_WALK_SECS
        noticed = self.following == "notices" and not self.unnoticed
        return NOTICED_WALK_SECS if noticed else self.tree.poll_secs

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
        following = "polling" if self.unnoticed else self.following
        reason = self._why_polled() if following == "polling" else ""
        return Root(self.key, self.tree.location, self.label, self._present, following, reason)

    def _why_polled(self) -> str:
        if not self._present:
            return "it is not there yet"
        if self.unnoticed:
            count = f"{len(self.unnoticed)} of {self._runs_found} directories with runs are looked at again and again"
            return f"{LIMIT_REASON}: {count}"
        return self.following_reason or (self.tree.unwatched if self.identity is None else "")
