"""Messages on their way to real servers on loopback: their shapes, what is tried again, and where they do not go."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections.abc import Sequence
from email import message_from_string, policy
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from sonde.alerts.channels.allowed import Allowed
from sonde.alerts.channels.deliveries import Deliveries
from sonde.alerts.channels.mail import MailServer
from sonde.alerts.channels.message import Message, message_of
from sonde.alerts.nouns import (
    Channel,
    Delivery,
    Expression,
    KeptRule,
    Mail,
    NotFinite,
    Onset,
    Rule,
    Shape,
    Webhook,
)
from sonde.alerts.store import fired
from support.receivers import MailReceiver, WebhookReceiver

KEPT = KeptRule(
    id="r",
    version=1,
    rule=Rule(name="diverges <!channel>", condition=NotFinite()),
    armed_time=1.0,
    changed_time=1.0,
)


def message(runs: int = 1, language: Any = "en") -> Message:
    condition = Expression(expression="value > 2 * best")
    kept = KeptRule(
        id="r",
        version=1,
        rule=Rule(name="diverges <!channel>", condition=condition, tag="loss", language=language),
        armed_time=1.0,
        changed_time=1.0,
    )
    firings = [
        fired(
            kept,
            f"key:{number}",
            Onset(
                run=f'<at user_id="all">{number}',
                tag="loss",
                cause="loss#0",
                time=60.0,
                step=7,
                value=float("inf"),
                best=0.5,
            ),
            number,
        )
        for number in range(runs)
    ]
    return message_of(kept, firings, "https://sonde.example.org/")


def delivered(
    channel: Channel,
    allowed: Allowed,
    server: MailServer | None = None,
    pauses: Sequence[float] = (0.01, 0.01),
) -> Delivery:
    """What became of a message in the end."""
    ended = threading.Event()
    last: list[Delivery] = []

    def noted(deliveries: Sequence[Delivery]) -> None:
        last[:] = deliveries
        if deliveries[0].state != "waiting":
            ended.set()

    sending = Deliveries(allowed, server, pauses)
    sending.send(message(), [channel], noted)
    assert ended.wait(10)
    sending.close()
    return last[0]


@pytest.mark.parametrize("shape", ["slack", "feishu", "dingtalk", "wecom", "json"])
def test_each_service_gets_its_own_form_and_no_text_calls_anybody(shape: Shape) -> None:
    with WebhookReceiver() as receiver:
        hook = Webhook(shape=shape, url=f"{receiver.url}/robot?key=secret")
        outcome = delivered(hook, Allowed([receiver.url]))
        (posted,) = receiver.posted
    assert (outcome.state, outcome.tries, outcome.error) == ("sent", 1, "")
    assert "secret" not in outcome.to
    assert posted.path == "/robot?key=secret"
    body = posted.body
    if shape == "slack":
        assert "<!channel>" not in body["text"]
        assert "&lt;!channel&gt;" in body["text"]
        assert "loss = inf at step 7 (value &gt; 2 * best)" in body["text"]
        assert "<https://sonde.example.org/|Open>" in body["text"]
    elif shape == "feishu":
        post = body["content"]["post"]["zh_cn"]
        assert body["msg_type"] == "post"
        assert post["content"][0][0] == {"tag": "text", "text": message().lines[0]}
        assert post["content"][1][0]["href"] == "https://sonde.example.org/"
    elif shape in ("dingtalk", "wecom"):
        assert body["msgtype"] == "text"
        assert body["text"]["content"].startswith("Sonde · diverges")
        assert not body.get("at", {}).get("isAtAll")
        assert not body["text"].get("mentioned_list")
    else:
        assert body["fired"][0]["value"] == "inf"
        assert body["fired"][0]["condition"] == {"kind": "expression", "expression": "value > 2 * best"}


def test_feishu_and_dingtalk_are_signed() -> None:
    with WebhookReceiver() as receiver:
        allowed = Allowed([receiver.url])
        delivered(Webhook(shape="feishu", url=f"{receiver.url}/f", secret="s1"), allowed)
        delivered(Webhook(shape="dingtalk", url=f"{receiver.url}/d?access_token=t", secret="s2"), allowed)
        feishu, dingtalk = receiver.posted
    key = f"{feishu.body['timestamp']}\ns1".encode()
    assert feishu.body["sign"] == base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()
    query = parse_qs(urlsplit(dingtalk.path).query)
    signed = hmac.new(b"s2", f"{query['timestamp'][0]}\ns2".encode(), hashlib.sha256).digest()
    assert query["sign"][0] == base64.b64encode(signed).decode()
    assert query["access_token"] == ["t"]


def test_a_server_that_is_busy_is_asked_again() -> None:
    with WebhookReceiver(lambda number: (503 if number < 3 else 200, {}, b"")) as receiver:
        outcome = delivered(Webhook(shape="json", url=f"{receiver.url}/"), Allowed([receiver.url]))
        assert (outcome.state, outcome.tries, len(receiver.posted)) == ("sent", 3, 3)


@pytest.mark.parametrize(
    ("status", "headers", "body", "error"),
    [
        (404, {}, b"", "it answered 404"),
        (302, {"Location": "/other"}, b"", "it answered 302, a redirect, which is not followed"),
        (200, {}, b'{"errcode": 93000, "errmsg": "invalid webhook url"}', "invalid webhook url"),
    ],
)
def test_what_was_refused_is_not_sent_again(
    status: int, headers: dict[str, str], body: bytes, error: str
) -> None:
    with WebhookReceiver(lambda _number: (status, headers, body)) as receiver:
        outcome = delivered(Webhook(shape="wecom", url=f"{receiver.url}/x"), Allowed([receiver.url]))
        assert (outcome.state, outcome.error, len(receiver.posted)) == ("failed", error, 1)


def test_a_server_that_is_gone_is_given_up_in_the_end() -> None:
    with WebhookReceiver() as receiver:
        url = receiver.url
    outcome = delivered(Webhook(shape="json", url=f"{url}/"), Allowed([url]))
    assert (outcome.state, outcome.tries) == ("failed", 3)
    assert "refused" in outcome.error


def test_what_is_not_allowed_gets_nothing() -> None:
    with WebhookReceiver() as receiver, WebhookReceiver() as other:
        # It leads to loopback by a name that somebody else decides about; and what was allowed once is not any more.
        by_name = f"http://localtest.example:{receiver.port}"
        outcome = delivered(Webhook(shape="json", url=f"{other.url}/"), Allowed([receiver.url, by_name]))
        assert outcome.state == "failed"
        assert "may not send" in outcome.error
        assert (receiver.posted, other.posted) == ([], [])


def test_a_name_that_leads_to_a_private_address_gets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    real = socket.getaddrinfo

    def resolved(host: str, *rest: Any, **named: Any) -> Any:
        return real("127.0.0.1" if host == "hooks.example.com" else host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with WebhookReceiver() as receiver:
        prefix = f"http://hooks.example.com:{receiver.port}/"
        hook = Webhook(shape="json", url=f"{prefix}x")
        refused = delivered(hook, Allowed([prefix]))
        assert "not an address of the public internet" in refused.error
        assert receiver.posted == []
        assert delivered(hook, Allowed([prefix, "127.0.0.1"])).state == "sent"
        assert receiver.posted[0].host == f"hooks.example.com:{receiver.port}"


def test_mail_is_handed_over_whole() -> None:
    with MailReceiver() as receiver:
        server = MailServer.of(f"smtp://127.0.0.1:{receiver.port}", sender="sonde@example.org")
        outcome = delivered(
            Mail(to=("ada@example.org", "bo@example.org")), Allowed(mails=["@example.org"]), server
        )
        (letter,) = receiver.letters
    assert (outcome.state, outcome.to) == ("sent", "ada@example.org, bo@example.org")
    assert (letter.sender, letter.to) == ("sonde@example.org", ["ada@example.org", "bo@example.org"])
    parsed = message_from_string(letter.text, policy=policy.default)
    assert parsed["Subject"] == "Sonde · diverges <!channel>"
    assert "loss = inf at step 7" in parsed.get_content()


def test_mail_that_is_refused_or_not_allowed_is_told() -> None:
    with MailReceiver(refuses="bo@example.org") as receiver:
        server = MailServer.of(f"smtp://127.0.0.1:{receiver.port}")
        allowed = Allowed(mails=["@example.org"])
        assert "bo@example.org" in delivered(Mail(to=("bo@example.org",)), allowed, server).error
        assert "may not send" in delivered(Mail(to=("x@evil.org",)), allowed, server).error
        assert "--mail-server" in delivered(Mail(to=("ada@example.org",)), allowed).error
        with_password = MailServer.of(f"smtp://ada@127.0.0.1:{receiver.port}", "secret")
        assert "STARTTLS" in delivered(Mail(to=("ada@example.org",)), allowed, with_password).error
        assert receiver.letters == []


def test_many_runs_make_one_message_in_the_readers_language() -> None:
    told = message(25, "zh-CN")
    assert len(told.lines) == 11
    assert told.lines[-1] == "另有 15 个"
    assert "步数 7" in told.lines[0]
    assert message_of(KEPT, ()).lines == ("This is a test. Messages of this rule arrive here.",)
