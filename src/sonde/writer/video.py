"""Videos for summaries: a real one where an encoder is installed, and an animated image that TensorBoard shows."""

from __future__ import annotations

import io
import itertools
import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sonde.writer.images import Picture, to_bytes
from sonde.writer.message import BLOB_SEQUENCE, message, metadata, string_tensor, summary, value
from sonde.writer.values import Array, as_array, as_number

_MOST_PREVIEW_FRAMES = 64  # a preview beside a real video is for a glance
_MOST_PREVIEW_PIXELS = 320  # on its longer side
_SHORTEST_GIF_FRAME = 2  # hundredths of a second; browsers take less as a tenth of a second

_DEFAULT_FPS = 4.0  # where nothing says
_BT709, _LIMITED_RANGE = 1, 1  # as FFmpeg numbers colour spaces and ranges


@dataclass(frozen=True, slots=True)
class Video:
    """A video: `encoded` is the real one, if there is one, and `preview` an animated image of it, if it could be made."""

    width: int
    height: int
    fps: float
    media_type: str
    encoded: bytes | None
    preview: Picture | None


@dataclass(frozen=True, slots=True)
class _Encoder:
    """One of PyAV's, and what it is asked for: a quality at which no difference is seen, and speed rather than few bytes."""

    codec: str
    container: str
    options: dict[str, str]
    even: bool  # it takes sides of an even length only


# H.264 plays everywhere; VP9 is for builds of FFmpeg without x264, and for what that refuses.
_ENCODERS = (
    _Encoder("libx264", "mp4", {"crf": "18", "preset": "veryfast"}, even=True),
    _Encoder(
        "libvpx-vp9", "webm", {"crf": "20", "b": "0", "deadline": "realtime", "cpu-used": "6"}, even=False
    ),
)


