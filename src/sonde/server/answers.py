"""Answers: a body with its ETag, its 304 and, where it pays, its gzip."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from sonde.deflate import gzipped
from sonde.server.json_body import json_body

if TYPE_CHECKING:
    from sonde.panels.contract import Request

_GZIP_FROM_BYTES = 1400  # below this a compressed answer saves no packet


def json_answer(request: Request, value: Any, headers: Mapping[str, str] | None = None) -> Response:
    return body_answer(request, json_body(value), "application/json", headers)


def body_answer(
    request: Request, body: bytes, media_type: str, headers: Mapping[str, str] | None = None
) -> Response:
    """`body`, or 304 when the client has it already.

    The ETag is weak because the same tag serves the plain and the compressed form.
    """
    etag = f'W/"{blake2b(body, digest_size=12).hexdigest()}"'
    all_headers = {"Cache-Control": "no-cache", **(headers or {}), "ETag": etag, "Vary": "Accept-Encoding"}
    if request.method == "GET" and holds_etag(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=all_headers)
    if len(body) >= _GZIP_FROM_BYTES and "gzip" in request.headers.get("accept-encoding", ""):
        body = gzipped(body)
        all_headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=media_type, headers=all_headers)


def holds_etag(if_none_match: str | None, etag: str) -> bool:
    """Whether an If-None-Match header names `etag`, compared weakly (RFC 9110, 8.8.3.2)."""
    if if_none_match is None:
        return False
    named = {part.strip().removeprefix("W/") for part in if_none_match.split(",")}
    return "*" in named or etag.removeprefix("W/") in named
