"""Cold load: from an opened program to every point in memory, and what it holds then.

TensorBoard's figure is what its Rust reader says of its first load cycle, Sonde's the time of `sonde.open`; both without
the program's start and imports. Sonde verifies every checksum; TensorBoard's reader, by default, does not. What is asked
of Sonde is told by a plain read of the same bytes, see `floor`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks import floor, own, peer, process
from benchmarks.logs import Scalars
from benchmarks.plan import Plan
from benchmarks.rows import Row

OPEN = """
import sys, time
import sonde, sonde.query.local.query, sonde.query.local.scalars
opened = sonde.open
before = time.perf_counter()
board = opened(sys.argv[1])
print(time.perf_counter() - before, sum(run.points for run in board.runs()), flush=True)
"""


def run(plan: Plan) -> list[Row]:
    rows = []
    for log, folder in ((plan.wide_log, plan.wide), (plan.long_log, plan.long)):
        label = f"{log.name}: {log.runs:,} runs × {log.tags} tags × {log.steps:,} steps"
        # In one group, so that both of the peer's ways meet the same machine.
        sampled = [peer.load_seconds(folder) for _ in range(plan.repeat)]
        everything, own_and_floor = plan.in_turn(
            lambda folder=folder: peer.load_seconds(folder, samples=peer.READER_KEEPS_ALL),
            lambda folder=folder, log=log: (open_seconds(folder, log.points), floor.read_seconds(folder)),
        )
        ours, plain = zip(*own_and_floor, strict=True)
        rows += [
            Row(
                f"load_{log.name}_all",
                f"cold load, every point ({label})",
                "s",
                tuple(everything),
                ours,
                floor=plain,
                at_most_floors=2.5,
            ),
            Row(
                f"load_{log.name}_sampled",
                f"cold load, {log.name}, as people run it (the peer keeps 1,000 points a series)",
                "s",
                tuple(sampled),
                ours,
                10,
            ),
            _memory(log, folder),
        ]
    return rows


def open_seconds(folder: Path, points: int) -> float:
    """`sonde.open` in a fresh process; checks that every point is there."""
    out = subprocess.check_output([sys.executable, "-c", OPEN, folder], text=True).split()
    if int(out[1]) != points:
        raise RuntimeError(f"{folder.name}: expected {points} points, sonde.open found {out[1]}")
    return float(out[0])


def _memory(log: Scalars, folder: Path) -> Row:
    """The whole server with everything loaded and one tag asked for."""
    with peer.serving(folder, samples=peer.SERVER_KEEPS_ALL) as (url, pid):
        peer.wait_for_scalars(url, log.tag(0), log.runs, log.steps)
        theirs = process.memory_mb(pid), process.peak_memory_mb(pid)
    with own.serving(folder) as (url, pid):
        own.wait_until_loaded(url, log.runs, log.points)
        ours = process.memory_mb(pid), process.peak_memory_mb(pid)
    return Row(
        f"memory_{log.name}",
        f"memory of the server, {log.name}, all {log.points / 1e6:,.0f} M points",
        "MB",
        theirs[:1],
        ours[:1],
        at_most=300,
        notes={"peak": {"peer": theirs[1], "sonde": ours[1]}},
    )
