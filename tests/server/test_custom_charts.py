"""Custom charts as the server answers them: the layout and its lines against a real TensorBoard, expressions against NumPy."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

import sonde
from sonde import SummaryWriter
from sonde.server.app import Application
from support.arrow import read_arrow
from support.event_logs import write_run
from support.event_writer import EventWriter, text_tensor, value
from support.records import bytes_field, metadata, tensor
from support.tensorboard_server import answer, tensorboard

CONFORMANCE = Path(__file__).resolve().parents[1] / "conformance"
CASES = ("torch", "tensorboardx")
STRING = 7


def client_of(logdir: Path, board: Any) -> TestClient:
    return TestClient(
        Application(board, web_root=logdir / "web"),
        base_url="http://localhost",
        raise_server_exceptions=False,
    )


def as_tensorboard(layout: dict[str, Any]) -> list[Any]:
    """Our answer in the form of TensorBoard's."""
    return [
        {
            "title": category["title"],
            "closed": category["closed"],
            "chart": [
                {"title": chart["title"]}
                | ({"multiline": {"tag": chart["tags"]}} if chart["kind"] == "multiline" else {})
                | ({"margin": {"series": chart["series"]}} if chart["kind"] == "margin" else {})
                for chart in category["charts"]
            ],
        }
        for category in layout["categories"]
    ]


def check_against_tensorboard(logdir: Path) -> int:
    """Compares the layout, and of each of its regular expressions every line; how many points that were."""
    compared = 0
    with sonde.open(logdir) as board, tensorboard(logdir, "custom_scalars") as theirs:
        ours = client_of(logdir, board)
        layout = ours.get("/api/custom_charts/layout").json()
        assert layout["problems"] == []
        assert as_tensorboard(layout) == answer(theirs, "custom_scalars/layout")["category"]
        charts = [chart for category in layout["categories"] for chart in category["charts"]]
        patterns = [text for chart in charts for text in chart["tags"]] or [""]
        for text in [*patterns, ".*", "(", "train"]:
            asked = {"series": [{"regex": text}], "width": None, "columns": ["step", "wall_time", "value"]}
            found = ours.post("/api/custom_charts/query?format=json", json=asked).json()
            for run in [one.name for one in board.runs()]:
                said = answer(theirs, "custom_scalars/scalars", run=run, tag=text)
                assert said["regex_valid"] == (found["metadata"]["problems"] == [])
                lines = {line["tag"]: line for line in found["lines"] if line["run"] == run}
                assert set(lines) == set(said["tag_to_events"])
                for tag, events in said["tag_to_events"].items():
                    line = lines[tag]
                    rows = zip(line["wall_time"], line["step"], line["value"], strict=True)
                    assert [list(row) for row in rows] == events
                    compared += len(events)
    return compared


@pytest.mark.parametrize("case", CASES)
def test_layouts_and_lines_are_tensorboards(case: str) -> None:
    assert check_against_tensorboard(CONFORMANCE / case / "logs") > 0


def test_layouts_of_several_runs_are_merged_as_tensorboard_merges_them(tmp_path: Path) -> None:
    """By name, not by time; a category's charts behind those it has, equal ones once; the newest of a run alone."""
    layouts: dict[str, list[dict[str, Any]]] = {
        "b": [
            {"Old": {"gone": ["Multiline", ["x"]]}},
            {
                "Loss": {"all": ["Multiline", ["loss/.*"]], "own": ["Multiline", ["loss/a", "acc.*"]]},
                "Margins": {"m": ["Margin", ["mean", "low", "high"]]},
            },
        ],
        "a": [{"Loss": {"all": ["Multiline", ["loss/.*"]], "other": ["Multiline", ["acc"]]}}],
        "c/d": [
            {"Margins": {"m": ["Margin", ["mean", "low", "top"]]}, "Loss": {"all": ["Multiline", ["x"]]}}
        ],
    }
    for run, found in layouts.items():
        with SummaryWriter(tmp_path / run) as writer:
            for layout in found:
                writer.add_custom_scalars(layout)
            for step in range(3):
                for tag in ("loss/a", "loss/b", "acc", "accuracy", "mean", "low", "high"):
                    writer.add_scalar(tag, step / 4 + len(tag), step)
    # TensorBoard shows what `c/d` adds to Loss, which the first run brought, but not what it adds to Margins.
    with tensorboard(tmp_path, "custom_scalars") as theirs:
        merged = answer(theirs, "custom_scalars/layout")["category"]
    assert [(one["title"], len(one["chart"])) for one in merged] == [("Loss", 4), ("Margins", 1)]
    with sonde.open(tmp_path) as board:
        ours = client_of(tmp_path, board).get("/api/custom_charts/layout").json()
    found = as_tensorboard(ours)
    assert found[0] == merged[0]
    assert found[1]["chart"][0] == merged[1]["chart"][0]
    assert [one["margin"]["series"][0]["upper"] for one in found[1]["chart"]] == ["high", "top"]


