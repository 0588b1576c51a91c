"""Lines to draw, decimated by the native core."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sonde import _native
from sonde.errors import BadQueryError
from sonde.query.contract import MAX_WIDTH, X_AXES, Attempts, XAxis, XScale
from sonde.query.lines import Lines
from sonde.query.local.which_lines import (
    check_lines,
    check_smoothing,
    columns_of,
    line_names,
    newest,
    runs_asked,
)
from sonde.store import Snapshot

_EVERY_POINT = 2**31 - 1
"""Pixel columns that no line fills."""


def lines(
    snapshot: Snapshot,
    tag: str,
    runs: Iterable[str] | None,
    *,
    x: XAxis,
    x_range: tuple[float | None, float | None] | None,
    x_scale: XScale,
    width: int | None,
    smoothing: float,
    attempts: Attempts,
    max_attempts: int | None,
) -> Lines:
    _check(x, x_range, x_scale, width, smoothing, attempts, max_attempts)
    names = runs_asked(snapshot, runs)
    lo, hi = x_range or (None, None)
    found = _native.query_scalars(
        columns_of(snapshot, names),
        tag,
        x=X_AXES.index(x),
        lo=lo,
        hi=hi,
        width=_EVERY_POINT if width is None else width,
        log_x=x_scale == "log",
        smoothing=smoothing,
        all_attempts=attempts == "all",
        max_attempts=newest(max_attempts),
    )
    run_names, of_writers = line_names(snapshot, names, found)
    told: dict[str, Any] = {
        "generation": snapshot.generation,
        "tag": tag,
        "run_names": run_names,
        "writer_names": of_writers,
    }
    lines = Lines(**told, **{name: getattr(found, name) for name in Lines.__slots__ if name not in told})
    return lines if width is not None or x_range is None else _within(lines, x_range)


def _within(lines: Lines, x_range: tuple[float | None, float | None]) -> Lines:
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
    x: npt.NDArray[np.float64], offsets: npt.NDArray[np.int32], x_range: tuple[float | None, float | None]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int32]]:
    """Which points are in the range, and where each line of these begins."""
    low, high = x_range
    inside = (x >= (-np.inf if low is None else low)) & (x <= (np.inf if high is None else high))
    before = np.concatenate([[0], np.cumsum(inside)])
    return inside, before[offsets].astype(np.int32)


def _check(
    x: str,
    x_range: tuple[float | None, float | None] | None,
    x_scale: str,
    width: int | None,
    smoothing: float,
    attempts: str,
    max_attempts: int | None,
) -> None:
    check_lines(x, x_scale, attempts, max_attempts)
    if width is not None and not 1 <= width <= MAX_WIDTH:
        raise BadQueryError(f"a chart of {width} pixel columns", f"from 1 to {MAX_WIDTH}")
    check_smoothing(smoothing)
    if x_range is not None:
        lo, hi = (end if end is not None else 0.0 for end in x_range)
        if not (np.isfinite(lo) and np.isfinite(hi)) or (None not in x_range and lo > hi):
            raise BadQueryError(
                f"an x range from {x_range[0]} to {x_range[1]}", "two finite numbers, the smaller first"
            )
