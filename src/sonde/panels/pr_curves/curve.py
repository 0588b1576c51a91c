"""A curve: what one logged tensor says at each threshold, and what all of it comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ROWS = 6
"""True positives, false positives, true negatives, false negatives, precision and recall, as TensorBoard's plugin stores them."""

_STEADY = 1e-4
"""Sums of float32 counts that differ by no more than this part of themselves are the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """What a curve comes to; NaN where it cannot be told.

    `average_precision` is Σ (Rᵢ − Rᵢ₊₁) Pᵢ over ascending thresholds, with a recall of 0 behind the last: the sum of steps that
    scikit-learn's `average_precision_score` takes, over the thresholds that were logged. `auc` is the area under the ROC
    curve by trapezoids, from (0, 0) to (1, 1). `best_f1` is the largest F1 and `best_threshold` where it is.
    """

    average_precision: float
    auc: float
    best_f1: float
    best_threshold: float


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One logged curve: float64 arrays of one entry for each threshold, ascending evenly from 0 to 1."""

    tp: Floats
    fp: Floats
    tn: Floats
    fn: Floats
    precision: Floats
    recall: Floats

    def __len__(self) -> int:
        return len(self.tp)

    @property
    def thresholds(self) -> Floats:
        return np.linspace(0.0, 1.0, len(self))

    @property
    def shown(self) -> int:
        """How many thresholds TensorBoard shows: all up to the last at which anything is predicted to be positive, at least one."""
        predicted = np.trunc(self.tp) + np.trunc(self.fp)
        some = np.flatnonzero(predicted != 0)
        return int(some[-1]) + 1 if len(some) else 1

    def scores(self) -> Scores:
        best_f1, best_threshold = self._best_f1()
        return Scores(self._average_precision(), self._auc(), best_f1, best_threshold)

    def _average_precision(self) -> float:
        if not self.recall.any():  # there are no positives
            return float("nan")
        return float(np.sum((self.recall - np.append(self.recall[1:], 0.0)) * self.precision))

    def _auc(self) -> float:
        positives, negatives = self.tp + self.fn, self.fp + self.tn
        if not (_steady(positives) and _steady(negatives)):
            return float("nan")
        hits = np.concatenate([[1.0], self.tp / positives, [0.0]])
        alarms = np.concatenate([[1.0], self.fp / negatives, [0.0]])
        return float(np.sum((alarms[:-1] - alarms[1:]) * (hits[:-1] + hits[1:]) / 2))

    def _best_f1(self) -> tuple[float, float]:
        with np.errstate(invalid="ignore", divide="ignore"):
            f1 = 2 * self.precision * self.recall / (self.precision + self.recall)
        if np.isnan(f1).all():
            return float("nan"), float("nan")
        best = int(np.nanargmax(f1))
        return float(f1[best]), float(self.thresholds[best])


def curve_of(value: npt.NDArray[Any]) -> Curve:
    """The curve that a logged tensor is. Raises ValueError, which says what is wrong with it."""
    shape = " × ".join(map(str, value.shape)) or "none"
    if value.dtype == object:
        raise ValueError(f"expected a tensor of numbers, found one of strings of shape {shape}")
    if value.ndim != 2 or value.shape[0] != ROWS or value.shape[1] == 0:
        raise ValueError(
            f"expected {ROWS} rows (TP, FP, TN, FN, precision, recall) of a number for each threshold, found shape {shape}"
        )
    return Curve(*np.asarray(value, np.float64))


def _steady(counts: Floats) -> bool:
    """Whether these are one number above zero at every threshold: of all cases that there are, whatever is predicted of them."""
    least, most = counts.min(), counts.max()
    return bool(np.isfinite(counts).all() and least > 0 and most - least <= _STEADY * most)
