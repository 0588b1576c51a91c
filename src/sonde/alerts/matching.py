"""The runs that a condition holds for, by their names and starts."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

import numpy as np

from sonde.expression.columns import Column
from sonde.expression.condition import parse
from sonde.expression.evaluation import evaluate
from sonde.model import Run
from sonde.query import Query


class _Columns:
    def __init__(self, runs: Sequence[Run]) -> None:
        self._runs = runs

    def __len__(self) -> int:
        return len(self._runs)

    def find(self, name: str) -> Column | None:
        everywhere = np.ones(len(self), bool)
        if name == "name":
            return Column("text", np.array([run.name for run in self._runs], object), everywhere)
        if name == "started":
            times = np.array([run.start_time or np.nan for run in self._runs], float)
            return Column("time", times, ~np.isnan(times))
        return None

    def near(self, _name: str) -> Sequence[str]:
        return ["name", "started"]


def matching(query: Query, where: str) -> Collection[str]:
    runs = query.runs()
    holds = evaluate(parse(where), _Columns(runs), time.time())
    return {run.name for run, one in zip(runs, holds.tolist(), strict=True) if one}
