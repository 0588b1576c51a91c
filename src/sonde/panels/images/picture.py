"""Pictures: what encoded bytes show, told by their first ones, and a small copy of them.

The bytes come from anybody's log. Only formats that Pillow decodes by itself are tried (it would hand others to programs
outside), a picture's size is looked at before its pixels are, and whatever a decoder raises is an error of that picture.
"""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError, features

from sonde.errors import BlobError, DamagedBlobError, LargeBlobError
from sonde.panels.images.answers import SVG, ImageAnswer

MAX_PIXELS = 64_000_000
"""Of a larger picture no small copy is made: decoded it would take more than 256 MB."""

MAX_ENCODED_BYTES = 256 << 20
"""Nor of one that takes more than this before it is decoded."""

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
SHOWN_FORMATS = frozenset({"PNG", "JPEG", "GIF", "WEBP", "BMP"})
"""What every browser shows as it is."""

# Pillow warns of what is more than this anyway.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

# Large pictures are decoded one at a time, so that a page of them does not take the memory of all.
_LARGE_PIXELS = 16_000_000
_large = threading.Lock()


def look(data: bytes, part: int, size: int) -> ImageAnswer:
    """What the picture is, of which `data` is the beginning and `size` the length. Its pixels are not decoded."""
    if is_svg(data):
        return _unseen(part, size, media_type=SVG, problem="an SVG may hold scripts, and is not shown")
    try:
        with _opened(data) as image:
            _check_pixels(image)
            return ImageAnswer(
                part=part,
                bytes=size,
                media_type=Image.MIME.get(image.format or "", ""),
                width=image.width,
                height=image.height,
                mode=image.mode,
                moves=_moves(image),
                problem="",
            )
    except BlobError as error:
        return _unseen(part, size, *_size_of_png(data), problem=error.message)


def _unseen(
    part: int, size: int, width: int = 0, height: int = 0, *, media_type: str = "", problem: str
) -> ImageAnswer:
    return ImageAnswer(
        part=part,
        bytes=size,
        media_type=media_type,
        width=width,
        height=height,
        mode="",
        moves=False,
        problem=problem,
    )


def thumbnail(data: bytes, size: int) -> bytes:
    """The picture with at most `size` pixels on a side: as it is where it has no more, else a smaller one as WebP (PNG).

    Raises DamagedBlobError, LargeBlobError.
    """
    if is_svg(data):
        raise DamagedBlobError("an SVG may hold scripts, and is not shown", "save it as a file")
    if len(data) > MAX_ENCODED_BYTES:
        raise LargeBlobError(f"the image takes {len(data):,} bytes", "save it as a file")
    with _opened(data) as image:
        _check_pixels(image)
        fits = max(image.size) <= size and image.format in SHOWN_FORMATS
        if image.width * image.height > _LARGE_PIXELS:
            with _large:
                return _decoded(image, data, size, fits=fits)
        return _decoded(image, data, size, fits=fits)


def is_svg(data: bytes) -> bool:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith(b"<svg") or (head.startswith((b"<?xml", b"<!")) and b"<svg" in head)


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


def _decoded(image: Image.Image, data: bytes, size: int, *, fits: bool) -> bytes:
    if image.format == "JPEG":
        image.draft("RGB", (size, size))
    image.load()  # also of what is answered as it is: a cut-off file is told of, not shown by half
    if fits:
        return data
    small = ImageOps.exif_transpose(_of_8_bits(image))
    small.thumbnail((size, size), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = io.BytesIO()
    if features.check("webp"):
        small.save(out, "WEBP", quality=90, method=2)
    else:
        small.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _of_8_bits(image: Image.Image) -> Image.Image:
    """The same picture in RGB or RGBA; of deeper channels the upper bits, as browsers show them."""
    if image.mode.startswith(("I", "F")):
        return Image.fromarray(_upper_bits(np.asarray(image))).convert("RGB")
    alpha = "transparency" in image.info or image.mode in ("RGBA", "LA", "PA", "La", "RGBa")
    return image.convert("RGBA" if alpha else "RGB")


def _upper_bits(pixels: np.ndarray) -> np.ndarray:
    if pixels.dtype.kind != "f":
        whole = pixels.astype(np.int64)
        return np.clip(whole >> 8 if whole.size and whole.max() > 255 else whole, 0, 255).astype(np.uint8)
    finite = pixels[np.isfinite(pixels)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    scaled = (np.nan_to_num(pixels, nan=low, posinf=high, neginf=low) - low) / ((high - low) or 1.0)
    scaled8: np.ndarray = (scaled * 255).astype(np.uint8)
    return scaled8
