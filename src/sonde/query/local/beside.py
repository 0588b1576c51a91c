"""Files beside the event files: which there are, and their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from sonde.errors import BadQueryError, NotFoundError, StaleBlobError
from sonde.model import FileBeside
from sonde.query.contract import MAX_FILE_READ_BYTES
from sonde.query.local import lists
from sonde.query.local.pieces import READ_AT_ONCE_BYTES
from sonde.store import Snapshot, StoredFile


def files(snapshot: Snapshot, run: str | None, kind: str | None) -> list[FileBeside]:
    if run is not None:
        lists.find_run(snapshot, run)
    return [
        stored.about
        for stored in snapshot.files
        if (run is None or stored.about.run == run) and (kind is None or stored.about.kind == kind)
    ]


def find(snapshot: Snapshot, key: str) -> StoredFile:
    stored = snapshot.files_by_key.get(key)
    if stored is None:
        raise NotFoundError(f"no file {key!r} beside the event files", "see the list of them for their keys")
    return stored


class BesideBlob:
    """A file beside event files, unread. `etag` changes with the file."""

    is_array = False

    def __init__(self, stored: StoredFile) -> None:
        self._stored = stored
        self.name = stored.about.name
        self.size = stored.about.size

    @property
    def etag(self) -> str:
        named = (self._stored.about.key, self._stored.version)
        return blake2b(repr(named).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()

    def read(self, start: int, stop: int) -> bytes:
        """The bytes at [start, stop). Raises StaleBlobError."""
        start, stop = max(0, start), min(stop, self.size)
        data = _read(self._stored, start, max(0, stop - start))
        if len(data) < stop - start:
            raise StaleBlobError(f"{self._stored.about.path} is shorter than it was", "ask again")
        return data

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        """The same bytes piece by piece."""
        for at in range(start, stop, READ_AT_ONCE_BYTES):
            yield self.read(at, min(at + READ_AT_ONCE_BYTES, stop))


def read(snapshot: Snapshot, key: str, offset: int, length: int | None) -> bytes:
    stored = find(snapshot, key)
    if offset < 0 or (length is not None and length < 0):
        raise BadQueryError(f"{length} bytes from {offset} on of {stored.about.path}", "both are at least 0")
    wanted = max(0, stored.about.size - offset) if length is None else length
    if wanted > MAX_FILE_READ_BYTES:
        raise BadQueryError(
            f"{wanted:,} bytes of {stored.about.path} at once",
            f"read it in parts of up to {MAX_FILE_READ_BYTES:,}",
        )
    return _read(stored, offset, wanted)


def _read(stored: StoredFile, offset: int, length: int) -> bytes:
    try:
        with stored.bytes.open() as file:
            return file.read(offset, length)
    except StaleBlobError:
        raise
    except OSError as error:
        raise StaleBlobError(f"{stored.about.path} cannot be read: {error}") from error
