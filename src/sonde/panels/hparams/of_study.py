"""The trials of a study, as columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sonde.panels.hparams.trials import Floats, Goal, Metric, MetricAbout, Rows
from sonde.studies import Study, StudyTrial


@dataclass(frozen=True, slots=True, eq=False)
class StudyColumn:
    """The values of one hyperparameter of a study."""

    type: str
    values: npt.NDArray[Any]
    present: npt.NDArray[np.bool_]


class StudyTrials:
    """The trials of a study. `runs` are the names of those that its trials may have logged."""

    def __init__(self, study: Study, runs: Sequence[str]) -> None:
        self._study = study
        trials = study.trials
        self.logarithmic = study.logarithmic
        self.hparams: Mapping[str, StudyColumn] = _Columns(trials)
        self.rows = Rows(
            names=[trial.name for trial in trials],
            runs=_runs_of(trials, runs),
            sessions=np.ones(len(trials), np.int32),
            states=[trial.state for trial in trials],
            start_times=_times(trial.start_time for trial in trials),
            end_times=_times(trial.end_time for trial in trials),
        )

    def metrics(self) -> list[MetricAbout]:
        names = dict.fromkeys(
            [*self._study.goals, *(name for trial in self._study.trials for name in trial.metrics)]
        )
        goals: dict[str, Goal] = dict(self._study.goals)
        first: Goal = next(iter(goals.values()), "min")
        return [
            MetricAbout(
                tag=name,
                group="",
                trials=sum(name in trial.metrics for trial in self._study.trials),
                goal=goals.get(name, first),
                name=name,
                declared=name in goals,
            )
            for name in names
        ]

    def metric(self, metric: Metric) -> Floats:
        nan = float("nan")
        return np.array([trial.metrics.get(metric.tag, nan) for trial in self._study.trials], np.float64)


class _Columns(Mapping[str, StudyColumn]):
    def __init__(self, trials: Sequence[StudyTrial]) -> None:
        self._trials = trials
        self._names = list(dict.fromkeys(name for trial in trials for name in trial.hparams))

    def __getitem__(self, name: str) -> StudyColumn:
        values = [trial.hparams.get(name) for trial in self._trials]
        if name not in self._names:
            raise KeyError(name)
        known = [value for value in values if value is not None]
        present = np.array([value is not None for value in values], np.bool_)
        if known and all(isinstance(value, bool) for value in known):
            return StudyColumn("bool", np.array(values, object), present)
        if known and not any(isinstance(value, (bool, str)) for value in known):
            return StudyColumn(
                "number", np.array([np.nan if v is None else v for v in values], np.float64), present
            )
        column = np.empty(len(values), object)
        column[:] = values
        return StudyColumn("text", column, present)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _times(times: Iterable[float | None]) -> Floats:
    return np.array([np.nan if time is None else time for time in times], np.float64)


def _runs_of(trials: Sequence[StudyTrial], runs: Sequence[str]) -> list[list[str]]:
    """The runs of each trial: those with its directory in their path.

    KerasTuner's own directories are `trial_<id>`; what its TensorBoard callback logs is in `<id>/execution<n>`.
    """
    found: dict[str, list[str]] = {}
    for run in runs:
        parts = run.split("/")
        for part, below in zip(parts, [*parts[1:], ""], strict=True):
            if _EXECUTION.match(below):
                found.setdefault(part, []).append(run)
            elif part.startswith("trial_"):
                found.setdefault(part.removeprefix("trial_"), []).append(run)
            elif part.startswith("trial-"):
                found.setdefault(part, []).append(run)
    return [found.get(trial.run, []) if trial.run else [] for trial in trials]


_EXECUTION = re.compile(r"execution\d+\Z")
