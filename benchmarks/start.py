"""From the start of the program to its first answer, on a log that costs nothing to read."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import own, peer
from benchmarks.plan import Plan
from benchmarks.rows import Row

Serving = Callable[[Path], contextlib.AbstractContextManager[tuple[str, int]]]


def run(plan: Plan) -> list[Row]:
    folder = plan.tiny
    theirs, ours = plan.in_turn(
        lambda: _first_answer(peer.serving, folder), lambda: _first_answer(own.serving, folder)
    )
    label = "process start to first answer"
    return [Row("start", label, "s", tuple(theirs), tuple(ours), at_least=1.67)]


def _first_answer(serving: Serving, folder: Path) -> float:
    before = time.perf_counter()
    with serving(folder):  # waits for the first answer
        return time.perf_counter() - before
