"""sonde.summary writes what tf.summary writes, and behaves as it does."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from tensorboard.compat.proto import types_pb2

from sonde import summary
from support.tensorboard_reader import all_events, event_files, raw_events, read_run

RECORDED = Path(__file__).parent.parent / "data" / "tf2" / "all_kinds.tfevents.v2"


def write_all_kinds(directory):
    """The calls that made the recorded file, with sonde.summary for tf.summary."""
    rng = np.random.default_rng(7)
    writer = summary.create_file_writer(directory)
    with writer.as_default():
        for step in range(12):
            summary.scalar("loss", 1 / (step + 1), step=step, description="The *training* loss")
            summary.histogram("weights", rng.normal(0, 1 + step / 5, 500), step=step, buckets=20)
            if step % 4 == 0:
                summary.image("img/rgb", rng.random((2, 8, 10, 3)), step=step, max_outputs=2)
                tone = np.sin(np.arange(800)[None, :, None] * 0.1 * (step + 1)).astype(np.float32)
                summary.audio("tone", tone, 8000, step=step)
                summary.text("md", f"# step {step}\n\n|a|b|\n|-|-|\n|1|2|", step=step)
                summary.text("table", [["r0c0", "r0c1"], ["r1c0", "**bold**"]], step=step)
                points = rng.random((1, 30, 3)).astype("f4")
                camera = {"camera": {"cls": "PerspectiveCamera", "fov": 60}}
                summary.mesh(
                    "cloud", points, colors=(points * 255).astype("i4"), step=step, config_dict=camera
                )
                summary.mesh("tri", points, faces=np.arange(27).reshape(1, 9, 3).astype("i4"), step=step)
        summary.scalar("nonfinite", float("nan"), step=0)
        summary.scalar("nonfinite", float("inf"), step=1)
        summary.scalar("nonfinite", -1.0, step=-5)
        summary.scalar("big_step", 3.0, step=2**40)
        summary.write("raw_double", np.float64(1.23456789012345), step=0)
        summary.write("custom/tensor", rng.random((3, 4)).astype(np.float32), step=3, metadata=None)
    writer.close()


def values_of(events):
    """(step, Summary.Value) in order: TensorFlow gives each value an event, Sonde writes a mesh's parts in one."""
    return [(event.step, value) for event in events for value in event.summary.value]


def test_every_kind_is_written_as_tensorflow_writes_it(tmp_path):
    write_all_kinds(tmp_path)
    theirs, ours = values_of(raw_events(RECORDED)), values_of(all_events(tmp_path))

    assert [(step, value.tag) for step, value in ours] == [(step, value.tag) for step, value in theirs]
    for (_, our), (_, their) in zip(ours, theirs, strict=True):
        if their.tag == "img/rgb":
            same_images(our.tensor, their.tensor)
            our.ClearField("tensor")
            their.ClearField("tensor")
        assert our.SerializeToString(deterministic=True) == their.SerializeToString(deterministic=True)


def same_images(our, their):
    assert our.tensor_shape == their.tensor_shape
    assert our.string_val[:2] == their.string_val[:2]
    for our_png, their_png in zip(our.string_val[2:], their.string_val[2:], strict=True):
        np.testing.assert_array_equal(
            np.asarray(Image.open(io.BytesIO(our_png))), np.asarray(Image.open(io.BytesIO(their_png)))
        )


@pytest.fixture
def writer(tmp_path):
    made = summary.create_file_writer(tmp_path)
    with made.as_default():
        yield made
    made.close()


def read(writer):
    writer.flush()
    return read_run(writer.sink.logdir)


def test_a_file_is_named_as_tensorflow_does(tmp_path):
    summary.create_file_writer(tmp_path).close()
    summary.create_file_writer(tmp_path, filename_suffix=".mine").close()

    assert [path.suffix for path in event_files(tmp_path)] == [".v2", ".mine"]


