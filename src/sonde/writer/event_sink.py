"""One event file per process and log directory: what every writer of this package writes to.

The native engine encodes, keeps a bounded number of bytes and writes them in the background, a fifth of a second after
they came at the latest. This module adds what needs Python: conversion of arguments that are not plain, warnings, and the
end of the process.
"""

from __future__ import annotations

import atexit
import contextlib
import operator
import os
import sys
import threading
import time
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from sonde import __version__, _native
from sonde.writer.files import is_url, path_text
from sonde.writer.trouble import Trouble, remedy, said
from sonde.writer.values import as_number

if TYPE_CHECKING:
    from sonde.writer.remote import Copier

_Taken = TypeVar("_Taken")

TAKEN, ATTEND, CLOSED, FOREIGN = range(4)

PATIENCE_SECS = 5.0  # how long a flush or close waits for a disk or network that moves nothing
_PATIENCE_AT_EXIT_SECS = 10.0  # how long the end of the process does, for all writers together
_LEAST_PATIENCE_SECS = 0.2

_FLUSH_SECS = 120.0  # what a wrong flush_secs becomes

_SOURCE = f"sonde {__version__}".encode()


class EventSink:
    """Events in, one file per process out.

    Made in a process, it writes to a new file in `logdir` from the start. In a forked or unpickled copy it makes another
    file at the first event, so that processes never share one. Safe to use from any thread. No method raises because
    of the disk, unless SONDE_STRICT=1, and none waits for a disk that hangs for longer than `PATIENCE_SECS`. Wrong
    arguments are told and replaced; where nothing can be written at all, everything is taken and counted as dropped.
    """

    def __init__(
        self, logdir: Any, *, flush_secs: Any = _FLUSH_SECS, suffix: Any = "", lazy: bool = False
    ) -> None:
        self.trouble = Trouble()
        self.logdir = self._taken("log directory", path_text, logdir, "")
        self._flush_secs = self._taken("flush_secs", float, flush_secs, _FLUSH_SECS)
        self._suffix = self._taken("suffix of the event file", path_text, suffix, "")
        self._told_dropped = 0
        self._told_taken_away = 0
        self.failure: BaseException | None = None  # what ended the run, if something did
        self.succeeded = False  # the block that logged has ended well
        self._ending: tuple[int, Callable[[BaseException | None], bytes]] | None = None
        self._begin(lazy=lazy)

    def _taken(self, what: str, convert: Callable[[Any], _Taken], value: Any, instead: _Taken) -> _Taken:
        try:
            return convert(value)
        except Exception as error:
            self.trouble.tell(what, f"sonde: {said(value)} is no {what}: {said(error)}", error)
            return instead

    def _begin(self, *, lazy: bool) -> None:
        self._copier: Copier | None = None
        self.engine: _native.EventWriter | _NowhereEngine
        try:
            self.engine = self._begin_engine(lazy=lazy)
        except Exception as error:  # no temporary directory, no more threads, …
            self.engine = _NowhereEngine(counts=True)
            self.trouble.tell(
                "begin",
                f"sonde: nothing can be logged to {self.logdir}: {type(error).__name__}: {said(error)}. Training goes on",
                error,
            )
        self.closed = False
        self._told_dropped = self._told_taken_away = 0
        self._pid = 0 if lazy else os.getpid()
        _close_at_exit(self, remote=self._copier is not None)
        if not lazy:
            _close_with_worker()
        if not lazy and not self.engine.open():
            self.attend()

    def _begin_engine(self, *, lazy: bool) -> _native.EventWriter:
        if not self.logdir:
            raise ValueError("there is no log directory")
        if is_url(self.logdir):
            self._copier = _copier(self.logdir, self._flush_secs, self.trouble)
        directory = self._copier.folder if self._copier else self.logdir
        return _native.EventWriter(
            os.fsencode(directory), os.fsencode(self._suffix), _SOURCE, self._flush_secs, lazy
        )

    @property
    def path(self) -> str:
        """The file being written; empty before the first event of a lazy sink."""
        return os.fsdecode(self.engine.report()["path"])

    @property
    def dropped(self) -> int:
        """How many events were given up so far, in this process."""
        return int(self.engine.report()["dropped"])

    def drop(self, events: int) -> None:
        """Counts events that were given up before they reached the engine."""
        self.engine.drop(events)
        self._told_dropped += events  # whoever calls tells why

    def add_scalar(self, tag: str, value: float, step: Any, wall_time: Any) -> None:
        """Adds a scalar the old way (simple_value, float32)."""
        self._settle(self.engine.add_scalar(tag, value, self.plain_step(step), plain_time(wall_time)))

    def add_tensor_scalar(
        self,
        tag: str,
        value: float,
        step: Any,
        wall_time: Any,
        metadata: bytes,
        *,
        double_precision: bool = False,
    ) -> None:
        """Adds a scalar the new way: a tensor of rank 0 with the serialized SummaryMetadata `metadata`."""
        self._settle(
            self.engine.add_tensor_scalar(
                tag, value, self.plain_step(step), plain_time(wall_time), metadata, double_precision
            )
        )

    def add_summary(self, summary: bytes, step: Any = None, wall_time: Any = None) -> None:
        """Adds a serialized Summary at a step (0 if None) and a wall time in seconds (now if None)."""
        self._settle(self.engine.add_summary(summary, self.plain_step(step), plain_time(wall_time)))

    def add_event(self, event: bytes) -> None:
        """Adds a serialized Event as it is."""
        self._settle(self.engine.add_event(event))

    def plain_step(self, step: Any) -> int | None:
        """A step as int: None, anything with __index__, one-element arrays and tensors, and numbers, cut like int() does,
        which is told. Raises ValueError for anything else.
        """
        if step is None or type(step) is int:
            return step
        try:
            return operator.index(step)
        except TypeError:
            pass
        try:
            number = int(step) if isinstance(step, str) else as_number(step)
            whole = int(number)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValueError(f"expected an integer step, found {said(step)}") from error
        if whole != number:
            self.trouble.tell(
                "step", f"sonde: the step {said(step)} is no integer; such steps are cut, as to {whole} here"
            )
        return whole

    def flush(self) -> None:
        """Returns when everything added before is with the operating system, or could not be written in time."""
        self.engine.flush()
        self.attend()
        if self._copier:
            self._copier.flush(PATIENCE_SECS)

    def at_close(self, ending: Callable[[BaseException | None], bytes]) -> None:
        """Has this process add one more Summary when it closes the sink: what `ending` makes of `failure`."""
        self._ending = (os.getpid(), ending)

    def end(self) -> None:
        """Adds what `at_close` asked for, now."""
        ending, self._ending = self._ending, None
        if ending is not None and ending[0] == os.getpid():
            self.add_summary(ending[1](self.failure))

    def close(self, patience_secs: float = PATIENCE_SECS) -> None:
        """Flushes and closes the file. What can't be written is given up and told. Closing twice is harmless.

        What waits for a disk that hangs is left to wait, after `patience_secs` without a move: it is written when the disk
        comes back, if the process is there still.
        """
        self.end()
        self.closed = True
        self.engine.close(patience_secs)
        self.attend(closing=True)
        if self._copier:
            self._copier.end(patience_secs)
            self._copier = None
        _live.discard(self)

    def finish(self, patience_secs: float) -> bool:
        """Says how the run ended and has all written; True when that is done. The file stays open for what still comes."""
        self.end()
        written = self.engine.flush(patience_secs)
        self.attend()
        if self._copier:
            written = self._copier.flush(patience_secs) and written
        return written

    def end_with_process(self, patience_secs: float) -> None:
        """Has all written, as the process ends. Threads and hooks may go on logging until it is over: what they add to a
        local file is written as it comes, without a file more.
        """
        if self._copier is not None or not self.finish(patience_secs):
            self.close(patience_secs)

    def reopen(self) -> None:
        """Begins a new file in the same directory, if this is closed."""
        if self.closed:
            self._begin(lazy=False)

    def _settle(self, answer: int) -> None:
        if answer == ATTEND:
            self.attend()
        elif answer == CLOSED:
            raise ValueError(f"the writer of {self.logdir!r} is closed; reopen() begins a new file")
        elif answer == FOREIGN:
            raise TypeError("tag must be a string, step an integer within 64 bits, and wall time a number")

    def attend(self, *, closing: bool = False) -> None:
        """Tells what the engine has met: a fault, the end of one, lost events, a file that was taken away."""
        if self._pid != os.getpid():
            self._begin_in_process()
        self.engine.acknowledge()
        report = self.engine.report()
        if report["taken_away"] > self._told_taken_away:
            self._told_taken_away = report["taken_away"]
            self.trouble.tell(
                "taken away",
                f"sonde: an event file in {self.logdir} was removed while it was being written; what comes from now on "
                "goes to a new one",
            )
        lost = report["dropped"] - self._told_dropped
        self._tell_fault(report, lost)
        if lost > 0 and closing:
            self._told_dropped = report["dropped"]
            self.trouble.tell(
                "lost", f"sonde: {lost} events for {self.logdir} could not be written and are lost"
            )
        elif report["waiting"] and closing:
            self.trouble.tell(
                "waiting",
                f"sonde: {report['waiting']} events for {self.logdir} still wait to be written, and are lost if the process "
                "ends before that is possible",
            )
        elif lost > 0 and (report["error"] or report["stalled"]):
            self.trouble.tell(
                "dropped",
                f"sonde: events for {self.logdir} are being dropped, because memory for them is full",
            )

    def _tell_fault(self, report: dict[str, Any], lost: int) -> None:
        if report["error"]:
            where = os.fsdecode(report["fault_path"])
            self.trouble.tell(
                "fault",
                f"sonde: cannot {report['attempt']} {where}: {os.strerror(report['error'])} ({remedy(report['error'])}). "
                "Training goes on; events wait in memory as long as there is room, and are written when that is possible",
            )
        elif report["stalled"]:
            self.trouble.tell(
                "fault",
                f"sonde: writing to {self.logdir} has not come forward for some seconds (check whether that disk or network "
                "file system answers). Training goes on; events that find no room in memory are dropped until it does",
            )
        else:
            self._told_dropped = report["dropped"]
            count = f"; {lost} events in between are lost" if lost > 0 else ""
            self.trouble.over("fault", f"sonde: {self.logdir} can be written again{count}")

    def _begin_in_process(self) -> None:
        """The first event in a process that was forked, or that was sent this sink by pickle."""
        self._pid = os.getpid()
        self._told_dropped = self._told_taken_away = 0
        _close_with_worker()
        if self._copier:
            self._copier.begin()

    def __del__(self) -> None:
        if not self.succeeded:
            self._ending = None  # nobody said how it ended
        with contextlib.suppress(Exception):  # a writer that nobody holds any more has nobody to tell
            self.close()

    def __getstate__(self) -> dict[str, Any]:
        return {"logdir": self.logdir, "flush_secs": self._flush_secs, "suffix": self._suffix}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(  # type: ignore[misc]
            state["logdir"], flush_secs=state["flush_secs"], suffix=state["suffix"], lazy=True
        )


