"""Trials of runs as the server answers them: real logs of several writers, against TensorBoard's own answers."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient
from torch.utils.tensorboard import SummaryWriter as TorchWriter

import sonde
from sonde import SummaryWriter, summary
from sonde import hparams as hp
from sonde.server.app import Application
from support.arrow import read_arrow
from support.tensorboard_server import tensorboard


def _client(logdir: Path, board: Any) -> TestClient:
    app = Application(board, web_root=logdir / "web")
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


def _columns(client: TestClient, **asked: Any) -> dict[str, Any]:
    found = client.get("/api/hparams/columns", params=asked)
    assert found.status_code == 200, found.text
    return found.json()


def _table(client: TestClient, **question: Any) -> dict[str, dict[str, Any]]:
    """Each trial by its name: its runs, and its hyperparameters and metrics by their names in the question."""
    found = client.post("/api/hparams/trials", json=question)
    assert found.status_code == 200, found.text
    columns, _, metadata = read_arrow(found.content)
    categories = json.loads(metadata["categories"])
    trials = {}
    for row, name in enumerate(columns["name"]):
        said = {key: columns[key][row] for key in ("runs", "sessions", "state")}
        for number, hparam in enumerate(question.get("hparams", [])):
            at = columns[f"h{number}"][row]
            words = categories[number]
            said[hparam] = None if math.isnan(at) else words[int(at)] if words else at
        for number, metric in enumerate(question.get("metrics", [])):
            said[metric["tag"]] = columns[f"m{number}"][row]
        trials[name] = said
    return trials


def _sweep(root: Path) -> None:
    """As TensorFlow's hparams API logs it: an experiment above, sessions with their metrics in a run below."""
    with summary.create_file_writer(str(root)).as_default():
        hp.hparams_config(
            hparams=[hp.HParam("units", hp.Discrete([8, 16])), hp.HParam("lr", hp.RealInterval(1e-4, 1e-1))],
            metrics=[hp.Metric("accuracy", group="validation", display_name="Accuracy")],
        )
    for number, (units, lr, optimizer) in enumerate(
        [(8, 1e-3, "adam"), (16, 1e-2, "adam"), (16, 1e-1, "sgd"), (16, 1e-1, "sgd")]
    ):
        with summary.create_file_writer(str(root / str(number))).as_default():
            hp.hparams({"units": units, "lr": lr, "optimizer": optimizer})
        with summary.create_file_writer(str(root / str(number) / "validation")).as_default():
            for step in range(3):
                summary.scalar("accuracy", 0.25 * number + step / 100, step=step)


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    _sweep(tmp_path / "runs")
    return tmp_path / "runs"


def test_repetitions_are_one_trial_whose_metrics_are_averaged(sweep: Path):
    accuracy = {"tag": "accuracy", "group": "validation"}
    with sonde.open(sweep) as board:
        client = _client(sweep, board)
        about = _columns(client)
        trials = _table(client, hparams=["units", "lr", "optimizer"], metrics=[accuracy])
        apart = _table(client, metrics=[accuracy], combine="none")
    assert (about["trials"], about["sessions"]) == (3, 4)
    assert about["metrics"][0] == {
        "tag": "accuracy",
        "group": "validation",
        "name": "Accuracy",
        "trials": 4,
        "goal": "max",
        "declared": True,
    }
    assert trials["0"] | {"accuracy": pytest.approx(0.02)} == trials["0"]
    assert (trials["0"]["units"], trials["0"]["lr"], trials["0"]["optimizer"]) == (8, 1e-3, "adam")
    assert trials["2"]["sessions"] == 2
    assert sorted(trials["2"]["runs"]) == ["2", "2/validation", "3", "3/validation"]
    assert trials["2"]["accuracy"] == pytest.approx((0.52 + 0.77) / 2)
    assert [one["accuracy"] for one in apart.values()] == pytest.approx([0.02, 0.27, 0.52, 0.77])


@pytest.mark.parametrize(
    ("combine", "aggregation"),
    [
        ("mean", "AGGREGATION_AVG"),
        ("median", "AGGREGATION_MEDIAN"),
        ("min", "AGGREGATION_MIN"),
        ("max", "AGGREGATION_MAX"),
    ],
)
def test_trials_are_those_of_tensorboard(sweep: Path, combine: str, aggregation: str):
    name = {"group": "validation", "tag": "accuracy"}
    asked = {
        "startIndex": 0,
        "sliceSize": 100,
        "allowedStatuses": [f"STATUS_{word}" for word in ("UNKNOWN", "SUCCESS", "FAILURE", "RUNNING")],
        "colParams": [{"hparam": "units"}, {"hparam": "lr"}, {"metric": name}],
        "aggregationType": aggregation,
        "aggregationMetric": name,
    }
    with tensorboard(sweep, "hparams") as theirs:
        answered = theirs.post("/data/plugin/hparams/session_groups", json=asked)
        groups = answered.json["sessionGroups"]
    metric = {"tag": "accuracy", "group": "validation"}
    with sonde.open(sweep) as board:
        trials = _table(
            _client(sweep, board),
            hparams=["units", "lr", "optimizer"],
            metrics=[metric],
            combine=combine,
            leading=metric,
        )
    expected = {
        (*(group["hparams"][key] for key in ("units", "lr", "optimizer")), len(group["sessions"])): group[
            "metricValues"
        ][0]["value"]
        for group in groups
    }
    ours = {
        (one["units"], one["lr"], one["optimizer"], one["sessions"]): one["accuracy"]
        for one in trials.values()
    }
    assert ours == pytest.approx(expected, rel=1e-6)