def test_nothing_is_written_without_a_default_writer(tmp_path):
    made = summary.create_file_writer(tmp_path)

    assert summary.scalar("x", 1, step=1) is False
    assert summary.should_record_summaries() is False
    with made.as_default():
        assert summary.scalar("x", 1, step=1) is True
        assert summary.should_record_summaries() is True
    assert summary.text("x", "y", step=1) is False


def test_the_step_comes_from_the_block_or_from_set_step(writer):
    with writer.as_default(step=7):
        summary.scalar("x", 1)
    summary.experimental.set_step(8)
    summary.scalar("x", 1)
    summary.scalar("x", 1, step=np.int64(9))
    assert summary.experimental.get_step() == 8
    summary.experimental.set_step(None)

    assert read(writer)["x"].steps == [7, 8, 9]


def test_a_step_may_be_a_variable_that_goes_on(writer):
    step = torch.tensor(0)
    with writer.as_default(step=step):
        for _ in range(3):
            summary.scalar("x", 1)
            step += 1

    assert read(writer)["x"].steps == [0, 1, 2]


def test_a_missing_step_is_told_and_not_raised(writer, caplog):
    assert summary.scalar("x", 1) is False
    assert "no step" in caplog.text
    assert writer.dropped == 1


def test_record_if_takes_values_and_functions(writer):
    step = 0
    with summary.record_if(lambda: step % 2 == 0):
        for step in range(4):
            summary.scalar("x", step, step=step)
        with summary.record_if(False):
            assert summary.should_record_summaries() is False
            summary.scalar("never", 1, step=1)

    run = read(writer)
    assert list(run) == ["x"]
    assert run["x"].steps == [0, 2]


def test_writers_nest_and_threads_have_their_own(tmp_path):
    outer, inner, other = (
        summary.create_file_writer(tmp_path / name) for name in ("outer", "inner", "other")
    )

    def in_thread():
        assert summary.should_record_summaries() is False
        with other.as_default():
            summary.scalar("from thread", 1, step=1)

    with outer.as_default():
        with inner.as_default():
            summary.scalar("from inner", 1, step=1)
            thread = threading.Thread(target=in_thread)
            thread.start()
            thread.join()
        summary.scalar("from outer", 1, step=1)
    for made in (outer, inner, other):
        made.close()

    assert [list(read_run(tmp_path / name)) for name in ("outer", "inner", "other")] == [
        ["from outer"],
        ["from inner"],
        ["from thread"],
    ]


def test_scopes_prefix_tags(writer):
    with (
        summary.experimental.summary_scope("model"),
        summary.experimental.summary_scope("layer") as (tag, scope),
    ):
        assert (tag, scope) == ("model/layer", "model/layer/")
        summary.scalar("loss", 1, step=0)

    assert list(read(writer)) == ["model/layer/loss"]


def test_display_names_and_descriptions(writer):
    summary.scalar("a", 1, 0, "first", display_name="A")
    summary.histogram("b", [1, 2], 0, description="second", display_name="B")
    summary.image("c", np.zeros((1, 2, 2, 1)), 0, description="third")

    told = {tag: (series.display_name, series.description) for tag, series in read(writer).items()}
    assert told == {"a": ("A", "first"), "b": ("B", "second"), "c": ("", "third")}


def test_histogram_edge_cases(writer):
    summary.histogram("empty", [], step=0)
    summary.histogram("one value", np.full(5, 2.0), step=0, buckets=3)
    summary.histogram("none", [1.0], step=0, buckets=0)

    run = read(writer)
    np.testing.assert_array_equal(run["empty"].values[0], np.zeros((30, 3)))
    np.testing.assert_array_equal(run["one value"].values[0], [[2, 2, 0], [2, 2, 0], [2, 2, 5]])
    assert run["none"].values[0].shape == (0, 3)


