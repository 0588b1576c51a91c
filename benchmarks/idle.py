"""What following a log directory costs while nothing is written: processor time with 1,000 runs."""

from __future__ import annotations

import time

from benchmarks import own, peer, process
from benchmarks.plan import Plan
from benchmarks.rows import Row

SETTLE_SECONDS = 3


def run(plan: Plan) -> list[Row]:
    log, folder = plan.many_log, plan.many
    watch = 3.0 if plan.small else 30.0
    with peer.serving(folder) as (url, pid):
        peer.wait_for_scalars(url, log.tag(0), log.runs, log.steps)
        theirs = _busy_percent(pid, watch)
    with own.serving(folder) as (url, pid):
        own.wait_until_loaded(url, log.runs, log.points)
        ours = _busy_percent(pid, watch)
    label = f"following {log.runs:,} idle runs, share of a core"
    return [Row("idle", label, "%", (theirs,), (max(ours, 0.01),), at_most=2)]


def _busy_percent(pid: int, seconds: float) -> float:
    time.sleep(SETTLE_SECONDS)
    before, started = process.cpu_seconds(pid), time.perf_counter()
    time.sleep(seconds)
    return 100 * (process.cpu_seconds(pid) - before) / (time.perf_counter() - started)
