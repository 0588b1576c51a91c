"""Studies of KerasTuner: a directory with `oracle.json`, and `trial.json` in one directory for each trial, read without Keras.

What the files hold is what `Oracle.get_state` and `Trial.get_state` of KerasTuner return. Files of any version are taken as far
as they say something: what is missing is not there, what cannot be read is told.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sonde.studies.study import Goal, State, Study, StudyTrial

SCORE = "score"
"""What a trial's own score is called: the best value of the metric that is searched for, of which no file has the name."""

MAX_FILE_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class TrialFile:
    """A `trial.json`: its path, its bytes, and when it was last written, in seconds since the epoch."""

    path: str
    data: bytes
    changed_time: float | None


def study_of(name: str, location: str, oracle: bytes, files: list[TrialFile]) -> Study:
    """The study of a directory. Never raises: what cannot be read is its `problem`."""
    problems: list[str] = []
    state = _mapping(oracle, "oracle.json", problems)
    run_times = _dict(state.get("run_times"))
    found = [
        (one, trial)
        for one in files
        for trial in [_mapping(one.data, one.path, problems)]
        if "trial_id" in trial
    ]
    order = {str(trial): place for place, trial in enumerate(_list(state.get("start_order")))}
    found.sort(key=lambda pair: (order.get(str(pair[1]["trial_id"]), len(order)), str(pair[1]["trial_id"])))
    goals: dict[str, Goal] = {SCORE: _goal_of_score([trial for _, trial in found])}
    for _, trial in found:
        for metric, history in _histories(trial).items():
            goals.setdefault(metric, "max" if history.get("direction") == "max" else "min")
    return Study(
        name=name,
        tool="keras_tuner",
        location=location,
        trials=tuple(_trial(one, trial, run_times) for one, trial in found),
        goals=goals,
        logarithmic=frozenset(_logarithmic(state)),
        problem="; ".join(problems[:3]) + (f"; {len(problems) - 3} more" if len(problems) > 3 else ""),
    )


def _trial(file: TrialFile, trial: Mapping[str, Any], run_times: Mapping[str, Any]) -> StudyTrial:
    number = str(trial["trial_id"])
    took = _number(run_times.get(number))
    end = file.changed_time if trial.get("status") in _ENDED else None
    start = end - took if end is not None and math.isfinite(took) else None
    metrics = {name: _best(history) for name, history in _histories(trial).items()}
    return StudyTrial(
        name=f"trial {number}",
        state=_STATES.get(str(trial.get("status")), "finished"),
        start_time=start,
        end_time=end,
        hparams={
            str(name): _plain(value)
            for name, value in _dict(_dict(trial.get("hyperparameters")).get("values")).items()
            if not str(name).startswith("tuner/")  # its own bookkeeping, of Hyperband
        },
        metrics={SCORE: _number(trial.get(SCORE)), **metrics},
        run=number,
    )


def _best(history: Mapping[str, Any]) -> float:
    """A metric's best value over the steps, each the mean of its executions, as KerasTuner takes it."""
    means = []
    for observation in _list(history.get("observations")):
        values = [_number(value) for value in _list(_dict(observation).get("value"))]
        if values:
            means.append(sum(values) / len(values))
    known = [mean for mean in means if not math.isnan(mean)]
    if not known:
        return math.nan
    return max(known) if history.get("direction") == "max" else min(known)


def _goal_of_score(trials: list[Mapping[str, Any]]) -> Goal:
    """The way of the metric whose best value the score is, in the most trials."""
    votes = {"min": 0, "max": 0}
    for trial in trials:
        score = _number(trial.get(SCORE))
        for history in _histories(trial).values():
            if _best(history) == score:
                votes["max" if history.get("direction") == "max" else "min"] += 1
    return "max" if votes["max"] > votes["min"] else "min"


def _histories(trial: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    metrics = _dict(_dict(trial.get("metrics")).get("metrics"))
    return {str(name): history for name, history in metrics.items() if isinstance(history, dict)}


def _logarithmic(state: Mapping[str, Any]) -> set[str]:
    space = _list(_dict(state.get("hyperparameters")).get("space"))
    configs = [_dict(_dict(one).get("config")) for one in space]
    return {str(config.get("name")) for config in configs if config.get("sampling") in ("log", "reverse_log")}


def _mapping(data: bytes, path: str, problems: list[str]) -> dict[str, Any]:
    if len(data) > MAX_FILE_BYTES:
        problems.append(f"{path} is larger than {MAX_FILE_BYTES >> 20} MiB")
        return {}
    try:
        read = json.loads(data)
    except (ValueError, RecursionError) as error:
        problems.append(f"{path} cannot be read: {error}")
        return {}
    if not isinstance(read, dict):
        problems.append(f"{path} holds no object, but {type(read).__name__}")
        return {}
    return read


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


_STATES: dict[str, State] = {
    "RUNNING": "running",
    "IDLE": "waiting",
    "INVALID": "failed",
    "FAILED": "failed",
    "STOPPED": "finished",
    "COMPLETED": "finished",
}
_ENDED = frozenset({"INVALID", "FAILED", "STOPPED", "COMPLETED"})
