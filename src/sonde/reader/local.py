"""Directories and event files of this machine."""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sonde import _native
from sonde.errors import StaleBlobError
from sonde.model import Damage
from sonde.reader.patterns import kind_of
from sonde.reader.source import FileStat, Source
from sonde.reader.walk import Found, FoundRun, is_event_file, is_own, run_name
from sonde.store import FileBytes

MAX_WAYS = 8
"""A directory that links lead to by more ways than this is a web of links; the further ways are not followed."""

Identity = tuple[int, int]
"""Device and inode: what a file or directory is, whatever it is called."""


class LocalSource:
    """A file on this machine. It is opened for each use and never kept open: thousands of them are followed.

    `identity` is the file that was read. Another one under the same name is refused: offsets mean nothing there.
    """

    __slots__ = ("__weakref__", "identity", "location")

    def __init__(self, path: str, identity: Identity | None) -> None:
        self.location = path
        self.identity = identity

    @contextmanager
    def open(self) -> Iterator[LocalBytes]:
        # Without waiting: a pipe that took the file's name would hold whoever opens it for ever.
        flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            descriptor = os.open(self.location, flags)
        except FileNotFoundError as error:
            raise StaleBlobError(f"{self.location} is gone") from error
        try:
            self._expect_same(os.fstat(descriptor))
            yield LocalBytes(descriptor)
        finally:
            os.close(descriptor)

    def advance(self, events: _native.EventFile, stopping: Callable[[], bool]) -> None:  # noqa: ARG002  the loader stops these
        events.read_local(self.location)

    def _expect_same(self, found: os.stat_result) -> None:
        if not stat.S_ISREG(found.st_mode) or self.identity not in (None, _identity(found)):
            raise StaleBlobError(f"{self.location} was replaced by another file", "take the newest snapshot")


class LocalBytes:
    """A file of this machine that is open."""

    __slots__ = ("_descriptor",)

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def size(self) -> int:
        return os.fstat(self._descriptor).st_size

    def read(self, offset: int, length: int) -> bytes:
        os.lseek(self._descriptor, offset, os.SEEK_SET)
        return _read_all(self._descriptor, length)

    def verify(self, record_offset: int) -> bool:
        return _native.verify_record_source(self, record_offset)


class InsideSource(LocalSource):
    """A file beside event files. It is opened only where it lies below the root itself, whatever links say."""

    __slots__ = ("_root",)

    def __init__(self, path: str, identity: Identity | None, root: str) -> None:
        super().__init__(path, identity)
        self._root = root

    @contextmanager
    def open(self) -> Iterator[LocalBytes]:
        if not _lies_inside(os.path.realpath(self.location), os.path.realpath(self._root)):
            raise StaleBlobError(f"{self.location} leads out of the log directory {self._root}")
        # The listing saw this very file inside, and only that one is read.
        with super().open() as file:
            yield file


