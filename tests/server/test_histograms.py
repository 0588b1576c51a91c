"""Histograms and distributions as the server answers them, against a real TensorBoard and a slow twin of its page."""

from __future__ import annotations

import csv
import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient
from tensorboard.plugins.distribution import compressor

import sonde
from sonde.query.contract import BASIS_POINTS
from sonde.server.app import Application
from support.arrow import read_arrow
from support.event_writer import DOUBLE, EventWriter, histogram, value
from support.records import bytes_field, metadata, tensor
from support.tensorboard_server import answer, tensorboard

CONFORMANCE = Path(__file__).resolve().parents[1] / "conformance"
CASES = sorted(logs.parent.name for logs in CONFORMANCE.glob("*/logs"))
ABOUT = metadata("histograms", data_class=2)


def client_of(logdir: Path, board: Any) -> TestClient:
    return TestClient(Application(board, web_root=logdir / "web"), base_url="http://localhost")


def rows_of(*rows: tuple[float, float, float]) -> bytes:
    """A histogram as TensorFlow 2 stores it."""
    numbers = [number for row in rows for number in row]
    packed = bytes_field(4, struct.pack(f"<{len(numbers)}d", *numbers))
    return value("h", tensor=tensor(DOUBLE, (len(rows), 3), packed), metadata=ABOUT)


def slow_bins(theirs: list[Any], bins: int = 30) -> list[list[tuple[float, float, float]]]:
    """What TensorBoard's page makes of its answer: every bucket's share of every bin, over the extent of all steps."""
    edges = [edge for _, _, rows in theirs for left, right, _ in rows for edge in (left, right)]
    left, right = (min(edges), max(edges)) if edges else (0.0, 0.0)
    if left == right:
        left, right = left / 1.1 - 1, right * 1.1 + 1
    width = (right - left) / bins
    made = []
    for _, _, rows in theirs:
        found = []
        for i in range(bins):
            begin, end = left + i * width, left + i * width + width
            count = 0.0
            for low, high, number in rows:
                if low == high:
                    count += number if begin <= low < end or (i == bins - 1 and low >= begin) else 0.0
                else:
                    count += number * max(0.0, min(high, end) - max(low, begin)) / (high - low)
            found.append((begin, end, count))
        made.append(found)
    return made


def current(points: list[Any]) -> tuple[list[Any], int]:
    """Those of TensorBoard's points behind which no smaller step comes, nor the same; and how many these leave out."""
    kept = [point for i, point in enumerate(points) if all(point[1] < later[1] for later in points[i + 1 :])]
    return kept, len(points) - len(kept)


@pytest.mark.parametrize("case", CASES)
def test_bins_and_percentiles_are_tensorboards(case: str) -> None:
    logdir = CONFORMANCE / case / "logs"
    compared = 0
    with sonde.open(logdir) as board, tensorboard(logdir, "histograms", "distributions") as theirs:
        ours = client_of(logdir, board)
        for run, tags in answer(theirs, "histograms/tags").items():
            for tag in tags:
                asked = {"run": run, "tag": tag}
                (info,) = board.query.series("histograms", run, tag)
                raw, superseded = current(answer(theirs, "histograms/histograms", **asked))
                assert superseded == info.superseded
                found = ours.get("/api/histograms", params=asked | {"format": "json"}).json()
                assert [(row["wall_time"], row["step"]) for row in found] == [
                    (at, step) for at, step, _ in raw
                ]
                for row, bins in zip(found, slow_bins(raw), strict=True):
                    assert len(row["bins"]) == 30
                    np.testing.assert_allclose(row["bins"], bins, rtol=1e-6, atol=1e-6)
                spread, _ = current(answer(theirs, "distributions/distributions", **asked))
                found = ours.get("/api/distributions", params=asked | {"format": "json"}).json()
                assert [row["step"] for row in found] == [step for _, step, _ in spread]
                for row, (_, _, percentiles) in zip(found, spread, strict=True):
                    np.testing.assert_allclose(row["percentiles"], percentiles, rtol=1e-6, atol=1e-9)
                compared += len(found)
    assert compared > 0 or case == "hparams"


