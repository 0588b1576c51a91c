"""Histograms and distributions as the server answers them, against a real TensorBoard and a slow twin of its page."""

from __future__ import annotations

import csv
import io
import struct
from itertools import pairwise
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
from support.records import bytes_field, double_field, metadata, tensor
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


def restarted(root: Path) -> Path:
    """Runs that begin anew: with session starts, without, in a second file, and in files of the oldest version."""
    for run, version in (("sessions", 2), ("stepped", 2), ("old", 1)):
        with EventWriter(root / run / "events.out.tfevents.1.host.1", wall_time=1000, begin=False) as writer:
            writer.event(bytes_field(3, f"brain.Event:{version}"))
            for start, steps in ((0, range(5)), (3, range(3, 7)), (5, (5, 6, 6, 9))):
                if run == "sessions":
                    writer.start_session(start)
                for step in steps:
                    writer.values(step, rows_of((0, step, 1), (step, step + 1, 2)))
        with EventWriter(root / run / "events.out.tfevents.2.host.1", wall_time=2000) as writer:
            if run != "stepped":
                writer.start_session(8)
            for step in (8, 9, 10):
                writer.values(step, rows_of((-step, 0, 3)))
    with EventWriter(root / "sessions" / "events.out.tfevents.3.host.1", wall_time=3000) as writer:
        writer.start_session(10)
    return root


@pytest.mark.parametrize("case", [*CASES, "restarted"])
def test_bins_and_percentiles_are_tensorboards(case: str, tmp_path: Path) -> None:
    logdir = restarted(tmp_path) if case == "restarted" else CONFORMANCE / case / "logs"
    compared = 0
    with sonde.open(logdir) as board, tensorboard(logdir, "histograms", "distributions") as theirs:
        ours = client_of(logdir, board)
        for run, tags in answer(theirs, "histograms/tags").items():
            for tag in tags:
                asked = {"run": run, "tag": tag}
                raw = answer(theirs, "histograms/histograms", **asked)
                found = ours.get("/api/histograms", params=asked | {"format": "json"}).json()
                assert [(row["wall_time"], row["step"]) for row in found] == [
                    (at, step) for at, step, _ in raw
                ]
                for row, bins in zip(found, slow_bins(raw), strict=True):
                    assert len(row["bins"]) == 30
                    np.testing.assert_allclose(row["bins"], bins, rtol=1e-6, atol=1e-6)
                spread = answer(theirs, "distributions/distributions", **asked)
                found = ours.get("/api/distributions", params=asked | {"format": "json"}).json()
                assert [row["step"] for row in found] == [step for _, step, _ in spread]
                for row, (_, _, percentiles) in zip(found, spread, strict=True):
                    np.testing.assert_allclose(row["percentiles"], percentiles, rtol=1e-6, atol=1e-9)
                compared += len(found)
                statistics = ours.get("/api/histograms/statistics", params=asked).json()
                assert [row["step"] for row in statistics] == [step for _, step, _ in raw]
                for row, (_, _, buckets) in zip(statistics, raw, strict=True):
                    assert row["count"] == pytest.approx(sum(count for _, _, count in buckets), rel=1e-6)
    assert compared > 0 or case == "hparams"