def _copier(url: str, flush_secs: float, trouble: Trouble) -> Copier:
    from sonde.writer.remote import Copier

    return Copier(url, flush_secs, trouble)


class NowhereSink(EventSink):
    """Takes everything and writes nothing."""

    def _begin(self, *, lazy: bool) -> None:
        del lazy
        self.closed = False
        self._copier = None
        self._pid = os.getpid()
        self.engine = _NowhereEngine(counts=False)


class LateSink(NowhereSink):
    """For what is logged after the process has closed its writers: told once and counted, and begins no file."""

    def _begin(self, *, lazy: bool) -> None:
        super()._begin(lazy=lazy)
        self.engine = _NowhereEngine(counts=True)
        self.trouble.tell(
            "late",
            f"sonde: what was logged to {self.logdir} after its writer was closed, as the process ended, is not kept",
        )


class _NowhereEngine:
    """What EventSink uses of `_native.EventWriter`. counts: what comes is dropped, and not merely unwanted."""

    def __init__(self, *, counts: bool) -> None:
        self._counts = counts
        self._dropped = 0

    def open(self) -> bool:
        return True

    def add_scalar(self, *_: Any) -> int:
        self._dropped += self._counts
        return TAKEN

    add_tensor_scalar = add_summary = add_event = add_scalar

    def drop(self, events: int) -> None:
        self._dropped += events

    def acknowledge(self) -> None:
        pass

    def flush(self, patience_secs: float = 0) -> bool:
        del patience_secs
        return True

    def close(self, patience_secs: float) -> bool:
        del patience_secs
        return True

    def report(self) -> dict[str, Any]:
        counts = "error", "stalled", "dropped", "waiting", "opened", "taken_away"
        return dict.fromkeys(counts, 0) | {"path": b"", "dropped": self._dropped}


