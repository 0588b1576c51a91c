"""TensorFlow 2's summaries without TensorFlow: the functions of `tf.summary`, written exactly as TensorFlow writes them.

    writer = sonde.summary.create_file_writer("runs/a")
    with writer.as_default():
        for step in range(100):
            sonde.summary.scalar("loss", 1 / (step + 1), step=step)

The functions take a `name`, which becomes the tag behind the names of active `experimental.summary_scope`s; the data, of any
framework; a `step` (an integer; `experimental.get_step()` if None); and a `description` in Markdown and a `display_name` of
the tag. They return whether something was written. Nothing is without a default writer, nor while `record_if` forbids it, nor
when the data makes no sense: that is told once through the logger `sonde`, and raised only under SONDE_STRICT=1.

The default writer, the step and the condition are each thread's own, as in TensorFlow.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np

from sonde.writer.active import Writer, active, file_writer, nowhere_writer, recording_writer
from sonde.writer.audio import tf_pcm, wav
from sonde.writer.curves import curve_summary
from sonde.writer.curves import pr_curve as count_pr_curve
from sonde.writer.file_writer import serialized
from sonde.writer.histograms import uniform_histogram
from sonde.writer.images import png_picture, tf_pixels
from sonde.writer.meshes import mesh_summary
from sonde.writer.message import message, metadata, string_tensor, tensor, value
from sonde.writer.message import summary as summary_message
from sonde.writer.tensors import tensor_message
from sonde.writer.values import as_array, as_number
from sonde.writer.video import video_of, video_summary

SummaryWriter = Writer

__all__ = [
    "SummaryWriter",
    "audio",
    "create_file_writer",
    "create_noop_writer",
    "experimental",
    "flush",
    "graph",
    "histogram",
    "image",
    "mesh",
    "pr_curve",
    "record_if",
    "scalar",
    "should_record_summaries",
    "text",
    "trace_export",
    "trace_off",
    "trace_on",
    "video",
    "write",
]

_DEFAULT_BUCKETS = 30
_DEFAULT_THRESHOLDS = 201
_WAV = 11  # AudioPluginData.encoding


# --- writers ---------------------------------------------------------------------------------------------------------


def create_file_writer(
    logdir: str | os.PathLike[str],
    max_queue: int | None = None,
    flush_millis: float | None = None,
    filename_suffix: str | None = None,
    name: str | None = None,
    experimental_trackable: bool = False,
    experimental_mesh: Any = None,
) -> Writer:
    """A writer with a new event file in `logdir`, a directory or an fsspec URL.

    flush_millis: the longest time that a summary waits in memory (two minutes if None); local files are written a fifth of
    a second after a summary came in any case. filename_suffix: end of the file's name, ".v2" if None. The other arguments
    are TensorFlow's and have no meaning here.
    """
    del max_queue, name, experimental_trackable, experimental_mesh
    flush_secs = 120.0 if flush_millis is None else flush_millis / 1000
    return file_writer(logdir, flush_secs, ".v2" if filename_suffix is None else filename_suffix)


def create_noop_writer() -> Writer:
    """A writer that writes nothing."""
    return nowhere_writer()


def flush(writer: Writer | None = None, name: str | None = None) -> None:
    """Flushes a writer, the default one if None."""
    del name
    chosen = writer or active.writer
    if chosen is not None:
        chosen.flush()


@contextmanager
def record_if(condition: bool | Callable[[], Any]) -> Iterator[None]:
    """Lets summaries be written in the block only where `condition`, or what it returns when called, is true."""
    before, active.condition = active.condition, condition
    try:
        yield
    finally:
        active.condition = before


def should_record_summaries() -> bool:
    """Whether a summary would be written now: there is a default writer, and `record_if` allows it."""
    return recording_writer() is not None


# --- summaries -------------------------------------------------------------------------------------------------------


def scalar(
    name: str, data: Any, step: Any = None, description: str | None = None, *, display_name: str | None = None
) -> bool:
    """Writes a number, as float32."""
    writer = recording_writer()
    return bool(
        writer and writer.log_scalar(name, step, data, _metadata("scalars", b"", display_name, description))
    )


def histogram(
    name: str,
    data: Any,
    step: Any = None,
    buckets: int | None = None,
    description: str | None = None,
    *,
    display_name: str | None = None,
) -> bool:
    """Writes the distribution of all elements of `data` in `buckets` (30 if None) of equal width between its extremes."""
    count = _DEFAULT_BUCKETS if buckets is None else max(0, int(buckets))

    def encode(tag: str) -> bytes:
        rows = uniform_histogram(data, count)
        return summary_message(
            value(tag, 8, tensor(rows), _metadata("histograms", b"", display_name, description))
        )

    return _log(name, step, encode)


def image(
    name: str,
    data: Any,
    step: Any = None,
    max_outputs: int = 3,
    description: str | None = None,
    *,
    display_name: str | None = None,
) -> bool:
    """Writes the first `max_outputs` of images [k, height, width, channels] with 1 to 4 channels.

    Floating point values lie in [0, 1]; other integers than uint8 are scaled from their whole range.
    """

    def encode(tag: str) -> bytes:
        pixels = tf_pixels(as_array(data))
        pictures = [png_picture(each).encoded for each in pixels[:max_outputs]]
        content: list[str | bytes] = [str(pixels.shape[2]), str(pixels.shape[1]), *pictures]
        about = _metadata("images", b"", display_name, description)
        return summary_message(value(tag, 8, string_tensor(content, [len(content)]), about))

    return _log(name, step, encode)


def audio(
    name: str,
    data: Any,
    sample_rate: int,
    step: Any = None,
    max_outputs: int = 3,
    encoding: str | None = None,
    description: str | None = None,
    *,
    display_name: str | None = None,
) -> bool:
    """Writes the first `max_outputs` of clips [k, frames, channels] with samples in [-1, 1], as 16-bit WAV.

    sample_rate: in Hz. encoding: "wav" or None.
    """

    def encode(tag: str) -> bytes:
        if encoding not in (None, "wav"):
            raise ValueError(f"expected encoding 'wav', found {encoding!r}")
        clips = as_array(data)
        if clips.ndim != 3:
            raise ValueError(f"expected clips of shape [k, frames, channels], found {clips.shape}")
        sounds = [wav(tf_pcm(clip), int(as_number(sample_rate))) for clip in clips[:max_outputs]]
        labelled = [part for sound in sounds for part in (sound, b"")]
        content = string_tensor(labelled, [len(sounds), 2])
        about = _metadata("audio", message((2, _WAV)), display_name, description)
        return summary_message(value(tag, 8, content, about))

    return _log(name, step, encode)


def text(
    name: str, data: Any, step: Any = None, description: str | None = None, *, display_name: str | None = None
) -> bool:
    """Writes a string in Markdown, or an array of strings, which is shown as a table."""

    def encode(tag: str) -> bytes:
        about = _metadata("text", b"", display_name, description)
        return summary_message(value(tag, 8, tensor_message(_strings(data)), about))

    return _log(name, step, encode)


def video(
    name: str,
    data: Any,
    fps: float = 4,
    step: Any = None,
    dataformats: str = "NTHWC",
) -> bool:
    """Writes a video [batch, frames, height, width, channels] or a file, as `SummaryWriter.add_video` stores it: a GIF under
    the tag of `name`, and a real video under `<tag>/video` when PyAV is installed.
    """
    return _log(name, step, lambda tag: video_summary(tag, video_of(data, fps, dataformats)))


def mesh(
    name: str,
    vertices: Any,
    faces: Any = None,
    colors: Any = None,
    config_dict: dict[str, Any] | None = None,
    step: Any = None,
    description: str | None = None,
) -> bool:
    """Writes meshes or point clouds, as `tensorboard.plugins.mesh.summary.mesh` does.

    vertices: [batch, n, 3]. faces: [batch, m, 3] numbers of vertices. colors: [batch, n, 3], 0 to 255. config_dict: three.js
    classes and settings for camera, lights and material.
    """

    def encode(tag: str) -> bytes:
        given = {"VERTEX": vertices, "FACE": faces, "COLOR": colors}
        components = {part: None if x is None else _as_tf(x) for part, x in given.items()}
        return mesh_summary(tag, components, config_dict, description=description or "")

    return _log(name, step, encode)


def pr_curve(
    name: str,
    labels: Any,
    predictions: Any,
    num_thresholds: int | None = None,
    weights: Any = None,
    step: Any = None,
    display_name: str | None = None,
    description: str | None = None,
) -> bool:
    """Writes a precision-recall curve under the tag `<name>/pr_curves`, as `tensorboard.plugins.pr_curve` does.

    labels: booleans, or 0 and 1. predictions: in [0, 1], of the same shape. num_thresholds: 201 if None.
    """
    count = _DEFAULT_THRESHOLDS if num_thresholds is None else num_thresholds

    def encode(tag: str) -> bytes:
        rows = count_pr_curve(labels, predictions, count, weights)
        return curve_summary(
            f"{tag}/pr_curves", rows, count, display_name=display_name or name, description=description or ""
        )

    return _log(name, step, encode)


def write(tag: str, tensor: Any, step: Any = None, metadata: Any = None, name: str | None = None) -> bool:
    """Writes a tensor, or what a function without arguments returns, with a SummaryMetadata protobuf (or its bytes)."""
    del name

    def encode(tag: str) -> bytes:
        data = tensor() if callable(tensor) else tensor
        about = serialized(metadata) if metadata is not None else b""
        return summary_message(value(tag, 8, tensor_message(_as_tf(data)), about or None))

    return _log(tag, step, encode)


def _log(name: str, step: Any, encode: Callable[[str], bytes]) -> bool:
    writer = recording_writer()
    return bool(writer and writer.log(name, step, encode))


@functools.lru_cache(maxsize=4096)
def _metadata(plugin: str, content: bytes, display_name: str | None, description: str | None) -> bytes:
    return metadata(plugin, content, display_name=display_name or "", description=description or "")


def _strings(data: Any) -> Any:
    """Text as TensorFlow takes it: strings, nested lists and arrays of strings."""
    if isinstance(data, (str, bytes)):
        return data
    array = np.asarray(data.numpy() if hasattr(data, "numpy") else data, dtype=object)
    if not all(isinstance(item, (str, bytes)) for item in array.ravel()):
        raise TypeError("expected text to be strings")
    return array


def _as_tf(data: Any) -> Any:
    """Data with the dtype that TensorFlow gives it: Python's floats are float32 there, and its integers int32."""
    if hasattr(data, "dtype") or isinstance(data, (str, bytes)):
        return data
    array = np.asarray(data)
    return array.astype({"f": np.float32, "i": np.int32}.get(array.dtype.kind, array.dtype))