def test_superseded_points_are_marked_and_may_be_left_out(tmp_path: Path) -> None:
    with sonde.open(restarted(tmp_path)) as board:
        client = client_of(tmp_path, board)

        def asked(**more: str) -> list[Any]:
            rows = client.get("/api/histograms", params={"run": "stepped", "tag": "h"} | more).json()
            return [(row["step"], row["superseded"]) for row in rows]

        columns, _, _ = ask(client, runs=["stepped"], attempts="all", bins=1)
        statistics = client.get("/api/histograms/statistics?run=stepped&tag=h&attempts=current").json()

    first = [(step, False) for step in (0, 1, 2)] + [(3, True), (4, True)]
    second = [(3, False), (4, False), (5, True), (6, True)]
    third = [(5, False), (6, False), (6, False), (9, True)]
    last = [(8, False), (9, False), (10, False)]
    assert asked() == asked(attempts="all") == first + second + third + last
    assert asked(attempts="current") == [(step, False) for step in (0, 1, 2, 3, 4, 5, 6, 6, 8, 9, 10)]
    assert [row["step"] for row in statistics] == [0, 1, 2, 3, 4, 5, 6, 6, 8, 9, 10]
    assert columns["attempt"] == [0, 1, 2, 3]
    assert columns["step"] == [[step for step, _ in line] for line in (first, second, third, last)]
    assert columns["superseded"] == [[int(old) for _, old in line] for line in (first, second, third, last)]


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
    rows = client.get("/api/histograms?run=a&tag=h&bins=3&attempts=current").json()

    assert [(row["step"], row["error"] is None) for row in rows] == [(0, True), (2, True), (3, False)]
    assert rows[0]["bins"] == [[0, 1, 4], [1, 2, 0], [2, 3, 0]]
    assert rows[1]["bins"] == [[0, 1, 3], [1, 2, 0.5], [2, 3, 0.5]]
    assert rows[2]["bins"] is None
    assert "step 3" in rows[2]["error"]
    assert "shape [buckets, 3]" in rows[2]["error"]
    spread = client.get("/api/distributions?run=a&tag=h&attempts=current").json()
    assert spread[0]["percentiles"][4] == [5000, 0.5]
    assert (spread[2]["percentiles"], spread[2]["error"]) == (None, rows[2]["error"])


def test_buckets_as_logged_and_csv(client: TestClient) -> None:
    assert client.get("/api/histograms?run=a&tag=h&bins=0").json()[2]["bins"] == [[0, 0, 3], [1, 3, 1]]
    rows = list(csv.DictReader(io.StringIO(client.get("/api/histograms?tag=h&bins=0&format=csv").text)))
    assert [(row["run"], row["step"], row["count"]) for row in rows if row["error"] == ""] == [
        *(("a", "0", "4.0"), ("a", "0", "0.0"), ("a", "5", "9.0"), ("a", "2", "3.0"), ("a", "2", "1.0")),
        *(("b", "7", "1.0"), ("b", "7", "0.0"), ("b", "7", "3.0")),
    ]
    spread = client.get("/api/distributions?tag=h&format=csv").text.splitlines()
    assert spread[0] == (
        "run,tag,step,wall_time,0,668,1587,3085,5000,6915,8413,9332,10000,attempt,superseded,error"
    )
    assert len(spread) == 6


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


def old_form(numbers: Any, limits: Any) -> bytes:
    """A histogram as TensorFlow 1, PyTorch and tensorboardX store it: the moments of all numbers beside the buckets."""
    kept = numbers[np.isfinite(numbers)]
    counts = [0.0, *np.histogram(kept, limits)[0]]
    told = (numbers.min(), numbers.max(), len(numbers), numbers.sum(), numbers @ numbers)
    moments = b"".join(double_field(at, float(one)) for at, one in enumerate(told, 1))
    packed = [b"".join(struct.pack("<d", one) for one in some) for some in (limits, counts)]
    return value("h", histo=moments + bytes_field(6, packed[0]) + bytes_field(7, packed[1]))


