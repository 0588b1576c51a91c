"""The page: files of the web bundle, held in memory once asked for."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sonde.server.answers import holds_etag
from sonde.server.errors import error_answer
from sonde.server.workers import ANSWERS

_TEXT_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
}
_OTHER_TYPES = {
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}

_NO_BUNDLE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Sonde</title>
<h1>Sonde</h1><p>The server runs, but this installation has no web page in it: it was built with SONDE_SKIP_WEB=1 or from an
incomplete checkout. In a checkout, <code>make web</code> builds the page; otherwise <code>pip install --force-reinstall sonde</code>.</p>
<p>The data is here all the same: <a href="api/docs">the HTTP API</a>.</p></html>
"""


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is sent, plain or compressed."""

    body: bytes
    gzipped: bytes | None
    media_type: str
    etag: str

    @classmethod
    def of(cls, body: bytes, name: str) -> File:
        """The file `name` with these bytes; its ending says what it is."""
        suffix = PurePosixPath(name).suffix
        text_type = _TEXT_TYPES.get(suffix)
        media_type = text_type or _OTHER_TYPES.get(suffix, "application/octet-stream")
        gzipped = gzip.compress(body, 6, mtime=0) if text_type and len(body) > 1400 else None
        return cls(body, gzipped, media_type, f'W/"{blake2b(body, digest_size=12).hexdigest()}"')


class StaticFiles:
    """Serves the files below `root`. Names with a hash in them (`assets/…`) may be kept by the browser for ever."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await ANSWERS.run(self._answer, scope)
        await answer(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        path: str = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        refusal = only_get(scope)
        if refusal is not None:
            return refusal
        found = self._find(path or "index.html")
        if found is None and path in ("", "index.html"):
            return Response(_NO_BUNDLE, media_type="text/html", headers={"Cache-Control": "no-store"})
        if found is None:
            return nothing_served(scope)
        return file_answer(found, Headers(scope=scope), hashed=path.startswith("assets/"))

    def _find(self, path: str) -> File | None:
        try:
            file = (self._root / path).resolve()
            if not file.is_relative_to(self._root) or not file.is_file():
                return None
            return _load(file, file.stat().st_mtime_ns)
        except (OSError, ValueError):  # names too long, with zero bytes, or gone in this moment
            return None


@lru_cache(maxsize=256)
def _load(file: Path, _changed_ns: int) -> File:
    return File.of(file.read_bytes(), file.name)


def only_get(scope: Scope) -> Response | None:
    """405 where a file is asked for by another method than GET and HEAD."""
    if scope["method"] in ("GET", "HEAD"):
        return None
    message = f"{scope['method']} is not answered at {scope['path']!r}"
    return error_answer(405, message, "use GET", headers={"Allow": "GET, HEAD"})


def nothing_served(scope: Scope) -> Response:
    """404 for a file that is not there."""
    root = scope.get("root_path", "")
    hint = f"the page is at {root}/ and the API is described at {root}/api/docs"
    return error_answer(404, f"nothing is served at {scope['path']!r}", hint)


def file_answer(file: File, request: Headers, *, hashed: bool) -> Response:
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if hashed else "no-cache",
        "ETag": file.etag,
        "Vary": "Accept-Encoding",
    }
    if holds_etag(request.get("if-none-match"), file.etag):
        return Response(status_code=304, headers=headers)
    body = file.body
    if file.gzipped is not None and "gzip" in request.get("accept-encoding", ""):
        body = file.gzipped
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=file.media_type, headers=headers)
