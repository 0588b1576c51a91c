"""The API's description: for programs as an OpenAPI document, for people as a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sonde.server.answers import body_answer, json_answer
from sonde.server.router import Router


def mount(router: Router, openapi: Callable[[], dict[str, Any]]) -> None:
    """Put the routes on `router`, which stands at /api; they do not describe themselves."""

    @router.get("/openapi.json", described=False)
    def document(request: Request) -> Response:
        return json_answer(request, openapi())

    @router.get("/docs", described=False)
    def page(request: Request) -> Response:
        from sonde.server.reference import reference_page

        return body_answer(request, reference_page(), "text/html; charset=utf-8")

    @router.get("/docs.css", described=False)
    def style(request: Request) -> Response:
        from sonde.server.reference import reference_style

        return body_answer(request, reference_style(), "text/css; charset=utf-8")
