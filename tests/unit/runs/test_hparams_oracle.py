"""Hyperparameters and metrics of trials against what TensorBoard's HParams page is told of the same files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sonde
from sonde.runs.facts import facts_of
from sonde.runs.metrics import metrics_of

pytest.importorskip("tensorboard")

from support.tensorboard_server import answer, tensorboard

CONFORMANCE = Path(__file__).parents[2] / "conformance"


def tensorboards(logdir):
    """By session: its hyperparameters, group, status, and last metrics by (group, tag)."""
    with tensorboard(logdir, "scalars", "hparams") as client:
        experiment = answer(client, "hparams/experiment", request="{}")
        columns = [{"metric": info["name"]} for info in experiment.get("metricInfos", [])]
        columns += [{"hparam": info["name"]} for info in experiment.get("hparamInfos", [])]
        request = {
            "colParams": columns,
            "allowedStatuses": ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"],
            "sliceSize": 1000,
        }
        found = answer(client, "hparams/session_groups", request=json.dumps(request))
    return {
        session["name"]: {
            "group": group["name"],
            "hparams": group["hparams"],
            "status": session.get("status", "STATUS_UNKNOWN"),
            "metrics": {
                (one["name"].get("group", ""), one["name"]["tag"]): one["value"]
                for one in session.get("metricValues", [])
            },
        }
        for group in found.get("sessionGroups", [])
        for session in group["sessions"]
    }


def ours(logdir):
    board = sonde.open(logdir)
    return board, facts_of(board.query)


def same(logdir, sessions):
    """Whatever TensorBoard says of a session, we say too."""
    board, facts = ours(logdir)
    tags = sorted({tag for session in sessions.values() for _, tag in session["metrics"]})
    metrics = metrics_of(board.query, facts, tags)
    for name, session in sessions.items():
        run = facts.run(name)
        # Of a group TensorBoard shows the hyperparameters of one of its sessions, whatever the others have.
        group = [facts.run(other) for other in sessions if sessions[other]["group"] == session["group"]]
        assert any(_has(one.hparams, session["hparams"]) for one in group)
        assert session["group"] in (run.group, name)
        for (group, tag), value in session["metrics"].items():
            row = facts.rows[f"{name}/{group}" if group else name]
            assert metrics.lasts[tags.index(tag), row] == pytest.approx(value, rel=1e-6)
    return board, facts


def _has(hparams, wanted):
    return all(
        name in hparams
        and hparams[name] == value
        and isinstance(hparams[name], bool) == isinstance(value, bool)
        for name, value in wanted.items()
    )


@pytest.mark.parametrize("log", ["hparams", "torch", "tensorboardx"])
def test_recorded_logs_say_the_same(log):
    logdir = CONFORMANCE / log / "logs"
    sessions = tensorboards(logdir)

    assert sessions
    same(logdir, sessions)


def test_pytorchs_trials_with_different_hyperparameters_all_show_theirs(tmp_path):
    torch = pytest.importorskip("torch.utils.tensorboard")
    for number, hparams in enumerate(
        [{"lr": 0.1, "opt": "adam"}, {"lr": 0.2, "momentum": 0.9}, {"layers": 4, "amp": True}]
    ):
        with torch.SummaryWriter(str(tmp_path / f"run{number}")) as writer:
            writer.add_scalar("loss", 1.0 / (number + 1), 0)
            writer.add_hparams(hparams, {"hparam/acc": number / 10})
    sessions = tensorboards(tmp_path)

    board, facts = same(tmp_path, sessions)

    # TensorBoard has columns for the hyperparameters and metrics that the first experiment it meets declares.
    assert list(facts.hparams) == ["amp", "layers", "lr", "momentum", "opt"]
    assert facts.names == ("run0", "run1", "run2")
    assert [facts.run(name).hparams for name in facts.names] == [
        {"lr": 0.1, "opt": "adam"},
        {"lr": 0.2, "momentum": 0.9},
        {"amp": True, "layers": 4},
    ]
    metrics = metrics_of(board.query, facts, ["loss", "hparam/acc"])
    assert metrics.lasts.tolist() == [pytest.approx([1, 1 / 2, 1 / 3]), pytest.approx([0, 0.1, 0.2])]
    assert {one.tag for one in facts.experiments.metrics.values()} == {"hparam/acc"}
    assert set(facts.experiments.hparams) == set(facts.hparams)


def test_tensorboardxs_trials_in_one_directory_each_show(tmp_path):
    tensorboardx = pytest.importorskip("tensorboardX")
    with tensorboardx.SummaryWriter(str(tmp_path)) as writer:
        for number in range(3):
            hparams = {"lr": 0.1 * number, "bsize": number} | ({"late": "yes"} if number == 2 else {})
            writer.add_hparams(hparams, {"hparam/accuracy": 10 * number}, name=f"170000000{number}.25")
    sessions = tensorboards(tmp_path)

    _, facts = same(tmp_path, sessions)

    trials = [name for name in facts.names if name != "."]
    assert trials == [f"170000000{number}.25" for number in range(3)]
    assert [facts.run(name).hparams.get("late") for name in trials] == [None, None, "yes"]
    assert facts.hparams["bsize"].tolist()[-3:] == [0, 1, 2]
    assert facts.hparams["bsize"].whole
