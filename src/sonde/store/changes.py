"""Which runs and tags changed since a generation that somebody still shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sonde.store.snapshot import StoredRun

KEPT_GENERATIONS = 256
"""How many commits are remembered; who is further behind asks for everything."""

MANY_TAGS = 1000
"""From this many changed tags on they are not named: asking again for what is visible is cheaper than the list."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed up to `generation`. None stands for "more than is worth naming": ask again for what is visible.

    `listed` is true when runs or series came or went, or their standing in the lists changed with the run order,
    `files` when files beside the event files came, went or changed.
    """

    generation: int
    runs: frozenset[str] | None
    tags: frozenset[str] | None
    listed: bool
    files: bool = False


class History:
    """The last commits, newest last. Owned by the store, which holds its lock around every call."""

    def __init__(self) -> None:
        self._commits: deque[Changes] = deque(maxlen=KEPT_GENERATIONS)

    def add(
        self,
        generation: int,
        changed: Mapping[str, tuple[StoredRun | None, StoredRun | None]],
        *,
        files: bool = False,
    ) -> None:
        """Remember that these runs went from their first state to their second (None: not there), and whether files
        beside the event files changed.

        Where a run came or went, its tags are not looked at: the lists change anyway, and a first load that brings
        thousands of runs must not pay for each of their series.
        """
        pairs = [(old, new) for old, new in changed.values() if old is not None and new is not None]
        if len(pairs) < len(changed):
            self._commits.append(Changes(generation, frozenset(changed), None, listed=True, files=files))
            return
        tags = frozenset().union(*(_changed_tags(old, new) for old, new in pairs))
        listed = any(_stands_elsewhere(old, new) for old, new in pairs)
        self._commits.append(
            Changes(generation, frozenset(changed), tags if len(tags) <= MANY_TAGS else None, listed, files)
        )

    def since(self, generation: int, newest: int) -> Changes:
        """What changed after `generation`, up to the newest."""
        if generation >= newest:
            return Changes(newest, frozenset(), frozenset(), listed=False)
        missed = [commit for commit in self._commits if commit.generation > generation]
        if len(missed) != newest - generation:
            return Changes(newest, None, None, listed=True, files=True)
        tags = _union(commit.tags for commit in missed)
        return Changes(
            newest,
            _union(commit.runs for commit in missed),
            None if tags is None or len(tags) > MANY_TAGS else tags,
            any(commit.listed for commit in missed),
            any(commit.files for commit in missed),
        )


def _union(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    found: set[str] = set()
    for one in sets:
        if one is None:
            return None
        found |= one
    return frozenset(found)


def _stands_elsewhere(old: StoredRun, new: StoredRun) -> bool:
    """Whether the run's place among the runs, or the list of its series, is another."""
    return old.start_time != new.start_time or len(old.infos) != len(new.infos)


def _changed_tags(old: StoredRun, new: StoredRun) -> set[str]:
    """Tags whose rows differ: more points, another attempt, another description."""
    before = {(row[0], row[1]): row for row in old.infos}
    after = {(row[0], row[1]): row for row in new.infos}
    return {key[0] for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
