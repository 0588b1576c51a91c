"""Films: what encoded bytes show, told by the headers of their container; nothing is decoded.

The bytes come from anybody's log: every length in them may lie, and a header may stand at the end.

    MP4   ISO/IEC 14496-12: moov/trak/mdia with mdhd, hdlr and stbl (stsd, stts)
    WebM  https://www.rfc-editor.org/rfc/rfc8794 and https://www.matroska.org/technical/elements.html
    GIF   https://www.w3.org/Graphics/GIF/spec-gif89a.txt
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

Read = Callable[[int, int], bytes]
"""The bytes at [start, stop), fewer at the end."""

MOST_BOXES = 10_000
HEAD_BYTES = 1 << 20
"""So much of a WebM file, and of each box of an MP4 file, is looked at."""

_GIF_TICKS = 100  # in a second


@dataclass(frozen=True, slots=True)
class Film:
    """What a video is; 0 and empty for what it does not tell."""

    media_type: str = ""
    codec: str = ""
    width: int = 0
    height: int = 0
    frames: int = 0
    fps: float = 0.0
    problem: str = ""


def look(read: Read, size: int) -> Film:
    """What a video of so many bytes is. What is damaged has its `problem` said."""
    head = read(0, 64)
    try:
        if head[4:8] == b"ftyp":
            return _mp4(read, size)
        if head[:4] == b"\x1aE\xdf\xa3":
            return _webm(read(0, HEAD_BYTES))
        if head[:4] == b"GIF8":
            return _gif(read(0, size))
    except (struct.error, IndexError):
        return Film(problem=f"the header of the video is cut off: it has {size:,} bytes")
    if not head:
        return Film(problem="expected an encoded video, found no bytes")
    return Film(problem=f"expected a video (MP4, WebM, GIF), found bytes that begin with {head[:8].hex(' ')}")


def moves(head: bytes) -> bool:
    """Whether a picture that begins so is a GIF that says that it repeats, or how long a picture stands."""
    if head[:6] not in (b"GIF89a", b"GIF87a") or len(head) < 13:
        return False
    at = 13 + _colours(head[10])
    while at + 8 <= len(head) and head[at] == 0x21:
        if head[at + 1] == 0xFF and head[at + 3 : at + 14] == b"NETSCAPE2.0":
            return True
        if head[at + 1] == 0xF9 and int.from_bytes(head[at + 4 : at + 6], "little") > 0:
            return True
        try:
            at = _behind_blocks(head, at + 2)
        except IndexError:
            break
    return False


def _colours(packed: int) -> int:
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _behind_blocks(data: bytes, at: int) -> int:
    """Where a row of blocks, each with its length before it, ends. Raises IndexError."""
    while data[at]:
        at += 1 + data[at]
    return at + 1


def _gif(data: bytes) -> Film:
    width, height = struct.unpack("<HH", data[6:10])
    film = Film("image/gif", "gif", width, height)
    at = 13 + _colours(data[10])
    frames = ticks = 0
    try:
        while data[at] != 0x3B:
            if data[at] == 0x21:
                if data[at + 1] == 0xF9:
                    ticks += int.from_bytes(data[at + 4 : at + 6], "little")
                at = _behind_blocks(data, at + 2)
            elif data[at] == 0x2C:
                at = _behind_blocks(data, at + 11 + _colours(data[at + 9]))
                frames += 1
            else:
                return replace(film, frames=frames, problem=f"the GIF is damaged behind its frame {frames:,}")
    except IndexError:
        problem = f"the GIF is cut off: it holds {frames:,} whole frames"
        return replace(film, frames=frames, fps=_rate(frames, ticks), problem=problem)
    return replace(film, frames=frames, fps=_rate(frames, ticks))


def _rate(frames: int, ticks: int) -> float:
    return _GIF_TICKS * frames / ticks if ticks else 0.0


def _boxes(read: Read, start: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """(name, where its content begins, where it ends) of each box; the last may end behind `stop`."""
    at = start
    for _ in range(MOST_BOXES):
        header = read(at, at + 16)
        if at + 8 > stop or len(header) < 8:
            return
        length, name = struct.unpack(">I4s", header[:8])
        content = at + 8
        if length == 1:
            length, content = struct.unpack(">Q", header[8:16])[0], at + 16
        elif length == 0:
            length = stop - at
        if length < content - at:
            return
        yield name, content, at + length
        at += length


def _mp4(read: Read, size: int) -> Film:
    film = Film("video/mp4")
    ends = [0]
    for name, start, stop in _boxes(read, 0, size):
        ends.append(stop)
        if name != b"moov" or stop > size:
            continue
        for track, begin, end in _boxes(read, start, stop):
            found = _track(read, begin, end) if track == b"trak" else None
            if found is not None:
                film = found
    if ends[-1] > size:
        return replace(film, problem=f"the video is cut off: of {ends[-1]:,} bytes it has {size:,}")
    if not film.codec:
        return replace(film, problem="the MP4 file has no track of pictures")
    return film


def _track(read: Read, start: int, stop: int) -> Film | None:
    """What a track shows; None for a track of something else."""
    found: dict[bytes, bytes] = {}

    def walk(begin: int, end: int) -> None:
        for name, at, behind in _boxes(read, begin, end):
            if name in (b"mdia", b"minf", b"stbl"):
                walk(at, behind)
            elif name in (b"mdhd", b"hdlr", b"stsd", b"stts"):
                found.setdefault(name, read(at, min(behind, at + HEAD_BYTES)))

    walk(start, stop)
    if found.get(b"hdlr", b"")[8:12] != b"vide" or b"stsd" not in found:
        return None
    entry = found[b"stsd"][8:]
    codec = entry[4:8].decode("ascii", "replace")
    width, height = struct.unpack(">HH", entry[32:36])
    clock = found.get(b"mdhd", b"")
    scale = struct.unpack(">I", clock[20:24] if clock[:1] == b"\x01" else clock[12:16])[0]
    frames = ticks = 0
    times = found.get(b"stts", b"")
    for at in range(8, len(times) - 7, 8):
        count, each = struct.unpack(">II", times[at : at + 8])
        frames += count
        ticks += count * each
    return Film("video/mp4", codec, width, height, frames, scale * frames / ticks if ticks else 0.0)


_MASTERS = frozenset({0x18538067, 0x1654AE6B, 0xAE, 0xE0})  # Segment, Tracks, TrackEntry, Video
_CLUSTER, _CODEC, _WIDTH, _HEIGHT, _FRAME_TIME, _TYPE = 0x1F43B675, 0x86, 0xB0, 0xBA, 0x23E383, 0x83
_PICTURES = 1


def _webm(head: bytes) -> Film:
    tracks: list[dict[int, bytes]] = [{}]

    def walk(at: int, end: int) -> None:
        while at < end:
            name, at = _number(head, at, marked=True)
            length, at = _number(head, at, marked=False)
            if name == _CLUSTER:
                return
            if name == 0xAE:
                tracks.append({})
            if name in _MASTERS:
                walk(at, min(end, at + length))
            else:
                tracks[-1].setdefault(name, head[at : at + min(length, 64)])
            at += length

    with suppress(IndexError):  # the beginning tells, if anything does
        walk(0, len(head))
    for track in tracks:
        if int.from_bytes(track.get(_TYPE, b""), "big") != _PICTURES:
            continue
        nanoseconds = int.from_bytes(track.get(_FRAME_TIME, b""), "big")
        return Film(
            "video/webm",
            track.get(_CODEC, b"").rstrip(b"\0").decode("ascii", "replace"),
            int.from_bytes(track.get(_WIDTH, b""), "big"),
            int.from_bytes(track.get(_HEIGHT, b""), "big"),
            0,
            1e9 / nanoseconds if nanoseconds else 0.0,
        )
    return Film("video/webm", problem="the WebM file has no track of pictures")


def _number(data: bytes, at: int, *, marked: bool) -> tuple[int, int]:
    """A number of EBML and where it ends; one that is `marked` keeps the bit that says its length. Raises IndexError."""
    first = data[at]
    length = 9 - first.bit_length()
    if length > 8 or at + length > len(data):
        raise IndexError
    value = int.from_bytes(data[at : at + length], "big")
    return (value if marked else value & (1 << 7 * length) - 1), at + length
