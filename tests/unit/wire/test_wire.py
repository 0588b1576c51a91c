"""The rare messages: the schemas are those of TensorBoard, and real bytes are read with them."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from google.protobuf import text_format

import sonde
from sonde import wire

ROOT = Path(__file__).resolve().parents[3]
LOGS = ROOT / "tests" / "conformance"

THEIRS = [
    "tensorboard.compat.proto.graph_pb2",
    "tensorboard.compat.proto.meta_graph_pb2",
    "tensorboard.compat.proto.config_pb2",
    "tensorboard.compat.proto.step_stats_pb2",
    "tensorboard.plugins.audio.plugin_data_pb2",
    "tensorboard.plugins.custom_scalar.layout_pb2",
    "tensorboard.plugins.histogram.plugin_data_pb2",
    "tensorboard.plugins.hparams.plugin_data_pb2",
    "tensorboard.plugins.image.plugin_data_pb2",
    "tensorboard.plugins.mesh.plugin_data_pb2",
    "tensorboard.plugins.pr_curve.plugin_data_pb2",
    "tensorboard.plugins.projector.projector_config_pb2",
    "tensorboard.plugins.scalar.plugin_data_pb2",
    "tensorboard.plugins.text.plugin_data_pb2",
]

OURS = ("sonde.wire.Environment", "sonde.wire.EnvironmentText")

# Run in a process of its own: our pool and theirs must not meet by chance of the order of tests.
COMPARE = """
import importlib, sys
from sonde import wire
theirs = {}
def collect(message):
    theirs.setdefault(message.name, message)
    for nested in message.nested_types: collect(nested)
def visit(file, seen=set()):
    if file.name in seen: return
    seen.add(file.name)
    for message in file.message_types_by_name.values(): collect(message)
    for other in file.dependencies: visit(other)
for module in sys.argv[1:]: visit(importlib.import_module(module).DESCRIPTOR)
def facts(field): return field.name, field.number, field.type, field.is_repeated if hasattr(field, "is_repeated") else field.label == 3
def compare(ours):
    known = {facts(field) for field in theirs[ours.name].fields} if ours.name in theirs else {"no such message"}
    wrong = [facts(field) for field in ours.fields if facts(field) not in known]
    if wrong: print(ours.full_name, wrong)
    for nested in ours.nested_types: compare(nested)
compared = 0
for name in dir(wire):
    found = getattr(wire, name)
    if hasattr(found, "DESCRIPTOR"): compare(found.DESCRIPTOR); compared += 1
print(compared)
"""


def test_every_field_is_tensorboards():
    pytest.importorskip("tensorboard")

    said = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", COMPARE, *THEIRS], capture_output=True, text=True, check=True
    ).stdout.splitlines()

    assert [line for line in said[:-1] if not line.startswith(OURS)] == []
    assert int(said[-1]) > 40


def test_the_compiled_schemas_are_those_beside_them():
    """When this fails: `python tools/wire.py`, and commit the file with the change of the schema."""
    pytest.importorskip("grpc_tools")
    spec = importlib.util.spec_from_file_location("wire_tool", ROOT / "tools" / "wire.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    ours = wire._schemas()
    compiled = type(ours).FromString(tool.compiled())

    assert [file.name for file in ours.file] == [file.name for file in compiled.file]
    assert [file for file in ours.file if file.package == "sonde.wire"] == [
        file for file in compiled.file if file.package == "sonde.wire"
    ]


def test_a_real_graph():
    (data,) = sonde.open(LOGS / "tensorflow1" / "logs").tensors(".", "__run_graph__").values[0]

    graph = wire.GraphDef.FromString(data)

    nodes = {node.name: node for node in graph.node}
    assert nodes["x"].op == "Placeholder"
    assert nodes["x"].attr["dtype"].type == wire.DataType.DT_FLOAT
    assert [dim.size for dim in nodes["x"].attr["shape"].shape.dim] == [-1, 4]


def test_real_run_metadata():
    (data,) = sonde.open(LOGS / "tensorflow1" / "logs").tensors(".", "step0").values[0]

    (device,) = wire.RunMetadata.FromString(data).step_stats.dev_stats

    assert device.device.endswith("CPU:0")
    assert any(stats.node_name == "block/act" for stats in device.node_stats)


def test_real_hyperparameters():
    board = sonde.open(LOGS / "hparams" / "logs")
    (experiment,) = board.series(tag="_hparams_/experiment")
    start = board.series(tag="_hparams_/session_start_info", run="adam")[0]

    infos = wire.HParamsPluginData.FromString(experiment.plugin_content).experiment.hparam_infos
    hparams = wire.HParamsPluginData.FromString(start.plugin_content).session_start_info.hparams

    assert [info.name for info in infos] == ["lr", "opt", "layers", "bias"]
    assert infos[0].domain_interval.max_value == 0.1
    assert hparams["opt"].string_value == "adam"
    assert hparams["layers"].number_value == 1


def test_a_real_layout():
    board = sonde.open(LOGS / "torch" / "logs")
    data = board.tensors(".", "custom_scalars__config__").values[0].item()

    (category,) = wire.Layout.FromString(data).category

    assert category.title == "Group"
    assert [chart.WhichOneof("content") for chart in category.chart] == ["multiline", "margin"]


def test_a_projector_configuration_as_text():
    text = 'embeddings { tensor_name: "a:0" tensor_path: "a/tensors.tsv" sprite { single_image_dim: 8 } }'

    config = text_format.Parse(text, wire.ProjectorConfig())

    assert config.embeddings[0].tensor_path == "a/tensors.tsv"


def test_a_name_that_is_no_message_is_an_ordinary_error():
    with pytest.raises(AttributeError, match="no message 'Graph'"):
        _ = wire.Graph
    assert not hasattr(wire, "__path_of_nothing__")
