"""Pictures: what encoded bytes show, told by their first ones, a small copy of them, and their pixels.

The bytes come from anybody's log. Only formats that Pillow decodes by itself are tried (it would hand others to programs
outside), a picture's size is looked at before its pixels are, and whatever a decoder raises is an error of that picture.
"""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError, features

from sonde.errors import BlobError, DamagedBlobError, LargeBlobError
from sonde.panels.images.answers import ImageAnswer
from sonde.panels.images.drawing import MEDIA_TYPE, is_drawing, sanitised, size_of
from sonde.panels.images.pixels import Pixels, bits_of, pixels_of

MAX_PIXELS = 64_000_000
"""Of a larger picture no small copy is made: decoded it would take more than 256 MB."""

MAX_VALUE_BYTES = 256_000_000
"""Nor are the values of one looked at that take more: 42 megapixels of 16-bit RGB. They stand in memory two or three times."""

MAX_ENCODED_BYTES = 256 << 20
"""Nor of one that takes more than this before it is decoded."""

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
MAX_MOVING_BYTES = 4 << 20
"""An image that moves is its own small copy up to so many bytes; of a larger one the copy stands still."""

T = TypeVar("T")

SHOWN_FORMATS = frozenset({"PNG", "JPEG", "GIF", "WEBP", "BMP"})
"""What every browser shows as it is."""

# Pillow warns of what is more than this anyway.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

# Large pictures are decoded one at a time, so that a page of them does not take the memory of all.
_LARGE_PIXELS = 16_000_000
_large = threading.Lock()

# So many values are stretched at once: as floats they take eight times the room.
_AT_ONCE = 4_000_000


def look(data: bytes, part: int, size: int, said: tuple[int, int] = (0, 0)) -> ImageAnswer:
    """What the picture is, of which `data` is the beginning and `size` the length. Its pixels are not decoded.

    `said` are the width and height that its summary gives.
    """

    def answer(
        media_type: str = "",
        pixels: tuple[int, int] = (0, 0),
        mode: str = "",
        bits: int = 0,
        moves: bool = False,
        problem: str = "",
    ) -> ImageAnswer:
        return ImageAnswer(
            part=part,
            bytes=size,
            media_type=media_type,
            width=pixels[0],
            height=pixels[1],
            said_width=said[0],
            said_height=said[1],
            mode=mode,
            bits=bits,
            moves=moves,
            problem=problem,
        )

    if is_drawing(data):
        return answer(MEDIA_TYPE, size_of(data))
    try:
        with _opened(data) as image:
            _check_pixels(image)
            media_type = Image.MIME.get(image.format or "", "")
            return answer(media_type, image.size, image.mode, bits_of(image, data), _moves(image))
    except BlobError as error:
        return answer(pixels=_size_of_png(data), problem=error.message)


def thumbnail(data: bytes, size: int, *, stretched: bool = False) -> bytes:
    """The picture with at most `size` pixels on a side: as it is where it has no more, else a smaller one as WebP (PNG).

    An SVG comes sanitised, whatever its size. `stretched` is for pictures of more than 8 bits: their smallest value is black,
    their largest white; otherwise their upper 8 bits are seen. Raises DamagedBlobError, LargeBlobError.
    """
    if is_drawing(data):
        return sanitised(data)
    return _decoding(data, lambda image: _decoded(image, data, size, stretched=stretched))


def pixels(data: bytes) -> Pixels:
    """Every value of a picture. Raises DamagedBlobError, LargeBlobError."""
    if is_drawing(data):
        raise DamagedBlobError("an SVG has no pixels of its own", "ask for its small copy")
    return _decoding(data, lambda image: _values(image, data))


