"""One tag of every run, as a card of the page asks for it: the time of the answer and its size; and answers at two ends:
the smallest, and the lines of a run that began anew without end.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks import own, peer, process
from benchmarks.plan import Plan
from benchmarks.rows import Row
from sonde import SummaryWriter

WARM_UP = 2
CARD_WIDTH_PX = 400


def run(plan: Plan) -> list[Row]:
    log, folder = plan.wide_log, plan.wide
    with (
        peer.serving(folder, samples=peer.SERVER_KEEPS_ALL) as (their_url, _),
        own.serving(folder) as (our_url, _),
    ):
        peer.wait_for_scalars(their_url, log.tag(0), log.runs, log.steps)
        own.wait_until_loaded(our_url, log.runs, log.points)
        tags = [log.tag(index % log.tags) for index in range(WARM_UP + 2 * plan.repeat)]
        theirs, ours = [], []
        for tag in tags:
            theirs.append(_timed(lambda tag=tag: peer.scalars(their_url, tag)))
            ours.append(_timed(lambda tag=tag: lines(our_url, tag, 0.0)))
        smoothed = [_timed(lambda tag=tag: lines(our_url, tag, 0.6)) for tag in tags]
    label = f"one tag of {log.runs} runs × {log.steps:,} points"
    theirs, ours, smoothed = theirs[WARM_UP:], ours[WARM_UP:], smoothed[WARM_UP:]
    return [
        Row("query", f"{label}, asked over HTTP", "s", _seconds(theirs), _seconds(ours), at_most=0.04),
        Row("query_smoothed", f"{label}, smoothed by the server", "s", (), _seconds(smoothed)),
        Row("query_size", f"{label}: size of the answer", "MB", _sizes(theirs), _sizes(ours), at_most=3),
        _small_answer_row(plan),
        _restarts_row(plan),
    ]


def _small_answer_row(plan: Plan) -> Row:
    """A server that leaves Nagle's algorithm on waits for the client's acknowledgement, which may come 40 ms later."""
    seconds = []
    with own.serving(plan.tiny) as (url, _):
        connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
        for _ in range(WARM_UP + 3 * plan.repeat):
            before = time.perf_counter()
            connection.request("GET", "/api/runs")
            connection.getresponse().read()
            seconds.append(time.perf_counter() - before)
        connection.close()
    label = "a list of one run, asked on an open connection"
    return Row("query_small", label, "s", (), tuple(seconds[WARM_UP:]), at_most=0.02)


def _restarts_row(plan: Plan) -> Row:
    """Every other point begins a new attempt; the newest hundred are drawn, smoothed, against time since the first."""
    points = 20_000 if plan.small else 500_000
    question = {"tag": "loss", "x": "relative", "smoothing": 0.6, "attempts": "all", "width": CARD_WIDTH_PX}
    with tempfile.TemporaryDirectory() as folder:
        with SummaryWriter(Path(folder) / "run") as writer:
            for number in range(points):
                writer.add_scalar("loss", number, number % 2)
        with own.serving(Path(folder)) as (url, _):
            own.wait_until_loaded(url, 1, points)
            samples = [_timed(lambda: _ask(url, question)) for _ in range(WARM_UP + plan.repeat)]
    label = f"a tag of one run that began anew {points // 2:,} times"
    return Row("query_restarts", label, "s", (), _seconds(samples[WARM_UP:]), at_most=0.5)


def lines(url: str, tag: str, smoothing: float) -> bytes:
    """The answer for a card 400 px wide, as the page asks for it."""
    question = {"tag": tag, "runs": None, "x": "step", "width": CARD_WIDTH_PX, "smoothing": smoothing}
    return _ask(url, question)


def _ask(url: str, question: dict[str, Any]) -> bytes:
    body = json.dumps(question).encode()
    return process.fetch(f"{url}/api/scalars/query", body, {"Content-Type": "application/json"})


def _timed(ask: Callable[[], bytes]) -> tuple[float, int]:
    before = time.perf_counter()
    size = len(ask())
    return time.perf_counter() - before, size


def _seconds(samples: list[tuple[float, int]]) -> tuple[float, ...]:
    return tuple(seconds for seconds, _ in samples)


def _sizes(samples: list[tuple[float, int]]) -> tuple[float, ...]:
    return tuple(size / 1e6 for _, size in samples)
