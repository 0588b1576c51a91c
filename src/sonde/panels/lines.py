"""Lines and their points as columns of an answer: what the panels that draw lines have in common."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from sonde.panels.contract import Column
from sonde.query import Groups, Lines, PointsAt, Summaries

_INT32 = np.iinfo(np.int32)

ColumnName = Literal["x", "value", "smoothed", "smoothed_at", "step", "wall_time"]


def line_columns(lines: Lines, wanted: Sequence[ColumnName], *, whole_x: bool) -> list[Column]:
    """The lines as columns, each as narrow as holds it exactly: int32 for whole x, float32 for values that are.

    `whole_x` says that x counts something (steps, points), so that it may be sent as integers. The smoothed line is for
    drawing and always float32; its values at each x are for reading.
    """
    offsets = lines.offsets
    columns = [
        Column("run", lines.run_names),
        Column("attempt", lines.attempts),
        Column("attempts", lines.attempt_counts),
        Column("writer", lines.writers),
        Column("writer_name", lines.writer_names),
        Column("writers", lines.writer_counts),
        Column("points", lines.points),
        Column("in_range", lines.in_range),
        Column("hidden", lines.hidden),
        Column("superseded", lines.superseded),
        Column("start_attempt", lines.start_attempts, lines.start_offsets),
        Column("start_x", lines.start_x, lines.start_offsets),
    ]
    if "x" in wanted:
        columns.append(Column("x", narrow_x(lines.x, whole_x), offsets))
    if "value" in wanted:
        columns.append(Column("value", narrow_values(lines.values), offsets))
    if "smoothed" in wanted:
        columns.append(Column("smoothed_x", narrow_x(lines.smoothed_x, whole_x), lines.smoothed_offsets))
        columns.append(Column("smoothed", _float32(lines.smoothed), lines.smoothed_offsets))
    if "smoothed_at" in wanted:
        columns.append(Column("smoothed_at", narrow_values(lines.smoothed_at), offsets))
    if "step" in wanted:
        columns.append(Column("step", lines.steps, offsets))
    if "wall_time" in wanted:
        columns.append(Column("wall_time", lines.wall_times, offsets))
    return columns


def ascending(
    x_range: tuple[float | None, float | None] | None,
) -> tuple[float | None, float | None] | None:
    """The same range, its smaller end first."""
    low, high = x_range or (None, None)
    return (high, low) if low is not None and high is not None and low > high else x_range


def narrow_x(x: np.ndarray[Any, Any], whole: bool) -> np.ndarray[Any, Any]:
    if whole and (len(x) == 0 or (x.min() >= _INT32.min and x.max() <= _INT32.max)):
        return x.astype(np.int32)
    return x


def narrow_values(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    narrow = _float32(values)
    exact = narrow == values
    return narrow if exact.all() or np.isnan(values[~exact]).all() else values


def _float32(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    with np.errstate(over="ignore"):  # beyond float32 lies infinity, which `narrow_values` then finds inexact
        return values.astype(np.float32)


def extents(lines: Lines | Groups) -> dict[str, float]:
    named = {name: getattr(lines, name) for name in ("x_min", "x_max", "y_min", "y_max", "y_p05", "y_p95")}
    return {name: float(value) for name, value in named.items() if value is not None and np.isfinite(value)}


def as_rows(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Lines as objects, for JSON."""
    names = [column.name for column in columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*map(_cells, columns), strict=True)]


def _cells(column: Column) -> list[Any]:
    """One value for each row, a list where it is a list column."""
    values = column.values.tolist() if isinstance(column.values, np.ndarray) else list(column.values)
    if column.offsets is None:
        return values
    offsets = column.offsets.tolist()
    return [values[start:end] for start, end in pairwise(offsets)]


_LINE_CELLS = ("run", "tag", "attempt", "writer", "writer_name")
"""What CSV repeats for each point of a line."""


def as_csv(columns: Sequence[Column]) -> str:
    """One row for each drawn point. The smoothed line's own points, which lie elsewhere, are left out."""
    x = next((column for column in columns if column.name in ("x", "value", "step", "wall_time")), None)
    shown = [
        column
        for column in columns
        if column.name in _LINE_CELLS or (x is not None and column.offsets is x.offsets)
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in shown])
    of_line = sum(column.offsets is None for column in shown)
    for cells in zip(*map(_cells, shown), strict=True):
        line, points = cells[:of_line], cells[of_line:]
        writer.writerows([*line, *point] for point in zip(*points, strict=True))
    return text.getvalue()


def name_columns(found: PointsAt | Summaries) -> list[Column]:
    """Which line each row is of."""
    return [
        Column("run", found.run_names),
        Column("attempt", found.attempts),
        Column("attempts", found.attempt_counts),
        Column("writer", found.writers),
        Column("writer_name", found.writer_names),
        Column("writers", found.writer_counts),
        Column("points", found.points),
    ]


def point_columns(found: PointsAt) -> list[Column]:
    """What a line has at a place."""
    return [
        *name_columns(found),
        Column("at", found.places),
        Column("index", found.indices),
        Column("step", found.steps),
        Column("wall_time", found.wall_times),
        Column("relative_time", found.relative_times),
        Column("x", found.x),
        Column("value", found.values),
        Column("smoothed", found.smoothed),
    ]


def wanted_columns(asked: Sequence[ColumnName] | None, smoothing: float) -> Sequence[ColumnName]:
    """The asked columns; those of the smoothed line only where there is smoothing."""
    wanted = asked or ["x", "value", "smoothed"]
    return [name for name in wanted if smoothing > 0 or not name.startswith("smoothed")]


LINES_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The lines",
        "content": {
            "application/vnd.apache.arrow.stream": {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": {"type": "object"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    },
}
