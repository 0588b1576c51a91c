"""Sound for summaries: samples as WAV."""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sonde.writer.message import Float32, message
from sonde.writer.values import Array, as_array


@dataclass(frozen=True, slots=True)
class Sound:
    """An encoded sound."""

    sample_rate: int
    channels: int
    frames: int
    encoded: bytes
    media_type: str = "audio/wav"

    def message(self) -> bytes:
        """A Summary.Audio."""
        return message(
            (1, Float32(self.sample_rate)),
            (2, self.channels),
            (3, self.frames),
            (4, self.encoded),
            (5, self.media_type),
        )


def sound_of(sound: Any, sample_rate: int) -> Sound:
    """The sound in an array or a WAV file.

    Arrays hold samples in [-1, 1] (what lies outside is clipped) or 16-bit integers; one channel with any number of
    dimensions of size 1, or several with the channels in the shorter dimension. They are stored with 16 bits.
    """
    if isinstance(sound, (str, os.PathLike)):
        return _sound_in_file(os.fspath(sound))
    samples = as_array(sound).squeeze()
    if samples.ndim == 0:
        samples = samples.reshape(1)
    if samples.ndim > 2:
        raise ValueError(
            f"expected one sound, of shape [frames] or [frames, channels], found {samples.shape}"
        )
    if samples.ndim == 2 and samples.shape[0] < samples.shape[1]:
        samples = samples.T
    pcm = to_pcm(samples)
    channels = 1 if pcm.ndim == 1 else pcm.shape[1]
    return Sound(int(sample_rate), channels, pcm.shape[0], wav(pcm, int(sample_rate)))


def to_pcm(samples: Array) -> Array:
    """Samples as 16-bit integers, cut towards zero as PyTorch does."""
    if samples.dtype == np.int16:
        return samples.astype("<i2")
    finite = np.nan_to_num(samples.astype(np.float64), nan=0.0, posinf=1.0, neginf=-1.0)
    scaled = finite.clip(-1, 1).astype(samples.dtype if samples.dtype.kind == "f" else np.float64) * 32767
    return scaled.astype("<i2")


def tf_pcm(samples: Array) -> Array:
    """Samples in [-1, 1] as 16-bit integers, rounded to 1/32768 as TensorFlow does, halves away from zero."""
    scaled = np.nan_to_num(samples.astype(np.float32)) * np.float32(32768)
    rounded: Array = np.trunc(scaled + np.copysign(np.float32(0.5), scaled))
    return rounded.clip(-32768, 32767).astype("<i2")


def wav(pcm: Array, sample_rate: int) -> bytes:
    """A WAV file of 16-bit samples, [frames] or [frames, channels]: http://soundfile.sapp.org/doc/WaveFormat/."""
    data = np.ascontiguousarray(pcm, "<i2").tobytes()
    channels = 1 if pcm.ndim == 1 else pcm.shape[1]
    frame_size = 2 * channels
    form = struct.pack(
        "<4sIHHIIHH", b"fmt ", 16, 1, channels, sample_rate, sample_rate * frame_size, frame_size, 16
    )
    body = b"WAVE" + form + struct.pack("<4sI", b"data", len(data)) + data
    return struct.pack("<4sI", b"RIFF", len(body)) + body


def _sound_in_file(path: str) -> Sound:
    import wave

    encoded = Path(path).read_bytes()
    with wave.open(path, "rb") as sound:
        return Sound(sound.getframerate(), sound.getnchannels(), sound.getnframes(), encoded)
