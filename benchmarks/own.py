"""Sonde's server under measurement: started, waited for."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import process


@contextlib.contextmanager
def serving(logdir: Path, *, arguments: tuple[str, ...] = ()) -> Iterator[tuple[str, int]]:
    """A Sonde server on `logdir` that answers, and may still be loading: its address and process id."""
    port = process.free_port()
    command = [sys.executable, "-m", "sonde", "serve", logdir, "--port", str(port), "--no-browser"]
    with process.running([*command, *arguments]) as server:
        url = f"http://127.0.0.1:{port}"
        process.until(
            lambda: bool(process.fetch(f"{url}/api/status", timeout=5)),
            timeout=60,
            every=0.002,
            what="Sonde's first answer",
            server=server,
        )
        yield url, server.pid


def wait_until_loaded(url: str, runs: int, points: int, *, timeout: float = 300) -> None:
    """Until that many runs with that many points in all are served."""

    def complete() -> bool:
        listed = json.loads(process.fetch(f"{url}/api/runs"))
        return len(listed) == runs and sum(run["points"] for run in listed) >= points

    process.until(
        complete, timeout=timeout, every=0.05, what=f"Sonde's {runs} runs of {points} points in all"
    )
