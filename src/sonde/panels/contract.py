"""What a panel is: the promise between one kind of data's answers and the server that mounts them.

A panel is a `Panel`: its id, the kinds of series it shows, and a `mount` that puts its routes on a router. The server
mounts the router under `/api/<id>` and hands over an `App`, which holds everything a panel may use of the server:
the newest data and the ways to answer. A panel knows no socket, no token, no file of the log directory.

    from sonde.panels.contract import App, Panel

    def mount(router, app):
        @router.get("/count")
        def count(request: Request) -> Response:
            return app.json(request, {"runs": len(app.query().runs())})

    PANEL = Panel(id="counter", kinds=("scalars",), mount=mount)

An installed package adds a panel through the entry-point group `sonde.panels`: the entry point's name is the panel's id
and its value is `module:PANEL`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from fastapi import APIRouter, Request, Response

    from sonde.query import Query


@dataclass(frozen=True, slots=True)
class Column:
    """One named column of an answer.

    `values` is a one-dimensional NumPy array, or a sequence of str. With `offsets` (int32, one more than there are rows)
    it is a list column: row i holds `values[offsets[i]:offsets[i + 1]]`. No value is ever null.
    """

    name: str
    values: np.ndarray[Any, Any] | Sequence[str]
    offsets: np.ndarray[Any, Any] | None = None


class App(Protocol):
    """What the server lends a panel. Every method may be called from any thread."""

    def query(self) -> Query:
        """The data as it is now: an immutable view of the newest generation."""
        ...

    def json(self, request: Request, value: Any) -> Response:
        """Answer `value` as JSON with an ETag; NaN and the infinities become the strings "NaN", "Infinity", "-Infinity"."""
        ...

    def text(self, request: Request, text: str, media_type: str) -> Response:
        """Answer text with an ETag, compressed where that pays."""
        ...

    def arrow(self, columns: Sequence[Column], metadata: Mapping[str, object]) -> Response:
        """Answer one record batch as an Arrow IPC stream; `metadata` goes into its schema."""
        ...

    def download(self, tables: Iterable[Sequence[Column]], filename: str, format: str) -> Response:
        """Answer a long table piece by piece as a file to save: `format` is csv, json or arrow, `filename` has no ending."""
        ...

    def blob(self, request: Request, data: bytes, filename: str) -> Response:
        """Answer bytes, or the range of them that is asked for, with a strong ETag and the media type that they begin as.

        Images, sound, video and plain text may be shown by a browser; anything else it saves as `filename`.
        """
        ...


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel's server half. `id` is also its path: lower-case letters, digits, `_` and `-`."""

    id: str
    kinds: tuple[str, ...]
    mount: Callable[[APIRouter, App], None]
