"""Keeps a store in line with the files of a log directory: walks it, reads it, follows it."""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from sonde import _native
from sonde.model import Loading
from sonde.reader.local import directory_identity
from sonde.reader.root import FollowedRoot
from sonde.reader.roots import Logdir, open_roots
from sonde.reader.runs import FollowedRuns
from sonde.reader.watched import WatchedRoots
from sonde.store import Store

REFRESH_SHARE = 0.25
"""Refreshes of files that are written without a pause take no more than about this share of a core."""

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
    """Reads the roots of a log directory into a store, and goes on while they are followed. Each root commits its own
    share.

    One thread owns the roots and their runs, and is the only one that commits them. The watcher's thread only puts calls
    into `_inbox`, which the reader's thread makes. `close` may be called from any thread.
    """

    def __init__(
        self,
        logdir: Logdir,
        store: Store,
        *,
        follow: bool,
        poll_secs: float | None = None,
        observer: Callable[[Loading], None] | None = None,
        others_busy: Callable[[], bool] | None = None,
    ) -> None:
        identities = _native.Identities()
        self._roots = [
            FollowedRoot(label, tree, follow, poll_secs, identities)
            for label, tree in open_roots(logdir).items()
        ]
        self._follow = follow
        self._polled = poll_secs is not None
        self._others_busy = others_busy
        self._stopping = threading.Event()
        self._runs = FollowedRuns(
            store,
            self._roots,
            partly=follow,
            observer=observer,
            others_busy=others_busy,
            stopping=self._stopping,
        )
        self._touched: set[str] = set()
        self._inbox: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._watched = WatchedRoots(
            self._roots, self._inbox.put, self._touched.update, self._wait_for_others
        )
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
            self._runs.end()
            self._watched.stop()
            atexit.unregister(self.close)

    def _follow_changes(self) -> None:
        """Walk every root (each is due at first), then take up changes until it is enough."""
        failures = 0
        while not self._stopping.is_set():
            self._take_messages()
            begun = time.monotonic()
            try:
                self._refresh()
                self._look_at_unnoticed(begun)
                due = [root for root in self._roots if root.next_walk <= begun]
                if due:
                    self._walk(due)
                    self._loaded.set()
                    if not self._polled:
                        self._watched.update()
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
        wait = min(min(root.next_walk, root.next_look) for root in self._roots) - time.monotonic()
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

    def _walk(self, roots: Sequence[FollowedRoot]) -> None:
        """Walk these roots and bring their runs up to date."""
        scope = self._runs.scope()
        for root in roots:
            scope.walk(root)
        self._runs.bring_up_to_date(scope)

    def _look_at_unnoticed(self, now: float) -> None:
        """Look again at the directories of which the system, at its limit, gives no notices."""
        due = [root for root in self._roots if root.next_look <= now]
        scope = self._runs.scope()
        for root in due:
            scope.look_at_unnoticed(root)
        if due:
            self._runs.bring_up_to_date(scope)
        for root in due:
            root.looked(now)

    def _refresh(self) -> None:
        """Look again at what the notices named."""
        touched = set(self._touched)
        self._touched.clear()
        if not touched:
            return
        if len(touched) > MANY_NOTICES:
            for _base, root in self._watched:
                root.walk_soon()
            return
        scope = self._runs.scope()
        for base, root in self._watched:
            for path in touched:
                if path.startswith(os.path.join(base, "")):
                    below = os.path.relpath(path, base)
                    scope.look_at(os.path.join(root.tree.location, below), root)
            if directory_identity(root.tree.location) != root.identity:
                root.walk_soon()  # the root itself is gone or another
        self._runs.bring_up_to_date(scope)


def _nothing() -> None:
    """Wakes the reader's thread."""
