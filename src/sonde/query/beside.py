"""Files beside the event files: which there are, and their bytes."""

from __future__ import annotations

from sonde.errors import BadQueryError, NotFoundError, StaleBlobError
from sonde.model import FileBeside
from sonde.query import lists
from sonde.query.contract import MAX_FILE_READ_BYTES
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
    try:
        with stored.bytes.open() as file:
            return file.read(offset, wanted)
    except StaleBlobError:
        raise
    except OSError as error:
        raise StaleBlobError(f"{stored.about.path} cannot be read: {error}") from error
