"""Pixels: the values of an image as they were logged, all bits of them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

Pixels = npt.NDArray[Any]
"""[height, width, channel] in the image's own type: uint8, uint16, int32 or float32."""

# Pillow keeps the upper byte of these samples, and has no mode for both. Told that the other byte comes first, it keeps the lower
# one. By the PNG's colour type, RGB and RGBA (PNG specification, third edition, 11.2.1).
_UPPER_AND_LOWER = {2: ("RGB;16B", "RGB;16L"), 6: ("RGBA;16B", "RGBA;16L")}

_PLAIN = ("L", "LA", "RGB", "RGBA", "I", "I;16", "F")
_CLEAR = ("PA", "La", "RGBa")


def bits_of(image: Image.Image, data: bytes) -> int:
    """How many bits a value of an opened image has, whose bytes are `data`."""
    if image.format == "PNG":
        return max(8, data[24])
    return {"I": 32, "F": 32}.get(image.mode, 16 if image.mode.startswith("I;16") else 8)


def pixels_of(image: Image.Image, data: bytes) -> Pixels:
    """Every value of an opened image, whose bytes are `data`; of a palette its colours. Raises what Pillow raises."""
    if image.format == "PNG" and data[24] == 16 and not image.mode.startswith("I"):
        return _deep(data)
    if image.mode == "1":
        image = image.convert("L")
    elif image.mode not in _PLAIN and not image.mode.startswith("I;16"):
        clear = "transparency" in image.info or image.mode in _CLEAR
        image = image.convert("RGBA" if clear else "RGB")
    values = np.asarray(image)
    return values[..., None] if values.ndim == 2 else values


def _deep(data: bytes) -> Pixels:
    """The values of a PNG of 16 bits and several channels."""
    colour = data[25]
    if colour in _UPPER_AND_LOWER:
        upper, lower = _UPPER_AND_LOWER[colour]
        values = _bytes_of(data, upper).astype(np.uint16)
        values <<= 8
        values |= _bytes_of(data, lower)
        return values
    # Grey and alpha are as many bytes as RGBA has.
    pairs = _bytes_of(data, "RGBA")
    values = pairs[..., ::2].astype(np.uint16)
    values <<= 8
    values |= pairs[..., 1::2]
    return values


def _bytes_of(data: bytes, order: str) -> npt.NDArray[np.uint8]:
    with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
        image.tile = [(*tile[:3], order) for tile in image.tile]
        return np.asarray(image)
