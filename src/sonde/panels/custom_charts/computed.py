"""Lines of expressions: the lines of their tags, run by run, joined at their steps and computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from sonde.errors import BadQueryError
from sonde.panels.custom_charts.expression import Node, evaluate, tags_of
from sonde.panels.custom_charts.functions import Points
from sonde.query import Lines, Query
from sonde.query.contract import MAX_ATTEMPTS, Attempts, XAxis

Align = Literal["common", "previous"]

MAX_POINTS = 50_000_000
"""So many points are computed of one expression."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """One line of a tag, every point of it, and its place in the answer that it is of."""

    lines: Lines
    index: int
    steps: npt.NDArray[np.int64]
    wall_times: Floats
    values: Floats

    @property
    def name(self) -> tuple[int, int]:
        return int(self.lines.attempts[self.index]), int(self.lines.writers[self.index])


def computed(
    query: Query,
    node: Node,
    x_node: Node | None,
    runs: Sequence[str] | None,
    *,
    label: str,
    x: XAxis,
    align: Align,
    attempts: Attempts,
) -> Lines:
    """Every point of the lines of an expression; of each run that has all its tags, and those of `x_node`.

    Tags are joined where the same writer of a run logged them (and with `attempts` all, in the same attempt; a tag with one line goes
    with each of another's). With `align` common the line has a point at each step that all have; with previous at each step that any
    has, once all have begun, of the last value that each had until then. Of points at one step the last counts. A lone tag keeps all.

    A point's wall time is the latest of its parts; relative time begins with the first point of the run's lines.
    """
    tags = [tag.name for one in (node, x_node) if one is not None for tag in tags_of(one)]
    by_run = [_lines_of(query, tag, runs, attempts) for tag in dict.fromkeys(tags)]
    names = list(dict.fromkeys(tags))
    found: list[tuple[_Line, Points, Floats, Floats]] = []
    for run, first in by_run[0].items():
        if not all(run in one for one in by_run[1:]):
            continue
        of_tags = [first, *(one[run] for one in by_run[1:])]
        together = [(main, _joined(lines, names, align)) for main, lines in _together(of_tags, attempts)]
        origin = min((_first_time(points) for _, points in together), default=np.nan)
        for main, begun in together:
            points = replace(begun, relative_times=begun.wall_times - origin)
            found.append((main, points, _x_of(points, x, x_node), evaluate(node, points)))
    return _as_lines(label, query.generation, found)


def _first_time(points: Points) -> float:
    finite = points.wall_times[np.isfinite(points.wall_times)]
    return float(finite[0]) if len(finite) else np.inf


def _lines_of(
    query: Query, tag: str, runs: Sequence[str] | None, attempts: Attempts
) -> dict[str, list[_Line]]:
    lines = query.scalars_lines(tag, runs, width=None, attempts=attempts, max_attempts=MAX_ATTEMPTS)
    offsets = lines.offsets.tolist()

    def line(i: int) -> _Line:
        rows = slice(offsets[i], offsets[i + 1])
        return _Line(lines, i, lines.steps[rows], lines.wall_times[rows], lines.values[rows])

    return {
        run: [line(i) for i in indices]
        for run, indices in groupby(range(len(lines)), key=lambda i: lines.run_names[i])
    }


def _together(of_tags: Sequence[Sequence[_Line]], attempts: Attempts) -> list[tuple[_Line, list[_Line]]]:
    """The lines of one run that belong together, one of each tag, and that of them which tells them from the others."""
    found = []
    for main in max(of_tags, key=len):
        partners = [_partner(lines, main, attempts) for lines in of_tags]
        together = [line for line in partners if line is not None]
        if len(together) == len(of_tags):
            found.append((main, together))
    return found


def _partner(lines: Sequence[_Line], main: _Line, attempts: Attempts) -> _Line | None:
    if len(lines) == 1:
        return lines[0]
    same = (
        line
        for line in lines
        if line is main or (line.name == main.name if attempts == "all" else line.name[1] == main.name[1])
    )
    return next(same, None)


def _joined(lines: Sequence[_Line], names: Sequence[str], align: Align) -> Points:
    """The points at the steps where there is one."""
    chosen: Sequence[Any] = [slice(None)] * len(lines)
    steps = lines[0].steps
    if len(lines) > 1:
        lasts = [_last_of_each(line.steps) for line in lines]
        each = [line.steps[last] for line, last in zip(lines, lasts, strict=True)]
        steps, chosen = each[0], lasts
        # Most tags are logged together.
        if not all(np.array_equal(steps, other) for other in each[1:]):
            steps = _shared(each) if align == "common" else _any(each)
            chosen = [
                np.arange(len(line.steps))[last][np.searchsorted(own, steps, side="right") - 1]
                for line, own, last in zip(lines, each, lasts, strict=True)
            ]
    times = [line.wall_times[rows] for line, rows in zip(lines, chosen, strict=True)]
    wall_times = reduce(np.maximum, times)
    values = {name: line.values[rows] for name, line, rows in zip(names, lines, chosen, strict=True)}
    return Points(steps, wall_times, wall_times, values)


def _last_of_each(steps: npt.NDArray[np.int64]) -> Any:
    """Where the last point of each step stands, as an index."""
    is_last = np.append(np.diff(steps) != 0, True)
    return slice(None) if is_last.all() else np.flatnonzero(is_last)


def _shared(each: Sequence[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    steps = each[0]
    for other in each[1:]:
        steps = np.intersect1d(steps, other, assume_unique=True)
    return steps


def _any(each: Sequence[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
    steps: npt.NDArray[np.int64] = np.unique(np.concatenate(list(each)))
    begun: npt.NDArray[np.int64] = steps[steps >= max(one[0] for one in each)]
    return begun


def _x_of(points: Points, x: XAxis, x_node: Node | None) -> Floats:
    if x_node is not None:
        return evaluate(x_node, points)
    if x == "step":
        return points.steps.astype(np.float64)
    if x == "wall":
        return points.wall_times
    return points.relative_times if x == "relative" else np.arange(len(points), dtype=np.float64)


def _as_lines(label: str, generation: int, found: Sequence[tuple[_Line, Points, Floats, Floats]]) -> Lines:
    def of_lines(name: str, dtype: Any) -> npt.NDArray[Any]:
        return np.array([getattr(line.lines, name)[line.index] for line, *_ in found], dtype)

    def joined(parts: Sequence[npt.NDArray[Any]], dtype: Any) -> npt.NDArray[Any]:
        return np.concatenate([np.zeros(0, dtype), *parts])

    sizes = [len(points) for _, points, *_ in found]
    none = np.zeros(len(found), np.int64)
    empty = np.zeros(0)
    if sum(sizes) > MAX_POINTS:
        raise BadQueryError(
            f"the {sum(sizes):,} points of {label!r}", f"ask for fewer runs: up to {MAX_POINTS:,} points"
        )
    return Lines(
        generation=generation,
        tag=label,
        run_names=tuple(line.lines.run_names[line.index] for line, *_ in found),
        attempts=of_lines("attempts", np.int32),
        attempt_counts=of_lines("attempt_counts", np.int32),
        writers=of_lines("writers", np.int32),
        writer_names=tuple(line.lines.writer_names[line.index] for line, *_ in found),
        writer_counts=of_lines("writer_counts", np.int32),
        points=np.array(sizes, np.int64),
        in_range=np.array(sizes, np.int64),
        hidden=none,
        superseded=none,
        start_offsets=np.zeros(len(found) + 1, np.int32),
        start_attempts=np.zeros(0, np.int32),
        start_x=empty,
        offsets=np.cumsum([0, *sizes]).astype(np.int32),
        steps=joined([points.steps for _, points, *_ in found], np.int64),
        wall_times=joined([points.wall_times for _, points, *_ in found], np.float64),
        x=joined([x for *_, x, _ in found], np.float64),
        values=joined([values for *_, values in found], np.float64),
        smoothed_at=empty,
        smoothed_offsets=np.zeros(len(found) + 1, np.int32),
        smoothed_x=empty,
        smoothed=empty,
        x_min=np.nan,
        x_max=np.nan,
        y_min=np.nan,
        y_max=np.nan,
        y_p05=np.nan,
        y_p95=np.nan,
    )
