"""Tensors: the points of a series of any kind but scalars, and each one's value as a file of its own.

Pages for images, audio, text and the like draw from these; a program gets the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from msgspec import Meta, Struct

from sonde.panels.contract import App, Column, Request, Response, Router
from sonde.query import Query, Stretch, Tensors, Value
from sonde.query.contract import MAX_VALUES, MAX_VALUES_BYTES

_ARROW = "application/vnd.apache.arrow.stream"

_MOST = 2**53
"""No series has more points."""

RunName = Annotated[str, Meta(description="the run")]
TagName = Annotated[str, Meta(description="the tag")]
KindName = Annotated[str | None, Meta(description="needed where the tag has several kinds")]


class SeriesStretch(Struct, forbid_unknown_fields=True):
    """Points of one series."""

    run: str
    tag: str
    kind: KindName = None
    first: Annotated[int, Meta(ge=0, le=_MOST, description="the number of the first point, from 0")] = 0
    last: Annotated[
        Annotated[int, Meta(ge=0, le=_MOST)] | None,
        Meta(description="the number behind the last one; null goes to the end"),
    ] = None
    every: Annotated[int, Meta(ge=1, le=_MOST, description="2 leaves out every second one, and so on")] = 1


class ValuesQuestion(Struct, forbid_unknown_fields=True):
    """Which points' values."""

    series: Annotated[
        list[SeriesStretch],
        Meta(
            max_length=MAX_VALUES,
            description=f"At most {MAX_VALUES:,} points and {MAX_VALUES_BYTES >> 20} MiB at once.",
        ),
    ]


class TagQuestion(Struct, forbid_unknown_fields=True):
    """Which series."""

    tag: str
    kind: Annotated[str, Meta(description="the kind of the series")]
    runs: Annotated[list[str] | None, Meta(description="names of runs; null asks for all")] = None


def mount(router: Router, app: App) -> None:
    """Put the routes on `router`, which stands at /api/tensors."""

    @router.get("", summary="The points of a series", responses=_POINTS_RESPONSE)
    def points(
        run: RunName,
        tag: TagName,
        kind: KindName = None,
        format: Annotated[Literal["arrow", "json", "csv"], Meta(description="form of the answer")] = "arrow",
    ) -> Response:
        """Every point of a series that is no scalar: index, step, wall_time, attempt, writer, superseded, bytes.

        `index` asks /api/tensors/value for the value; `bytes` is what it takes in its event file.
        """
        tensors = app.query().tensors(run, tag, kind)
        return app.download([_columns(tensors)], tag, format)

    @router.post("/points", summary="The points of a tag in many runs", responses=_ARROW_RESPONSE)
    def points_of_tag(question: TagQuestion) -> Response:
        """One row for each run that has the tag, its points as list columns: step, wall_time, attempt, superseded (1 or 0).

        A point's place in the lists is its `index`.
        """
        query = app.query()
        return app.arrow(_columns_of_runs(query, question), {"generation": query.generation})

    @router.get("/value", summary="One value", responses=_VALUE_RESPONSE)
    def value(
        request: Request,
        run: RunName,
        tag: TagName,
        index: Annotated[int, Meta(description="which point, from 0", ge=0, le=_MOST)],
        kind: KindName = None,
        part: Annotated[
            int, Meta(description="which of several images, clips or strings, from 0", ge=0, le=_MOST)
        ] = 0,
    ) -> Response:
        """An encoded image, sound or video as it is; a string as text; numbers as a NumPy file (numpy.load reads it).

        The ETag is strong, and byte ranges are answered.
        """
        blob = app.query().blob(run, tag, index, kind, part)
        return app.blob(request, blob, blob.name)

    @router.post("/values", summary="Values of many points", responses=_POINTS_RESPONSE)
    def values(question: ValuesQuestion) -> Response:
        """The values of many points of many series in one answer: one row for each point, in the order of the question.

        As Arrow: `series` (the place in the question), index, step, wall_time, attempt, writer, superseded, then the value.
        `dtype` is its type as NumPy spells it, with the lowest byte first (`<f4`), and `shape` its dimensions; `data` holds its numbers. Of strings, encoded images and
        the like `dtype` is `bytes`, and `data` holds them one behind the other, each as long as `sizes` says. A value that
        cannot be read leaves these empty, and `error` says why.
        """
        asked = [
            Stretch(one.run, one.tag, one.kind, one.first, one.last, one.every) for one in question.series
        ]
        query = app.query()
        return app.arrow(_value_columns(query.values(asked)), {"generation": query.generation})