def test_the_basis_points_are_tensorboards() -> None:
    assert list(BASIS_POINTS) == list(compressor.NORMAL_HISTOGRAM_BPS)


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """`a` has four steps, of which one cannot be read and one was superseded; `b` has wider ones of an old writer."""
    root = tmp_path / "logs"
    with EventWriter(root / "a" / "events.out.tfevents.1.host.1", wall_time=1000) as writer:
        writer.values(0, rows_of((0, 1, 4), (1, 2, 0)), wall_time=1000)
        writer.values(5, rows_of((9, 9, 9)), wall_time=1005)
        writer.values(2, rows_of((0, 0, 3), (1, 3, 1)), wall_time=1012)
        broken = tensor(DOUBLE, (2, 2), bytes_field(4, struct.pack("<4d", 0, 1, 2, 3)))
        writer.values(3, value("h", tensor=broken, metadata=ABOUT), wall_time=1013)
    with EventWriter(root / "b" / "events.out.tfevents.1.host.1", wall_time=1001) as writer:
        writer.values(7, value("h", histo=histogram(-2, 2, [-1, 0, 1e308], [1, 0, 3])), wall_time=1001)
    return root


@pytest.fixture
def client(logdir: Path) -> Any:
    with sonde.open(logdir) as board:
        yield client_of(logdir, board)


def test_what_cannot_be_read_is_said_and_what_was_superseded_is_left_out(client: TestClient) -> None:
    rows = client.get("/api/histograms?run=a&tag=h&bins=3").json()

    assert [(row["step"], row["error"] is None) for row in rows] == [(0, True), (2, True), (3, False)]
    assert rows[0]["bins"] == [[0, 1, 4], [1, 2, 0], [2, 3, 0]]
    assert rows[1]["bins"] == [[0, 1, 3], [1, 2, 0.5], [2, 3, 0.5]]
    assert rows[2]["bins"] is None
    assert "step 3" in rows[2]["error"]
    assert "shape [buckets, 3]" in rows[2]["error"]
    spread = client.get("/api/distributions?run=a&tag=h").json()
    assert spread[0]["percentiles"][4] == [5000, 0.5]
    assert (spread[2]["percentiles"], spread[2]["error"]) == (None, rows[2]["error"])


def test_buckets_as_logged_and_csv(client: TestClient) -> None:
    assert client.get("/api/histograms?run=a&tag=h&bins=0").json()[1]["bins"] == [[0, 0, 3], [1, 3, 1]]
    rows = list(csv.DictReader(io.StringIO(client.get("/api/histograms?tag=h&bins=0&format=csv").text)))
    assert [(row["run"], row["step"], row["count"]) for row in rows if row["error"] == ""] == [
        *(("a", "0", "4.0"), ("a", "0", "0.0"), ("a", "2", "3.0"), ("a", "2", "1.0")),
        *(("b", "7", "1.0"), ("b", "7", "0.0"), ("b", "7", "3.0")),
    ]
    spread = client.get("/api/distributions?tag=h&format=csv").text.splitlines()
    assert spread[0] == "run,tag,step,wall_time,0,668,1587,3085,5000,6915,8413,9332,10000,error"
    assert len(spread) == 5


def ask(client: TestClient, **question: Any) -> tuple[dict[str, list[Any]], dict[str, str], dict[str, str]]:
    found = client.post("/api/histograms/query", json={"tag": "h"} | question)
    assert found.status_code == 200, found.text
    return read_arrow(found.content)


def test_many_runs_come_over_one_extent(client: TestClient) -> None:
    columns, types, told = ask(client, bins=5)

    assert (told["left"], told["right"], told["bins"]) == ("-2.0", "3.0", "5")
    assert columns["run"] == ["a", "b"]
    assert columns["points"] == [3, 1]
    assert columns["step"] == [[0, 2, 3], [7]]
    assert columns["wall_time"] == [[1000, 1012, 1013], [1001]]
    assert columns["bins"][0] == [0, 0, 4, 0, 0, 0, 0, 3, 0.5, 0.5, 0, 0, 0, 0, 0]
    assert columns["bins"][1] == [1, 0, 1.5, 1.5, 0]
    assert [bool(words) for words in columns["error"][0]] == [False, False, True]
    assert (types["bins"], types["step"]) == ("list<FLOAT>", "list<INT32>")
    assert columns["percentiles"][0][4] == 0.5
    assert "bins" not in ask(client, parts=["percentiles"])[0]


