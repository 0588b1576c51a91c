"""The routes of tensors: what a value is, a picture of it, its cells, its statistics. What is read of a file is what is answered."""

from __future__ import annotations

import json
from typing import Annotated, Any

from msgspec import Meta, Struct

from sonde.panels.contract import App, Column, Panel, Request, Response, Router
from sonde.panels.tensors.cells import TensorCells, cells
from sonde.panels.tensors.picture import Picture, Shown, picture
from sonde.panels.tensors.plane import Plane, within
from sonde.panels.tensors.statistics import TensorStatistics, dtype_name, statistics

MAX_SIDE = 2048
"""So many cells a picture has along one side."""

_MOST = 2**53

RunName = Annotated[str, Meta(description="the run")]
TagName = Annotated[str, Meta(description="the tag")]
Index = Annotated[int, Meta(description="which point, from 0", ge=0, le=_MOST)]
KindName = Annotated[str | None, Meta(description="needed where the tag has several kinds")]
RowAxis = Annotated[
    Annotated[int, Meta(ge=-1, le=64)] | None,
    Meta(description="the axis whose places are rows; -1 for one row alone, left out for the last but one"),
]
ColumnAxis = Annotated[
    Annotated[int, Meta(ge=-1, le=64)] | None,
    Meta(description="the axis whose places are columns; -1 for one column alone, left out for the last"),
]
Place = Annotated[
    list[Annotated[int, Meta(ge=0, le=_MOST)]],
    Meta(max_length=64, description="the place on each axis, from the first on; 0 where it is left out"),
]
First = Annotated[int, Meta(ge=0, le=_MOST, description="the number of the first one, from 0")]
Last = Annotated[
    Annotated[int, Meta(ge=0, le=_MOST)] | None,
    Meta(description="the number behind the last one; left out it goes to the end"),
]
Side = Annotated[int, Meta(ge=1, le=MAX_SIDE, description="the most cells along this side")]


class TensorAnswer(Struct, frozen=True, kw_only=True):
    """What a value is."""

    dtype: Annotated[str, Meta(description="the type of its numbers as NumPy names it, or `string`")]
    shape: list[int]


def mount(router: Router, app: App) -> None:
    @router.get("/about", summary="What a value is", answers=TensorAnswer)
    def about(request: Request, run: RunName, tag: TagName, index: Index, kind: KindName = None) -> Response:
        """Type and shape; of a large value nothing more is read for it."""
        array = app.query().array(run, tag, index, kind)
        return app.json(request, TensorAnswer(dtype=dtype_name(array), shape=list(array.shape)))

    @router.get("/picture", summary="Two axes of a value as a picture", responses=_ARROW_RESPONSE)
    def pictured(
        run: RunName,
        tag: TagName,
        index: Index,
        kind: KindName = None,
        row_axis: RowAxis = None,
        column_axis: ColumnAxis = None,
        at: Place = [],  # noqa: B006  it is read, never changed
        first_row: First = 0,
        last_row: Last = None,
        first_column: First = 0,
        last_column: Last = None,
        max_rows: Side = 256,
        max_columns: Side = 256,
        shown: Annotated[Shown, Meta(description="what a cell of many numbers shows of them")] = "mean",
    ) -> Response:
        """Rows and columns of numbers in at most `max_rows` × `max_columns` cells, each of them computed on all numbers that it
        stands for: `value` without those that are not finite (NaN where none is left), and `marks`, which says whether there
        are any: 1 NaN, 2 +∞, 4 -∞, added up. One cell a row of the table, row by row.

        The schema's metadata say which part it is (`first_row`, `last_row`, `first_column`, `last_column`), of how many `rows`
        and `columns`, how many of them are one cell (`row_block`, `column_block`), and the smallest and the largest finite number
        (`low`, `high`).
        """
        query = app.query()
        plane = Plane(query.array(run, tag, index, kind), row_axis, column_axis, at)
        found = picture(
            plane,
            within(first_row, last_row, plane.rows),
            within(first_column, last_column, plane.columns),
            max_rows,
            max_columns,
            shown,
        )
        return app.arrow(
            [Column("value", found.values.ravel()), Column("marks", found.marks.ravel())],
            {"generation": query.generation, **_said(plane, found)},
        )

    @router.get("/cells", summary="Numbers or strings of a value", answers=TensorCells)
    def celled(
        request: Request,
        run: RunName,
        tag: TagName,
        index: Index,
        kind: KindName = None,
        row_axis: RowAxis = None,
        column_axis: ColumnAxis = None,
        at: Place = [],  # noqa: B006  it is read, never changed
        first_row: First = 0,
        last_row: Last = None,
        first_column: First = 0,
        last_column: Last = None,
    ) -> Response:
        """At most 10,000 cells of a plane, exactly as they are. A lone string comes whole, if it is not very long."""
        plane = Plane(app.query().array(run, tag, index, kind), row_axis, column_axis, at)
        rows = within(first_row, last_row, plane.rows)
        columns = within(first_column, last_column, plane.columns)
        return app.json(request, cells(plane, rows, columns))

    @router.get("/statistics", summary="What all numbers of a value say", answers=TensorStatistics)
    def told(request: Request, run: RunName, tag: TagName, index: Index, kind: KindName = None) -> Response:
        """Least, largest, mean, standard deviation, zeros, what is not finite, and a histogram. Every number is read for it."""
        return app.json(request, statistics(app.query().array(run, tag, index, kind)))


def _said(plane: Plane, found: Picture) -> dict[str, object]:
    return {
        "dtype": dtype_name(plane.array),
        "shape": json.dumps(list(plane.array.shape)),
        "rows": plane.rows,
        "columns": plane.columns,
        "first_row": found.rows.start,
        "last_row": found.rows.stop,
        "first_column": found.columns.start,
        "last_column": found.columns.stop,
        "row_block": found.row_block,
        "column_block": found.column_block,
        "low": found.low,
        "high": found.high,
    }


_ARROW_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The cells",
        "content": {
            "application/vnd.apache.arrow.stream": {"schema": {"type": "string", "format": "binary"}}
        },
    },
}

PANEL = Panel(id="tensors", kinds=(), mount=mount)
"""Its page shows every kind that no other panel names."""