def _decoding(data: bytes, decode: Callable[[Image.Image], T]) -> T:
    if len(data) > MAX_ENCODED_BYTES:
        raise LargeBlobError(f"the image takes {len(data):,} bytes", "save it as a file")
    with _opened(data) as image:
        _check_pixels(image)
        if image.width * image.height > _LARGE_PIXELS:
            with _large:
                return decode(image)
        return decode(image)


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """The image, its pixels not decoded; what goes wrong with it is said in the words of blobs."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            yield image
    except BlobError:
        raise
    except UnidentifiedImageError as error:
        raise DamagedBlobError(_unknown(data)) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise LargeBlobError(_too_large(_size_of_png(data)), "save it as a file") from error
    except Exception as error:  # decoders raise anything
        raise DamagedBlobError(
            f"the image cannot be decoded: {str(error) or type(error).__name__}"
        ) from error


def _unknown(data: bytes) -> str:
    known = ", ".join(sorted(FORMATS))
    if not data:
        return "expected an encoded image, found no bytes"
    return f"expected an image ({known}), found bytes that begin with {data[:8].hex(' ')}"


def _check_pixels(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise LargeBlobError(_too_large(image.size), "save it as a file")


def _too_large(size: tuple[int, int]) -> str:
    width, height = size
    found = f" of {width:,} × {height:,} pixels ({width * height / 1e6:,.0f} megapixels)" if width else ""
    return f"the image{found} is too large to be shown: up to {MAX_PIXELS / 1e6:,.0f} megapixels are"


def _size_of_png(data: bytes) -> tuple[int, int]:
    """Width and height that a PNG says of itself; (0, 0) of anything else."""
    if data[:8] != b"\x89PNG\r\n\x1a\n" or len(data) < 24:
        return 0, 0
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _moves(image: Image.Image) -> bool:
    try:
        return bool(getattr(image, "is_animated", False))
    except Exception:  # what is looked at does not hold the second frame, so there is one
        return True


def _decoded(image: Image.Image, data: bytes, size: int, *, stretched: bool) -> bytes:
    deep = stretched and bits_of(image, data) > 8
    if image.format == "JPEG":
        image.draft("RGB", (size, size))
    fits = max(image.size) <= size or (len(data) <= MAX_MOVING_BYTES and _moves(image))
    image.load()  # also of what is answered as it is: a cut-off file is told of, not shown by half
    if fits and image.format in SHOWN_FORMATS and not deep:
        return data
    # In place: of a large picture each copy takes as much as the picture.
    small = _stretched(_values(image, data)) if deep else _of_8_bits(image)
    ImageOps.exif_transpose(small, in_place=True)
    whole = small.size
    small.thumbnail((size, size), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    # Whose pixels are all there is not blurred either.
    if features.check("webp") and small.size != whole:
        small.save(out, "WEBP", quality=90, method=2)
    else:
        small.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _values(image: Image.Image, data: bytes) -> Pixels:
    """Every value of a picture, if that is not too much."""
    size = image.width * image.height * len(image.getbands()) * -(-bits_of(image, data) // 8)
    if size > MAX_VALUE_BYTES:
        width, height = image.size
        raise LargeBlobError(
            f"the values of the image of {width:,} × {height:,} pixels take {size / 1e6:,.0f} MB:"
            f" up to {MAX_VALUE_BYTES / 1e6:,.0f} MB are looked at",
            "save it as a file",
        )
    return pixels_of(image, data)


def _of_8_bits(image: Image.Image) -> Image.Image:
    """The same picture in RGB or RGBA; of deeper channels the upper bits, as browsers show them."""
    if image.mode.startswith("F"):
        return _stretched(np.asarray(image)[..., None])
    if image.mode.startswith("I"):
        return Image.fromarray(_upper_bits(np.asarray(image))).convert("RGB")
    alpha = "transparency" in image.info or image.mode in ("RGBA", "LA", "PA", "La", "RGBa")
    mode = "RGBA" if alpha else "RGB"
    return image if image.mode == mode and "transparency" not in image.info else image.convert(mode)


def _upper_bits(pixels: np.ndarray) -> np.ndarray:
    deep = pixels.size and pixels.max() > 255
    upper = np.empty(pixels.shape, np.uint8)
    rows = max(1, _AT_ONCE // max(1, upper.size // max(1, len(upper))))
    for top in range(0, len(upper), rows):
        some = pixels[top : top + rows]
        upper[top : top + rows] = np.clip(some >> 8 if deep else some, 0, 255)
    return upper


def _stretched(pixels: Pixels) -> Image.Image:
    """The smallest finite value of all colours black, the largest white; alpha keeps its meaning."""
    colours = pixels.shape[2] - (pixels.shape[2] in (2, 4))
    colour = pixels[..., :colours]
    low, high = _extent(colour)
    shades = np.empty(colour.shape, np.uint8)
    rows = max(1, _AT_ONCE // max(1, shades[0].size))
    for top in range(0, len(shades), rows):
        some = np.nan_to_num(colour[top : top + rows].astype(np.float64), nan=low, posinf=high, neginf=low)
        shades[top : top + rows] = np.round((some - low) / ((high - low) or 1.0) * 255)
    seen = Image.fromarray(shades if colours == 3 else shades[..., 0])
    if colours < pixels.shape[2]:
        seen.putalpha(Image.fromarray((pixels[..., -1] >> 8).astype(np.uint8)))
    return seen


def _extent(values: np.ndarray) -> tuple[float, float]:
    if values.dtype.kind != "f":
        return float(values.min()), float(values.max())
    finite = values[np.isfinite(values)]
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