def _columns_of_runs(query: Query, question: TagQuestion) -> list[Column]:
    wanted = None if question.runs is None else set(question.runs)
    found = [
        query.tensors(info.run, info.tag, question.kind)
        for info in query.series(question.kind, None, question.tag)
        if wanted is None or info.run in wanted
    ]
    return [
        Column("run", [points.run for points in found]),
        _list_column("step", [points.steps for points in found], np.int64),
        _list_column("wall_time", [points.wall_times for points in found], np.float64),
        _list_column("attempt", [points.attempts for points in found], np.int32),
        _list_column("superseded", [points.superseded for points in found], np.int32),
    ]


def _value_columns(found: Sequence[Value]) -> list[Column]:
    pieces = [_pieces(one.value) for one in found]
    rows = len(found)
    return [
        Column("series", np.fromiter((one.stretch for one in found), np.int32, rows)),
        Column("index", np.fromiter((one.index for one in found), np.int64, rows)),
        Column("step", np.fromiter((one.step for one in found), np.int64, rows)),
        Column("wall_time", np.fromiter((one.wall_time for one in found), np.float64, rows)),
        Column("attempt", np.fromiter((one.attempt for one in found), np.int32, rows)),
        Column("writer", np.fromiter((one.writer for one in found), np.int32, rows)),
        Column("superseded", np.fromiter((one.superseded for one in found), np.bool_, rows)),
        Column("dtype", [_dtype(one.value) for one in found]),
        _list_column("shape", [() if one.value is None else one.value.shape for one in found], np.int64),
        _list_column("sizes", [[len(piece) for piece in of_one] for of_one in pieces], np.int64),
        _data_column([b"".join(of_one) for of_one in pieces]),
        Column("error", [one.error for one in found]),
    ]


def _dtype(value: npt.NDArray[Any] | None) -> str:
    if value is None:
        return ""
    return "bytes" if value.dtype == object else value.dtype.newbyteorder("<").str


def _pieces(value: npt.NDArray[Any] | None) -> list[bytes]:
    if value is None:
        return []
    if value.dtype == object:
        strings: list[bytes] = value.ravel().tolist()
        return strings
    return [np.ascontiguousarray(value, value.dtype.newbyteorder("<")).tobytes()]


def _list_column(name: str, lists: Sequence[npt.ArrayLike], dtype: npt.DTypeLike) -> Column:
    parts = [np.asarray(one, dtype) for one in lists]
    offsets = np.cumsum([0, *map(len, parts)], dtype=np.int32)
    return Column(name, np.concatenate([np.zeros(0, dtype), *parts]), offsets)


def _data_column(data: Sequence[bytes]) -> Column:
    offsets = np.cumsum([0, *map(len, data)], dtype=np.int32)
    return Column("data", np.frombuffer(b"".join(data), np.uint8), offsets)


def _columns(tensors: Tensors) -> list[Column]:
    return [
        Column("index", np.arange(len(tensors))),
        Column("step", tensors.steps),
        Column("wall_time", tensors.wall_times),
        Column("attempt", tensors.attempts),
        Column("writer", tensors.writers),
        Column("superseded", tensors.superseded),
        Column("bytes", tensors.bytes),
    ]


_ARROW_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The points",
        "content": {_ARROW: {"schema": {"type": "string", "format": "binary"}}},
    },
}
_POINTS_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The points",
        "content": {
            _ARROW: {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
            "text/csv": {"schema": {"type": "string"}},
        },
    },
}
_VALUE_RESPONSE: dict[int, dict[str, Any]] = {
    status: {"description": meaning, "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
    for status, meaning in ((200, "The value"), (206, "The asked range of it"))
}
