"""The routes of images. Their points and their bytes as they were logged are answered by /api/tensors."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta

from sonde.errors import BadQueryError, NotFoundError
from sonde.panels.contract import App, Panel, Request, Response, Router
from sonde.panels.images.answers import ImageAnswer, PointAnswer
from sonde.panels.images.kept import Kept
from sonde.query import Stretch

if TYPE_CHECKING:
    from sonde.query import Bytes, Query

KEPT_BYTES = 48 << 20
"""Small copies that are kept to be answered again."""

HEAD_BYTES = 64 << 10
"""So much of a large image is looked at to tell what it is."""

RunName = Annotated[str, Meta(description="the run")]
TagName = Annotated[str, Meta(description="the tag")]
Index = Annotated[int, Meta(description="which point, from 0", ge=0)]
KindName = Annotated[str, Meta(description="the kind of the series")]


def mount(router: Router, app: App) -> None:
    kept = Kept(KEPT_BYTES)

    @router.get("/about", summary="What the images of a point are", answers=PointAnswer)
    def about(
        request: Request, run: RunName, tag: TagName, index: Index, kind: KindName = "images"
    ) -> Response:
        """Size, type and channels of each; no pixel is decoded for it."""
        return app.json(request, PointAnswer(index, _images(app.query(), run, tag, index, kind)))

    @router.get("/thumbnail", summary="An image, or a small copy of it", responses=_THUMBNAIL_RESPONSE)
    def thumbnail(
        request: Request,
        run: RunName,
        tag: TagName,
        index: Index,
        part: Annotated[int, Meta(description="which of several images, from 0", ge=0)] = 0,
        size: Annotated[int, Meta(description="the most pixels on a side", ge=16, le=2048)] = 512,
        kind: KindName = "images",
    ) -> Response:
        """A copy with at most `size` pixels on a side, as WebP; an image that has no more comes as it was logged.

        The ETag is strong. An image that is damaged is answered with 410, one of more than 64 megapixels with 422.
        """
        blob = app.query().blob(run, tag, index, kind, part)
        return app.blob(request, Thumbnail(blob, size, kept), blob.name)


class Thumbnail:
    """A small copy of an encoded image, made when its bytes are asked for. Not for two threads at once."""

    is_array = False

    def __init__(self, blob: Bytes, size: int, kept: Kept) -> None:
        self._blob = blob
        self._size = size
        self._kept = kept
        self._made: bytes | None = None

    @property
    def etag(self) -> str:
        return f"{self._blob.etag}-{self._size}"

    @property
    def name(self) -> str:
        return self._blob.name

    @property
    def size(self) -> int:
        return len(self._data())

    def read(self, start: int, stop: int) -> bytes:
        return self._data()[max(0, start) : stop]

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        yield self.read(start, stop)

    def _data(self) -> bytes:
        from sonde.panels.images import picture  # Pillow, which nothing needs before the first image

        if self._made is None:
            self._made = self._kept.get(self.etag)
        if self._made is None:
            # One byte more than is allowed tells that there are too many.
            data = self._blob.read(0, min(self._blob.size, picture.MAX_ENCODED_BYTES + 1))
            self._made = picture.thumbnail(data, self._size)
            self._kept.put(self.etag, self._made)
        return self._made


def _images(query: Query, run: str, tag: str, index: int, kind: str) -> list[ImageAnswer]:
    """The images of a point: from one read, or, where it is too large for that, from the beginning of each."""
    from sonde.panels.images.picture import look

    try:
        found = query.values([Stretch(run, tag, kind, index, index + 1)])
    except BadQueryError:
        return [
            look(head, part, size) for part, (head, size) in enumerate(_heads(query, run, tag, index, kind))
        ]
    value = found[0].value if found else None
    if value is None or value.dtype != object:
        query.blob(run, tag, index, kind).read(0, 1)  # raises what is wrong with it
        return []
    # The first two are width and height, as their writer saw them.
    encoded: list[bytes] = value.ravel().tolist()[2:]
    return [look(data, part, len(data)) for part, data in enumerate(encoded)]


def _heads(query: Query, run: str, tag: str, index: int, kind: str) -> Iterator[tuple[bytes, int]]:
    for part in count():
        blob = query.blob(run, tag, index, kind, part)
        try:
            size = blob.size
        except NotFoundError:
            return
        yield blob.read(0, HEAD_BYTES), size


_THUMBNAIL_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The image",
        "content": {"image/*": {"schema": {"type": "string", "format": "binary"}}},
    },
}

PANEL = Panel(id="images", kinds=("images",), mount=mount)
