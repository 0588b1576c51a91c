"""Every point of a scalar series, from the columns of its run."""

from __future__ import annotations

from sonde.errors import TagNotFoundError
from sonde.query.frozen import frozen
from sonde.query.local import lists
from sonde.query.scalars import Scalars
from sonde.query.writers import writer_names
from sonde.store import Snapshot, StoredRun

SCALARS = "scalars"


def read(snapshot: Snapshot, run: str, tag: str) -> Scalars:
    stored = lists.find_run(snapshot, run)
    found = stored.series_of(tag)
    of_tag = next((info for info in found if info.kind == SCALARS), None)
    if of_tag is None:
        raise _no_scalars(stored, tag, [info.kind for info in found])
    names = writer_names(stored.file_names) if of_tag.writers > 1 else [""] * len(stored.file_names)
    written_by = tuple((names[file], points) for file, points in stored.columns.scalar_parts(tag))
    return Scalars(run, tag, written_by, *(frozen(column) for column in stored.columns.scalars(tag)))


def _no_scalars(stored: StoredRun, tag: str, kinds: list[str]) -> TagNotFoundError:
    scalar_tags = [info.tag for info in stored.series(SCALARS)]
    hint = f"it holds {' and '.join(kinds)}: read it with Board.tensors()" if kinds else ""
    return TagNotFoundError(stored.name, tag, scalar_tags, hint, SCALARS)
