"""The roots that the operating system watches, and those that it does not and why."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from sonde.mounts import network_file_system
from sonde.reader.local import LocalTree
from sonde.reader.root import FollowedRoot
from sonde.reader.watch import Watcher

log = logging.getLogger(__name__)


class WatchedRoots:
    """Asks for change notices and hands them on. Owned by the reader's thread.

    `later` puts a call into the reader's inbox: the watcher's thread does nothing else. `changed` is then called with the
    paths that changed. `wait_for_others` is called before the watcher starts.
    """

    def __init__(
        self,
        roots: Sequence[FollowedRoot],
        later: Callable[[Callable[[], None]], None],
        changed: Callable[[set[str]], None],
        wait_for_others: Callable[[], None],
    ) -> None:
        self._roots = roots
        self._later = later
        self._changed = changed
        self._wait_for_others = wait_for_others
        self._watcher: Watcher | None = None
        self._watched: dict[str, FollowedRoot] = {}
        self._identities: dict[str, object] = {}

    def __iter__(self) -> Iterator[tuple[str, FollowedRoot]]:
        """Each root that is watched, by the path that notices name it with."""
        return iter(self._watched.items())

    def update(self) -> None:
        """Ask for change notices of every root that can have them, if that is not the case yet."""
        wanted = {
            os.path.realpath(root.tree.location): root
            for root in self._roots
            if isinstance(root.tree, LocalTree) and root.identity is not None
        }
        identities = {path: root.identity for path, root in wanted.items()}
        if identities == self._identities:
            return
        self._wait_for_others()  # the watcher takes a while to import
        self._identities = identities
        self.stop()
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
                started=partial(self._later, self._started),
                changed=lambda paths: self._later(partial(self._changed, paths)),
                failed=lambda reason: self._later(partial(self._failed, reason)),
            )
            self._watcher.start()

    def stop(self) -> None:
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None

    def _started(self) -> None:
        for root in self._watched.values():
            root.following, root.following_reason = "notices", ""
            root.next_walk = 0.0  # what changed before the first notice

    def _failed(self, reason: str) -> None:
        log.warning("changes are looked for by polling: %s", reason)
        for root in self._watched.values():
            root.following, root.following_reason = "polling", reason
            root.next_walk = 0.0
        self._watched = {}
