"""What becomes of trouble in a training script: it is said once, counted, and training goes on.

Everything is told through the logger `sonde`, which prints to standard error unless the script set up logging. With
SONDE_STRICT=1 in the environment it is raised instead, which is meant for tests and continuous integration.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import logging
import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

from sonde.errors import WriteError

logger = logging.getLogger("sonde")

_Method = TypeVar("_Method", bound=Callable[..., Any])


def strict() -> bool:
    """Whether trouble is to be raised: SONDE_STRICT is set to anything but nothing or 0."""
    return os.environ.get("SONDE_STRICT", "") not in ("", "0")


class Trouble:
    """What one writer has complained of. The same complaint is made once, and counted after that."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def tell(self, what: str, message: str, cause: BaseException | None = None) -> None:
        """Warns of `what`, the first time that it happens; raises WriteError instead under SONDE_STRICT=1."""
        if strict():
            raise WriteError(message) from cause
        self.counts[what] = self.counts.get(what, 0) + 1
        if self.counts[what] == 1:
            _warn(message)

    def over(self, what: str, message: str) -> None:
        """Says that `what` is over, if it was ever told, and lets it be told again."""
        if self.counts.pop(what, 0):
            _warn(message)


def _warn(message: str) -> None:
    with contextlib.suppress(Exception):  # handlers are the script's own, and may do anything
        logger.warning("%s", message)


def said(thing: object) -> str:
    """What `thing` says of itself, in one line that any stream takes; its type, when it can't."""
    try:
        text = str(thing) if isinstance(thing, BaseException) else repr(thing)
        line = " ".join(text.split())
        return line.encode("utf-8", "backslashreplace").decode()[:500]
    except Exception:
        return f"a {type(thing).__name__}"


class Complaining:
    """What `forgiving` asks of a class: its trouble, and a count of what it gave up."""

    def __init__(self) -> None:
        self.trouble = Trouble()
        self.dropped = 0

    def drop(self, events: int) -> None:
        """Counts what was given up."""
        self.dropped += events


def forgiving(name: str) -> Callable[[_Method], _Method]:
    """Makes a writer's method tell of a wrong value instead of raising it into training.

    name: what the method is called in what is told. The writer must have `trouble` (Trouble) and `drop(events)`; the
    method's first argument is a tag, if it is a string.
    """

    def wrap(method: _Method) -> _Method:
        @functools.wraps(method)
        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            try:
                return method(self, *args, **kwargs)
            except WriteError:
                raise
            except Exception as error:
                _not_logged(self, name, args[0] if args else kwargs.get("tag", ""), error)
                return None

        return cast("_Method", call)

    return wrap


def _not_logged(writer: Any, method: str, tag: Any, error: Exception) -> None:
    """Tells that one call could not be logged, once per method, tag and kind of mistake."""
    about = f" of {said(str.__str__(tag))}" if isinstance(tag, str) and str.__len__(tag) else ""
    writer.drop(1)
    writer.trouble.tell(
        f"{method}{about} {_kind(error)}",
        f"sonde: {method}{about} was not logged: {type(error).__name__}: {said(error)}",
        error,
    )


def _kind(error: Exception) -> tuple[type, int, int]:
    """What tells one mistake from another: the error's type, and where it came from, as far as that is our code."""
    trace, place = error.__traceback__, (0, 0)
    while trace is not None:
        if trace.tb_frame.f_globals.get("__name__", "").startswith("sonde."):
            place = (id(trace.tb_frame.f_code), trace.tb_lineno)
        trace = trace.tb_next
    return type(error), *place


_REMEDIES = {
    errno.ENOSPC: "free some space on that disk",
    errno.EDQUOT: "the disk quota is used up: free some space or raise the quota",
    errno.EFBIG: "the file has reached the size limit of this process (ulimit -f)",
    errno.EACCES: "check the permissions of the directory",
    errno.EPERM: "check the permissions of the directory",
    errno.EROFS: "that file system is read-only: choose another log directory",
    errno.ENOTDIR: "part of that path is a file: choose another log directory",
    errno.EEXIST: "part of that path is a file: choose another log directory",
    errno.ENAMETOOLONG: "choose a shorter log directory or run name",
    errno.EMFILE: "the process has too many open files (ulimit -n): close writers that are done",
    errno.EIO: "the disk reports an error: check it",
    errno.ESTALE: "the network file system lost the file; a new one is begun",
}


def remedy(error: int) -> str:
    """What a person can do about errno `error`."""
    return _REMEDIES.get(error, "check the log directory")
