"""One event file per process and log directory: what every writer of this package writes to.

The native engine encodes, keeps a bounded number of bytes and writes them in the background, a fifth of a second after
they came at the latest. This module adds what needs Python: conversion of arguments that are not plain, and warnings.
"""

from __future__ import annotations

import contextlib
import operator
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from sonde import __version__, _native
from sonde.writer.files import is_url, path_text
from sonde.writer.nowhere_engine import ATTEND, CLOSED, FOREIGN, NowhereEngine
from sonde.writer.process_end import close_at_exit, close_with_worker, forget
from sonde.writer.trouble import Trouble, remedy, said
from sonde.writer.values import as_number

if TYPE_CHECKING:
    from sonde.writer.remote import Copier

_Taken = TypeVar("_Taken")

PATIENCE_SECS = 5.0  # how long a flush or close waits for a disk or network that moves nothing

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
        self._awaited: Callable[[], None] | None = None
        self._begin(lazy=lazy)

    def _taken(self, what: str, convert: Callable[[Any], _Taken], value: Any, instead: _Taken) -> _Taken:
        try:
            return convert(value)
        except Exception as error:
            self.trouble.tell(what, f"sonde: {said(value)} is no {what}: {said(error)}", error)
            return instead

    def _begin(self, *, lazy: bool) -> None:
        self._copier: Copier | None = None
        self.engine: _native.EventWriter | NowhereEngine
        try:
            self.engine = self._begin_engine(lazy=lazy)
        except Exception as error:  # no temporary directory, no more threads, …
            self.engine = NowhereEngine(counts=True)
            self.trouble.tell(
                "begin",
                f"sonde: nothing can be logged to {self.logdir}: {type(error).__name__}: {said(error)}. Training goes on",
                error,
            )
        self.closed = False
        self._told_dropped = self._told_taken_away = 0
        self._pid = 0 if lazy else os.getpid()
        close_at_exit(self, remote=self._copier is not None)
        if not lazy:
            close_with_worker()
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

    def await_at_close(self, wait: Callable[[], None]) -> None:
        """Has `wait` called before this is closed, once: it waits for what is still to be added, for a bounded time."""
        self._awaited = wait

    def end(self) -> None:
        """Adds what `at_close` asked for, now."""
        wait, self._awaited = self._awaited, None
        if wait is not None:
            wait()
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
        forget(self)

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
        close_with_worker()
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


def plain_time(wall_time: Any) -> float | None:
    """A wall time as float seconds, or None for now."""
    return None if wall_time is None else float(wall_time)
