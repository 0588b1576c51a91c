"""`sonde.SummaryWriter`: the writer of PyTorch and tensorboardX, call for call."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from sonde.writer.audio import sound_of
from sonde.writer.curves import curve_summary, pr_curve
from sonde.writer.embeddings import Embedding, write_config, write_embedding
from sonde.writer.event_sink import EventSink
from sonde.writer.file_writer import FileWriter, LateWriter, NowhereWriter
from sonde.writer.files import path_text
from sonde.writer.histograms import histogram_message, raw_histogram_message
from sonde.writer.images import Picture, draw_boxes, picture_of, pixels_of, pixels_of_figure, png_picture
from sonde.writer.layouts import layout_summary
from sonde.writer.meshes import mesh_summary
from sonde.writer.message import Float32, metadata, string_tensor, summary, value
from sonde.writer.nowhere_engine import ATTEND, TAKEN
from sonde.writer.process_end import process_is_ending
from sonde.writer.sessions import session_ending, start_summaries, torch_session
from sonde.writer.tensors import tensor_message
from sonde.writer.trouble import Trouble, forgiving, said
from sonde.writer.values import as_array, as_number
from sonde.writer.video import video_of, video_summary

if TYPE_CHECKING:
    from typing_extensions import Self

_NO_WORDS = ""  # told from others by identity: `not` asks the argument, and may run anything
_MOST_THRESHOLDS = 127  # what PyTorch and tensorboardX allow


class SummaryWriter:
    """Writes what a training run shows into event files that Sonde and TensorBoard read.

    It has the constructor and every add method of `torch.utils.tensorboard.SummaryWriter`, and those that tensorboardX
    adds, with the same names, positions and defaults. `global_step` is an integer (0 if None), `walltime` seconds since
    the epoch (now if None). Values come as Python numbers, NumPy arrays, or tensors of any framework and device.

    Nothing here raises into training, unless SONDE_STRICT=1: a wrong value or a full disk is told once through the
    logger `sonde`, and what could not be written is counted in `dropped`. A disk or a network that hangs holds up `flush`
    and `close` for five seconds and the end of the process for ten; only `add_embedding`, which writes files of its own,
    waits for it. Safe to use from many threads; a forked, spawned or unpickled copy writes a file of its own beside.
    """

    def __init__(
        self,
        log_dir: str | os.PathLike[str] | None = None,
        comment: str = "",
        purge_step: int | None = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        filename_suffix: str = "",
        write_to_disk: bool = True,
        logdir: str | os.PathLike[str] | None = None,
        comet_config: Mapping[str, Any] | None = None,
        *,
        log_environment: bool = False,
    ) -> None:
        """Begins a new event file.

        log_dir: directory or fsspec URL; runs/<date>_<host><comment> when not given. `logdir` is tensorboardX's name.
        comment: end of the directory's name when log_dir is not given.
        purge_step: what earlier files of this directory logged at this step or later is superseded.
        max_queue: taken for compatibility; what waits is bounded in bytes.
        flush_secs: the longest time that a point waits in memory; local files are written a fifth of a second after a
            point came in any case.
        filename_suffix: end of the event files' names.
        write_to_disk: False makes a writer that writes nothing (tensorboardX).
        comet_config: taken for compatibility with tensorboardX; nothing is sent to Comet.
        log_environment: also log host, user, command line, git commit, and the versions of Python and of imported libraries, as
            the text `environment`. They are gathered in the background. Whoever sees the log sees the command line: not for
            scripts that take passwords there.
        """
        self.trouble = Trouble()
        self.log_dir = self._logdir(log_dir, logdir, comment)
        self.purge_step = purge_step
        self.max_queue = max_queue
        self.flush_secs = flush_secs
        self.filename_suffix = filename_suffix
        del comet_config
        self.file_writer: FileWriter | None = None
        self.all_writers: dict[str, FileWriter] | None = None
        self._write_to_disk = write_to_disk
        self._begun = False
        self._default_step: Any = None
        self._default_walltime: float | None = None
        self._embeddings: list[Embedding] = []
        self._sink: EventSink
        self._get_file_writer()
        if log_environment and write_to_disk:
            self._log_environment()

    def _logdir(self, log_dir: Any, logdir: Any, comment: Any) -> str:
        """The directory as text. A wrong one is told, and the default taken: points in a place that was not asked for are
        worth more than none.
        """
        try:
            chosen = log_dir or logdir
            return path_text(chosen) if chosen else default_logdir(_text(comment))
        except Exception as error:
            instead = default_logdir("")
            message = f"sonde: expected log_dir to be a path, found {said(log_dir)}; points go to {instead}"
            self.trouble.tell("log_dir", message, error)
            return instead

    @forgiving("log_environment")
    def _log_environment(self) -> None:
        from sonde.writer.environment import Gathering  # most scripts don't ask for it

        self._sink.await_at_close(Gathering(self._sink.add_summary).wait)

    # --- files ---------------------------------------------------------------------------------------------------

    def _get_file_writer(self) -> FileWriter:
        """The writer of this run's own file, a new one after `close`. Much code outside PyTorch uses it."""
        return self._open_writers()[self.log_dir]

    def _writer_of(self, directory: str) -> FileWriter:
        """The writer of a run below this one."""
        writers = self._open_writers()
        if directory not in writers or writers[directory].sink.closed:
            writers[directory] = self._new_writer(directory, again=directory in writers)
        return writers[directory]

    def _open_writers(self) -> dict[str, FileWriter]:
        if self.all_writers is None or self._sink.closed:  # by the user, or as the process ends
            self.file_writer = self._new_writer(self.log_dir, again=self._begun)
            self._begun = True
            self.all_writers = {self.log_dir: self.file_writer}
            self._sink = self.file_writer.sink
            if self.purge_step is not None:
                self.file_writer.add_restart(self.purge_step)
                self.purge_step = None
        return self.all_writers

    def _new_writer(self, directory: str, *, again: bool = False) -> FileWriter:
        kind = FileWriter if self._write_to_disk else NowhereWriter
        if again and process_is_ending():
            kind = LateWriter
        return kind(directory, flush_secs=self.flush_secs, filename_suffix=self.filename_suffix)

    def get_logdir(self) -> str:
        """The run's directory."""
        return self.log_dir

    @property
    def logdir(self) -> str:
        """TensorboardX's name for `log_dir`."""
        return self.log_dir

    @property
    def dropped(self) -> int:
        """How many events of the files that are open could not be written so far, in this process."""
        return sum(writer.dropped for writer in (self.all_writers or {}).values())

    def drop(self, events: int) -> None:
        """Counts events that were given up."""
        self._sink.drop(events)

    @forgiving("flush")
    def flush(self) -> None:
        """Returns when everything added before is with the operating system, or could not be written."""
        for writer in list((self.all_writers or {}).values()):
            writer.flush()

    @forgiving("close")
    def close(self) -> None:
        """Flushes and closes the files. Closing twice is harmless; adding afterwards begins a new file."""
        writers, self.file_writer, self.all_writers = self.all_writers, None, None
        for writer in (writers or {}).values():
            writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.fail(error)
        self.close()

    @contextmanager
    def use_metadata(self, *, global_step: Any = None, walltime: float | None = None) -> Iterator[Self]:
        """Makes a step and a wall time the default of all that is added in the block (tensorboardX)."""
        before = self._default_step, self._default_walltime
        self._default_step, self._default_walltime = global_step, walltime
        try:
            yield self
        finally:
            self._default_step, self._default_walltime = before

    def _add(self, summary: bytes, step: Any, walltime: float | None) -> None:
        step = self._default_step if step is None else step
        walltime = self._default_walltime if walltime is None else walltime
        self._get_file_writer().sink.add_summary(summary, step, walltime)

    # --- numbers -------------------------------------------------------------------------------------------------

    def add_scalar(
        self,
        tag: str,
        scalar_value: Any,
        global_step: Any = None,
        walltime: float | None = None,
        new_style: Any = False,
        double_precision: Any = False,
        display_name: str = _NO_WORDS,
        summary_description: str = _NO_WORDS,
    ) -> None:
        """Adds a number: a Python or NumPy number, or an array or tensor with one element.

        It is stored as float32, unless both `new_style` and `double_precision` are set, which store a float64.
        new_style: store a tensor with metadata, as TensorFlow 2 does, and not the old `simple_value`.
        display_name, summary_description: the tag's title, and its description in Markdown. TensorboardX has these two in
            the places of `new_style` and `double_precision`, where strings are taken for them.
        """
        if global_step is None:
            global_step = self._default_step
        if walltime is None:
            walltime = self._default_walltime
        if (
            new_style is not False
            or double_precision is not False
            or display_name is not _NO_WORDS
            or summary_description is not _NO_WORDS
        ):
            styles = new_style, double_precision
            words = display_name, summary_description
            self._add_described_scalar(tag, scalar_value, global_step, walltime, styles, words)
            return
        answer = self._sink.engine.add_scalar(tag, scalar_value, global_step, walltime)
        if answer != TAKEN:
            self._add_odd_scalar(tag, scalar_value, global_step, walltime, answer)

    @forgiving("add_scalar")
    def _add_odd_scalar(self, tag: Any, number: Any, step: Any, walltime: Any, answer: int) -> None:
        """What the engine did not simply take: it has news, was closed, or needs plain arguments."""
        if answer == ATTEND:
            self._sink.attend()
        else:
            self._get_file_writer().sink.add_scalar(_text(tag), as_number(number), step, walltime)

    @forgiving("add_scalar")
    def _add_described_scalar(
        self,
        tag: Any,
        number: Any,
        step: Any,
        walltime: Any,
        styles: tuple[Any, Any],
        words: tuple[Any, Any],
    ) -> None:
        if any(isinstance(style, str) for style in styles):
            styles, words = (False, False), (styles[0] or "", styles[1] or "")
        new_style, double_precision = styles
        plain = as_number(number)
        about = metadata(
            "scalars" if new_style else "", display_name=_text(words[0]), description=_text(words[1])
        )
        if new_style:
            sink = self._get_file_writer().sink
            sink.add_tensor_scalar(
                _text(tag), plain, step, walltime, about, double_precision=bool(double_precision)
            )
        else:
            self._add(summary(value(_text(tag), 2, Float32(plain), about or None)), step, walltime)

    @forgiving("add_scalars")
    def add_scalars(
        self,
        main_tag: str,
        tag_scalar_dict: Mapping[str, Any],
        global_step: Any = None,
        walltime: float | None = None,
        *,
        same_run: bool = False,
    ) -> None:
        """Adds several numbers under one name, each in a run of its own: <log_dir>/<main_tag>_<key>.

        same_run: store them in this run instead, with the tags <main_tag>/<key>: no directory and file for each.
        """
        global_step = self._default_step if global_step is None else global_step
        walltime = self._default_walltime if walltime is None else walltime
        walltime = time.time() if walltime is None else walltime
        for key, number in tag_scalar_dict.items():
            if same_run:
                sink, tag = self._get_file_writer().sink, f"{main_tag}/{key}"
            else:
                sink, tag = (
                    self._writer_of(f"{self.log_dir}/{main_tag.replace('/', '_')}_{key}").sink,
                    main_tag,
                )
            sink.add_scalar(tag, as_number(number), global_step, walltime)

    @forgiving("add_tensor")
    def add_tensor(
        self, tag: str, tensor: Any, global_step: Any = None, walltime: float | None = None
    ) -> None:
        """Adds an array or tensor of any shape as it is: bfloat16 and float8 keep their bits, strings are stored too."""
        self._add(
            summary(value(_text(tag), 8, tensor_message(tensor), metadata("tensor"))), global_step, walltime
        )

    # --- distributions -------------------------------------------------------------------------------------------

    @forgiving("add_histogram")
    def add_histogram(
        self,
        tag: str,
        values: Any,
        global_step: Any = None,
        bins: Any = "tensorflow",
        walltime: float | None = None,
        max_bins: int | None = None,
    ) -> None:
        """Adds the distribution of all elements of `values`, of any shape.

        bins: "tensorflow" for buckets that grow by a tenth from 1e-12 to 1e20 on both sides of 0, or what
        numpy.histogram takes: a number, edges, or a rule such as "auto". NaN and what lies outside the bins is not counted.
        max_bins: join neighbouring bins until there are about so many.
        """
        self._add_histo(tag, histogram_message(values, bins, max_bins), global_step, walltime)

    @forgiving("add_histogram_raw")
    def add_histogram_raw(
        self,
        tag: str,
        min: float,
        max: float,
        num: float,
        sum: float,
        sum_squares: float,
        bucket_limits: Any,
        bucket_counts: Any,
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Adds a histogram that was counted elsewhere; `bucket_limits` are the right edges, one for each count."""
        content = raw_histogram_message(min, max, num, sum, sum_squares, bucket_limits, bucket_counts)
        self._add_histo(tag, content, global_step, walltime)

    def _add_histo(self, tag: Any, content: bytes, step: Any, walltime: float | None) -> None:
        self._add(summary(value(_text(tag), 5, content)), step, walltime)

    @forgiving("add_pr_curve")
    def add_pr_curve(
        self,
        tag: str,
        labels: Any,
        predictions: Any,
        global_step: Any = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Adds a precision-recall curve of `labels` (booleans, or 0 and 1) and `predictions` (in [0, 1], same shape)."""
        thresholds = min(num_thresholds, _MOST_THRESHOLDS)
        rows = pr_curve(labels, predictions, thresholds, weights)
        self._add(curve_summary(_text(tag), rows, thresholds), global_step, walltime)

    @forgiving("add_pr_curve_raw")
    def add_pr_curve_raw(
        self,
        tag: str,
        true_positive_counts: Any,
        false_positive_counts: Any,
        true_negative_counts: Any,
        false_negative_counts: Any,
        precision: Any,
        recall: Any,
        global_step: Any = None,
        num_thresholds: int = 127,
        weights: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Adds a precision-recall curve that was computed elsewhere: one number per threshold and row."""
        del weights  # they are in the counts already
        rows = np.stack(
            [
                as_array(row)
                for row in (
                    true_positive_counts,
                    false_positive_counts,
                    true_negative_counts,
                    false_negative_counts,
                    precision,
                    recall,
                )
            ]
        )
        self._add(
            curve_summary(_text(tag), rows, min(num_thresholds, _MOST_THRESHOLDS)), global_step, walltime
        )

    # --- pictures, sound and text ----------------------------------------------------------------------------------

    @forgiving("add_image")
    def add_image(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        dataformats: str = "CHW",
    ) -> None:
        """Adds an image: an array, a PIL image, or the path of a file, whose bytes are stored as they are.

        Arrays are uint8, or of any other type with values in [0, 1] (what lies outside is clipped). dataformats: their
        dimensions, such as CHW, HWC, HW, or NCHW for a batch that is laid out as a grid; 1, 3 or 4 channels.
        """
        self._add_picture(tag, picture_of(img_tensor, dataformats), global_step, walltime)

    @forgiving("add_images")
    def add_images(
        self,
        tag: str,
        img_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        dataformats: str = "NCHW",
    ) -> None:
        """Adds a batch of images as one grid, eight to a row; a list of images has its dataformats without N."""
        if isinstance(img_tensor, (list, tuple)):
            dataformats = dataformats if "N" in dataformats.upper() else f"N{dataformats}"
        self._add_picture(tag, picture_of(img_tensor, dataformats), global_step, walltime)

    @forgiving("add_image_with_boxes")
    def add_image_with_boxes(
        self,
        tag: str,
        img_tensor: Any,
        box_tensor: Any,
        global_step: Any = None,
        walltime: float | None = None,
        rescale: Any = 1,
        dataformats: Any = "CHW",
        labels: Sequence[str] | str | None = None,
    ) -> None:
        """Adds an image with red frames [x1, y1, x2, y2], in pixels, one per row of `box_tensor`.

        rescale: factor on both sides of the image. labels: one per frame; left out when they are of another number.
        """
        if isinstance(rescale, str):  # tensorboardX has no rescale: dataformats and labels come one earlier
            named = dataformats if dataformats != "CHW" else labels
            rescale, dataformats, labels = 1, rescale, named
        boxes = as_array(box_tensor).reshape(-1, 4)
        names = [labels] if isinstance(labels, str) else labels
        pixels = pixels_of(img_tensor, dataformats)
        drawn = draw_boxes(pixels, boxes, names if names and len(names) == len(boxes) else None, rescale)
        picture = png_picture(drawn)
        # The size that is told is the one before scaling, as PyTorch tells it.
        self._add_picture(
            tag, replace(picture, height=pixels.shape[0], width=pixels.shape[1]), global_step, walltime
        )

    @forgiving("add_figure")
    def add_figure(
        self,
        tag: str,
        figure: Any,
        global_step: Any = None,
        close: bool = True,
        walltime: float | None = None,
    ) -> None:
        """Adds a Matplotlib figure, or a list of figures of one size as a grid. close: close the figures afterwards."""
        figures = figure if isinstance(figure, (list, tuple)) else [figure]
        pixels = [pixels_of_figure(each, close=close) for each in figures]
        picture = (
            picture_of(np.stack(pixels), "NHWC")
            if isinstance(figure, (list, tuple))
            else png_picture(pixels[0])
        )
        self._add_picture(tag, picture, global_step, walltime)

    @forgiving("add_video")
    def add_video(
        self,
        tag: str,
        vid_tensor: Any,
        global_step: Any = None,
        fps: float = 4,
        walltime: float | None = None,
        dataformats: str = "NTCHW",
    ) -> None:
        """Adds a video [batch, frames, channels, height, width], uint8 or in [0, 1]; a batch is laid out as a grid.

        The video is stored twice. Under `tag`, as PyTorch stores it, as an animated GIF, which TensorBoard shows among its
        images. And under `<tag>/video`, with kind `videos`, as a real one when PyAV is installed (pip install
        'sonde[video]'): MP4 (H.264), or WebM (VP9) where PyAV has no encoder for H.264. The GIF beside a real video is a
        preview of at most 64 frames and 320 pixels a side. H.264 takes no odd sides: there the last row or column is
        repeated once more. The path of a video file stores its bytes as they are, with a GIF beside them only if PyAV
        is installed; that of a GIF stores just that.
        fps: frames per second, more than 0.
        """
        self._add(video_summary(_text(tag), video_of(vid_tensor, fps, dataformats)), global_step, walltime)

    @forgiving("add_audio")
    def add_audio(
        self,
        tag: str,
        snd_tensor: Any,
        global_step: Any = None,
        sample_rate: int = 44100,
        walltime: float | None = None,
    ) -> None:
        """Adds a sound as 16-bit WAV: samples in [-1, 1] (what lies outside is clipped) or 16-bit integers.

        snd_tensor: [frames], [1, frames], or several channels in the shorter dimension; or the path of a WAV file.
        sample_rate: in Hz.
        """
        sound = sound_of(snd_tensor, sample_rate)
        self._add(summary(value(_text(tag), 6, sound.message())), global_step, walltime)

    @forgiving("add_text")
    def add_text(
        self, tag: str, text_string: str, global_step: Any = None, walltime: float | None = None
    ) -> None:
        """Adds a text in Markdown. It is stored under the tag `<tag>/text_summary`, as PyTorch does."""
        content = string_tensor([_text(text_string)], [1])
        self._add(
            summary(value(f"{_text(tag)}/text_summary", 8, content, metadata("text"))), global_step, walltime
        )

    def _add_picture(self, tag: Any, picture: Picture, step: Any, walltime: float | None) -> None:
        self._add(summary(value(_text(tag), 4, picture.message())), step, walltime)

    # --- points in space -------------------------------------------------------------------------------------------

    @forgiving("add_mesh")
    def add_mesh(
        self,
        tag: str,
        vertices: Any,
        colors: Any = None,
        faces: Any = None,
        config_dict: Mapping[str, Any] | None = None,
        global_step: Any = None,
        walltime: float | None = None,
    ) -> None:
        """Adds meshes or point clouds.

        vertices: [batch, n, 3] coordinates. colors: [batch, n, 3], 0 to 255. faces: [batch, m, 3] numbers of vertices.
        config_dict: three.js classes and settings for camera, lights and material.
        """
        given = {"VERTEX": vertices, "FACE": faces, "COLOR": colors}
        components = {
            name: None if x is None else as_array(x).astype(np.float32) for name, x in given.items()
        }
        self._add(mesh_summary(_text(tag), components, config_dict), global_step, walltime)

    @forgiving("add_embedding")
    def add_embedding(
        self,
        mat: Any,
        metadata: Sequence[Any] | None = None,
        label_img: Any = None,
        global_step: Any = None,
        tag: str = "default",
        metadata_header: Sequence[str] | None = None,
    ) -> None:
        """Adds points [n, dimensions] for TensorBoard's projector, as TSV files below <log_dir>/<step>/<tag>.

        metadata: n labels, or n rows with as many columns as `metadata_header`. label_img: n images [n, channels, height,
        width], uint8 or in [0, 1].
        """
        entry = write_embedding(
            self.log_dir,
            _text(tag),
            self._sink.plain_step(global_step) or 0,
            as_array(mat),
            metadata,
            metadata_header,
            None if label_img is None else as_array(label_img),
        )
        self._embeddings.append(entry)
        write_config(self.log_dir, self._embeddings)

    # --- the run as a whole -----------------------------------------------------------------------------------------

    @forgiving("add_custom_scalars_multilinechart")
    def add_custom_scalars_multilinechart(
        self, tags: Sequence[str], category: str = "default", title: str = "untitled"
    ) -> None:
        """Puts the scalars `tags` (regular expressions) into one chart of the custom scalars page."""
        self._add(layout_summary({category: {title: ["Multiline", tags]}}), None, None)

    @forgiving("add_custom_scalars_marginchart")
    def add_custom_scalars_marginchart(
        self, tags: Sequence[str], category: str = "default", title: str = "untitled"
    ) -> None:
        """Draws the scalars `tags` = (value, lower, upper) as a line with a margin on the custom scalars page."""
        self._add(layout_summary({category: {title: ["Margin", tags]}}), None, None)

    @forgiving("add_custom_scalars")
    def add_custom_scalars(self, layout: Mapping[str, Mapping[str, Sequence[Any]]]) -> None:
        """Lays out the custom scalars page: {category: {chart: ["Multiline" or "Margin", tags]}}. Call it once."""
        self._add(layout_summary(layout), None, None)

    @forgiving("add_hparams")
    def add_hparams(
        self,
        hparam_dict: Mapping[str, Any],
        metric_dict: Mapping[str, Any],
        hparam_domain_discrete: Mapping[str, Sequence[Any]] | str | None = None,
        run_name: str | None = None,
        global_step: Any = None,
        name: str | None = None,
        *,
        same_run: bool = False,
    ) -> None:
        """Adds hyperparameters and the metrics that they led to, as a successful session in a run of its own.

        hparam_dict: bools, numbers, strings, or tensors with one element; None is left out. metric_dict: numbers, logged
        as scalars too. hparam_domain_discrete: the values that a hyperparameter may take. run_name: the run's directory
        below this one, the time in seconds if None; `name` is tensorboardX's word for it.
        same_run: store all in this run instead, so that its curves and its hyperparameters stand together; the session then
            ends with this writer, as a success or as a failure.
        """
        if isinstance(hparam_domain_discrete, str):  # tensorboardX has its name here
            name, hparam_domain_discrete = hparam_domain_discrete, None
        experiment, start, end = torch_session(hparam_dict, metric_dict, hparam_domain_discrete or {})
        metrics = {tag: as_number(number) for tag, number in metric_dict.items()}
        directory = f"{self.log_dir}/{run_name or name or time.time()}"
        writer = self._get_file_writer() if same_run else self._new_writer(directory)
        for part in (experiment, start) if same_run else (experiment, start, end):
            writer.sink.add_summary(part, global_step)
        if same_run:
            writer.sink.at_close(session_ending)
        for tag, number in metrics.items():
            writer.sink.add_scalar(tag, number, global_step, None)
        if not same_run:
            writer.close()

    @forgiving("begin_session")
    def begin_session(self, hparams: Any, metrics: Iterable[str] = (), group: str = "") -> None:
        """Says with which hyperparameters this run trains, and by which of its scalars it is to be judged.

        The session ends with this writer: as a success when it is closed or the process ends, as a failure when an
        exception left its `with` block or ended the process; until then it counts as running.
        hparams: a mapping, nested if need be, a Namespace or a data class. metrics: tags. group: runs of one group are
        repetitions of one trial.
        """
        sink = self._get_file_writer().sink
        for part in start_summaries(hparams, metrics, group):
            sink.add_summary(part)
        sink.at_close(session_ending)

    def fail(self, error: BaseException) -> None:
        """Says that `error` ended the run: what `begin_session` began will end as a failure."""
        for writer in (self.all_writers or {}).values():
            writer.sink.failure = error

    @forgiving("add_graph")
    def add_graph(
        self, model: Any, input_to_model: Any = None, verbose: bool = False, use_strict_trace: bool = True
    ) -> None:
        """Takes PyTorch's arguments; graphs of models are not logged yet, which is told once."""
        del model, input_to_model, verbose, use_strict_trace
        self.trouble.tell("add_graph", "sonde: add_graph logs no graphs yet; training goes on")

    @forgiving("add_onnx_graph")
    def add_onnx_graph(self, prototxt: Any) -> None:
        """Takes PyTorch's argument; graphs of models are not logged yet, which is told once."""
        del prototxt
        self.trouble.tell("add_onnx_graph", "sonde: add_onnx_graph logs no graphs yet; training goes on")

    @forgiving("add_openvino_graph")
    def add_openvino_graph(self, xmlname: Any) -> None:
        """Takes tensorboardX's argument; graphs of models are not logged yet, which is told once."""
        del xmlname
        self.trouble.tell(
            "add_openvino_graph", "sonde: add_openvino_graph logs no graphs yet; training goes on"
        )

    @forgiving("export_scalars_to_json")
    def export_scalars_to_json(self, path: Any) -> None:
        """Takes tensorboardX's argument and writes nothing: points are not kept in memory for it. That is told once."""
        del path
        self.trouble.tell(
            "export_scalars_to_json",
            f"sonde: export_scalars_to_json writes nothing; `sonde export {self.log_dir}` writes every point",
        )


def _text(tag: Any) -> str:
    """A tag as text that UTF-8 has, whatever it was given as."""
    if isinstance(tag, bytes):
        return tag.decode("utf-8", "replace")
    text = str.__str__(tag) if isinstance(tag, str) else str(tag)
    return text.encode("utf-8", "replace").decode()


def default_logdir(comment: str) -> str:
    import socket

    started = datetime.now().astimezone().strftime("%b%d_%H-%M-%S")
    return f"runs/{started}_{socket.gethostname()}{comment}"
