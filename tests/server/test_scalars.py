"""Lines to draw and every point, as the scalars panel answers them."""

from __future__ import annotations

import csv
import io
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

import sonde
from sonde.server.app import Application
from support.arrow import Table, read_arrow
from support.event_logs import append, scalars, write_run


def ask(client: TestClient, **question: Any) -> tuple[Table, dict[str, str], dict[str, str]]:
    answer = client.post("/api/scalars/query", json=question)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/vnd.apache.arrow.stream"
    return read_arrow(answer.content)


def test_a_line_for_each_run_that_has_the_tag(client: TestClient) -> None:
    columns, types, metadata = ask(client, tag="loss")

    assert columns == {
        "run": ["nested/b", "a"],
        "attempt": [0, 0],
        "attempts": [1, 1],
        "writer": [0, 0],
        "writer_name": ["", ""],
        "writers": [1, 1],
        "points": [2, 3],
        "in_range": [2, 3],
        "hidden": [0, 0],
        "superseded": [0, 0],
        "start_attempt": [[], []],
        "start_x": [[], []],
        "x": [[0, 10], [0, 1, 2]],
        "value": [[4.0, 3.0], [1.0, 0.5, 0.25]],
    }
    assert types == {
        "run": "STRING",
        "attempt": "INT32",
        "attempts": "INT32",
        "writer": "INT32",
        "writer_name": "STRING",
        "writers": "INT32",
        "points": "INT64",
        "in_range": "INT64",
        "hidden": "INT64",
        "superseded": "INT64",
        "start_attempt": "list<INT32>",
        "start_x": "list<DOUBLE>",
        "x": "list<INT32>",
        "value": "list<FLOAT>",
    }
    extents = {key: float(value) for key, value in metadata.items()}
    assert extents["x_min"] == 0
    assert extents["x_max"] == 10
    assert extents["y_min"] == 0.25
    assert extents["y_max"] == 4
    assert {"y_p05", "y_p95", "generation"} < metadata.keys()


def test_only_the_asked_runs_in_the_asked_order(client: TestClient) -> None:
    columns, _, _ = ask(client, tag="loss", runs=["a", "long gone", "nested/b"])

    assert columns["run"] == ["a", "nested/b"]


def test_a_tag_that_nobody_has_gives_no_lines_and_no_extents(client: TestClient) -> None:
    columns, _, metadata = ask(client, tag="nobody's")

    assert columns["run"] == []
    assert columns["x"] == []
    assert metadata.keys() == {"generation"}


def test_steps_and_wall_times_come_when_asked_for(client: TestClient) -> None:
    columns, types, _ = ask(client, tag="loss", runs=["a"], x="relative", columns=["x", "step", "wall_time"])

    assert columns["x"] == [[0.0, 1.0, 2.0]]
    assert types["x"] == "list<DOUBLE>"
    assert columns["step"] == [[0, 1, 2]]
    assert columns["wall_time"] == [[2000.0, 2001.0, 2002.0]]
    assert "value" not in columns


def test_the_ends_of_a_range_may_come_in_either_order(client: TestClient) -> None:
    there, back, at = (
        ask(client, tag="loss", runs=["a"], x_range=ends)[0]["in_range"] for ends in ([0, 1], [1, 0], [1, 1])
    )

    assert (there, back, at) == ([2], [2], [1])


def test_smoothing_adds_the_smoothed_line_and_on_request_its_value_at_each_point(client: TestClient) -> None:
    few, _, _ = ask(client, tag="loss", runs=["a"], smoothing=0.5)
    asked = ["x", "value", "smoothed", "smoothed_at"]
    columns, types, _ = ask(client, tag="loss", runs=["a"], smoothing=0.5, columns=asked)

    assert few == {name: column for name, column in columns.items() if name != "smoothed_at"}
    expected = [1.0, (0.5 * 0.5 + 0.25 * 1.0) / 0.75, (0.5 * 0.25 + 0.25 * 0.5 + 0.125 * 1.0) / 0.875]
    assert columns["smoothed_x"] == [[0, 1, 2]]
    assert columns["smoothed"][0] == pytest.approx(expected, rel=1e-6)
    assert columns["smoothed_at"][0] == pytest.approx(expected, rel=1e-6)
    assert types["smoothed"] == "list<FLOAT>"