class LocalTree:
    """A directory of this machine, or a single event file.

    Symbolic links to directories are followed, so a run may stand under several names. A link that leads back to a
    directory it lies in is a loop: it is named as damage and not followed.
    """

    poll_secs = 0.25
    unwatched = "a single file is looked at again and again"

    def __init__(self, path: str) -> None:
        self.location = path

    def walk(self) -> Found:
        return self.walk_below("")

    def walk_below(self, below: str) -> Found:
        """The same for one directory (a relative path, `""` for the root) and everything under it."""
        found = Found()
        try:
            info = os.stat(self._path(below))
        except (FileNotFoundError, NotADirectoryError):
            found.present = False
            return found
        except OSError as error:
            found.could_not_list(run_name(below), _reason(error))
            return found
        if not stat.S_ISDIR(info.st_mode):
            directory, name = os.path.split(os.path.abspath(self.location))
            found.runs["."] = FoundRun(directory, None, {name: _file_stat(info)})
            return found
        found.identity = _identity(info)
        # The nearest first, so that of several names for a directory the shortest ones are kept. Without recursion: a
        # hostile tree may be deeper than Python's stack.
        waiting = deque([_Directory(below, self._ancestors(below), linked=bool(below))])
        ways: dict[Identity, int] = {}
        while waiting:
            waiting.extend(self._walk_one(waiting.popleft(), ways, found))
        return found

    def list_run(self, directory: str) -> FoundRun | None:
        """The event files of one directory as they are now; None when there are none. Raises OSError."""
        try:
            run = FoundRun(directory, _identity(os.stat(directory)))
            with os.scandir(directory) as entries:
                run.files = {
                    entry.name: info for entry in entries if (info := _event_file_stat(entry)) is not None
                }
        except (FileNotFoundError, NotADirectoryError):
            return None
        return run if run.files else None

    def list_beside(self, below: str) -> dict[str, FileStat]:
        """The files beside event files in one directory (a relative path) as they are now."""
        found = Found()
        try:
            with os.scandir(self._path(below)) as entries:
                self._note_beside(below, list(entries), found, linked=True)
        except OSError:
            return {}
        return found.beside

    def beside(self, path: str, identity: Identity | None) -> FileBytes:
        return InsideSource(os.path.join(self.location, path), identity, self.location)

    def source(self, directory: str, name: str, identity: Identity | None) -> Source:
        return LocalSource(os.path.join(directory, name), identity)

    def _path(self, below: str) -> str:
        return os.path.join(self.location, below) if below else self.location

    def _ancestors(self, below: str) -> frozenset[Identity]:
        """The directories from the root down to, but without, this one."""
        found: set[Identity] = set()
        while below:
            below = os.path.dirname(below)
            identity = directory_identity(self._path(below))
            if identity is not None:
                found.add(identity)
        return frozenset(found)

    def _walk_one(self, at: _Directory, ways: dict[Identity, int], found: Found) -> Iterator[_Directory]:
        """List one directory: its event files make a run, its subdirectories come back."""
        path = self._path(at.relative)
        name = run_name(at.relative)
        try:
            identity = _identity(os.stat(path))
            refusal = _refusal(identity, at.ancestors, ways)
            if refusal:
                found.damage.append(Damage(name, "", 0, 0, refusal))
                return
            with os.scandir(path) as entries:
                children = sorted(entries, key=lambda entry: entry.name)
        except FileNotFoundError:
            return  # gone since its parent was listed
        except OSError as error:
            found.could_not_list(name, _reason(error))
            return
        self._note_beside(at.relative, children, found, linked=at.linked)
        run = FoundRun(path, identity)
        ancestors = at.ancestors | {identity}
        for entry in children:
            info = _event_file_stat(entry)
            if info is not None:
                run.files[entry.name] = info
                continue
            # Where a link leads nowhere now, there may be a directory later.
            found.linked = found.linked or (entry.is_symlink() and not os.path.isfile(entry.path))
            if _is_directory(entry) and not is_own(entry.name):
                linked = at.linked or entry.is_symlink()
                yield _Directory(os.path.join(at.relative, entry.name), ancestors, linked)
        if run.files:
            found.runs[name] = run

    def _note_beside(
        self, below: str, entries: list[os.DirEntry[str]], found: Found, *, linked: bool
    ) -> None:
        """Take note of the files beside event files among these entries of a directory, `linked` where it may lie
        elsewhere.
        """
        directory = below.replace(os.sep, "/")
        known = [entry for entry in entries if kind_of(directory, entry.name)]
        if known and linked and not self._holds(self._path(below)):
            return
        for entry in known:
            info = _regular_file_stat(entry)
            if info is not None and (not entry.is_symlink() or self._holds(entry.path)):
                found.beside[f"{directory}/{entry.name}" if directory else entry.name] = info

    def _holds(self, path: str) -> bool:
        """Whether a path leads to something inside the root."""
        return _lies_inside(os.path.realpath(path), os.path.realpath(self.location))


def directory_identity(path: str) -> Identity | None:
    """What this directory is; None when it is gone."""
    try:
        return _identity(os.stat(path))
    except OSError:
        return None


def _reason(error: OSError) -> str:
    return f"the directory cannot be listed: {error.strerror or error}"


class _Directory(NamedTuple):
    """A directory still to be listed: its path below the root, the directories it lies in, and whether a link led there."""

    relative: str
    ancestors: frozenset[Identity]
    linked: bool


def _refusal(identity: Identity, ancestors: frozenset[Identity], ways: dict[Identity, int]) -> str:
    """Why this directory is not entered, or nothing."""
    if identity in ancestors:
        return "a symbolic link leads back to a directory above it; it is not followed"
    ways[identity] = ways.get(identity, 0) + 1
    if ways[identity] > MAX_WAYS:
        return f"symbolic links lead to this directory in more than {MAX_WAYS} ways; this one is not followed"
    return ""


def _event_file_stat(entry: os.DirEntry[str]) -> FileStat | None:
    """None for anything that is no event file: pipes and sockets of that name would block whoever opens them."""
    return _regular_file_stat(entry) if is_event_file(entry.name) else None


def _regular_file_stat(entry: os.DirEntry[str]) -> FileStat | None:
    try:
        info = entry.stat()
    except OSError:
        return None
    return _file_stat(info) if stat.S_ISREG(info.st_mode) else None


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a link that leads nowhere


def _lies_inside(path: str, directory: str) -> bool:
    """Whether a resolved path is in a resolved directory, or is the directory."""
    return path == directory or path.startswith(os.path.join(directory, ""))


def _file_stat(info: os.stat_result) -> FileStat:
    identity = _identity(info)
    return FileStat(info.st_size, info.st_mtime, (identity, info.st_size, info.st_mtime_ns), identity)


def _identity(info: os.stat_result) -> Identity:
    return info.st_dev, info.st_ino


def _read_all(descriptor: int, length: int) -> bytes:
    """Up to `length` bytes; fewer only at the end of the file."""
    pieces: list[bytes] = []
    while length > 0:
        piece = os.read(descriptor, min(length, 1 << 30))
        if not piece:
            break
        pieces.append(piece)
        length -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