def test_statistics_are_told_of_the_buckets(client: TestClient) -> None:
    columns, _, _ = ask(client, runs=["a"], parts=["statistics"])

    told = {name: columns[name][0] for name in ("count", "mean", "std", "min", "max", "zeros")}
    assert told["count"] == [4, 4, 0]
    assert told["mean"][:2] == [0.5, 0.5]
    assert told["std"][:2] == pytest.approx([np.sqrt(1 / 12), np.sqrt((3 * 0.25 + 2.25 + 4 / 12) / 4)])
    assert (told["min"][:2], told["max"][:2]) == ([0, 0], [1, 3])
    assert np.isnan(told["zeros"][0])
    assert told["zeros"][1] == 0.75
    assert np.isnan([told[name][2] for name in ("mean", "std", "min", "max")]).all()


def test_some_steps_are_chosen_evenly_and_all_are_counted(tmp_path: Path) -> None:
    with EventWriter(tmp_path / "run" / "events.out.tfevents.1.host.1") as writer:
        for step in range(101):
            writer.values(step, rows_of((0, 1, step)))
    with sonde.open(tmp_path) as board:
        client = client_of(tmp_path, board)
        columns, _, _ = ask(client, max_steps=5, bins=1)
        part, _, _ = ask(client, max_steps=5, bins=1, steps=[90, 11.5], extent=[0.5, 0])

    assert (columns["step"], columns["points"]) == ([[0, 25, 50, 75, 100]], [101])
    assert columns["bins"] == [[0, 25, 50, 75, 100]]
    assert (part["step"][0][0], part["step"][0][-1], part["points"]) == (12, 90, [79])
    assert part["bins"][0][0] == 6


def test_what_is_gone_from_its_file_harms_no_other(logdir: Path) -> None:
    with sonde.open(logdir) as board:
        client = client_of(logdir, board)
        file = logdir / "a" / "events.out.tfevents.1.host.1"
        with file.open("r+b") as cut:
            cut.truncate(file.stat().st_size // 2)
        rows = client.get("/api/histograms?run=a&tag=h").json()
        file.unlink()
        gone = client.get("/api/histograms?run=a&tag=h").json()

    assert rows[0]["bins"] is not None
    assert "is shorter than when it was read" in rows[-1]["error"]
    assert all(row["error"] for row in gone)


def test_few_bytes_take_no_memory(tmp_path: Path) -> None:
    with EventWriter(tmp_path / "run" / "events.out.tfevents.1.host.1") as writer:
        for step in range(20):
            vast = tensor(DOUBLE, (2_000_000, 3), bytes_field(6, struct.pack("<d", 0)))
            writer.values(step, value("h", tensor=vast, metadata=ABOUT))
    with sonde.open(tmp_path) as board:
        (found,) = board.query.histograms("h")

    assert sum(map(bool, found.errors)) == 19
    assert found.rows.nbytes < 64 << 20


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ({"max_steps": 0}, 400),
        ({"bins": 0}, 400),
        ({"bins": 4097}, 400),
        ({"parts": ["everything"]}, 400),
        ({"extent": [0]}, 400),
        ({"width": 3}, 400),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(client: TestClient, question: Any, status: int) -> None:
    assert client.post("/api/histograms/query", json={"tag": "h"} | question).status_code == status


@pytest.mark.parametrize("route", ["histograms", "distributions"])
def test_what_is_not_there(client: TestClient, route: str) -> None:
    assert client.get(f"/api/{route}?run=a&tag=other").json()["error"]["code"] == "tag_not_found"
    assert client.get(f"/api/{route}?run=none&tag=h").json()["error"]["code"] == "run_not_found"
    assert client.get(f"/api/{route}?run=a").status_code == 400
    columns, _, _ = ask(client, tag="other", runs=["a", "none"])
    assert columns["run"] == []
