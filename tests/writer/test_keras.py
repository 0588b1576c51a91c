"""sonde.keras.TensorBoard logs what Keras's own callback logs, on a backend where that one does not work."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from tensorboard.plugins.hparams import api_pb2
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData

from sonde import hparams, summary
from support.tensorboard_reader import all_events, raw_events, read_run

pytestmark = pytest.mark.filterwarnings("ignore")  # Keras's own

RECORDED = Path(__file__).parent.parent / "data" / "keras"


@pytest.fixture(scope="module")
def keras():
    os.environ["KERAS_BACKEND"] = "torch"
    import keras

    assert keras.backend.backend() == "torch"
    return keras


@pytest.fixture
def model(keras):
    keras.utils.clear_session()
    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Input((8, 8, 1)),
            layers.Conv2D(4, 3, name="c1"),
            layers.Flatten(),
            layers.Dense(3, name="out"),
        ]
    )
    model.compile("sgd", "mse")
    return model


def fit(model, *callbacks, epochs=2, validate=True):
    rng = np.random.default_rng(1)
    x, y = rng.random((64, 8, 8, 1)), rng.random((64, 3))
    validation = (x, y) if validate else None
    model.fit(x, y, epochs=epochs, verbose=0, validation_data=validation, callbacks=list(callbacks))


def values(events):
    return [(event.step, value) for event in events for value in event.summary.value]


@pytest.mark.parametrize("run", ["train", "validation"])
def test_the_same_tags_as_the_callback_of_keras(tmp_path, model, run):
    """Against a file that Keras wrote with TensorFlow: tags, steps, metadata, dtypes and shapes; weights differ."""
    from sonde.keras import TensorBoard

    fit(model, TensorBoard(tmp_path, histogram_freq=1, write_images=True))

    theirs, ours = values(raw_events(RECORDED / f"{run}.tfevents.v2")), values(all_events(tmp_path / run))
    assert [(step, value.tag) for step, value in ours] == [(step, value.tag) for step, value in theirs]
    for (_, our), (_, their) in zip(ours, theirs, strict=True):
        assert our.metadata == their.metadata
        assert (our.tensor.dtype, our.tensor.tensor_shape) == (their.tensor.dtype, their.tensor.tensor_shape)
        if their.tag.endswith("/image"):
            assert our.tensor.string_val[:2] == their.tensor.string_val[:2]
        if their.tag == "keras":
            our_model, their_model = (json.loads(each.tensor.string_val[0]) for each in (our, their))
            assert our_model["class_name"] == their_model["class_name"]


def test_epochs_and_learning_rate(tmp_path, model):
    from sonde.keras import TensorBoard

    callback = TensorBoard(tmp_path, write_steps_per_second=True, write_graph=False)
    fit(model, callback, epochs=3)

    run = read_run(tmp_path / "train")
    assert sorted(run) == ["epoch_learning_rate", "epoch_loss", "epoch_steps_per_second"]
    assert all(series.steps == [0, 1, 2] for series in run.values())
    assert run["epoch_learning_rate"].values == [np.float32(0.01)] * 3
    assert all(value > 0 for value in run["epoch_steps_per_second"].values)
    assert callback.dropped == 0


@pytest.mark.parametrize(("update_freq", "steps"), [("batch", [1, 2, 3, 4]), (2, [2, 4]), ("epoch", None)])
def test_batches_as_often_as_asked(tmp_path, model, update_freq, steps):
    from sonde.keras import TensorBoard

    fit(model, TensorBoard(tmp_path, update_freq=update_freq, write_steps_per_second=True), validate=False)

    run = read_run(tmp_path / "train")
    for tag in ("batch_loss", "batch_steps_per_second"):
        assert (run[tag].steps if tag in run else None) == steps
    assert summary.should_record_summaries() is False


def test_epochs_are_logged_whichever_batch_was_the_last(tmp_path, model):
    """Keras's own callback passes over epochs that end with a batch that is not one to be logged."""
    from sonde.keras import TensorBoard

    fit(model, TensorBoard(tmp_path, update_freq=3, histogram_freq=1))

    train, validation = read_run(tmp_path / "train"), read_run(tmp_path / "validation")
    assert train["epoch_loss"].steps == [0, 1]
    assert train["batch_loss"].steps == [3]
    assert train["sequential/c1/kernel/histogram"].steps == [0, 1]
    assert validation["epoch_loss"].steps == [0, 1]
    assert validation["evaluation_loss_vs_iterations"].steps == [2, 4]