def test_smoothed_columns_are_left_out_without_smoothing(client: TestClient) -> None:
    columns, _, _ = ask(client, tag="loss", columns=["value", "smoothed", "smoothed_at"])

    assert not any(name.startswith("smoothed") for name in columns)


def test_values_beyond_float32_and_steps_beyond_int32_keep_their_width(tmp_path: Path) -> None:
    from support.records import bytes_field, double_field, event, record, varint_field, version

    # A rank-0 float64 tensor with scalars metadata, as TF2 writes one.
    tensor = varint_field(1, 2) + bytes_field(2, b"") + bytes_field(4, double_field(1, 0.1)[1:])
    metadata = bytes_field(9, bytes_field(1, bytes_field(1, "scalars")))
    value = bytes_field(1, bytes_field(1, "exact") + metadata + bytes_field(8, tensor))
    run = tmp_path / "run"
    run.mkdir()
    (run / "events.out.tfevents.1").write_bytes(
        record(version()) + record(event(bytes_field(5, value), 2**40, 1.0))
    )
    with sonde.open(tmp_path) as board:
        columns, types, _ = ask(TestClient(Application(board), base_url="http://localhost"), tag="exact")

    assert columns["value"] == [[0.1]]
    assert types["value"] == "list<DOUBLE>"
    assert columns["x"] == [[2.0**40]]
    assert types["x"] == "list<DOUBLE>"


def test_infinities_and_nan_are_values(tmp_path: Path) -> None:
    values = [1.0, math.nan, math.inf, -math.inf, 2.0]
    write_run(tmp_path / "run", {"loss": list(enumerate(values))})
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost")
        columns, types, metadata = ask(client, tag="loss")
        as_json = client.post("/api/scalars/query?format=json", json={"tag": "loss"}).json()

    assert columns["value"] == [[1.0, pytest.approx(math.nan, nan_ok=True), math.inf, -math.inf, 2.0]]
    assert types["value"] == "list<FLOAT>"
    assert float(metadata["y_max"]) == 2.0
    assert as_json["lines"][0]["value"] == [1.0, "NaN", "Infinity", "-Infinity", 2.0]


def test_all_attempts_are_lines_of_their_own(tmp_path: Path) -> None:
    file = write_run(tmp_path / "run", {"loss": [(step, 1.0) for step in range(10)]}, 1000.0)
    append(file, scalars("loss", [(5, 2.0), (6, 2.0)], 1100.0))
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost")
        current, _, _ = ask(client, tag="loss")
        every, _, _ = ask(client, tag="loss", attempts="all")

    assert current["x"] == [[0, 1, 2, 3, 4, 5, 6]]
    assert every["attempt"] == [0, 1]
    assert every["x"] == [list(range(10)), [5, 6]]
    assert (current["superseded"], current["start_attempt"], current["start_x"]) == ([5], [[1]], [[5.0]])
    assert (every["superseded"], every["start_attempt"], every["start_x"]) == ([0, 0], [[], [1]], [[], [5.0]])


def test_many_points_are_thinned_to_the_asked_width(tmp_path: Path) -> None:
    write_run(tmp_path / "run", {"loss": [(step, float(step % 7)) for step in range(5000)]})
    with sonde.open(tmp_path) as board:
        columns, _, _ = ask(
            TestClient(Application(board), base_url="http://localhost"), tag="loss", width=100
        )

    assert columns["points"] == [5000]
    assert len(columns["x"][0]) <= 400
    assert (columns["x"][0][0], columns["x"][0][-1]) == (0, 4999)


def test_the_same_lines_as_json_and_csv(client: TestClient) -> None:
    as_json = client.post("/api/scalars/query?format=json", json={"tag": "loss", "runs": ["a"]}).json()
    as_csv = client.post("/api/scalars/query?format=csv", json={"tag": "loss", "runs": ["a"]})

    assert as_json["metadata"]["y_max"] == 1.0
    assert as_json["lines"][0] | {"x": [0, 1, 2], "value": [1.0, 0.5, 0.25]} == as_json["lines"][0]
    assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(as_csv.text))) == [
        ["run", "attempt", "writer", "writer_name", "x", "value"],
        ["a", "0", "0", "", "0", "1.0"],
        ["a", "0", "0", "", "1", "0.5"],
        ["a", "0", "0", "", "2", "0.25"],
    ]


