"""Pictures for summaries: arrays, PIL images, Matplotlib figures and files, as encoded images."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sonde import _native
from sonde.errors import MissingExtraError
from sonde.writer.message import message
from sonde.writer.png import encode_png
from sonde.writer.values import Array, as_array

_GRID_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded image: its size in pixels, its number of channels (1 grey, 2 grey and alpha, 3 RGB, 4 RGBA), its bytes."""

    width: int
    height: int
    channels: int
    encoded: bytes

    def message(self) -> bytes:
        """A Summary.Image."""
        return message((1, self.height), (2, self.width), (3, self.channels), (4, self.encoded))


def picture_of(image: Any, dataformats: str) -> Picture:
    """The picture in an array, a PIL image, or a file (a path, whose bytes are taken as they are).

    Arrays are uint8, or of any other type with values in [0, 1]; what lies outside is clipped. `dataformats` names
    their dimensions by one letter each, such as CHW, HWC, HW, or NCHW for a batch, which is laid out as a grid.
    """
    if isinstance(image, (str, os.PathLike)):
        return _picture_in_file(os.fspath(image))
    if _is_pil(image):
        return png_picture(pil_pixels(image))
    return png_picture(pixels_of(image, dataformats))


def png_picture(pixels: Array) -> Picture:
    """Pixels of shape [height, width, channels], uint8, as PNG."""
    height, width, channels = pixels.shape
    return Picture(width, height, channels, encode_png(pixels))


def pixels_of(image: Any, dataformats: str) -> Array:
    """An array's pixels, [height, width, channels] uint8; a grey image becomes RGB, as PyTorch stores it."""
    pixels = as_array(image)
    if pixels.size == 0:
        raise ValueError(
            f"expected at least one image with at least one pixel, found an array of shape {pixels.shape}"
        )
    if pixels.dtype.kind not in "biuf":
        raise TypeError(f"expected an image of real numbers, found one of {pixels.dtype}")
    return to_bytes(_to_hwc(pixels, dataformats))


def to_bytes(pixels: Array) -> Array:
    """Values in [0, 1] as uint8 [height, width, channels]; uint8 stays as it is. NaN becomes 0, and what lies outside is clipped."""
    known = pixels.dtype in (np.uint8, np.float32, np.float64)
    return _native.image_pixels(pixels if known else pixels.astype(np.float32))


def tf_pixels(images: Array) -> Array:
    """Images [k, height, width, channels] as uint8, converted as `tf.image.convert_image_dtype` does, saturating."""
    if images.ndim != 4:
        raise ValueError(f"expected images of shape [k, height, width, channels], found {images.shape}")
    if images.dtype == np.uint8:
        return images
    if images.dtype.kind == "f":
        # 255.5, so that equal shares of [0, 1] go to each of the 256 levels but the last.
        scaled = np.nan_to_num(
            images.astype(np.float32 if images.dtype == np.float16 else images.dtype) * 255.5
        )
        return scaled.clip(0, 255).astype(np.uint8)
    if images.dtype.kind in "iu":
        return (images // ((np.iinfo(images.dtype).max + 1) // 256 or 1)).clip(0, 255).astype(np.uint8)
    raise TypeError(f"expected images of numbers, found {images.dtype}")


def _to_hwc(pixels: Array, dataformats: str) -> Array:
    letters = dataformats.upper()
    if len(set(letters)) != len(letters):
        raise ValueError(f"dataformats names a dimension twice: {dataformats!r}")
    if len(letters) != pixels.ndim:
        raise ValueError(
            f"expected an image with the {len(letters)} dimensions {letters}, found shape {pixels.shape}"
        )
    wanted = {4: "NCHW", 3: "HWC", 2: "HW"}.get(len(letters))
    if wanted is None or set(wanted) != set(letters):
        raise ValueError(
            f"dataformats must have the letters of NCHW, CHW or HW in some order, not {dataformats!r}"
        )
    pixels = pixels.transpose([letters.index(letter) for letter in wanted])
    if len(letters) == 4:
        pixels = np.moveaxis(grid(pixels, _GRID_COLUMNS), 0, 2)
    elif len(letters) == 2:
        pixels = pixels[:, :, None]
    return pixels.repeat(3, axis=2) if pixels.shape[2] == 1 else pixels


def grid(images: Array, columns: int) -> Array:
    """A batch [n, channels, height, width] as one image [channels, …], row by row, with grey made RGB."""
    count, channels, height, width = images.shape
    if channels == 1:
        images = np.repeat(images, 3, axis=1)
    columns = min(count, columns)
    rows = -(-count // columns)
    canvas: Array = np.zeros((images.shape[1], rows * height, columns * width), images.dtype)
    for place, image in enumerate(images):
        top, left = place // columns * height, place % columns * width
        canvas[:, top : top + height, left : left + width] = image
    return canvas


def draw_boxes(pixels: Array, boxes: Array, labels: Sequence[str] | None, rescale: float) -> Array:
    """Red frames [x1, y1, x2, y2] with labels on pixels, the whole then resized by `rescale`."""
    from PIL import Image

    drawn = Image.fromarray(pixels)
    for number, box in enumerate(boxes):
        _draw_box(drawn, [float(edge) for edge in box], labels[number] if labels else "")
    height, width = pixels.shape[:2]
    size = int(width * rescale), int(height * rescale)
    return np.asarray(drawn if size == (width, height) else drawn.resize(size, Image.Resampling.LANCZOS))


def _draw_box(image: Any, box: list[float], label: str) -> None:
    from PIL import ImageDraw, ImageFont

    left, top, right, bottom = box
    draw = ImageDraw.Draw(image)
    draw.line([(left, top), (left, bottom), (right, bottom), (right, top), (left, top)], width=2, fill="red")
    if not label:
        return
    font = ImageFont.load_default()
    x1, y1, x2, y2 = font.getbbox(label)
    margin = np.ceil(0.05 * (y2 - y1))
    top_of_text = bottom - (y2 - y1)
    draw.rectangle([(left, top_of_text - 2 * margin), (left + x2 - x1, bottom)], fill="red")
    draw.text((left + margin, top_of_text - margin), label, fill="black", font=font)


def pixels_of_figure(figure: Any, *, close: bool) -> Array:
    """A Matplotlib figure's pixels, [height, width, 3] uint8, drawn by Agg whatever the script's backend is."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
    except ImportError as error:
        raise MissingExtraError("add_figure", "matplotlib", "figures") from error
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    pixels: Array = np.asarray(canvas.buffer_rgba())[:, :, :3].copy()
    if close:
        from matplotlib import pyplot as plt

        plt.close(figure)
    return pixels


def _is_pil(image: Any) -> bool:
    return type(image).__module__.partition(".")[0] == "PIL"


def pil_pixels(image: Any) -> Array:
    """A PIL image's pixels, [height, width, channels] uint8."""
    if image.mode not in ("L", "LA", "RGB", "RGBA"):
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    pixels = np.asarray(image)
    return pixels[:, :, None] if pixels.ndim == 2 else pixels


def _picture_in_file(path: str) -> Picture:
    from PIL import Image

    encoded = Path(path).read_bytes()
    with Image.open(io.BytesIO(encoded)) as image:
        if image.format in ("PNG", "JPEG", "GIF", "BMP", "WEBP"):
            return Picture(image.width, image.height, len(image.getbands()), encoded)
        return png_picture(pil_pixels(image))
