"""Alert rules over HTTP: made, tried, armed, fired while real files grow, told, seen; and asked wrongly."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import sonde
from sonde.server.app import AlertOptions, Application
from support.receivers import WebhookReceiver
from support.servers import SondeProcess

NOT_FINITE = {"kind": "not_finite"}


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with WebhookReceiver() as receiver:
        yield receiver


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def client(logdir: Path, tmp_path: Path, receiver: WebhookReceiver) -> Iterator[TestClient]:
    with sonde.open(logdir, follow=True) as board:
        options = AlertOptions(webhooks=[receiver.url], url="https://sonde.example.org/")
        app = Application(board, web_root=tmp_path / "web", alert_options=options)
        yield TestClient(app, base_url="http://localhost:6006", raise_server_exceptions=False)
        app.close()


def asked(client: TestClient, path: str, body: Any, status: int = 200) -> Any:
    answer = client.post(f"/api/alerts/{path}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def rule(condition: Any, **more: Any) -> dict[str, Any]:
    return {"rule": {"name": "n", "condition": condition, "tag": "loss", "armed": True, **more}}


def fired(client: TestClient, count: int = 1, secs: float = 10.0) -> list[Any]:
    """What fired, the newest first, as soon as it is so many."""
    end = time.monotonic() + secs
    while time.monotonic() < end:
        found: list[Any] = client.get("/api/alerts/history").json()["fired"]
        if len(found) >= count and all(one["state"] != "waiting" for f in found for one in f["deliveries"]):
            return found
        time.sleep(0.02)
    raise AssertionError(f"expected {count} firings, found {found}")


def log(writer: sonde.SummaryWriter, *values: float, first: int = 0, tag: str = "loss") -> None:
    for step, value in enumerate(values, first):
        writer.add_scalar(tag, value, step)
    writer.flush()


def until_there(client: TestClient, points: int) -> None:
    end = time.monotonic() + 10
    while client.get("/api/status").json()["points"] < points:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_rule_is_tried_armed_fires_once_is_told_and_seen(
    client: TestClient, logdir: Path, receiver: WebhookReceiver
) -> None:
    with sonde.SummaryWriter(logdir / "old") as old:
        log(old, 1.0, 9.0)
    with sonde.SummaryWriter(logdir / "a") as writer:
        log(writer, 1.0, 0.5)
        until_there(client, 4)
        condition = {"kind": "expression", "expression": "loss > 2 * best"}
        hook = {"kind": "webhook", "shape": "slack", "url": f"{receiver.url}/T/secret"}
        question = rule(condition, tag="", channels=[hook])

        tried = asked(client, "try", question)
        assert [(one["run"], one["step"]) for one in tried["found"]] == [("old", 1)]
        assert (tried["runs"], tried["fired"], receiver.posted) == (2, 1, [])

        kept = asked(client, "save", question)
        assert kept["tag"] == "loss"
        time.sleep(0.3)
        log(writer, 0.4, 2.0, 3.0, 0.1, 4.0, first=2)
        (firing,) = fired(client)
        time.sleep(1.5)  # it holds again, in the same attempt
        log(writer, 0.1, 5.0, first=7)
        time.sleep(1.5)
        assert fired(client) == [firing]

    onset = firing["onset"]
    assert (onset["run"], onset["tag"], onset["step"], onset["value"]) == ("a", "loss", 3, 2.0)
    assert firing["deliveries"][0]["to"] == f"{receiver.url}/…"
    assert firing["deliveries"][0]["state"] == "sent"
    (posted,) = receiver.posted
    assert posted.path == "/T/secret"
    assert "a: loss = 2 at step 3" in posted.body["text"]

    assert client.get("/api/alerts").json()["unseen"] == 1
    assert asked(client, "seen", {"number": firing["number"]}) == {"fired": [], "unseen": 0, "seen": 1}


def test_what_is_no_number_comes_through_and_a_new_attempt_may_fire_again(
    client: TestClient, logdir: Path
) -> None:
    asked(client, "save", rule(NOT_FINITE))
    time.sleep(0.2)
    with sonde.SummaryWriter(logdir / "a") as writer:
        log(writer, 1.0, math.nan, 1.0)
        (first,) = fired(client)
        log(writer, 1.0, math.inf, first=1)  # resumed from step 1
        second, again = fired(client, 2)
    assert (first["onset"]["step"], first["onset"]["value"]) == (1, "NaN")
    assert (second["onset"]["step"], second["onset"]["value"]) == (2, "Infinity")
    assert again == first


def test_a_silence_and_a_plateau(client: TestClient, logdir: Path) -> None:
    asked(client, "save", rule({"kind": "silence", "seconds": 1}, name="silent"))
    asked(client, "save", rule({"kind": "plateau", "steps": 3}, name="plateau"))
    time.sleep(0.2)
    with sonde.SummaryWriter(logdir / "a") as writer:
        log(writer, 1.0, 0.5, 0.6, 0.7, 0.8)
        found = {one["name"]: one["onset"] for one in fired(client, 2)}
    assert (found["plateau"]["step"], found["plateau"]["since"], found["plateau"]["best"]) == (4, 1.0, 0.5)
    assert found["silent"]["step"] == 4


def test_runs_that_a_condition_chooses(client: TestClient, logdir: Path) -> None:
    asked(client, "save", rule(NOT_FINITE, where='name contains "good"'))
    time.sleep(0.2)
    for name in ("bad", "good"):
        with sonde.SummaryWriter(logdir / name) as writer:
            log(writer, math.nan)
    (firing,) = fired(client)
    time.sleep(1.2)
    assert [one["onset"]["run"] for one in fired(client)] == ["good"]
    assert firing["run_key"].endswith(":good")


def test_an_address_and_a_secret_never_come_back(client: TestClient, receiver: WebhookReceiver) -> None:
    hook = {"kind": "webhook", "shape": "feishu", "url": f"{receiver.url}/hidden", "secret": "hidden"}
    kept = asked(client, "save", rule(NOT_FINITE, channels=[hook]))
    (channel,) = kept["channels"]
    assert (channel["to"], channel["signed"]) == (f"{receiver.url}/…", True)
    assert "hidden" not in client.get("/api/alerts").text

    # What the page was not told stays as it is, and goes nowhere else.
    same = {"kind": "webhook", "shape": "dingtalk", "id": channel["id"]}
    changed = asked(client, "save", {**rule(NOT_FINITE, channels=[same]), "id": kept["id"], "version": 1})
    assert changed["channels"][0]["signed"]
    (sent,) = asked(client, "test", {**rule(NOT_FINITE, channels=[same]), "id": kept["id"]})
    assert sent["state"] == "sent"
    assert receiver.posted[0].path.startswith("/hidden?timestamp=")
    elsewhere = {"kind": "webhook", "shape": "json", "id": channel["id"], "url": "http://127.0.0.1:1/"}
    asked(client, "test", {**rule(NOT_FINITE, channels=[elsewhere]), "id": kept["id"]}, 403)


def test_rules_are_changed_by_version_and_removed(client: TestClient) -> None:
    kept = asked(client, "save", rule(NOT_FINITE))
    asked(client, "save", {**rule(NOT_FINITE, name="b"), "id": kept["id"], "version": 1})
    conflict = asked(client, "save", {**rule(NOT_FINITE, name="c"), "id": kept["id"], "version": 1}, 409)
    assert conflict["error"]["code"] == "conflict"
    assert [one["name"] for one in client.get("/api/alerts").json()["rules"]] == ["b"]
    assert asked(client, "remove", {"id": kept["id"]})["rules"] == []
    asked(client, "remove", {"id": kept["id"]}, 404)
    asked(client, "save", {**rule(NOT_FINITE), "id": "gone"}, 404)


@pytest.mark.parametrize(
    ("question", "status", "code"),
    [
        (rule({"kind": "expression", "expression": "loss >"}), 400, "bad_expression"),
        (rule({"kind": "expression", "expression": "loss > __import__('os')"}), 400, "bad_expression"),
        (rule({"kind": "expression", "expression": "(" * 10_000}), 400, "bad_request"),
        (rule(NOT_FINITE, where="name ==="), 400, "bad_query"),
        (rule(NOT_FINITE, tag=""), 400, "bad_query"),
        (rule({"kind": "plateau", "steps": 0}), 400, "bad_request"),
        (rule({"kind": "other"}), 400, "bad_request"),
        (rule(NOT_FINITE, channels=[{"kind": "webhook", "shape": "slack"}]), 400, "bad_query"),
        (
            rule(
                NOT_FINITE, channels=[{"kind": "webhook", "shape": "json", "url": "http://169.254.169.254/"}]
            ),
            403,
            "not_allowed",
        ),
        (rule(NOT_FINITE, channels=[{"kind": "mail", "to": ["a@b.org"]}]), 403, "not_allowed"),
        ({}, 400, "bad_request"),
    ],
)
def test_what_makes_no_sense_is_told(client: TestClient, question: Any, status: int, code: str) -> None:
    assert asked(client, "save", question, status)["error"]["code"] == code
    assert client.get("/api/alerts").json()["rules"] == []


def test_an_error_says_where_in_the_expression(client: TestClient) -> None:
    error = asked(client, "try", rule({"kind": "expression", "expression": "loss > bst * 2"}), 400)["error"]
    assert (error["position"], error["length"], error["hint"]) == (7, 3, "did you mean best?")


def test_open_pages_hear_of_it(logdir: Path) -> None:
    """On a real server, which is told on the command line where webhooks may go."""
    with SondeProcess(str(logdir), "--allow-webhook", "https://hooks.example.com/services/") as server:
        live = server.live()
        answer, body = server.request("POST", "/api/alerts/save", rule(NOT_FINITE))
        assert answer.status == 200, body
        assert server.get("/api/alerts")["webhooks"] == ["https://hooks.example.com"]
        time.sleep(0.3)
        with sonde.SummaryWriter(logdir / "a") as writer:
            log(writer, math.nan)
            event = live.wait_for(lambda one: "onset" in one)
    assert (event["name"], event["onset"]["run"]) == ("n", "a")


def test_rules_and_history_outlast_the_server_and_two_servers_fire_once(logdir: Path) -> None:
    with SondeProcess(str(logdir)) as first, SondeProcess(str(logdir)) as second:
        answer, body = first.request("POST", "/api/alerts/save", rule(NOT_FINITE, name="kept"))
        assert answer.status == 200, body
        assert [one["name"] for one in second.get("/api/alerts")["rules"]] == ["kept"]
        time.sleep(6)  # the second one looks for rules every five seconds, while it has none
        listeners = [one.live() for one in (first, second)]
        with sonde.SummaryWriter(logdir / "a") as writer:
            log(writer, math.nan)
            heard = [one.wait_for(lambda event: "onset" in event)["number"] for one in listeners]
        assert heard == [1, 1]
        time.sleep(1.5)
        assert len(first.get("/api/alerts/history")["fired"]) == 1
    with SondeProcess(str(logdir)) as third:
        (firing,) = third.get("/api/alerts/history")["fired"]
        assert (firing["onset"]["value"], firing["run_key"].rpartition(":")[2]) == ("NaN", "a")
        assert third.get("/api/alerts")["unseen"] == 1
        assert [one["name"] for one in third.get("/api/alerts")["rules"]] == ["kept"]


def test_what_happened_while_no_server_ran_is_told_when_one_does(logdir: Path) -> None:
    with SondeProcess(str(logdir)) as server:
        answer, body = server.request("POST", "/api/alerts/save", rule(NOT_FINITE))
        assert answer.status == 200, body
    with sonde.SummaryWriter(logdir / "a") as writer:
        log(writer, math.nan)
    with SondeProcess(str(logdir)) as server:
        end = time.monotonic() + 10
        while not (found := server.get("/api/alerts/history")["fired"]):
            assert time.monotonic() < end
            time.sleep(0.05)
    assert found[0]["onset"]["run"] == "a"