def test_what_the_log_says_itself_goes_before_what_its_buckets_say(tmp_path: Path) -> None:
    numbers = np.random.default_rng(0).normal(0.3, 2, 1000)
    broken = np.array([-np.inf, -9, 0.5, np.nan, 1.5, 9])
    limits = np.linspace(-10, 10, 9)
    with EventWriter(tmp_path / "run" / "events.out.tfevents.1.host.1") as writer:
        writer.values(0, old_form(numbers, limits))
        writer.values(1, old_form(broken, limits))
        writer.values(2, rows_of((0, 1, 3), (1, np.inf, 1), (np.nan, np.nan, 2)))
        writer.values(3, old_form(1e9 + numbers * 1e-6, np.linspace(0, 2e9, 9)))
    with sonde.open(tmp_path) as board:
        client = client_of(tmp_path, board)
        told, part, unknown, close = client.get("/api/histograms/statistics?tag=h&quantile=0.5").json()
        lines = client.get("/api/histograms/statistics?tag=h&format=csv").text.splitlines()
        columns, _, _ = ask(client, parts=["statistics"], quantiles=[1, 0])

    found = [told[name] for name in ("count", "mean", "std", "min", "max", "non_finite", "told")]
    wanted = [1000, numbers.mean(), numbers.std(), numbers.min(), numbers.max(), 0, True]
    assert found == pytest.approx(wanted, rel=1e-9)
    assert told["quantiles"][0] == [0.5, pytest.approx(np.median(numbers), abs=0.5)]
    # Where one number is none, only the buckets say something of the others.
    assert (part["count"], part["told"], part["non_finite"]) == (4, False, pytest.approx(1 / 3))
    assert part["unplaced"] == 2
    assert (unknown["count"], unknown["unplaced"], unknown["non_finite"]) == (4, 3, "NaN")
    assert (unknown["min"], unknown["max"], unknown["mean"]) == (0, 1, 2.5 / 4)
    # The spread of numbers that lie close together is lost in their squares: the buckets say it, as far as they do.
    assert close["std"] < 1
    assert lines[0].endswith(
        "quantile 0.05,quantile 0.25,quantile 0.5,quantile 0.75,quantile 0.95,attempt,superseded,error"
    )
    assert len(lines) == 5
    assert columns["told"] == [[1, 0, 0, 1]]
    assert columns["quantiles"][0][:2] == pytest.approx([numbers.min(), numbers.max()], rel=1e-6)


def test_bins_may_be_equally_wide_on_a_symmetric_log_axis(client: TestClient) -> None:
    columns, _, told = ask(client, bins=40, scale="symlog", parts=["bins"])
    constant = float(told["constant"])
    left, right = float(told["left"]), float(told["right"])
    places = np.linspace(-np.log1p(-left / constant), np.log1p(right / constant), 41)
    edges = np.sign(places) * np.expm1(np.abs(places)) * constant

    rows = client.get("/api/histograms?tag=h&bins=0&attempts=current").json()
    for run, counts in zip(columns["run"], columns["bins"], strict=True):
        buckets = [row["bins"] for row in rows if row["run"] == run and row["bins"]]
        slow = [
            sum(
                count * float(begin <= low < end)
                if low == high
                else count * max(0.0, min(high, end) - max(low, begin)) / (high - low)
                for low, high, count in one
            )
            for one in buckets
            for begin, end in pairwise(edges)
        ]
        np.testing.assert_allclose(counts[: len(slow)], slow, atol=1e-4)
    # So close together that no bin has a width of its own.
    ask(client, bins=1000, scale="symlog", extent=[1, float(np.nextafter(1, 2))])


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
        ({"scale": "log"}, 400),
        ({"attempts": "tensorboard"}, 400),
        ({"quantiles": [1.5]}, 400),
        ({"width": 3}, 400),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(client: TestClient, question: Any, status: int) -> None:
    assert client.post("/api/histograms/query", json={"tag": "h"} | question).status_code == status


@pytest.mark.parametrize("route", ["histograms", "distributions", "histograms/statistics"])
def test_what_is_not_there(client: TestClient, route: str) -> None:
    assert client.get(f"/api/{route}?run=a&tag=other").json()["error"]["code"] == "tag_not_found"
    assert client.get(f"/api/{route}?run=none&tag=h").json()["error"]["code"] == "run_not_found"
    assert client.get(f"/api/{route}?run=a").status_code == 400
    columns, _, _ = ask(client, tag="other", runs=["a", "none"])
    assert columns["run"] == []
