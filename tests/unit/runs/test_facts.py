"""Facts about runs: told of real files by real writers, and kept as long as nothing changes."""

from __future__ import annotations

import os
import time

import numpy as np
import pytest

import sonde
from sonde.errors import RunNotFoundError
from sonde.model import RUNNING_SECS, STALLED_SECS
from sonde.runs.facts import FACTS, facts_of
from sonde.runs.metrics import lower_is_better, metrics_of
from support.boards import settled, until
from support.event_logs import append, scalars, write_run


def facts(logdir, now=None):
    return facts_of(sonde.open(logdir).query, now)


def aged(logdir, secs):
    """Let all files have changed so long ago."""
    then = time.time() - secs
    for path in logdir.rglob("events.*"):
        os.utime(path, (then, then))


def test_every_fact_is_a_column_over_the_runs(tmp_path):
    write_run(tmp_path / "b", {"loss": [(0, 1.0), (10, 0.5)]}, 2000.0)
    write_run(tmp_path / "a", {"loss": [(0, 1.0)], "acc": [(4, 1.0)]}, 1000.0)

    found = facts(tmp_path)

    assert found.names == ("a", "b")
    assert tuple(found) == FACTS
    assert all(len(found[fact]) == 2 for fact in FACTS)
    assert found["name"].tolist() == ["a", "b"]
    assert found["start_time"].tolist() == [1000.0, 2000.0]
    assert (found["start_time"].type, found["duration"].type, found["points"].type) == (
        "time",
        "duration",
        "number",
    )
    assert found["duration"].tolist() == [4.0, 10.0]
    assert found["last_step"].tolist() == [4, 10]
    assert found["steps_per_second"].tolist() == [None, 1.0]
    assert found["host"].tolist() == ["host", "host"]
    assert found["user"].tolist() == [None, None]
    assert found.run("b").points == 2
    assert found.run("b").hparams == {}
    with pytest.raises(RunNotFoundError, match="'c'"):
        found.run("c")


def test_a_directory_without_runs_has_no_rows(tmp_path):
    found = facts(tmp_path)

    assert (found.names, len(found.hparams)) == ((), 0)
    assert all(found[fact].tolist() == [] for fact in FACTS)


def test_types_of_hyperparameters_are_kept_over_all_runs(tmp_path):
    for name, hparams in {
        "a": {"lr": 0.1, "batch": 32, "adam": True, "model": "vit", "depth": 3},
        "b": {"lr": 1.0, "batch": 64, "adam": False, "model": "cnn", "depth": "deep"},
        "c": {"warmup": 5},
    }.items():
        with sonde.SummaryWriter(tmp_path / name) as writer:
            writer.begin_session(hparams)
            writer.add_scalar("loss", 1.0, 0)

    found = facts(tmp_path)
    rows = [found.names.index(name) for name in "abc"]

    assert list(found.hparams) == ["adam", "batch", "depth", "lr", "model", "warmup"]
    said = {name: [column.value(row) for row in rows] for name, column in found.hparams.items()}
    assert said == {
        "adam": [True, False, None],
        "batch": [32, 64, None],
        "depth": [3, "deep", None],
        "lr": [0.1, 1.0, None],
        "model": ["vit", "cnn", None],
        "warmup": [None, None, 5],
    }
    types = {name: column.type for name, column in found.hparams.items()}
    assert types == {
        "adam": "bool",
        "batch": "number",
        "depth": "text",
        "lr": "number",
        "model": "text",
        "warmup": "number",
    }
    assert all(isinstance(value, int) for value in said["batch"][:2])
    assert all(isinstance(value, float) for value in said["lr"][:2])
    assert found.hparams["depth"].values.tolist()[rows[0]] == "3"
    assert found.run("b").hparams == {"adam": False, "batch": 64, "depth": "deep", "lr": 1.0, "model": "cnn"}
    assert np.isnan(found.hparams["lr"].values[rows[2]])


