"""The catalog of a log directory: what people added to its runs, and the changes that they make.

catalog = Catalog(board.roots)
catalog.change([Edit("run", run.key, "note", "the best so far")], author="ada")
catalog.state().runs[run.key].note

Nothing is made before something is to be kept: a log directory that nobody adds anything to stays as it is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from secrets import token_hex
from typing import TYPE_CHECKING

from sonde.errors import ConflictError

if TYPE_CHECKING:
    # All this is loaded when something is asked: a server makes its catalog before it answers for the first time. The
    # database is loaded when there is something to read or to keep.
    from sonde.catalog.contents import Contents
    from sonde.catalog.database import Database
    from sonde.catalog.keys import Keys
    from sonde.catalog.nouns import Conflict, Edit, Kind, Revision, State
    from sonde.catalog.place import Place
    from sonde.model import Root


class Catalog:
    """What people added to the runs of these roots. Safe to use from several threads, and by several processes at once.

    It is kept in the first root, or where `catalog` says: a file, or `postgresql://…`; see `place`. Everything raises
    CatalogError where the database does not answer.
    """

    def __init__(
        self, roots: Sequence[Root] | Callable[[], Sequence[Root]], catalog: str | None = None
    ) -> None:
        self._roots_of = roots if callable(roots) else lambda: roots
        self._catalog = catalog
        self._lock = threading.RLock()
        self._place: Place | None = None
        self._open: tuple[Database, Keys, Contents] | None = None
        self._watchers: list[Callable[[], None]] = []

    @property
    def roots(self) -> Sequence[Root]:
        """The roots of the log directory, asked for when they matter."""
        return self._roots_of()

    @property
    def place(self) -> Place:
        """Where it is kept, or is going to be."""
        with self._lock:
            if self._place is None:
                from sonde.catalog.place import place_of

                self._place = place_of(self.roots, self._catalog)
            return self._place

    @property
    def identity(self) -> str:
        """Tells catalogs apart: revisions of different ones cannot be compared. Empty while there is none."""
        with self._lock:
            database = self._database()
            return "" if database is None else database.identity

    def revision(self) -> int:
        """That of the newest change, whoever made it; 0 without any."""
        with self._lock:
            database = self._database()
        return 0 if database is None else database.revision()

    def state(self) -> State:
        """Everything that is in it now."""
        with self._lock:
            if self._database() is None or self._open is None:
                from sonde.catalog.nouns import State

                return State()
            database, _keys, contents = self._open
            revision, rows = database.since(contents.state.revision)
            return contents.take(revision, rows) if revision != contents.state.revision else contents.state

    def change(
        self,
        edits: Iterable[Edit],
        *,
        author: str | None = None,
        seen: int | None = None,
        action: str = "change",
    ) -> State:
        """Make these changes, all or none; the state with them.

        `seen` is the revision of what the author looked at: a field that somebody else changed after it is not overwritten.
        ConflictError then says what it is now, and the refused change is kept in the history. Without it the last one
        wins. Elements of sets go in and out without a conflict. Raises BadQueryError for what a field cannot hold, and
        NotFoundError for an annotation, a view or a group that is not there.
        """
        from sonde.catalog.forms import checked

        wanted = [checked(edit) for edit in edits]
        return self._write(lambda keys: [keys.inward(edit) for edit in wanted], author, seen, action)

    def undo(self, revision: int, *, author: str | None = None) -> State:
        """Take back what was changed in this revision. Raises ConflictError where that was changed again since, and
        NotFoundError where there is nothing to take back.
        """
        with self._lock:
            database = self._made()
        edits = database.edits_back(revision)
        return self._write(lambda _keys: edits, author, revision, f"undo {revision}")

    def history(
        self,
        kind: Kind | None = None,
        id: str | None = None,
        *,
        before: int | None = None,
        limit: int | None = 100,
    ) -> list[Revision]:
        """What was changed when and by whom, the newest first: all of it, or what was said of one entry."""
        with self._lock:
            if self._database() is None or self._open is None:
                return []
            database, keys, _contents = self._open
        about = None if kind is None or id is None else (kind, keys.inward_id(kind, id))
        return [_told(one, keys) for one in database.history(about, before, limit)]

    def restore(self, history: Sequence[Revision]) -> State:
        """Take over the whole history of another catalog, oldest first. This one must be empty."""
        with self._lock:
            database = self._made()
            assert self._open is not None  # noqa: S101  it has just been made
            keys = self._open[1]
            database.restore([_kept(one, keys) for one in history])
        self._tell()
        return self.state()

    def database(self, *, make: bool) -> tuple[Database, Keys] | None:
        """The open database and its keys, for what is kept beside the entries; None while there is none, unless it is made."""
        with self._lock:
            if make:
                self._made()
            elif self._database() is None:
                return None
            assert self._open is not None  # noqa: S101  it is open, or has just been made
            return self._open[:2]

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back after each change that this object makes. The returned function ends that."""
        self._watchers.append(callback)
        return lambda: self._watchers.remove(callback)

    def close(self) -> None:
        """Let go of the database. It is opened again when something is asked."""
        with self._lock:
            opened, self._open = self._open, None
        if opened is not None:
            opened[0].close()

    def _write(
        self, edits: Callable[[Keys], Sequence[Edit]], author: str | None, seen: int | None, action: str
    ) -> State:
        from sonde.catalog.database import Signature

        with self._lock:
            database = self._made()
            assert self._open is not None  # noqa: S101  it has just been made
            keys = self._open[1]
        conflicts = database.write(edits(keys), Signature(author, action), seen)
        self._tell()
        if conflicts:
            raise _refusal([_outward(one, keys) for one in conflicts])
        return self.state()

    def _database(self) -> Database | None:
        """The open database; None while there is none. Called with the lock."""
        if self._open is not None and self._open[0].replaced:
            self.close()
        if self._open is None and self.place.exists:
            self._open_it()
        return None if self._open is None else self._open[0]

    def _made(self) -> Database:
        """The open database, made if there is none. Called with the lock."""
        if self._database() is None:
            from sonde.catalog.place import make_room

            self._place = make_room(self.place, self.roots)
            self._open_it()
        assert self._open is not None  # noqa: S101
        return self._open[0]

    def _open_it(self) -> None:
        from sonde.catalog.contents import Contents
        from sonde.catalog.database import Database
        from sonde.catalog.keys import Keys

        database = Database(self.place)
        keys = Keys(self.roots[0].key if database.own and self.roots else None)
        self._open = database, keys, Contents(keys)

    def _tell(self) -> None:
        for callback in tuple(self._watchers):
            callback()


def new_id() -> str:
    """An id for what people make."""
    return token_hex(8)


def _told(revision: Revision, keys: Keys) -> Revision:
    changes = tuple(keys.outward(change) for change in revision.changes)
    return replace(revision, changes=changes)


def _kept(revision: Revision, keys: Keys) -> Revision:
    changes = tuple(keys.inward_change(change) for change in revision.changes)
    return replace(revision, changes=changes)


def _outward(conflict: Conflict, keys: Keys) -> Conflict:
    kind, field = conflict.kind, conflict.field
    return replace(
        conflict,
        id=keys.outward_id(kind, conflict.id),
        value=keys.outward_value(kind, field, conflict.value),
        yours=keys.outward_value(kind, field, conflict.yours),
    )


def _refusal(conflicts: Sequence[Conflict]) -> ConflictError:
    first = conflicts[0]
    rest = f" and {len(conflicts) - 1} more" if len(conflicts) > 1 else ""
    newest = max(one.revision for one in conflicts)
    return ConflictError(
        f"the {first.field} of {first.kind} {first.id!r}{rest} was changed by {first.author or 'somebody'} meanwhile;"
        " nothing of this change was made",
        f"look at both texts and change it again, having seen revision {newest}; the history keeps this one",
        conflicts,
    )
