"""Scalars: lines of one tag over many runs, thinned to the width they are drawn at, and every point for a download."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from sonde.errors import TagNotFoundError
from sonde.panels.contract import App, Panel, Request, Response, Router
from sonde.panels.lines import (
    LINES_RESPONSE,
    ColumnName,
    as_csv,
    as_rows,
    ascending,
    extents,
    line_columns,
    wanted_columns,
)
from sonde.panels.points import LinesOf, line_tables, scalar_tables
from sonde.panels.scalars.groups import mount_groups
from sonde.panels.scalars.readings import mount_readings
from sonde.query import Query
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

_ARROW = "application/vnd.apache.arrow.stream"


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
    @router.post("/query", summary="Lines of one tag", responses=LINES_RESPONSE, reads_files=False)
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
            x_range=ascending(question.x_range),
            x_scale=question.x_scale,
            width=question.width,
            smoothing=question.smoothing,
            attempts=question.attempts,
            max_attempts=MAX_ATTEMPTS,
        )
        columns = line_columns(
            lines,
            wanted_columns(question.columns, question.smoothing),
            whole_x=question.x in ("step", "index"),
        )
        metadata = {"generation": query.generation, **extents(lines)}
        if format == "json":
            return app.json(request, {"metadata": metadata, "lines": as_rows(columns)})
        if format == "csv":
            return app.text(request, as_csv(columns), "text/csv")
        return app.arrow(columns, metadata)

    mount_readings(router, app)
    mount_groups(router, app)

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
        x_range = ascending((x_from, x_to)) or (None, None)
        asked = LinesOf(x, x_range, x_scale, smoothing, attempts, MAX_ATTEMPTS)
        name = tag[0] if len(tag) == 1 else "scalars"
        return app.download(line_tables(query, series, asked), name, format)


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
