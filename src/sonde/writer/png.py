"""PNG files (https://www.w3.org/TR/png-3/) of 8-bit pixels: NumPy filters the rows, a kept deflate packs them."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import numpy as np

from sonde import deflate
from sonde.writer.values import Array

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOUR_TYPES = {1: 0, 2: 4, 3: 2, 4: 6}  # by the number of channels: grey, grey and alpha, RGB, RGBA
_LONGEST_SIDE = 2**31 - 1
# Filtered so many bytes at a time: they stay in the cache, and a picture takes little memory beside its own.
_BAND_BYTES = 1 << 18

_NONE, _UP, _AVERAGE = 0, 2, 3


def encode_png(pixels: Array) -> bytes:
    """The file of `pixels`, [height, width, channels] uint8 with 1 to 4 channels. Raises ValueError for any other.

    The long parts release the GIL.
    """
    if pixels.ndim != 3 or pixels.dtype != np.uint8:
        raise ValueError(
            f"expected pixels [height, width, channels] of uint8, found {pixels.shape} {pixels.dtype}"
        )
    height, width, channels = pixels.shape
    if not (0 < height <= _LONGEST_SIDE and 0 < width <= _LONGEST_SIDE):
        raise ValueError(
            f"expected an image with sides from 1 to {_LONGEST_SIDE} pixels, found {pixels.shape}"
        )
    if channels not in _COLOUR_TYPES:
        raise ValueError(f"expected an image with 1 to 4 channels, found {pixels.shape}")
    compressor = deflate.picture_compressor()
    packed = [compressor.compress(band.data) for band in _filtered(pixels)]
    packed.append(compressor.flush())
    head = struct.pack(">IIBBBBB", width, height, 8, _COLOUR_TYPES[channels], 0, 0, 0)
    return b"".join(
        (_SIGNATURE, *_chunk(b"IHDR", head), *_chunk(b"IDAT", b"".join(packed)), *_chunk(b"IEND", b""))
    )


def _chunk(kind: bytes, content: bytes) -> tuple[bytes, ...]:
    checksum = deflate.crc32(content, deflate.crc32(kind))
    return struct.pack(">I", len(content)), kind, content, struct.pack(">I", checksum)


def _filtered(pixels: Array) -> Iterator[Array]:
    """Bands of rows, each row behind the number of its filter."""
    height, width, channels = pixels.shape
    rows = np.ascontiguousarray(pixels).reshape(height, width * channels)
    above = np.zeros_like(rows[:1])
    step = max(1, _BAND_BYTES // rows.shape[1])
    for top in range(0, height, step):
        band = rows[top : top + step]
        yield _filtered_band(band, np.concatenate((above, band[:-1])), channels)
        above = band[-1:]


def _filtered_band(rows: Array, above: Array, channels: int) -> Array:
    """Each row as it is, or less what is above, or less the mean of that and the left neighbour: whichever leaves the
    least. Sub and Paeth, PNG's other filters, make pictures hardly smaller beside these, and Paeth takes twenty times as long.
    """
    left = np.zeros_like(rows)
    left[:, channels:] = rows[:, :-channels]
    tries = np.empty((3, rows.shape[0], 1 + rows.shape[1]), np.uint8)
    tries[:, :, 0] = np.array([[_NONE], [_UP], [_AVERAGE]], np.uint8)
    tries[0, :, 1:] = rows
    np.subtract(rows, above, out=tries[1, :, 1:])
    np.subtract(
        rows, (left & above) + ((left ^ above) >> 1), out=tries[2, :, 1:]
    )  # the mean without overflow
    # Small differences of either sign make short codes.
    left_over = np.minimum(tries, -tries).sum(axis=2, dtype=np.uint64)
    best: Array = tries[left_over.argmin(axis=0), np.arange(len(rows))]
    return best
