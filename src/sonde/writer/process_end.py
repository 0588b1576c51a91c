"""The end of a process: what is still open then is told how the process ended, and has all written."""

from __future__ import annotations

import atexit
import contextlib
import os
import sys
import threading
import time
import weakref
from collections.abc import Callable
from typing import Protocol

from sonde import _native

_PATIENCE_SECS = 10.0
"""So long the end of the process waits for disks and networks that move nothing, for all sinks together."""

_LEAST_PATIENCE_SECS = 0.2


class Ending(Protocol):
    """What is closed at the end of the process. `failure` is what ended it, if something did."""

    failure: BaseException | None

    def finish(self, patience_secs: float) -> bool: ...

    def end_with_process(self, patience_secs: float) -> None: ...


_live: weakref.WeakSet[Ending] = weakref.WeakSet()
_hooked_pid = 0
_patient_until = 0, 0.0  # the process that ends, and until when it waits
_ended_pid = 0  # the process whose writers were closed by its end


def process_is_ending() -> bool:
    """Whether what was closed is to stay closed: the process has closed its writers, or this is a daemon thread that goes
    on after the main thread's end.
    """
    left_behind = threading.current_thread().daemon and not threading.main_thread().is_alive()
    return _ended_pid == os.getpid() or left_behind


def close_at_exit(sink: Ending, *, remote: bool) -> None:
    """Closes `sink` when this process ends, be it normally or by an exception.

    remote: file systems of asyncio need Python's thread pools to the end, and those are closed before atexit is heard. So all
    is copied then, and what threads log after that, when it is possible.
    """
    _live.add(sink)
    if remote and hasattr(threading, "_register_atexit"):
        import concurrent.futures.thread  # noqa: F401  it registers first, and so is closed last

        with contextlib.suppress(RuntimeError):  # the process is ending already
            threading._register_atexit(_finish_all)  # noqa: SLF001


def forget(sink: Ending) -> None:
    """It is closed already."""
    _live.discard(sink)


def close_with_worker() -> None:
    """Workers of multiprocessing end without atexit. They have hooks of their own, cleared as a worker starts: after it
    unpickled its arguments, so a writer among those calls this at its first event.
    """
    global _hooked_pid  # noqa: PLW0603  one hook per process
    process = sys.modules.get("multiprocessing.process")
    if _hooked_pid == os.getpid() or process is None or process.parent_process() is None:
        return
    from multiprocessing import util

    _hooked_pid = os.getpid()
    util.Finalize(None, close_all, exitpriority=0)


def close_all() -> None:
    global _ended_pid  # noqa: PLW0603  a process ends once
    patience = _patience_at_exit()
    _end_each(lambda sink: sink.end_with_process(patience()))
    _ended_pid = os.getpid()
    _native.stop_writing_in_background(patience())


def _finish_all() -> None:
    patience = _patience_at_exit()
    _end_each(lambda sink: sink.finish(patience()))


def _end_each(end: Callable[[Ending], object]) -> None:
    failure = _end_of_process()
    for sink in _all_live():
        sink.failure = sink.failure or failure
        with contextlib.suppress(Exception):  # strict mode must not hide how the process really ended
            end(sink)


def _all_live() -> list[Ending]:
    while True:
        with contextlib.suppress(RuntimeError):  # a thread has made one meanwhile
            return list(_live)


def _patience_at_exit() -> Callable[[], float]:
    """What is left of the patience, which begins with the first of the calls at the end of this process."""
    global _patient_until  # noqa: PLW0603  a process ends once
    pid, until = _patient_until
    if pid != os.getpid():
        until = time.monotonic() + _PATIENCE_SECS
        _patient_until = os.getpid(), until
    return lambda: max(_LEAST_PATIENCE_SECS, until - time.monotonic())


def _end_of_process() -> BaseException | None:
    """The exception that ends this process; None while it ends well, or is a person's session that goes on after errors."""
    if hasattr(sys, "ps1"):
        return None
    unhandled = sys.exc_info()[1] or getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
    ended_well = isinstance(unhandled, SystemExit) and unhandled.code in (None, 0)
    return None if ended_well else unhandled


atexit.register(close_all)
