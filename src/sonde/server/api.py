"""The API: finds the route of a request, reads the question, calls the function, and turns what goes wrong into answers."""

from __future__ import annotations

import inspect
import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sonde.server import errors
from sonde.server.questions import read_body
from sonde.server.router import Route
from sonde.server.workers import ANSWERS, FILES

_log = logging.getLogger(__name__)


class Api:
    """An ASGI application of routes. Those of `more` are fetched when a path is first asked for that the others lack."""

    def __init__(self, routes: Iterable[Route], more: Callable[[], Iterable[Route]]) -> None:
        self._routes: dict[str, dict[str, Route]] = {}
        self._more: Callable[[], Iterable[Route]] | None = more
        self._lock = threading.Lock()
        self._description: dict[str, Any] | None = None
        self.add(routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return
        except Exception as error:
            response = errors.answer_of(request, error)
            if response.status_code == 500:
                _log.exception("%s %s failed", request.method, scope["path"])
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path: str = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        methods = self._routes.get(path)
        if methods is None and self._more is not None:
            await ANSWERS.run(self.complete)
            methods = self._routes.get(path)
        if methods is None:
            return errors.nothing_here(request)
        route = methods.get(request.method)
        if route is None:
            return errors.other_method(request, sorted(methods))
        return await _call(route, request)

    def complete(self) -> None:
        """Fetch the routes that were left for later."""
        with self._lock:
            if self._more is not None:
                self.add(self._more())
                self._more = None

    @property
    def routes(self) -> list[Route]:
        """All routes, in the order in which they were added."""
        self.complete()
        return [route for methods in self._routes.values() for route in methods.values()]

    def openapi(self) -> dict[str, Any]:
        """The description of all routes as an OpenAPI document, made when it is first asked for."""
        if self._description is None:
            from sonde.server.openapi import describe

            self._description = describe(self.routes)
        return self._description

    def add(self, routes: Iterable[Route]) -> None:
        # A new table, because other threads read the old one.
        table = {path: dict(methods) for path, methods in self._routes.items()}
        for route in routes:
            table.setdefault(route.path, {})[route.method] = route
        self._routes = table


async def _call(route: Route, request: Request) -> Response:
    signature = route.signature
    body = b"" if signature.body is None else await read_body(request)
    arguments = signature.read(request.query_params, request.headers, body)
    if signature.wants_request:
        arguments["request"] = request
    if inspect.iscoroutinefunction(route.function):
        answer = await route.function(**arguments)
    else:
        workers = FILES if route.reads_files else ANSWERS
        answer = await workers.run(route.function, **arguments)
    assert isinstance(answer, Response), f"{route.path} gave {type(answer).__name__}"  # noqa: S101  a panel's bug
    return answer
