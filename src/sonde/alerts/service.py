"""The service: rules, their watch and their deliveries as one thing; what it gives to pages holds no secret."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from secrets import token_hex
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from sonde.alerts.channels.allowed import Allowed
from sonde.alerts.nouns import (
    Better,
    Channel,
    Condition,
    Delivery,
    Firing,
    KeptRule,
    Mail,
    Rule,
    Shape,
    Webhook,
)
from sonde.alerts.scope import Matching
from sonde.alerts.store import AlertStore, no_rule
from sonde.errors import BadQueryError, ExpressionError
from sonde.query import Growing

if TYPE_CHECKING:
    # These bring NumPy and the libraries of mail; the first answer needs none of it.
    from sonde.alerts.channels.deliveries import Deliveries
    from sonde.alerts.channels.mail import MailServer
    from sonde.alerts.trial import Trial
    from sonde.alerts.watch import Watch


class ShownChannel(Struct, frozen=True, kw_only=True):
    """A channel without what is secret of it: `to` is the server of a webhook, or the addresses of an e-mail."""

    kind: Literal["webhook", "mail"]
    to: str
    id: str = ""
    shape: Shape | None = None
    signed: bool = False


class ShownRule(Struct, frozen=True, kw_only=True):
    """A rule as pages see it. `problem` says why it cannot be looked at; empty where it can."""

    id: str
    version: int
    name: str
    condition: Condition
    tag: str
    where: str
    better: Better | None
    channels: tuple[ShownChannel, ...]
    language: str
    armed: bool
    armed_time: float | None
    changed_time: float
    problem: str = ""


class Alerts:
    """Everything about alerts. Safe to use from several threads; nothing happens before `start`, or a first question.

    `pages` is called with what fires, on a thread that may wait a little; `url` is where people find the page.
    """

    def __init__(
        self,
        board: Growing,
        store: Callable[[], AlertStore],
        matching: Matching,
        *,
        pages: Callable[[Firing], None] = lambda _firing: None,
        allowed: Allowed | None = None,
        mail_server: MailServer | None = None,
        url: str = "",
    ) -> None:
        self.allowed = allowed or Allowed()
        self.can_mail = mail_server is not None
        self._board = board
        self._make_store = store
        self._matching = matching
        self._pages = pages
        self._mail_server = mail_server
        self._url = url
        self._lock = threading.Lock()
        self._store: AlertStore | None = None
        self._watch: Watch | None = None
        self._sending: Deliveries | None = None
        self._closed = False

    def start(self) -> None:
        """Look after the rules from now on."""
        with self._lock:
            if self._watch is None and not self._closed:
                from sonde.alerts.watch import Watch

                self._watch = Watch(self._board, self._kept(), self._matching, self)
                self._watch.start()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            watch, sending = self._watch, self._sending
        if watch is not None:
            watch.close()
        if sending is not None:
            sending.close()

    @property
    def store(self) -> AlertStore:
        with self._lock:
            return self._kept()

    # Rules

    def rules(self) -> list[ShownRule]:
        problems = self._watch.problems if self._watch is not None else {}
        return [_shown(kept, problems.get(kept.id, "")) for kept in self.store.rules()]

    def save(self, rule: Rule, id: str = "", version: int | None = None) -> ShownRule:
        """Keep a rule. Raises BadQueryError, ExpressionError, NotAllowedError, NotFoundError and ConflictError."""
        kept = self.store.save(self._checked(rule, id), id, version)
        self.start()
        assert self._watch is not None or self._closed  # noqa: S101
        if self._watch is not None:
            self._watch.wake()
        return _shown(kept)

    def remove(self, id: str) -> None:
        """Raises NotFoundError."""
        self.store.remove(id)
        if self._watch is not None:
            self._watch.wake()

    def attempt(self, rule: Rule) -> Trial:
        """What a rule would have said of what is there already. Raises BadQueryError, ExpressionError."""
        from sonde.alerts.checking import checked
        from sonde.alerts.trial import try_rule

        rule = checked(rule)
        self._demand_runs(rule)
        return try_rule(self._board.query, rule, self._matching)

    def test(self, rule: Rule, id: str = "") -> list[Delivery]:
        """Send a test message to each channel of a rule, now: what became of them."""
        from sonde.alerts.channels.message import message_of

        kept = KeptRule(id="", version=0, rule=self._checked(rule, id), armed_time=None, changed_time=0.0)
        message = message_of(kept, (), self._url)
        return [self._deliveries().send_now(message, channel) for channel in kept.rule.channels]

    def _checked(self, rule: Rule, id: str) -> Rule:
        from sonde.alerts.checking import checked

        rule = checked(rule)
        self._demand_runs(rule)
        known = next((kept.rule for kept in self.store.rules() if kept.id == id), None) if id else None
        if id and known is None:
            raise no_rule(id)
        channels = tuple(self._channel(one, known.channels if known else ()) for one in rule.channels)
        return replace(rule, channels=channels)

    def _demand_runs(self, rule: Rule) -> None:
        """Its place would be taken for one in the rule's own expression: the message says it."""
        try:
            if rule.where.strip():
                self._matching(self._board.query, rule.where)
        except ExpressionError as error:
            message = f"of runs: {error.message}, at character {error.position + 1}"
            raise BadQueryError(message, error.hint) from None

    def _channel(self, channel: Channel, known: Sequence[Channel]) -> Channel:
        """The channel with what the page was not told, if it may be used."""
        if isinstance(channel, Mail):
            for address in channel.to:
                self.allowed.demand_mail(address)
            return channel
        if not channel.url:
            before = next((one for one in known if isinstance(one, Webhook) and one.id == channel.id), None)
            if before is None or not channel.id:
                raise BadQueryError(
                    "expected the address of the webhook, got none", "paste it as the service gave it"
                )
            channel = replace(channel, url=before.url, secret=channel.secret or before.secret)
        else:
            channel = replace(channel, id=token_hex(6))
        self.allowed.demand_webhook(channel.url)
        return channel

    # What the watch tells

    def pages(self, firing: Firing) -> None:
        self._pages(firing)

    def people(self, kept: KeptRule, firings: Sequence[Firing]) -> None:
        from sonde.alerts.channels.message import message_of

        numbers = [firing.number for firing in firings]

        def noted(deliveries: Sequence[Delivery]) -> None:
            for number in numbers:
                self.store.note(number, tuple(deliveries))

        if kept.rule.channels:
            self._deliveries().send(message_of(kept, firings, self._url), kept.rule.channels, noted)

    def _kept(self) -> AlertStore:
        """Called with the lock."""
        if self._store is None:
            self._store = self._make_store()
        return self._store

    def _deliveries(self) -> Deliveries:
        with self._lock:
            if self._sending is None:
                from sonde.alerts.channels.deliveries import Deliveries

                self._sending = Deliveries(self.allowed, self._mail_server)
            return self._sending


def _shown(kept: KeptRule, problem: str = "") -> ShownRule:
    rule = kept.rule
    return ShownRule(
        id=kept.id,
        version=kept.version,
        name=rule.name,
        condition=rule.condition,
        tag=rule.tag,
        where=rule.where,
        better=rule.better,
        channels=tuple(_shown_channel(one) for one in rule.channels),
        language=rule.language,
        armed=rule.armed,
        armed_time=kept.armed_time,
        changed_time=kept.changed_time,
        problem=problem,
    )


def _shown_channel(channel: Channel) -> ShownChannel:
    from sonde.alerts.channels.deliveries import shown

    if isinstance(channel, Mail):
        return ShownChannel(kind="mail", to=shown(channel))
    return ShownChannel(
        kind="webhook", to=shown(channel), id=channel.id, shape=channel.shape, signed=bool(channel.secret)
    )
