"""Studies of Optuna: any storage that it knows by an address, read by Optuna itself, and never written to.

An SQLite file is opened read-only; whether it is one of Optuna's is seen before Optuna is imported, so that other databases
beside runs are passed over without a word.
"""

from __future__ import annotations

import contextlib
import math
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

from sonde.errors import BadQueryError, MissingExtraError, SondeError
from sonde.studies.study import Goal, State, Study, StudyTrial

if TYPE_CHECKING:
    from datetime import datetime

_SQLITE = b"SQLite format 3\0"


def is_optuna_file(path: str) -> bool:
    """Whether an SQLite file holds studies of Optuna. Never raises."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123  a name as the system gives it
            if file.read(len(_SQLITE)) != _SQLITE:
                return False
        with contextlib.closing(
            sqlite3.connect(_read_only(path), uri=True, timeout=_PATIENCE_SECS)
        ) as database:
            names = {
                name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
    except (OSError, sqlite3.Error):
        return False
    return {"studies", "trials", "study_directions"} <= names


def studies_of_file(path: str) -> list[Study]:
    """The studies in an SQLite file. Raises as `studies_at` does."""
    return _studies(f"sqlite:///{_read_only(path)}&uri=true", path)


def studies_at(address: str) -> list[Study]:
    """The studies at a storage's address, as Optuna takes it: sqlite:///…, postgresql://…, mysql://…, or the path of a file: an SQLite
    database, or the log of a JournalStorage.

    Raises MissingExtraError without Optuna and BadQueryError, which says why, where the storage cannot be read.
    """
    if address.startswith("sqlite:///") and "uri=true" not in address:
        return studies_of_file(address.removeprefix("sqlite:///"))
    if "://" in address:
        return _studies(address, without_password(address))
    if not Path(address).is_file():
        raise BadQueryError(
            f"there is no file {address!r}", "name a storage of Optuna, such as sqlite:///study.db"
        )
    if is_optuna_file(address):
        return studies_of_file(address)
    return _studies_of(_journal(address), address)


def without_password(address: str) -> str:
    """An address as it may be shown."""
    parts = urlsplit(address)
    if parts.password is None:
        return address
    login, _, host = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{login.partition(':')[0]}:…@{host}"))


def _read_only(path: str) -> str:
    return f"file:{quote(os.path.abspath(path))}?mode=ro"  # noqa: PTH100  the file need not be there


def _studies(address: str, shown: str) -> list[Study]:
    optuna = _optuna()
    try:
        with _quiet(optuna):
            storage = optuna.storages.RDBStorage(address, engine_kwargs=_engine(address))
    except Exception as error:  # whatever the driver of any database raises
        raise _unreadable(shown, error) from error
    try:
        return _studies_of(storage, shown)
    finally:
        storage.engine.dispose()


def _engine(address: str) -> dict[str, Any]:
    return {"connect_args": {"timeout": _PATIENCE_SECS}} if address.startswith("sqlite:") else {}


def _journal(path: str) -> Any:
    optuna = _optuna()
    try:
        backend = optuna.storages.journal.JournalFileBackend(path)
        return optuna.storages.JournalStorage(backend)
    except Exception as error:  # whatever a file that is no journal makes it raise
        raise _unreadable(path, error) from error


def _studies_of(storage: Any, shown: str) -> list[Study]:
    try:
        return [_study(storage, study, shown) for study in storage.get_all_studies()]
    except SondeError:
        raise
    except Exception as error:  # as above
        raise _unreadable(shown, error) from error


def _study(storage: Any, found: Any, shown: str) -> Study:
    number = found._study_id  # noqa: SLF001  a storage tells studies by nothing else
    trials = storage.get_all_trials(number, deepcopy=False)
    names = storage.get_study_system_attrs(number).get("study:metric_names")
    directions = [direction.name for direction in found.directions]
    metrics = list(
        names or (["value"] if len(directions) == 1 else [f"value {i}" for i in range(len(directions))])
    )
    goals: dict[str, Goal] = {
        metric: "max" if direction == "MAXIMIZE" else "min"
        for metric, direction in zip(metrics, directions, strict=False)
    }
    logarithmic = {
        name
        for trial in trials
        for name, space in trial.distributions.items()
        if getattr(space, "log", False)
    }
    return Study(
        name=found.study_name,
        tool="optuna",
        location=shown,
        trials=tuple(_trial(trial, metrics) for trial in trials),
        goals=goals,
        logarithmic=frozenset(logarithmic),
    )


def _trial(trial: Any, metrics: list[str]) -> StudyTrial:
    values = dict(zip(metrics, trial.values or [], strict=False))
    if trial.intermediate_values:
        step = max(trial.intermediate_values)
        values["last intermediate value"] = trial.intermediate_values[step]
    return StudyTrial(
        name=f"trial {trial.number}",
        state=_STATES.get(trial.state.name, "finished"),
        start_time=_seconds(trial.datetime_start),
        end_time=_seconds(trial.datetime_complete),
        hparams={name: _plain(value) for name, value in trial.params.items()},
        metrics={name: math.nan if value is None else float(value) for name, value in values.items()},
        run=f"trial-{trial.number}",
    )


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def _seconds(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _optuna() -> Any:
    try:
        import optuna
    except ImportError:
        raise MissingExtraError("a study of Optuna", "optuna", "analysis") from None
    return optuna


@contextlib.contextmanager
def _quiet(optuna: Any) -> Any:
    """Without the line that Optuna logs for each storage that it opens."""
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        yield
    finally:
        optuna.logging.set_verbosity(before)


def _unreadable(shown: str, error: Exception) -> BadQueryError:
    said = " ".join(without_password(str(error)).split())[:300]
    return BadQueryError(
        f"the studies of Optuna at {shown} cannot be read: {type(error).__name__}: {said}",
        "look whether this version of Optuna opens them: optuna studies --storage …",
    )


_PATIENCE_SECS = 2.0
_STATES: dict[str, State] = {
    "COMPLETE": "finished",
    "RUNNING": "running",
    "FAIL": "failed",
    "PRUNED": "pruned",
    "WAITING": "waiting",
}
