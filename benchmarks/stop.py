"""From the signal to stop to the end of the program: with a page's live stream open, and in the middle of a download."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import own, peer
from benchmarks.plan import Plan
from benchmarks.rows import Row

DOWNLOAD_SECONDS = 0.5


def run(plan: Plan) -> list[Row]:
    theirs, ours = plan.in_turn(lambda: _their_end(plan.tiny), lambda: _end_with_stream(plan.tiny))
    downloads = [_end_in_download(plan) for _ in range(plan.repeat)]
    return [
        Row("stop", "signal to end, live stream open", "s", tuple(theirs), tuple(ours), at_most=1),
        Row("stop_download", "signal to end, download under way", "s", (), tuple(downloads), at_most=1),
    ]


def _their_end(folder: Path) -> float:
    """TensorBoard's pages ask again and again instead of listening."""
    with peer.serving(folder) as (_, pid):
        return _end(pid)


def _end_with_stream(folder: Path) -> float:
    with own.serving(folder) as (url, pid), _answer(f"{url}/api/live") as stream:
        stream.readline()
        return _end(pid)


def _end_in_download(plan: Plan) -> float:
    log = plan.long_log
    with own.serving(plan.long) as (url, pid):
        own.wait_until_loaded(url, log.runs, log.points)
        with _answer(f"{url}/api/scalars?{urlencode({'tag': log.tag(0), 'format': 'csv'})}") as file:
            reader = threading.Thread(target=_read, args=(file,))
            reader.start()
            time.sleep(DOWNLOAD_SECONDS)
            seconds = _end(pid)
            reader.join()
            return seconds


@contextlib.contextmanager
def _answer(url: str) -> Iterator[HTTPResponse]:
    with urllib.request.urlopen(url, timeout=60) as response:
        yield response


def _read(file: HTTPResponse) -> None:
    """All that comes; the end of the server cuts it off."""
    with contextlib.suppress(OSError, HTTPException):
        while file.read(1 << 16):
            pass


def _end(pid: int) -> float:
    before = time.perf_counter()
    os.kill(pid, signal.SIGTERM)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)  # its status stays there for who started it
    return time.perf_counter() - before
