"""Whatever goes wrong, and wherever: the one error shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

import sonde
from sonde.errors import StaleBlobError
from sonde.panels import load_panels
from sonde.panels.contract import Panel
from sonde.server.app import Application


def the_error(answer: httpx2.Response, status: int) -> dict[str, str]:
    """The error of an answer that must have this status and the one shape."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert body.keys() == {"error"}
    assert body["error"].keys() == {"code", "message", "hint"}
    assert all(isinstance(text, str) for text in body["error"].values())
    assert body["error"]["code"]
    assert body["error"]["message"]
    return body["error"]


def routes(app: Any) -> Iterator[tuple[str, str]]:
    """Method and path of every route of the API."""
    for path, methods in app.openapi()["paths"].items():
        for method in methods:
            yield method.upper(), path


@pytest.fixture
def every_route(board: sonde.board.Board) -> list[tuple[str, str]]:
    return list(routes(Application(board).api))


def test_there_are_the_agreed_routes(every_route: list[tuple[str, str]]) -> None:
    assert set(every_route) >= {
        ("GET", "/api/runs"),
        ("GET", "/api/tags"),
        ("GET", "/api/series"),
        ("GET", "/api/files"),
        ("GET", "/api/files/content"),
        ("GET", "/api/damage"),
        ("GET", "/api/status"),
        ("GET", "/api/live"),
        ("GET", "/api/scalars"),
        ("POST", "/api/scalars/query"),
        ("GET", "/api/tensors"),
        ("GET", "/api/tensors/value"),
        ("POST", "/api/tensors/values"),
    }


def test_every_route_refuses_other_methods(client: TestClient, every_route: list[tuple[str, str]]) -> None:
    for method, path in every_route:
        error = the_error(client.request("DELETE", path), 405)
        assert error["code"] == "method_not_allowed"
        assert method in error["hint"]


def test_below_every_route_there_is_nothing(client: TestClient, every_route: list[tuple[str, str]]) -> None:
    for method, path in every_route:
        error = the_error(client.request(method, f"{path}/nothing"), 404)
        assert error["code"] == "not_found"
        assert "/nothing" in error["message"]
        assert "/api/docs" in error["hint"]


@pytest.mark.parametrize(
    ("method", "path", "body", "part"),
    [
        ("GET", "/api/live?generation=soon", None, "generation"),
        ("GET", "/api/scalars", None, "tag"),
        ("GET", "/api/scalars?tag=loss&format=xlsx", None, "format"),
        ("POST", "/api/scalars/query", "{", "body"),
        ("POST", "/api/scalars/query", "[]", "body"),
        ("POST", "/api/scalars/query", "{}", "tag"),
        ("POST", "/api/scalars/query", '{"tag": "loss", "width": 0}', "width"),
        ("POST", "/api/scalars/query", '{"tag": "loss", "width": true}', "width"),
        ("POST", "/api/scalars/query", '{"tag": "loss", "smoothing": 1}', "smoothing"),
        ("POST", "/api/scalars/groups", '{"tag": "loss"}', "groups"),
        ("POST", "/api/scalars/groups", '{"tag": "loss", "groups": [{"name": "a"}]}', "runs"),
        ("POST", "/api/scalars/groups", '{"tag": "loss", "groups": [], "band": "wide"}', "band"),
        ("POST", "/api/scalars/groups", '{"tag": "loss", "groups": [], "quantiles": [0.1, 2]}', "quantiles"),
        ("POST", "/api/scalars/groups/at", '{"tag": "loss", "groups": []}', "at"),
        ("POST", "/api/scalars/query", '{"tag": "loss", "smoothing": false}', "smoothing"),
        ("POST", "/api/scalars/query", '{"tag": "loss", "smoothing": "0.5"}', "smoothing"),
        ("POST", "/api/scalars/query", '{"tag": "loss", "x": "epoch"}', "x"),
        ("POST", "/api/scalars/query", '{"tag": "loss", "x_range": [1]}', "x_range"),
        ("POST", "/api/scalars/query", '{"tag": "loss", "x_range": [true, "1"]}', "x_range"),
        ("POST", "/api/scalars/query", '{"tag": "loss", "x_range": [0, 1e999]}', "x_range"),
        ("POST", "/api/scalars/query", '{"tag": "loss", "columns": ["y"]}', "columns"),
        ("POST", "/api/scalars/query", '{"tag": "loss", "colour": "red"}', "colour"),
        ("POST", "/api/scalars/query?format=xml", '{"tag": "loss"}', "format"),
        ("POST", "/api/runs/table", '{"limit": -1}', "limit"),
        ("POST", "/api/runs/table", '{"sort": ["lr"]}', "sort"),
        ("POST", "/api/runs/table", '{"colour": "red"}', "colour"),
        ("POST", "/api/runs/matching", '{"where": 5}', "where"),
        ("POST", "/api/runs/check", '{"where": 5}', "where"),
        ("POST", "/api/runs/complete", '{"text": "", "position": -1}', "position"),
        ("POST", "/api/runs/diff", '{"runs": []}', "runs"),
        ("POST", "/api/runs/diff", '{"runs": ["a"], "statistics": ["mode"]}', "statistics"),
        ("POST", "/api/runs/groups", '{"by": {"kind": "magic"}}', "by"),
        ("POST", "/api/runs/groups", '{"by": {"kind": "regex"}}', "pattern"),
        ("GET", "/api/runs/export?format=xlsx", None, "format"),
    ],
)
def test_a_malformed_question_is_400_and_says_what_is_wrong(
    client: TestClient, method: str, path: str, body: str | None, part: str
) -> None:
    headers = {"Content-Type": "application/json"}
    error = the_error(client.request(method, path, content=body, headers=headers), 400)

    assert error["code"] in ("bad_request", "bad_query")
    assert part in error["message"]
    assert error["hint"]


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("/api/series?run=aa", "run_not_found", "'aa'"),
        ("/api/scalars?tag=lossy", "tag_not_found", "'lossy'"),
        ("/api/scalars?tag=loss&run=aa", "run_not_found", "'aa'"),
        ("/api/scalars?tag=accuracy&run=nested/b", "tag_not_found", "'accuracy'"),
    ],
)
def test_unknown_names_are_404_with_a_hint(client: TestClient, path: str, code: str, message: str) -> None:
    error = the_error(client.get(path), 404)

    assert error["code"] == code
    assert message in error["message"]
    assert error["hint"]