def test_torch_logs_each_set_of_hyperparameters_as_a_trial(tmp_path: Path):
    for number in range(3):
        with TorchWriter(str(tmp_path / f"run{number}")) as writer:
            writer.add_scalar("loss", 1.0 / (number + 1), 0)
            # Each run has only its own keys: TensorBoard shows those of the first run that it meets.
            writer.add_hparams({"lr": 10.0**-number, f"only{number}": True}, {"hparam/accuracy": number / 4})
    with sonde.open(tmp_path) as board:
        client = _client(tmp_path, board)
        about = _columns(client)
        trials = _table(
            client, hparams=["lr", "only0", "only2"], metrics=[{"tag": "loss"}, {"tag": "hparam/accuracy"}]
        )
    assert {one["name"] for one in about["hparams"]} == {"lr", "only0", "only1", "only2"}
    assert list(trials) == ["run0", "run1", "run2"]
    assert [one["loss"] for one in trials.values()] == pytest.approx([1, 1 / 2, 1 / 3])
    assert [one["hparam/accuracy"] for one in trials.values()] == [0, 0.25, 0.5]
    assert [one["only0"] is None for one in trials.values()] == [False, True, True]
    assert all(len(one["runs"]) == 2 for one in trials.values())


def test_configuration_files_make_trials_too(tmp_path: Path):
    for number in range(2):
        for part in ("train", "val"):
            with SummaryWriter(tmp_path / f"exp{number}" / part) as writer:
                writer.add_scalar("loss", number + (part == "val") / 10, 0)
        (tmp_path / f"exp{number}" / "config.yaml").write_text(
            f"optimizer:\n  lr: 1e-{number + 2}\nseed: 1\n"
        )
    with SummaryWriter(tmp_path / "bare") as writer:
        writer.add_scalar("loss", 0, 0)
    with sonde.open(tmp_path) as board:
        client = _client(tmp_path, board)
        about = _columns(client)
        trials = _table(client, hparams=["optimizer.lr"], metrics=[{"tag": "loss", "group": "val"}])
    assert [(one["name"], one["differs"]) for one in about["hparams"]] == [
        ("optimizer.lr", True),
        ("seed", False),
    ]
    assert {(one["group"], one["tag"]) for one in about["metrics"]} == {("train", "loss"), ("val", "loss")}
    assert {name: one["optimizer.lr"] for name, one in trials.items()} == {"exp0": 0.01, "exp1": 0.001}
    assert [one["loss"] for one in trials.values()] == pytest.approx([0.1, 1.1])


def test_importance_finds_the_planted_parameter(tmp_path: Path):
    made = np.random.default_rng(4)
    for number in range(60):
        values = {
            "lr": float(10 ** made.uniform(-5, -1)),
            "width": int(made.integers(1, 9)),
            "seed": number,
            "fixed": 1,
        }
        with SummaryWriter(tmp_path / str(number)) as writer:
            writer.add_hparams(
                values,
                {"accuracy": float(np.exp(-((math.log10(values["lr"]) + 3) ** 2)) + made.normal(0, 0.02))},
                run_name=".",
            )
    with sonde.open(tmp_path) as board:
        client = _client(tmp_path, board)
        answer = client.post("/api/hparams/importance", json={"metric": {"tag": "accuracy"}}).json()
        contour = client.post(
            "/api/hparams/contour",
            json={"metric": {"tag": "accuracy"}, "x": "lr", "y": "width", "log_x": True, "size": 16},
        ).json()
    first, *others = answer["found"]
    assert first["name"] == "lr"
    assert all(first["low"] > one["high"] for one in others)
    assert answer["constant"] == ["fixed"]
    assert answer["score"] > 0.5
    best = max(((z, column) for row in contour["z"] for column, z in enumerate(row) if z is not None))
    assert 1e-4 < contour["x"][best[1]] < 1e-2


def test_a_log_without_hyperparameters_has_no_trials(tmp_path: Path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", 1, 0)
    with sonde.open(tmp_path) as board:
        client = _client(tmp_path, board)
        about = _columns(client)
        assert (about["trials"], about["hparams"], client.get("/api/hparams/sources").json()) == (0, [], [])
        assert _table(client, metrics=[{"tag": "loss"}]) == {}
        answer = client.post("/api/hparams/importance", json={"metric": {"tag": "loss"}}).json()
        assert answer["problem"] == "few"


def test_statistics_of_runs(tmp_path: Path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_hparams({"lr": 0.1}, {}, run_name=".")
        for step, value in enumerate([3.0, 1.0, 2.0]):
            writer.add_scalar("loss", value, step)
            writer.add_scalar("acc", value, step)
    wanted = [("loss", s) for s in ("last", "min", "max", "mean", "first", "best")] + [("acc", "best")]
    with sonde.open(tmp_path) as board:
        found = _client(tmp_path, board).post(
            "/api/hparams/trials", json={"metrics": [{"tag": tag, "statistic": s} for tag, s in wanted]}
        )
        columns, *_ = read_arrow(found.content)
    assert [columns[f"m{i}"][0] for i in range(7)] == [2, 1, 3, 2, 3, 1, 3]


@pytest.mark.parametrize(
    ("values", "logarithmic"),
    [
        ([10.0**-n for n in range(1, 6)], True),
        ([n / 100 for n in range(1, 101)], False),  # even, however small the least
        ([0.0, 1e-4, 1e-2, 1.0], False),
        ([1.0, 2.0, 4.0, 8.0], False),
    ],
)
def test_which_axes_are_logarithmic_by_themselves(tmp_path: Path, values: list[float], logarithmic: bool):
    for number, value in enumerate(values):
        with SummaryWriter(tmp_path / str(number)) as writer:
            writer.add_hparams({"x": value}, {"m": 1}, run_name=".")
    with sonde.open(tmp_path) as board:
        (about,) = _columns(_client(tmp_path, board))["hparams"]
    assert about["logarithmic"] is logarithmic
