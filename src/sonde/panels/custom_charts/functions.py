"""The functions and operators of expressions, each of whole columns. Every operation is float64: what overflows is infinite, what has no value NaN."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from sonde.query.thinned import smoothed

Values = npt.NDArray[np.float64] | np.float64
"""A column, or one number for all of it."""


@dataclass(frozen=True, slots=True)
class Points:
    """What an expression is computed of: the points of one line, all columns equally long."""

    steps: npt.NDArray[np.int64]
    wall_times: npt.NDArray[np.float64]
    relative_times: npt.NDArray[np.float64]
    values: Mapping[str, npt.NDArray[np.float64]]

    def __len__(self) -> int:
        return len(self.steps)


Compute = Callable[..., Any]
"""Of the points, the arguments' values and the constants."""


@dataclass(frozen=True, slots=True)
class Function:
    """How one is called. The last `constants` arguments must be written as numbers that it `allows`."""

    usage: str
    compute: Compute
    least: int = 1
    most: int = 1
    constants: int = 0
    allows: Callable[[float], bool] = np.isfinite
    demand: str = "a number"


def _of_each(function: Compute) -> Compute:
    return lambda _, *values: function(*values)


def _of_line(function: Compute) -> Compute:
    """Of a line as a whole, in its order."""
    return lambda points, values, *constants: function(_column(points, values), *constants)


def _column(points: Points, values: Values) -> npt.NDArray[np.float64]:
    column: npt.NDArray[np.float64] = np.broadcast_to(np.asarray(values, np.float64), (len(points),))
    return column


def _of_finite(function: Compute) -> Compute:
    """One number for the line, of its finite values; NaN where there are none."""

    def compute(values: npt.NDArray[np.float64]) -> Any:
        finite = values[np.isfinite(values)]
        number: float = function(finite) if len(finite) else np.nan
        return np.float64(number)

    return compute


def _one_or_each(of_line: Compute, of_each: Compute) -> Compute:
    """Of one argument its line's own number; of several the number at each point."""
    line = _of_line(_of_finite(of_line))
    return lambda points, *values: line(points, *values) if len(values) == 1 else of_each(values)


def _mean_of(values: tuple[Values, ...]) -> Any:
    return reduce(np.add, values) / len(values)


def _diff(values: npt.NDArray[np.float64]) -> Any:
    return np.diff(values, prepend=np.nan)


def _rolling(values: npt.NDArray[np.float64], window: float) -> Any:
    """The mean of the last `window` values, of as many as there are at the beginning; of finite ones alone."""
    finite = np.isfinite(values)
    # Sums are taken around a value of the line, so that large ones lose no digits.
    origin = values[finite][0] if finite.any() else 0.0
    sums = np.concatenate([[0.0], np.cumsum(np.where(finite, values - origin, 0.0))])
    counts = np.concatenate([[0], np.cumsum(finite)])
    ends = np.arange(1, len(values) + 1)
    begins = np.maximum(ends - int(window), 0)
    return origin + (sums[ends] - sums[begins]) / (counts[ends] - counts[begins])


def _ema(values: npt.NDArray[np.float64], weight: float) -> npt.NDArray[np.float64]:
    return smoothed(np.ascontiguousarray(values), weight)


def _sigmoid(values: Values) -> Any:
    return 1 / (1 + np.exp(-values))


_EACH: dict[str, Compute] = {
    "abs": np.abs,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "log2": np.log2,
    "log10": np.log10,
    "log1p": np.log1p,
    "expm1": np.expm1,
    "sign": np.sign,
    "round": np.round,
    "floor": np.floor,
    "ceil": np.ceil,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
}
_LINE: dict[str, Compute] = {
    "diff": _diff,
    "cumsum": np.nancumsum,
    "cummin": np.fmin.accumulate,
    "cummax": np.fmax.accumulate,
    "median": _of_finite(np.median),
    "std": _of_finite(np.std),
    "first": _of_finite(lambda values: values[0]),
    "last": _of_finite(lambda values: values[-1]),
}
_MOST_ARGUMENTS = 20

FUNCTIONS: dict[str, Function] = {
    **{name: Function(f"{name}(x)", _of_each(each)) for name, each in _EACH.items()},
    **{name: Function(f"{name}(x)", _of_line(line)) for name, line in _LINE.items()},
    "min": Function(
        "min(x, …)",
        _one_or_each(np.min, lambda values: reduce(np.minimum, values)),
        most=_MOST_ARGUMENTS,
    ),
    "max": Function(
        "max(x, …)",
        _one_or_each(np.max, lambda values: reduce(np.maximum, values)),
        most=_MOST_ARGUMENTS,
    ),
    "mean": Function("mean(x, …)", _one_or_each(np.mean, _mean_of), most=_MOST_ARGUMENTS),
    "clip": Function(
        "clip(x, low, high)",
        _of_each(lambda values, low, high: np.minimum(np.maximum(values, low), high)),
        least=3,
        most=3,
    ),
    "ema": Function(
        "ema(x, weight)",
        _of_line(_ema),
        least=2,
        most=2,
        constants=1,
        allows=lambda weight: 0 <= weight < 1,
        demand="a weight from 0 to below 1",
    ),
    "rolling": Function(
        "rolling(x, points)",
        _of_line(_rolling),
        least=2,
        most=2,
        constants=1,
        allows=lambda window: 1 <= window <= 1e9 and window == int(window),
        demand="a whole number of points, at least 1",
    ),
    "step": Function("step()", lambda points: points.steps.astype(np.float64), least=0, most=0),
    "wall_time": Function("wall_time()", lambda points: points.wall_times, least=0, most=0),
    "relative_time": Function("relative_time()", lambda points: points.relative_times, least=0, most=0),
}
"""By name."""

OPERATORS: dict[str, Compute] = {
    "+": _of_each(np.add),
    "-": _of_each(np.subtract),
    "*": _of_each(np.multiply),
    "/": _of_each(np.divide),
    "%": _of_each(np.mod),
    "^": _of_each(np.power),
    "**": _of_each(np.power),
    "negative": _of_each(np.negative),
}
