"""What Keras's own callback logs while it trains. Needs tensorflow, which brings keras."""

from __future__ import annotations

from pathlib import Path

import numpy as np


def make(logs: Path) -> None:
    import tensorflow as tf

    rng = np.random.default_rng(3)
    layers = tf.keras.layers
    model = tf.keras.Sequential(
        [
            layers.Input((6, 6, 1)),
            layers.Conv2D(2, 3, name="conv"),
            layers.Flatten(),
            layers.Dense(2, name="out"),
        ]
    )
    model.compile("sgd", "mse")
    inputs, targets = rng.random((32, 6, 6, 1)), rng.random((32, 2))
    callback = tf.keras.callbacks.TensorBoard(str(logs), histogram_freq=1, write_images=True)
    model.fit(inputs, targets, epochs=2, verbose=0, validation_data=(inputs, targets), callbacks=[callback])
