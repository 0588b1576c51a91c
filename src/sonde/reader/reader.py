"""Keeps a store in line with the files of a log directory: walks it, reads it, follows it."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from queue import Empty, SimpleQueue

from sonde.model import Loading, Root
from sonde.reader.followed import FollowedRoot, FollowedRun
from sonde.reader.loader import Outcome, read
from sonde.reader.local import LocalTree, directory_identity
from sonde.reader.roots import Logdir, open_roots
from sonde.reader.source import StopReading
from sonde.reader.tail import Tail
from sonde.reader.walk import FoundRun, is_event_file, lies_in
from sonde.reader.watch import Watcher, network_file_system
from sonde.store import Store

REFRESH_SHARE = 0.25
"""Refreshes of files that are written without a pause take no more than about this share of a core."""

PROGRESS_SHARE = 0.05
"""Partial commits during a long read take no more than about this share of the time."""

PATIENCE_SECS = 0.5
"""A read that takes less, as that of files that grow does, is not told as loading: a page would flicker."""

MAX_PAUSE_SECS = 0.5
"""The longest pause that the share above asks for."""

FIRST_RETRY_SECS = 0.25
MAX_RETRY_SECS = 60.0
"""What fails is tried again after twice as long each time."""

MANY_NOTICES = 1000
"""From so many changed paths on, a walk of the whole tree costs less than looking at each."""

OTHERS_SECS = 0.01
"""So often it is asked whether others still need the processor."""

log = logging.getLogger(__name__)


class Reader:
    """Reads a log directory into a store, and goes on while it is followed.

    One thread owns everything here and is the only one that commits. The watcher's thread only puts calls into
    `_inbox`, which the reader's thread makes. `close` may be called from any thread.
    """

    def __init__(
        self,
        logdir: Logdir,
        *,
        follow: bool,
        poll_secs: float | None = None,
        observer: Callable[[Loading], None] | None = None,
        others_busy: Callable[[], bool] | None = None,
    ) -> None:
        self._roots = [
            FollowedRoot(label, tree, follow, poll_secs) for label, tree in open_roots(logdir).items()
        ]
        self.store = Store(self._described())
        self._follow = follow
        self._polled = poll_secs is not None
        self._observer = observer
        self._others_busy = others_busy
        self._runs: dict[str, FollowedRun] = {}
        self._touched: set[str] = set()
        self._inbox: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._watcher: Watcher | None = None
        self._watched: dict[str, FollowedRoot] = {}
        self._watched_identities: dict[str, object] = {}
        self._stopping = threading.Event()
        self._loaded = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="sonde-reader", daemon=True)

    def start(self) -> None:
        # A daemon thread that is inside the native core when the interpreter ends would bring the process down.
        atexit.register(self.close)
        self._thread.start()

    def close(self) -> None:
        """Stop reading and following. What was committed stays."""
        atexit.unregister(self.close)
        self._stopping.set()
        self._inbox.put(_nothing)
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join()

    def wait_loaded(self) -> None:
        """Wait until everything that was there at the start is read. Raises what ended reading, if anything did."""
        self._loaded.wait()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            if self._follow:
                self._follow_changes()
            else:
                self._walk(self._roots)
        except BaseException as error:
            self._failure = error
        finally:
            self._loaded.set()
            self.store.end()
            if self._watcher is not None:
                self._watcher.stop()
            atexit.unregister(self.close)

    # Following

    def _follow_changes(self) -> None:
        """Walk every root (each is due at first), then take up changes until it is enough."""
        failures = 0
        while not self._stopping.is_set():
            self._take_messages()
            begun = time.monotonic()
            try:
                self._refresh()
                due = [root for root in self._roots if root.next_walk <= begun]
                if due:
                    self._walk(due)
                    self._loaded.set()
                    self._watch()
                failures = 0
            except Exception:
                # A bug, or a file system that behaves like none we know. The next walk may well succeed.
                log.exception("the log directory could not be followed; it is tried again")
                failures += 1
                self._stopping.wait(min(MAX_RETRY_SECS, FIRST_RETRY_SECS * 2**failures))
                for root in self._roots:
                    root.next_walk = 0.0
            busy = time.monotonic() - begun
            self._stopping.wait(min(MAX_PAUSE_SECS, busy / REFRESH_SHARE - busy))

    def _take_messages(self) -> None:
        """Make the calls in the inbox; wait for one until a walk is due."""
        wait = min(root.next_walk for root in self._roots) - time.monotonic()
        try:
            call = self._inbox.get(timeout=wait) if wait > 0 else self._inbox.get_nowait()
            while True:
                call()
                call = self._inbox.get_nowait()
        except Empty:
            return

    def _wait_for_others(self) -> None:
        while self._others_busy is not None and self._others_busy() and not self._stopping.is_set():
            time.sleep(OTHERS_SECS)

    def _watch(self) -> None:
        """Ask for change notices of every root that can have them, if that is not the case yet."""
        if self._polled:
            return
        wanted = {
            os.path.realpath(root.tree.location): root
            for root in self._roots
            if isinstance(root.tree, LocalTree) and root.identity is not None
        }
        identities = {path: root.identity for path, root in wanted.items()}
        if identities == self._watched_identities:
            return
        self._wait_for_others()  # the watcher takes a while to import
        self._watched_identities = identities
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None
        for root in self._roots:
            root.following = "polling"
        for path, root in wanted.items():
            kind = network_file_system(path)
            root.following_reason = (
                f"{kind} gives no notices of changes made on other machines" if kind else ""
            )
        self._watched = {path: root for path, root in wanted.items() if not root.following_reason}
        if self._watched:
            self._watcher = Watcher(
                self._watched,
                started=partial(self._inbox.put, self._watch_started),
                changed=lambda paths: self._inbox.put(partial(self._touched.update, paths)),
                failed=lambda reason: self._inbox.put(partial(self._watch_failed, reason)),
            )
            self._watcher.start()

    def _watch_started(self) -> None:
        for root in self._watched.values():
            root.following, root.following_reason = "notices", ""
            root.next_walk = 0.0  # what changed before the first notice

    def _watch_failed(self, reason: str) -> None:
        log.warning("changes are looked for by polling: %s", reason)
        for root in self._watched.values():
            root.following, root.following_reason = "polling", reason
            root.next_walk = 0.0
        self._watched = {}

    def _refresh(self) -> None:
        """Look again at what the notices named."""
        touched, self._touched = self._touched, set()
        if not touched:
            return
        if len(touched) > MANY_NOTICES:
            for root in self._watched.values():
                root.walk_soon()
            return
        scope = _Scope()
        by_identity: dict[object, list[FollowedRun]] = {}
        for run in self._runs.values():
            by_identity.setdefault(run.identity, []).append(run)
        for base, root in self._watched.items():
            for path in touched:
                if path.startswith(os.path.join(base, "")):
                    below = os.path.relpath(path, base)
                    self._look_at(os.path.join(root.tree.location, below), root, by_identity, scope)
            if directory_identity(root.tree.location) != root.identity:
                root.walk_soon()  # the root itself is gone or another
        self._bring_up_to_date(scope)

    def _look_at(
        self, path: str, root: FollowedRoot, by_identity: dict[object, list[FollowedRun]], scope: _Scope
    ) -> None:
        """List what a notice about this path may have changed."""
        tree = root.tree
        if not isinstance(tree, LocalTree):
            return
        directory = os.path.dirname(path) if is_event_file(os.path.basename(path)) else path
        runs = by_identity.get(directory_identity(directory), ()) if directory != path else ()
        if runs:
            self._look_at_runs(runs, tree, root, scope)
            return
        root.linked = root.linked or os.path.islink(path)
        if root.linked:
            root.walk_soon()  # the notice knows one name of the directory, there may be others
        scope.covered.update(run.name for run in self._runs.values() if _lies_in(run.directory, path))
        if not os.path.isdir(path):
            path = directory
        if os.path.isdir(path):
            relative = os.path.relpath(path, tree.location)
            below = tree.walk_below("" if relative == "." else relative)
            scope.listed.update((root.run_name(name), (root, found)) for name, found in below.runs.items())
            root.linked = root.linked or below.linked
            if below.damage or below.linked:
                root.walk_soon()

    def _look_at_runs(
        self, runs: Iterable[FollowedRun], tree: LocalTree, root: FollowedRoot, scope: _Scope
    ) -> None:
        for run in runs:
            try:
                found = tree.list_run(run.directory)
            except OSError:
                root.walk_soon()  # what stands in the way is damage
                continue
            scope.covered.add(run.name)
            if found is not None:
                scope.listed[run.name] = (root, found)

    # Reading

    def _walk(self, roots: Iterable[FollowedRoot]) -> None:
        """Walk these roots and bring their runs up to date."""
        scope = _Scope()
        for root in roots:
            scope.listed.update((name, (root, found)) for name, found in root.walk().items())
            scope.covered.update(
                run.name
                for run in self._runs.values()
                if run.root is root and not any(lies_in(run.name, one) for one in root.unlisted)
            )
        self._bring_up_to_date(scope)

    def _bring_up_to_date(self, scope: _Scope) -> None:
        """Drop what is gone, read what is new, and commit."""
        changed = scope.covered - scope.listed.keys()
        for name in changed:
            del self._runs[name]
        waiting: list[Tail] = []
        for name, (root, found) in scope.listed.items():
            run = self._runs.get(name)
            if run is None:
                run = self._runs[name] = FollowedRun(name, root, found)
            tails, came_or_went = run.update(found)
            waiting += tails
            if came_or_went:
                changed.add(name)
        self._read(waiting, changed)

    def _read(self, waiting: list[Tail], changed: set[str]) -> None:
        """Read these files on, then commit. What takes long is committed in part, so that it can be looked at."""
        progress = _Progress(waiting, 0.0 if not self._loaded.is_set() else PATIENCE_SECS)
        if not self._loaded.is_set():
            self._commit(set(), progress.loading(0))

        def tick(bytes_done: int) -> None:
            if self._stopping.is_set():
                raise StopReading
            if (self._observer is not None or self._follow) and progress.due():
                loading = progress.loading(bytes_done)
                if self._observer is not None:
                    self._observer(loading)
                if self._follow:
                    self._commit({tail.run for tail in waiting if tail.look()}, loading)
                progress.told()

        try:
            outcome = self._read_on(waiting, tick)
        except StopReading:
            return
        for tail, error in outcome:
            if isinstance(error, FileNotFoundError):
                self._forget(tail)
                changed.add(tail.run)
            elif tail.finished(error):
                changed.add(tail.run)
        loading = self._all_read()
        if waiting and self._observer is not None:
            self._observer(loading)
        self._commit(changed, loading)

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

    def _commit(self, changed: set[str], loading: Loading) -> None:
        """Commit these runs as they stand now, unless nothing is different."""
        damage = tuple(one for root in self._roots for one in root.damage)
        roots = self._described()
        newest = self.store.snapshot()
        if not changed and (newest.loading, newest.damage, newest.roots) == (loading, damage, roots):
            return
        runs = {name: self._runs[name].stored() if name in self._runs else None for name in changed}
        self.store.commit(runs, loading=loading, damage=damage, roots=roots)

    def _all_read(self) -> Loading:
        tails = [tail for run in self._runs.values() for tail in run.tails.values()]
        size = sum(tail.stat.size for tail in tails)
        return Loading(len(tails), len(tails), size, size)

    def _described(self) -> tuple[Root, ...]:
        return tuple(root.described() for root in self._roots)


class _Progress:
    """How far a read has come, told ever more rarely: telling must stay cheap beside reading."""

    def __init__(self, tails: Sequence[Tail], silent_secs: float) -> None:
        self._tails = tails
        self._bytes = sum(tail.bytes_left for tail in tails)
        self._begun = time.monotonic()
        self._due = self._begun + silent_secs

    def due(self) -> bool:
        self._begun = time.monotonic()
        return self._begun >= self._due

    def told(self) -> None:
        now = time.monotonic()
        self._due = now + (now - self._begun) / PROGRESS_SHARE

    def loading(self, bytes_done: int) -> Loading:
        files_done = sum(tail.position >= tail.stat.size for tail in self._tails) if bytes_done else 0
        return Loading(
            min(files_done, max(0, len(self._tails) - 1)),
            len(self._tails),
            min(bytes_done, self._bytes),
            self._bytes,
        )


class _Scope:
    """A part of the log directory that was listed: the known runs that it covers, and what is there now."""

    def __init__(self) -> None:
        self.covered: set[str] = set()
        self.listed: dict[str, tuple[FollowedRoot, FoundRun]] = {}


def _lies_in(directory: str, path: str) -> bool:
    return directory == path or directory.startswith(os.path.join(path, ""))


def _nothing() -> None:
    """Wakes the reader's thread."""
