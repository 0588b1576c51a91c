"""Change notices of the operating system for directories of this machine."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable

from sonde.reader.notices import LIMIT_REASON
from sonde.reader.patterns import kind_of
from sonde.reader.walk import is_event_file, is_own

STEP_MS = 20
"""Notices are gathered for this long, and at most twice as long: a wait that nobody sees, for far fewer refreshes."""

HEARTBEAT_MS = 250
"""So often the watcher says that it is there even without notices."""


class Watcher:
    """Watches directories on a thread of its own and hands on the paths that changed.

    `started` is called once when notices come in from then on, `changed` with each handful of paths, `failed` once with
    the reason when there will be no notices (any more). All are called on the watcher's thread.
    """

    def __init__(
        self,
        paths: Iterable[str],
        *,
        started: Callable[[], None],
        changed: Callable[[set[str]], None],
        failed: Callable[[str], None],
    ) -> None:
        self._paths = tuple(paths)
        self._started = started
        self._changed = changed
        self._failed = failed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sonde-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends within a step; no callback follows."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            self._watch()
        except (
            Exception
        ) as error:  # the notifying library raises its own kinds, for instance at the system's limit
            if not self._stop.is_set():
                self._failed(_reason(error))

    def _watch(self) -> None:
        import watchfiles

        # It logs every handful of notices as information, which a program that shows those would be flooded with.
        logging.getLogger("watchfiles.main").setLevel(logging.WARNING)
        notices = watchfiles.watch(
            *self._paths,
            watch_filter=lambda change, path: (
                not self._is_own(path)
                and (
                    change != watchfiles.Change.modified
                    or is_event_file(os.path.basename(path))
                    or kind_of(*os.path.split(path.replace(os.sep, "/"))) != ""
                )
            ),
            debounce=2 * STEP_MS,
            step=STEP_MS,
            stop_event=self._stop,
            rust_timeout=HEARTBEAT_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=True,
            ignore_permission_denied=True,
        )
        begun = False
        for changes in notices:
            if self._stop.is_set():
                return
            if not begun:
                begun = True
                self._started()
            if changes:
                self._changed({path for _change, path in changes})

    def _is_own(self, path: str) -> bool:
        below = next((path[len(root) :] for root in self._paths if path.startswith(root)), path)
        return is_own(below.replace(os.sep, "/"))


def _reason(error: Exception) -> str:
    text = str(error)
    if "limit" in text or "No space left" in text:
        return LIMIT_REASON
    return f"the system gives no change notices: {text}"
