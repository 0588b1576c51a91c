"""Watches the catalog for changes of others: of another server, or of a command.

It is asked for its revision twice a second, as long as somebody listens. What this server changes is told at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from sonde.server.workers import FILES

if TYPE_CHECKING:
    from sonde.catalog import Catalog

LOOK_SECS = 0.5
MOST_SECS = 30.0
"""So long it is left alone at most after it did not answer."""

_log = logging.getLogger(__name__)


Position = tuple[str, int]
"""Which catalog it is, and the revision of its newest change."""

NEVER_CHANGED: Position = ("", 0)


class CatalogWatch:
    """Knows the `position` of the catalog. Everything belongs to the event loop's thread, save `_changed`."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.position = NEVER_CHANGED
        self._loop: asyncio.AbstractEventLoop | None = None
        self._soon = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self, moved: Callable[[], None], wanted: Callable[[], bool]) -> None:
        """Look from now on, as long as it is `wanted`, and call `moved` where the position is another one."""
        self._loop = asyncio.get_running_loop()
        self._catalog.subscribe(self._changed)
        self._task = self._loop.create_task(self._run(moved, wanted))

    async def _run(self, moved: Callable[[], None], wanted: Callable[[], bool]) -> None:
        pause = LOOK_SECS
        while True:
            self._soon.clear()
            if wanted():
                try:
                    found = await FILES.run(self._look)
                    pause = LOOK_SECS
                except Exception as error:  # the database does not answer; it may again
                    found = self.position
                    if pause == LOOK_SECS:
                        _log.warning("changes of the catalog are not seen: %s", error)
                    pause = min(2 * pause, MOST_SECS)
                if found != self.position:
                    self.position = found
                    moved()
            try:
                await asyncio.wait_for(self._soon.wait(), pause)
            except asyncio.TimeoutError:  # a class of its own before Python 3.11
                continue

    def _look(self) -> Position:
        revision = self._catalog.revision()
        return (self._catalog.identity, revision) if revision else NEVER_CHANGED

    def _changed(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._soon.set)
