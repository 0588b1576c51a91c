"""Callbacks for Keras 3, on any of its backends.

    model.fit(x, y, callbacks=[sonde.keras.TensorBoard("runs/a", histogram_freq=1)])

`TensorBoard` takes the options of `keras.callbacks.TensorBoard` and writes the same tags into the same runs, but needs no
TensorFlow. Nothing in it raises into training, unless SONDE_STRICT=1.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import keras
import numpy as np

from sonde import summary
from sonde.writer.embeddings import Embedding, write_config, write_embedding
from sonde.writer.message import metadata
from sonde.writer.trials import hparams as log_hparams
from sonde.writer.trials import hparams_pb
from sonde.writer.trouble import Complaining, forgiving
from sonde.writer.values import Array, as_number

__all__ = ["HParams", "TensorBoard"]

_MODEL_METADATA = metadata("graph_keras_model", b"1")


class TensorBoard(Complaining, keras.callbacks.Callback):  # type: ignore[misc]
    """Logs what `keras.callbacks.TensorBoard` logs: epochs, batches, weights, the model, embeddings, a profile.

    Training goes to the run `<log_dir>/train`, validation to `<log_dir>/validation`. Summaries that the model itself writes
    through `sonde.summary` go there too, in the batches that `update_freq` chooses: with PyTorch and TensorFlow run eagerly.
    JAX traces a model in training even then, so that there are no values to write, which is told once.
    """

    def __init__(
        self,
        log_dir: str | os.PathLike[str] = "logs",
        histogram_freq: int = 0,
        write_graph: bool = True,
        write_images: bool = False,
        write_steps_per_second: bool = False,
        update_freq: int | str = "epoch",
        profile_batch: int | str | tuple[int, int] = 0,
        embeddings_freq: int = 0,
        embeddings_metadata: str | Mapping[str, str] | None = None,
    ) -> None:
        """Takes Keras's arguments.

        log_dir: directory or fsspec URL.
        histogram_freq: epochs between histograms of the weights; 0 for none.
        write_graph: log the model's structure, for a Sequential or Functional one.
        write_images: log the weights as images, whenever histograms are.
        write_steps_per_second: log the speed of epochs, and of batches if those are logged.
        update_freq: "epoch", "batch", or a number of batches between logs of the batches' metrics.
        profile_batch: a batch or a range (first, last) of batches to profile, counted from 1, with the profiler of the
            backend (PyTorch, JAX or TensorFlow); 0 for none.
        embeddings_freq: epochs between logs of the weights of Embedding layers, as points for the projector; 0 for none.
        embeddings_metadata: the file with the points' labels below log_dir, one for all or one by layer's name.
        """
        keras.callbacks.Callback.__init__(self)
        Complaining.__init__(self)
        self.log_dir = os.fspath(log_dir)
        self.histogram_freq = histogram_freq
        self.write_graph = write_graph
        self.write_images = write_images
        self.write_steps_per_second = write_steps_per_second
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self.embeddings_freq = embeddings_freq
        self.embeddings_metadata = embeddings_metadata
        self._profile = _Profile(profile_batch)
        self._writers: dict[str, summary.SummaryWriter] = {}
        self._defaults: list[ExitStack] = []  # what makes a writer the default while batches run
        self._embeddings: list[Embedding] = []
        self._train_batch = self._test_batch = 0

    # --- the run ------------------------------------------------------------------------------------------------------

    @forgiving("set_model")
    def set_model(self, model: Any) -> None:
        """Takes the model before training, and logs its structure."""
        keras.callbacks.Callback.set_model(self, model)
        self._writers = {}
        if self.write_graph and type(model).__name__ in ("Sequential", "Functional"):
            with self._logging("train"):
                summary.write("keras", model.to_json(), step=0, metadata=_MODEL_METADATA)
        if self.embeddings_freq and isinstance(self.embeddings_metadata, Mapping):
            unknown = set(self.embeddings_metadata) - {layer.name for layer in self._embedding_layers()}
            if unknown:
                raise ValueError(
                    f"embeddings_metadata names no Embedding layers of the model: {sorted(unknown)}"
                )

    @forgiving("on_train_begin")
    def on_train_begin(self, logs: Any = None) -> None:
        """Begins the count of batches."""
        self._train_batch = 0
        self._push("train", self._train_batch)

    @forgiving("on_train_end")
    def on_train_end(self, logs: Any = None) -> None:
        """Closes the files."""
        self._pop()
        self._profile.end()
        for writer in self._writers.values():
            writer.close()
        self._writers = {}

    @forgiving("on_test_begin")
    def on_test_begin(self, logs: Any = None) -> None:
        """Makes validation's run the default."""
        self._push("validation", self._test_batch)

    @forgiving("on_test_end")
    def on_test_end(self, logs: Any = None) -> None:
        """Logs validation's metrics over the optimizer's iterations."""
        if getattr(self.model, "optimizer", None) is not None:
            step = self._iterations()
            with self._logging("validation"):
                for name, value in (logs or {}).items():
                    summary.scalar(f"evaluation_{name}_vs_iterations", value, step=step)
        self._pop()

    def _writer(self, run: str) -> summary.SummaryWriter:
        if run not in self._writers:
            self._writers[run] = summary.create_file_writer(f"{self.log_dir}/{run}")
        return self._writers[run]

    @contextmanager
    def _logging(self, run: str) -> Iterator[summary.SummaryWriter]:
        """Makes a run the default of `sonde.summary`, whether or not the last batch was one to be logged."""
        with self._writer(run).as_default() as writer, summary.record_if(True):
            yield writer

    def _push(self, run: str, step: int) -> None:
        """Makes a run the default of `sonde.summary`, in the batches that are to be logged."""
        if self.update_freq == "epoch":
            return
        stack = ExitStack()
        stack.enter_context(self._writer(run).as_default(step))
        stack.enter_context(summary.record_if(step % int(self.update_freq) == 0))
        self._defaults.append(stack)

    def _pop(self) -> None:
        if self._defaults:
            self._defaults.pop().close()

    # --- batches ------------------------------------------------------------------------------------------------------

    @forgiving("on_train_batch_begin")
    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Counts batches, and begins the profile."""
        self._train_batch += 1
        self._pop()
        self._push("train", self._train_batch)
        self._batch_started = time.perf_counter()
        if self._train_batch == self._profile.first:
            self._profile.begin(f"{self.log_dir}/train")

    @forgiving("on_train_batch_end")
    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Logs the batch's metrics, where `update_freq` says so."""
        if self._train_batch >= self._profile.last:
            self._profile.end()
        if self.update_freq == "epoch" or not summary.should_record_summaries():
            return
        if self.write_steps_per_second:
            seconds = time.perf_counter() - self._batch_started
            summary.scalar("batch_steps_per_second", 1 / seconds, step=self._train_batch)
        if isinstance(logs, Mapping):
            for name, value in logs.items():
                summary.scalar(f"batch_{name}", value, step=self._train_batch)

    @forgiving("on_test_batch_begin")
    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Counts batches."""
        self._test_batch += 1
        self._pop()
        self._push("validation", self._test_batch)

    # --- epochs -------------------------------------------------------------------------------------------------------

    @forgiving("on_epoch_begin")
    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Starts the clock."""
        if self.write_steps_per_second:
            self._epoch_started = time.perf_counter(), self._iterations()

    @forgiving("on_epoch_end")
    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Logs the epoch's metrics, and weights and embeddings when it is their turn."""
        self._log_metrics(epoch, logs or {})
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._log_weights(epoch)
        if self.embeddings_freq and epoch % self.embeddings_freq == 0:
            self._log_embeddings(epoch)

    def _log_metrics(self, epoch: int, logs: Mapping[str, Any]) -> None:
        if not logs:
            return
        train = {name: value for name, value in logs.items() if not name.startswith("val_")}
        train.update(self._learning_rates())
        if self.write_steps_per_second:
            started, iterations = self._epoch_started
            train["steps_per_second"] = (self._iterations() - iterations) / (time.perf_counter() - started)
        with self._logging("train"):
            for name, value in train.items():
                summary.scalar(f"epoch_{name}", value, step=epoch)
        validation = {name[4:]: value for name, value in logs.items() if name.startswith("val_")}
        if validation:
            with self._logging("validation"):
                for name, value in validation.items():
                    summary.scalar(f"epoch_{name}", value, step=epoch)

    def _learning_rates(self) -> dict[str, float]:
        optimizer = self.model.optimizer
        optimizer = getattr(optimizer, "inner_optimizer", optimizer)  # of a LossScaleOptimizer
        if hasattr(optimizer, "optimizers"):
            return {
                f"learning_rate_{each.name}": _number(each.learning_rate) for each in optimizer.optimizers
            }
        return (
            {"learning_rate": _number(optimizer.learning_rate)} if hasattr(optimizer, "learning_rate") else {}
        )

    def _iterations(self) -> int:
        return int(_number(self.model.optimizer.iterations))

    def _log_weights(self, epoch: int) -> None:
        with self._logging("train") as writer:
            for layer in self.model.layers:
                for weight in layer.weights:
                    name = weight.path.replace(":", "_")
                    numbers = _array(weight)
                    summary.histogram(f"{name}/histogram", numbers, step=epoch)
                    images = _weight_images(numbers) if self.write_images else None
                    if images is not None:
                        summary.image(f"{name}/image", images, step=epoch)
            writer.flush()

    # --- embeddings ---------------------------------------------------------------------------------------------------

    def _embedding_layers(self) -> list[Any]:
        return [layer for layer in self.model.layers if isinstance(layer, keras.layers.Embedding)]

    def _log_embeddings(self, epoch: int) -> None:
        """Writes weights as files that the projector reads, where Keras saves a checkpoint that it can't."""
        for layer in self._embedding_layers():
            points = _array(layer.embeddings)
            entry = write_embedding(self.log_dir, layer.name, epoch, points, self._labels_of(layer))
            self._embeddings.append(entry)
        write_config(self.log_dir, self._embeddings)

    def _labels_of(self, layer: Any) -> str | None:
        if isinstance(self.embeddings_metadata, Mapping):
            return self.embeddings_metadata.get(layer.name)
        return self.embeddings_metadata


