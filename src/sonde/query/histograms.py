"""Histograms: points of a series as buckets, counted over into bins that several of them share, or as percentiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sonde import _native
from sonde.query.contract import BASIS_POINTS

_SHARES = np.array(BASIS_POINTS, np.float64)
_ZERO = 1e-12
"""A bucket that reaches no farther from zero than this, the finest that torch has, holds zeros."""
_LEAST_VARIANCE = 1e-9
"""Of the squared mean: below it a variance that is the difference of logged sums is lost in their rounding."""
_FEW = 0.1
"""So many of the numbers may stand on the linear part of a symmetric-log axis,"""
_MOST_DECADES = 8
"""which begins at most so many decades below the largest."""


@dataclass(frozen=True, slots=True, eq=False)
class Statistics:
    """What each histogram says of its numbers: float64 arrays of one entry for each, NaN where it says nothing.

    `counts` are how many numbers the buckets hold. Where the log has the numbers' own moments (TensorFlow 1, PyTorch,
    tensorboardX), `means`, `stds`, `mins` and `maxs` are taken from those, and `told` is True; else `mins` and `maxs` are the
    outermost edges of buckets that are not empty, and `means` and `stds` are estimates that take numbers as spread evenly
    inside a bucket. `zeros` is the share of zeros, NaN where a bucket holds others too. `non_finite` is the share of NaN and
    infinities, NaN where the log cannot tell. `unplaced` counts the numbers of buckets with an edge that is not finite.
    """

    counts: npt.NDArray[np.float64]
    means: npt.NDArray[np.float64]
    stds: npt.NDArray[np.float64]
    mins: npt.NDArray[np.float64]
    maxs: npt.NDArray[np.float64]
    zeros: npt.NDArray[np.float64]
    non_finite: npt.NDArray[np.float64]
    unplaced: npt.NDArray[np.float64]
    told: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Histograms:
    """Points of one series of histograms: the current ones or those of one attempt by step, or what TensorBoard keeps, in the
    order of the records. One entry for each: `steps` int64, `wall_times` float64, `attempts` and `writers` int32,
    `superseded` bool, `errors`: why it cannot be read, empty where it can. `points` is how many there are, here or not.

    Histogram i has the buckets `rows[offsets[i]:offsets[i + 1]]`, float64 (left edge, right edge, count), ascending; none
    where it has an error. Those of old writers are rounded to float32, as TensorBoard rounds them. `moments` float64 [n, 5] are
    min, max, number, sum and sum of squares as such writers log them beside the buckets; NaN where there are none.
    """

    run: str
    tag: str
    points: int
    steps: npt.NDArray[np.int64]
    wall_times: npt.NDArray[np.float64]
    attempts: npt.NDArray[np.int32]
    writers: npt.NDArray[np.int32]
    superseded: npt.NDArray[np.bool_]
    rows: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.int64]
    moments: npt.NDArray[np.float64]
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

    def counted_between(self, edges: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Counted over into the bins between these ascending edges: [n, edges - 1]."""
        return _native.rebin_between(self.rows, self.offsets, edges)

    def percentiles(self) -> npt.NDArray[np.float64]:
        """The values at the nine `BASIS_POINTS`: [n, 9]; zeros for an empty histogram."""
        return _native.percentiles(self.rows, self.offsets, _SHARES, _SHARES[-1])

    def quantiles(self, shares: Sequence[float]) -> npt.NDArray[np.float64]:
        """The values below which these ascending shares (0 to 1) of the numbers lie: [n, shares], linear inside a bucket."""
        return _native.percentiles(self.rows, self.offsets, np.array(shares, np.float64))

    def statistics(self) -> Statistics:
        """What each says of its numbers."""
        estimates = self._estimates()
        least, most, number, total, squares = self.moments.T
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            told = (
                (number > 0) & np.isfinite(total) & np.isfinite(least) & np.isfinite(most) & (least <= most)
            )
            means = total / number
            variances = squares / number - means**2
            # Of numbers that lie close together, far from zero, the difference of squares says nothing any more.
            spread = told & (variances > _LEAST_VARIANCE * means**2)
            in_buckets = np.bincount(self._which, self.rows[:, 2], len(self))
            left_out = np.clip((number - in_buckets) / number, 0, 1)
            non_finite = np.where(told, 0.0, np.where(number > 0, left_out, np.nan))
        return replace(
            estimates,
            means=np.where(told, means, estimates.means),
            stds=np.where(spread, np.sqrt(np.maximum(variances, 0)), estimates.stds),
            mins=np.where(told, least, estimates.mins),
            maxs=np.where(told, most, estimates.maxs),
            non_finite=non_finite,
            told=told,
        )

    @property
    def _which(self) -> npt.NDArray[np.intp]:
        """The histogram of each bucket."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def _estimates(self) -> Statistics:
        """What the buckets alone say."""
        left, right, counts = self.rows.T
        finite = np.isfinite(left) & np.isfinite(right)
        unplaced = np.bincount(self._which[~finite], counts[~finite], len(self)).astype(
            np.float64, copy=False
        )
        # As when they are counted over into bins, an edge that is not finite stands at the finite one.
        left, right = np.where(np.isfinite(left), left, right), np.where(np.isfinite(right), right, left)
        placed = np.isfinite(left) & (counts > 0)
        which = self._which[placed]
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
        nothing = np.full(len(self), np.nan)
        return Statistics(
            counts=counted,
            means=means,
            stds=stds,
            mins=np.where(none, np.nan, mins),
            maxs=np.where(none, np.nan, maxs),
            zeros=np.where(mixed > 0, np.nan, zeros),
            non_finite=nothing,
            unplaced=unplaced,
            told=np.zeros(len(self), np.bool_),
        )


def symlog_constant(some: Sequence[Histograms]) -> float:
    """Around zero a symmetric-log axis over these is linear as far as this, a power of ten: few of their numbers are smaller."""
    left, right, counts = np.concatenate([np.zeros((0, 3)), *(one.rows for one in some)]).T
    with np.errstate(over="ignore", invalid="ignore"):
        sizes = np.abs(left + right) / 2
    counted = (sizes > _ZERO) & (counts > 0) & np.isfinite(sizes) & np.isfinite(counts)
    if not counted.any():
        return 1.0
    decades = np.floor(np.log10(sizes[counted])).astype(np.int64)
    lowest = int(decades.min())
    weights = np.cumsum(np.bincount(decades - lowest, counts[counted]))
    usual = lowest + int(np.searchsorted(weights, _FEW * weights[-1], side="right"))
    return float(10.0 ** max(usual, int(decades.max()) - _MOST_DECADES))


def symlog_edges(extent: tuple[float, float], bins: int, constant: float) -> npt.NDArray[np.float64]:
    """The edges of `bins` bins that are equally wide on a symmetric-log axis: sign(v) · ln(1 + |v| / constant)."""
    left, right = (np.copysign(np.log1p(abs(end) / constant), end) for end in extent)
    places = np.linspace(left, right, bins + 1)
    edges = np.copysign(np.expm1(np.abs(places)), places) * constant
    edges[0], edges[-1] = extent
    return edges


def shared_extent(some: Sequence[Histograms]) -> tuple[float, float]:
    """Where bins begin and end that all of these share."""
    rows = np.concatenate([np.zeros((0, 3)), *(one.rows for one in some)])
    left, right, _counts = _native.rebin(rows, np.array([0, len(rows)]), 1)
    return left, right
