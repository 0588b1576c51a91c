"""What a panel is: the promise between one kind of data's answers and the server that mounts them.

A panel is a `Panel`: its id, the kinds of series it shows, and a `mount` that puts its routes on a router. The server
mounts the router under `/api/<id>` and hands over an `App`, which holds everything a panel may use of the server:
the newest data and the ways to answer. A panel knows no socket, no token, no file of the log directory.

    from typing import Annotated
    from msgspec import Meta
    from sonde.panels.contract import App, Panel, Request, Response, Router

    def mount(router: Router, app: App) -> None:
        @router.get("/count", summary="How many runs there are")
        def count(request: Request, tag: Annotated[str | None, Meta(description="only with this tag")] = None) -> Response:
            runs = app.query().runs() if tag is None else app.query().runs_with(tag)
            return app.json(request, {"runs": len(runs)})

    PANEL = Panel(id="counter", kinds=("scalars",), mount=mount)

An installed package adds a panel through the entry-point group `sonde.panels`: the entry point's name is the panel's id
and its value is `module:PANEL`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from importlib.abc import Traversable

    import numpy as np

    from sonde.catalog.nouns import State
    from sonde.query import Bytes, Query


Function = TypeVar("Function", bound=Callable[..., Any])


class Request(Protocol):
    """What was asked: a panel hands it on to `App`, which answers in the way that the asker can take."""

    @property
    def method(self) -> str: ...

    @property
    def headers(self) -> Mapping[str, str]: ...


class Response(Protocol):
    """What `App` made for the asker: a panel's function returns it."""

    status_code: int


class Router(Protocol):
    """Where a panel's routes stand.

    A route is a function. Its parameter `request`, if it has one, is the request; a parameter whose type is a
    `msgspec.Struct` is the JSON body; any other is a parameter of the address, given once or, where its type is a list,
    several times. Types, limits and descriptions (`Annotated[int, msgspec.Meta(ge=0, description="…")]`) are checked
    before the function is called, and described in the API's documentation with the function's docstring. A plain function
    runs on a thread, an `async` one in the event loop. Errors of `sonde.errors` may be raised.

    Few threads are kept for functions that read files, blobs above all: a file system that does not answer holds them, and
    nobody else. A function that answers from memory alone, as scalars do, says `reads_files=False`.

    `summary` is the route's title. `answers` is the type of a JSON answer; `responses` describes any other, as OpenAPI's
    response objects by status.
    """

    def get(
        self,
        path: str,
        *,
        summary: str = "",
        answers: Any = None,
        responses: Mapping[int, Mapping[str, Any]] | None = None,
        reads_files: bool = True,
    ) -> Callable[[Function], Function]:
        """Answer GET at `path` below the panel's own; "" is that itself."""
        ...

    def post(
        self,
        path: str,
        *,
        summary: str = "",
        answers: Any = None,
        responses: Mapping[int, Mapping[str, Any]] | None = None,
        reads_files: bool = True,
    ) -> Callable[[Function], Function]:
        """Answer POST, for questions too long for an address. A panel changes nothing."""
        ...


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

    def studies(self) -> Sequence[str]:
        """Where the command line says that studies of hyperparameters are kept: storage addresses of Optuna, with passwords."""
        ...

    def catalog(self) -> State:
        """What people said of runs, by the runs' keys; nothing while the catalog cannot be read."""
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

    def file(self, pieces: Iterable[bytes], filename: str, media_type: str) -> Response:
        """Answer bytes piece by piece as a file to save."""
        ...

    def blob(self, request: Request, blob: Bytes, filename: str, *, svg: bool = False) -> Response:
        """Answer bytes, or the range of them that is asked for, with a strong ETag and the media type that they begin as.

        `query().blob(…)` and `query().file(…)` give such bytes; no more of them is read than is answered.

        Images, sound, video and plain text may be shown by a browser; anything else it saves as `filename`. An SVG is plain
        text, as it may hold scripts; with `svg` it is an image, under a policy that lets nothing run: for one that was sanitised.
        """
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """A panel's page in the browser: an ES module that exports `mount`, as `host.d.ts` beside this file describes it.

    `files` is the folder that the server shows below /panels/<id>/, for instance
    `importlib.resources.files("my_package") / "page"`; `module` is the module's name in it, and may import its neighbours.
    `title` is what its tab says, in English; `chinese_title` in Chinese, the same if empty.
    """

    title: str
    files: Traversable
    module: str = "panel.js"
    chinese_title: str = ""

    @property
    def titles(self) -> tuple[str, str]:
        """In English and in Chinese."""
        return self.title, self.chinese_title or self.title

    def read(self, name: str) -> bytes | None:
        """The bytes of one of the files, named by its path in the folder; None where there is none."""
        parts = name.split("/")
        if any(part in ("", ".", "..") or "\\" in part or "\0" in part or ":" in part for part in parts):
            return None
        file = self.files.joinpath(*parts)
        try:
            return file.read_bytes() if file.is_file() else None
        except OSError:  # names that are too long, files that may not be read
            return None


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel. `id` is also its path: lower-case letters, digits, `_` and `-`.

    `kinds` are the kinds of data that its page shows: it has a tab where the log has one of them, always where it names
    none. `mount` puts its routes on a router. `page` is for panels of installed packages: the page of a built-in one is
    part of Sonde's own.
    """

    id: str
    kinds: tuple[str, ...]
    mount: Callable[[Router, App], None]
    page: Page | None = None
