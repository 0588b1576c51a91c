"""Hyperparameters of trials, as `tensorboard.plugins.hparams.api` writes them, without TensorFlow.

    LR = hparams.HParam("lr", hparams.RealInterval(1e-4, 1e-1))
    with sonde.summary.create_file_writer("runs").as_default():
        hparams.hparams_config(hparams=[LR], metrics=[hparams.Metric("accuracy")])
    with sonde.summary.create_file_writer("runs/0").as_default():
        hparams.hparams({LR: 0.01})
        …                                # train, and log "accuracy" with sonde.summary.scalar

Both functions write to the default writer of `sonde.summary`, at step 0, and return whether they could. What `hparams` begins
ends with its writer: as a success when that is closed or the process ends, as a failure when an exception left the block of
`as_default`, or ended the process; the exception is kept as the description of the end. Until then the trial counts as running.
"""

from __future__ import annotations

from typing import Any

from sonde.writer.trials import (
    Discrete,
    Domain,
    HParam,
    IntInterval,
    Metric,
    RealInterval,
    hparams,
    hparams_config,
    hparams_config_pb,
    hparams_pb,
)

__all__ = [
    "Discrete",
    "Domain",
    "HParam",
    "IntInterval",
    "Metric",
    "RealInterval",
    "hparams",
    "hparams_config",
    "hparams_config_pb",
    "hparams_pb",
]


def __getattr__(name: str) -> Any:
    """TensorBoard's name for `sonde.keras.HParams`, without importing Keras before it is asked for."""
    if name != "KerasCallback":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from sonde.keras import HParams

    return HParams
