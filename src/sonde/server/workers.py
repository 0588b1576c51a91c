"""Workers: the threads on which answers are made, beside the event loop.

Those that may read files are apart from the others: a file system that does not answer (a network file system that is
gone) holds who reads from it for ever, and must hold nobody else. No worker holds up the end: they are daemon threads,
and who waits for one may stop waiting.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, TypeVar

from sonde.errors import SondeError

QUEUE_SECS = 20.0
"""So long a question waits for a worker."""

T = TypeVar("T")


class BusyError(SondeError):
    """No worker had time for the question. Ask again later."""

    code = "busy"


@dataclass(eq=False, slots=True)
class _Job:
    function: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Any]
    started: bool = field(default=False)


class Workers:
    """Up to `most` threads, begun when there is work for them."""

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._most = most
        self._jobs: SimpleQueue[_Job] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._waiting = 0  # threads without work; below 0, jobs without a thread
        self.running = 0
        """How many jobs are under way."""

    async def run(self, function: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """The function's result, computed on one of the threads. Raises BusyError when none of them comes to it."""
        loop = asyncio.get_running_loop()
        job = _Job(lambda: function(*arguments, **named), loop, loop.create_future())
        with self._lock:
            begin = self._waiting <= 0 and self._threads < self._most
            if begin:
                self._threads += 1
            else:
                self._waiting -= 1
        self._jobs.put(job)
        if begin:
            threading.Thread(target=self._work, name=self._name, daemon=True).start()
        timer = loop.call_later(QUEUE_SECS, self._give_up, job)
        try:
            result: T = await job.done
            return result
        finally:
            timer.cancel()

    async def iterate(self, pieces: Iterator[T]) -> AsyncIterator[T]:
        """The same pieces, each made on one of the threads."""
        end = object()
        while (piece := await self.run(next, pieces, end)) is not end:
            yield piece

    def settle(self, seconds: float) -> bool:
        """Wait until nothing is under way, at most so long; whether that came."""
        until = time.monotonic() + seconds
        while self.running and time.monotonic() < until:
            time.sleep(0.01)
        return self.running == 0

    def _give_up(self, job: _Job) -> None:
        if not job.started and not job.done.done():
            job.done.set_exception(
                BusyError(
                    f"no thread came to this question within {QUEUE_SECS:g} seconds; {self.running} are still at others",
                    "a file system may not answer; ask again later",
                )
            )

    def _work(self) -> None:
        while True:
            job = self._jobs.get()
            job.started = True
            with self._lock:
                self.running += 1
            try:
                _make(job)
            finally:
                del job  # and what it made: the next one may be long in coming
                with self._lock:
                    self.running -= 1
                    self._waiting += 1


def _make(job: _Job) -> None:
    if job.done.done():  # nobody waits any more
        return
    try:
        result, error = job.function(), None
    except BaseException as raised:
        result, error = None, raised
    with contextlib.suppress(RuntimeError):  # the loop is closed: the server has ended
        job.loop.call_soon_threadsafe(_tell, job.done, result, error)


def _tell(done: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(result)
    elif isinstance(error, StopIteration):  # a future cannot hold one
        done.set_exception(RuntimeError("StopIteration"))
    else:
        done.set_exception(error)


ANSWERS = Workers("sonde-answer", 16)
"""For what is made of memory and of the page's own files."""

FILES = Workers("sonde-file", 8)
"""For what may read the files of a log directory."""
