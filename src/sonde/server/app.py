"""The application: routes and panels over a board, behind the checks that every request passes.

From the outside in: security headers, path prefix, Host and Origin, token, routes, the page's files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sonde import __version__
from sonde.board import Board
from sonde.panels import load_panels
from sonde.panels.contract import Column, Panel
from sonde.query import Query
from sonde.server import errors, routes
from sonde.server.answers import body_answer, json_answer
from sonde.server.auth import TokenCheck
from sonde.server.blobs import blob_answer
from sonde.server.headers import SecurityHeaders
from sonde.server.hosts import HostCheck
from sonde.server.live import Live
from sonde.server.prefix import PathPrefix
from sonde.server.static import StaticFiles
from sonde.server.status import Status

WEB_ROOT = Path(__file__).parents[1] / "_web"
"""Where the build puts the page."""

_DESCRIPTION = """What a log directory holds, as JSON lists and Arrow IPC streams (or JSON or CSV with `?format=`).

Lists carry an ETag and the header `Sonde-Generation`; ask again with `If-None-Match`. Every error has the form
`{"error": {"code", "message", "hint"}}`. NaN and the infinities are the strings "NaN", "Infinity" and "-Infinity" in
JSON. Times are seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask and under which address.

    `host_names` are the names to answer to besides loopback names and numeric addresses, None answers to any;
    `token` is None where everyone who reaches the server may look.
    """

    host_names: frozenset[str] | None = frozenset()
    token: str | None = None
    port: int = 0
    path_prefix: str = ""


class Application:
    """An ASGI application. `live` is there so that whoever stops the server can end its streams."""

    def __init__(
        self,
        board: Board,
        access: Access | None = None,
        *,
        panels: Iterable[Panel] | None = None,
        web_root: Path = WEB_ROOT,
    ) -> None:
        access = access or Access()
        status = Status(board)
        self.live = Live(board, status)
        self.api = _api(board, self.live, status, load_panels() if panels is None else panels)
        self._page = StaticFiles(web_root)
        self._guarded = _guarded(self._route, access)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._guarded(scope, receive, send)

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The API below /api/, the page's files everywhere else."""
        path = scope.get("path", "/api/").removeprefix(scope.get("root_path", ""))
        app = self.api if path.startswith("/api/") else self._page
        await app(scope, receive, send)


class PanelApp:
    """The server's side of `panels.contract.App`.

    What makes Arrow streams and files is imported when it is first used, which is after the first answer.
    """

    def __init__(self, board: Board) -> None:
        self._board = board

    def query(self) -> Query:
        return self._board.query

    def json(self, request: Request, value: Any) -> Response:
        return json_answer(request, value)

    def text(self, request: Request, text: str, media_type: str) -> Response:
        return body_answer(request, text.encode(), f"{media_type}; charset=utf-8")

    def arrow(self, columns: Sequence[Column], metadata: Mapping[str, object]) -> Response:
        from sonde.server import arrow

        # memoryview is what a Response keeps as it is; the bytes are not copied again.
        return Response(arrow.encode(columns, metadata), media_type=arrow.MEDIA_TYPE)

    def download(self, tables: Iterable[Sequence[Column]], filename: str, format: str) -> Response:
        from sonde.server import export

        headers = {"Content-Disposition": f'attachment; filename="{_file_name(filename)}.{format}"'}
        pieces: Iterator[bytes] = export.pieces(tables, format)
        return StreamingResponse(pieces, media_type=export.MEDIA_TYPES[format], headers=headers)

    def blob(self, request: Request, data: bytes, filename: str) -> Response:
        return blob_answer(request, data, _file_name(filename))


def _api(board: Board, live: Live, status: Status, panels: Iterable[Panel]) -> FastAPI:
    app = _Api(
        title="Sonde",
        version=__version__,
        description=_DESCRIPTION,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    errors.install(app)
    core = APIRouter(prefix="/api", tags=["data"])
    routes.mount(core, board, live, status)
    app.include_router(core)
    panel_app = PanelApp(board)
    for panel in panels:
        router = APIRouter(prefix=f"/api/{panel.id}", tags=[panel.id])
        panel.mount(router, panel_app)
        app.include_router(router)
    _describe(app)
    return app


class _Api(FastAPI):
    """FastAPI, its description completed when it is first asked for."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            from sonde.server.schema import complete

            self.openapi_schema = complete(super().openapi())
        return self.openapi_schema


def _describe(app: FastAPI) -> None:
    """The API's description for people; FastAPI's own pages load their scripts from elsewhere."""

    @app.get("/api/docs", include_in_schema=False)
    def docs(request: Request) -> Response:
        from sonde.server.docs import docs_page

        return body_answer(request, docs_page(app.openapi()).encode(), "text/html; charset=utf-8")

    @app.get("/api/docs.css", include_in_schema=False)
    def docs_style(request: Request) -> Response:
        from sonde.server.docs import STYLE

        return body_answer(request, STYLE.encode(), "text/css; charset=utf-8")


def _guarded(app: ASGIApp, access: Access) -> ASGIApp:
    if access.token is not None:
        app = TokenCheck(app, access.token, access.port, access.path_prefix)
    app = HostCheck(app, access.host_names)
    if access.path_prefix:
        app = PathPrefix(app, access.path_prefix)
    return SecurityHeaders(app)


def _file_name(text: str) -> str:
    """`text` as a plain file name that every system and every header takes."""
    return (
        "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "_" for char in text).strip(
            "._"
        )[:100]
        or "data"
    )
