"""Videos for summaries: a real one where an encoder is installed, and an animated image that TensorBoard shows."""

from __future__ import annotations

import io
import mimetypes
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sonde.errors import MissingExtraError
from sonde.writer.images import Picture, to_bytes
from sonde.writer.message import BLOB_SEQUENCE, message, metadata, string_tensor, summary, value
from sonde.writer.values import Array, as_array

_MOST_PREVIEW_FRAMES = 64  # a preview beside a real video is for a glance
_MOST_PREVIEW_PIXELS = 320  # on its longer side


@dataclass(frozen=True, slots=True)
class Video:
    """A video: `encoded` is the real one, if there is one, and `preview` an animated image of it."""

    width: int
    height: int
    fps: float
    media_type: str
    encoded: bytes | None
    preview: Picture | None


def video_of(video: Any, fps: float, dataformats: str = "NTCHW") -> Video:
    """The video in an array [batch, frames, channels, height, width] (or as `dataformats` says), or in a file."""
    if isinstance(video, (str, os.PathLike)):
        return _video_in_file(os.fspath(video))
    frames = _frames(as_array(video), dataformats)
    _, height, width, _ = frames.shape
    encoded = _encode_mp4(frames, fps)
    return Video(width, height, fps, "video/mp4", encoded, _animation(frames, fps, short=encoded is not None))


def video_summary(tag: str, video: Video) -> bytes:
    """A Summary with the preview as image `tag` and the real video as `<tag>/video`, of kind `videos`.

    A video is a tensor of strings [width, height, video], as the images plugin has it for images; its plugin data is
    {2: media type, 3: frames per second, 4: tag of the preview}.
    """
    values = [] if video.preview is None else [value(tag, 4, video.preview.message())]
    if video.encoded is not None:
        about = metadata(
            "videos",
            message((2, video.media_type), (3, float(video.fps)), (4, tag)),
            data_class=BLOB_SEQUENCE,
        )
        content = string_tensor([str(video.width), str(video.height), video.encoded], [3])
        values.append(value(f"{tag}/video", 8, content, about))
    return summary(*values)


def _frames(array: Array, dataformats: str) -> Array:
    """Frames [frames, height, width, 3] uint8; a batch is laid out in a grid of about as many rows as columns."""
    letters = dataformats.upper()
    if sorted(letters) != sorted("NTCHW") or array.ndim != 5:
        raise ValueError(f"expected a video with the dimensions {letters}, found shape {array.shape}")
    ordered = array.transpose([letters.index(letter) for letter in "NTCHW"])
    videos = to_bytes(ordered.reshape(-1, 1, 1)).reshape(ordered.shape)
    count, frames, channels, height, width = videos.shape
    if channels not in (1, 3):
        raise ValueError(f"expected 1 or 3 channels, found {channels}")
    rows = 2 ** ((count.bit_length() - 1) // 2)
    padded = 1 << (count - 1).bit_length()
    videos = np.concatenate([videos, np.zeros((padded - count, *videos.shape[1:]), np.uint8)])
    columns = padded // rows
    laid_out = videos.reshape(rows, columns, frames, channels, height, width).transpose(2, 0, 4, 1, 5, 3)
    sheet = laid_out.reshape(frames, rows * height, columns * width, channels)
    return np.repeat(sheet, 3, axis=3) if channels == 1 else sheet


def _animation(frames: Array, fps: float, *, short: bool) -> Picture:
    """An animated GIF, which is the one animation that TensorBoard passes on."""
    from PIL import Image

    _, height, width, _ = frames.shape
    step = max(1, -(-len(frames) // _MOST_PREVIEW_FRAMES)) if short else 1
    images = [Image.fromarray(frame) for frame in frames[::step]]
    if short:
        for image in images:
            image.thumbnail((_MOST_PREVIEW_PIXELS, _MOST_PREVIEW_PIXELS))
    out = io.BytesIO()
    images[0].save(
        out,
        "GIF",
        save_all=True,
        append_images=images[1:],
        duration=max(20, round(1000 * step / fps)),
        loop=0,
    )
    return Picture(width, height, 3, out.getvalue())


def _encode_mp4(frames: Array, fps: float) -> bytes | None:
    """An H.264 video that browsers play; None when PyAV or its encoder is not there."""
    try:
        import av
    except ImportError:
        return None
    from fractions import Fraction

    if "libx264" not in av.codecs_available:
        return None
    _, height, width, _ = frames.shape
    even = np.pad(frames, [(0, 0), (0, height % 2), (0, width % 2), (0, 0)], mode="edge")
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        rate = Fraction(fps).limit_denominator(1000)
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = even.shape[2], even.shape[1], "yuv420p"
        for frame in even:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
        container.mux(stream.encode(None))
    return out.getvalue()


def _video_in_file(path: str) -> Video:
    media_type = mimetypes.guess_type(path)[0] or ""
    encoded = Path(path).read_bytes()
    if media_type == "image/gif":
        from PIL import Image

        with Image.open(io.BytesIO(encoded)) as image:
            return Video(
                image.width,
                image.height,
                0.0,
                media_type,
                None,
                Picture(image.width, image.height, 3, encoded),
            )
    if not media_type.startswith("video/"):
        raise ValueError(f"expected a video file such as .mp4, .webm or .gif, found {path!r}")
    frames, fps = _decode(path)
    _, height, width, _ = frames.shape
    return Video(width, height, fps, media_type, encoded, _animation(frames, fps, short=True))


def _decode(path: str) -> tuple[Array, float]:
    try:
        import av
    except ImportError as error:
        raise MissingExtraError("a video file in add_video", "PyAV", "video") from error
    with av.open(path) as container:
        stream = container.streams.video[0]
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
        return np.stack(frames), float(stream.average_rate or 4)
