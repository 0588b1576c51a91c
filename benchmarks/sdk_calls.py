"""Make many calls to one writer and print, as JSON, how long they took: python sdk_calls.py WRITER METHOD COUNT FOLDER.

WRITER is `sonde`, `torch` or `tensorboardX`. Runs in either environment, so it imports the one writer and NumPy alone.
"""

from __future__ import annotations

import importlib
import json
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

MODULES = {"sonde": "sonde", "torch": "torch.utils.tensorboard", "tensorboardX": "tensorboardX"}


def measure_calls(writer: Any, method: str, count: int) -> Callable[[], None]:
    """What makes `count` calls; its inputs are made beforehand."""
    random = np.random.default_rng(0)
    if method == "add_scalar":

        def calls() -> None:
            add = writer.add_scalar
            for step in range(count):
                add("loss", 0.5, step)

    elif method == "add_histogram":
        values = random.standard_normal(1_000_000, dtype=np.float32)

        def calls() -> None:
            for step in range(count):
                writer.add_histogram("weights", values, step)

    elif method == "add_image":
        # A photograph-like picture: gradients with a little noise, so that it compresses as samples do.
        x, y = np.meshgrid(np.linspace(0, 1, 256), np.linspace(0, 1, 256))
        noise = random.normal(0, 0.02, (3, 256, 256))
        picture = np.clip(np.stack([x, y, (x + y) / 2]) + noise, 0, 1)
        picture = (picture * 255).astype(np.uint8)

        def calls() -> None:
            for step in range(count):
                writer.add_image("sample", picture, step)

    else:
        raise SystemExit(f"unknown method {method!r}")
    return calls


def rate(writer: Any, method: str, count: int, folder: Path) -> dict[str, float]:
    calls = measure_calls(writer, method, count)
    before = time.perf_counter()
    calls()
    writer.close()
    seconds = time.perf_counter() - before
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"calls_per_second": count / seconds, "seconds": seconds, "bytes": size}


def loop(writer: Any, steps: int) -> dict[str, float]:
    """A loop whose step is about a second of work; what 100 scalars a step add to it.

    Steps with and without logging take turns, and the quickest of each are compared: what else the machine does can only
    make a step slower.
    """
    names = [f"layer/{number:03d}" for number in range(100)]
    rounds = _rounds_per_second()
    quickest = {True: math.inf, False: math.inf}
    for step in range(2 * steps):
        logs = step % 2 == 0
        before = time.perf_counter()
        _work(rounds)
        if logs:
            for name in names:
                writer.add_scalar(name, 0.5, step)
        quickest[logs] = min(quickest[logs], time.perf_counter() - before)
    writer.close()
    return {"slow_down_percent": 100 * (quickest[True] / quickest[False] - 1)}


def _work(rounds: int) -> None:
    for _ in range(rounds):
        sum(range(1000))


def _rounds_per_second() -> int:
    before = time.perf_counter()
    _work(10_000)
    return int(10_000 / (time.perf_counter() - before))


def growth(writer: Any, count: int) -> dict[str, float]:
    def resident_mb() -> float:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6

    for step in range(count // 10):
        writer.add_scalar("loss", 0.5, step)
    before = resident_mb()
    for step in range(count // 10, count):
        writer.add_scalar("loss", 0.5, step)
    after = resident_mb()
    writer.close()
    return {"growth_mb": after - before}


def main(kind: str, method: str, count: int, folder: Path) -> dict[str, float]:
    writer = importlib.import_module(MODULES[kind]).SummaryWriter(str(folder))
    if method == "loop":
        return loop(writer, count)
    if method == "growth":
        return growth(writer, count)
    return rate(writer, method, count, folder)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))))
