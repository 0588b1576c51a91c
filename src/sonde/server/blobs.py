"""Blobs: bytes with a strong ETag, whole or a range of them (RFC 9110, section 14)."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import TYPE_CHECKING

from starlette.responses import Response

from sonde.server.answers import holds_etag
from sonde.server.media_types import media_type_of

if TYPE_CHECKING:
    from sonde.panels.contract import Request

# What a browser may show in a page or a tab; anything else is saved.
_SHOWN = ("image/", "audio/", "video/", "text/plain")

_ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


def blob_answer(request: Request, data: bytes, filename: str) -> Response:
    """`data` or the asked range of it; 304 when the client has it already, 416 for a range outside."""
    media_type = media_type_of(data)
    etag = f'"{blake2b(data, digest_size=12).hexdigest()}"'
    disposition = "inline" if media_type.startswith(_SHOWN) else "attachment"
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-cache",
        "Content-Disposition": f'{disposition}; filename="{filename}"',
        "ETag": etag,
    }
    if holds_etag(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    asked = _asked_range(request, etag, len(data))
    if asked is None:
        return Response(data, media_type=media_type, headers=headers)
    if not asked:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{len(data)}"})
    headers["Content-Range"] = f"bytes {asked.start}-{asked.stop - 1}/{len(data)}"
    return Response(data[asked.start : asked.stop], 206, headers, media_type)


def _asked_range(request: Request, etag: str, size: int) -> range | None:
    """The range that is asked for, empty where it lies outside; None for all: several ranges, which a server may answer
    with everything, what is no range, and a range of another version.
    """
    if_range = request.headers.get("if-range")
    found = _ONE_RANGE.match(request.headers.get("range", ""))
    if found is None or found[0] == "bytes=-" or (if_range is not None and if_range != etag):
        return None
    first, last = found.groups()
    if not first:  # so many of the last ones
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)
