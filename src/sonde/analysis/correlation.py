"""Correlation: whether a metric grows or falls with a hyperparameter, by ranks (Spearman's)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FEWEST = 4
"""With fewer trials than this nothing is said."""


@dataclass(frozen=True, slots=True)
class Correlation:
    """Spearman's coefficient over `count` trials that have both numbers, and the ends of its 95 % interval; NaN where it cannot be told.

    The interval is Fisher's, with the variance 1.06 / (n − 3) of Fieller, Hartley and Pearson (1957).
    """

    coefficient: float
    low: float
    high: float
    count: int


def spearman(x: Floats, y: Floats) -> Correlation:
    """The correlation of the ranks of two columns; rows where either is not finite are passed over."""
    both = np.isfinite(x) & np.isfinite(y)
    count = int(both.sum())
    nothing = Correlation(math.nan, math.nan, math.nan, count)
    if count < FEWEST:
        return nothing
    a, b = ranks(x[both]), ranks(y[both])
    a, b = a - a.mean(), b - b.mean()
    spread = math.sqrt(float(a @ a) * float(b @ b))
    if spread == 0:
        return nothing
    coefficient = max(-1.0, min(1.0, float(a @ b) / spread))
    if abs(coefficient) == 1:
        return Correlation(coefficient, coefficient, coefficient, count)
    away = _WIDTH * math.sqrt(1.06 / (count - 3))
    middle = math.atanh(coefficient)
    return Correlation(coefficient, math.tanh(middle - away), math.tanh(middle + away), count)


def ranks(values: Floats) -> Floats:
    """The rank of each value, from 1; equal ones share the mean of theirs."""
    _, groups, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    mean: Floats = (last - counts + 1 + last) / 2
    return mean[groups.reshape(-1)]


_WIDTH = 1.959963984540054
