"""Lines of points that were computed, thinned and smoothed as those of a tag are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sonde import _native
from sonde.query.contract import XScale
from sonde.query.lines import Lines

EVERY_POINT = 2**31 - 1
"""Pixel columns that no line fills."""

Range = tuple[float | None, float | None]


def thinned(
    lines: Lines, *, x_range: Range | None, x_scale: XScale, width: int | None, smoothing: float
) -> Lines:
    """What `Query.scalars_lines` would give of a tag with these lines, which have every point and no smoothing.

    x is as it stands, and need not increase. With `width` None all points of the range are given, and none outside it.
    """
    low, high = x_range or (None, None)
    found = _native.thin_lines(
        lines.offsets.astype(np.int64),
        lines.steps,
        lines.wall_times,
        lines.x,
        lines.values,
        lo=low,
        hi=high,
        width=EVERY_POINT if width is None else width,
        log_x=x_scale == "log",
        smoothing=smoothing,
    )
    names: dict[str, Any] = {
        name: getattr(found, name)
        for name in (
            *("points", "in_range", "hidden", "offsets", "steps", "wall_times", "x", "values", "smoothed_at"),
            *(
                "smoothed_offsets",
                "smoothed_x",
                "smoothed",
                "x_min",
                "x_max",
                "y_min",
                "y_max",
                "y_p05",
                "y_p95",
            ),
        )
    }
    kept = replace(lines, **names)
    return kept if width is not None or x_range is None else within(kept, x_range)


def smoothed(values: npt.NDArray[np.float64], weight: float) -> npt.NDArray[np.float64]:
    """The moving average that smooths lines, at each of the values; 0 ≤ weight < 1."""
    return _native.smooth(values, weight)


def dotted(
    lines: Lines, x: tuple[Range, XScale], y: tuple[Range, XScale], cells: tuple[int, int] | None
) -> Lines:
    """The points that a scatter plot shows of these ranges of x and y, each with its scale: of each line one, the last, in each of
    so many cells across and up; with None all of them.

    Ends that are None are those of the data. Points outside are left out; what a line has in sight is in `in_range`, and
    the extents are over all of that.
    """
    across = _place(lines.x, *x)
    up = _place(lines.values, *y)
    inside = (across >= 0) & (across <= 1) & (up >= 0) & (up <= 1)
    kept: list[npt.NDArray[np.int64]] = []
    counts: list[int] = []
    for begin, end in zip(lines.offsets[:-1].tolist(), lines.offsets[1:].tolist(), strict=True):
        rows = begin + np.flatnonzero(inside[begin:end])
        counts.append(len(rows))
        if cells is None:
            kept.append(rows)
            continue
        columns = np.minimum((across[rows] * cells[0]).astype(np.int64), cells[0] - 1)
        cell = columns * cells[1] + np.minimum((up[rows] * cells[1]).astype(np.int64), cells[1] - 1)
        # Of a cell's points the last, which lies above the others.
        _, last = np.unique(cell[::-1], return_index=True)
        kept.append(np.sort(rows[len(rows) - 1 - last]))
    rows = np.concatenate([np.zeros(0, np.int64), *kept])
    seen = [(lines.x[inside], "x"), (lines.values[inside], "y")]
    ends: dict[str, Any] = {
        f"{axis}_{end}": float(getattr(values, end)()) if len(values) else np.nan
        for values, axis in seen
        for end in ("min", "max")
    }
    return replace(
        lines,
        in_range=np.array(counts, np.int64),
        offsets=np.cumsum([0, *map(len, kept)]).astype(np.int32),
        steps=lines.steps[rows],
        wall_times=lines.wall_times[rows],
        x=lines.x[rows],
        values=lines.values[rows],
        **ends,
    )


def _place(values: npt.NDArray[np.float64], ends: Range, scale: XScale) -> npt.NDArray[np.float64]:
    """Where in the range each stands, from 0 to 1; NaN or outside where it has no place."""
    with np.errstate(all="ignore"):
        on_axis = np.log10(values) if scale == "log" else values
        finite = on_axis[np.isfinite(on_axis)]
        if len(finite) == 0:
            return np.full(len(values), np.nan)
        told = [np.log10(end) if scale == "log" and end is not None else end for end in ends]
        low = float(finite.min()) if told[0] is None or not np.isfinite(told[0]) else float(told[0])
        high = float(finite.max()) if told[1] is None else float(told[1])
        place: npt.NDArray[np.float64] = (on_axis - low) / ((high - low) or 1.0)
        return place


def within(lines: Lines, x_range: Range) -> Lines:
    """The same without the points beside the range."""
    inside, offsets = _chosen(lines.x, lines.offsets, x_range)
    smoothed_inside, smoothed_offsets = _chosen(lines.smoothed_x, lines.smoothed_offsets, x_range)
    return replace(
        lines,
        offsets=offsets,
        steps=lines.steps[inside],
        wall_times=lines.wall_times[inside],
        x=lines.x[inside],
        values=lines.values[inside],
        smoothed_at=lines.smoothed_at[inside] if len(lines.smoothed_at) else lines.smoothed_at,
        smoothed_offsets=smoothed_offsets,
        smoothed_x=lines.smoothed_x[smoothed_inside],
        smoothed=lines.smoothed[smoothed_inside],
    )


def _chosen(
    x: npt.NDArray[np.float64], offsets: npt.NDArray[np.int32], x_range: Range
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int32]]:
    """Which points are in the range, and where each line of these begins."""
    low, high = x_range
    inside = (x >= (-np.inf if low is None else low)) & (x <= (np.inf if high is None else high))
    before = np.concatenate([[0], np.cumsum(inside)])
    return inside, before[offsets].astype(np.int32)
