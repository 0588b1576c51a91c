"""Alerts over HTTP: rules, tried and armed; what fired, and whether it was seen.

Every change is a POST of JSON, which pages of other sites cannot send. Nothing that is answered holds the address or the secret of a
webhook.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response

from sonde.alerts.channels.allowed import Allowed
from sonde.alerts.nouns import Delivery, Firing, Rule
from sonde.alerts.service import Alerts, ShownRule
from sonde.alerts.trial import Trial
from sonde.server.answers import json_answer
from sonde.server.router import Router

if TYPE_CHECKING:
    from sonde.catalog import Catalog
    from sonde.query import Growing, Query
    from sonde.runs.table import Tables
    from sonde.server.app import AlertOptions
    from sonde.server.live import Live

MAX_HISTORY = 1000


class AlertsAnswer(Struct, frozen=True):
    """The rules, and what pages need to know to make them."""

    rules: list[ShownRule]
    unseen: Annotated[int, Meta(description="how many firings nobody has looked at")]
    newest: Annotated[int, Meta(description="the number of what fired last; 0 without any")]
    seen: Annotated[int, Meta(description="up to which number what fired was looked at")]
    webhooks: Annotated[list[str], Meta(description="the servers that webhooks may lead to")]
    mails: Annotated[list[str], Meta(description="the addresses and @domains that e-mail may go to")]
    can_mail: Annotated[bool, Meta(description="whether the server knows a mail server")]


class HistoryAnswer(Struct, frozen=True):
    """What fired, the newest first."""

    fired: list[Firing]
    unseen: int
    seen: int


class SaveQuestion(Struct, forbid_unknown_fields=True):
    """A new rule, or what one is to be."""

    rule: Rule
    id: Annotated[str, Meta(max_length=100, description="empty for a new one")] = ""
    version: Annotated[
        int | None, Meta(description="of the rule that was changed; a newer one is not overwritten")
    ] = None


class TryQuestion(Struct, forbid_unknown_fields=True):
    """A rule that need not be kept."""

    rule: Rule


class TestQuestion(Struct, forbid_unknown_fields=True):
    """A rule whose channels are to be tested; with the `id` of a kept one its webhooks are known."""

    rule: Rule
    id: Annotated[str, Meta(max_length=100)] = ""


class RemoveQuestion(Struct, forbid_unknown_fields=True):
    id: Annotated[str, Meta(max_length=100)]


class SeenQuestion(Struct, forbid_unknown_fields=True):
    number: Annotated[int, Meta(ge=0, description="what fired up to this number was looked at")]


def make_alerts(board: Growing, catalog: Catalog, live: Live, options: AlertOptions) -> Alerts:
    """Alerts whose firings reach the open pages. Raises BadQueryError for options that make no sense."""
    from sonde.alerts.catalog_store import CatalogStore

    @cache
    def tables() -> Tables:
        from sonde.runs.table import Tables

        return Tables()

    def matching(query: Query, where: str) -> Collection[str]:
        """The runs that a condition holds for, with the sub-runs that are told of with them."""
        table = tables().of(query, catalog=catalog.state)
        names = [table.names[row] for row in table.matching(where).tolist()]
        return {*names, *(part for name in names for part in table.facts.parts.get(name, ()))}

    server = None
    if options.mail_server:
        from sonde.alerts.channels.mail import MailServer

        server = MailServer.of(options.mail_server, options.mail_password, options.mail_from)
    return Alerts(
        board,
        lambda: CatalogStore(catalog),
        matching,
        pages=lambda firing: live.tell("alert", firing),
        allowed=Allowed(options.webhooks, options.mails),
        mail_server=server,
        url=options.url,
    )


def mount(router: Router, alerts: Callable[[], Alerts]) -> None:
    """Put the routes on `router`, which stands at /api/alerts."""

    @router.get("", summary="Alert rules", answers=AlertsAnswer)
    def overview(request: Request) -> Response:
        """All rules, how much of what fired was not looked at, and whom rules may tell."""
        service = alerts()
        store, allowed = service.store, service.allowed
        answer = AlertsAnswer(
            rules=service.rules(),
            unseen=store.unseen(),
            newest=store.newest(),
            seen=store.seen(),
            webhooks=allowed.webhooks,
            mails=allowed.mails,
            can_mail=service.can_mail,
        )
        return json_answer(request, answer)

    @router.post("/save", summary="Keep an alert rule", answers=ShownRule)
    def save(request: Request, question: SaveQuestion) -> Response:
        """Keep a rule as a new one, or in place of another. An armed rule fires at what comes from then on.

        403 for a webhook or an e-mail to where the administrator did not allow it, 409 where somebody else changed the rule.
        """
        return json_answer(request, alerts().save(question.rule, question.id, question.version))

    @router.post("/remove", summary="Forget an alert rule", answers=AlertsAnswer)
    def remove(request: Request, question: RemoveQuestion) -> Response:
        """Forget a rule; what it fired stays in the history."""
        alerts().remove(question.id)
        return overview(request)

    @router.post("/try", summary="Try an alert rule on past data", answers=Trial)
    def attempt(request: Request, question: TryQuestion) -> Response:
        """Where the rule would have fired in everything that is there, whether it is armed or not; nobody is told."""
        return json_answer(request, alerts().attempt(question.rule))

    @router.post("/test", summary="Send a test message", answers=list[Delivery], reads_files=True)
    def test(request: Request, question: TestQuestion) -> Response:
        """Send a test message to each channel of a rule, once, and say what became of it."""
        return json_answer(request, alerts().test(question.rule, question.id))

    @router.get("/history", summary="What alert rules fired", answers=HistoryAnswer)
    def history(
        request: Request,
        before: Annotated[int | None, Meta(description="only what fired before this number")] = None,
        limit: Annotated[int, Meta(ge=1, le=MAX_HISTORY)] = 100,
    ) -> Response:
        """What fired, the newest first, with what became of every message."""
        store = alerts().store
        answer = HistoryAnswer(store.history(before, limit), store.unseen(), store.seen())
        return json_answer(request, answer)

    @router.post("/seen", summary="What fired was seen", answers=HistoryAnswer)
    def see(request: Request, question: SeenQuestion) -> Response:
        """Note that what fired up to this number was looked at, by whomever."""
        store = alerts().store
        seen = store.see(question.number)
        return json_answer(request, HistoryAnswer([], store.unseen(), seen))
