"""A sweep of two hundred runs, written by the SDK: hyperparameters, a curve each, and what each came to."""

from __future__ import annotations

import random
from pathlib import Path

import sonde

RUNS = 200
RATES = (0.1, 0.03, 0.01, 0.003)


def rates() -> list[float]:
    """The learning rate of each run."""
    chosen = random.Random(1)
    return [chosen.choice(RATES) for _ in range(RUNS)]


def accuracy(lr: float, seed: int) -> float:
    """What a run comes to: best at a rate of 0.01."""
    return round(0.95 - abs(lr - 0.01) - 0.0001 * (seed % 7), 6)


def write_sweep(logdir: Path) -> Path:
    for seed, lr in enumerate(rates()):
        with sonde.SummaryWriter(logdir / f"seed={seed:03}") as writer:
            for step in range(5):
                writer.add_scalar("val/acc", accuracy(lr, seed) - 0.1 * (4 - step), step)
            writer.add_hparams(
                {"lr": lr, "model": "vit" if seed % 2 else "cnn", "seed": seed},
                {"hparam/acc": accuracy(lr, seed)},
            )
    return logdir
