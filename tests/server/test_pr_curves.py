"""PR curves as the server answers them, against a real TensorBoard, and their scores against scikit-learn."""

from __future__ import annotations

import csv
import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score
from starlette.testclient import TestClient

import sonde
from sonde import SummaryWriter
from sonde.server.app import Application
from support.arrow import read_arrow
from support.event_writer import DOUBLE, FLOAT, EventWriter, text_tensor, value
from support.records import bytes_field, metadata, tensor
from support.tensorboard_server import answer, tensorboard

CONFORMANCE = Path(__file__).resolve().parents[1] / "conformance"
CASES = ["torch", "tensorboardx", "tensorflow2"]
THEIRS = {
    "thresholds": "thresholds",
    "precision": "precision",
    "recall": "recall",
    "tp": "true_positives",
    "fp": "false_positives",
    "tn": "true_negatives",
    "fn": "false_negatives",
}


def client_of(logdir: Path, board: Any) -> TestClient:
    return TestClient(Application(board, web_root=logdir / "web"), base_url="http://localhost")


def rows_of(client: TestClient, **asked: Any) -> list[dict[str, Any]]:
    found = client.get("/api/pr_curves", params=asked)
    assert found.status_code == 200, found.text
    return found.json()


def table_of(client: TestClient, route: str, question: dict[str, Any]) -> dict[str, list[Any]]:
    found = client.post(f"/api/pr_curves/{route}", json=question)
    assert found.status_code == 200, found.text
    return read_arrow(found.content)[0]


def rows_tensor(shape: tuple[int, ...], numbers: list[float]) -> bytes:
    return tensor(FLOAT, shape, bytes_field(4, struct.pack(f"<{len(numbers)}f", *numbers)))


def same_as_tensorboard(logdir: Path) -> int:
    """Compares every curve of a log directory; how many there are."""
    compared = 0
    with sonde.open(logdir) as board, tensorboard(logdir, "pr_curves") as theirs:
        client = client_of(logdir, board)
        for run, tags in answer(theirs, "pr_curves/tags").items():
            for tag in tags:
                expected = answer(theirs, "pr_curves/pr_curves", run=run, tag=tag)[run]
                found = rows_of(client, run=run, tag=tag, format="json")
                assert [row["step"] for row in found] == [row["step"] for row in expected]
                for ours, row in zip(found, expected, strict=True):
                    assert ours["wall_time"] == row["wall_time"]
                    assert ours["error"] is None
                    for name, their_name in THEIRS.items():
                        assert ours[name] == pytest.approx(row[their_name], abs=1e-6, rel=1e-6), (run, tag)
                    compared += 1
    return compared


@pytest.mark.parametrize("case", CASES)
def test_curves_are_tensorboards(case: str) -> None:
    assert same_as_tensorboard(CONFORMANCE / case / "logs") > 0


