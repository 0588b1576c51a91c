"""Inside a log directory: directories that are held open, and entered one from the other, never through a symbolic link.

A path can lead elsewhere from one call to the next; a directory that is open cannot.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from sonde.errors import NotFoundError, RefusedError
from sonde.model import OWN_DIRECTORY, RUNNING_SECS

_OPEN = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC

Identity = tuple[int, int]
"""Device and inode."""


class Inside:
    """An open directory; `path` is its place below the root, for people."""

    def __init__(self, fd: int, path: str) -> None:
        self.fd = fd
        self.path = path

    @contextlib.contextmanager
    def enter(self, *names: str) -> Iterator[Inside]:
        """The directory below by these names. Raises RefusedError where a symbolic link leads there, FileNotFoundError."""
        with contextlib.ExitStack() as opened:
            here = self
            for name in names:
                here = opened.enter_context(here._enter(name))
            yield here

    @contextlib.contextmanager
    def made(self, *names: str) -> Iterator[Inside]:
        """The same; what is not there is made."""
        with contextlib.ExitStack() as opened:
            here = self
            for name in names:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(name, dir_fd=here.fd)
                here = opened.enter_context(here._enter(name))
            yield here

    @contextlib.contextmanager
    def _enter(self, name: str) -> Iterator[Inside]:
        path = f"{self.path}/{name}" if self.path else name
        try:
            fd = os.open(name, _OPEN, dir_fd=self.fd)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR) and _is_link(name, self.fd):
                raise RefusedError(
                    f"{path} is a symbolic link; what it leads to is not moved", "name the directory itself"
                ) from None
            raise
        try:
            yield Inside(fd, path)
        finally:
            os.close(fd)

    def identity(self, name: str) -> Identity | None:
        """What is here by this name; None when nothing is."""
        try:
            return identity_of(os.stat(name, dir_fd=self.fd, follow_symlinks=False))
        except FileNotFoundError:
            return None

    def read(self, name: str) -> bytes:
        with os.fdopen(
            os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=self.fd), "rb"
        ) as file:
            return file.read()

    def write(self, name: str, text: bytes) -> None:
        """A file that appears under its name only when it is whole and on the disk."""
        part = f"{name}.part"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(part, flags, 0o666, dir_fd=self.fd), "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.rename(part, name, src_dir_fd=self.fd, dst_dir_fd=self.fd)
        self.sync()

    def remove(self, name: str) -> None:
        """Delete the directory of this name and all that is in it. Of a symbolic link only the link."""
        for _path, directories, files, fd in os.fwalk(name, topdown=False, dir_fd=self.fd):
            for one in files:
                os.unlink(one, dir_fd=fd)
            for one in directories:
                (os.unlink if _is_link(one, fd) else os.rmdir)(one, dir_fd=fd)
        os.rmdir(name, dir_fd=self.fd)

    def sync(self) -> None:
        with contextlib.suppress(OSError):  # some file systems have no such thing for directories
            os.fsync(self.fd)


@contextlib.contextmanager
def open_root(location: str) -> Iterator[Inside]:
    """The log directory. Raises RefusedError where it is no directory of this machine, NotFoundError where it is not there."""
    if "://" in location or (os.path.exists(location) and not os.path.isdir(location)):
        raise RefusedError(
            f"{location} is no directory of this machine; nothing is deleted there",
            "delete it where it is kept",
        )
    try:
        fd = os.open(os.path.realpath(location), _OPEN)  # the user may name it by a link
    except FileNotFoundError:
        raise NotFoundError(f"there is no log directory at {location}") from None
    try:
        yield Inside(fd, "")
    finally:
        os.close(fd)


@dataclass(slots=True)
class Walked:
    """What is in a directory and below. `runs` are the directories that hold event files, by their path below it (empty for
    itself).
    """

    files: int = 0
    bytes: int = 0
    runs: list[str] = field(default_factory=list)
    written: str = ""
    elsewhere: str = ""


def walk(directory: Inside) -> Walked:
    """Look at everything in this directory; symbolic links are not followed. Raises OSError for what cannot be listed.

    `written` names an event file that is being written, `elsewhere` a directory of another file system.
    """
    found = Walked()
    device = os.stat(directory.fd).st_dev
    waiting = [""]
    while waiting:
        below = waiting.pop()
        with directory.enter(*filter(None, below.split("/"))) as here:
            waiting += _look(here, below, device, found)
    return found


def _look(here: Inside, below: str, device: int, found: Walked) -> Iterator[str]:
    """Take note of one directory; those in it come back."""
    now = time.time()
    holds_events = False
    with os.scandir(here.fd) as entries:
        for entry in entries:
            info = entry.stat(follow_symlinks=False)
            path = f"{below}/{entry.name}" if below else entry.name
            if stat.S_ISDIR(info.st_mode):
                if info.st_dev == device:
                    yield path
                else:
                    found.elsewhere = found.elsewhere or path
                continue
            found.files += 1
            found.bytes += info.st_size
            if "tfevents" in entry.name and stat.S_ISREG(info.st_mode):
                holds_events = True
                if abs(now - info.st_mtime) < RUNNING_SECS or is_written(here, entry.name):
                    found.written = found.written or path
    if holds_events and OWN_DIRECTORY not in below.split("/"):
        found.runs.append(below)


def is_written(here: Inside, name: str) -> bool:
    """Whether a process has this file open for writing. The kernel grants a lease for reading only where none has."""
    lease: int | None = getattr(fcntl, "F_SETLEASE", None)  # Linux alone has it
    if lease is None:
        return False
    try:
        fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=here.fd)
    except OSError:
        return False
    try:
        fcntl.fcntl(fd, lease, fcntl.F_RDLCK)
        fcntl.fcntl(fd, lease, fcntl.F_UNLCK)
    except OSError as error:
        return error.errno == errno.EAGAIN  # else: another user's file, or a file system without leases
    finally:
        os.close(fd)
    return False


def identity_of(info: os.stat_result) -> Identity:
    return info.st_dev, info.st_ino


def _is_link(name: str, fd: int) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=fd, follow_symlinks=False).st_mode)
    except OSError:
        return False
