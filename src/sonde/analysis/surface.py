"""Surface: a metric over the plane of two hyperparameters.

At each place of a grid the mean of all trials' values, weighed by a Gaussian of their distance (the estimator of Nadaraya and
Watson). Distances are taken along the axes as they are drawn: on a logarithmic one, of logarithms. The Gaussian is as wide on each
axis as Scott's rule says: the standard deviation of the trials along it times n^(−1/6), at least 3 % of the axis; words have no
neighbours, so along an axis of words it is a quarter of the distance of two. Where no trial is near there is no value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonde.analysis.places import Places

Floats = npt.NDArray[np.float64]

FEWEST = 3
"""With fewer trials than this there is no surface."""

_LEAST_WIDTH = 0.03
_WORD_WIDTH = 0.25
_LEAST_WEIGHT = float(np.exp(-2))  # one trial at two widths of the Gaussian


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """`x` and `y` are the places of the grid, ascending; `z` has the shape [y, x], NaN where no trial is near.

    `trials` are those that have all three numbers, and a place on the axes.
    """

    x: Floats
    y: Floats
    z: Floats
    trials: int


def surface(
    x: Places, y: Places, metric: Floats, *, log_x: bool = False, log_y: bool = False, size: int = 64
) -> Surface:
    """The surface of a metric; on a logarithmic axis trials at 0 or below have no place."""
    along_x, along_y = _along(x.at, log_x), _along(y.at, log_y)
    rows = np.flatnonzero(np.isfinite(along_x) & np.isfinite(along_y) & np.isfinite(metric))
    along_x, along_y, values = along_x[rows], along_y[rows], metric[rows]
    if len(rows) < FEWEST or along_x.min() == along_x.max() or along_y.min() == along_y.max():
        return Surface(np.zeros(0), np.zeros(0), np.zeros((0, 0)), len(rows))
    grid_x, weights_x = _weights(along_x, len(x.categories), size)
    grid_y, weights_y = _weights(along_y, len(y.categories), size)
    # A Gaussian of two dimensions is the product of two, so that the sums over trials are products of matrices.
    total = weights_y @ weights_x.T
    offset = float(values.mean())  # sums of what is small round less
    sums = (weights_y * (values - offset)) @ weights_x.T
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(total >= _LEAST_WEIGHT, sums / total + offset, np.nan)
    return Surface(10**grid_x if log_x else grid_x, 10**grid_y if log_y else grid_y, z, len(rows))


def _along(at: Floats, log: bool) -> Floats:
    if not log:
        return at
    return np.log10(np.where(at > 0, at, np.nan))


def _weights(along: Floats, categories: int, size: int) -> tuple[Floats, Floats]:
    """The places of the grid along an axis, and the weight of each trial at each: [places, trials]."""
    if categories:
        grid = np.arange(categories, dtype=np.float64)
        width = _WORD_WIDTH
    else:
        grid = np.linspace(along.min(), along.max(), size)
        width = max(
            float(along.std()) * len(along) ** (-1 / 6), _LEAST_WIDTH * float(along.max() - along.min())
        )
    away = (grid[:, None] - along[None, :]) / width
    return grid, np.exp(-0.5 * away**2)
