"""Half an hour of everything at once: growth, damage, hundreds of listeners, slow readers, bombs and scarce descriptors.

    PYTHONPATH=tests python -m soak [--minutes 30] [--out build/soak]

A real server follows a log directory that `growth` writes, while `visitors` ask it. `vitals` takes its memory and the time
of its answers twice a second. At the end everything rests, and what the server shows is held against a slow reader in plain
Python, point by point. Exit status 1 where something was lost, an answer failed, or the memory did not stay flat.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from soak import verdict
from soak.vitals import Vitals, save, summary
from support.servers import SondeProcess

REST_SECS = 20
"""Longer than a torn record is waited for."""

DESCRIPTORS = 512
"""What the server may open: its listeners alone take 300."""

MEMORY_BYTES = 8 << 30
"""What the server may ask for: a bomb that goes off must not take the machine along."""

MOST_GROWTH = 1.5
"""The memory at the end is at most so many times that of the first tenth, and 100 MB more for the data itself."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--out", type=Path, default=Path("build/soak"))
    options = parser.parse_args()
    shutil.rmtree(options.out, ignore_errors=True)
    logdir = options.out.resolve() / "logs"
    logdir.mkdir(parents=True)
    report = soak(logdir, options.minutes * 60, options.out)
    print(json.dumps(report, indent=2))
    return 0 if report["passed"] else 1


def soak(logdir: Path, seconds: float, out: Path) -> dict[str, object]:
    """Run it; what came out of it."""
    with scarce(resource.RLIMIT_NOFILE, DESCRIPTORS), scarce(resource.RLIMIT_AS, MEMORY_BYTES):
        server = SondeProcess("serve", str(logdir))
    with server:
        vitals = Vitals("127.0.0.1", server.port, server.process.pid)
        vitals.start()
        try:
            statuses = trouble(logdir, seconds, server)
        finally:
            vitals.stop()
            save(vitals.beats, out)
        time.sleep(REST_SECS)
        lost = list(verdict.differences("127.0.0.1", server.port, logdir))
        begun = time.monotonic()
        status, _out, log = server.stop()
        stop_secs = time.monotonic() - begun
    figures = summary(vitals.beats)
    passed = (
        not lost
        and status == 0
        and not figures["answers_that_failed"]
        and not any(key.split()[-1].startswith("5") for key in statuses)
        and figures["resident_mb_at_the_end"] < MOST_GROWTH * figures["resident_mb_after_a_tenth"] + 100
    )
    return {
        "minutes": round(seconds / 60, 1),
        **figures,
        "bytes_logged": sum(path.stat().st_size for path in logdir.rglob("*tfevents*") if path.is_file()),
        "statuses": statuses,
        "stop_secs": round(stop_secs, 2),
        "log_bytes": len(log),
        "lost": lost,
        "passed": passed,
    }


def trouble(logdir: Path, seconds: float, server: SondeProcess) -> dict[str, int]:
    """Growth and visitors, until both are done; how often each status was answered."""
    helpers = [
        subprocess.Popen(
            [sys.executable, "-m", f"soak.{name}", target, str(seconds)], stdout=subprocess.PIPE, text=True
        )
        for name, target in (("growth", str(logdir)), ("visitors", f"127.0.0.1:{server.port}"))
    ]
    said = [helper.communicate(timeout=seconds + 120)[0] for helper in helpers]
    if server.process.poll() is not None:
        raise RuntimeError(
            f"the server ended with status {server.process.returncode}: {server.rest()[1][-2000:]}"
        )
    return dict(json.loads(said[1]))


@contextlib.contextmanager
def scarce(kind: int, amount: int) -> Iterator[None]:
    """A process started inside has so much of this resource."""
    soft, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (amount, hard))
    try:
        yield
    finally:
        resource.setrlimit(kind, (soft, hard))


if __name__ == "__main__":
    sys.exit(main())
