"""Answers: a body with its ETag, its 304 and, where it pays, its gzip."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from fastapi import Request, Response
from pydantic_core import to_json

from sonde.deflate import gzipped

_GZIP_FROM_BYTES = 1400  # below this a compressed answer saves no packet

# Raw bytes that only a panel of that plugin can read; its routes decode them.
_NOT_SENT: Any = {"__all__": {"plugin_content"}}


def json_body(value: Any) -> bytes:
    """JSON of dataclasses, mappings, lists and numbers. NaN and the infinities, which JSON lacks, become strings."""
    return to_json(value, inf_nan_mode="strings", fallback=_plain, exclude=_NOT_SENT)


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


def _plain(value: Any) -> Any:
    """NumPy scalars and arrays as the plain numbers that JSON knows."""
    return value.tolist()
