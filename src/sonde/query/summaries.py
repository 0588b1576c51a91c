"""Summaries: what the points of each line of a tag come to in a stretch of the x axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Summaries:
    """One row for each line that has a point in the stretch.

    `run_names`, `attempts`, `attempt_counts`, `writers`, `writer_names`, `writer_counts` and `points` say which line, as
    `Lines` does. `counts` are its points in the stretch, `finite_counts` those with a finite value. The start is the point
    with the smallest x, the end the one with the largest (of equal ones the first and the last in line order):
    `start_steps`, `start_wall_times`, `start_values` and the same with `end`. `mins`, `maxs` and `means` are of finite
    values, NaN where there are none; `min_steps` and `max_steps` say where the first of equal ones stands.
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
    counts: npt.NDArray[np.int64]
    finite_counts: npt.NDArray[np.int64]
    start_steps: npt.NDArray[np.int64]
    start_wall_times: npt.NDArray[np.float64]
    start_values: npt.NDArray[np.float64]
    end_steps: npt.NDArray[np.int64]
    end_wall_times: npt.NDArray[np.float64]
    end_values: npt.NDArray[np.float64]
    mins: npt.NDArray[np.float64]
    min_steps: npt.NDArray[np.int64]
    maxs: npt.NDArray[np.float64]
    max_steps: npt.NDArray[np.int64]
    means: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.run_names)

    @property
    def changes(self) -> npt.NDArray[np.float64]:
        """The end's value less the start's."""
        with np.errstate(invalid="ignore", over="ignore"):
            return self.end_values - self.start_values

    @property
    def relative_changes(self) -> npt.NDArray[np.float64]:
        """The change as a part of the start's size, so that its sign is the change's; not finite from a start at 0."""
        with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
            return self.changes / np.abs(self.start_values)