def test_of_endless_attempts_the_newest_are_lines_and_a_download_has_all(tmp_path: Path) -> None:
    write_run(tmp_path / "run", {"loss": [(-number, float(number)) for number in range(5000)]}, 1000.0)
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost")
        columns, _, _ = ask(client, tag="loss", attempts="all")
        now, _, _ = ask(client, tag="loss")
        every = client.get("/api/scalars", params={"tag": "loss", "format": "json"}).json()
        in_python = board.query.scalars_lines("loss", attempts="all")

    assert columns["attempt"] == list(range(4900, 5000))
    assert columns["attempts"] == [5000] * 100
    assert (now["attempt"], now["attempts"]) == ([4999], [5000])
    assert len(every) == len(in_python) == 5000


def test_parallel_writers_are_named_by_host_and_process_in_every_form(tmp_path: Path) -> None:
    for number, host in enumerate(("node-1.cluster", "node-2.cluster")):
        file = write_run(tmp_path / "run", {"loss": [(0, 1.0), (1, 2.0)]}, 1000.0, number)
        file.rename(file.with_name(f"events.out.tfevents.1000.{host}.4711.0"))
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost")
        columns, _, _ = ask(client, tag="loss")
        as_json = client.post("/api/scalars/query?format=json", json={"tag": "loss"}).json()
        as_csv = client.post("/api/scalars/query?format=csv", json={"tag": "loss"})
        every = client.get("/api/scalars", params={"tag": "loss", "format": "json"}).json()

    names = ["node-1.cluster:4711", "node-2.cluster:4711"]
    assert (columns["writer"], columns["writer_name"]) == ([0, 1], names)
    assert [line["writer_name"] for line in as_json["lines"]] == names
    assert [row[3] for row in csv.reader(io.StringIO(as_csv.text))][1:] == [names[0]] * 2 + [names[1]] * 2
    assert [row["writer_name"] for row in every] == [names[0]] * 2 + [names[1]] * 2


POINTS = [
    ("nested/b", "loss", 0, 1000.0, 4.0, 0, 0, "", False),
    ("nested/b", "loss", 10, 1010.0, 3.0, 0, 0, "", False),
    ("a", "loss", 0, 2000.0, 1.0, 0, 0, "", False),
    ("a", "loss", 1, 2001.0, 0.5, 0, 0, "", False),
    ("a", "loss", 2, 2002.0, 0.25, 0, 0, "", False),
]
NAMES = ("run", "tag", "step", "wall_time", "value", "attempt", "writer", "writer_name", "superseded")


def test_every_point_as_csv_to_save(client: TestClient) -> None:
    answer = client.get("/api/scalars", params={"tag": "loss"})

    assert answer.headers["content-disposition"] == 'attachment; filename="loss.csv"'
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0] == list(NAMES)
    assert rows[1] == ["nested/b", "loss", "0", "1000.0", "4.0", "0", "0", "", "false"]
    assert len(rows) == 1 + len(POINTS)


def test_every_point_as_json_to_save(client: TestClient) -> None:
    answer = client.get("/api/scalars", params={"tag": "loss", "format": "json"})

    assert json.loads(answer.text) == [dict(zip(NAMES, point, strict=True)) for point in POINTS]


def test_every_point_as_arrow_to_save(client: TestClient) -> None:
    answer = client.get("/api/scalars", params={"tag": "loss", "format": "arrow"})

    columns, types, _ = read_arrow(answer.content)
    assert list(zip(*columns.values(), strict=True)) == POINTS
    assert types["step"] == "INT64"
    assert types["value"] == "DOUBLE"
    assert types["superseded"] == "BOOL"


