"""Blobs: bytes with a strong ETag, whole or a range of them (RFC 9110, section 14).

A client that has the bytes already costs no read of them, and a range costs its own length.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.responses import Response, StreamingResponse

from sonde.server.answers import holds_etag
from sonde.server.media_types import media_type_of
from sonde.server.workers import FILES

if TYPE_CHECKING:
    from sonde.panels.contract import Request
    from sonde.query import Bytes

SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
"""What an SVG may do, also as a page of its own: be drawn."""

# What a browser may show in a page or a tab; anything else is saved.
_SHOWN = ("image/", "audio/", "video/", "text/plain")

# Answers from this size on are sent while they are read.
_STREAMED_BYTES = 4 << 20

# So much is looked at to tell what the bytes are.
_HEAD_BYTES = 64 << 10

_ONE_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)\Z")
_FARTHEST = 10**18


def blob_answer(request: Request, blob: Bytes, filename: str, *, svg: bool = False) -> Response:
    """The bytes or the asked range of them; 304 when the client has them already, 416 for a range outside.

    With `svg` an SVG is an image, in a sandbox; otherwise it is text.
    """
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "no-cache"}
    asked_etag = request.headers.get("if-none-match")
    if asked_etag is not None and holds_etag(asked_etag, f'"{blob.etag}"'):
        return Response(status_code=304, headers=headers | {"ETag": f'"{blob.etag}"'})
    size = blob.size  # before the ETag, which costs nothing when the bytes were read
    etag = headers["ETag"] = f'"{blob.etag}"'
    head = blob.read(0, _HEAD_BYTES)
    media_type = media_type_of(head, whole=size <= _HEAD_BYTES)
    if svg and head.startswith(b"<svg"):
        media_type = "image/svg+xml"
        headers["Content-Security-Policy"] = SVG_POLICY
    disposition = "inline" if media_type.startswith(_SHOWN) else "attachment"
    ending = ".npy" if blob.is_array else ""
    headers["Content-Disposition"] = f'{disposition}; filename="{filename}{ending}"'
    asked = _asked_range(request, etag, size)
    if asked is None:
        return _bytes_answer(blob, range(size), 200, headers, media_type)
    if not asked:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {asked.start}-{asked.stop - 1}/{size}"
    return _bytes_answer(blob, asked, 206, headers, media_type)


def _bytes_answer(
    blob: Bytes, part: range, status: int, headers: dict[str, str], media_type: str
) -> Response:
    if len(part) < _STREAMED_BYTES:
        return Response(blob.read(part.start, part.stop), status, headers, media_type)
    headers = headers | {"Content-Length": str(len(part))}
    return StreamingResponse(FILES.iterate(blob.pieces(part.start, part.stop)), status, headers, media_type)


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
        return range(max(0, size - _number(last)), size)
    if last and _number(last) < _number(first):
        return None
    return range(_number(first), min(_number(last) + 1, size) if last else size)


def _number(digits: str) -> int:
    """A number of any length; beyond every file they are all the same."""
    digits = digits.lstrip("0")
    return _FARTHEST if len(digits) > 18 else int(digits or "0")


def plain_file_name(text: str) -> str:
    """`text` as a plain file name that every system and every header takes."""
    return (
        "".join(char if char.isascii() and (char.isalnum() or char in "._-") else "_" for char in text).strip(
            "._"
        )[:100]
        or "data"
    )
