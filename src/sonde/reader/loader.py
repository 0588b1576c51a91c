"""Reads many event files: local ones on native threads, remote ones side by side because each request waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait

from sonde import _native
from sonde.reader.local import LocalSource
from sonde.reader.tail import Tail

REMOTE_REQUESTS = 8
"""So many remote files are read at once."""

TICK_SECS = 0.1

Outcome = list[tuple[Tail, Exception | None]]


class StopReading(Exception):  # noqa: N818  a wish, not an error
    """Raised by a tick to end reading. What was read stays."""


def read(tails: Sequence[Tail], tick: Callable[[int], None]) -> Outcome:
    """Read all these files on to their ends: each one's error, or None. One that can't be read harms no other.

    `tick` is called on this thread about ten times a second with the bytes read so far; what it raises ends reading.
    """
    local = [tail for tail in tails if isinstance(tail.source, LocalSource)]
    remote = [tail for tail in tails if not isinstance(tail.source, LocalSource)]
    local_bytes = sum(tail.bytes_left for tail in local)
    outcome: Outcome = []
    if local:
        events = [tail.events for tail in local]
        paths = [tail.source.location for tail in local]
        outcome += zip(local, _native.read_local_files(events, paths, progress=tick), strict=True)
    if remote:
        outcome += _read_remote(remote, lambda bytes_done: tick(local_bytes + bytes_done))
    return outcome


def _read_remote(tails: Sequence[Tail], tick: Callable[[int], None]) -> Outcome:
    sizes = {tail: tail.bytes_left for tail in tails}
    with ThreadPoolExecutor(REMOTE_REQUESTS, "sonde-remote") as pool:
        reads = {pool.submit(_advance, tail): tail for tail in tails}
        try:
            waiting = set(reads)
            while waiting:
                _done, waiting = wait(waiting, TICK_SECS)
                tick(sum(sizes[reads[one]] for one in reads if one.done()))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        return [(tail, one.result()) for one, tail in reads.items()]


def _advance(tail: Tail) -> Exception | None:
    try:
        tail.advance()
    except (
        Exception
    ) as error:  # each storage raises its own kinds; all of them mean this file could not be read
        return error
    return None
