"""Deliveries: messages on their way, on threads of their own; tried again where that may help."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sonde.alerts.channels import mail, webhook
from sonde.alerts.channels.allowed import Allowed, target_of
from sonde.alerts.channels.message import Message
from sonde.alerts.nouns import Channel, Delivery, Mail
from sonde.errors import SondeError

PAUSES_SECS = (2.0, 10.0, 60.0, 300.0)
"""How long is waited after each try that failed."""

THREADS = 4
MAX_WAITING = 1000
"""More than this are not kept waiting: the newest is given up."""

_log = logging.getLogger(__name__)

State = Literal["waiting", "sent", "failed"]

Noted = Callable[[Sequence[Delivery]], None]


@dataclass(eq=False)
class _Sent:
    """One message to several channels; `noted` hears of every step."""

    message: Message
    deliveries: list[Delivery]
    noted: Noted


class Deliveries:
    """Sends messages. Safe to use from several threads; the threads begin with the first message."""

    def __init__(
        self,
        allowed: Allowed,
        server: mail.MailServer | None = None,
        pauses_secs: Sequence[float] = PAUSES_SECS,
    ) -> None:
        self._allowed = allowed
        self._server = server
        self._pauses = tuple(pauses_secs)
        self._changed = threading.Condition()
        self._waiting: list[tuple[float, int, _Sent, int, Channel]] = []
        self._order = itertools.count()
        self._threads = 0
        self._closed = False

    def send(self, message: Message, channels: Sequence[Channel], noted: Noted) -> None:
        """Send it to each of them. Returns at once."""
        if not channels:
            return
        now = time.time()
        first = [
            Delivery(kind=_kind(one), to=shown(one), state="waiting", tries=0, time=now) for one in channels
        ]
        sent = _Sent(message, first, noted)
        noted(tuple(first))
        with self._changed:
            for number, channel in enumerate(channels):
                if len(self._waiting) >= MAX_WAITING:
                    self._note(sent, number, "failed", 0, "too many messages are waiting")
                    continue
                self._put(0.0, sent, number, channel)

    def send_now(self, message: Message, channel: Channel) -> Delivery:
        """Send it once, here, and say what became of it."""
        error, _again = self._tried(message, channel)
        state: State = "failed" if error else "sent"
        return Delivery(
            kind=_kind(channel), to=shown(channel), state=state, tries=1, time=time.time(), error=error
        )

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _put(self, pause_secs: float, sent: _Sent, number: int, channel: Channel) -> None:
        heapq.heappush(
            self._waiting, (time.monotonic() + pause_secs, next(self._order), sent, number, channel)
        )
        if self._threads < min(THREADS, len(self._waiting)):
            self._threads += 1
            threading.Thread(target=self._run, name="sonde-deliveries", daemon=True).start()
        self._changed.notify()

    def _run(self) -> None:
        while (due := self._next()) is not None:
            sent, number, channel = due
            tries = sent.deliveries[number].tries + 1
            error, again = self._tried(sent.message, channel)
            if not error:
                self._note(sent, number, "sent", tries)
            elif again and tries <= len(self._pauses):
                self._note(sent, number, "waiting", tries, error)
                with self._changed:
                    self._put(self._pauses[tries - 1], sent, number, channel)
            else:
                self._note(sent, number, "failed", tries, error)

    def _next(self) -> tuple[_Sent, int, Channel] | None:
        with self._changed:
            while not self._closed:
                pause = self._waiting[0][0] - time.monotonic() if self._waiting else None
                if pause is not None and pause <= 0:
                    _due, _order, sent, number, channel = heapq.heappop(self._waiting)
                    return sent, number, channel
                self._changed.wait(pause)
            return None

    def _tried(self, message: Message, channel: Channel) -> tuple[str, bool]:
        """What is wrong, and whether to try again; nothing where it was sent."""
        try:
            if isinstance(channel, Mail):
                mail.send(channel, message, self._server, self._allowed)
            else:
                webhook.send(channel, message, self._allowed)
        except webhook.NotSent as error:
            return str(error) or "it was not sent", error.again
        except SondeError as error:
            return str(error), False
        except Exception as error:  # a message that breaks something must not end the thread
            _log.exception("a message was not sent")
            return type(error).__name__, False
        return "", False

    def _note(self, sent: _Sent, number: int, state: State, tries: int, error: str = "") -> None:
        with self._changed:
            old = sent.deliveries[number]
            sent.deliveries[number] = Delivery(
                kind=old.kind,
                to=old.to,
                state=state,
                tries=tries,
                time=time.time(),
                error=error,
            )
            now = tuple(sent.deliveries)
        try:
            sent.noted(now)
        except SondeError as error_:  # the store does not answer: the message is more than its note
            _log.warning("alerts: %s", error_)


def _kind(channel: Channel) -> Literal["webhook", "mail"]:
    return "mail" if isinstance(channel, Mail) else "webhook"


def shown(channel: Channel) -> str:
    """Where a channel leads, without what is secret."""
    if isinstance(channel, Mail):
        return ", ".join(channel.to)
    try:
        return f"{target_of(channel.url).origin}/…"
    except SondeError:
        return ""
