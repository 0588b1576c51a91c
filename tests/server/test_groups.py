"""Groups of runs over HTTP: what pandas makes of the same points, from a log with other steps in each run and some missing."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from starlette.testclient import TestClient

import sonde
from sonde.server.app import Application
from support.arrow import Table, read_arrow


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve runs with steps of their own, logged by the SDK: some points are missing, some are NaN, some runs end early."""
    root = tmp_path_factory.mktemp("grouped")
    generator = np.random.default_rng(7)
    for number in range(12):
        with sonde.SummaryWriter(root / f"lr={number % 3}" / f"seed={number}") as writer:
            end = int(generator.integers(60, 200))
            for step in range(int(generator.integers(0, 9)), end, int(generator.integers(1, 5))):
                if generator.random() < 0.1:
                    continue
                value = (
                    float("nan")
                    if generator.random() < 0.05
                    else np.exp(-step / 50) + generator.normal(0, 0.1)
                )
                writer.add_scalar("loss", value, step)
    return root


@pytest.fixture(scope="module")
def board(logdir: Path) -> Any:
    with sonde.open(logdir) as board:
        yield board


@pytest.fixture(scope="module")
def client(board: sonde.board.Board, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    return TestClient(
        Application(board, web_root=tmp_path_factory.mktemp("web")),
        base_url="http://localhost:6006",
        raise_server_exceptions=False,
    )


GROUPS = [
    {"name": f"lr={rate}", "runs": [f"lr={rate}/seed={seed}" for seed in range(rate, 12, 3)]}
    for rate in range(3)
]


def ask(
    client: TestClient, path: str = "groups", **question: Any
) -> tuple[Table, dict[str, str], dict[str, str]]:
    answer = client.post(f"/api/scalars/{path}", json={"tag": "loss", "groups": GROUPS} | question)
    assert answer.status_code == 200, answer.text
    return read_arrow(answer.content)


def table(board: sonde.board.Board, runs: list[str]) -> pd.DataFrame:
    """By pandas alone, from every point."""
    points = pd.concat([board.scalars(run, "loss").to_pandas().assign(run=run) for run in runs])
    return points[np.isfinite(points.value)].pivot_table("value", "step", "run")


def test_mean_and_spread_are_those_of_pandas(client: TestClient, board: sonde.board.Board) -> None:
    for align in ("linear", "exact", "previous"):
        columns, types, metadata = ask(client, align=align)
        assert types["x"] == "list<INT32>"
        assert int(metadata["generation"]) > 0
        for row, group in enumerate(GROUPS):
            runs = table(board, group["runs"])
            if align == "linear":
                runs = runs.interpolate(method="index", limit_area="inside")
            elif align == "previous":
                runs = runs.ffill()
            assert columns["group"][row] == group["name"]
            assert columns["x"][row] == columns["lower_x"][row] == runs.index.tolist()
            assert columns["count"][row] == runs.count(axis=1).tolist()
            mean, spread = runs.mean(axis=1), runs.std(axis=1)
            np.testing.assert_allclose(columns["centre"][row], mean, rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(columns["upper"][row], mean + spread, rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(columns["lower"][row], mean - spread, rtol=1e-9, atol=1e-12)


def test_median_and_quantiles_are_those_of_pandas(client: TestClient, board: sonde.board.Board) -> None:
    columns, _, _ = ask(client, statistic="median", band="quantiles", quantiles=[0.1, 0.9])
    for row, group in enumerate(GROUPS):
        runs = table(board, group["runs"]).interpolate(method="index", limit_area="inside")
        np.testing.assert_allclose(columns["centre"][row], runs.median(axis=1), rtol=1e-9)
        np.testing.assert_allclose(columns["lower"][row], runs.quantile(0.1, axis=1), rtol=1e-9)
        np.testing.assert_allclose(columns["upper"][row], runs.quantile(0.9, axis=1), rtol=1e-9)


def test_the_columns_of_an_answer(client: TestClient) -> None:
    columns, _, metadata = ask(client, smoothing=0.6, width=10)

    assert list(columns) == [
        *("group", "runs", "lines", "points", "places", "one_of", "x", "centre", "count", "smoothed_at"),
        *("lower_x", "lower", "upper_x", "upper", "smoothed_x", "smoothed"),
        *("smoothed_lower_x", "smoothed_lower", "smoothed_upper_x", "smoothed_upper"),
    ]
    assert columns["runs"] == columns["lines"] == [4, 4, 4]
    assert all(len(x) <= 40 for x in columns["x"])
    assert {"x_min", "x_max", "y_min", "y_max", "y_p05", "y_p95", "generation"} == metadata.keys()
    assert "lower" not in ask(client, band="none")[0]


def test_json_and_places(client: TestClient) -> None:
    whole, _, _ = ask(client, width=60_000)
    found = client.post(
        "/api/scalars/groups/at?format=json", json={"tag": "loss", "groups": GROUPS, "at": [50, 1e6]}
    ).json()["rows"]
    as_json = client.post("/api/scalars/groups?format=json", json={"tag": "loss", "groups": GROUPS}).json()

    assert [row["group"] for row in found] == ["lr=0", "lr=0", "lr=1", "lr=1", "lr=2", "lr=2"]
    for row, here in enumerate(found[::2]):
        at = int(np.searchsorted(whole["x"][row], 50, side="right")) - 1
        assert (here["x"], here["last"]) == (whole["x"][row][at], False)
        assert (here["centre"], here["count"]) == (whole["centre"][row][at], whole["count"][row][at])
        assert found[2 * row + 1]["last"] is True
    assert as_json["groups"][1]["centre"] == whole["centre"][1]


def test_a_baseline_is_aligned_as_the_groups_are(client: TestClient, board: sonde.board.Board) -> None:
    columns, _, _ = ask(client, baseline=GROUPS[0]["runs"], band="none")
    base = table(board, GROUPS[0]["runs"])
    for row, group in enumerate(GROUPS):
        runs = table(board, group["runs"]).interpolate(method="index", limit_area="inside")
        at = base.reindex(base.index.union(runs.index)).interpolate(method="index", limit_area="inside")
        want = (runs.mean(axis=1) - at.mean(axis=1)).dropna()
        assert columns["x"][row] == want.index.tolist()
        np.testing.assert_allclose(columns["centre"][row], want, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ({"groups": [GROUPS[0], GROUPS[0]]}, "name"),
        ({"align": "exact", "x": "wall"}, "exact"),
        ({"quantiles": [0.9, 0.1]}, "quantiles"),
    ],
)
def test_what_makes_no_sense_is_refused(client: TestClient, question: dict[str, Any], word: str) -> None:
    answer = client.post("/api/scalars/groups", json={"tag": "loss", "groups": GROUPS} | question)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_query"
    assert word in answer.text


def test_notebooks_get_a_table(board: sonde.board.Board) -> None:
    groups = board.scalars_groups("loss", {group["name"]: group["runs"] for group in GROUPS}, band="minmax")
    runs = table(board, GROUPS[2]["runs"]).interpolate(method="index", limit_area="inside")
    told = groups.to_pandas()
    of_group = told[told.group == "lr=2"].set_index("x")

    assert [end - begin for begin, end in pairwise(groups.offsets.tolist())][2] == len(runs)
    np.testing.assert_allclose(of_group["centre"], runs.mean(axis=1), rtol=1e-9)
    np.testing.assert_allclose(of_group["lower"], runs.min(axis=1), rtol=1e-9)
