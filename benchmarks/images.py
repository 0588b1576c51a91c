"""Two gigabytes of images: the time until they are listed, imports apart, and the memory over an empty board."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks import own, peer, process
from benchmarks.plan import Plan
from benchmarks.rows import Row

OPEN = """
import sys, time
import sonde, sonde.query.local.query, sonde.query.local.scalars
opened = sonde.open
before = time.perf_counter()
board = opened(sys.argv[1])
print(time.perf_counter() - before, sum(series.points for series in board.series(kind="images")), flush=True)
"""


def run(plan: Plan) -> list[Row]:
    folder = plan.images
    theirs, ours = plan.in_turn(
        lambda: peer.load_seconds(folder), lambda: _open_seconds(folder), min(3, plan.repeat)
    )
    size = sum(path.stat().st_size for path in folder.rglob("events*")) / 1e6
    label = f"{size / 1000:.1f} GB of images" if size >= 1000 else f"{size:.0f} MB of images"
    with peer.serving(folder) as (url, pid):
        # TensorBoard keeps ten images a tag; the last run it reads may be any, so each is waited for.
        for run in range(plan.image_log.runs):
            peer.wait_for_images(url, "samples/0", f"run_{run:04d}", 10)
        their_memory = process.memory_mb(pid)
    with peer.serving(plan.tiny) as (url, pid):
        peer.wait_for_scalars(url, "group0/metric_000", 1, 10)
        their_memory -= process.memory_mb(pid)
    with own.serving(folder) as (url, pid):
        own.wait_until_loaded(url, plan.image_log.runs, 1)
        our_memory = process.memory_mb(pid)
    with own.serving(plan.tiny) as (url, pid):
        own.wait_until_loaded(url, 1, 10)
        our_memory -= process.memory_mb(pid)
    return [
        Row("images_load", f"cold load, {label}", "s", tuple(theirs), tuple(ours), 20),
        Row(
            "images_memory",
            f"memory over an empty board, {label}",
            "MB",
            (their_memory,),
            (max(our_memory, 0.1),),
            at_most=50,
        ),
    ]


def _open_seconds(folder: Path) -> float:
    out = subprocess.check_output([sys.executable, "-c", OPEN, folder], text=True).split()
    if int(out[1]) == 0:
        raise RuntimeError(f"{folder.name}: sonde.open found no images")
    return float(out[0])
