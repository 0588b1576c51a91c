"""Series by the million, of three points each: what a single series costs, and whether the server answers meanwhile.

TensorBoard is not measured: it takes minutes and tens of gigabytes for such a log.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks import own, process
from benchmarks.plan import Plan
from benchmarks.rows import Row

OPEN = """
import sys, time
import sonde, sonde.query.local.query, sonde.query.local.scalars
opened = sonde.open
before = time.perf_counter()
board = opened(sys.argv[1])
open_seconds = time.perf_counter() - before
from benchmarks import process
import os
memory = process.memory_mb(os.getpid())
before = time.perf_counter()
series = board.series()
series_seconds = time.perf_counter() - before
print(open_seconds, memory, series_seconds, len(series), flush=True)
"""


def run(plan: Plan) -> list[Row]:
    log, folder = plan.short_log, plan.short
    label = f"{log.runs:,} runs × {log.tags:,} tags × {log.steps} points"
    opened = [_open(folder, log.runs * log.tags) for _ in range(plan.repeat)]
    served = [_serve(plan, folder) for _ in range(plan.repeat)]
    own_rows = {
        "series_open": (f"cold load of series by the million ({label})", "s", 2.0),
        "series_memory": ("… memory of the process", "MB", 900.0),
        "series_list": ("… board.series()", "s", 0.01),
    }
    served_rows = {
        "series_served_load": ("… in the server, from its first answer", "s", 2.0),
        "series_served_memory": ("… memory of the server", "MB", 900.0),
        "series_status": ("… the longest wait for its status while it loads", "s", 0.2),
        "series_tags": ("… its list of tags", "s", 0.1),
        "series_chart": ("… its first chart, of one tag of all runs", "s", 1.5),
    }
    return [*_rows(own_rows, opened, plan.goals), *_rows(served_rows, served, plan.goals)]


def _rows(
    told: dict[str, tuple[str, str, float]], samples: list[tuple[float, ...]], asked: bool
) -> list[Row]:
    return [
        Row(key, what, unit, (), column, at_most=most if asked else None)
        for (key, (what, unit, most)), column in zip(told.items(), zip(*samples, strict=True), strict=True)
    ]


def _open(folder: Path, series: int) -> tuple[float, ...]:
    """Seconds and megabytes of `sonde.open` in a fresh process, and seconds of its list of series."""
    out = subprocess.check_output([sys.executable, "-c", OPEN, folder], text=True).split()
    if int(out[3]) != series:
        raise RuntimeError(f"{folder.name}: expected {series} series, sonde.open found {out[3]}")
    return tuple(map(float, out[:3]))


def _serve(plan: Plan, folder: Path) -> tuple[float, ...]:
    """What `served_rows` tells, of one server."""
    log = plan.short_log
    with own.serving(folder) as (url, pid):
        longest, load = 0.0, time.perf_counter()
        loaded = False
        while not loaded:
            seconds, status = _timed(f"{url}/api/status")
            longest = max(longest, seconds)
            loaded = json.loads(status)["points"] == log.points
            time.sleep(0.01)
        load = time.perf_counter() - load
        memory = process.memory_mb(pid)
        tags, _ = _timed(f"{url}/api/tags")
        question = json.dumps({"tag": log.tag(0), "width": 400, "smoothing": 0.6}).encode()
        chart, _ = _timed(f"{url}/api/scalars/query", question)
        return load, memory, longest, tags, chart


def _timed(url: str, body: bytes | None = None) -> tuple[float, bytes]:
    before = time.perf_counter()
    answer = process.fetch(url, body)
    return time.perf_counter() - before, answer
