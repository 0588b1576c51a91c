"""Deflate for pictures and answers: ISA-L's, several times as fast as zlib's, on processors that it has wheels for."""

from __future__ import annotations

import gzip
import zlib
from typing import Protocol

try:
    from isal import isal_zlib
except ImportError:  # no wheel for this processor or Python, see `dependencies` in pyproject.toml
    _isal = False
else:
    _isal = True


class Compressor(Protocol):
    """A zlib stream (RFC 1950) in the making: the bytes of all `compress` and of one `flush`, in turn."""

    def compress(self, data: bytes | memoryview, /) -> bytes: ...
    def flush(self) -> bytes: ...


def picture_compressor() -> Compressor:
    """For rows that went through a PNG filter: they repeat little, so a longer search for matches is not worth its time."""
    if _isal:
        return isal_zlib.compressobj(1)
    # Runs only: half the time of zlib's quickest search, and smaller for photographs.
    return zlib.compressobj(1, strategy=zlib.Z_RLE)


def gzipped(body: bytes) -> bytes:
    """`body` as gzip, the same bytes each time."""
    return isal_zlib.compress(body, 1, 31) if _isal else gzip.compress(body, 3, mtime=0)


crc32 = isal_zlib.crc32 if _isal else zlib.crc32
