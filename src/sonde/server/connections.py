"""Connections: what uvicorn's keep to, and two things more.

A request must be whole within some time, from the connection's opening or its first byte on; else the connection is
closed, so that half-sent requests do not gather until the server is out of file descriptors. And being out of them is
told in one line a minute, where asyncio would write a traceback for every connection it tries to take, again each second.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_SECS = 30.0
"""So long a request may take to arrive."""

TELL_SECS = 60.0

_log = logging.getLogger(__name__)


class Connection(H11Protocol):
    """A connection whose requests must arrive in time."""

    _closing_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _watch(self) -> None:
        """Let the time run while a request is being sent, and only then."""
        if self.transport.is_closing() or not self._sending():
            self._forget()
        elif self._closing_timer is None:
            self._closing_timer = self.loop.call_later(REQUEST_SECS, self._give_up)

    def _sending(self) -> bool:
        if self.cycle is None or self.cycle.response_complete:  # type: ignore[redundant-expr]  # None at first
            # Between two requests it is the keep-alive timer that runs.
            return self.timeout_keep_alive_task is None
        return self.cycle.more_body

    def _forget(self) -> None:
        if self._closing_timer is not None:
            self._closing_timer.cancel()
            self._closing_timer = None

    def _give_up(self) -> None:
        self._closing_timer = None
        if not self.transport.is_closing():
            self.transport.abort()


class Complaints:
    """What the event loop complains of: being out of descriptors in a line now and then, anything else as ever."""

    def __init__(self) -> None:
        self._told = float("-inf")

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if "out of system resource" not in context.get("message", ""):
            loop.default_exception_handler(context)
        elif time.monotonic() - self._told >= TELL_SECS:
            self._told = time.monotonic()
            _log.warning(
                "new connections wait: %s; close some, or allow the server more (ulimit -n)",
                context.get("exception"),
            )
