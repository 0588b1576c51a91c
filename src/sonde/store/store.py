"""The one place where sources and everyone else meet: the newest snapshot, and who waits for the next."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sonde import _native
from sonde.model import Changes, Loading
from sonde.store.changes import History, changes_of
from sonde.store.share import Part, Share
from sonde.store.snapshot import Snapshot, StoredRun, TagRows, in_order

log = logging.getLogger(__name__)


class Store:
    """Holds the newest snapshot; the commits of its sources swap it.

    Each source has a `share` of it, and commits only that. Any thread reads. `snapshot()` takes no lock (an attribute is
    read whole), so a reader is never held up by a commit. Lock order: `_committing`, then `_changed`. The first is held
    through a commit and while subscribers are called, on the committing thread, so that they hear of generations in
    order: they must return at once, and must not commit. The second is never held while foreign code runs.
    """

    def __init__(self) -> None:
        self._committing = threading.Lock()
        self._changed = threading.Condition()
        self._history = History()
        self._open_shares: set[str] = set()
        self._subscribers: list[Callable[[int], None]] = []
        self._parts: dict[str, Part] = {}
        self._tags = _native.TagList()  # guarded by _committing
        self._snapshot = Snapshot(0, {}, (), Loading(0, 0, 0, 0), (), (), self._tags.sums())

    def snapshot(self) -> Snapshot:
        """The newest snapshot. Generation 0 is the empty one from before anything was read."""
        return self._snapshot

    def share(self, key: str, part: Part) -> Share:
        """A new source's share, called so for ever; `part` is what is known of it before anything was read.

        That is no commit: nobody hears of it, and the generation stays.
        """
        with self._committing:
            if key in self._parts:
                raise ValueError(f"the store has a source {key!r} already")
            self._parts[key] = part
            now = self._snapshot
            self._snapshot = self._joined(now.generation, now.runs, now.tags)
            with self._changed:
                self._open_shares.add(key)
        return Share(key, part, self._commit, self._end)

    def _ended(self) -> bool:
        return bool(self._parts) and not self._open_shares

    def _commit(self, key: str, part: Part, changed: Mapping[str, StoredRun | None]) -> Snapshot:
        """Replace these runs (None: drop it) and the rest of what the source says."""
        with self._committing:
            old = self._snapshot
            transitions = {name: (old.runs.get(name), run) for name, run in changed.items()}
            _demand_own_names(transitions)
            files_changed = self._parts[key].files != part.files
            self._parts[key] = part
            runs = _replaced(old.runs, transitions)
            new = self._joined(old.generation + 1, runs, self._sum_tags(runs, transitions))
            changes = changes_of(new.generation, transitions, files=files_changed)
            with self._changed:
                self._history.add(changes)
                self._snapshot = new
                subscribers = list(self._subscribers)
                self._changed.notify_all()
            for subscriber in subscribers:
                try:
                    subscriber(new.generation)
                except Exception:  # somebody else's mistake must not end reading
                    log.exception("a subscriber failed on generation %d", new.generation)
        return new

    def _sum_tags(
        self,
        runs: Mapping[str, StoredRun],
        transitions: Mapping[str, tuple[StoredRun | None, StoredRun | None]],
    ) -> TagRows:
        """The tags after these changes: the cost is that of the runs that changed, or of all where that is not enough."""
        follow = [self._tags.replace(_columns(old), _columns(new)) for old, new in transitions.values()]
        if not all(follow):
            self._tags.sum_up([_columns(run) for run in runs.values()])
        return self._tags.sums()

    def _joined(self, generation: int, runs: Mapping[str, StoredRun], tags: TagRows) -> Snapshot:
        parts = self._parts.values()
        return Snapshot(
            generation,
            runs,
            tuple(root for part in parts for root in part.roots),
            _sum(part.loading for part in parts),
            tuple(place for part in parts for place in part.damage),
            tuple(file for part in parts for file in part.files),
            tags,
        )

    def _end(self, key: str) -> None:
        """Nothing will be committed to this share any more: where none is left, nobody waits in vain."""
        with self._changed:
            self._open_shares.discard(key)
            self._changed.notify_all()

    def wait(self, generation: int, timeout: float | None = None) -> int:
        """Wait until there is a newer generation than this one, at most `timeout` seconds, nor for one that will not come;
        the newest is returned.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._ended() or self._snapshot.generation > generation, timeout)
        return self._snapshot.generation

    def subscribe(self, callback: Callable[[int], None]) -> Callable[[], None]:
        """Call back with the generation of every commit, on the committing thread; the returned function ends that."""
        with self._changed:
            self._subscribers.append(callback)

        def unsubscribe() -> None:
            with self._changed:
                if callback in self._subscribers:
                    self._subscribers.remove(callback)

        return unsubscribe

    def changes(self, generation: int) -> Changes:
        """What changed since this generation."""
        with self._changed:
            return self._history.since(generation, self._snapshot.generation)


def _columns(run: StoredRun | None) -> Any:
    """The core's snapshot of a run; so far no other store makes its own."""
    return run.columns if run is not None else None


def _sum(loadings: Iterable[Loading]) -> Loading:
    columns = list(
        zip(*((one.files_done, one.files, one.bytes_done, one.bytes) for one in loadings), strict=True)
    )
    return Loading(*(sum(column) for column in columns)) if columns else Loading(0, 0, 0, 0)


def _demand_own_names(transitions: Mapping[str, tuple[StoredRun | None, StoredRun | None]]) -> None:
    """A name leads to one run: sources put a label of their own in front of the names where there are several."""
    for name, (old, new) in transitions.items():
        if old is not None and new is not None and old.key != new.key:
            raise ValueError(f"two sources call a run {name!r}: {old.key} and {new.key}")


def _replaced(
    runs: Mapping[str, StoredRun], transitions: Mapping[str, tuple[StoredRun | None, StoredRun | None]]
) -> dict[str, StoredRun]:
    """The runs after these changes, in order. Where only points were added everybody keeps their place."""
    new = {**runs, **{name: run for name, (_old, run) in transitions.items() if run is not None}}
    for name, (_old, run) in transitions.items():
        if run is None:
            new.pop(name, None)
    moved = any(
        old is None or run is None or old.start_time != run.start_time for old, run in transitions.values()
    )
    return in_order(new) if moved else new
