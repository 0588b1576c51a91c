"""Points at a place: of each line of a tag the one point that stands at some x, or is the nearest before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from sonde import _native
from sonde.errors import BadQueryError
from sonde.query.contract import MAX_PLACES, X_AXES, Attempts, XAxis, XScale
from sonde.query.local.which_lines import (
    check_lines,
    check_smoothing,
    columns_of,
    line_names,
    newest,
    runs_asked,
)
from sonde.query.points_at import PointsAt
from sonde.store import Snapshot


def points_at(
    snapshot: Snapshot,
    tag: str,
    places: Sequence[float],
    runs: Iterable[str] | None,
    *,
    x: XAxis,
    x_scale: XScale,
    smoothing: float,
    attempts: Attempts,
    max_attempts: int | None,
) -> PointsAt:
    check_lines(x, x_scale, attempts, max_attempts)
    check_smoothing(smoothing)
    asked = np.array(places, np.float64)
    if asked.ndim != 1 or len(asked) > MAX_PLACES or not np.isfinite(asked).all():
        raise BadQueryError(f"the places {places} of the x axis", f"at most {MAX_PLACES} finite numbers")
    names = runs_asked(snapshot, runs)
    found = _native.points_at(
        columns_of(snapshot, names),
        tag,
        asked,
        x=X_AXES.index(x),
        log_x=x_scale == "log",
        smoothing=smoothing,
        all_attempts=attempts == "all",
        max_attempts=newest(max_attempts),
    )
    run_names, writer_names = line_names(snapshot, names, found)
    return PointsAt(
        generation=snapshot.generation,
        tag=tag,
        run_names=run_names,
        attempts=found.attempts,
        attempt_counts=found.attempt_counts,
        writers=found.writers,
        writer_names=writer_names,
        writer_counts=found.writer_counts,
        points=found.points,
        places=asked[found.places],
        indices=found.indices,
        steps=found.steps,
        wall_times=found.wall_times,
        relative_times=found.relative_times,
        x=found.x,
        values=found.values,
        smoothed=found.smoothed,
    )
