"""The one place where readers and everyone else meet: the newest snapshot, and who waits for the next."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

from sonde.model import Damage, Loading, Root
from sonde.store.changes import Changes, History
from sonde.store.snapshot import Snapshot, StoredRun, in_order

log = logging.getLogger(__name__)


class Store:
    """Holds the newest snapshot; `commit` swaps it.

    One thread commits, any thread reads. `snapshot()` takes no lock (an attribute is read whole), so a reader is never
    held up by a commit. Lock order: `_changed` is the only lock and is never held while foreign code runs; subscribers
    are called after it is released, on the committing thread, and must return at once.
    """

    def __init__(self, roots: tuple[Root, ...] = ()) -> None:
        self._changed = threading.Condition()
        self._history = History()
        self._ended = False
        self._subscribers: list[Callable[[Snapshot], None]] = []
        self._snapshot = Snapshot(0, {}, roots, Loading(0, 1, 0, 0), ())

    def snapshot(self) -> Snapshot:
        """The newest snapshot. Generation 0 is the empty one from before anything was read."""
        return self._snapshot

    def commit(
        self,
        changed: Mapping[str, StoredRun | None],
        *,
        loading: Loading,
        damage: tuple[Damage, ...],
        roots: tuple[Root, ...],
    ) -> Snapshot:
        """Replace these runs (None: drop it) and swap in the snapshot that follows; waiters and subscribers hear of it."""
        old = self._snapshot
        transitions = {name: (old.runs.get(name), run) for name, run in changed.items()}
        new = Snapshot(old.generation + 1, _replaced(old.runs, transitions), roots, loading, damage)
        with self._changed:
            self._history.add(new.generation, transitions)
            self._snapshot = new
            subscribers = list(self._subscribers)
            self._changed.notify_all()
        for subscriber in subscribers:
            try:
                subscriber(new)
            except Exception:  # somebody else's mistake must not end reading
                log.exception("a subscriber failed on generation %d", new.generation)
        return new

    def end(self) -> None:
        """Nothing will be committed any more: nobody waits in vain."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def wait(self, generation: int, timeout: float | None = None) -> int:
        """Wait until there is a newer generation than this one, at most `timeout` seconds, nor for one that will not come;
        the newest is returned.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._snapshot.generation > generation, timeout)
        return self._snapshot.generation

    def subscribe(self, callback: Callable[[Snapshot], None]) -> Callable[[], None]:
        """Call back after every commit, on the committing thread; the returned function ends that."""
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