def test_summaries_of_the_model_go_where_the_batch_goes(tmp_path, keras):
    from sonde.keras import TensorBoard

    class Logging(keras.layers.Layer):
        def call(self, x):
            summary.histogram("activations", x)
            return x

    model = keras.Sequential(
        [keras.layers.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(3), Logging()]
    )
    model.compile("sgd", "mse", run_eagerly=True)
    fit(model, TensorBoard(tmp_path, update_freq=2), epochs=1)

    assert read_run(tmp_path / "train")["activations"].steps == [2]
    assert read_run(tmp_path / "validation")["activations"].steps == [2]


def test_embeddings_become_points_for_the_projector(tmp_path, keras):
    from sonde.keras import TensorBoard

    (tmp_path / "words.tsv").write_text("a\nb\nc\nd\ne\n")
    model = keras.Sequential(
        [
            keras.layers.Input((2,)),
            keras.layers.Embedding(5, 3, name="words"),
            keras.layers.Flatten(),
            keras.layers.Dense(1),
        ]
    )
    model.compile("sgd", "mse")
    callback = TensorBoard(tmp_path, embeddings_freq=1, embeddings_metadata={"words": "words.tsv"})
    model.fit(np.zeros((4, 2)), np.zeros((4, 1)), epochs=2, verbose=0, callbacks=[callback])

    config = (tmp_path / "projector_config.pbtxt").read_text()
    assert config.count('metadata_path: "words.tsv"') == 2
    assert np.loadtxt(tmp_path / "00001" / "words" / "tensors.tsv").shape == (5, 3)


def test_unknown_embedding_layers_are_told(tmp_path, model, caplog):
    from sonde.keras import TensorBoard

    callback = TensorBoard(tmp_path, embeddings_freq=1, embeddings_metadata={"nothing": "x.tsv"})
    fit(model, callback, epochs=1)

    assert "['nothing']" in caplog.text
    assert callback.dropped == 1


def test_a_profile_is_taken_with_the_backends_profiler(tmp_path, model):
    from sonde.keras import TensorBoard

    fit(model, TensorBoard(tmp_path, profile_batch="2,3"), epochs=2)

    assert len(list((tmp_path / "train").glob("*.pt.trace.json"))) == 1


@pytest.mark.parametrize("profile_batch", [-1, (3, 2), "5,4"])
def test_profiles_of_no_batches_are_refused(profile_batch, keras):
    from sonde.keras import TensorBoard

    with pytest.raises(ValueError, match="profile_batch"):
        TensorBoard(profile_batch=profile_batch)


def test_the_arguments_are_those_of_keras(keras):
    import inspect

    from sonde.keras import TensorBoard

    theirs = inspect.signature(keras.callbacks.TensorBoard.__init__).parameters
    ours = inspect.signature(TensorBoard.__init__).parameters
    assert [(p.name, p.default) for p in ours.values()] == [(p.name, p.default) for p in theirs.values()]


def test_a_directory_that_cannot_be_written_does_not_stop_training(tmp_path, model, caplog):
    from sonde.keras import TensorBoard

    (tmp_path / "file").write_text("here")
    fit(model, TensorBoard(tmp_path / "file", histogram_freq=1), epochs=1)

    assert "Not a directory" in caplog.text


def test_hyperparameters_of_a_fit(tmp_path, model):
    lr = hparams.HParam("lr", hparams.RealInterval(0.0, 1.0))
    fit(model, hparams.KerasCallback(str(tmp_path), {lr: 0.1, "units": 3}, trial_id="a"))

    start, end = (
        HParamsPluginData.FromString(v.metadata.plugin_data.content) for _, v in values(all_events(tmp_path))
    )
    assert start.session_start_info.group_name == "a"
    assert start.session_start_info.hparams["lr"].number_value == 0.1
    assert end.session_end_info.status == api_pb2.STATUS_SUCCESS