def plain_time(wall_time: Any) -> float | None:
    """A wall time as float seconds, or None for now."""
    return None if wall_time is None else float(wall_time)


# --- the end of the process ----------------------------------------------------------------------------------------

_live: weakref.WeakSet[EventSink] = weakref.WeakSet()
_hooked_pid = 0
_ended_pid = 0  # the process whose writers were closed by its end


def process_is_ending() -> bool:
    """Whether what was closed is to stay closed: the process has closed its writers, or this is a daemon thread that goes
    on after the main thread's end.
    """
    left_behind = threading.current_thread().daemon and not threading.main_thread().is_alive()
    return _ended_pid == os.getpid() or left_behind


def _close_at_exit(sink: EventSink, *, remote: bool) -> None:
    """Closes `sink` when this process ends, be it normally or by an exception.

    remote: file systems of asyncio need Python's thread pools to the end, and those are closed before atexit is heard. So all
    is copied then, and what threads log after that, when it is possible.
    """
    _live.add(sink)
    if remote and hasattr(threading, "_register_atexit"):
        import concurrent.futures.thread  # noqa: F401  it registers first, and so is closed last

        with contextlib.suppress(RuntimeError):  # the process is ending already
            threading._register_atexit(_finish_all)  # noqa: SLF001


def _close_with_worker() -> None:
    """Workers of multiprocessing end without atexit. They have hooks of their own, cleared as a worker starts: after it
    unpickled its arguments, so a writer among those calls this at its first event.
    """
    global _hooked_pid  # noqa: PLW0603  one hook per process
    process = sys.modules.get("multiprocessing.process")
    if _hooked_pid == os.getpid() or process is None or process.parent_process() is None:
        return
    from multiprocessing import util

    _hooked_pid = os.getpid()
    util.Finalize(None, _close_all, exitpriority=0)


