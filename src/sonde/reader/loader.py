"""Reads many event files: local ones on native threads, remote ones side by side because each request waits."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from threading import Event

from sonde import _native
from sonde.reader.local import LocalSource
from sonde.reader.tail import Tail

REMOTE_REQUESTS = 8
"""So many remote files are read at once."""

BATCH_BYTES = 32 << 20
"""So much is read for each thread before it is asked again whether others need a processor: a twentieth of a second."""

TICK_SECS = 0.1

Outcome = list[tuple[Tail, Exception | None]]


def read(
    tails: Sequence[Tail], tick: Callable[[int], None], others_busy: Callable[[], bool] | None = None
) -> Outcome:
    """Read all these files on to their ends: each one's error, or None. One that can't be read harms no other.

    `tick` is called on this thread about ten times a second with the bytes read so far; what it raises ends reading.
    While `others_busy` says true, one processor is left to the rest of the program.
    """
    local = [tail for tail in tails if isinstance(tail.source, LocalSource)]
    remote = [tail for tail in tails if not isinstance(tail.source, LocalSource)]
    local_bytes = sum(tail.bytes_left for tail in local)
    outcome: Outcome = []
    if local:
        outcome += _read_local(local, tick, others_busy)
    if remote:
        outcome += _read_remote(remote, lambda bytes_done: tick(local_bytes + bytes_done))
    return outcome


def _read_local(
    tails: list[Tail], tick: Callable[[int], None], others_busy: Callable[[], bool] | None
) -> Outcome:
    outcome: Outcome = []
    bytes_done = 0
    others = (os.cpu_count() or 1) - 1
    while tails:
        spare = others > 0 and others_busy is not None and others_busy()
        batch, tails = _split(tails, others * BATCH_BYTES) if spare else (tails, [])
        size = sum(tail.bytes_left for tail in batch)
        outcome += zip(
            batch,
            _native.read_local_files(
                [tail.events for tail in batch],
                [tail.source.location for tail in batch],
                threads=others if spare else 0,
                progress=partial(_tell, tick, bytes_done),
            ),
            strict=True,
        )
        bytes_done += size
    return outcome


def _tell(tick: Callable[[int], None], before: int, done: int) -> None:
    tick(before + done)


def _split(tails: list[Tail], size: int) -> tuple[list[Tail], list[Tail]]:
    """The first of these files, about so many bytes of them but at least one file, and the others."""
    taken = 0
    for count, tail in enumerate(tails, 1):
        taken += tail.bytes_left
        if taken >= size:
            return tails[:count], tails[count:]
    return tails, []


def _read_remote(tails: Sequence[Tail], tick: Callable[[int], None]) -> Outcome:
    sizes = {tail: tail.bytes_left for tail in tails}
    stopping = Event()
    with ThreadPoolExecutor(REMOTE_REQUESTS, "sonde-remote") as pool:
        reads = {pool.submit(_advance, tail, stopping.is_set): tail for tail in tails}
        try:
            waiting = set(reads)
            while waiting:
                _done, waiting = wait(waiting, TICK_SECS)
                tick(sum(sizes[reads[one]] for one in reads if one.done()))
        except BaseException:
            stopping.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        return [(tail, one.result()) for one, tail in reads.items()]


def _advance(tail: Tail, stopping: Callable[[], bool]) -> Exception | None:
    try:
        tail.source.advance(tail.events, stopping)
    except (
        Exception
    ) as error:  # each storage raises its own kinds; all of them mean this file could not be read
        return error
    return None
