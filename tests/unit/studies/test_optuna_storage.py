"""Studies that Optuna wrote, read back from its own storages."""

from __future__ import annotations

import math
import sqlite3
import sys
from pathlib import Path

import optuna
import pytest

from sonde.errors import BadQueryError, MissingExtraError
from sonde.studies.optuna_storage import is_optuna_file, studies_at, studies_of_file, without_password

optuna.logging.set_verbosity(optuna.logging.WARNING)


def _search(storage: object) -> None:
    sampler = optuna.samplers.RandomSampler(seed=1)
    study = optuna.create_study(study_name="a study", storage=storage, direction="maximize", sampler=sampler)

    def objective(trial: optuna.Trial) -> float:
        lr = trial.suggest_float("lr", 1e-5, 1e-1, log=True)
        layers = trial.suggest_int("layers", 1, 4)
        trial.suggest_categorical("optimizer", ["adam", "sgd", None])
        trial.report(0.5, 0)
        trial.report(0.25, 1)
        if layers == 4:
            raise optuna.TrialPruned
        if layers == 3:
            raise ValueError
        return lr

    study.optimize(objective, n_trials=20, catch=(ValueError,))
    study.enqueue_trial({"lr": 1e-3})


@pytest.fixture
def database(tmp_path: Path) -> Path:
    _search(f"sqlite:///{tmp_path}/with space.db")
    return tmp_path / "with space.db"


def test_a_study_is_read_as_optuna_says_it(database: Path):
    before = database.read_bytes()
    (study,) = studies_of_file(str(database))
    theirs = optuna.load_study(study_name="a study", storage=f"sqlite:///{database}")
    assert (study.name, study.tool, study.problem) == ("a study", "optuna", "")
    assert study.goals == {"value": "max"}
    assert study.logarithmic == {"lr"}
    assert len(study.trials) == len(theirs.trials) == 21
    for ours, trial in zip(study.trials, theirs.trials, strict=True):
        assert ours.hparams == trial.params
        assert (
            ours.metrics.get("value", math.nan)
            == pytest.approx(
                trial.value if trial.value is not None and trial.state.name == "COMPLETE" else math.nan,
                nan_ok=True,
            )
            or trial.state.name == "PRUNED"
        )
        assert ours.start_time == (trial.datetime_start and trial.datetime_start.timestamp())
        assert ours.run == f"trial-{trial.number}"
    assert {trial.state for trial in study.trials} == {"finished", "pruned", "failed", "waiting"}
    assert study.trials[0].metrics["last intermediate value"] == 0.25
    assert database.read_bytes() == before


def test_a_file_that_may_not_be_written_is_read(database: Path):
    database.chmod(0o444)
    assert len(studies_at(str(database))) == 1
    assert len(studies_at(f"sqlite:///{database}")) == 1


def test_a_journal_is_read(tmp_path: Path):
    path = str(tmp_path / "journal.log")
    _search(optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(path)))
    (study,) = studies_at(path)
    assert len(study.trials) == 21


@pytest.mark.filterwarnings("ignore::optuna.exceptions.ExperimentalWarning")
def test_several_objectives_have_their_names(tmp_path: Path):
    address = f"sqlite:///{tmp_path}/s.db"
    study = optuna.create_study(study_name="two", storage=address, directions=["minimize", "maximize"])
    study.set_metric_names(["loss", "accuracy"])
    study.optimize(lambda trial: (trial.suggest_float("x", 0, 1), 1.0), n_trials=2)
    optuna.create_study(study_name="unnamed", storage=address, directions=["minimize", "maximize"])
    named, unnamed = studies_at(address)
    assert named.goals == {"loss": "min", "accuracy": "max"}
    assert named.trials[0].metrics["accuracy"] == 1
    assert list(unnamed.goals) == ["value 0", "value 1"]


def test_other_files_are_none_of_optunas(tmp_path: Path):
    text, other, damaged = (tmp_path / name for name in ("text.db", "other.db", "damaged.db"))
    text.write_text("a database of words")
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE trials (number)")
    damaged.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert [is_optuna_file(str(path)) for path in (text, other, damaged, tmp_path / "none")] == [False] * 4


def test_what_cannot_be_read_is_said(tmp_path: Path):
    with pytest.raises(BadQueryError, match="no file"):
        studies_at(str(tmp_path / "none.db"))
    (tmp_path / "journal.log").write_text("{not json\n{}\n")
    with pytest.raises(BadQueryError, match=r"cannot be read"):
        studies_at(str(tmp_path / "journal.log"))
    with pytest.raises(BadQueryError, match=r"cannot be read") as failed:
        studies_at("postgresql+nothing://somebody:secret@localhost/db")
    assert "secret" not in str(failed.value)


def test_passwords_are_not_shown():
    assert without_password("mysql://me:secret@host:1/db") == "mysql://me:…@host:1/db"
    assert without_password("sqlite:///a.db") == "sqlite:///a.db"


def test_without_optuna_the_error_says_what_to_install(database: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    assert is_optuna_file(str(database))
    with pytest.raises(MissingExtraError, match=r"optuna.*sonde\[analysis\]"):
        studies_of_file(str(database))
