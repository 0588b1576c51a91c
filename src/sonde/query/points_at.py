"""Points at a place: of each line of a tag the one point that stands at some x, or is the nearest before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonde import _native
from sonde.errors import BadQueryError
from sonde.query.contract import MAX_PLACES, X_AXES, Attempts, XAxis, XScale
from sonde.query.scalars import check_smoothing
from sonde.query.which_lines import check_lines, columns_of, line_names, newest, runs_asked
from sonde.store import Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class PointsAt:
    """One row for each line and place that has a point, line by line, in the order in which places were asked for.

    The point is the one with the largest x that is not above `places`, of equal ones the last; a line that begins later
    has none there. `run_names`, `attempts`, `attempt_counts`, `writers`, `writer_names`, `writer_counts` and `points` say
    which line, as `Lines` does; `indices` (int64) which of its points. `steps` int64; `wall_times` float64, seconds since
    the epoch; `relative_times` float64, seconds since the first shown point of the run's series; `x` float64, where the
    point stands on the axis; `values` float64; `smoothed` float64, the moving average over all points of the line up to
    this one, or the value where none was asked for.
    """

    generation: int
    tag: str
    run_names: tuple[str, ...]
    attempts: npt.NDArray[np.int32]
    attempt_counts: npt.NDArray[np.int32]
    writers: npt.NDArray[np.int32]
    writer_names: tuple[str, ...]
    writer_counts: npt.NDArray[np.int32]
    points: npt.NDArray[np.int64]
    places: npt.NDArray[np.float64]
    indices: npt.NDArray[np.int64]
    steps: npt.NDArray[np.int64]
    wall_times: npt.NDArray[np.float64]
    relative_times: npt.NDArray[np.float64]
    x: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]
    smoothed: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.run_names)


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
