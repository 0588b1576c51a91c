"""Summaries: what the points of each line of a tag come to in a stretch of the x axis."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from sonde import _native
from sonde.errors import BadQueryError
from sonde.query.contract import X_AXES, Attempts, XAxis, XScale
from sonde.query.local.which_lines import check_lines, columns_of, line_names, newest, runs_asked
from sonde.query.summaries import Summaries
from sonde.store import Snapshot


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
