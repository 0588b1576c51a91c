"""Lines: one tag of many runs, to draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines to draw, all columns flat.

    One entry per line: `run_names`; `attempts`; `attempt_counts` (how many its writer made, asked for or not); `writers` (which one), `writer_names` (host:pid of the process that wrote
    the line's last point; empty where the series has one writer) and `writer_counts` (of the run's series); `points`, all of the line; `in_range`, those in view; `hidden`, those whose x has no place on the axis; `superseded`, points of its writer that it leaves out because a later attempt
    replaced them. Attempts after the run's first begin in line i at [start_offsets[i], start_offsets[i + 1]) of `start_x`;
    `start_attempts` says which. The drawn
    points of line i are [offsets[i], offsets[i + 1]) of `steps`, `wall_times`, `x`, `values` and `smoothed_at` (the
    smoothed value there; empty without smoothing). Its smoothed curve is the same of `smoothed_offsets`, `smoothed_x`
    and `smoothed`. The extents are over all finite points in view, drawn or not, and NaN where there are none;
    `y_p05` and `y_p95` leave outliers aside.
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
    in_range: npt.NDArray[np.int64]
    hidden: npt.NDArray[np.int64]
    superseded: npt.NDArray[np.int64]
    start_offsets: npt.NDArray[np.int32]
    start_attempts: npt.NDArray[np.int32]
    start_x: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.int32]
    steps: npt.NDArray[np.int64]
    wall_times: npt.NDArray[np.float64]
    x: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]
    smoothed_at: npt.NDArray[np.float64]
    smoothed_offsets: npt.NDArray[np.int32]
    smoothed_x: npt.NDArray[np.float64]
    smoothed: npt.NDArray[np.float64]
    x_min: float
    x_max: float
    y_min: float
    y_max: float
    y_p05: float
    y_p95: float

    def __len__(self) -> int:
        return len(self.run_names)
