"""Which runs and tags changed since a generation that somebody still shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from sonde.model import Changes, SeriesNames
from sonde.store.snapshot import StoredRun

KEPT_GENERATIONS = 256
"""How many commits are remembered; who is further behind asks for everything."""

MANY_SERIES = 1000
"""More changed series than this are not named: asking again for what is visible is cheaper than the list."""


class History:
    """The last commits, newest last. Owned by the store, which holds its lock around every call."""

    def __init__(self) -> None:
        self._commits: deque[Changes] = deque(maxlen=KEPT_GENERATIONS)

    def add(self, changes: Changes) -> None:
        self._commits.append(changes)

    def since(self, generation: int, newest: int) -> Changes:
        """What changed after `generation`, up to the newest."""
        if generation >= newest:
            return Changes(newest, frozenset(), {}, listed=False)
        missed = [commit for commit in self._commits if commit.generation > generation]
        if len(missed) != newest - generation:
            return Changes(newest, None, None, listed=True, files=True)
        runs = frozenset[str]().union(*(commit.runs or () for commit in missed))
        return Changes(
            newest,
            runs,
            _joined(missed),
            any(commit.listed for commit in missed),
            any(commit.files for commit in missed),
        )


def changes_of(
    generation: int,
    transitions: Mapping[str, tuple[StoredRun | None, StoredRun | None]],
    *,
    files: bool = False,
) -> Changes:
    """What it means that these runs went from their first state to their second (None: not there), and whether files
    beside the event files changed.

    The cost is that of the runs: one look at each series, without a Python object for those that are not named.
    """
    series: dict[str, Mapping[str, tuple[str, ...]]] = {}
    left = MANY_SERIES
    for name, (old, new) in transitions.items():
        found = _changed(old, new, left) if left > 0 else None
        if found is not None:
            series[name] = found
            left -= sum(map(len, found.values()))
    listed = any(_stands_elsewhere(old, new) for old, new in transitions.values())
    return Changes(generation, frozenset(transitions), series, listed, files)


def _changed(old: StoredRun | None, new: StoredRun | None, most: int) -> Mapping[str, tuple[str, ...]] | None:
    """The tags of series that differ, by kind; None for more than `most` series."""
    now, before = (new, old) if new is not None else (old, None)
    if now is None:
        return {}
    found = now.columns.changes(before and before.columns, most)
    return None if found is None else {kind: tuple(tags) for kind, tags in found.items()}


def _stands_elsewhere(old: StoredRun | None, new: StoredRun | None) -> bool:
    """Whether the run's place among the runs, or the list of its series, is another."""
    if old is None or new is None:
        return old is not new
    return old.start_time != new.start_time or old.count() != new.count()


def _joined(commits: Iterable[Changes]) -> SeriesNames:
    """The series of all these commits. A run that one of them does not name is not named, nor what is too much together."""
    joined: dict[str, dict[str, dict[str, None]]] = {}
    unnamed: set[str] = set()
    for commit in commits:
        series = commit.series or {}
        unnamed |= (commit.runs or frozenset()) - series.keys()
        for run, kinds in series.items():
            for kind, tags in kinds.items():
                joined.setdefault(run, {}).setdefault(kind, {}).update(dict.fromkeys(tags))
            joined.setdefault(run, {})
    left = MANY_SERIES
    named: dict[str, Mapping[str, tuple[str, ...]]] = {}
    for run, by_kind in joined.items():
        left -= sum(map(len, by_kind.values()))
        if run not in unnamed and left >= 0:
            named[run] = {kind: tuple(tags) for kind, tags in by_kind.items()}
    return named