def test_a_session_that_ended_tells_the_state_at_once(tmp_path):
    with sonde.SummaryWriter(tmp_path / "good") as writer:
        writer.begin_session({"lr": 1})
    with sonde.SummaryWriter(tmp_path / "bad") as writer:
        writer.begin_session({"lr": 2})
        writer.fail(ValueError("no"))
    going = sonde.SummaryWriter(tmp_path / "going")
    going.begin_session({"lr": 3})
    going.flush()
    write_run(tmp_path / "plain", {"loss": [(0, 1.0)]}, time.time())

    def states(now):
        found = facts(tmp_path, now)
        plain = {run.name: run.state(now) for run in sonde.open(tmp_path).runs()}
        assert dict(zip(found.names, found["state"].tolist(), strict=True)) == plain
        return [plain[name] for name in ("good", "bad", "going", "plain")]

    now = time.time()
    assert states(now) == ["finished", "failed", "running", "running"]
    assert states(now + RUNNING_SECS + 1) == ["finished", "failed", "running", "finished"]
    assert states(now + STALLED_SECS + 1) == ["finished", "failed", "stalled", "finished"]
    going.close()
    assert states(now + STALLED_SECS + 1) == ["finished", "failed", "finished", "finished"]


def test_a_run_that_begins_again_after_its_end_has_not_ended(tmp_path):
    with sonde.SummaryWriter(tmp_path) as writer:
        writer.begin_session({"lr": 2.0, "first": True})
        writer.fail(ValueError("no"))
    again = sonde.SummaryWriter(tmp_path)
    again.begin_session({"lr": 3.0})
    again.flush()

    now = time.time()
    found = facts(tmp_path, now)
    assert found["state"].tolist() == ["running"]
    assert found.run(".").hparams == {"first": True, "lr": 3}
    again.close()
    assert facts(tmp_path, now)["state"].tolist() == ["finished"]


def test_what_add_hparams_makes_is_told_of_with_its_run(tmp_path):
    with sonde.SummaryWriter(tmp_path / "a") as writer:
        writer.add_scalar("loss", 1.0, 0)
        writer.add_scalar("loss", 0.5, 7)
        writer.add_scalars("", {"curve": 1.0}, 0)
        writer.add_hparams({"lr": 0.1, "opt": "adam"}, {"hparam/acc": 0.9, "loss": 17.0})
    with sonde.SummaryWriter(tmp_path / "b") as writer:  # nothing else in it: each is a trial
        writer.add_hparams({"lr": 0.1}, {"hparam/acc": 0.5}, run_name="1700000001.5")
        writer.add_hparams({"lr": 0.2}, {"hparam/acc": 0.7}, run_name="1700000002.5")
    with sonde.SummaryWriter(tmp_path / "c") as writer:  # they contradict each other
        writer.add_scalar("loss", 1.0, 0)
        writer.add_hparams({"lr": 0.1}, {"hparam/acc": 0.5}, run_name="1700000001.5")
        writer.add_hparams({"lr": 0.2}, {"hparam/acc": 0.7}, run_name="1700000002.5")
    with sonde.SummaryWriter(tmp_path / "d") as writer:  # every epoch once more
        writer.add_scalar("loss", 1.0, 0)
        writer.add_hparams({"lr": 0.1, "x": 1}, {"hparam/acc": 0.5}, run_name="1700000001.5", global_step=1)
        writer.add_hparams({"x": 1, "lr": 0.1}, {"hparam/acc": 0.7}, run_name="1700000002.5", global_step=2)

    board = sonde.open(tmp_path)
    found = facts_of(board.query)

    (part,) = found.parts["a"]
    assert part in {run.name for run in board.runs()}
    assert found.parts["d"] == ("d/1700000001.5", "d/1700000002.5")
    assert set(found.names) == {
        *(
            "a",
            "a/_curve",
            "b",
            "b/1700000001.5",
            "b/1700000002.5",
            "c",
            "c/1700000001.5",
            "c/1700000002.5",
            "d",
        )
    }
    assert found.run("a").hparams == {"lr": 0.1, "opt": "adam"}
    assert (found.run("a/_curve").hparams, found.run("a/_curve").parent) == ({"lr": 0.1, "opt": "adam"}, "a")
    assert found.run(part) == found.run("a")
    assert found.run("b").hparams == {}
    assert found.run("c/1700000002.5").hparams == {"lr": 0.2}
    metrics = metrics_of(board.query, found, ["loss", "hparam/acc"])
    assert metrics.run_names == found.names
    row = {name: at for at, name in enumerate(found.names)}
    assert metrics.lasts[:, row["a"]] == pytest.approx([0.5, 0.9])
    assert metrics.lasts[1, row["c/1700000002.5"]] == pytest.approx(0.7)
    d = row["d"]
    of_d = [
        float(getattr(metrics, name)[1, d]) for name in ("counts", "firsts", "lasts", "mins", "maxs", "means")
    ]
    assert of_d == pytest.approx([2, 0.5, 0.7, 0.5, 0.7, 0.6])
    assert (metrics.min_steps[1, d], metrics.max_steps[1, d], metrics.last_steps[1, d]) == (1, 2, 2)


