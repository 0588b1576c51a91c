"""The SDK against the writers it replaces: calls per second until closed, import time, memory over many calls.

Each measurement runs `sdk_calls.py` in a process of its own: TensorBoard's writers in the peer's environment, Sonde's here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import peer
from benchmarks.plan import Plan
from benchmarks.rows import Row

CALLS = Path(__file__).with_name("sdk_calls.py")


def run(plan: Plan) -> list[Row]:
    scale = 20 if plan.small else 1
    return [
        _rate(plan, "add_scalar", "add_scalar, calls until closed", 200_000 // scale, 20, "torch"),
        _rate(plan, "add_scalar", "add_scalar against tensorboardX", 200_000 // scale, None, "tensorboardX"),
        _rate(plan, "add_histogram", "add_histogram of 1 M float32", 100 // min(scale, 10), 8, "torch"),
        _rate(plan, "add_image", "add_image of 256 × 256 RGB", 400 // scale, 3, "torch"),
        _import_row(plan),
        _loop_row(plan),
        _growth_row(plan),
    ]


def _rate(plan: Plan, method: str, what: str, calls: int, at_least: float | None, writer: str) -> Row:
    theirs, ours = plan.in_turn(
        lambda: _call(peer.python(), writer, method, calls),
        lambda: _call(sys.executable, "sonde", method, calls),
    )
    return Row(
        f"{method}_{writer}",
        what,
        "/s",
        tuple(result["calls_per_second"] for result in theirs),
        tuple(result["calls_per_second"] for result in ours),
        at_least,
        more_is_better=True,
        notes={
            "calls": calls,
            "bytes": {"peer": theirs[0]["bytes"], "sonde": ours[0]["bytes"]},
            "writer": writer,
        },
    )


def _import_row(plan: Plan) -> Row:
    """`import sonde` and reaching for its writer, over a Python that imports NumPy; the peer likewise."""
    bare, torch, with_sonde = [], [], []
    for _ in range(2 * plan.repeat + 1):
        bare.append(_seconds(sys.executable, "import numpy"))
        with_sonde.append(_seconds(sys.executable, "import numpy, sonde; sonde.SummaryWriter"))
        code = "import numpy; from tensorboardX import SummaryWriter"
        torch.append(_seconds(peer.python(), code))
    floor = min(bare)
    return Row(
        "import",
        "import of the writer, over Python with NumPy (peer: tensorboardX)",
        "s",
        tuple(value - floor for value in torch[1:]),
        tuple(max(value - floor, 1e-4) for value in with_sonde[1:]),
        at_most=0.06,
    )


def _loop_row(plan: Plan) -> Row:
    """How much a loop of one-second steps slows down when each logs 100 scalars, in per cent of the loop."""
    steps = 2 if plan.small else 10
    theirs, ours = plan.in_turn(
        lambda: _call(peer.python(), "torch", "loop", steps),
        lambda: _call(sys.executable, "sonde", "loop", steps),
        1,
    )
    return Row(
        "loop",
        "slow-down of a loop of one-second steps, 100 scalars each",
        "%",
        tuple(result["slow_down_percent"] for result in theirs),
        tuple(result["slow_down_percent"] for result in ours),
        at_most=1,
    )


def _growth_row(plan: Plan) -> Row:
    """How much the process grows between the first tenth and the end of many calls."""
    calls = 100_000 if plan.small else 10_000_000
    ours = _call(sys.executable, "sonde", "growth", calls)
    label = f"memory gained over {calls / 1e6:g} M calls of add_scalar"
    return Row("growth", label, "MB", (), (ours["growth_mb"],), at_most=5)


def _call(python: str | Path, writer: str, method: str, count: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        command = [python, CALLS, writer, method, str(count), folder]
        return dict(json.loads(subprocess.check_output(command, text=True).splitlines()[-1]))


def _seconds(python: str | Path, code: str) -> float:
    before = time.perf_counter()
    subprocess.run([python, "-c", code], check=True)
    return time.perf_counter() - before
