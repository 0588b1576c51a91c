"""Summaries: what the points of each line of a tag come to in a stretch of the x axis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonde import _native
from sonde.errors import BadQueryError
from sonde.query.contract import X_AXES, Attempts, XAxis, XScale
from sonde.query.which_lines import check_lines, columns_of, line_names, newest, runs_asked
from sonde.store import Snapshot


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


def summaries(
    snapshot: Snapshot,
    tag: str,
    x_range: tuple[float, float],
    runs: Iterable[str] | None,
    *,
    x: XAxis,
    x_scale: XScale,
    attempts: Attempts,
    max_attempts: int | None,
) -> Summaries:
    check_lines(x, x_scale, attempts, max_attempts)
    lo, hi = x_range
    if not (np.isfinite(lo) and np.isfinite(hi)) or lo > hi:
        raise BadQueryError(f"a stretch of x from {lo} to {hi}", "two finite numbers, the smaller first")
    names = runs_asked(snapshot, runs)
    found = _native.summarise(
        columns_of(snapshot, names),
        tag,
        lo=lo,
        hi=hi,
        x=X_AXES.index(x),
        log_x=x_scale == "log",
        all_attempts=attempts == "all",
        max_attempts=newest(max_attempts),
    )
    run_names, writer_names = line_names(snapshot, names, found)
    return Summaries(
        generation=snapshot.generation,
        tag=tag,
        run_names=run_names,
        attempts=found.attempts,
        attempt_counts=found.attempt_counts,
        writers=found.writers,
        writer_names=writer_names,
        writer_counts=found.writer_counts,
        points=found.points,
        counts=found.counts,
        finite_counts=found.finite_counts,
        start_steps=found.start_steps,
        start_wall_times=found.start_wall_times,
        start_values=found.start_values,
        end_steps=found.end_steps,
        end_wall_times=found.end_wall_times,
        end_values=found.end_values,
        mins=found.mins,
        min_steps=found.min_steps,
        maxs=found.maxs,
        max_steps=found.max_steps,
        means=found.means,
    )
