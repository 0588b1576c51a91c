"""A graph session of TensorFlow 1 that restarts from an earlier step. Needs tensorflow."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def make(logs: Path) -> None:
    import tensorflow as tf

    rng = np.random.default_rng(1)
    v1 = tf.compat.v1
    with tf.Graph().as_default() as graph:
        inputs = v1.placeholder(tf.float32, [None, 4], name="x")
        with v1.name_scope("block"):
            outputs = tf.nn.tanh(tf.matmul(inputs, v1.get_variable("weights", [4, 4])), name="act")
        loss = tf.reduce_mean(outputs * outputs, name="loss")
        v1.summary.scalar("loss", loss)
        v1.summary.histogram("outputs", outputs)
        v1.summary.image("image", tf.reshape(outputs, [-1, 2, 2, 1]), max_outputs=2)
        v1.summary.audio("audio", tf.reshape(outputs, [1, -1]), 100)
        v1.summary.text("text", tf.constant("hello"))
        summaries = v1.summary.merge_all()
        session = v1.Session()
        session.run(v1.global_variables_initializer())
        writer = v1.summary.FileWriter(str(logs), graph)
        for step in range(5):
            trace, metadata = v1.RunOptions(trace_level=v1.RunOptions.SOFTWARE_TRACE), v1.RunMetadata()
            batch = {"x:0": rng.random((8, 4))}
            writer.add_summary(session.run(summaries, batch, options=trace, run_metadata=metadata), step)
            if step == 0:
                writer.add_run_metadata(metadata, "step0", 0)
        writer.add_session_log(v1.SessionLog(status=v1.SessionLog.START), 3)
        for step in range(3, 6):
            writer.add_summary(session.run(summaries, {"x:0": rng.random((8, 4))}), step)
        writer.close()
