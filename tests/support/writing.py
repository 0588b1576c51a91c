"""What tests of writers look at: the steps that arrived, and what a person was told meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

import sonde


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the SDK said through its logger."""
    return [record.message for record in caplog.records if record.name == "sonde"]


def steps(logdir: str | Path, tag: str = "x") -> list[int]:
    """Every step of a scalar in the run that `logdir` is itself, in order; its files must be undamaged."""
    with sonde.open(logdir) as board:
        assert board.damage() == []
        return sorted(board.scalars(".", tag).steps.tolist()) if board.series("scalars") else []


def wait_until(condition: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
