"""A network of one hidden layer, with its gradient worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sonde.cli.demo.digits import Array, Digits

HIDDEN = 64
"""Units of the hidden layer."""

MOMENTUM = 0.9
"""How much of the last step each step carries on."""

_LEAK = 0.1


@dataclass(slots=True)
class Network:
    """Image to ten scores through one hidden layer of leaky rectified units. `velocity` is what momentum carries on."""

    weights: list[Array]
    velocity: list[Array] = field(init=False)

    def __post_init__(self) -> None:
        self.velocity = [np.zeros_like(one) for one in self.weights]

    @classmethod
    def random(cls, seed: int) -> Network:
        """He's initialisation: keeps the size of signals the same from layer to layer."""
        random = np.random.default_rng(seed)
        first = random.normal(0, np.sqrt(2 / 64), (64, HIDDEN))
        second = random.normal(0, np.sqrt(2 / HIDDEN), (HIDDEN, 10))
        shapes = (first, np.zeros(HIDDEN), second, np.zeros(10))
        return cls([one.astype(np.float32) for one in shapes])

    def scores(self, images: Array) -> tuple[Array, Array]:
        """Hidden activations and scores."""
        first, first_bias, second, second_bias = self.weights
        hidden = _leaky(images @ first + first_bias)
        return hidden, hidden @ second + second_bias

    def measure(self, digits: Digits) -> tuple[float, float]:
        """Loss (mean cross-entropy) and accuracy."""
        _, scores = self.scores(digits.images)
        loss = float(_cross_entropy(scores, digits.labels).mean())
        return loss, float((scores.argmax(axis=1) == digits.labels).mean())

    def gradient(self, digits: Digits) -> tuple[float, float, list[Array]]:
        """Loss, accuracy, and how the loss changes with each weight."""
        hidden, scores = self.scores(digits.images)
        loss = float(_cross_entropy(scores, digits.labels).mean())
        accuracy = float((scores.argmax(axis=1) == digits.labels).mean())
        to_scores = softmax(scores)
        to_scores[np.arange(len(digits)), digits.labels] -= 1
        to_scores /= len(digits)
        to_hidden = (to_scores @ self.weights[2].T) * np.where(hidden > 0, np.float32(1), np.float32(_LEAK))
        gradient = [
            digits.images.T @ to_hidden,
            to_hidden.sum(axis=0),
            hidden.T @ to_scores,
            to_scores.sum(axis=0),
        ]
        return loss, accuracy, gradient

    def step(self, gradient: list[Array], learning_rate: float) -> None:
        for weight, velocity, slope in zip(self.weights, self.velocity, gradient, strict=True):
            np.subtract(MOMENTUM * velocity, learning_rate * slope, out=velocity)
            np.add(weight, velocity, out=weight)


def _leaky(values: Array) -> Array:
    leaky: Array = np.maximum(values, np.float32(_LEAK) * values)
    return leaky


def softmax(scores: Array) -> Array:
    powers: Array = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Array = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _cross_entropy(scores: Array, labels: Any) -> Array:
    """As it is often written: a label whose share has become 0 has an infinite loss, and one of scores that overflowed NaN."""
    with np.errstate(divide="ignore"):
        losses: Array = -np.log(softmax(scores)[np.arange(len(labels)), labels])
    return losses