def test_lines_of_a_layout_of_many_writers_are_tensorboards(tmp_path: Path) -> None:
    for run in ("a", "b"):
        with SummaryWriter(tmp_path / run) as writer:
            writer.add_custom_scalars_multilinechart(["loss/.*", "acc"], category="Mine", title="both")
            for step in range(50):
                writer.add_scalar("loss/train", 1 / (step + 1), step)
                writer.add_scalar("accuracy", step / 50, step)
    assert check_against_tensorboard(tmp_path) >= 400


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """`a` logs train each step and val each third, one step later than `b`, which has no val at 6; `c` has train alone."""
    root = tmp_path / "logs"
    train = [(step, 10.0 / (step + 1)) for step in range(10)]
    write_run(
        root / "a", {"loss/train": train, "loss/val": [(step, float(step)) for step in (1, 4, 7)]}, 1000
    )
    write_run(root / "b", {"loss/train": train, "loss/val": [(0, 1.0), (3, 2.0), (9, 3.0)]}, 2000)
    write_run(root / "c", {"loss/train": train, "odd name": [(0, 1.0)]}, 3000)
    return root


@pytest.fixture
def client(logdir: Path) -> Any:
    with sonde.open(logdir) as board:
        yield client_of(logdir, board)


def ask(client: TestClient, **question: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    found = client.post("/api/custom_charts/query?format=json", json=question)
    assert found.status_code == 200, found.text
    return found.json()["lines"], found.json()["metadata"]


def test_an_expression_has_points_at_the_steps_that_all_tags_have(client: TestClient) -> None:
    lines, said = ask(client, series=[{"expression": "loss/val - loss/train"}])
    assert said["problems"] == []
    assert [(line["run"], line["x"]) for line in lines] == [("a", [1, 4, 7]), ("b", [0, 3, 9])]
    assert lines[0]["value"] == pytest.approx([1 - 10 / 2, 4 - 10 / 5, 7 - 10 / 8], rel=1e-6)


def test_or_at_the_steps_that_any_has_of_the_last_values_before(client: TestClient) -> None:
    lines, _ = ask(client, series=[{"expression": "loss/val + 0 * loss/train"}], align="previous", runs=["a"])
    assert lines[0]["x"] == list(range(1, 10))
    assert lines[0]["value"] == [1, 1, 1, 4, 4, 4, 7, 7, 7]


def test_each_axis_stands_under_an_expression(client: TestClient) -> None:
    asked = {"series": [{"expression": "loss/val * loss/train"}], "runs": ["a"]}
    plain, _ = ask(client, series=[{"tag": "loss/train"}], runs=["a"], columns=["step", "wall_time"])
    times = dict(zip(plain[0]["step"], plain[0]["wall_time"], strict=True))
    wall, _ = ask(client, **asked, x="wall")
    assert wall[0]["x"] == [times[1], times[4], times[7]]
    relative, _ = ask(client, **asked, x="relative")
    assert relative[0]["x"] == [0, times[4] - times[1], times[7] - times[1]]
    index, _ = ask(client, **asked, x="index")
    assert index[0]["x"] == [0, 1, 2]
    other, _ = ask(client, series=[{"tag": "loss/val"}], runs=["a"], x_expression="1 / loss/train")
    np.testing.assert_allclose(other[0]["x"], [0.2, 0.5, 0.8], rtol=1e-6)


def test_smoothing_and_thinning_are_those_of_a_tag(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    values = np.cumsum(rng.normal(size=5000)).astype(np.float32)
    write_run(tmp_path / "a", {"loss": [(step, float(one)) for step, one in enumerate(values)]})
    with sonde.open(tmp_path) as board:
        client = client_of(tmp_path, board)
        for view in ({}, {"x_range": [100, 4000]}, {"x_scale": "log"}, {"x": "relative"}):
            asked = {
                "width": 50,
                "smoothing": 0.9,
                "columns": ["x", "value", "smoothed", "smoothed_at"],
                **view,
            }
            (line,), said = ask(client, series=[{"expression": "loss"}], **asked)
            (same,), also = ask(client, series=[{"tag": "loss"}], **asked)
            assert {**line, "tag": ""} == {**same, "tag": ""}
            assert said == also
            assert len(line["x"]) < 400


def test_a_place_is_read_from_every_point(client: TestClient) -> None:
    asked = {"series": [{"expression": "loss/train * 1"}, {"tag": "loss/train"}], "smoothing": 0.5, "at": 4.5}
    rows = client.post("/api/custom_charts/at?format=json", json=asked).json()["rows"]
    computed = [row for row in rows if row["item"] == 0]
    logged = [row for row in rows if row["item"] == 1]
    assert len(computed) == len(logged) == 3
    for one, other in zip(computed, logged, strict=True):
        same = {"item": 0, "tag": ""}
        assert one | same == other | same
        assert (one["step"], one["index"], one["points"]) == (4, 4, 10)
    found = client.post("/api/custom_charts/at?format=csv", json=asked).text.splitlines()
    assert len(found) == 7
    asked = {"series": [{"tag": "loss/val"}], "x_expression": "loss/train", "at": 2.0, "runs": ["a"]}
    (row,) = client.post("/api/custom_charts/at?format=json", json=asked).json()["rows"]
    assert (row["step"], row["x"]) == (4, 2.0)


def test_each_tag_is_drawn_once_and_knows_its_series(client: TestClient) -> None:
    lines, _ = ask(
        client, series=[{"regex": "loss/t"}, {"tag": "odd name"}, {"regex": "loss"}, {"tag": "loss/val"}]
    )
    assert {(line["item"], line["tag"]) for line in lines} == {
        (0, "loss/train"),
        (1, "odd name"),
        (2, "loss/val"),
    }
    assert len(lines) == 3 + 1 + 2


def test_what_is_wrong_is_said_of_its_series_and_the_rest_is_drawn(client: TestClient) -> None:
    lines, said = ask(
        client,
        series=[
            {"expression": "loss/val - "},
            {"regex": "lo(ss"},
            {"tag": "lost"},
            {"expression": "1 + {odd name}"},
            {"regex": ""},
            {"expression": "loss/2 + loss/val"},
        ],
    )
    assert [(one["item"], one["code"], one["position"], one["length"]) for one in said["problems"]] == [
        (0, "unfinished", 9, 1),
        (1, "regex", 5, 1),
        (2, "unknown_tag", 0, 4),
        (4, "empty", 0, 1),
        (5, "unknown_tag", 0, 6),
    ]
    assert "a quotient has spaces" in said["problems"][-1]["message"]
    assert [(line["item"], line["run"]) for line in lines] == [(3, "c")]
    lines, said = ask(client, series=[{"tag": "loss/val"}], x_expression="loss/")
    assert (lines, said["problems"][0]["item"]) == ([], -1)


def test_a_regular_expression_that_takes_for_ever_is_given_up(tmp_path: Path) -> None:
    write_run(tmp_path / "a", {"a" * 60 + "b": [(0, 1.0)]})
    with sonde.open(tmp_path) as board:
        began = time.monotonic()
        lines, said = ask(client_of(tmp_path, board), series=[{"regex": "(a|aa)+$"}, {"regex": "((a+)+)+$"}])
        assert time.monotonic() - began < 10
    assert lines == []
    assert said["problems"][0]["code"] == "regex_slow"


def test_more_tags_than_can_be_drawn_are_counted(tmp_path: Path) -> None:
    write_run(tmp_path / "a", {f"tag{i:03}": [(0, 1.0)] for i in range(230)})
    with sonde.open(tmp_path) as board:
        lines, said = ask(client_of(tmp_path, board), series=[{"regex": "tag"}])
    assert len(lines) == 200
    assert said["left_out"] == 30


def test_attempts_and_writers_are_joined_with_their_own(tmp_path: Path) -> None:
    first = [(step, 1.0) for step in range(5)]
    again = [(step, 3.0) for step in range(2, 6)]
    write_run(tmp_path / "a", {"x": first, "y": first}, 1000, 0)
    write_run(tmp_path / "a", {"x": again, "y": again}, 9000, 1)
    with sonde.open(tmp_path) as board:
        client = client_of(tmp_path, board)
        current, _ = ask(client, series=[{"expression": "x + y"}])
        every, _ = ask(client, series=[{"expression": "x + y"}], attempts="all")
    assert [line["value"] for line in current] == [[2, 2, 6, 6, 6, 6]]
    assert [(line["attempt"], line["value"]) for line in every] == [(0, [2] * 5), (1, [6] * 4)]


def test_a_scatter_plot_keeps_a_point_of_each_pixel(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 20_000))
    write_run(
        tmp_path / "a",
        {"x": list(enumerate(x.tolist())), "y": [*enumerate(y.tolist()), (20_000, float("nan"))]},
    )
    with sonde.open(tmp_path) as board:
        client = client_of(tmp_path, board)
        asked = {"series": [{"tag": "y"}], "x_expression": "x", "columns": ["x", "value", "step"]}
        (line,), said = ask(client, **asked, width=40, dots={"height": 30})
        (every,), _ = ask(client, **asked, width=None, dots={"height": 30})
        (part,), _ = ask(client, **asked, width=40, x_range=[0, 1], dots={"height": 30, "y_range": [0, 1]})
    assert len(every["x"]) == 20_000
    assert (said["x_min"], said["x_max"]) == (min(every["x"]), max(every["x"]))
    assert (said["y_min"], said["y_max"]) == (min(every["value"]), max(every["value"]))
    assert line["in_range"] == 20_000

    def cells(xs: Any, ys: Any) -> set[tuple[int, int]]:
        lows, highs = (
            np.array([min(every["x"]), min(every["value"])]),
            np.array([max(every["x"]), max(every["value"])]),
        )
        at = (np.column_stack([xs, ys]) - lows) / (highs - lows) * [40, 30]
        return {(min(int(a), 39), min(int(b), 29)) for a, b in at}

    assert cells(line["x"], line["value"]) == cells(every["x"], every["value"])
    assert len(line["x"]) == len(cells(every["x"], every["value"]))
    for column in ("x", "value"):
        assert all(0 <= one <= 1 for one in part[column])
    inside = [(a, b) for a, b in zip(every["x"], every["value"], strict=True) if 0 <= a <= 1 and 0 <= b <= 1]
    assert part["in_range"] == len(inside)


def test_forms(client: TestClient) -> None:
    asked = {"series": [{"tag": "loss/val"}, {"expression": "loss/val"}]}
    arrow = client.post("/api/custom_charts/query", json=asked)
    columns, types, said = read_arrow(arrow.content)
    assert columns["item"] == [0, 0, 1, 1]
    assert columns["tag"] == ["loss/val"] * 4
    assert types["item"] == "INT32"
    assert json.loads(said["problems"]) == []
    rows = client.post("/api/custom_charts/query?format=csv", json=asked).text.splitlines()
    assert rows[0] == "tag,run,attempt,writer,writer_name,x,value"
    assert len(rows) == 1 + 12
    columns, _, _ = read_arrow(
        client.post("/api/custom_charts/query", json={"series": [{"tag": "none"}]}).content
    )
    assert columns["run"] == []
    columns, _, _ = read_arrow(
        client.post("/api/custom_charts/at", json={"series": [{"tag": "none"}], "at": 0}).content
    )
    assert columns["run"] == []


def test_what_an_expression_says(client: TestClient) -> None:
    said = client.get(
        "/api/custom_charts/expression", params={"text": "ema({odd name}, 0.9) / loss/val"}
    ).json()
    assert said == {"tags": ["odd name", "loss/val"], "problems": []}
    said = client.get("/api/custom_charts/expression", params={"text": "loss/val +"}).json()
    assert said["problems"][0]["code"] == "unfinished"


@pytest.mark.parametrize(
    "series", [[], [{}], [{"tag": "a", "regex": "b"}], [{"tag": "a"}] * 101, [{"tags": "a"}]]
)
def test_a_question_that_makes_no_sense_is_refused(client: TestClient, series: list[Any]) -> None:
    found = client.post("/api/custom_charts/query", json={"series": series})
    assert found.status_code in (400, 422)
    assert found.json()["error"]["message"]


def test_layouts_that_cannot_be_read_are_named_and_the_others_are_there(tmp_path: Path) -> None:
    about = metadata("custom_scalars")
    tag = "custom_scalars__config__"
    contents = {
        "bytes": tensor(STRING, (), bytes_field(8, b"\xff\xff\xff")),
        "several": text_tensor("a", "b"),
        "text": tensor(STRING, (), bytes_field(8, b"\x12\x04\x0a\x02\xff\xfe")),
    }
    for run, content in contents.items():
        with EventWriter(tmp_path / run / "events.out.tfevents.1.host.1", wall_time=1000) as writer:
            writer.values(0, value(tag, tensor=content, metadata=about))
    # A category with a field of the future, and a chart of a kind of the future.
    chart = bytes_field(1, "new") + bytes_field(9, b"?")
    category = bytes_field(1, "C") + bytes_field(2, chart) + bytes_field(7, b"!")
    with EventWriter(tmp_path / "future" / "events.out.tfevents.1.host.1", wall_time=1000) as writer:
        layout = tensor(STRING, (), bytes_field(8, bytes_field(2, category)))
        writer.values(0, value(tag, tensor=layout, metadata=about))
    with sonde.open(tmp_path) as board:
        found = client_of(tmp_path, board).get("/api/custom_charts/layout").json()
    assert sorted(one["run"] for one in found["problems"]) == ["bytes", "several", "text"]
    assert all("expected" in one["message"] for one in found["problems"])
    assert found["categories"] == [
        {
            "title": "C",
            "closed": False,
            "charts": [{"title": "new", "kind": "unknown", "tags": [], "series": []}],
        }
    ]