# --- not yet ---------------------------------------------------------------------------------------------------------


def graph(graph_data: Any = None, name: str | None = None) -> bool:
    """Takes TensorFlow's arguments; graphs and traces are not logged yet, which is told once."""
    del graph_data, name
    return _not_yet("graph")


def trace_on(graph: bool = True, profiler: bool = False, profiler_outdir: str | None = None) -> None:
    """Takes TensorFlow's arguments; graphs and traces are not logged yet, which is told once."""
    del graph, profiler, profiler_outdir
    _not_yet("trace_on")


def trace_export(name: str, step: Any = None, profiler_outdir: str | None = None) -> None:
    """Takes TensorFlow's arguments; graphs and traces are not logged yet, which is told once."""
    del name, step, profiler_outdir
    _not_yet("trace_export")


def trace_off() -> None:
    """Ends nothing, as `trace_on` begins nothing."""


def _not_yet(what: str) -> bool:
    writer = recording_writer()
    if writer is not None:
        writer.trouble.tell(what, f"sonde: summary.{what} logs no graphs yet; training goes on")
    return False


# --- tf.summary.experimental -----------------------------------------------------------------------------------------


def _get_step() -> Any:
    """The thread's default step; None when none was set."""
    return active.step


def _set_step(step: Any) -> None:
    """Sets the thread's default step: an integer, or a variable that is read whenever a summary is written."""
    active.step = step


@contextmanager
def _summary_scope(name: str, default_name: str = "summary", values: Any = None) -> Iterator[tuple[str, str]]:
    """Puts `name/` before the names of summaries in the block; gives the tag and the scope."""
    del values
    before = active.scope
    active.scope = f"{before}{name or default_name}/"
    try:
        yield active.scope[:-1], active.scope
    finally:
        active.scope = before


def _write_raw_pb(tensor: Any, step: Any = None, name: str | None = None) -> bool:
    """Writes a Summary protobuf, or its bytes, as it is."""
    del name
    return _log("", step, lambda _: serialized(tensor))


experimental = SimpleNamespace(
    get_step=_get_step, set_step=_set_step, summary_scope=_summary_scope, write_raw_pb=_write_raw_pb
)