def test_curves_of_every_way_of_logging_are_tensorboards(tmp_path: Path) -> None:
    import tensorboardX
    from torch.utils.tensorboard import SummaryWriter as TorchWriter

    rng = np.random.default_rng(3)
    with TorchWriter(str(tmp_path / "torch")) as torch_writer:
        for step in range(3):
            labels, scores = rng.integers(0, 2, 80), rng.random(80) * 0.8
            torch_writer.add_pr_curve("pr", labels, scores, step, weights=rng.random(80))
    with tensorboardX.SummaryWriter(str(tmp_path / "tensorboardx")) as x_writer:
        x_writer.add_pr_curve("pr", rng.integers(0, 2, 80), rng.random(80), 1)
        x_writer.add_pr_curve_raw(
            "raw", [75, 64, 21, 5, 0], [150, 105, 18, 0, 0], [0, 45, 132, 150, 150], [0, 11, 54, 70, 75],
            [1 / 3, 0.3786982, 0.5384616, 1, 0], [1, 0.8533334, 0.28, 0.0666667, 0], 1, 5,
        )  # fmt: skip
    # As the plugin's op stores what weights have made fractions of.
    numbers = [3.7, 0.2, 0, 1, 0.9, 0, 0, 1, 2, 0, 3.5, 4, 0.8, 0.2, 0, 1, 0.1, 0]
    with EventWriter(tmp_path / "plugin" / "events.out.tfevents.1.host.0") as writer:
        about = metadata("pr_curves", display_name="some")
        writer.values(4, value("some/pr_curves", tensor=rows_tensor((6, 3), numbers), metadata=about))
    with EventWriter(tmp_path / "resumed" / "events.out.tfevents.1.host.0") as writer:
        for step in (1, 2, 3):
            writer.start_session(step)
            for again in (step, step + 1):
                writer.values(again, value("pr", tensor=rows_tensor((6, 3), numbers), metadata=about))
    with SummaryWriter(tmp_path / "sonde") as ours:
        ours.add_pr_curve("pr", rng.integers(0, 2, 80), rng.random(80), 1, num_thresholds=1)
        ours.add_pr_curve("none", [1, 0], [0.0, 0.0], 1, weights=0.2)
    assert same_as_tensorboard(tmp_path) == 12


@pytest.fixture
def logged(tmp_path: Path) -> Path:
    """Scores on a grid of 51 thresholds, so that no threshold between two of them would tell more; a run that went back."""
    rng = np.random.default_rng(1)
    with SummaryWriter(tmp_path / "a") as writer:
        for step in (0, 10, 20, 10):
            labels = rng.integers(0, 2, 400)
            scores = np.clip(np.round((0.35 * labels + rng.random(400) * 0.65) * 50) / 50, 0, 1)
            writer.add_pr_curve("pr", labels, scores + 1e-9, step, num_thresholds=51)
            np.savez(tmp_path / f"{step}.npz", labels=labels, scores=scores)
    return tmp_path


def test_scores_are_scikit_learns(logged: Path) -> None:
    with sonde.open(logged) as board:
        found = table_of(client_of(logged, board), "scores", {"tag": "pr"})
        assert found["run"] == ["a"]
        assert found["step"] == [[0, 10]]
        assert found["index"] == [[0, 3]]
        for i, step in enumerate(found["step"][0]):
            told = np.load(logged / f"{step}.npz")
            labels, scores = told["labels"], told["scores"]
            assert found["average_precision"][0][i] == pytest.approx(
                average_precision_score(labels, scores), abs=1e-6
            )
            assert found["auc"][0][i] == pytest.approx(roc_auc_score(labels, scores), abs=1e-6)
            threshold = found["best_threshold"][0][i]
            best = max(f1_score(labels, scores >= at / 50 - 1e-6) for at in range(51))
            assert found["best_f1"][0][i] == pytest.approx(best, abs=1e-6)
            assert f1_score(labels, scores >= threshold - 1e-6) == pytest.approx(best)


def test_points_say_what_was_superseded_and_curves_are_asked_for_by_number(logged: Path) -> None:
    with sonde.open(logged) as board:
        client = client_of(logged, board)
        points = table_of(client, "points", {"tag": "pr", "runs": ["a", "gone"]})
        assert points["step"] == [[0, 10, 20, 10]]
        assert points["superseded"] == [[0, 1, 1, 0]]
        assert points["attempt"] == [[0, 0, 0, 1]]
        every = rows_of(client, tag="pr", attempts="all", as_logged=True)
        assert [row["step"] for row in every] == [0, 10, 10, 20]
        assert [row["superseded"] for row in every] == [False, True, False, True]
        assert [row["step"] for row in rows_of(client, tag="pr", attempts="current")] == [0, 10]
        assert [row["step"] for row in rows_of(client, tag="pr")] == [0, 10, 20, 10]
        asked = [{"run": "a", "indices": [3, 0, 99]}, {"run": "gone", "indices": [0]}]
        found = table_of(client, "query", {"tag": "pr", "curves": asked})
        assert found["index"] == [3, 0]
        assert found["step"] == [10, 0]
        assert found["superseded"] == [0, 0]
        for name in ("tp", "fp", "tn", "fn", "precision", "recall"):
            assert found[name][1] == pytest.approx(every[0][name])
            assert len(found[name][0]) == 51
        assert found["shown"][1] == len(rows_of(client, tag="pr")[0]["tp"])
        assert found["average_precision"][1] == every[0]["average_precision"]


