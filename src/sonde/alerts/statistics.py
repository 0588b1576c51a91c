"""Statistics: what the names of a rule's expression stand for, at every point of one line of a series.

At each point they speak of the points up to it, so that an expression over past data says what it would have said then:

    value, previous, first      this point's value, the one before it, that of the first point
    best, min, max, mean        over the finite values so far; `best` is the least or the largest
    last10.mean, .min, .max     over the last ten points, this one too; any number up to 10,000
    count, step                 how many points so far; this point's step
    best_step, since_best       the step of the best value, and how many steps ago that was
    elapsed                     the time since the first point: a duration, as in `elapsed > 10m`

The tag's own name is its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import numpy.typing as npt

from sonde.alerts.nouns import Better
from sonde.expression.columns import Column
from sonde.expression.nodes import Type

Numbers = npt.NDArray[np.float64]

MAX_WINDOW = 10_000
"""Points of `last….mean`."""

_WINDOW = re.compile(r"last([1-9]\d{0,5})\.(mean|min|max)\Z")


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The points of one writer of a series that no later attempt replaced, in the order of their steps.

    `steps` int64, `times` float64 (seconds since the epoch), `values` float64, `attempts` int32.
    """

    steps: npt.NDArray[np.int64]
    times: Numbers
    values: Numbers
    attempts: npt.NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.steps)


class Statistics:
    """The columns of one line: a row for each point. Each is made when it is asked for."""

    def __init__(self, line: Line, tag: str, better: Better) -> None:
        self._line = line
        self._tag = tag
        self._better: Better = better

    def __len__(self) -> int:
        return len(self._line)

    def find(self, name: str) -> Column | None:
        if name == self._tag:
            name = "value"
        found = _WINDOW.match(name)
        if found is not None and int(found[1]) <= MAX_WINDOW:
            return _numbers(_windowed(self._line.values, int(found[1]), found[2]))
        make = _NAMED.get(name)
        if make is None:
            return None
        return _numbers(make(self._line, self._better), "duration" if name == "elapsed" else "number")

    def near(self, name: str) -> Sequence[str]:
        return get_close_matches(name, NAMES, n=3, cutoff=0.6)


def _numbers(values: Numbers, type: Type = "number") -> Column:
    # A value that is NaN is there, and compares as NaN does; of a statistic it says that there is none yet. Both are no news.
    return Column(type, values, ~np.isnan(values))


def _before(values: Numbers) -> Numbers:
    return np.concatenate([[np.nan], values])[: len(values)]


def best_so_far(values: Numbers, better: Better) -> Numbers:
    """At each point the best of the finite values up to it; NaN before the first."""
    worst = np.inf if better == "min" else -np.inf
    finite = np.where(np.isfinite(values), values, worst)
    best = (np.minimum if better == "min" else np.maximum).accumulate(finite) if len(values) else finite
    return np.where(np.isfinite(best), best, np.nan)


def best_rows(values: Numbers, better: Better, least: float = 0.0) -> npt.NDArray[np.int64]:
    """At each point the row of the best value up to it; -1 before the first finite one.

    A value is better only if it is so by more than `least`.
    """
    rows = np.full(len(values), -1, np.int64)
    best = best_so_far(values, better)
    new = best != _before(best)  # NaN is unequal to itself: rows before the first value fall out below
    candidates = np.flatnonzero(new & ~np.isnan(best))
    if least > 0:
        candidates = _better_by(values, candidates, better, least)
    rows[candidates] = candidates
    return np.maximum.accumulate(rows) if len(rows) else rows


def _better_by(
    values: Numbers, candidates: npt.NDArray[np.int64], better: Better, least: float
) -> npt.NDArray[np.int64]:
    kept: list[int] = []
    standing = np.inf if better == "min" else -np.inf
    for row, value in zip(candidates.tolist(), values[candidates].tolist(), strict=True):
        gain = standing - value if better == "min" else value - standing
        if gain > least:
            kept.append(row)
            standing = value
    return np.array(kept, np.int64)


def _mean(values: Numbers) -> Numbers:
    finite = np.isfinite(values)
    sums = np.cumsum(np.where(finite, values, 0.0), dtype=np.longdouble)
    with np.errstate(all="ignore"):
        mean: Numbers = (sums / np.cumsum(finite)).astype(np.float64)
    return mean


def _windowed(values: Numbers, width: int, statistic: str) -> Numbers:
    if len(values) == 0:
        return values
    finite = np.isfinite(values)
    if statistic == "mean":
        sums = np.concatenate([[0.0], np.cumsum(np.where(finite, values, 0.0), dtype=np.longdouble)])
        counts = np.concatenate([[0], np.cumsum(finite)])
        ends = np.arange(1, len(values) + 1)
        starts = np.maximum(ends - width, 0)
        with np.errstate(all="ignore"):
            means: Numbers = ((sums[ends] - sums[starts]) / (counts[ends] - counts[starts])).astype(
                np.float64
            )
        return means
    extreme, worst = (np.minimum, np.inf) if statistic == "min" else (np.maximum, -np.inf)
    found = _extreme_of_windows(np.where(finite, values, worst), min(width, len(values)), extreme, worst)
    return np.where(np.isfinite(found), found, np.nan)


def _extreme_of_windows(values: Numbers, width: int, extreme: np.ufunc, worst: float) -> Numbers:
    """Of the `width` values up to each: cut into blocks of that width, a window is the end of one and the start of the next."""
    rows = len(values)
    filled = np.full(-(-rows // width) * width, worst)
    filled[:rows] = values
    blocks = filled.reshape(-1, width)
    starts = extreme.accumulate(blocks, axis=1).ravel()
    ends = extreme.accumulate(blocks[:, ::-1], axis=1)[:, ::-1].ravel()
    first = np.arange(rows) - width + 1
    return np.where(first < 0, starts[:rows], extreme(starts[:rows], ends[np.maximum(first, 0)]))


def _best_step(line: Line, better: Better) -> Numbers:
    rows = best_rows(line.values, better)
    return np.where(rows < 0, np.nan, line.steps[np.maximum(rows, 0)].astype(np.float64))


_NAMED: dict[str, Callable[[Line, Better], Numbers]] = {
    "value": lambda line, _better: line.values,
    "previous": lambda line, _better: _before(line.values),
    "first": lambda line, _better: np.full(len(line), line.values[0] if len(line) else np.nan),
    "best": lambda line, better: best_so_far(line.values, better),
    "min": lambda line, _better: best_so_far(line.values, "min"),
    "max": lambda line, _better: best_so_far(line.values, "max"),
    "mean": lambda line, _better: _mean(line.values),
    "count": lambda line, _better: np.arange(1.0, len(line) + 1),
    "step": lambda line, _better: line.steps.astype(np.float64),
    "best_step": _best_step,
    "since_best": lambda line, better: line.steps - _best_step(line, better),
    "elapsed": lambda line, _better: line.times - (line.times[0] if len(line) else 0.0),
}

NAMES = (*_NAMED, "last10.mean", "last10.min", "last10.max")


def is_statistic(name: str) -> bool:
    found = _WINDOW.match(name)
    return name in _NAMED or (found is not None and int(found[1]) <= MAX_WINDOW)
