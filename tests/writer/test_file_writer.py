"""sonde.FileWriter takes what TensorFlow 1's writer takes."""

from __future__ import annotations

import inspect
import time
from types import SimpleNamespace

import pytest
from tensorboard.compat.proto.config_pb2 import RunMetadata
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef
from tensorboard.compat.proto.summary_pb2 import Summary

import sonde
from sonde import FileWriter
from support.tensorboard_reader import all_events, event_files, read_run

GRAPH = GraphDef(node=[{"name": "x", "op": "Placeholder"}])


@pytest.mark.parametrize("live", [True, False])
def test_summaries_live_and_serialized(tmp_path, live):
    summary = Summary(value=[{"tag": "x", "simple_value": 2.0}])
    with FileWriter(tmp_path) as writer:
        writer.add_summary(summary if live else summary.SerializeToString(), global_step=7)

    series = read_run(tmp_path)["x"]
    assert (series.steps, series.values) == ([7], [2.0])


@pytest.mark.parametrize("live", [True, False])
def test_events_keep_their_own_step_and_time(tmp_path, live):
    event = Event(wall_time=12.5, step=3, summary={"value": [{"tag": "x", "simple_value": 2.0}]})
    with FileWriter(tmp_path) as writer:
        writer.add_event(event if live else event.SerializeToString())
        writer.add_event(event if live else event.SerializeToString(), step=4, walltime=13.5)

    first, second = all_events(tmp_path)
    assert first == event
    assert (second.step, second.wall_time, second.summary) == (4, 13.5, event.summary)
    assert event.step == 3, "what was given is not changed"


def test_events_without_a_time_get_the_present(tmp_path):
    with FileWriter(tmp_path) as writer:
        writer.add_event(Event(step=3, file_version="x"))

    (event,) = all_events(tmp_path)
    assert abs(event.wall_time - time.time()) < 60


def test_graphs_metadata_and_session_logs(tmp_path):
    metadata = RunMetadata(step_stats={"dev_stats": [{"device": "cpu"}]})
    with FileWriter(tmp_path) as writer:
        writer.add_graph(GRAPH, global_step=1)
        writer.add_graph(graph_def=GRAPH.SerializeToString())
        writer.add_graph((GRAPH, metadata))
        writer.add_meta_graph(MetaGraphDef(graph_def=GRAPH), global_step=2)
        writer.add_run_metadata(metadata, "step7", global_step=7)
        writer.add_session_log(SessionLog(status=SessionLog.START), global_step=5)

    graph, by_name, of_torch, stats_of_torch, meta, run, session = all_events(tmp_path)
    for event in (graph, by_name, of_torch):
        assert GraphDef.FromString(event.graph_def) == GRAPH
    assert graph.step == 1
    assert stats_of_torch.tagged_run_metadata.tag == "step1"
    assert MetaGraphDef.FromString(meta.meta_graph_def).graph_def == GRAPH
    assert (run.step, run.tagged_run_metadata.tag) == (7, "step7")
    assert RunMetadata.FromString(run.tagged_run_metadata.run_metadata) == metadata
    assert (session.step, session.session_log.status) == (5, SessionLog.START)


def test_a_graph_for_the_constructor_is_written_as_tensorflow_does(tmp_path):
    graph = SimpleNamespace(as_graph_def=lambda add_shapes: GRAPH)  # what a tf.Graph has
    FileWriter(tmp_path, graph).close()

    plain, meta = all_events(tmp_path)
    assert GraphDef.FromString(plain.graph_def) == GRAPH
    assert MetaGraphDef.FromString(meta.meta_graph_def).graph_def == GRAPH


def test_reopen_begins_a_new_file(tmp_path):
    writer = FileWriter(tmp_path, filename_suffix=".v1")
    assert writer.get_logdir() == str(tmp_path)
    writer.close()
    writer.reopen()
    writer.reopen()
    writer.add_summary(Summary(value=[{"tag": "x", "simple_value": 2.0}]))
    writer.close()

    assert [path.suffix for path in event_files(tmp_path)] == [".v1", ".v1"]


def test_a_closed_writer_tells_what_to_do(tmp_path, caplog):
    writer = FileWriter(tmp_path)
    writer.close()
    writer.add_summary(Summary())

    assert "reopen() begins a new file" in caplog.text
    assert writer.dropped == 1


def test_what_is_no_protobuf_is_told(tmp_path, caplog):
    with FileWriter(tmp_path) as writer:
        writer.add_summary({"x": 1})
        writer.add_graph("model")

    assert "expected a protobuf or its bytes, found dict" in caplog.text
    assert writer.dropped == 2


def test_the_writers_of_summary_writer_are_file_writers(tmp_path):
    """Code outside PyTorch writes summaries of its own through these names."""
    with sonde.SummaryWriter(tmp_path) as writer:
        writer._get_file_writer().add_summary(Summary(value=[{"tag": "x", "simple_value": 2.0}]), 3)
        writer.file_writer.add_event(Event(step=4, summary={"value": [{"tag": "x", "simple_value": 3.0}]}))
        assert list(writer.all_writers) == [writer.log_dir]

    assert read_run(tmp_path)["x"].steps == [3, 4]


def test_the_arguments_are_those_of_tensorflow():
    """The signatures of tf.compat.v1.summary.FileWriter of TensorFlow 2.21; ours may take more."""
    expected = {
        "__init__": "self logdir graph max_queue flush_secs graph_def filename_suffix session",
        "add_summary": "self summary global_step",
        "add_event": "self event",
        "add_graph": "self graph global_step graph_def",
        "add_meta_graph": "self meta_graph_def global_step",
        "add_run_metadata": "self run_metadata tag global_step",
        "add_session_log": "self session_log global_step",
        "get_logdir": "self",
        "flush": "self",
        "close": "self",
        "reopen": "self",
    }
    for method, names in expected.items():
        ours = list(inspect.signature(getattr(FileWriter, method)).parameters)
        assert ours[: len(names.split())] == names.split()
