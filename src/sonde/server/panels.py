"""The panels, mounted: their routes below /api/<id>/, and the files of those that bring a page, below /panels/<id>/.

They are loaded when something of theirs is first asked for, which is after the first answer.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sonde.server.answers import json_answer
from sonde.server.router import Route, Router
from sonde.server.schema import PanelAnswer
from sonde.server.static import File, file_answer, nothing_served, only_get
from sonde.server.workers import ANSWERS

if TYPE_CHECKING:
    from sonde.catalog import Catalog
    from sonde.panels.contract import Page, Panel
    from sonde.query import Growing

_log = logging.getLogger(__name__)


class Panels:
    """All panels; `panels` are those that are given instead of the built-in and the installed ones, `studies` what the command line
    names of studies of hyperparameters.
    """

    def __init__(self, panels: Iterable[Panel] | None = None, studies: Sequence[str] = ()) -> None:
        self._panels = None if panels is None else tuple(panels)
        self._studies = studies
        self._lock = Lock()

    def all(self) -> tuple[Panel, ...]:
        with self._lock:
            if self._panels is None:
                from sonde.panels import load_panels

                self._panels = tuple(load_panels())
            return self._panels

    def routes(self, board: Growing, catalog: Catalog) -> Iterator[Route]:
        """Those of all panels, and of what every panel may draw from. A panel that fails to mount is left out."""
        from sonde.server import tensors
        from sonde.server.panel_app import PanelApp

        app = PanelApp(board, catalog, self._studies)
        resource = Router("/api/tensors", "data", reads_files=True)
        tensors.mount(resource, app)
        yield from resource.routes
        for panel in self.all():
            router = Router(f"/api/{panel.id}", panel.id, reads_files=True)
            try:
                panel.mount(router, app)
            except Exception:  # foreign code may raise anything
                _log.exception("the routes of panel %r are left out", panel.id)
                continue
            yield from router.routes

    def pages(self) -> dict[str, Page]:
        """The pages that panels bring, by id."""
        return {panel.id: panel.page for panel in self.all() if panel.page is not None}

    def mount(self, router: Router) -> None:
        """Put the list of pages on `router`, which stands at /api."""

        @router.get("/panels", summary="Pages of installed panels", answers=list[PanelAnswer])
        def panels(request: Request) -> Response:
            """The panels of installed packages that bring a page, in the order of their tabs."""
            found = [
                PanelAnswer(
                    panel.id,
                    *panel.page.titles,
                    list(panel.kinds),
                    f"panels/{panel.id}/{panel.page.module}",
                )
                for panel in self.all()
                if panel.page is not None
            ]
            return json_answer(request, found)


class PanelFiles:
    """Serves `/panels/<id>/<file>`: the files that the page of an installed panel is made of."""

    def __init__(self, panels: Panels) -> None:
        self._panels = panels

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await ANSWERS.run(self._answer, scope)
        await answer(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        refusal = only_get(scope)
        if refusal is not None:
            return refusal
        path: str = scope["path"].removeprefix(scope.get("root_path", ""))
        panel, _, name = path.removeprefix("/panels/").partition("/")
        page = self._panels.pages().get(panel)
        body = None if page is None else page.read(name)
        if body is None:
            return nothing_served(scope)
        return file_answer(File.of(body, name), Headers(scope=scope), hashed=False)