def _close_all() -> None:
    global _ended_pid  # noqa: PLW0603  a process ends once
    patience = _patience_at_exit()
    _end_each(lambda sink: sink.end_with_process(patience()))
    _ended_pid = os.getpid()
    _native.stop_writing_in_background(patience())


def _finish_all() -> None:
    patience = _patience_at_exit()
    _end_each(lambda sink: sink.finish(patience()))


def _end_each(end: Callable[[EventSink], object]) -> None:
    failure = _end_of_process()
    for sink in _all_live():
        sink.failure = sink.failure or failure
        with contextlib.suppress(Exception):  # strict mode must not hide how the process really ended
            end(sink)


def _all_live() -> list[EventSink]:
    while True:
        with contextlib.suppress(RuntimeError):  # a thread has made one meanwhile
            return list(_live)


def _patience_at_exit() -> Callable[[], float]:
    until = time.monotonic() + _PATIENCE_AT_EXIT_SECS
    return lambda: max(_LEAST_PATIENCE_SECS, until - time.monotonic())


def _end_of_process() -> BaseException | None:
    """The exception that ends this process; None while it ends well, or is a person's session that goes on after errors."""
    if hasattr(sys, "ps1"):
        return None
    unhandled = sys.exc_info()[1] or getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
    ended_well = isinstance(unhandled, SystemExit) and unhandled.code in (None, 0)
    return None if ended_well else unhandled


atexit.register(_close_all)
