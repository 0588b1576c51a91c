"""The message: what is said of what fired, in the reader's language, and in the form that each chat service takes."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from msgspec import to_builtins

from sonde.alerts.nouns import (
    Condition,
    Ended,
    Expression,
    Firing,
    KeptRule,
    NotFinite,
    Onset,
    Plateau,
    Shape,
    Silence,
    Webhook,
)

MAX_LINES = 10
"""So many runs are named; the others are counted."""

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "expression": "{tag} = {value} at step {step} ({condition})",
        "not_finite": "{tag} is {value} at step {step}",
        "plateau": "{tag} has not been better than {best} since step {since}; now step {step}",
        "silence": "{tag}: nothing came for {seconds}, since step {step}",
        "ended.finished": "finished",
        "ended.failed": "failed",
        "ended.stalled": "stalled: it is silent, and did not say that it ended",
        "more": "and {count} more",
        "test": "This is a test. Messages of this rule arrive here.",
        "open": "Open",
    },
    "zh-CN": {
        "expression": "{tag} = {value}，步数 {step}（{condition}）",
        "not_finite": "{tag} 为 {value}，步数 {step}",
        "plateau": "{tag} 自步数 {since} 以来没有优于 {best}；现为步数 {step}",
        "silence": "{tag}：自步数 {step} 起 {seconds} 没有新数据",
        "ended.finished": "已完成",
        "ended.failed": "已失败",
        "ended.stalled": "已停滞：没有动静，也没有报告结束",
        "more": "另有 {count} 个",
        "test": "这是一条测试消息。此规则的消息会发到这里。",
        "open": "打开",
    },
}


@dataclass(frozen=True, slots=True)
class Message:
    """What is told: a title, a line for each firing, and where to look, if that is known. `firings` are for programs."""

    title: str
    lines: tuple[str, ...]
    url: str
    open: str
    firings: tuple[Firing, ...]
    rule: str

    @property
    def text(self) -> str:
        return "\n".join((self.title, *self.lines, *([self.url] if self.url else [])))


def message_of(kept: KeptRule, firings: Sequence[Firing], url: str = "") -> Message:
    """One message for all of them; without any, a test."""
    words = _WORDS[kept.rule.language]
    lines = [
        f"{_short(one.onset.run)}: {said(one.condition, one.onset, words)}" for one in firings[:MAX_LINES]
    ]
    if len(firings) > MAX_LINES:
        lines.append(words["more"].format(count=len(firings) - MAX_LINES))
    title = f"Sonde · {_short(kept.rule.name or kept.rule.tag)}"
    return Message(
        title, tuple(lines) or (words["test"],), url, words["open"], tuple(firings), kept.rule.name
    )


def said(condition: Condition, onset: Onset, words: Mapping[str, str]) -> str:
    """What happened, in words."""
    facts = {
        "tag": _short(onset.tag),
        "value": _number(onset.value),
        "best": _number(onset.best),
        "step": onset.step,
        "since": int(onset.since) if onset.since is not None else "",
    }
    if isinstance(condition, Expression):
        return words["expression"].format(**facts, condition=_short(condition.expression))
    if isinstance(condition, NotFinite):
        return words["not_finite"].format(**facts)
    if isinstance(condition, Plateau):
        return words["plateau"].format(**facts)
    if isinstance(condition, Silence):
        return words["silence"].format(**facts, seconds=_duration(condition.seconds))
    assert isinstance(condition, Ended)  # noqa: S101
    return words[f"ended.{onset.state}"]


def body_of(message: Message, webhook: Webhook, now: float) -> dict[str, Any]:
    """The JSON that a service takes. Texts of logs are written so that none of them calls anybody."""
    return _SHAPES[webhook.shape](message, webhook, now)


def _slack(message: Message, _webhook: Webhook, _now: float) -> dict[str, Any]:
    link = f"\n<{_slack_text(message.url)}|{message.open}>" if message.url else ""
    lines = "\n".join(_slack_text(line) for line in message.lines)
    return {"text": f"*{_slack_text(message.title)}*\n{lines}{link}"}


def _slack_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _feishu(message: Message, webhook: Webhook, now: float) -> dict[str, Any]:
    content: list[list[dict[str, str]]] = [[{"tag": "text", "text": line}] for line in message.lines]
    if message.url:
        content.append([{"tag": "a", "text": message.open, "href": message.url}])
    post = {"zh_cn": {"title": message.title, "content": content}}
    body: dict[str, Any] = {"msg_type": "post", "content": {"post": post}}
    if webhook.secret:
        # https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot: the text is the key, and nothing is signed.
        timestamp = str(int(now))
        digest = hmac.new(f"{timestamp}\n{webhook.secret}".encode(), b"", hashlib.sha256).digest()
        body |= {"timestamp": timestamp, "sign": base64.b64encode(digest).decode()}
    return body


def _dingtalk(message: Message, _webhook: Webhook, _now: float) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": message.text}, "at": {"isAtAll": False}}


def _wecom(message: Message, _webhook: Webhook, _now: float) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": _cut(message.text, 2000), "mentioned_list": []}}


def _json(message: Message, _webhook: Webhook, _now: float) -> dict[str, Any]:
    return {
        "title": message.title,
        "text": "\n".join(message.lines),
        "url": message.url,
        "rule": message.rule,
        "fired": [
            {
                "number": one.number,
                "run": one.onset.run,
                "run_key": one.run_key,
                "tag": one.onset.tag,
                "step": one.onset.step,
                "value": _plain(one.onset.value),
                "best": _plain(one.onset.best),
                "state": one.onset.state,
                "time": datetime.fromtimestamp(one.onset.time, timezone.utc).isoformat(),
                "condition": to_builtins(one.condition),
            }
            for one in message.firings
        ],
    }


_SHAPES = {"slack": _slack, "feishu": _feishu, "dingtalk": _dingtalk, "wecom": _wecom, "json": _json}


def signed(path: str, webhook: Webhook, now: float) -> str:
    """The path of the address with the signature that DingTalk wants in it."""
    if webhook.shape != "dingtalk" or not webhook.secret:
        return path
    timestamp = str(round(now * 1000))
    text = f"{timestamp}\n{webhook.secret}".encode()
    digest = hmac.new(webhook.secret.encode(), text, hashlib.sha256).digest()
    sign = quote(base64.b64encode(digest), safe="")
    return f"{path}{'&' if '?' in path else '?'}timestamp={timestamp}&sign={sign}"


def refusal(shape: Shape, answer: Mapping[str, Any]) -> str:
    """What a service says against a message that it took with status 200; empty where it says nothing."""
    name = {"feishu": "code", "dingtalk": "errcode", "wecom": "errcode"}.get(shape)
    if name is None or answer.get(name) in (0, None):
        return ""
    return str(answer.get("errmsg") or answer.get("msg") or f"{name} {answer[name]}")[:200]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.6g}"


def _plain(value: float | None) -> float | str | None:
    """JSON has no words for NaN."""
    return value if value is None or abs(value) < float("inf") else str(value)


def _duration(seconds: float) -> str:
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{int(seconds // size)} {unit}"
    return f"{seconds:g} s"


def _short(text: str) -> str:
    """One line of it: names of runs and tags may be anything."""
    return _cut("".join(letter if letter.isprintable() else " " for letter in text), 200)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
