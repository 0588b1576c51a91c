"""Pairs two scalars of a run by their steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from sonde.errors import TagNotFoundError
from sonde.query import Query

Numbers = npt.NDArray[np.float64]
Extent = tuple[float, float]


class Dots(Struct, frozen=True):
    """The dots of one run, oldest first, and how many pairs they stand for."""

    run: str
    pairs: int
    step: list[int]
    x: list[float]
    y: list[float]


class Cloud(Struct, frozen=True):
    """The dots of all runs; the extents are those of all pairs, null where there are none."""

    x: Extent | None
    y: Extent | None
    runs: list[Dots]


def cloud(query: Query, x: str, y: str, runs: Iterable[str] | None, width: int, height: int) -> Cloud:
    """The pairs of tag `x` and tag `y`, at most one for each of `width` × `height` pixels and run.

    Runs that lack one of the tags, or are not there any more, have no dots.
    """
    names = [run.name for run in query.runs()]
    asked = set(names if runs is None else runs)
    paired = {name: _paired(query, name, x, y) for name in names if name in asked}
    paired = {name: found for name, found in paired.items() if len(found[0])}
    extents = [_extent([found[axis] for found in paired.values()]) for axis in (1, 2)]
    if extents[0] is None or extents[1] is None:
        return Cloud(None, None, [])
    dots = []
    for name, (steps, xs, ys) in paired.items():
        cells = _cells(xs, extents[0], width) * height + _cells(ys, extents[1], height)
        shown = _last_of_each(cells)
        dots.append(Dots(name, len(steps), steps[shown].tolist(), xs[shown].tolist(), ys[shown].tolist()))
    return Cloud(extents[0], extents[1], dots)


def _paired(query: Query, run: str, x: str, y: str) -> tuple[npt.NDArray[np.int64], Numbers, Numbers]:
    """Steps at which the run logged both, and the two values there; without NaN and infinities, which have no place."""
    try:
        first, second = (query.scalars(run, tag).current() for tag in (x, y))
    except TagNotFoundError:
        nothing = np.zeros(0)
        return np.zeros(0, np.int64), nothing, nothing
    steps, at_first, at_second = np.intersect1d(
        *(_newest_first(points.steps) for points in (first, second)), return_indices=True
    )
    xs = first.values[::-1][at_first]
    ys = second.values[::-1][at_second]
    finite = np.isfinite(xs) & np.isfinite(ys)
    return steps[finite], xs[finite], ys[finite]


def _newest_first(steps: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Of equal steps the first is taken, which then is the newest."""
    return steps[::-1]


def _extent(parts: list[Any]) -> Extent | None:
    if not parts:
        return None
    return min(float(part.min()) for part in parts), max(float(part.max()) for part in parts)


def _cells(values: Numbers, extent: Extent, count: int) -> npt.NDArray[np.int64]:
    """Which of `count` cells between the ends of `extent` each value falls into."""
    low, high = extent
    size = high - low
    if size <= 0 or not np.isfinite(size):
        return np.zeros(len(values), np.int64)
    return np.minimum((values - low) / size * count, count - 1).astype(np.int64)


def _last_of_each(cells: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """The index of the last of each cell, ascending."""
    _, last = np.unique(cells[::-1], return_index=True)
    return np.sort(len(cells) - 1 - last)
