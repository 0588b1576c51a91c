"""Panels of installed packages."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from importlib.metadata import EntryPoint
from typing import Any

import pytest
from starlette.testclient import TestClient

import sonde
from sonde.panels import BUILT_IN, load_panels
from sonde.panels.contract import App, Panel, Request, Response, Router
from sonde.server.app import Application


def mount(router: Router, app: App) -> None:
    @router.get("/count")
    def count(request: Request) -> Response:
        return app.json(request, {"runs": len(app.query().runs())})


COUNTER = Panel(id="counter", kinds=("scalars",), mount=mount)
MISNAMED = Panel(id="A Counter", kinds=(), mount=mount)
DOUBLE = Panel(id="scalars", kinds=(), mount=mount)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Makes this module's values look like entry points of installed packages."""

    def install(*values: str) -> None:
        entries: Iterable[EntryPoint] = [
            EntryPoint(f"entry{i}", value, "sonde.panels") for i, value in enumerate(values)
        ]
        monkeypatch.setattr("sonde.panels.entry_points", lambda group: entries)
        monkeypatch.setattr(EntryPoint, "load", lambda self: globals()[self.attr])

    return install


def test_the_built_in_panels_come_first() -> None:
    assert [panel.id for panel in load_panels()][: len(BUILT_IN)] == list(BUILT_IN)


def test_an_installed_panel_answers_below_its_id(board: sonde.board.Board, installed: Any) -> None:
    installed("module:COUNTER")
    client = TestClient(Application(board), base_url="http://localhost")

    assert client.get("/api/counter/count").json() == {"runs": 2}
    assert "/api/counter/count" in client.get("/api/openapi.json").json()["paths"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("module:missing", "KeyError"),
        ("module:mount", "expected a sonde.panels.contract.Panel, found function"),
        ("module:MISNAMED", "'A Counter' should be lower-case"),
        ("module:DOUBLE", "already a panel with the id 'scalars'"),
    ],
)
def test_a_broken_panel_is_left_out_and_named(
    installed: Any, caplog: pytest.LogCaptureFixture, value: str, reason: str
) -> None:
    installed(value, "module:COUNTER")
    with caplog.at_level(logging.WARNING):
        panels = load_panels()

    assert [panel.id for panel in panels] == [*BUILT_IN, "counter"]
    assert reason in caplog.text
    assert value in caplog.text
