"""Lines to draw, decimated by the native core."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

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
from sonde.query.thinned import EVERY_POINT, within
from sonde.store import Snapshot


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
        width=EVERY_POINT if width is None else width,
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
    return lines if width is not None or x_range is None else within(lines, x_range)


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
