"""examples/panel: installed by pip, found by its entry point, asked over HTTP."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from sonde import SummaryWriter
from sonde import open as open_board
from support.event_logs import write_run
from support.example_panel import EXAMPLE, install_example
from support.servers import SondeProcess


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return install_example(tmp_path_factory.mktemp("example"))


@pytest.fixture
def pairs(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(EXAMPLE / "src")
    from sonde_scatter import pairs

    yield pairs
    for name in [name for name in sys.modules if name.startswith("sonde_scatter")]:
        sys.modules.pop(name)


def ask(server: SondeProcess, question: object, prefix: str = "", **headers: str) -> tuple[int, dict]:
    response, body = server.request("POST", f"{prefix}/api/scatter/pairs", question, headers)
    return response.status, json.loads(body)


def test_it_is_found_and_answers(site, tmp_path, monkeypatch):
    write_run(
        tmp_path / "a",
        {"loss": [(0, 1.0), (1, 0.5), (3, 0.25)], "accuracy": [(1, 0.125), (2, 0.5), (3, 0.75)]},
    )
    write_run(tmp_path / "b", {"loss": [(0, 1.0)]})
    monkeypatch.setenv("PYTHONPATH", str(site))
    with SondeProcess("serve", str(tmp_path), "--path-prefix", "/team", "--token", "secret") as server:
        allowed = {"Authorization": "Bearer secret"}
        (panel,) = server.get("/team/api/panels", **allowed)
        assert panel == {
            "id": "scatter",
            "title": "Scatter",
            "chinese_title": "散点图",
            "kinds": ["scalars"],
            "module": "panels/scatter/panel.js",
        }
        assert server.request("GET", f"/team/{panel['module']}")[0].status == 401
        module, body = server.request("GET", f"/team/{panel['module']}", headers=allowed)
        assert module.status == 200
        assert b"export async function mount" in body

        status, answer = ask(server, {"x": "loss", "y": "accuracy"}, "/team", **allowed)
        assert status == 200
        assert answer == {
            "x": [0.25, 0.5],
            "y": [0.125, 0.75],
            "runs": [{"run": "a", "pairs": 2, "step": [1, 3], "x": [0.5, 0.25], "y": [0.125, 0.75]}],
        }
        status, answer = ask(server, {"x": "loss"}, "/team", **allowed)
        assert (status, answer["error"]["code"]) == (400, "bad_request")
        assert "/api/scatter/pairs" in server.get("/team/api/openapi.json", **allowed)["paths"]


def test_without_it_there_is_no_such_panel(tmp_path):
    with SondeProcess("serve", str(tmp_path)) as server:
        assert server.get("/api/panels") == []
        assert ask(server, {"x": "a", "y": "b"})[0] == 404


def test_what_is_superseded_or_not_finite_has_no_dot(pairs, tmp_path):
    points = [(0, 1.0), (1, 2.0), (2, 3.0), (1, 20.0), (2, float("nan")), (3, 40.0)]
    write_run(tmp_path / "a", {"x": points, "y": [(step, 1.0) for step in range(4)]})
    with open_board(tmp_path) as board:
        found = pairs.cloud(board.query, "x", "y", None, 100, 100)

    assert found.runs[0].step == [0, 1, 3]
    assert found.runs[0].x == [1.0, 20.0, 40.0]


@pytest.mark.parametrize("count", [1, 17, 5000])
def test_pairs_are_those_of_a_slow_and_obvious_way(pairs, tmp_path, count):
    random = np.random.default_rng(count)
    logged = {
        tag: (np.sort(random.integers(0, 3 * count, count)), random.normal(size=count).astype(np.float32))
        for tag in "xy"
    }
    with SummaryWriter(tmp_path / "a") as writer:
        for tag, (steps, values) in logged.items():
            for step, value in zip(steps, values, strict=True):
                writer.add_scalar(tag, value, int(step))
    latest = {
        tag: dict(zip(steps.tolist(), values.tolist(), strict=True))
        for tag, (steps, values) in logged.items()
    }
    both = sorted(latest["x"].keys() & latest["y"].keys())

    with open_board(tmp_path) as board:
        every = pairs.cloud(board.query, "x", "y", None, 10_000_000, 1_000_000)
        few = pairs.cloud(board.query, "x", "y", ["a", "gone"], 20, 10)

    if not both:
        assert every.runs == []
        return
    (dots,) = every.runs
    assert dots.step == both
    assert dots.x == [latest["x"][step] for step in both]
    assert dots.y == [latest["y"][step] for step in both]
    assert every.x == (min(dots.x), max(dots.x))
    (coarse,) = few.runs
    assert coarse.pairs == len(both)
    assert len(coarse.step) <= 200
    assert set(coarse.step) <= set(both)
    assert coarse.step[-1] == both[-1]

    def cells(x: list[float], y: list[float]) -> set[tuple[int, int]]:
        ends = [(min(dots.x), max(dots.x), 20), (min(dots.y), max(dots.y), 10)]
        return {
            tuple(
                0 if high == low else min(int((value - low) / (high - low) * n), n - 1)
                for value, (low, high, n) in zip(pair, ends, strict=True)
            )
            for pair in zip(x, y, strict=True)
        }

    assert cells(coarse.x, coarse.y) == cells(dots.x, dots.y)
    assert len(cells(coarse.x, coarse.y)) == len(coarse.step)
