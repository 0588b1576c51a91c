"""What `sonde.summary` writes to: each thread's default writer, step, condition and names of scopes, as in TensorFlow."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sonde.writer.event_sink import EventSink
from sonde.writer.nowhere import NowhereSink
from sonde.writer.one_file import OneFileWriter
from sonde.writer.trouble import forgiving
from sonde.writer.values import as_number

if TYPE_CHECKING:
    from typing_extensions import Self


class _Active(threading.local):
    """One thread's state. `condition` is a bool, or a function of none that gives one."""

    writer: Writer | None = None
    step: Any = None
    condition: bool | Callable[[], Any] = True
    scope: str = ""


active = _Active()


class Writer(OneFileWriter):
    """Writes to an event file of its own; made by `sonde.summary.create_file_writer`.

    It becomes a thread's default by `with writer.as_default():` or `writer.set_as_default()`. Safe to use from many
    threads; a forked or unpickled copy writes a file of its own beside.
    """

    @contextmanager
    def as_default(self, step: Any = None) -> Iterator[Self]:
        """Makes this the thread's default writer, and `step` its step unless None, until the block ends."""
        before = active.writer, active.step
        self.set_as_default(step)
        try:
            yield self
            self.sink.succeeded = True
        except Exception as error:
            self.sink.failure = error
            raise
        finally:
            active.writer, active.step = before

    def set_as_default(self, step: Any = None) -> None:
        """Makes this the thread's default writer, and `step` its step unless None, from now on."""
        active.writer = self
        if step is not None:
            active.step = step

    @forgiving("summary")
    def log(self, name: str, step: Any, encode: Callable[[str], bytes]) -> bool:
        """Adds the Summary that `encode` makes for the tag of `name`. True when it was taken."""
        self.sink.add_summary(encode(tag_of(name)), step_of(step))
        return True

    @forgiving("summary.scalar")
    def log_scalar(self, name: str, step: Any, data: Any, metadata: bytes) -> bool:
        """Adds a number as a float32 tensor. True when it was taken."""
        self.sink.add_tensor_scalar(tag_of(name), as_number(data), step_of(step), None, metadata)
        return True

    def init(self) -> None:
        """Does nothing: the file is there already."""


def file_writer(logdir: str | os.PathLike[str], flush_secs: float, suffix: str) -> Writer:
    """A writer with a new event file in `logdir`."""
    return Writer(EventSink(logdir, flush_secs=flush_secs, suffix=suffix))


def nowhere_writer() -> Writer:
    """A writer that writes nothing."""
    return Writer(NowhereSink(""))


def recording_writer() -> Writer | None:
    """The thread's default writer, if there is one and the condition lets it record."""
    writer = active.writer
    if writer is None:
        return None
    condition = active.condition
    return writer if bool(condition() if callable(condition) else condition) else None


def tag_of(name: str) -> str:
    """A name behind the names of the active scopes."""
    return active.scope + name if active.scope else name


def step_of(step: Any) -> Any:
    """The step given or else the thread's own. Raises ValueError when there is neither."""
    step = active.step if step is None else step
    if step is None:
        raise ValueError("no step: give step=…, or call sonde.summary.experimental.set_step(…) before")
    return step
