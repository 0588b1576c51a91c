"""Runs with hyperparameters and metrics, written as people write them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from support.event_logs import write_run


def write_trial(
    directory: Path,
    hparams: Mapping[str, Any],
    metrics: Mapping[str, Sequence[float]] | None = None,
    start_time: float = 1000.0,
) -> None:
    """A run with these values of its metrics, at steps 0, 1, …, and a configuration file beside it."""
    values = {"loss": [1.0]} if metrics is None else metrics
    write_run(directory, {tag: list(enumerate(each)) for tag, each in values.items()}, start_time)
    (directory / "config.yaml").write_text(json.dumps(hparams), encoding="utf-8")


def write_trials(root: Path) -> None:
    """Four of them: `cnn/a`, `vit/b`, `vit/c`, which diverged, and `vit/d`, which has fewer hyperparameters."""
    nan = float("nan")
    write_trial(
        root / "cnn" / "a",
        {"lr": 0.1, "model": "cnn", "opt": {"name": "sgd"}, "layers": [1, 2], "amp": True, "seed": 1},
        {"val/acc": [0.1, 0.5, 0.3], "loss": [1.0, 0.5, 0.25]},
        1000.0,
    )
    write_trial(
        root / "vit" / "b",
        {"lr": 0.001, "model": "vit", "opt": {"name": "adam"}, "layers": [3], "amp": False, "seed": "auto"},
        {"val/acc": [0.2, 0.9, 0.8], "loss": [2.0, 1.0, 0.5]},
        2000.0,
    )
    write_trial(
        root / "vit" / "c",
        {"lr": 0.01, "model": "vit", "opt": {"name": "adam"}, "layers": [3], "amp": True, "seed": True},
        {"val/acc": [0.3, nan, nan], "loss": [nan]},
        3000.0,
    )
    write_trial(root / "vit" / "d", {"model": "vit|2"}, {"val/acc": [0.95]}, 4000.0)
