"""`sonde.FileWriter`: the event file writer of TensorFlow 1, for summaries and events that are protobufs already."""

from __future__ import annotations

import os
import time
from typing import Any

from sonde.writer.event_sink import EventSink, plain_time
from sonde.writer.message import message
from sonde.writer.nowhere import LateSink, NowhereSink
from sonde.writer.one_file import OneFileWriter
from sonde.writer.trouble import forgiving

# Fields of Event and SessionLog, tensorboard/compat/proto/event.proto.
_GRAPH_DEF, _SUMMARY, _SESSION_LOG, _TAGGED_RUN_METADATA, _META_GRAPH_DEF = 4, 5, 7, 8, 9
_START = 1


class FileWriter(OneFileWriter):
    """Appends protobufs to an event file of its own in `logdir`, as `tf.compat.v1.summary.FileWriter` does.

    A protobuf may be live (from TensorFlow, TensorBoard or tensorboardX: anything with SerializeToString) or
    serialized (bytes). Steps are integers, wall times seconds since the epoch. Nothing raises because of the disk or of
    a wrong value, unless SONDE_STRICT=1: trouble is told once through the logger `sonde`, and what could not be
    written is counted.

    `flush_secs` is the longest time that an event waits in memory; local files are written a fifth of a second after
    an event came in any case. `max_queue` is taken for compatibility, as what waits is bounded in bytes; `session` too.
    """

    _sink_class = EventSink

    def __init__(
        self,
        logdir: str | os.PathLike[str],
        graph: Any = None,
        max_queue: int = 10,
        flush_secs: float = 120,
        graph_def: Any = None,
        filename_suffix: str | None = None,
        session: Any = None,
    ) -> None:
        del max_queue, session
        super().__init__(self._sink_class(logdir, flush_secs=flush_secs, suffix=filename_suffix or ""))
        if graph is not None or graph_def is not None:
            self._add_first_graph(graph, graph_def)

    def get_logdir(self) -> str:
        """The directory of the event file."""
        return self.sink.logdir

    @forgiving("add_summary")
    def add_summary(self, summary: Any, global_step: Any = None, walltime: float | None = None) -> None:
        """Adds a Summary protobuf at a step (0 if None)."""
        self.sink.add_summary(serialized(summary), global_step, walltime)

    @forgiving("add_event")
    def add_event(self, event: Any, step: Any = None, walltime: float | None = None) -> None:
        """Adds an Event protobuf. `step` and `walltime` replace its own; a live one without wall time gets the present."""
        if walltime is None and getattr(event, "wall_time", None) == 0:
            walltime = time.time()
        # The last of repeated fields counts, so what is appended replaces what is there.
        replacement = message((1, plain_time(walltime)), (2, self.sink.plain_step(step)))
        self.sink.add_event(serialized(event) + replacement)

    @forgiving("add_graph")
    def add_graph(
        self, graph: Any = None, global_step: Any = None, graph_def: Any = None, walltime: float | None = None
    ) -> None:
        """Adds a graph: a GraphDef protobuf, a `tf.Graph`, or PyTorch's pair of GraphDef and RunMetadata."""
        run_metadata = None
        if isinstance(graph, (tuple, list)):
            graph, run_metadata = graph
        self._add(_GRAPH_DEF, _graph_def(graph if graph is not None else graph_def), global_step, walltime)
        if run_metadata is not None:
            self.add_run_metadata(run_metadata, "step1", global_step, walltime)

    @forgiving("add_meta_graph")
    def add_meta_graph(
        self, meta_graph_def: Any, global_step: Any = None, walltime: float | None = None
    ) -> None:
        """Adds a MetaGraphDef protobuf."""
        self._add(_META_GRAPH_DEF, serialized(meta_graph_def), global_step, walltime)

    @forgiving("add_run_metadata")
    def add_run_metadata(
        self, run_metadata: Any, tag: str, global_step: Any = None, walltime: float | None = None
    ) -> None:
        """Adds a RunMetadata protobuf (times and memory of a graph's nodes) under a tag."""
        tagged = message((1, str(tag)), (2, serialized(run_metadata)))
        self._add(_TAGGED_RUN_METADATA, tagged, global_step, walltime)

    @forgiving("add_session_log")
    def add_session_log(
        self, session_log: Any, global_step: Any = None, walltime: float | None = None
    ) -> None:
        """Adds a SessionLog protobuf. One with status START begins a new attempt at `global_step`."""
        self._add(_SESSION_LOG, serialized(session_log), global_step, walltime)

    def add_restart(self, step: Any) -> None:
        """Says that training begins anew at `step`: what was logged at that step or after it is superseded."""
        self.add_session_log(message((1, _START)), step)

    @forgiving("reopen")
    def reopen(self) -> None:
        """Begins a new event file in the same directory, after `close`; does nothing while one is open."""
        self.sink.reopen()

    @forgiving("add_graph")
    def _add_first_graph(self, graph: Any, graph_def: Any) -> None:
        """What TensorFlow's writer does with the graph of its constructor: once plain, once as a MetaGraphDef."""
        content = _graph_def(graph if graph is not None else graph_def)
        self._add(_GRAPH_DEF, content, None, None)
        self._add(_META_GRAPH_DEF, message((2, content)), None, None)

    def _add(self, field: int, content: bytes, step: Any, walltime: float | None) -> None:
        wall_time = time.time() if walltime is None else float(walltime)
        self.sink.add_event(
            message((1, wall_time), (2, self.sink.plain_step(step) or None), (field, content))
        )


class NowhereWriter(FileWriter):
    """Takes everything and writes nothing."""

    _sink_class = NowhereSink


class LateWriter(FileWriter):
    """Takes what comes after the end of the process's writers, and counts it as dropped."""

    _sink_class = LateSink


def serialized(protobuf: Any) -> bytes:
    """The bytes of a protobuf that is live or serialized. Raises TypeError for anything else."""
    if isinstance(protobuf, (bytes, bytearray, memoryview)):
        return bytes(protobuf)
    if hasattr(protobuf, "SerializeToString"):
        return bytes(protobuf.SerializeToString())
    if hasattr(protobuf, "numpy"):  # what a tf.compat.v1.summary op returns when run eagerly
        return bytes(protobuf.numpy())
    raise TypeError(f"expected a protobuf or its bytes, found {type(protobuf).__name__}")


def _graph_def(graph: Any) -> bytes:
    return serialized(graph.as_graph_def(add_shapes=True) if hasattr(graph, "as_graph_def") else graph)