def video_of(video: Any, fps: Any, dataformats: str = "NTCHW") -> Video:
    """The video in an array [batch, frames, channels, height, width] (or as `dataformats` says), or in a file."""
    if isinstance(video, (str, os.PathLike)):
        return _video_in_file(os.fspath(video))
    rate = as_number(fps)
    if not (math.isfinite(rate) and rate > 0):
        raise ValueError(f"expected fps to be more than 0 frames per second, found {fps!r}")
    frames = _frames(as_array(video), dataformats)
    _, height, width, _ = frames.shape
    media_type, encoded = _encode(frames, rate)
    if encoded is None:
        return Video(width, height, rate, media_type, None, _animation(frames, rate))
    stride = -(-len(frames) // _MOST_PREVIEW_FRAMES)
    return Video(
        width, height, rate, media_type, encoded, _animation(map(_small, frames[::stride]), rate / stride)
    )


def video_summary(tag: str, video: Video) -> bytes:
    """A Summary with the preview as image `tag`, as PyTorch stores videos, and the real one as `<tag>/video` of kind `videos`.

    They have two tags because TensorBoard takes a tag's metadata once, and would pass over the image. A video is a tensor
    of strings [width, height, video], as the images plugin has it for images, with "0" for a size that is not known; its
    plugin data is {2: media type, 3: frames per second, 4: tag of the preview}.
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
    if 0 in array.shape:
        raise ValueError(f"expected a video with at least one frame and pixel, found shape {array.shape}")
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


def _animation(frames: Iterable[Array], fps: float) -> Picture:
    """An animated GIF, which is the one animation that TensorBoard passes on.

    GIFs count time in hundredths of a second, so frames differ by one where that keeps the whole in time.
    """
    from PIL import Image

    images = [Image.fromarray(frame) for frame in frames]
    ends = [round(100 * frame / fps) for frame in range(len(images) + 1)]
    hundredths = [max(_SHORTEST_GIF_FRAME, end - start) for start, end in itertools.pairwise(ends)]
    out = io.BytesIO()
    images[0].save(
        out,
        "GIF",
        save_all=True,
        append_images=images[1:],
        duration=[10 * each for each in hundredths],
        loop=0,
    )
    return Picture(images[0].width, images[0].height, 3, out.getvalue())


def _small(frame: Array) -> Array:
    from PIL import Image

    image = Image.fromarray(frame)
    image.thumbnail((_MOST_PREVIEW_PIXELS, _MOST_PREVIEW_PIXELS))
    return np.asarray(image)


def _encode(frames: Array, fps: float) -> tuple[str, bytes | None]:
    """The media type and the bytes of a video that browsers play; no bytes when PyAV is not there or has no encoder."""
    try:
        import av
    except ImportError:
        return "", None
    for encoder in _ENCODERS:
        if encoder.codec in av.codecs_available:
            try:
                return f"video/{encoder.container}", _encode_with(encoder, frames, fps)
            except (av.FFmpegError, ValueError, OverflowError):
                continue  # too large for it, for example
    return "", None


def _encode_with(encoder: _Encoder, frames: Array, fps: float) -> bytes:
    """Frames [frames, height, width, 3] in one container. Raises av.FFmpegError and others when they can't be encoded."""
    from fractions import Fraction

    import av
    from av.video.reformatter import ColorRange, Colorspace

    _, height, width, _ = frames.shape
    margin = (height % 2, width % 2) if encoder.even else (0, 0)
    out = io.BytesIO()
    with av.open(out, "w", format=encoder.container) as container:
        rate = Fraction(fps).limit_denominator(100_000)
        stream = container.add_stream(encoder.codec, rate=rate, options=dict(encoder.options))
        stream.width, stream.height, stream.pix_fmt = width + margin[1], height + margin[0], "yuv420p"
        # Players guess the colours of a video that doesn't name them, by its size.
        context = stream.codec_context
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        context.color_range = _LIMITED_RANGE
        for frame in frames:
            # One more row or column, the same as the last, at the bottom or on the right.
            padded = np.pad(frame, [(0, margin[0]), (0, margin[1]), (0, 0)], mode="edge")
            picture = av.VideoFrame.from_ndarray(padded, format="rgb24").reformat(
                format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
            )
            container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return out.getvalue()


def _video_in_file(path: str) -> Video:
    import mimetypes

    media_type = mimetypes.guess_type(path)[0] or ""
    if media_type == "image/gif":
        return _gif_in_file(path)
    if not media_type.startswith("video/"):
        raise ValueError(f"expected a video file such as .mp4, .webm or .gif, found {path!r}")
    encoded = Path(path).read_bytes()
    try:
        import av  # noqa: F401  what its preview takes
    except ImportError:
        return Video(0, 0, 0.0, media_type, encoded, None)
    width, height, fps, preview = _look_into(path)
    return Video(width, height, fps, media_type, encoded, preview)


def _gif_in_file(path: str) -> Video:
    from PIL import Image

    encoded = Path(path).read_bytes()
    with Image.open(io.BytesIO(encoded)) as image:
        width, height = image.size
    return Video(width, height, 0.0, "image/gif", None, Picture(width, height, 3, encoded))


def _look_into(path: str) -> tuple[int, int, float, Picture]:
    """Width, height, frames per second and preview of a video file, with few of its frames in memory at a time."""
    import av

    kept: list[Array] = []
    stride = 1
    with av.open(path) as container:
        stream = container.streams.video[0]
        fps = float(stream.average_rate or 0) or _DEFAULT_FPS
        for number, frame in enumerate(container.decode(stream)):
            if number % stride == 0:
                kept.append(_small(frame.to_ndarray(format="rgb24")))
            if len(kept) > _MOST_PREVIEW_FRAMES:
                kept, stride = kept[::2], 2 * stride
        width, height = stream.width, stream.height
    if not kept:
        raise ValueError(f"expected a video with at least one frame in {path!r}")
    return width, height, fps, _animation(kept, fps / stride)
