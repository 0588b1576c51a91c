"""The live stream: server-sent events that say what changed, at most four a second for each listener.

The store calls back once per commit, on the reader's thread; that call only wakes the event loop. Each listener then asks
the store what changed since the generation it was told last, so commits between two events are joined into one and a
slow listener costs nothing but its own delay.

An event of the data:

    id: 5f1c09ab-17
    event: change
    data: {"generation": 17, "runs": ["a", "b"], "changed": {"a": {"scalars": ["loss"]}}, "tags": null,
           "listed": false, "files": false, "loading": {…}, …}

`runs` names the runs that changed, and `changed` the tags, by run and kind, of their series that came, went or have
other points; a run that is not in it changed in more series than are worth naming. `tags` are those of `changed`, if it
names all. null means everything. `listed` says that the lists themselves changed: a run or a tag came or went; `files`,
that files beside the event files came, went or changed. The id names this start of the server too: a browser that was cut
off reconnects with it (`Last-Event-ID`) and is told either exactly what it missed or, by a server that was restarted,
"everything".

What people added has events of its own, without an id:

    event: catalog
    data: {"identity": "9f3c…", "revision": 12}

What alerts tell has events of its own, without an id:

    event: alert
    data: {"number": 3, "name": "loss diverges", "onset": {"run": "a", "tag": "loss", "step": 120, …}, …}
"""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from sonde.server.catalog_watch import NEVER_CHANGED, CatalogWatch
from sonde.server.json_body import json_body
from sonde.server.status import Status

if TYPE_CHECKING:
    from sonde.query import Growing

SHORTEST_INTERVAL_SECS = 0.25
KEEP_ALIVE_SECS = 15.0


_GENERATION = re.compile(r"[0-9]{1,18}\Z")
_KEPT_TOLD = 200
"""Events that are told at once are kept for listeners that are slower; who misses more asks."""

_NOTHING = -1  # older than every generation: who shows this one is told that everything changed


class Live:
    """Wakes listeners when the board has a new generation. One per server.

    Everything belongs to the event loop's thread, save `_on_commit`, which the reader's thread calls, and `close`, which may
    be called from any thread and from a signal handler.
    """

    def __init__(self, board: Growing, status: Status, catalog: CatalogWatch | None = None) -> None:
        self._board = board
        self._status = status
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._closed = False
        self._catalog = catalog
        self._listeners = 0
        self._told: deque[bytes] = deque(maxlen=_KEPT_TOLD)
        self._told_count = 0

    def tell(self, event: str, value: Any) -> None:
        """Send an event to who listens now. May be called from any thread."""
        frame = b"event: %s\ndata: %s\n\n" % (event.encode(), json_body(value))
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._take, frame)

    def close(self) -> None:
        """End every stream; the server is about to stop."""
        self._closed = True
        self._rouse()

    async def events(self, generation: int | None, last_event_id: str | None = None) -> AsyncIterator[bytes]:
        """The stream for one listener that shows `generation` (None: nothing yet) or saw `last_event_id` last."""
        self._start()
        known = self._known(generation, last_event_id)
        try:
            self._listeners += 1
            yield b"retry: 1000\n\n"
            async for event in self._rest(known):
                yield event
        finally:
            self._listeners -= 1

    async def _rest(self, known: int) -> AsyncIterator[bytes]:
        told, heard = NEVER_CHANGED, self._told_count
        while not self._closed:
            wake = self._wake
            if self._catalog is not None and self._catalog.position != told:
                told = self._catalog.position
                yield b"event: catalog\ndata: %s\n\n" % json_body(
                    dict(zip(("identity", "revision"), told, strict=True))
                )
            missed, heard = self._told_since(heard), self._told_count
            for frame in missed:
                yield frame
            if self._board.generation != known:
                known, event = self._event(known)
                yield event
                await self._pause()
            elif not await _set_within(wake, KEEP_ALIVE_SECS):
                yield b": still here\n\n"

    def _start(self) -> None:
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._board.subscribe(self._on_commit)
            if self._catalog is not None:
                self._catalog.start(self._wake_all, lambda: self._listeners > 0 and not self._closed)

    def _take(self, frame: bytes) -> None:
        self._told.append(frame)
        self._told_count += 1
        self._wake_all()

    def _told_since(self, count: int) -> list[bytes]:
        """What was told after the first `count` events, as far as it is kept."""
        missed = min(self._told_count - count, len(self._told))
        return list(self._told)[len(self._told) - missed :]

    def _known(self, generation: int | None, last_event_id: str | None) -> int:
        """The generation that the listener shows, if it is one of this server's."""
        instance, _, number = (last_event_id or "").partition("-")
        if instance:
            ours = instance == self._status.instance and _GENERATION.match(number) is not None
            generation = int(number) if ours else None
        return _NOTHING if generation is None or generation > self._board.generation else generation

    def _event(self, known: int) -> tuple[int, bytes]:
        changes = self._board.changes(known)
        data = {
            **self._status(),
            "generation": changes.generation,
            "runs": None if changes.runs is None else sorted(changes.runs),
            "tags": None if changes.tags is None else sorted(changes.tags),
            "changed": changes.series,
            "listed": changes.listed,
            "files": changes.files,
        }
        event_id = f"{self._status.instance}-{changes.generation}".encode()
        return changes.generation, b"id: %s\nevent: change\ndata: %s\n\n" % (event_id, json_body(data))

    def _on_commit(self, _generation: int) -> None:
        self._rouse()

    def _rouse(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake_all)

    def _wake_all(self) -> None:
        """Wake who waits now. Who waits later gets a fresh event, so that no one needs to clear it."""
        wake, self._wake = self._wake, asyncio.Event()
        wake.set()

    async def _pause(self) -> None:
        """Let further commits gather, but do not outstay the server's end."""
        end = asyncio.get_running_loop().time() + SHORTEST_INTERVAL_SECS
        while not self._closed and (left := end - asyncio.get_running_loop().time()) > 0:
            await _set_within(self._wake, left)


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except asyncio.TimeoutError:  # a class of its own before Python 3.11
        return False
    return True