def test_what_is_seen_is_saved_with_every_point_of_the_range_and_none_outside(tmp_path: Path) -> None:
    values = [math.sin(step) for step in range(70_000)]
    file = write_run(tmp_path / "run", {"loss": list(enumerate(values))}, 1000.0)
    write_run(tmp_path / "other", {"loss": [(0, 1.0)]}, 1000.0)
    append(file, scalars("loss", [(69_998, 7.0)], 90_000.0))
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost")
        part = {"tag": "loss", "run": "run", "x_from": 69_999.5, "x_to": 9.5, "smoothing": 0.5}
        seen = list(csv.DictReader(io.StringIO(client.get("/api/scalars/lines", params=part).text)))
        alone = {"tag": "loss", "run": "run", "x_from": 69_997, "format": "json"}
        current = client.get("/api/scalars/lines", params=alone).json()
        every = client.get("/api/scalars/lines", params={**alone, "attempts": "all"}).json()
        log = {"tag": "loss", "x_scale": "log", "x_to": 2, "format": "json"}
        placed = client.get("/api/scalars/lines", params=log).json()
        empty = client.get("/api/scalars/lines", params={"tag": "loss", "x_from": 80_000})
        unknown = client.get("/api/scalars/lines", params={"tag": "nobody's"})
        refused = client.get("/api/scalars/lines", params={"tag": "loss", "x_to": "nan"})

    assert [int(row["step"]) for row in seen] == list(range(10, 69_999))
    stored = [*np.float32(values[:-2]).astype(float).tolist(), 7.0]
    assert [float(row["value"]) for row in seen] == stored[10:]
    average, last = 0.0, []
    for number, value in enumerate(stored, 1):
        average = 0.5 * average + 0.5 * value
        last.append(average / (1 - 0.5**number))
    assert [float(row["smoothed"]) for row in seen] == pytest.approx(last[10:], rel=1e-6, abs=1e-7)
    assert [(row["step"], row["value"]) for row in current] == [(69_997, stored[-2]), (69_998, 7.0)]
    assert [(row["attempt"], row["step"]) for row in every] == [
        (0, 69_997),
        (0, 69_998),
        (0, 69_999),
        (1, 69_998),
    ]
    assert [(row["run"], row["step"]) for row in placed] == [("run", 1), ("run", 2)]
    assert empty.text.splitlines() == ["run,tag,attempt,writer,writer_name,step,wall_time,x,value"]
    assert unknown.status_code == 404
    assert refused.status_code == 400


def test_several_tags_and_runs_can_be_saved_at_once(client: TestClient) -> None:
    params = [("tag", "loss"), ("tag", "accuracy"), ("run", "a")]
    rows = list(csv.reader(io.StringIO(client.get("/api/scalars", params=params).text)))

    assert [(row[0], row[1]) for row in rows[1:]] == [("a", "loss")] * 3 + [("a", "accuracy")] * 2


def test_a_long_series_is_saved_whole(tmp_path: Path) -> None:
    write_run(tmp_path / "run", {"a/long tag": [(step, step * 0.5) for step in range(70_000)]})
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost")
        as_csv = client.get("/api/scalars", params={"tag": "a/long tag"})
        as_json = client.get("/api/scalars", params={"tag": "a/long tag", "format": "json"}).json()
        as_arrow = client.get("/api/scalars", params={"tag": "a/long tag", "format": "arrow"})

    assert as_csv.headers["content-disposition"] == 'attachment; filename="a_long_tag.csv"'
    assert len(as_csv.text.splitlines()) == 70_001
    assert [row["step"] for row in as_json] == list(range(70_000))
    assert read_arrow(as_arrow.content)[0]["value"] == [step * 0.5 for step in range(70_000)]


def test_superseded_points_are_saved_and_marked(tmp_path: Path) -> None:
    file = write_run(tmp_path / "run", {"loss": [(0, 1.0), (1, 1.0), (2, 1.0)]}, 1000.0)
    append(file, scalars("loss", [(1, 2.0)], 1100.0))
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost")
        rows = client.get("/api/scalars", params={"tag": "loss", "format": "json"}).json()

    assert [(row["step"], row["attempt"], row["superseded"]) for row in rows] == [
        (0, 0, False),
        (1, 0, True),
        (2, 0, True),
        (1, 1, False),
    ]
