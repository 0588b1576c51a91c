"""Trials: what the page asks about, whether runs are trials or a study of another tool has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from sonde.analysis.places import Values
from sonde.analysis.repetitions import Combine

Floats = npt.NDArray[np.float64]
Goal: TypeAlias = Literal["min", "max"]
Statistic: TypeAlias = Literal["last", "min", "max", "mean", "first", "best"]


class Metric(Struct, frozen=True):
    """A number that trials are judged by: of runs a scalar, in the run `<trial>/<group>`."""

    tag: str
    group: str = ""
    statistic: Statistic = "last"


@dataclass(frozen=True, slots=True)
class MetricAbout:
    """A metric that there is, how many trials have it, and which way is good."""

    tag: str
    group: str
    trials: int
    goal: Goal
    name: str
    declared: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What each trial is called, the runs that are it, and how it stands; times in seconds since the epoch, NaN where unknown.

    `sessions` are how many repetitions it is made of.
    """

    names: Sequence[str]
    runs: Sequence[Sequence[str]]
    sessions: npt.NDArray[np.int32]
    states: Sequence[str]
    start_times: Floats
    end_times: Floats

    def __len__(self) -> int:
        return len(self.names)


class Trials(Protocol):
    """The trials of one source, their sessions combined. Every column has an entry for each of `rows`."""

    @property
    def rows(self) -> Rows: ...

    @property
    def hparams(self) -> Mapping[str, Values]:
        """The hyperparameters by name; a column is made when it is asked for."""
        ...

    @property
    def logarithmic(self) -> frozenset[str]:
        """The hyperparameters that were searched on a logarithmic axis."""
        ...

    def metrics(self) -> list[MetricAbout]: ...

    def metric(self, metric: Metric) -> Floats:
        """A metric's value in each trial, NaN without one."""
        ...


@dataclass(frozen=True, slots=True)
class Combined:
    """How the sessions of a trial become one; `leading` decides where one of them stands for all."""

    combine: Combine = "mean"
    leading: Metric | None = None
