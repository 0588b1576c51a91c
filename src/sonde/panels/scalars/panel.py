"""Scalars: lines of one tag over many runs, thinned to the width they are drawn at, and every point for a download."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta, Struct

from sonde.errors import TagNotFoundError
from sonde.panels.contract import App, Column, Panel, Request, Response, Router
from sonde.panels.points import LinesOf, line_tables, scalar_tables
from sonde.panels.scalars.readings import mount_readings
from sonde.query import Lines, Query
from sonde.query.contract import (
    DEFAULT_ATTEMPTS,
    DEFAULT_SMOOTHING,
    DEFAULT_WIDTH,
    DEFAULT_X,
    DEFAULT_X_SCALE,
    MAX_ATTEMPTS,
    MAX_SMOOTHING,
    MAX_WIDTH,
    Attempts,
    XAxis,
    XScale,
)

_INT32 = np.iinfo(np.int32)
_ARROW = "application/vnd.apache.arrow.stream"

ColumnName = Literal["x", "value", "smoothed", "smoothed_at", "step", "wall_time"]


class ScalarsQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which lines, on which axis, how wide, how smooth."""

    tag: str
    runs: Annotated[
        list[str] | None,
        Meta(description="Names of runs; null asks for all. Runs without the tag give no line."),
    ] = None
    x: Annotated[
        XAxis,
        Meta(
            description="The axis: the step; seconds since the run's first point; seconds since the epoch; the point's number"
            " in its line."
        ),
    ] = DEFAULT_X
    x_range: Annotated[
        tuple[float | None, float | None] | None,
        Meta(
            description="The part of the axis that is shown, its ends in either order; null shows all, at either end too. The"
            " nearest points outside come too, so that lines leave the frame."
        ),
    ] = None
    x_scale: XScale = DEFAULT_X_SCALE
    width: Annotated[
        int,
        Meta(
            ge=1,
            le=MAX_WIDTH,
            description="Pixel columns of the plot. Each keeps its first, last, smallest and largest point; few points are"
            " all kept.",
        ),
    ] = DEFAULT_WIDTH
    smoothing: Annotated[
        float,
        Meta(
            ge=0,
            le=MAX_SMOOTHING,
            description="Weight of the debiased exponential moving average; computed on all points before any is left out.",
        ),
    ] = DEFAULT_SMOOTHING
    attempts: Annotated[
        Attempts,
        Meta(
            description="`current` leaves superseded points out; `all` gives every attempt as its own line,"
            f" of a writer that made more than {MAX_ATTEMPTS} the newest so many."
        ),
    ] = DEFAULT_ATTEMPTS
    columns: Annotated[
        list[ColumnName] | None,
        Meta(
            description="Columns of points; null asks for x and value, and smoothed when smoothing is above 0. `smoothed`"
            " stands for two, the smoothed line's own points `smoothed_x` and `smoothed`; `smoothed_at` is its value at each"
            " x."
        ),
    ] = None


def mount(router: Router, app: App) -> None:
    @router.post("/query", summary="Lines of one tag", responses=_LINES_RESPONSE, reads_files=False)
    def query_lines(
        request: Request,
        question: ScalarsQuestion,
        format: Annotated[Literal["arrow", "json", "csv"], Meta(description="form of the answer")] = "arrow",
    ) -> Response:
        """One row for each line (a run's attempt or parallel writer), its points as list columns.

        As Arrow, the schema's metadata holds `generation` and the extents of what is drawn: `x_min`, `x_max`, `y_min`,
        `y_max`, and `y_p05`, `y_p95`, between which nine tenths of the values lie; an extent is absent when nothing is
        drawn. JSON holds the same under `metadata` and `lines`; CSV has one row for each point.
        """
        query = app.query()
        lines = query.scalars_lines(
            question.tag,
            question.runs,
            x=question.x,
            x_range=_ascending(question.x_range),
            x_scale=question.x_scale,
            width=question.width,
            smoothing=question.smoothing,
            attempts=question.attempts,
            max_attempts=MAX_ATTEMPTS,
        )
        columns = line_columns(lines, _wanted(question), whole_x=question.x in ("step", "index"))
        metadata = {"generation": query.generation, **_extents(lines)}
        if format == "json":
            return app.json(request, {"metadata": metadata, "lines": _as_rows(columns)})
        if format == "csv":
            return app.text(request, _as_csv(columns), "text/csv")
        return app.arrow(columns, metadata)

    mount_readings(router, app)

    @router.get("", summary="Every point", responses=_POINTS_RESPONSE, reads_files=False)
    def download_points(
        tag: Annotated[list[str], Meta(description="a tag; may be repeated", min_length=1)],
        run: Annotated[
            list[str] | None, Meta(description="a run; may be repeated; none asks for all")
        ] = None,
        format: Annotated[Literal["csv", "json", "arrow"], Meta(description="form of the file")] = "csv",
    ) -> Response:
        """All points of these series as a file: run, tag, step, wall_time, value, attempt, writer, writer_name, superseded.

        Nothing is thinned or left out. The file is sent while it is made, so its size is not known beforehand.
        """
        query = app.query()
        series = _series(query, tag, run)
        name = tag[0] if len(tag) == 1 else "scalars"
        return app.download(scalar_tables(query, series), name, format)

    @router.get("/lines", summary="Every point as it is seen", responses=_POINTS_RESPONSE, reads_files=False)
    def download_lines(
        tag: Annotated[list[str], Meta(description="a tag; may be repeated", min_length=1)],
        run: Annotated[
            list[str] | None, Meta(description="a run; may be repeated; none asks for all")
        ] = None,
        x: Annotated[XAxis, Meta(description="the axis, as in /api/scalars/query")] = DEFAULT_X,
        x_from: Annotated[float | None, Meta(description="where the range begins; none is its start")] = None,
        x_to: Annotated[float | None, Meta(description="where the range ends; none is its end")] = None,
        x_scale: Annotated[
            XScale, Meta(description="on `log` points at or below zero have no place")
        ] = DEFAULT_X_SCALE,
        smoothing: Annotated[
            float,
            Meta(
                ge=0,
                le=MAX_SMOOTHING,
                description="weight of the moving average, over all points of the line up to each",
            ),
        ] = DEFAULT_SMOOTHING,
        attempts: Annotated[Attempts, Meta(description="as in /api/scalars/query")] = DEFAULT_ATTEMPTS,
        format: Annotated[Literal["csv", "json", "arrow"], Meta(description="form of the file")] = "csv",
    ) -> Response:
        """The lines of /api/scalars/query with every point in the range and none outside it, as a file: run, tag, attempt,
        writer, writer_name, step, wall_time, x, value and, with smoothing, smoothed.

        The ends of the range are in it and may come in either order. Nothing is thinned.
        """
        query = app.query()
        series = _series(query, tag, run)
        x_range = _ascending((x_from, x_to)) or (None, None)
        asked = LinesOf(x, x_range, x_scale, smoothing, attempts, MAX_ATTEMPTS)
        name = tag[0] if len(tag) == 1 else "scalars"
        return app.download(line_tables(query, series, asked), name, format)


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
        columns.append(Column("x", _narrow_x(lines.x, whole_x), offsets))
    if "value" in wanted:
        columns.append(Column("value", _narrow_values(lines.values), offsets))
    if "smoothed" in wanted:
        columns.append(Column("smoothed_x", _narrow_x(lines.smoothed_x, whole_x), lines.smoothed_offsets))
        columns.append(Column("smoothed", _float32(lines.smoothed), lines.smoothed_offsets))
    if "smoothed_at" in wanted:
        columns.append(Column("smoothed_at", _narrow_values(lines.smoothed_at), offsets))
    if "step" in wanted:
        columns.append(Column("step", lines.steps, offsets))
    if "wall_time" in wanted:
        columns.append(Column("wall_time", lines.wall_times, offsets))
    return columns


