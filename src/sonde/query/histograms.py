"""Histograms: points of a series as buckets, counted over into bins that several of them share, or as percentiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonde import _native
from sonde.query.contract import BASIS_POINTS

_SHARES = np.array(BASIS_POINTS, np.float64)
_ZERO = 1e-12
"""A bucket that reaches no farther from zero than this, the finest that torch has, holds zeros."""


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """What each histogram says of its numbers: float64 arrays of one entry for each, NaN where it says nothing.

    `counts` are exact. `mins` and `maxs` are the outermost edges of buckets that are not empty; `means` and `stds` take
    numbers as spread evenly inside a bucket. `zeros` is the share of zeros, NaN where a bucket holds others too.
    """

    counts: npt.NDArray[np.float64]
    means: npt.NDArray[np.float64]
    stds: npt.NDArray[np.float64]
    mins: npt.NDArray[np.float64]
    maxs: npt.NDArray[np.float64]
    zeros: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Histograms:
    """Current points of one series of histograms, by step. One entry for each: `steps` int64, `wall_times` float64,
    `errors`: why it cannot be read, empty where it can. `points` is how many current points there are, here or not.

    Histogram i has the buckets `rows[offsets[i]:offsets[i + 1]]`, float64 (left edge, right edge, count), ascending; none
    where it has an error. Those of old writers are rounded to float32, as TensorBoard rounds them.
    """

    run: str
    tag: str
    points: int
    steps: npt.NDArray[np.int64]
    wall_times: npt.NDArray[np.float64]
    rows: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.int64]
    errors: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        return f"Histograms(run={self.run!r}, tag={self.tag!r}, {len(self)} of {self.points} points)"

    def bins(
        self, count: int = 30, extent: tuple[float, float] | None = None
    ) -> tuple[float, float, npt.NDArray[np.float64]]:
        """Counted over into `count` bins of equal width: (left, right, counts [n, count]).

        `extent` is where the first begins and the last ends; None takes all finite edges there are.
        """
        return _native.rebin(self.rows, self.offsets, count, extent)

    def percentiles(self) -> npt.NDArray[np.float64]:
        """The values at the nine `BASIS_POINTS`: [n, 9]; zeros for an empty histogram."""
        return _native.percentiles(self.rows, self.offsets, _SHARES, _SHARES[-1])

    def statistics(self) -> Statistics:
        """What each says of its numbers."""
        left, right, counts = self.rows.T
        placed = np.isfinite(left) & np.isfinite(right) & (counts > 0)
        which = np.repeat(np.arange(len(self)), np.diff(self.offsets))[placed]
        left, right, counts = left[placed], right[placed], counts[placed]

        def total(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
            return np.bincount(which, values, len(self)).astype(np.float64, copy=False)

        counted = total(counts)
        middles = (left + right) / 2
        mins, maxs = np.full(len(self), np.inf), np.full(len(self), -np.inf)
        np.minimum.at(mins, which, left)
        np.maximum.at(maxs, which, right)
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            means = total(counts * middles) / counted
            spreads = (middles - means[which]) ** 2 + (right - left) ** 2 / 12
            stds = np.sqrt(total(counts * spreads) / counted)
            only_zeros = (left >= -_ZERO) & (right <= _ZERO)
            zeros = total(counts * only_zeros) / counted
        mixed = total((left <= 0) & (right >= 0) & ~only_zeros)
        none = counted == 0
        return Statistics(
            counts=counted,
            means=means,
            stds=stds,
            mins=np.where(none, np.nan, mins),
            maxs=np.where(none, np.nan, maxs),
            zeros=np.where(mixed > 0, np.nan, zeros),
        )


def shared_extent(some: Sequence[Histograms]) -> tuple[float, float]:
    """Where bins begin and end that all of these share."""
    rows = np.concatenate([np.zeros((0, 3)), *(one.rows for one in some)])
    left, right, _counts = _native.rebin(rows, np.array([0, len(rows)]), 1)
    return left, right
