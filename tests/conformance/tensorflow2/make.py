"""Every kind of summary by TensorFlow 2. Needs tensorflow and tensorboard."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def make(logs: Path) -> None:
    import tensorflow as tf
    from tensorboard.plugins.mesh import summary_v2 as mesh
    from tensorboard.plugins.pr_curve import summary as pr_curve

    rng = np.random.default_rng(2)
    with tf.summary.create_file_writer(str(logs / "train")).as_default():
        for step in range(6):
            tf.summary.scalar("loss", 1 / (step + 1), step=step, description="The *training* loss")
            tf.summary.histogram("weights", rng.normal(0, 1 + step / 5, 200), step=step, buckets=10)
        for step in (0, 4):
            tf.summary.image("samples/rgb", rng.random((2, 4, 5, 3)), step=step, max_outputs=2)
            tone = np.sin(np.arange(100)[None, :, None] * 0.1 * (step + 1))
            tf.summary.audio("tone", tf.cast(tone, tf.float32), 8000, step=step)
            tf.summary.text("note", f"# step {step}\n\n|a|b|\n|-|-|\n|1|2|", step=step)
            tf.summary.text("table", [["r0c0", "r0c1"], ["r1c0", "**bold**"]], step=step)
            points = rng.random((1, 6, 3)).astype("f4")
            mesh.mesh("cloud", points, colors=(points * 255).astype("i4"), step=step)
        for step, number in ((0, np.nan), (1, np.inf), (2, -np.inf), (-5, -1.0)):
            tf.summary.scalar("special", number, step=step)
        tf.summary.scalar("huge_step", 3.0, step=2**40)
        tf.summary.histogram("empty", np.zeros(0), step=0)
        labels, predictions = rng.integers(0, 2, 50).astype(bool), rng.random(50).astype("f4")
        summary = pr_curve.pb("pr", labels, predictions, num_thresholds=5)
        tf.summary.experimental.write_raw_pb(summary.SerializeToString(), step=1)
        tf.summary.write("bare/float64", tf.constant(1.23456789012345, tf.float64), step=0)
        tf.summary.write("bare/matrix", tf.constant(rng.random((3, 4)), tf.float32), step=3)
        for name in ("half", "int8", "uint16", "int64", "bool", "complex64"):
            tf.summary.write(f"bare/{name}", tf.cast(tf.constant([[0, 1], [1, 0]]), name), step=1)
