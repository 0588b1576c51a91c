"""Custom charts: the logged layout, and the lines of a chart of any tags, regular expressions and expressions."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta

from sonde.panels.contract import App, Column, Panel, Request, Response, Router
from sonde.panels.custom_charts.computed import computed
from sonde.panels.custom_charts.expression import Tag
from sonde.panels.custom_charts.joined import joined, points_of
from sonde.panels.custom_charts.layout import KIND, LayoutAnswer, layout
from sonde.panels.custom_charts.question import (
    ChartQuestion,
    Drawn,
    ExpressionAnswer,
    LinesQuestion,
    PlaceQuestion,
    Resolved,
    resolve,
    said_by,
)
from sonde.panels.lines import (
    LINES_RESPONSE,
    as_csv,
    as_rows,
    ascending,
    extents,
    line_columns,
    point_columns,
    wanted_columns,
)
from sonde.query import Lines, PointsAt, Query
from sonde.query.contract import MAX_ATTEMPTS
from sonde.query.thinned import dotted, thinned

Format = Annotated[Literal["arrow", "json", "csv"], Meta(description="form of the answer")]


def mount(router: Router, app: App) -> None:
    @router.get("/layout", summary="The logged layout", answers=LayoutAnswer)
    def logged_layout(request: Request) -> Response:
        """Which tags share a chart, as the newest layout of each run says, merged over runs as TensorBoard does it.

        A run whose layout cannot be read is among `problems`, and the others are there.
        """
        return app.json(request, layout(app.query()))

    @router.get("/expression", summary="What an expression says", answers=ExpressionAnswer, reads_files=False)
    def expression(
        request: Request, text: Annotated[str, Meta(description="such as `loss/val - loss/train`")]
    ) -> Response:
        """Its tags, and what is wrong with it, and where. Nothing is computed."""
        return app.json(request, said_by(app.query(), text))

    @router.post("/query", summary="Lines of one chart", responses=LINES_RESPONSE, reads_files=False)
    def query_chart(request: Request, question: ChartQuestion, format: Format = "arrow") -> Response:
        """One row for each line, as in /api/scalars/query, with `item`, the number of its series in the question, and `tag`, which is
        its tag or expression.

        The metadata holds besides `problems`, as JSON: what is wrong with a series, which has no lines then; and `left_out`: how many
        tags there are beyond those that are drawn.
        """
        query = app.query()
        resolved = resolve(query, question)
        drawn = [(one, _lines(query, one, resolved, question)) for one in resolved.drawn]
        if question.dots is not None:
            drawn = _as_dots(drawn, question)
        lines = joined([one for _, one in drawn] or [query.scalars_lines("", [])])
        whole_x = question.x_expression is None and question.x in ("step", "index")
        columns = [
            *_series_columns([(one, len(found)) for one, found in drawn]),
            *line_columns(lines, wanted_columns(question.columns, question.smoothing), whole_x=whole_x),
        ]
        metadata = {
            "generation": query.generation,
            "problems": resolved.problems_text() if format == "arrow" else resolved.problems,
            "left_out": resolved.left_out,
            **extents(lines),
        }
        if format == "json":
            return app.json(request, {"metadata": metadata, "lines": as_rows(columns)})
        if format == "csv":
            return app.text(request, as_csv(columns), "text/csv")
        return app.arrow(columns, metadata)

    @router.post("/at", summary="Points of one chart at a place", responses=LINES_RESPONSE, reads_files=False)
    def points_at(request: Request, question: PlaceQuestion, format: Format = "arrow") -> Response:
        """One row for each line that has a point there, as in /api/scalars/at, with `item` and `tag` as in /api/custom_charts/query."""
        query = app.query()
        resolved = resolve(query, question)
        found = [(one, _at(query, one, resolved, question)) for one in resolved.drawn]
        parts = [points for _, points in found] or [query.scalars_at("", [question.at], [])]
        columns = [
            *_series_columns([(one, len(points)) for one, points in found]),
            *_joined_columns([point_columns(points) for points in parts]),
        ]
        if format == "arrow":
            return app.arrow(columns, {"generation": query.generation})
        if format == "json":
            return app.json(request, {"metadata": {"generation": query.generation}, "rows": as_rows(columns)})
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, [column.name for column in columns], lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(as_rows(columns))
        return app.text(request, text.getvalue(), "text/csv")


def _lines(query: Query, drawn: Drawn, resolved: Resolved, question: ChartQuestion) -> Lines:
    """The lines of one thing to draw."""
    x_range = ascending(question.x_range)
    every = question.dots is not None
    if drawn.node is None and question.x_expression is None:
        return query.scalars_lines(
            drawn.label,
            question.runs,
            x=question.x,
            x_range=None if every else x_range,
            x_scale=question.x_scale,
            width=None if every else question.width,
            smoothing=0.0 if every else question.smoothing,
            attempts=question.attempts,
            max_attempts=MAX_ATTEMPTS,
        )
    lines = _every_point(query, drawn, resolved, question)
    if every:
        return lines
    return thinned(
        lines,
        x_range=x_range,
        x_scale=question.x_scale,
        width=question.width,
        smoothing=question.smoothing,
    )


def _every_point(query: Query, drawn: Drawn, resolved: Resolved, question: LinesQuestion) -> Lines:
    """The lines as they are computed. Without the x axis that was asked for there are none."""
    is_lost = question.x_expression is not None and resolved.x is None
    return computed(
        query,
        drawn.node or Tag(drawn.label, 0, 0),
        resolved.x,
        [] if is_lost else question.runs,
        label=drawn.label,
        x=question.x,
        align=question.align,
        attempts=question.attempts,
    )


def _as_dots(drawn: Sequence[tuple[Drawn, Lines]], question: ChartQuestion) -> list[tuple[Drawn, Lines]]:
    """The points of a scatter plot. Ends that were not asked for are those of all lines."""
    dots = question.dots
    assert dots is not None  # noqa: S101  the caller has just looked
    if not drawn:
        return []
    lines = joined([one for _, one in drawn])
    x = _ends(lines.x, ascending(question.x_range), question.x_scale)
    y = _ends(lines.values, ascending(dots.y_range), dots.y_scale)
    cells = None if question.width is None else (question.width, dots.height)
    return [(one, dotted(found, (x, question.x_scale), (y, dots.y_scale), cells)) for one, found in drawn]


def _ends(values: np.ndarray[Any, Any], asked: Any, scale: str) -> tuple[float | None, float | None]:
    low, high = asked or (None, None)
    placed = values[np.isfinite(values) & ((values > 0) | (scale != "log"))]
    if len(placed) == 0:
        return low, high
    return (float(placed.min()) if low is None else low, float(placed.max()) if high is None else high)


def _at(query: Query, drawn: Drawn, resolved: Resolved, question: PlaceQuestion) -> PointsAt:
    if drawn.node is None and question.x_expression is None:
        return query.scalars_at(
            drawn.label,
            [question.at],
            question.runs,
            x=question.x,
            x_scale=question.x_scale,
            smoothing=question.smoothing,
            attempts=question.attempts,
            max_attempts=MAX_ATTEMPTS,
        )
    lines = thinned(
        _every_point(query, drawn, resolved, question),
        x_range=None,
        x_scale=question.x_scale,
        width=None,
        smoothing=question.smoothing,
    )
    return points_of(lines, question.at)


def _series_columns(found: Sequence[tuple[Drawn, int]]) -> list[Column]:
    """Which series each line is of."""
    return [
        Column("item", np.repeat(*_pairs([(one.item, count) for one, count in found]))),
        Column("tag", [one.label for one, count in found for _ in range(count)]),
    ]


def _pairs(pairs: Sequence[tuple[int, int]]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    return np.array([one for one, _ in pairs], np.int32), np.array([count for _, count in pairs], np.intp)


def _joined_columns(parts: Sequence[Sequence[Column]]) -> list[Column]:
    """Plain columns of the same names, one below the other."""
    together = []
    for columns in zip(*parts, strict=True):
        values = [column.values for column in columns]
        if isinstance(values[0], np.ndarray):
            together.append(Column(columns[0].name, np.concatenate(values)))
        else:
            together.append(Column(columns[0].name, [one for part in values for one in part]))
    return together


PANEL = Panel(id="custom_charts", kinds=(KIND, "scalars"), mount=mount)
