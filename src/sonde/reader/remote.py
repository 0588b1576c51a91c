"""Directories and event files behind an fsspec URL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sonde import _native
from sonde.errors import LogdirError, StaleBlobError
from sonde.reader.patterns import kind_of
from sonde.reader.source import FileStat, Source, StopReading
from sonde.reader.walk import Found, FoundRun, is_event_file, is_own, run_name
from sonde.store import FileBytes

READ_AHEAD = 8 << 20
"""A file that is read from front to back is fetched in pieces of this size: each request costs a round trip."""

SMALL_READ = 64
"""A read of so few bytes is no part of that."""


def open_remote(url: str) -> RemoteTree:
    """The tree at this URL. Raises LogdirError when its protocol is unknown or its package is not installed."""
    from fsspec.core import url_to_fs

    try:
        fs, path = url_to_fs(url)
    except ImportError as error:
        raise LogdirError(f"cannot read {url!r}: {error}", "install the package that it names") from error
    except ValueError as error:
        raise LogdirError(
            f"cannot read {url!r}: {error}", "give a path or a URL of a protocol that fsspec knows"
        ) from error
    return RemoteTree(fs, path.rstrip("/"), url)


class RemoteTree:
    """A directory of an fsspec file system. Every walk asks the storage anew: nothing is taken from a listing cache."""

    unwatched = "a storage behind a URL gives no notices of changes"
    poll_secs = 2.0  # each walk is at least one request, which may cost money

    def __init__(self, fs: Any, path: str, url: str) -> None:
        self.location = url
        self._fs = fs
        self._path = path

    def walk(self) -> Found:
        found = Found()
        try:
            self._fs.invalidate_cache()
            files = self._fs.find(self._path, detail=True)
            found.present = bool(files) or bool(self._fs.exists(self._path))
        except FileNotFoundError:
            found.present = False
            return found
        except Exception as error:  # each storage raises its own kinds: no network, no credentials, no bucket
            found.could_not_list(".", f"{self.location} cannot be listed: {error}")
            return found
        for path in sorted(files):
            directory, _, name = path.rpartition("/")
            relative = directory.removeprefix(self._path).strip("/") if path != self._path else ""
            if is_own(relative):
                continue
            if kind_of(relative, name) and path != self._path:
                found.beside[f"{relative}/{name}" if relative else name] = _file_stat(files[path])
            elif is_event_file(name) or path == self._path:
                run = found.runs.setdefault(run_name(relative), FoundRun(directory, directory))
                run.files[name] = _file_stat(files[path])
        return found

    def beside(self, path: str, identity: Any) -> FileBytes:  # noqa: ARG002 - objects have no inode
        path = f"{self._path}/{path}"
        return RemoteSource(self._fs, path, self._fs.unstrip_protocol(path))

    def source(self, directory: str, name: str, identity: Any) -> Source:  # noqa: ARG002 - objects have no inode
        path = f"{directory}/{name}"
        return RemoteSource(self._fs, path, self._fs.unstrip_protocol(path))


class RemoteSource:
    """A file behind an fsspec file system, read by ranges; no byte of it is kept."""

    __slots__ = ("__weakref__", "_fs", "_path", "location")

    identity = None

    def __init__(self, fs: Any, path: str, location: str) -> None:
        self._fs = fs
        self._path = path
        self.location = location

    @contextmanager
    def open(self) -> Iterator[RemoteSource]:
        """Nothing is held open: each read is a request of its own."""
        yield self

    def size(self) -> int:
        return int(self._fs.info(self._path)["size"])

    def read(self, offset: int, length: int) -> bytes:
        if length <= 0:
            return b""
        try:
            return bytes(self._fs.cat_file(self._path, start=offset, end=offset + length))
        except FileNotFoundError as error:
            raise StaleBlobError(f"{self.location} is gone") from error
        except OSError:
            raise
        except Exception as error:  # each storage raises its own kinds, also where it cannot be reached
            raise OSError(f"{self.location}: {error}") from error

    def verify(self, record_offset: int) -> bool:
        return _native.verify_record_source(_ReadAhead(self), record_offset)

    def advance(self, events: _native.EventFile, stopping: Callable[[], bool]) -> None:
        events.read_source(_ReadAhead(self, stopping))


class _ReadAhead:
    """One pass over a file from front to back: small reads in a row are served from pieces fetched ahead.

    When it is `stopping` the next request is not made: a large file takes as long as its network.
    The few bytes that the core compares with what it read before are fetched alone, and the first ones only once.
    """

    def __init__(self, source: RemoteSource, stopping: Callable[[], bool] = lambda: False) -> None:
        self._source = source
        self._stopping = stopping
        self._size = source.size()
        self._piece = self._head = b""
        self._start = 0

    def size(self) -> int:
        return self._size

    def read(self, offset: int, length: int) -> bytes:
        length = min(length, self._size - offset)
        if length <= 0:
            return b""
        if offset + length <= len(self._head):
            return self._head[offset : offset + length]
        at = offset - self._start
        if not 0 <= at <= len(self._piece) - length:
            if self._stopping():
                raise StopReading
            wanted = length if length <= SMALL_READ else min(max(length, READ_AHEAD), self._size - offset)
            piece = self._source.read(offset, wanted)
            self._head = piece[:SMALL_READ] if offset == 0 else self._head
            if length <= SMALL_READ:
                return piece
            self._piece, self._start, at = piece, offset, 0
        return self._piece[at : at + length]


def _file_stat(info: dict[str, Any]) -> FileStat:
    changed = next(
        (
            info[key]
            for key in ("mtime", "LastModified", "updated", "last_modified", "created")
            if info.get(key)
        ),
        None,
    )
    changed_time = (
        changed.timestamp()
        if isinstance(changed, datetime)
        else changed
        if isinstance(changed, (int, float))
        else None
    )
    size = int(info.get("size") or 0)
    return FileStat(size, changed_time, (size, str(changed), info.get("ETag") or info.get("etag")), None)