def _wanted(question: ScalarsQuestion) -> Sequence[ColumnName]:
    """The asked columns; those of the smoothed line only where there is smoothing."""
    wanted = question.columns or ["x", "value", "smoothed"]
    return [name for name in wanted if question.smoothing > 0 or not name.startswith("smoothed")]


def _ascending(
    x_range: tuple[float | None, float | None] | None,
) -> tuple[float | None, float | None] | None:
    """The same range, its smaller end first."""
    low, high = x_range or (None, None)
    return (high, low) if low is not None and high is not None and low > high else x_range


def _narrow_x(x: np.ndarray[Any, Any], whole: bool) -> np.ndarray[Any, Any]:
    if whole and (len(x) == 0 or (x.min() >= _INT32.min and x.max() <= _INT32.max)):
        return x.astype(np.int32)
    return x


def _narrow_values(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    narrow = _float32(values)
    exact = narrow == values
    return narrow if exact.all() or np.isnan(values[~exact]).all() else values


def _float32(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    with np.errstate(
        over="ignore"
    ):  # beyond float32 lies infinity, which `_narrow_values` then finds inexact
        return values.astype(np.float32)


def _extents(lines: Lines) -> dict[str, float]:
    named = {name: getattr(lines, name) for name in ("x_min", "x_max", "y_min", "y_max", "y_p05", "y_p95")}
    return {name: float(value) for name, value in named.items() if value is not None and np.isfinite(value)}


def _as_rows(columns: Sequence[Column]) -> list[dict[str, Any]]:
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


_LINE_CELLS = ("run", "attempt", "writer", "writer_name")
"""What CSV repeats for each point of a line."""


def _as_csv(columns: Sequence[Column]) -> str:
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
    for cells in zip(*map(_cells, shown), strict=True):
        line, points = cells[: len(_LINE_CELLS)], cells[len(_LINE_CELLS) :]
        writer.writerows([*line, *point] for point in zip(*points, strict=True))
    return text.getvalue()


def _series(query: Query, tags: Sequence[str], runs: Sequence[str] | None) -> list[tuple[str, str]]:
    """The (run, tag) pairs that exist among those asked for, tag by tag. NotFoundError for a run that does not exist, and
    for a tag that none of the runs has.
    """
    found: list[tuple[str, str]] = []
    for tag in tags:
        infos = [info for run in runs or (None,) for info in query.series("scalars", run, tag)]
        if not infos:
            known = {info.tag for info in query.tags("scalars")}
            raise TagNotFoundError("any" if runs is None else ", ".join(runs), tag, known, kind="scalars")
        found += [(info.run, tag) for info in infos]
    return found


_ARROW_SCHEMA = {"schema": {"type": "string", "format": "binary"}}
_LINES_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The lines",
        "content": {
            _ARROW: _ARROW_SCHEMA,
            "application/json": {"schema": {"type": "object"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    },
}
_POINTS_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {
            "text/csv": {"schema": {"type": "string"}},
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
            _ARROW: _ARROW_SCHEMA,
        },
    },
}

PANEL = Panel(id="scalars", kinds=("scalars",), mount=mount)
