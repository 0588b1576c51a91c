"""Points at a place: of each line of a tag the one point that stands at some x, or is the nearest before it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


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
