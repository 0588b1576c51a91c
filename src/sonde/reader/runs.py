"""The runs that are followed: brought in line with listings, read, and committed to their roots' shares of the store."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence

from sonde.model import Loading
from sonde.reader.followed import FollowedRun
from sonde.reader.loader import Outcome, read
from sonde.reader.progress import Progress
from sonde.reader.root import FollowedRoot
from sonde.reader.scope import Scope
from sonde.reader.source import StopReading
from sonde.reader.tail import Tail
from sonde.store import Part, Share, Store, StoredRun

PATIENCE_SECS = 0.5
"""A read that takes less, as that of files that grow does, is not told as loading: a page would flicker."""


class FollowedRuns:
    """Every run of every root, by name. Owned by the reader's thread, which alone commits these roots' shares.

    `partly` says whether what takes long is committed in part, so that it can be looked at; `observer` is told how far it
    has come; `stopping` ends reading, and what was read is not committed then.
    """

    def __init__(
        self,
        store: Store,
        roots: Sequence[FollowedRoot],
        *,
        partly: bool,
        observer: Callable[[Loading], None] | None,
        others_busy: Callable[[], bool] | None,
        stopping: threading.Event,
    ) -> None:
        self._runs: dict[str, FollowedRun] = {}
        self._partly = partly
        self._observer = observer
        self._others_busy = others_busy
        self._stopping = stopping
        self._begun = False
        self._shares: dict[FollowedRoot, Share] = {
            root: store.share(root.key, Part(Loading(0, 1, 0, 0), roots=(root.described(),)))
            for root in roots
        }

    def scope(self) -> Scope:
        """Nothing listed yet."""
        return Scope(self._runs)

    def bring_up_to_date(self, scope: Scope) -> None:
        """Drop what is gone, read what is new, and commit."""
        changed: dict[FollowedRoot, set[str]] = defaultdict(set)
        for name in scope.covered - scope.listed.keys():
            root = self._runs.pop(name).root
            root.beside.runs_changed()
            changed[root].add(name)
        waiting: list[Tail] = []
        for name, (root, found) in scope.listed.items():
            run = self._runs.get(name)
            if run is None:
                run = self._runs[name] = FollowedRun(name, root, found)
                root.beside.runs_changed()
            tails, came_or_went = run.update(found)
            waiting += tails
            if came_or_went:
                changed[root].add(name)
        self._read(waiting, changed)

    def end(self) -> None:
        """Nothing will be committed any more."""
        for share in self._shares.values():
            share.end()

    def _read(self, waiting: list[Tail], changed: dict[FollowedRoot, set[str]]) -> None:
        """Read these files on, then commit."""
        progress = Progress(
            [(self._runs[tail.run].root, tail) for tail in waiting], PATIENCE_SECS if self._begun else 0.0
        )
        if not self._begun:
            self._begun = True
            for root in self._shares:
                self._commit(root, set(), progress.of(root, begun=False))

        def tick(_bytes_done: int) -> None:
            if self._stopping.is_set():
                raise StopReading
            if (self._observer is not None or self._partly) and progress.due():
                self._tell(progress, waiting)
                progress.told()

        try:
            outcome = self._read_on(waiting, tick)
        except StopReading:
            return
        for tail, error in outcome:
            root = self._runs[tail.run].root
            if isinstance(error, FileNotFoundError):
                self._forget(tail)
                changed[root].add(tail.run)
            elif tail.finished(error):
                changed[root].add(tail.run)
        if waiting and self._observer is not None:
            self._observer(self._all_read(None))
        for root in self._shares:
            self._commit(root, changed[root], self._all_read(root))

    def _tell(self, progress: Progress, waiting: Sequence[Tail]) -> None:
        """Tell how far a long read has come, and let what is read so far be looked at."""
        if self._observer is not None:
            self._observer(progress.all())
        if not self._partly:
            return
        changed: dict[FollowedRoot, set[str]] = {root: set() for root in progress.roots()}
        for tail in waiting:
            if tail.look():
                changed[self._runs[tail.run].root].add(tail.run)
        for root, names in changed.items():
            self._commit(root, names, progress.of(root))

    def _read_on(self, waiting: list[Tail], tick: Callable[[int], None]) -> Outcome:
        """Read these files; those that turn out to be written over in place are read from the beginning."""
        outcome: Outcome = []
        while waiting:
            part = read(waiting, tick, self._others_busy)
            waiting = [tail for tail, _error in part if tail.begin_anew()]
            outcome += [(tail, error) for tail, error in part if tail not in waiting]
        return outcome

    def _forget(self, tail: Tail) -> None:
        """Drop a file that vanished before it could be read."""
        run = self._runs[tail.run]
        del run.tails[tail.name]
        if not run.tails:
            del self._runs[tail.run]
            run.root.beside.runs_changed()

    def _commit(self, root: FollowedRoot, changed: set[str], loading: Loading) -> None:
        """Commit these runs of a root as they stand now, unless nothing is different."""
        runs: dict[str, StoredRun | None] = {
            name: self._runs[name].stored() if name in self._runs else None for name in changed
        }
        part = Part(loading, tuple(root.damage), (root.described(),), root.beside.stored(self._runs))
        self._shares[root].commit(runs, part)

    def _all_read(self, root: FollowedRoot | None) -> Loading:
        """The files of a root, or of all, as read."""
        tails = [
            tail
            for run in self._runs.values()
            if root is None or run.root is root
            for tail in run.tails.values()
        ]
        size = sum(tail.stat.size for tail in tails)
        return Loading(len(tails), len(tails), size, size)
