"""Train small networks on handwritten digits and log them: what `sonde demo` shows.

    python -m sonde.cli.demo.training LOGDIR [--seconds 60] [--parent PID]

Five networks of one hidden layer learn to read scikit-learn's 1,797 digits by stochastic gradient descent with momentum,
side by side and step by step, each with its own learning rate and its own run: from one that hardly moves to one that
breaks. Nothing is staged: the numbers are what the networks do, and they do the same every time.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sonde.cli.demo.depict import Depiction
from sonde.cli.demo.digits import Array, Digits, load_digits
from sonde.cli.demo.network import HIDDEN, MOMENTUM, Network
from sonde.writer import SummaryWriter

LEARNING_RATES = (0.001, 0.01, 0.1, 0.5, 2.0)
"""Too small, slow, good, rough, and one that learns for a while, then runs away to infinity and NaN."""

_BATCH = 64
_STEPS_PER_SECOND = 50
_VALIDATE_EVERY = 10
_FILM_EVERY = 20
_DRAW_EVERY = 100
_RECORD_EVERY = 300  # from the first drawing on

_LAYOUT = {
    "How it learns": {
        "loss": ["Multiline", ["loss/(train|validation)"]],
        "accuracy": ["Multiline", ["accuracy/(train|validation)"]],
    },
    "How even the batches are": {
        "loss of ten batches": ["Margin", ["spread/mean", "spread/least", "spread/most"]]
    },
}

_ABOUT = """A network of {hidden} hidden units reads handwritten digits of 8 × 8 pixels, with a learning rate of **{rate:g}**.

| | |
|---|---|
| batch | {batch} |
| momentum | {momentum} |
| schedule | warm-up, then half a cosine down to a tenth |
"""


def rate_at(base: float, progress: float) -> float:
    """The learning rate at `progress` from 0 to 1: a warm-up, then half a cosine down to a tenth."""
    warm_up = 0.2  # long enough to watch the highest rate learn before it breaks
    if progress < warm_up:
        return base * (progress + 0.001) / (warm_up + 0.001)
    return base * (0.55 + 0.45 * float(np.cos(np.pi * (progress - warm_up) / (1 - warm_up))))


class Trainee:
    """One network, its learning rate, its own stream of batches, and its log."""

    def __init__(self, learning_rate: float, train: Digits, validation: Digits, log: SummaryWriter) -> None:
        self._base_rate = learning_rate
        self._train = train
        self._validation = validation
        self._log = log
        self._network = Network.random(seed=0)
        self._random = np.random.default_rng(1)
        self._depiction = Depiction(self._network, validation, log)
        self._losses: list[float] = []

    def introduce(self) -> None:
        """Log what this run is, and how well a network reads that has learnt nothing."""
        loss, accuracy = self._network.measure(self._validation)
        settings = {"learning_rate": self._base_rate, "momentum": MOMENTUM, "batch": _BATCH, "hidden": HIDDEN}
        metrics = {"loss/validation": loss, "accuracy/validation": accuracy}
        self._log.add_hparams(settings, metrics, global_step=0, same_run=True)
        about = _ABOUT.format(hidden=HIDDEN, rate=self._base_rate, batch=_BATCH, momentum=MOMENTUM)
        self._log.add_text("about", about, 0)
        self._log.add_custom_scalars(_LAYOUT)

    def step(self, number: int, progress: float) -> None:
        """Learn from one batch, and log how it went. Steps count from 1."""
        rate = rate_at(self._base_rate, progress)
        batch = self._train.part(self._random.integers(0, len(self._train), _BATCH))
        loss, accuracy, gradient = self._network.gradient(batch)
        self._network.step(gradient, rate)
        values = {
            "loss/train": loss,
            "accuracy/train": accuracy,
            "optimizer/learning_rate": rate,
            "norm/gradient": norm(gradient),
            "norm/weights": norm(self._network.weights),
        }
        self._losses.append(loss)
        if number % _VALIDATE_EVERY == 0:
            lately = self._losses[-_VALIDATE_EVERY:]
            values["spread/mean"] = float(np.mean(lately))
            values["spread/least"], values["spread/most"] = min(lately), max(lately)
            values["loss/validation"], values["accuracy/validation"] = self._network.measure(self._validation)
        for tag, value in values.items():
            self._log.add_scalar(tag, value, number)
        if number % _FILM_EVERY == 0:
            self._depiction.film()
        if number % _DRAW_EVERY == 0:
            self._depiction.draw(number)
        if number % _RECORD_EVERY == _DRAW_EVERY:
            self._depiction.record(number, self._losses)


def norm(arrays: list[Array]) -> float:
    """Euclidean length of all of them as one vector; summed in float64, so that it overflows last."""
    return float(np.sqrt(sum(float(np.square(one, dtype=np.float64).sum()) for one in arrays)))


def train(logdir: Path, seconds: float, parent: int | None = None) -> None:
    """Train all networks side by side for about `seconds`; a slow machine takes fewer steps, not more time.

    With `parent`, the process that asked for it, the training ends soon after that process has gone.
    """
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
        for trainee in trainees:
            trainee.introduce()
        # Running away to infinity is what one of them is there to show.
        with np.errstate(all="ignore"):
            for number, progress in _paced(seconds):
                if parent is not None and os.getppid() != parent:
                    return  # killed without a chance to say so
                for trainee in trainees:
                    trainee.step(number, progress)


def _paced(seconds: float) -> Iterator[tuple[int, float]]:
    """Step numbers from 1 and the progress from 0 to 1, evenly over the time."""
    steps = max(1, round(seconds * _STEPS_PER_SECOND))
    start = time.monotonic()
    for number in range(1, steps + 1):
        yield number, number / steps
        passed = time.monotonic() - start
        if passed > seconds:
            return
        time.sleep(max(0.0, number / _STEPS_PER_SECOND - passed))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sonde.cli.demo.training", description=__doc__)
    parser.add_argument("logdir", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--parent", type=int, help="stop when this is no longer the parent process")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        train(options.logdir, options.seconds, options.parent)


if __name__ == "__main__":
    main()
