"""Tensors: the points of a series of any kind but scalars, and each one's value as a file of its own.

Pages for images, audio, text and the like draw from these; a program gets the same bytes.
"""

from __future__ import annotations

import io
from typing import Annotated, Any, Literal

import numpy as np
import numpy.typing as npt
from msgspec import Meta

from sonde.errors import NotFoundError
from sonde.panels.contract import App, Column, Request, Response, Router
from sonde.query import Tensors

_SIZED_PLUGINS = frozenset({"images", "videos"})
"""Their values begin with width and height, in decimal, before what is encoded."""

_ARROW = "application/vnd.apache.arrow.stream"

RunName = Annotated[str, Meta(description="the run")]
TagName = Annotated[str, Meta(description="the tag")]
KindName = Annotated[str | None, Meta(description="needed where the tag has several kinds")]


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

    @router.get("/value", summary="One value", responses=_VALUE_RESPONSE)
    def value(
        request: Request,
        run: RunName,
        tag: TagName,
        index: Annotated[int, Meta(description="which point, from 0", ge=0)],
        kind: KindName = None,
        part: Annotated[int, Meta(description="which of several images, clips or strings, from 0", ge=0)] = 0,
    ) -> Response:
        """An encoded image, sound or video as it is; a string as text; numbers as a NumPy file (numpy.load reads it).

        The ETag is strong, and byte ranges are answered.
        """
        tensors = app.query().tensors(run, tag, kind)
        _check(f"tag {tag!r} in run {run!r}", "point", index, len(tensors))
        parts = parts_of(tensors.value(index), tensors.plugin)
        _check(f"point {index} of tag {tag!r} in run {run!r}", "part", part, len(parts))
        data = parts[part]
        if isinstance(data, bytes):
            return app.blob(request, data, f"{tag}-{index}-{part}")
        return app.blob(request, _numpy_file(data), f"{tag}-{index}.npy")


def parts_of(value: npt.NDArray[Any], plugin: str) -> list[bytes | npt.NDArray[Any]]:
    """What a value holds: its encoded images, clips or strings in order, or its numbers as one array."""
    if value.dtype != object:
        return [value]
    strings: list[bytes | npt.NDArray[Any]] = value.ravel().tolist()
    return strings[2:] if plugin in _SIZED_PLUGINS else strings


def _check(where: str, what: str, number: int, count: int) -> None:
    if number >= count:
        raise NotFoundError(f"no {what} {number} in {where}", f"it has {count}, counted from 0")


def _numpy_file(array: npt.NDArray[Any]) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def _columns(tensors: Tensors) -> list[Column]:
    return [
        Column("index", np.arange(len(tensors))),
        Column("step", tensors.steps),
        Column("wall_time", tensors.wall_times),
        Column("attempt", tensors.attempts),
        Column("writer", tensors.writers),
        Column("superseded", tensors.superseded),
        Column("bytes", tensors.places.lengths.astype(np.int64)),
    ]


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