class HParams(Complaining, keras.callbacks.Callback):  # type: ignore[misc]
    """Logs the hyperparameters of one `fit`, as `tensorboard.plugins.hparams.api.KerasCallback` does.

    writer: a writer of `sonde.summary`, or a log directory. hparams, trial_id: as `sonde.hparams.hparams` takes them. The
    session is a success when training ends.
    """

    def __init__(
        self, writer: summary.SummaryWriter | str, hparams: Mapping[Any, Any], trial_id: str | None = None
    ) -> None:
        keras.callbacks.Callback.__init__(self)
        Complaining.__init__(self)
        self._values = dict(hparams)
        self._trial_id = trial_id
        hparams_pb(self._values, trial_id)  # fails now rather than when training begins
        self._writer = summary.create_file_writer(writer) if isinstance(writer, str) else writer

    @forgiving("on_train_begin")
    def on_train_begin(self, logs: Any = None) -> None:
        """Logs the hyperparameters."""
        with self._writer.as_default():
            log_hparams(self._values, self._trial_id)

    @forgiving("on_train_end")
    def on_train_end(self, logs: Any = None) -> None:
        """Says that training ended well."""
        self._writer.sink.end()
        self._writer.flush()


class _Profile:
    """The profiler of Keras's backend over some batches; its files go where its own viewers look for them."""

    def __init__(self, batches: int | str | tuple[int, int]) -> None:
        if isinstance(batches, str):
            first, _, last = batches.partition(",")
            batches = (int(first), int(last or first))
        self.first, self.last = (batches, batches) if isinstance(batches, int) else batches
        if not 0 <= self.first <= self.last:
            raise ValueError(f"expected profile_batch to be a batch or a range of batches, found {batches!r}")
        self._stop: Any = None

    def begin(self, directory: str) -> None:
        backend = keras.backend.backend()
        if backend == "torch":
            import torch

            handler = torch.profiler.tensorboard_trace_handler(directory)
            profiler = torch.profiler.profile(on_trace_ready=handler)
            profiler.start()
            self._stop = profiler.stop
        elif backend == "jax":
            import jax

            jax.profiler.start_trace(directory)
            self._stop = jax.profiler.stop_trace
        elif backend == "tensorflow":
            import tensorflow as tf

            tf.profiler.experimental.start(directory)
            self._stop = tf.profiler.experimental.stop
        else:
            raise RuntimeError(f"the {backend} backend has no profiler")

    def end(self) -> None:
        stop, self._stop = self._stop, None
        if stop is not None:
            stop()


def _array(variable: Any) -> Array:
    return np.asarray(keras.ops.convert_to_numpy(variable))


def _number(variable: Any) -> float:
    return as_number(_array(variable))


def _weight_images(weight: Array) -> Array | None:
    """A weight as images [k, height, width, channels], or None where it makes none; as Keras arranges them."""
    images = weight.squeeze()
    if images.ndim == 1:
        images = images.reshape(1, -1, 1, 1)
    elif images.ndim == 2:
        images = images.T if images.shape[0] > images.shape[1] else images
        images = images[None, :, :, None]
    elif images.ndim == 3:
        last = keras.config.image_data_format() == "channels_last"
        images = (images.transpose(2, 0, 1) if last else images)[..., None]
    return images if images.ndim == 4 and images.shape[-1] in (1, 3, 4) else None
