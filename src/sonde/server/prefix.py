"""The path prefix: Sonde below `/some/path/` of a host that a reverse proxy shares among several servers."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from sonde.server.errors import error_answer


class PathPrefix:
    """Serves `app` below `prefix` ("/a/b") and answers 404 elsewhere; the bare prefix and the root lead to the page."""

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].startswith(f"{self._prefix}/"):
            await self._app({**scope, "root_path": self._prefix}, receive, send)
        elif scope["path"] in (self._prefix, "/"):
            query = scope["query_string"].decode("latin-1")
            location = f"{quote(self._prefix)}/" + (f"?{query}" if query else "")
            await Response(status_code=307, headers={"Location": location})(scope, receive, send)
        else:
            answer = error_answer(
                404, f"nothing is served at {scope['path']!r}", f"Sonde is below {self._prefix}/"
            )
            await answer(scope, receive, send)


def normal_prefix(text: str) -> str:
    """`text` as "/a/b" without a slash at the end, or "" for none. Raises ValueError when it does not start with "/"."""
    if text and not text.startswith("/"):
        raise ValueError(f"a path prefix starts with a slash, got {text!r}; try {'/' + text!r}")
    return text.rstrip("/")