def test_runs_below_a_trial_have_its_hyperparameters(tmp_path):
    with sonde.SummaryWriter(tmp_path / "trial") as writer:
        writer.begin_session({"lr": 0.1}, group="first")
    write_run(tmp_path / "trial" / "train", {"loss": [(0, 1.0)]})
    write_run(tmp_path / "trial" / "deep" / "validation", {"loss": [(0, 1.0)]})
    write_run(tmp_path / "trials", {"loss": [(0, 1.0)]})

    found = facts(tmp_path)

    for name in ("trial/train", "trial/deep/validation"):
        assert (found.run(name).parent, found.run(name).hparams) == ("trial", {"lr": 0.1})
        assert found.run(name).group == ""
    assert (found.run("trial").group, found.run("trial").parent) == ("first", "")
    assert (found.run("trials").parent, found.run("trials").hparams) == ("", {})


def test_files_beside_say_what_sessions_do_not(tmp_path):
    write_run(tmp_path / "lightning" / "version_0", {"loss": [(0, 1.0)]})
    (tmp_path / "lightning" / "version_0" / "hparams.yaml").write_text(
        "lr: 1e-3\nlayers: [1, 2]\nopt:\n  name: adam\n  betas: [0.9, 0.99]\n"
    )
    write_run(tmp_path / "hydra" / "tb", {"loss": [(0, 1.0)]})
    (tmp_path / "hydra" / ".hydra").mkdir()
    (tmp_path / "hydra" / ".hydra" / "config.yaml").write_text("lr: 0.5\nmodel:\n  depth: 12\n")
    (tmp_path / "hydra" / ".hydra" / "hydra.yaml").write_text("hydra: {verbose: false}\n")
    with sonde.SummaryWriter(tmp_path / "both") as writer:
        writer.begin_session({"lr": 0.25})
    (tmp_path / "both" / "params.json").write_text('{"lr": 7, "seed": 12345678901234567890}')
    (tmp_path / "both" / "config.yaml").write_text("seed: 1\nlr: 8\nname: run\n")
    (tmp_path / "config.yaml").write_text("project: all\nname: none\n")

    found = facts(tmp_path)

    assert found.run("lightning/version_0").hparams == {
        "layers": [1, 2],
        "lr": 1e-3,
        "name": "none",
        "opt.betas": [0.9, 0.99],
        "opt.name": "adam",
        "project": "all",
    }
    assert found.run("hydra/tb").hparams == {"lr": 0.5, "model.depth": 12, "name": "none", "project": "all"}
    assert found.run("both").hparams == {
        "lr": 0.25,
        "name": "run",
        "project": "all",
        "seed": 12345678901234567890,
    }
    assert found.run("both").config_files == ("both/params.json", "both/config.yaml", "config.yaml")
    assert found.hparams["layers"].type == "list"


