"""The application: routes and panels over a board, behind the checks that every request passes.

From the outside in: security headers, path prefix, Host and Origin, token, routes, the page's files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from sonde.catalog import Catalog
from sonde.server import description, routes
from sonde.server.api import Api
from sonde.server.auth import TokenCheck
from sonde.server.catalog_watch import CatalogWatch
from sonde.server.headers import SecurityHeaders
from sonde.server.hosts import HostCheck
from sonde.server.live import Live
from sonde.server.panels import PanelFiles, Panels
from sonde.server.prefix import PathPrefix
from sonde.server.router import Route, Router
from sonde.server.static import StaticFiles
from sonde.server.status import Status

if TYPE_CHECKING:
    from sonde.alerts.service import Alerts
    from sonde.panels.contract import Panel
    from sonde.query import Growing

_CLOSE_SECS = 0.5

WEB_ROOT = Path(__file__).parents[1] / "_web"
"""Where the build puts the page."""


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


@dataclass(frozen=True, slots=True)
class AlertOptions:
    """Whom alerts may tell, as the administrator said: see `sonde.alerts.channels`. `url` is where people find the page."""

    webhooks: Sequence[str] = ()
    mails: Sequence[str] = ()
    mail_server: str = ""
    mail_password: str = ""
    mail_from: str = ""
    url: str = ""


class Application:
    """An ASGI application. Whoever stops the server ends its streams with `live`; `answered` is set by the first answer."""

    def __init__(
        self,
        board: Growing,
        access: Access | None = None,
        *,
        panels: Iterable[Panel] | None = None,
        studies: Sequence[str] = (),
        web_root: Path = WEB_ROOT,
        catalog: str | None = None,
        allow_delete: bool = False,
        alert_options: AlertOptions | None = None,
    ) -> None:
        access = access or Access()
        status = Status(board)
        self.catalog = Catalog(lambda: board.query.roots, catalog)
        self.live = Live(board, status, CatalogWatch(self.catalog))
        mounted = Panels(panels, studies)
        self._board = board
        self._alert_options = alert_options or AlertOptions()

        def later() -> Iterator[Route]:
            yield from mounted.routes(board, self.catalog)
            yield from _later_routes(self.catalog, lambda: self.alerts, allow_delete=allow_delete)

        self.api = _api(board, self.live, status, mounted, later)
        self.answered = Event()
        self._page = StaticFiles(web_root)
        self._panel_files = PanelFiles(mounted)
        self._guarded = _guarded(self._route, access)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._guarded(scope, receive, send)
        finally:
            self.answered.set()

    def prepare(self) -> None:
        """Import what further answers need. It may also be left to them."""
        self.api.complete()
        self.alerts.start()

    def close(self) -> None:
        """End what the server does beside answering."""
        if "alerts" in self.__dict__:
            self.alerts.close()
        # A database on a file system that does not answer is left as it is: it is whole at any time.
        closing = Thread(target=self.catalog.close, name="sonde-catalog", daemon=True)
        closing.start()
        closing.join(_CLOSE_SECS)

    @cached_property
    def alerts(self) -> Alerts:
        from sonde.server.alerts import make_alerts

        return make_alerts(self._board, self.catalog, self.live, self._alert_options)

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The API below /api/, what installed panels bring below /panels/, the page's files everywhere else."""
        path = scope.get("path", "/api/").removeprefix(scope.get("root_path", ""))
        homes: dict[str, ASGIApp] = {"/api/": self.api, "/panels/": self._panel_files}
        app = next((app for prefix, app in homes.items() if path.startswith(prefix)), self._page)
        await app(scope, receive, send)


def _later_routes(catalog: Catalog, alerts: Callable[[], Alerts], *, allow_delete: bool) -> Iterator[Route]:
    """Those of the catalog and of alerts, which the first answer does not need."""
    from sonde.server import alerts as routes_of_alerts
    from sonde.server import catalog as routes_of_catalog

    router = Router("/api/catalog", "catalog", reads_files=True)
    routes_of_catalog.mount(router, routes_of_catalog.CatalogDesk(catalog, allow_delete=allow_delete))
    yield from router.routes
    router = Router("/api/alerts", "alerts", reads_files=True)
    routes_of_alerts.mount(router, alerts)
    yield from router.routes


def _api(
    board: Growing, live: Live, status: Status, panels: Panels, more: Callable[[], Iterable[Route]]
) -> Api:
    core = Router("/api", "data")
    routes.mount(core, board, live, status)
    panels.mount(core)
    api = Api(core.routes, more)
    about = Router("/api", "description")
    description.mount(about, api.openapi)
    api.add(about.routes)
    return api


def _guarded(app: ASGIApp, access: Access) -> ASGIApp:
    if access.token is not None:
        app = TokenCheck(app, access.token, access.port, access.path_prefix)
    app = HostCheck(app, access.host_names)
    if access.path_prefix:
        app = PathPrefix(app, access.path_prefix)
    return SecurityHeaders(app)