def test_every_route_turns_a_bug_into_500_without_details(
    board: sonde.board.Board, every_route: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Application(board, allow_delete=True)
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    monkeypatch.setattr("sonde.query.local.query.LocalQuery.__init__", _broken)
    for name in ("state", "history", "revision"):
        monkeypatch.setattr(f"sonde.catalog.catalog.Catalog.{name}", _broken)
    monkeypatch.setattr("sonde.server.live.Live.events", _broken)
    questions = {
        "/api/runs/table": {"json": {}},
        "/api/runs/matching": {"json": {}},
        "/api/runs/check": {"json": {}},
        "/api/runs/complete": {"json": {"text": ""}},
        "/api/runs/diff": {"json": {"runs": ["a", "b"]}},
        "/api/runs/groups": {"json": {"by": {"kind": "directory"}}},
        "/api/runs/export": {"json": {}},
        "/api/scalars/query": {"json": {"tag": "loss"}},
        "/api/scalars/at": {"json": {"tag": "loss", "at": [0]}},
        "/api/scalars/groups": {"json": {"tag": "loss", "groups": []}},
        "/api/scalars/groups/at": {"json": {"tag": "loss", "groups": [], "at": [0]}},
        "/api/scalars/summary": {"json": {"tag": "loss", "x_range": [0, 1]}},
        "/api/scalars": {"params": {"tag": "loss"}},
        "/api/tensors": {"params": {"run": "a", "tag": "loss"}},
        "/api/files/content": {"params": {"key": "a"}},
        "/api/tensors/points": {"json": {"tag": "loss", "kind": "scalars"}},
        "/api/tensors/values": {"json": {"series": []}},
        "/api/tags/query": {"json": {"kind": "scalars", "runs": ["a"]}},
        "/api/scalars/lines": {"params": {"tag": "loss"}},
        "/api/histograms/query": {"json": {"tag": "loss"}},
        "/api/histograms": {"params": {"run": "a", "tag": "loss"}},
        "/api/histograms/statistics": {"params": {"run": "a", "tag": "loss"}},
        "/api/distributions": {"params": {"run": "a", "tag": "loss"}},
        "/api/audio/about": {"params": {"run": "a", "tag": "loss", "index": 0}},
        "/api/video/about": {"params": {"run": "a", "tag": "loss", "index": 0}},
        "/api/images/about": {"params": {"run": "a", "tag": "loss", "index": 0}},
        "/api/images/thumbnail": {"params": {"run": "a", "tag": "loss", "index": 0}},
        "/api/images/pixels": {"params": {"run": "a", "tag": "loss", "index": 0, "x": 0, "y": 0}},
        "/api/text/points": {"json": {"tag": "loss"}},
        "/api/text/documents": {"json": {"points": [{"run": "a", "tag": "loss", "index": 0}]}},
        "/api/text/samples": {"json": {"points": [{"run": "a", "tag": "loss", "index": 0}]}},
        "/api/text/find": {"json": {"text": "loss"}},
        "/api/tensors/about": {"params": {"run": "a", "tag": "loss", "index": 0}},
        "/api/tensors/picture": {"params": {"run": "a", "tag": "loss", "index": 0}},
        "/api/tensors/cells": {"params": {"run": "a", "tag": "loss", "index": 0}},
        "/api/tensors/statistics": {"params": {"run": "a", "tag": "loss", "index": 0}},
        "/api/custom_charts/expression": {"params": {"text": "loss"}},
        "/api/custom_charts/query": {"json": {"series": [{"tag": "loss"}]}},
        "/api/custom_charts/at": {"json": {"series": [{"tag": "loss"}], "at": 0}},
        "/api/meshes": {"params": {"run": "a", "tag": "m", "index": 0}},
        "/api/pr_curves": {"params": {"run": "a", "tag": "loss"}},
        "/api/pr_curves/points": {"json": {"tag": "loss"}},
        "/api/pr_curves/query": {"json": {"tag": "loss", "curves": [{"run": "a", "indices": [0]}]}},
        "/api/pr_curves/scores": {"json": {"tag": "loss"}},
        "/api/tensors/value": {"params": {"run": "a", "tag": "loss", "index": 0}},
        "/api/hparams/trials": {"json": {}},
        "/api/hparams/importance": {"json": {"metric": {"tag": "loss"}}},
        "/api/hparams/contour": {"json": {"metric": {"tag": "loss"}, "x": "lr", "y": "units"}},
        "/api/catalog/runs": {"json": {"keys": ["k:a"]}},
        "/api/catalog/projects": {"json": {"key": "k"}},
        "/api/catalog/annotations": {"json": {"run": "k:a"}},
        "/api/catalog/views": {"json": {"name": "a", "address": "b"}},
        "/api/catalog/groups": {"json": {"name": "a"}},
        "/api/catalog/remove": {"json": {"kind": "view", "ids": ["a"]}},
        "/api/catalog/undo": {"json": {"revision": 1}},
        "/api/catalog/import": {"json": {"format": "sonde-catalog", "version": 1}},
        "/api/catalog/trash/undo": {"json": {"ids": ["a"]}},
        "/api/catalog/trash/purge": {"json": {"ids": ["a"], "confirmed": True}},
    }
    for method, path in every_route:
        if path == "/api/panels" or path.startswith("/api/alerts"):  # they may ask for no data
            continue
        question = {"json": {"runs": ["k:a"]}} if (method, path) == ("POST", "/api/catalog/trash") else {}
        error = the_error(client.request(method, path, **questions.get(path, question)), 500)
        assert error["code"] == "internal"
        assert "ZeroDivisionError" in error["message"]
        assert "secret" not in str(error)


def _broken(*_args: Any, **_kwargs: Any) -> None:
    raise ZeroDivisionError("a secret detail")


def test_errors_of_a_panel_keep_their_code(board: sonde.board.Board) -> None:
    def mount(router: Any, app: Any) -> None:
        @router.get("/gone")
        def gone() -> None:
            raise StaleBlobError("the file was replaced", "ask again")

    client = TestClient(
        Application(board, panels=[*load_panels(), Panel("odd", ("odd",), mount)]),
        base_url="http://localhost",
    )
    assert the_error(client.get("/api/odd/gone"), 409) == {
        "code": "stale_blob",
        "message": "the file was replaced",
        "hint": "ask again",
    }


def test_every_described_route_is_a_real_one(board: sonde.board.Board) -> None:
    api = Application(board).api
    hidden = {route.path for route in api.routes if not route.described}

    assert hidden == {"/api/docs", "/api/docs.css", "/api/openapi.json"}
    assert set(api.openapi()["paths"]) == {route.path for route in api.routes} - hidden
