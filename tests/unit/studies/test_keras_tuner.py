"""A directory that KerasTuner wrote, and damaged ones."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from sonde.studies.keras_tuner import TrialFile, study_of

RECORDED = Path(__file__).parents[2] / "data" / "keras_tuner" / "regression"


def _recorded() -> list[TrialFile]:
    paths = sorted(RECORDED.glob("trial_*/trial.json"))
    return [TrialFile(str(path), path.read_bytes(), 1000.0 + i) for i, path in enumerate(paths)]


def test_a_directory_is_read_as_keras_tuner_wrote_it():
    study = study_of("regression", "here", (RECORDED / "oracle.json").read_bytes(), _recorded())
    assert (study.name, study.tool, study.problem) == ("regression", "keras_tuner", "")
    assert [trial.name for trial in study.trials] == [f"trial {i}" for i in range(6)]
    assert study.goals == dict.fromkeys(("score", "loss", "mae", "val_loss", "val_mae"), "min")
    assert study.logarithmic == {"learning_rate"}
    for i, trial in enumerate(study.trials):
        written = json.loads((RECORDED / f"trial_{i}" / "trial.json").read_text())
        assert trial.hparams == written["hyperparameters"]["values"]
        assert trial.metrics["score"] == trial.metrics["val_loss"] == written["score"]
        assert (trial.state, trial.end_time, trial.start_time) == ("finished", 1000.0 + i, 999.0 + i)
    assert {type(value) for value in study.trials[0].hparams.values()} == {int, float, str, bool}


def _trial(**said: object) -> TrialFile:
    return TrialFile("trial_0/trial.json", json.dumps({"trial_id": "0", **said}).encode(), None)


def test_executions_are_averaged_before_the_best_is_taken():
    observations = [
        {"value": [0.2, 0.4], "step": 0},
        {"value": [0.9, 0.1], "step": 1},
        {"value": [], "step": 2},
    ]
    metrics = {"metrics": {"accuracy": {"direction": "max", "observations": observations}}}
    study = study_of("s", "", b"{}", [_trial(metrics=metrics, score=0.5)])
    assert study.trials[0].metrics == {"score": 0.5, "accuracy": 0.5}
    assert study.goals == {"score": "max", "accuracy": "max"}


@pytest.mark.parametrize("damaged", [b"", b"[1]", b"{", b"\xff", b"[" * 100_000, b" " * (17 << 20)])
def test_damaged_files_are_told_and_the_others_are_there(damaged: bytes):
    study = study_of("s", "", damaged, [TrialFile("trial_9/trial.json", damaged, None), *_recorded()])
    assert len(study.trials) == 6
    assert "oracle.json" in study.problem
    assert "trial_9" in study.problem


def test_odd_files_say_as_much_as_they_can():
    odd = _trial(
        hyperparameters={"values": {"a": None, "b": [1], "tuner/epochs": 3}}, metrics=[], score="NaN"
    )
    trial = study_of("s", "", b"{}", [odd]).trials[0]
    assert trial.hparams == {"a": None, "b": "[1]"}
    assert math.isnan(trial.metrics["score"])
    assert study_of("s", "", b"{}", [_trial(metrics={"metrics": {"m": {"observations": [3]}}})]).problem == ""
