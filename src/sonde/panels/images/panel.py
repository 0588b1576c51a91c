"""The routes of images. Their points and their bytes as they were logged are answered by /api/tensors."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta

from sonde.errors import BadQueryError, NotFoundError
from sonde.panels.contract import App, Panel, Request, Response, Router
from sonde.panels.images.answers import ImageAnswer, PixelsAnswer, PointAnswer
from sonde.panels.images.kept import Kept
from sonde.query import Stretch

if TYPE_CHECKING:
    from sonde.panels.images.pixels import Pixels
    from sonde.query import Bytes, Query

KEPT_BYTES = 48 << 20
"""Small copies that are kept to be answered again."""

HEAD_BYTES = 64 << 10
"""So much of a large image is looked at to tell what it is."""

MOST_PIXELS = 64
"""So wide and high is what one answer gives the values of."""

DECODED_BYTES = 64 << 20
"""The pixels that were asked for last are kept up to this size: the pointer asks for many parts of one image."""

RunName = Annotated[str, Meta(description="the run")]
TagName = Annotated[str, Meta(description="the tag")]
Index = Annotated[int, Meta(description="which point, from 0", ge=0)]
KindName = Annotated[str, Meta(description="the kind of the series")]


def mount(router: Router, app: App) -> None:
    kept = Kept(KEPT_BYTES)
    decoded = LastDecoded(DECODED_BYTES)

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
        size: Annotated[int, Meta(description="the most pixels on a side", ge=16, le=8192)] = 512,
        stretched: Annotated[
            bool,
            Meta(description="of more than 8 bits: from the smallest value to the largest, not the upper 8"),
        ] = False,
        kind: KindName = "images",
    ) -> Response:
        """A copy with at most `size` pixels on a side, as WebP; an image that has no more comes as it was logged.

        An SVG comes without scripts, links and whatever else may do more than draw. The ETag is strong. An image that is
        damaged is answered with 410, one of more than 64 megapixels with 422.
        """
        blob = app.query().blob(run, tag, index, kind, part)
        return app.blob(request, Thumbnail(blob, size, kept, stretched=stretched), blob.name, svg=True)

    @router.get("/pixels", summary="Values of an image's pixels", answers=PixelsAnswer)
    def pixels(
        request: Request,
        run: RunName,
        tag: TagName,
        index: Index,
        x: Annotated[int, Meta(description="the left column", ge=0)],
        y: Annotated[int, Meta(description="the upper row", ge=0)],
        width: Annotated[int, Meta(ge=1, le=MOST_PIXELS)] = 1,
        height: Annotated[int, Meta(ge=1, le=MOST_PIXELS)] = 1,
        part: Annotated[int, Meta(description="which of several images, from 0", ge=0)] = 0,
        kind: KindName = "images",
    ) -> Response:
        """The values of a part of an image as they were logged, all bits of them: a browser knows 8."""
        values = decoded.of(app.query().blob(run, tag, index, kind, part))
        window = values[y : y + height, x : x + width]
        if not window.size:
            high, wide = values.shape[:2]
            raise BadQueryError(f"expected a place in an image of {wide} × {high} pixels, found x {x}, y {y}")
        return app.json(
            request,
            PixelsAnswer(
                x=x,
                y=y,
                width=window.shape[1],
                height=window.shape[0],
                channels=window.shape[2],
                values=window.ravel().tolist(),
            ),
        )


class Thumbnail:
    """A small copy of an encoded image, made when its bytes are asked for. Not for two threads at once."""

    is_array = False

    def __init__(self, blob: Bytes, size: int, kept: Kept, *, stretched: bool) -> None:
        self._blob = blob
        self._size = size
        self._stretched = stretched
        self._kept = kept
        self._made: bytes | None = None

    @property
    def etag(self) -> str:
        return f"{self._blob.etag}-{self._size}{'s' if self._stretched else ''}"

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
            self._made = picture.thumbnail(_encoded(self._blob), self._size, stretched=self._stretched)
            self._kept.put(self.etag, self._made)
        return self._made


class LastDecoded:
    """The pixels of an image, and of the last one without decoding it again. Safe to share between threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._last: tuple[str, Pixels] | None = None

    def of(self, blob: Bytes) -> Pixels:
        """Raises what reading and decoding raise."""
        from sonde.panels.images import picture

        last, etag = self._last, blob.etag
        if last is not None and last[0] == etag:
            return last[1]
        pixels = picture.pixels(_encoded(blob))
        if pixels.nbytes <= self._most_bytes:
            self._last = etag, pixels
        return pixels


def _encoded(blob: Bytes) -> bytes:
    from sonde.panels.images.picture import MAX_ENCODED_BYTES

    # One byte more than is allowed tells that there are too many.
    return blob.read(0, min(blob.size, MAX_ENCODED_BYTES + 1))


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
    width, height, *encoded = (
        [*value.ravel().tolist(), b"", b""] if value.size < 2 else value.ravel().tolist()
    )
    said = _number(width), _number(height)
    return [look(data, part, len(data), said) for part, data in enumerate(encoded)]


def _number(digits: bytes) -> int:
    return int(digits) if digits.isdigit() and len(digits) < 10 else 0


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