def test_a_file_that_cannot_be_read_is_told_and_harms_nothing(tmp_path):
    write_run(tmp_path / "a", {"loss": [(0, 1.0)]})
    (tmp_path / "a" / "config.yaml").write_text("lr: [1\nb: 2")
    (tmp_path / "a" / "params.json").write_text('{"lr": 1}')

    found = facts(tmp_path)

    assert found.run("a").hparams == {"lr": 1}
    (problem,) = found.run("a").problems
    assert problem.startswith("config.yaml: line 2")


def test_what_is_known_follows_the_files_and_is_kept(tmp_path):
    file = write_run(tmp_path / "a", {"loss": [(0, 1.0)]})
    (tmp_path / "a" / "hparams.yaml").write_text("lr: 1")
    with sonde.open(tmp_path, follow=True, poll_secs=0.05) as board:
        settled(board)
        first = facts_of(board.query)
        again = facts_of(board.query)
        assert all(again[fact] is first[fact] for fact in FACTS if fact != "state")
        assert again.hparams is first.hparams

        append(file, scalars("loss", [(5, 1.0)]))
        (tmp_path / "a" / "hparams.yaml").write_text("lr: 25")
        write_run(tmp_path / "b", {"loss": [(0, 1.0)]}, 3000.0)
        until(board, lambda b: len(b.runs()) == 2 and facts_of(b.query).run("a").hparams == {"lr": 25})
        until(board, lambda b: facts_of(b.query).run("a").last_step == 5)
        assert facts_of(board.query).names == ("a", "b")
        assert first.run("a").last_step == 0


def test_metrics_are_asked_for_again_only_of_runs_that_changed(tmp_path, monkeypatch):
    files = [
        write_run(tmp_path / f"r{n:02}", {"loss": [(0, float(n))], "acc": [(0, 1.0)]}, 1000.0 + n)
        for n in range(20)
    ]
    with sonde.open(tmp_path, follow=True, poll_secs=0.05) as board:
        settled(board)
        asked = []
        real = type(board.query).metric_summaries

        def counted(self, tags, runs=None):
            asked.append((tuple(tags), len(runs)))
            return real(self, tags, runs)

        monkeypatch.setattr(type(board.query), "metric_summaries", counted)

        def lasts(*tags):
            query = board.query
            return metrics_of(query, facts_of(query), tags).lasts.tolist()

        assert lasts("loss") == [[float(n) for n in range(20)]]
        assert lasts("acc") == [[1.0] * 20]
        assert lasts("acc", "loss", "acc")[1][3] == 3
        assert asked == [(("acc", "loss"), 20)]

        append(files[3], scalars("loss", [(5, -7.0)], 1003.0))
        until(board, lambda b: b.runs()[3].points == 3)
        assert lasts("loss")[0][2:5] == [2, -7, 4]
        assert lasts("nothing") == [[0.0] * 20]
        assert asked[1:] == [(("acc", "loss"), 1), (("nothing",), 20)]

        write_run(tmp_path / "new", {"loss": [(0, 100.0)]}, 9000.0)
        until(board, lambda b: len(b.runs()) == 21)
        assert lasts("loss") == [[0.0, 1.0, 2.0, -7.0, *[float(n) for n in range(4, 20)], 100.0]]


@pytest.mark.parametrize(
    "tag", ["loss", "val/loss", "train_loss", "eval.mse", "Error rate", "test/WER", "valloss"]
)
def test_losses_and_errors_are_best_when_low(tag):
    assert lower_is_better(tag)


@pytest.mark.parametrize("tag", ["acc", "val/accuracy", "reward", "f1", "lossless/psnr"])
def test_other_metrics_are_best_when_high(tag):
    assert not lower_is_better(tag)
