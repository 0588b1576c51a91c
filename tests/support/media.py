"""Sounds and videos by real encoders (PyAV), and records that hold them."""

from __future__ import annotations

import io
from typing import Any

import av
import numpy as np
from PIL import Image

from support.records import bytes_field, event, metadata, record, tensor, varint_field

CODECS = {"wav": "pcm_s16le", "flac": "flac", "ogg": "vorbis", "opus": "libopus", "mp3": "libmp3lame"}


def tone(frames: int, rate: int, channels: int = 1, pitch: float = 440.0) -> np.ndarray:
    """Samples int16 [frames, channels] of a tone."""
    wave = np.sin(np.arange(frames) * (2 * np.pi * pitch / rate)) * 12_000
    return np.repeat(wave.astype(np.int16)[:, None], channels, axis=1)


def encoded_sound(samples: np.ndarray, rate: int, form: str) -> bytes:
    """Samples int16 [frames, channels] in a container of that name (a key of CODECS)."""
    out = io.BytesIO()
    layout = "mono" if samples.shape[1] == 1 else "stereo"
    container = "ogg" if form == "opus" else form
    with av.open(out, "w", format=container) as file:
        # FFmpeg calls its own encoder of Vorbis experimental.
        stream: Any = file.add_stream(CODECS[form], rate=rate, layout=layout, options={"strict": "-2"})
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples.reshape(1, -1)), format="s16", layout=layout
        )
        frame.sample_rate = rate
        resampler = av.AudioResampler(
            format=stream.codec_context.format,
            layout=layout,
            rate=rate,
            frame_size=stream.codec_context.frame_size or None,
        )
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return out.getvalue()


def sound_record(tag: str, step: int, data: bytes, media_type: str = "audio/wav") -> bytes:
    """The record of an encoded sound as PyTorch stores it, whatever it is."""
    sound = bytes_field(4, data) + bytes_field(5, media_type)
    return record(
        event(
            bytes_field(5, bytes_field(1, bytes_field(1, tag) + bytes_field(6, sound))), step, 1000.0 + step
        )
    )


def image_record(tag: str, step: int, data: bytes) -> bytes:
    """The record of an encoded image as PyTorch stores it, whatever it is."""
    image = bytes_field(
        4, varint_field(1, 5) + varint_field(2, 5) + varint_field(3, 3) + bytes_field(4, data)
    )
    return record(event(bytes_field(5, bytes_field(1, bytes_field(1, tag) + image)), step, 1000.0 + step))


def event_file(*records: bytes) -> bytes:
    """An event file of these records."""
    return record(event(bytes_field(3, "brain.Event:2"), wall_time=1000.0)) + b"".join(records)


def pictures(frames: int, height: int = 48, width: int = 64) -> np.ndarray:
    """Frames uint8 [frames, height, width, 3], each of one grey: 8 times its number."""
    greys = (8 * np.arange(frames) % 256).astype(np.uint8)
    return np.broadcast_to(greys[:, None, None, None], (frames, height, width, 3)).copy()


def encoded_video(frames: np.ndarray, rate: int, form: str) -> bytes:
    """Frames uint8 [frames, height, width, 3] as `mp4` (H.264) or `webm` (VP9)."""
    out = io.BytesIO()
    codec = {"mp4": "libx264", "webm": "libvpx-vp9"}[form]
    with av.open(out, "w", format=form) as file:
        stream: Any = file.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = frames.shape[2], frames.shape[1], "yuv420p"
        for frame in frames:
            file.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        file.mux(stream.encode(None))
    return out.getvalue()


def encoded_gif(frames: np.ndarray, milliseconds: int, **options: Any) -> bytes:
    """Frames uint8 [frames, height, width, 3] as an animated GIF."""
    images = [Image.fromarray(frame) for frame in frames]
    out = io.BytesIO()
    images[0].save(
        out, "GIF", save_all=True, append_images=images[1:], duration=milliseconds, loop=0, **options
    )
    return out.getvalue()


def video_record(tag: str, step: int, *videos: bytes) -> bytes:
    """The record of encoded videos as Sonde stores them, whatever they are."""
    strings = [b"64", b"48", *videos]
    about = metadata("videos", data_class=3)
    content = tensor(7, (len(strings),), b"".join(bytes_field(8, one) for one in strings))
    value = bytes_field(1, tag) + bytes_field(8, content) + about
    return record(event(bytes_field(5, bytes_field(1, value)), step, 1000.0 + step))
