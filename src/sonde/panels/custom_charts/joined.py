"""Lines of several series as one answer, and what they have at a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from sonde.query import Lines, PointsAt

_OFFSETS = ("start_offsets", "offsets", "smoothed_offsets")


def joined(parts: Sequence[Lines]) -> Lines:
    """The lines of these answers, at least one, behind each other, and what they reach over together. What leaves outliers aside of
    several tags at once is not known: it is NaN.
    """
    first = parts[0]
    if len(parts) == 1:
        return first
    return Lines(
        **{
            field.name: _joined([getattr(one, field.name) for one in parts], field.name)
            for field in fields(first)
        }
    )


def _joined(values: Sequence[Any], name: str) -> Any:
    if name in _OFFSETS:
        ends = np.cumsum([0, *(part[-1] for part in values)])
        return np.concatenate(
            [[0], *(part[1:] + end for part, end in zip(values, ends, strict=False))]
        ).astype(np.int32)
    if isinstance(values[0], np.ndarray):
        return np.concatenate(values)
    if isinstance(values[0], tuple):
        return tuple(one for part in values for one in part)
    if name in ("x_min", "y_min"):
        return float(np.fmin.reduce(values))
    if name in ("x_max", "y_max"):
        return float(np.fmax.reduce(values))
    return values[0] if name in ("generation", "tag") else np.nan


def points_of(lines: Lines, at: float) -> PointsAt:
    """Of each line with every point the one at the place, or the nearest before it."""
    origins: dict[str, float] = {}
    rows: list[int] = []
    chosen: list[int] = []
    for row, (begin, end) in enumerate(zip(lines.offsets[:-1], lines.offsets[1:], strict=True)):
        if end > begin:
            run = lines.run_names[row]
            origins[run] = min(origins.get(run, np.inf), float(lines.wall_times[begin]))
        x = lines.x[begin:end]
        reached = np.flatnonzero(x <= at)
        if len(reached):
            best = reached[len(reached) - 1 - int(np.argmax(x[reached][::-1]))]
            rows.append(row)
            chosen.append(int(begin) + int(best))
    at_rows = np.array(rows, np.intp)
    points = np.array(chosen, np.intp)
    begins = lines.offsets[:-1][at_rows]
    smoothed = lines.smoothed_at if len(lines.smoothed_at) else lines.values
    return PointsAt(
        generation=lines.generation,
        tag=lines.tag,
        run_names=tuple(lines.run_names[row] for row in rows),
        attempts=lines.attempts[at_rows],
        attempt_counts=lines.attempt_counts[at_rows],
        writers=lines.writers[at_rows],
        writer_names=tuple(lines.writer_names[row] for row in rows),
        writer_counts=lines.writer_counts[at_rows],
        points=lines.points[at_rows],
        places=np.full(len(rows), at),
        indices=(points - begins).astype(np.int64),
        steps=lines.steps[points],
        wall_times=lines.wall_times[points],
        relative_times=lines.wall_times[points] - [origins[lines.run_names[row]] for row in rows],
        x=lines.x[points],
        values=lines.values[points],
        smoothed=smoothed[points],
    )
