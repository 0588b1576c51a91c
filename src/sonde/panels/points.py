"""Every point of scalar series as tables: what a download, an export and a later panel have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sonde.panels.contract import Column
from sonde.query import every_point
from sonde.query.contract import Attempts, XAxis, XScale
from sonde.query.point_columns import NAMES

if TYPE_CHECKING:
    from sonde.query import Lines, Query

ROWS_AT_ONCE = 65_536
"""Rows of one table: enough that a table's fixed cost vanishes, few enough that a long series is sent while it is read."""


@dataclass(frozen=True, slots=True)
class LinesOf:
    """Which lines of a series, and which part of them: as `Query.scalars_lines` takes it."""

    x: XAxis
    x_range: tuple[float | None, float | None]
    x_scale: XScale
    smoothing: float
    attempts: Attempts
    max_attempts: int

    def ask(self, query: Query, tag: str, runs: Sequence[str]) -> Lines:
        """Every point of them. Raises BadQueryError."""
        return query.scalars_lines(
            tag,
            runs,
            x=self.x,
            x_range=self.x_range,
            x_scale=self.x_scale,
            width=None,
            smoothing=self.smoothing,
            attempts=self.attempts,
            max_attempts=self.max_attempts,
        )


def scalar_tables(query: Query, series: Sequence[tuple[str, str]]) -> Iterator[list[Column]]:
    """Tables of `point_columns.COLUMNS`, at most `ROWS_AT_ONCE` rows each, for these (run, tag) pairs in their order.

    There is always at least one table, if an empty one, so that a reader learns the columns.
    """
    some = False
    for run, tag in series:
        points = query.scalars(run, tag)
        for start in range(0, len(points), ROWS_AT_ONCE):
            some = True
            yield _table(every_point.columns_of(points, slice(start, start + ROWS_AT_ONCE)))
    if not some:
        yield _table(every_point.no_rows())


def line_tables(query: Query, series: Sequence[tuple[str, str]], question: LinesOf) -> Iterator[list[Column]]:
    """Tables of the lines of these (run, tag) pairs in their order, a row for each point in the range, none left out.

    Columns: run, tag, attempt, writer, writer_name (of the line), step, wall_time, x, value and, where there is smoothing,
    smoothed. At most `ROWS_AT_ONCE` rows each; there is always at least one table. Raises BadQueryError at once.
    """
    # Nothing may be wrong any more once an answer has begun.
    none = question.ask(query, "", [])
    return _line_tables(query, series, question, none)


def _line_tables(
    query: Query, series: Sequence[tuple[str, str]], question: LinesOf, none: Lines
) -> Iterator[list[Column]]:
    smooth = question.smoothing > 0
    some = False
    for run, tag in series:
        lines = question.ask(query, tag, [run])
        for line, (begin, end) in enumerate(pairwise(lines.offsets.tolist())):
            for start in range(begin, end, ROWS_AT_ONCE):
                some = True
                yield _rows_of(lines, line, slice(start, min(start + ROWS_AT_ONCE, end)), smooth)
    if not some:
        yield _rows_of(none, None, slice(0, 0), smooth)


def _rows_of(lines: Lines, line: int | None, rows: slice, smooth: bool) -> list[Column]:
    """These points of a line, and of no line the columns alone."""
    size = rows.stop - rows.start
    run, writer_name = ("", "") if line is None else (lines.run_names[line], lines.writer_names[line])
    attempt, writer = (0, 0) if line is None else (lines.attempts[line], lines.writers[line])
    columns = [
        Column("run", [run] * size),
        Column("tag", [lines.tag] * size),
        Column("attempt", np.full(size, attempt, np.int32)),
        Column("writer", np.full(size, writer, np.int32)),
        Column("writer_name", [writer_name] * size),
        Column("step", lines.steps[rows]),
        Column("wall_time", lines.wall_times[rows]),
        Column("x", lines.x[rows]),
        Column("value", lines.values[rows]),
    ]
    return [*columns, Column("smoothed", lines.smoothed_at[rows])] if smooth else columns


def _table(columns: Sequence[every_point.Values]) -> list[Column]:
    return [Column(name, values) for name, values in zip(NAMES, columns, strict=True)]
