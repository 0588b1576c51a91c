"""Media types: what encoded bytes are, told by their first ones."""

from __future__ import annotations

from codecs import getincrementaldecoder

BINARY = "application/octet-stream"
TEXT = "text/plain; charset=utf-8"

# Offset, bytes that stand there, media type. Only what a browser shows or plays and what can hold no script.
_MARKS = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"BM", "image/bmp"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    *((0, bytes((0xFF, frame)), "audio/mpeg") for frame in (0xFA, 0xFB, 0xF2, 0xF3)),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftypM4A ", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
)
_RIFF = (b"WEBP", b"WAVE")


def media_type_of(data: bytes, *, whole: bool = True) -> str:
    """The media type of an encoded image, sound or video; `TEXT` for anything else in UTF-8, else `BINARY`.

    SVG and HTML are `TEXT`: shown as what they say, they could run scripts. `data` is the beginning of the bytes, or with
    `whole` all of them.
    """
    for offset, mark, media_type in _MARKS:
        if data[offset : offset + len(mark)] == mark and (mark not in _RIFF or data[:4] == b"RIFF"):
            return media_type
    try:
        getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        return BINARY
    return TEXT
