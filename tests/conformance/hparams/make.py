"""A small sweep: an experiment, two trials, each with a validation run. Needs tensorflow and tensorboard."""

from __future__ import annotations

from pathlib import Path


def make(logs: Path) -> None:
    import tensorflow as tf
    from tensorboard.plugins.hparams import api

    rate = api.HParam("lr", api.RealInterval(1e-4, 1e-1))
    optimizer = api.HParam("opt", api.Discrete(["adam", "sgd"]))
    depth = api.HParam("layers", api.IntInterval(1, 8))
    bias = api.HParam("bias", api.Discrete([True, False]))
    metrics = [api.Metric("acc", display_name="Accuracy"), api.Metric("loss", group="validation")]
    with tf.summary.create_file_writer(str(logs)).as_default():
        api.hparams_config([rate, optimizer, depth, bias], metrics)
    for trial, name in enumerate(["adam", "sgd"]):
        with tf.summary.create_file_writer(str(logs / name)).as_default():
            api.hparams(
                {rate: 0.01, optimizer: name, depth: trial + 1, bias: trial == 0}, trial_id=f"trial-{trial}"
            )
            for step in range(3):
                tf.summary.scalar("acc", 0.1 * trial + 0.01 * step, step=step)
        with tf.summary.create_file_writer(str(logs / name / "validation")).as_default():
            tf.summary.scalar("loss", 1 - 0.1 * trial, step=0)
