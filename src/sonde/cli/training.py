"""Train small networks on handwritten digits and log them: what `sonde demo` shows.

    python -m sonde.cli.training LOGDIR [--seconds 60]

Five networks of one hidden layer learn to read scikit-learn's 1,797 digits by stochastic gradient descent with momentum,
side by side and step by step, each with its own learning rate and its own run: from one that hardly moves to one that
breaks. Nothing is staged: the same seed gives the same curves, and the numbers are what the networks do.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import importlib.util
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from sonde.errors import MissingExtraError
from sonde.writer import SummaryWriter

Array = np.ndarray[Any, Any]

LEARNING_RATES = (0.001, 0.01, 0.1, 0.5, 2.0)
"""Too small, slow, good, rough, and one that learns for a while, then runs away to infinity and NaN."""

_HIDDEN = 64
_BATCH = 64
_LEAK = 0.1
_MOMENTUM = 0.9
_STEPS_PER_SECOND = 50
_VALIDATE_EVERY = 10


@dataclass(frozen=True, slots=True)
class Digits:
    """Images as rows of 64 grey values from 0 to 1, and the digit that each shows."""

    images: Array
    labels: Array

    def __len__(self) -> int:
        return len(self.labels)

    def part(self, rows: Any) -> Digits:
        return Digits(self.images[rows], self.labels[rows])


def find_digits() -> Path:
    """The file of the digits. Raises MissingExtraError without scikit-learn."""
    spec = importlib.util.find_spec("sklearn")
    for place in (spec and spec.submodule_search_locations) or ():
        file = Path(place) / "datasets" / "data" / "digits.csv.gz"
        if file.is_file():
            return file
    raise MissingExtraError("the demo's data (handwritten digits)", "scikit-learn", "demo")


def load_digits() -> Digits:
    """The digits that come with scikit-learn, read from its file: importing the package would take ten times as long."""
    with gzip.open(find_digits(), "rt", encoding="ascii") as lines:
        table = np.loadtxt(lines, delimiter=",", dtype=np.float32)
    return Digits((table[:, :-1] / 16).astype(np.float32), table[:, -1].astype(np.int64))


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
        first = random.normal(0, np.sqrt(2 / 64), (64, _HIDDEN))
        second = random.normal(0, np.sqrt(2 / _HIDDEN), (_HIDDEN, 10))
        shapes = (first, np.zeros(_HIDDEN), second, np.zeros(10))
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
        to_scores = _softmax(scores)
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
            np.subtract(_MOMENTUM * velocity, learning_rate * slope, out=velocity)
            np.add(weight, velocity, out=weight)


def _leaky(values: Array) -> Array:
    leaky: Array = np.maximum(values, np.float32(_LEAK) * values)
    return leaky


def _softmax(scores: Array) -> Array:
    powers: Array = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Array = powers / powers.sum(axis=1, keepdims=True)
    return shares


def _cross_entropy(scores: Array, labels: Any) -> Array:
    shifted = scores - scores.max(axis=1, keepdims=True)
    losses: Array = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]
    return losses


def rate_at(base: float, progress: float) -> float:
    """The learning rate at `progress` from 0 to 1: a short warm-up, then half a cosine down to a tenth."""
    warm_up = 0.05
    if progress < warm_up:
        return base * (progress + 0.001) / (warm_up + 0.001)
    return base * (0.55 + 0.45 * float(np.cos(np.pi * (progress - warm_up) / (1 - warm_up))))


def norm(arrays: list[Array]) -> float:
    """Euclidean length of all of them as one vector; summed in float64, so that it overflows last."""
    return float(np.sqrt(sum(float(np.square(one, dtype=np.float64).sum()) for one in arrays)))


class Trainee:
    """One network, its learning rate, its own stream of batches, and its log."""

    def __init__(self, learning_rate: float, train: Digits, validation: Digits, log: SummaryWriter) -> None:
        self._base_rate = learning_rate
        self._train = train
        self._validation = validation
        self._log = log
        self._network = Network.random(seed=0)
        self._random = np.random.default_rng(1)

    def step(self, number: int, progress: float) -> None:
        rate = rate_at(self._base_rate, progress)
        batch = self._train.part(self._random.integers(0, len(self._train), _BATCH))
        loss, accuracy, gradient = self._network.gradient(batch)
        self._network.step(gradient, rate)
        values = {
            "loss/train": loss,
            "accuracy/train": accuracy,
            "learning_rate": rate,
            "norm/gradient": norm(gradient),
            "norm/weights": norm(self._network.weights),
        }
        if number % _VALIDATE_EVERY == 0:
            values["loss/validation"], values["accuracy/validation"] = self._network.measure(self._validation)
        for tag, value in values.items():
            self._log.add_scalar(tag, value, number)


def train(logdir: Path, seconds: float) -> None:
    """Train all networks side by side for about `seconds`; a slow machine takes fewer steps, not more time."""
    digits = load_digits()
    order = np.random.default_rng(0).permutation(len(digits))
    cut = len(digits) * 4 // 5
    train_part, validation_part = digits.part(order[:cut]), digits.part(order[cut:])
    with contextlib.ExitStack() as stack:
        logs = [stack.enter_context(SummaryWriter(logdir / f"rate-{rate:g}")) for rate in LEARNING_RATES]
        trainees = [
            Trainee(rate, train_part, validation_part, log)
            for rate, log in zip(LEARNING_RATES, logs, strict=True)
        ]
        # Running away to infinity is what one of them is there to show.
        with np.errstate(all="ignore"):
            for number, progress in _paced(seconds):
                for trainee in trainees:
                    trainee.step(number, progress)


def _paced(seconds: float) -> Iterator[tuple[int, float]]:
    """Step numbers and the progress from 0 to 1, evenly over the time."""
    start = time.monotonic()
    number = 0
    while (passed := time.monotonic() - start) < seconds:
        yield number, passed / seconds
        number += 1
        ahead = number / _STEPS_PER_SECOND - (time.monotonic() - start)
        if ahead > 0:
            time.sleep(ahead)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sonde.cli.training", description=__doc__)
    parser.add_argument("logdir", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        train(options.logdir, options.seconds)


if __name__ == "__main__":
    main()