def test_what_is_no_curve_says_so_and_the_others_are_unharmed(tmp_path: Path) -> None:
    good = [2, 1, 1, 0, 0, 1, 0, 1, 2 / 3, 1, 1, 0.5]
    nan = [float("nan"), *good[1:]]
    with EventWriter(tmp_path / "a" / "events.out.tfevents.1.host.0") as writer:
        about = metadata("pr_curves", data_class=2)
        for step, message in enumerate(
            [
                rows_tensor((6, 2), good),
                rows_tensor((5, 2), good[:10]),
                rows_tensor((12,), good),
                text_tensor("a", "b"),
                tensor(DOUBLE, (6, 0)),
                rows_tensor((6, 2), nan),
            ]
        ):
            writer.values(step, value("pr", tensor=message, metadata=about if step == 0 else b""))
    with sonde.open(tmp_path) as board:
        client = client_of(tmp_path, board)
        rows = rows_of(client, tag="pr")
        assert rows[0]["error"] is None
        assert rows[0]["tp"] == [2, 1]
        for row, part in zip(rows[1:5], ("5 × 2", "shape 12", "strings", "6 × 0"), strict=True):
            assert part in row["error"]
            assert row["tp"] is None
        assert rows[5]["tp"] == ["NaN", 1]
        assert rows[5]["precision"] == pytest.approx([2 / 3, 1])
        assert rows[5]["auc"] == "NaN"
        found = table_of(client, "query", {"tag": "pr", "curves": [{"run": "a", "indices": [0, 1, 5]}]})
        assert found["error"][0] == ""
        assert "5 × 2" in found["error"][1]
        assert found["tp"][1] == []
        scores = table_of(client, "scores", {"tag": "pr"})
        assert len(scores["error"][0]) == 6
        assert np.isfinite(scores["average_precision"][0][5])


def test_without_positives_or_steady_counts_there_is_no_score(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_pr_curve("none", [0, 0, 0], [0.1, 0.5, 0.9], 1, num_thresholds=5)
        writer.add_pr_curve_raw(
            "odd", [2, 1], [1, 0], [9, 0], [0, 1], [2 / 3, 1], [1, 0.5], 1, num_thresholds=2
        )
    with sonde.open(tmp_path) as board:
        client = client_of(tmp_path, board)
        (none,) = rows_of(client, tag="none")
        assert (none["average_precision"], none["auc"]) == ("NaN", "NaN")
        (odd,) = rows_of(client, tag="odd")
        assert odd["auc"] == "NaN"
        # (1 - 0.5) · 2/3 + (0.5 - 0) · 1
        assert odd["average_precision"] == pytest.approx(5 / 6)


def test_csv_has_a_row_for_each_threshold(logged: Path) -> None:
    with sonde.open(logged) as board:
        client = client_of(logged, board)
        found = list(csv.DictReader(io.StringIO(client.get("/api/pr_curves?tag=pr&format=csv").text)))
        rows = rows_of(client, tag="pr")
        assert len(found) == sum(len(row["tp"]) for row in rows)
        assert float(found[3]["threshold"]) == pytest.approx(3 / 50)
        assert float(found[3]["precision"]) == rows[0]["precision"][3]
        assert client.get("/api/pr_curves?tag=none").status_code == 404
        assert client.get("/api/pr_curves?tag=pr&run=gone").status_code == 404
