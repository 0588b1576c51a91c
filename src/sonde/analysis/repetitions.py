"""Repetitions: sessions of one trial, and what their metrics come to together, as TensorBoard has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

Combine: TypeAlias = Literal["mean", "median", "min", "max", "none"]
"""How the sessions of a trial become one: `mean` of each metric for itself; `median`, `min` and `max` take all metrics of the one
session whose leading metric is that; `none` leaves each session a trial of its own."""


@dataclass(frozen=True, slots=True, eq=False)
class Repetitions:
    """The sessions of each trial, as row numbers; the first is the one whose hyperparameters stand for all."""

    rows: tuple[npt.NDArray[np.intp], ...]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def firsts(self) -> npt.NDArray[np.intp]:
        """The first session of each trial."""
        return np.array([rows[0] for rows in self.rows], np.intp)

    def chosen(self, leading: Floats | None, combine: Combine) -> npt.NDArray[np.intp]:
        """The session of each trial that stands for it under `median`, `min` or `max`.

        The median of an even number is the lower one. Sessions without a finite leading metric are passed over where others have
        one; without any, or without a leading metric, the first session stands for all.
        """
        return np.array([_chosen(rows, leading, combine) for rows in self.rows], np.intp)

    def combined(self, metric: Floats, combine: Combine, chosen: npt.NDArray[np.intp]) -> Floats:
        """What a metric comes to in each trial; a mean is taken of the sessions that have it."""
        if combine != "mean":
            return metric[chosen]
        if all(len(rows) == 1 for rows in self.rows):
            return metric[self.firsts]
        return np.array([_mean(metric[rows]) for rows in self.rows])


def repetitions(groups: Sequence[str], combine: Combine) -> Repetitions:
    """Sessions by the name of their trial, in the order of each trial's first; "" is a trial of its own."""
    found: dict[object, list[int]] = {}
    for row, group in enumerate(groups):
        found.setdefault(group if group and combine != "none" else row, []).append(row)
    return Repetitions(tuple(np.array(rows, np.intp) for rows in found.values()))


def _chosen(rows: npt.NDArray[np.intp], leading: Floats | None, combine: Combine) -> int:
    if leading is None or len(rows) == 1 or combine in ("mean", "none"):
        return int(rows[0])
    known = rows[~np.isnan(leading[rows])]
    if not len(known):
        return int(rows[0])
    order = known[np.argsort(leading[known], kind="stable")]
    if combine == "min":
        return int(order[0])
    if combine == "max":
        # Of equal ones the first.
        return int(known[np.argmax(leading[known])])
    return int(order[(len(order) - 1) // 2])


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")
