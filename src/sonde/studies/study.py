"""A study: the trials of one search, whichever tool keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Goal: TypeAlias = Literal["min", "max"]
State: TypeAlias = Literal["running", "finished", "failed", "pruned", "waiting"]


@dataclass(frozen=True, slots=True)
class StudyTrial:
    """One trial: its values by hyperparameter (bool, int, float, str or None) and by metric, and when it was, in seconds since the epoch.

    `run` is how the run of such a trial is called where the tool's callback logged one, a part of a path.
    """

    name: str
    state: State
    start_time: float | None
    end_time: float | None
    hparams: Mapping[str, Any]
    metrics: Mapping[str, float]
    run: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    """`tool` keeps it at `location`, which holds no password. `goals` says which way metrics are good, where the tool says so, the
    metric of the search first; `logarithmic` are the hyperparameters that are searched on a logarithmic axis.

    `problem` says why it cannot be read, or what of it is left out; empty where all is there.
    """

    name: str
    tool: Literal["optuna", "keras_tuner"]
    location: str
    trials: tuple[StudyTrial, ...] = ()
    goals: Mapping[str, Goal] = field(default_factory=dict)
    logarithmic: frozenset[str] = frozenset()
    problem: str = ""
