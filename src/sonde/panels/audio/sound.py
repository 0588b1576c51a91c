"""Sounds: what encoded bytes play, told by the headers of their format; nothing is decoded.

The bytes come from anybody's log: every length in them may lie.

    WAV   http://soundfile.sapp.org/doc/WaveFormat/, and WAVEFORMATEXTENSIBLE
    FLAC  https://www.rfc-editor.org/rfc/rfc9639#section-8.2
    Ogg   https://www.rfc-editor.org/rfc/rfc3533#section-6 with Vorbis, Opus (RFC 7845) or FLAC in it
    MP3   https://www.datavoyage.com/mpgscript/mpeghdr.htm, behind an ID3 tag and with a Xing header or without
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

Read = Callable[[int, int], bytes]
"""The bytes at [start, stop), fewer at the end."""

MOST_CHUNKS = 200
"""A WAV file of more chunks before its samples is none that anybody wrote."""

_TAIL_BYTES = 64 << 10
_OPUS_RATE = 48_000

_WAV_CODECS = {1: "pcm", 3: "float", 6: "alaw", 7: "mulaw"}
_WAV_EXTENSIBLE = 0xFFFE
_ENDLESS = (0, 0xFFFF_FFFF)
"""What writers that do not know the length say of it."""

_MP3_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


@dataclass(frozen=True, slots=True)
class Sound:
    """What a clip is; 0 and empty for what it does not tell."""

    media_type: str = ""
    codec: str = ""
    sample_rate: int = 0
    channels: int = 0
    bits: int = 0
    frames: int = 0
    problem: str = ""


def look(read: Read, size: int) -> Sound:
    """What a clip of so many bytes is. What is damaged has its `problem` said."""
    head = read(0, 64)
    try:
        if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
            return _wav(read, size)
        if head[:4] == b"fLaC":
            return _flac(head)
        if head[:4] == b"OggS":
            return _ogg(read, size)
        if head[:3] == b"ID3" or _is_mp3_frame(head):
            return _mp3(read, head)
    except (struct.error, IndexError):
        return Sound(problem=f"the header of the sound is cut off: it has {size:,} bytes")
    return Sound(problem=_unknown(head))


def _unknown(head: bytes) -> str:
    if not head:
        return "expected an encoded sound, found no bytes"
    return f"expected a sound (WAV, FLAC, Ogg, MP3), found bytes that begin with {head[:8].hex(' ')}"


def _wav(read: Read, size: int) -> Sound:
    codec, channels, rate, frame_bytes, bits = "", 0, 0, 0, 0
    at = 12
    for _ in range(MOST_CHUNKS):
        header = read(at, at + 8)
        if len(header) < 8:
            break
        name, length = struct.unpack("<4sI", header)
        at += 8
        if name == b"fmt ":
            form = read(at, at + 40)
            code, channels, rate, _, frame_bytes, bits = struct.unpack("<HHIIHH", form[:16])
            if code == _WAV_EXTENSIBLE and len(form) >= 26:
                code = struct.unpack("<H", form[24:26])[0]
            codec = _WAV_CODECS.get(code, "")
            problem = "" if codec else f"a WAV file of the codec {code:#06x}, which browsers do not play"
        elif name == b"data":
            if not frame_bytes or not rate:
                return Sound("audio/wav", problem="the WAV file has no format before its samples")
            held = max(0, size - at)
            said = held if length in _ENDLESS and held else length
            if said > held:
                problem = f"the sound is cut off: of {said // frame_bytes:,} frames it holds {held // frame_bytes:,}"
            frames = min(said, held) // frame_bytes
            return Sound("audio/wav", codec, rate, channels, bits, frames, problem)
        at += length + length % 2
    return Sound("audio/wav", codec, rate, channels, bits, problem="the WAV file holds no samples")


def _flac(head: bytes) -> Sound:
    packed = int.from_bytes(head[18:26], "big")
    if len(head) < 26:
        raise IndexError
    rate, channels, bits = packed >> 44, (packed >> 41 & 7) + 1, (packed >> 36 & 31) + 1
    return Sound("audio/flac", "flac", rate, channels, bits, packed & (1 << 36) - 1)


def _ogg(read: Read, size: int) -> Sound:
    page = read(0, 512)
    packet = page[27 + page[26] :]
    skipped = 0
    if packet[:7] == b"\x01vorbis":
        channels, rate = struct.unpack("<BI", packet[11:16])
        sound = Sound("audio/ogg", "vorbis", rate, channels)
    elif packet[:8] == b"OpusHead":
        channels, skipped = struct.unpack("<BH", packet[9:12])
        sound = Sound("audio/ogg", "opus", _OPUS_RATE, channels)
    elif packet[:5] == b"\x7fFLAC":
        inner = _flac(packet[9:])
        sound = Sound("audio/ogg", "flac", inner.sample_rate, inner.channels, inner.bits)
    else:
        return Sound("audio/ogg", problem="an Ogg file of a codec that is not known")
    tail = read(max(0, size - _TAIL_BYTES), size)
    last = tail.rfind(b"OggS")
    if last < 0:
        return sound
    granule = struct.unpack("<q", tail[last + 6 : last + 14])[0]
    return Sound(
        sound.media_type,
        sound.codec,
        sound.sample_rate,
        sound.channels,
        sound.bits,
        max(0, granule - skipped),
    )


def _is_mp3_frame(head: bytes) -> bool:
    """Whether a frame of MPEG layer III begins here."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer, rate = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 2 & 3
    return version in _MP3_RATES and layer == 1 and rate != 3 and head[2] >> 4 != 15


def _mp3(read: Read, head: bytes) -> Sound:
    at = 0
    if head[:3] == b"ID3":
        at = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
    frame = read(at, at + 256)
    if not _is_mp3_frame(frame):
        return Sound("audio/mpeg", "mp3", problem="the MP3 file holds no frame where one was expected")
    version, mono = frame[1] >> 3 & 3, frame[3] >> 6 == 3
    rate = _MP3_RATES[version][frame[2] >> 2 & 3]
    counted = 4 + ((17 if mono else 32) if version == 3 else (9 if mono else 17))
    frames = 0
    if frame[counted : counted + 4] in (b"Xing", b"Info") and frame[counted + 7] & 1:
        of_each = 1152 if version == 3 else 576
        frames = of_each * int(struct.unpack(">I", frame[counted + 8 : counted + 12])[0])
    return Sound("audio/mpeg", "mp3", rate, 1 if mono else 2, 0, frames)
