"""Lines to draw, decimated by the native core."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sonde import _native
from sonde.query.contract import X_AXES, Attempts, XAxis, XScale
from sonde.query.lines import Lines
from sonde.query.local.which_lines import (
    check_lines,
    check_range,
    check_smoothing,
    check_width,
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
    check_lines(x, x_scale, attempts, max_attempts)
    check_width(width)
    check_smoothing(smoothing)
    check_range(x_range)
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
