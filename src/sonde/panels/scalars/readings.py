"""Readings: what the lines of a tag have at a place of the axis, and what a stretch of it comes to. Every point counts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta, Struct

from sonde.panels.contract import App, Column, Request, Response, Router
from sonde.panels.lines import name_columns, point_columns
from sonde.query import Summaries
from sonde.query.contract import (
    DEFAULT_ATTEMPTS,
    DEFAULT_SMOOTHING,
    DEFAULT_X,
    DEFAULT_X_SCALE,
    MAX_ATTEMPTS,
    MAX_PLACES,
    MAX_SMOOTHING,
    Attempts,
    XAxis,
    XScale,
)

Format = Annotated[Literal["arrow", "json", "csv"], Meta(description="form of the answer")]


class LinesQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which lines, on which axis: as in /api/scalars/query."""

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
    x_scale: XScale = DEFAULT_X_SCALE
    attempts: Annotated[
        Attempts,
        Meta(
            description="`current` leaves superseded points out; `all` gives every attempt as its own line,"
            f" of a writer that made more than {MAX_ATTEMPTS} the newest so many."
        ),
    ] = DEFAULT_ATTEMPTS


class PlacesQuestion(LinesQuestion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which lines, and at which places of the axis."""

    at: Annotated[
        list[float],
        Meta(min_length=1, max_length=MAX_PLACES, description="Places of the axis, in any order."),
    ]
    smoothing: Annotated[
        float,
        Meta(
            ge=0,
            le=MAX_SMOOTHING,
            description="Weight of the debiased exponential moving average; computed on all points before the place.",
        ),
    ] = DEFAULT_SMOOTHING


class StretchQuestion(LinesQuestion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which lines, and which stretch of the axis."""

    x_range: Annotated[
        tuple[float, float], Meta(description="Its ends, in either order; points at the ends are in it.")
    ]


def mount_readings(router: Router, app: App) -> None:
    @router.post("/at", summary="Points of one tag at a place", responses=_RESPONSE, reads_files=False)
    def points_at(request: Request, question: PlacesQuestion, format: Format = "arrow") -> Response:
        """One row for each line and place that has a point: the one with the largest x that is not above the place, of equal
        ones the last. A line that begins later has none.
        """
        query = app.query()
        found = query.scalars_at(
            question.tag,
            question.at,
            question.runs,
            x=question.x,
            x_scale=question.x_scale,
            smoothing=question.smoothing,
            attempts=question.attempts,
            max_attempts=MAX_ATTEMPTS,
        )
        return answer_rows(app, request, point_columns(found), query.generation, format)

    @router.post(
        "/summary", summary="What a stretch of one tag comes to", responses=_RESPONSE, reads_files=False
    )
    def summary(request: Request, question: StretchQuestion, format: Format = "arrow") -> Response:
        """One row for each line with a point in the stretch: how many, and start, end, least, most and mean of them.

        The start is the point with the smallest x, the end the one with the largest; min, max and mean are of finite values,
        NaN where there are none. `relative_change` is the change as a part of the start's size.
        """
        query = app.query()
        low, high = question.x_range
        found = query.scalars_summaries(
            question.tag,
            (min(low, high), max(low, high)),
            question.runs,
            x=question.x,
            x_scale=question.x_scale,
            attempts=question.attempts,
            max_attempts=MAX_ATTEMPTS,
        )
        return answer_rows(app, request, summary_columns(found), query.generation, format)


def summary_columns(found: Summaries) -> list[Column]:
    return [
        *name_columns(found),
        Column("count", found.counts),
        Column("finite", found.finite_counts),
        Column("start", found.start_values),
        Column("start_step", found.start_steps),
        Column("start_wall_time", found.start_wall_times),
        Column("end", found.end_values),
        Column("end_step", found.end_steps),
        Column("end_wall_time", found.end_wall_times),
        Column("change", found.changes),
        Column("relative_change", found.relative_changes),
        Column("min", found.mins),
        Column("min_step", found.min_steps),
        Column("max", found.maxs),
        Column("max_step", found.max_steps),
        Column("mean", found.means),
    ]


def answer_rows(
    app: App, request: Request, columns: Sequence[Column], generation: int, format: str
) -> Response:
    if format == "arrow":
        return app.arrow(columns, {"generation": generation})
    names = [column.name for column in columns]
    rows = list(zip(*map(_values, columns), strict=True))
    if format == "json":
        found = [dict(zip(names, row, strict=True)) for row in rows]
        return app.json(request, {"metadata": {"generation": generation}, "rows": found})
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows(rows)
    return app.text(request, text.getvalue(), "text/csv")


def _values(column: Column) -> list[Any]:
    return column.values.tolist() if isinstance(column.values, np.ndarray) else list(column.values)


_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The rows",
        "content": {
            "application/vnd.apache.arrow.stream": {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": {"type": "object"}},
            "text/csv": {"schema": {"type": "string"}},
        },
    },
}
