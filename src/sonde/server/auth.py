"""The token: who may look when the server can be reached from other machines.

The token comes as `?token=` (the URL that the terminal prints), as `Authorization: Bearer`, or as the cookie that the
first of these sets in a browser. Cookies ignore ports, so the cookie's name carries the port: two servers of one host
do not log each other out. The cookie holds a digest, so that reading it does not give the token away.
"""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sonde.server.errors import error_answer
from sonde.server.token_page import POLICY, token_page

_COOKIE_SECONDS = 30 * 24 * 3600


def new_token() -> str:
    return secrets.token_hex(20)


class TokenCheck:
    """Lets a request pass that shows the token; a page opened with `?token=` gets the cookie and its URL without it."""

    def __init__(self, app: ASGIApp, token: str, port: int, path_prefix: str = "") -> None:
        self._app = app
        self._token = token.encode()
        self._cookie_name = f"sonde-{port}"
        self._cookie_value = hmac.new(self._token, b"sonde cookie", "sha256").hexdigest()
        self._path = quote(f"{path_prefix}/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if self._fits(dict(query).get("token")):
            await self._welcome(scope, receive, send, query)
        elif self._has_cookie(headers) or self._fits(_bearer(headers)):
            await self._app(scope, receive, send)
        else:
            wrong = dict(query).get("token") is not None
            await self._refuse(scope, headers, wrong)(scope, receive, send)

    def _fits(self, shown: str | None) -> bool:
        return shown is not None and hmac.compare_digest(shown.encode(), self._token)

    def _has_cookie(self, headers: Headers) -> bool:
        shown = cookie_parser(headers.get("cookie", "")).get(self._cookie_name, "")
        return hmac.compare_digest(shown.encode(), self._cookie_value.encode())

    async def _welcome(
        self, scope: Scope, receive: Receive, send: Send, query: list[tuple[str, str]]
    ) -> None:
        if scope["method"] == "GET" and not _is_api(scope):
            rest = urlencode([(key, value) for key, value in query if key != "token"])
            # One slash at its beginning: two would be another site's address.
            here = quote("/" + scope["path"].lstrip("/")) + (f"?{rest}" if rest else "")
            headers = {"Location": here, "Set-Cookie": self._cookie(), "Cache-Control": "no-store"}
            await Response(status_code=303, headers=headers)(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"set-cookie", self._cookie().encode())]
            await send(message)

        await self._app(scope, receive, send_with_cookie)

    def _cookie(self) -> str:
        return (
            f"{self._cookie_name}={self._cookie_value}; Path={self._path}; Max-Age={_COOKIE_SECONDS};"
            " HttpOnly; SameSite=Lax"
        )

    def _refuse(self, scope: Scope, headers: Headers, wrong: bool) -> Response:
        message = "this server asks for its token"
        hint = "open the URL that `sonde` printed, or send the header Authorization: Bearer TOKEN"
        if not _is_api(scope) and "text/html" in headers.get("accept", ""):
            page = token_page(headers.get("accept-language", ""), wrong)
            return Response(
                page, status_code=401, media_type="text/html", headers={"Content-Security-Policy": POLICY}
            )
        return error_answer(401, message, hint, headers={"WWW-Authenticate": "Bearer"})


def _bearer(headers: Headers) -> str | None:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _is_api(scope: Scope) -> bool:
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return path.startswith("/api/")
