"""What lines have at a place, and what a stretch comes to, as the server answers it."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import sonde
from sonde.server.app import Application
from support.arrow import read_arrow
from support.event_logs import append, scalars, write_run


def ask(client: TestClient, route: str, **question: Any) -> dict[str, list[Any]]:
    answer = client.post(f"/api/scalars/{route}", json=question)
    assert answer.status_code == 200, answer.text
    columns, _, metadata = read_arrow(answer.content)
    assert int(metadata["generation"]) > 0
    return columns


def test_each_line_has_its_point_at_or_before_each_place(client: TestClient) -> None:
    found = ask(client, "at", tag="loss", at=[1.5, -1, 10])

    assert found["run"] == ["nested/b", "nested/b", "a", "a"]
    assert found["at"] == [1.5, 10, 1.5, 10]
    assert found["step"] == [0, 10, 1, 2]
    assert found["value"] == found["smoothed"] == [4.0, 3.0, 0.5, 0.25]
    assert found["wall_time"] == [1000.0, 1010.0, 2001.0, 2002.0]
    assert found["relative_time"] == [0.0, 10.0, 1.0, 2.0]
    assert found["index"] == [0, 1, 1, 2]
    assert found["points"] == [2, 2, 3, 3]


def test_smoothing_and_other_axes(client: TestClient) -> None:
    smoothed = ask(client, "at", tag="loss", runs=["a"], at=[1], smoothing=0.5)["smoothed"]
    assert smoothed == pytest.approx([(0.5 * 0.5 + 0.25 * 1.0) / 0.75])
    for x, at in (("relative", 1.2), ("wall", 2001.9), ("index", 1)):
        assert ask(client, "at", tag="loss", runs=["a"], x=x, at=[at])["step"] == [1]
    assert ask(client, "at", tag="loss", runs=["a"], x_scale="log", at=[0.5])["step"] == []


def test_a_stretch_comes_to_start_end_least_most_and_mean(client: TestClient) -> None:
    found = ask(client, "summary", tag="loss", x_range=[2, 1])

    assert found["run"] == ["a"]
    told = {name: column[0] for name, column in found.items()}
    assert (told["count"], told["finite"]) == (2, 2)
    assert (told["start"], told["start_step"], told["end"], told["end_step"]) == (0.5, 1, 0.25, 2)
    assert (told["change"], told["relative_change"]) == (-0.25, -0.5)
    assert (told["min"], told["min_step"], told["max"], told["max_step"]) == (0.25, 2, 0.5, 1)
    assert told["mean"] == 0.375


def test_what_is_not_finite_and_what_is_superseded(tmp_path: Path) -> None:
    file = write_run(
        tmp_path / "run", {"loss": [(0, math.nan), (1, -2.0), (2, math.inf), (3, 5.0), (4, 6.0)]}, 1000.0
    )
    append(file, scalars("loss", [(3, -4.0)], 1100.0))
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost")
        now = ask(client, "summary", tag="loss", x_range=[0, 9])
        every = ask(client, "at", tag="loss", at=[9], attempts="all")
        as_json = client.post(
            "/api/scalars/summary?format=json", json={"tag": "loss", "x_range": [0, 0]}
        ).json()
        as_csv = client.post("/api/scalars/at?format=csv", json={"tag": "loss", "at": [9]}).text

    assert (now["count"], now["finite"], now["min"], now["max"], now["mean"]) == ([4], [2], [-4], [-2], [-3])
    assert (every["attempt"], every["value"]) == ([0, 1], [6, -4])
    assert as_json["rows"][0]["mean"] == as_json["rows"][0]["start"] == "NaN"
    rows = list(csv.DictReader(io.StringIO(as_csv)))
    assert [(row["run"], row["step"], row["value"]) for row in rows] == [("run", "3", "-4.0")]


@pytest.mark.parametrize(
    ("route", "question"),
    [
        ("at", {}),
        ("at", {"at": []}),
        ("at", {"at": [0.0] * 1001}),
        ("at", {"at": [0], "smoothing": 1}),
        ("at", {"at": [0], "x": "epoch"}),
        ("at", {"at": [0], "width": 3}),
        ("summary", {"x_range": [0]}),
        ("summary", {"x_range": [0, None]}),
        ("summary", {}),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(client: TestClient, route: str, question: Any) -> None:
    answer = client.post(f"/api/scalars/{route}", json={"tag": "loss"} | question)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "bad_request"