@pytest.mark.parametrize(
    ("number", "pixel"),
    [
        (np.float32(0.5), 127),
        (np.float64(1.0), 255),
        (np.float32(-1), 0),
        (np.float32(7), 255),
        (np.float32("nan"), 0),
        (np.uint8(200), 200),
        (np.int32(2**31 - 1), 255),
        (np.int32(-5), 0),
        (np.uint16(256), 1),
        (np.float16(0.5), 127),
    ],
    ids=repr,
)
def test_pixels_are_converted_as_tensorflow_does(writer, number, pixel):
    summary.image("i", np.full((1, 1, 1, 1), number), step=0)

    encoded = read(writer)["i"].values[0]
    assert encoded[:2].tolist() == [b"1", b"1"]
    assert np.asarray(Image.open(io.BytesIO(encoded[2]))).tolist() == [[pixel]]


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_images_have_one_to_four_channels(writer, channels):
    pixels = np.random.default_rng(1).integers(0, 256, (5, 6, 7, channels), np.uint8)
    summary.image("i", pixels, step=0, max_outputs=2)

    width, height, *encoded = read(writer)["i"].values[0]
    assert (width, height, len(encoded)) == (b"7", b"6", 2)
    for image, expected in zip(encoded, pixels, strict=False):
        np.testing.assert_array_equal(
            np.asarray(Image.open(io.BytesIO(image))).reshape(6, 7, channels), expected
        )


def test_write_takes_functions_metadata_and_strings(writer):
    from tensorboard.compat.proto.summary_pb2 import SummaryMetadata

    about = SummaryMetadata(plugin_data={"plugin_name": "mine", "content": b"\x01"})
    assert summary.write("lazy", lambda: torch.ones(2), 1, about)
    assert summary.write("bytes", [b"a", "b"], 2, about.SerializeToString())

    run = read(writer)
    assert (run["lazy"].plugin, run["lazy"].content) == ("mine", b"\x01")
    assert run["bytes"].values[0].tolist() == [b"a", b"b"]


def test_write_gives_python_numbers_the_types_that_tensorflow_gives_them(writer):
    summary.write("floats", [1.5, 2.5], 3)
    summary.write("ints", [1, 2], 3)
    writer.flush()

    dtypes = [value.tensor.dtype for _, value in values_of(all_events(writer.sink.logdir))]
    assert dtypes == [types_pb2.DT_FLOAT, types_pb2.DT_INT32]


def test_write_raw_pb(writer):
    from tensorboard.compat.proto.summary_pb2 import Summary

    summary.experimental.write_raw_pb(
        Summary(value=[{"tag": "x", "simple_value": 2.0}]).SerializeToString(), step=4
    )

    assert read(writer)["x"].steps == [4]


def test_pr_curve_is_written_as_the_plugin_writes_it(writer):
    rng = np.random.default_rng(3)
    labels, predictions = rng.integers(0, 2, 50).astype(bool), rng.random(50)
    summary.pr_curve("red", labels, predictions, 51, step=2, description="d")

    series = read(writer)["red/pr_curves"]
    assert (series.plugin, series.content, series.display_name, series.description) == (
        "pr_curves",
        b"\x103",
        "red",
        "d",
    )
    tp, fp, tn, fn, precision, recall = series.values[0]
    at = 25  # the threshold 0.5
    assert tp[at] == np.sum(labels & (np.floor(predictions * 50) >= at))
    assert (tp + fn == labels.sum()).all()
    assert (fp + tn == (~labels).sum()).all()
    np.testing.assert_allclose(precision[at], tp[at] / (tp[at] + fp[at]))
    np.testing.assert_allclose(recall[at], tp[at] / labels.sum())


def test_a_noop_writer_writes_nothing():
    with summary.create_noop_writer().as_default():
        assert summary.scalar("x", 1, step=1) is True


@pytest.mark.parametrize(
    ("function", "data"),
    [
        ("scalar", "text"),
        ("scalar", [1, 2]),
        ("histogram", ["a"]),
        ("image", [1, 2]),
        ("audio", [1]),
        ("text", 5),
    ],
)
def test_wrong_values_are_told_and_not_raised(writer, caplog, function, data):
    extra = {"sample_rate": 8000} if function == "audio" else {}

    assert getattr(summary, function)("bad", data, step=0, **extra) is False
    assert "'bad' was not logged" in caplog.text
    assert read(writer) == {}
