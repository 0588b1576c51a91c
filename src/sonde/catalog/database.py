"""The database: what is read from the tables and written to them, each in one transaction."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from sonde.catalog import tables
from sonde.catalog.engine import make_engine, reading, writing
from sonde.catalog.nouns import KINDS, MADE, SETS, Change, Conflict, Edit, Kind, Revision
from sonde.catalog.place import Place
from sonde.catalog.schema import bring_up_to_date
from sonde.errors import BadQueryError, NotFoundError

_AT_ONCE = 400
"""So many ids are asked for in one statement."""

Spot = tuple[Kind, str, str, str]
"""Kind, id, field and element: what one row is about."""


class Row(NamedTuple):
    """One field as it is: a JSON value, or None where it is back to its default, and who changed it last."""

    kind: Kind
    id: str
    field: str
    element: str
    value: str | None
    revision: int
    author: str | None
    time: float

    @property
    def spot(self) -> Spot:
        return self[:4]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who changes something, and what that is called in the history."""

    author: str | None
    action: str = "change"


class Database:
    """An open catalog. Safe to use from several threads; other processes may write to it at any time.

    `identity` tells catalogs apart: revisions of different ones cannot be compared. With `own` the keys in it are relative
    to its log directory.
    """

    def __init__(self, place: Place) -> None:
        """Raises CatalogError."""
        self.place = place
        self._engine = make_engine(place)
        try:
            bring_up_to_date(self._engine, place)
            with reading(self._engine) as connection:
                about = connection.execute(sa.select(tables.catalog)).one()
        except BaseException:
            self._engine.dispose()
            raise
        self.identity: str = about.identity
        self.own: bool = about.own
        self._file = _identity(place)

    @property
    def replaced(self) -> bool:
        """Whether its file was removed, or is another one: what is written here would be lost."""
        return self._file != _identity(self.place)

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """A connection that sees one moment. Raises CatalogError."""
        return reading(self._engine)

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """A connection on which everything happens or nothing. Raises CatalogError."""
        return writing(self._engine)

    def close(self) -> None:
        self._engine.dispose()

    def revision(self) -> int:
        """That of the newest change."""
        with reading(self._engine) as connection:
            return _revision(connection)

    def since(self, revision: int) -> tuple[int, list[Row]]:
        """The newest revision, and every field that changed after this one."""
        with reading(self._engine) as connection:
            rows = connection.execute(_ROWS.where(tables.fields.c.revision > revision))
            return _revision(connection), [Row(*row) for row in rows]

    def write(self, edits: Sequence[Edit], by: Signature, seen: int | None) -> list[Conflict]:
        """Make these changes, all or none.

        Where one of the fields changed after revision `seen`, none: the conflicts come back, and the changes are kept in the
        history as refused. Raises NotFoundError where there is nothing to change.
        """
        with writing(self._engine) as connection:
            revision = _next_revision(connection)
            now = dict(_rows_of(connection, {(edit.kind, edit.id) for edit in edits}))
            _demand_presence(edits, now)
            changes = _changes(edits, now)
            if not changes:
                connection.rollback()
                return []
            conflicts = [] if seen is None else list(_conflicts(changes, now, seen))
            _record(connection, revision, changes, by, refused=bool(conflicts))
            if not conflicts:
                _set(connection, revision, changes, now)
        return conflicts

    def edits_back(self, revision: int) -> list[Edit]:
        """What undoes a revision. Raises NotFoundError."""
        with reading(self._engine) as connection:
            rows = connection.execute(
                sa.select(tables.changes)
                .join(tables.revisions)
                .where(tables.changes.c.revision == revision, ~tables.revisions.c.refused)
            ).all()
        if not rows:
            raise NotFoundError(f"there is no change {revision} to undo", "the history lists them")
        return [Edit(row.kind, row.id, row.field, _loaded(row.before), row.element) for row in rows]

    def history(
        self, about: tuple[Kind, str] | None, before: int | None, limit: int | None
    ) -> list[Revision]:
        """Revisions before this one, the newest first; of one entry where it is named."""
        asked = sa.select(tables.revisions).order_by(tables.revisions.c.revision.desc()).limit(limit)
        if before is not None:
            asked = asked.where(tables.revisions.c.revision < before)
        if about is not None:
            kind, id = about
            asked = asked.where(
                sa.exists().where(
                    tables.changes.c.revision == tables.revisions.c.revision,
                    tables.changes.c.kind == kind,
                    tables.changes.c.id == id,
                )
            )
        with reading(self._engine) as connection:
            found = connection.execute(asked).all()
            changes = _changes_of(connection, [one.revision for one in found])
        return [
            Revision(
                one.revision,
                one.time,
                one.author,
                one.action,
                one.refused,
                tuple(changes.get(one.revision, ())),
            )
            for one in found
        ]

    def restore(self, history: Sequence[Revision]) -> None:
        """Take over a whole history, oldest first. Raises BadQueryError where something was changed here already."""
        with writing(self._engine) as connection:
            if _next_revision(connection) != 1:
                raise BadQueryError("a history can only be taken over into an empty catalog")
            now: dict[Spot, Row] = {}
            for one in history:
                by = Signature(one.author, one.action)
                _record(connection, one.revision, one.changes, by, refused=one.refused, at=one.time)
                if not one.refused:
                    for change in one.changes:
                        now[_spot(change)] = Row(
                            *_spot(change), _dumped(change.after), one.revision, None, 0.0
                        )
            if now:
                connection.execute(tables.fields.insert(), [_as_field(row) for row in now.values()])
            newest = max((one.revision for one in history), default=0)
            connection.execute(tables.catalog.update().values(revision=newest))


_ROWS = sa.select(
    tables.fields.c.kind,
    tables.fields.c.id,
    tables.fields.c.field,
    tables.fields.c.element,
    tables.fields.c.value,
    tables.fields.c.revision,
    tables.revisions.c.author,
    tables.revisions.c.time,
).join(tables.revisions, tables.revisions.c.revision == tables.fields.c.revision)


def _revision(connection: sa.Connection) -> int:
    return int(connection.execute(sa.select(tables.catalog.c.revision)).scalar_one())


def _next_revision(connection: sa.Connection) -> int:
    """The number of the change that begins here. Whoever else wants to change something waits from now on."""
    connection.execute(tables.catalog.update().values(revision=tables.catalog.c.revision + 1))
    return _revision(connection)


def _rows_of(connection: sa.Connection, entries: Iterable[tuple[Kind, str]]) -> Iterator[tuple[Spot, Row]]:
    by_kind: dict[Kind, list[str]] = {}
    for kind, id in entries:
        by_kind.setdefault(kind, []).append(id)
    for kind, ids in by_kind.items():
        for start in range(0, len(ids), _AT_ONCE):
            asked = _ROWS.where(
                tables.fields.c.kind == kind, tables.fields.c.id.in_(ids[start : start + _AT_ONCE])
            )
            for row in connection.execute(asked):
                yield Row(*row).spot, Row(*row)


def _demand_presence(edits: Sequence[Edit], now: Mapping[Spot, Row]) -> None:
    """What people make is made with its first field; what is not there any more cannot be changed."""
    given = {(edit.kind, edit.id, edit.field) for edit in edits}
    for edit in edits:
        made = MADE.get(edit.kind)
        if made is None or (edit.kind, edit.id, made) in given:
            continue
        row = now.get((edit.kind, edit.id, made, ""))
        if row is None or row.value is None:
            raise NotFoundError(f"there is no {edit.kind} {edit.id!r} (any more)", "undo brings it back")


def _changes(edits: Sequence[Edit], now: Mapping[Spot, Row]) -> list[Change]:
    """Those of the edits that make a difference, the last one for each field."""
    found: dict[Spot, Change] = {}
    for edit in edits:
        spot = (edit.kind, edit.id, edit.field, edit.element)
        row = now.get(spot)
        before = None if row is None else row.value
        after = _dumped(_unless_default(edit))
        found.pop(spot, None)
        if before != after:
            found[spot] = Change(*spot, _loaded(before), _loaded(after))
    return list(found.values())


def _unless_default(edit: Edit) -> Any:
    default = KINDS[edit.kind].__dataclass_fields__[edit.field].default
    is_default = edit.field not in SETS.get(edit.kind, ()) and edit.value == default
    return None if is_default and type(edit.value) is type(default) else edit.value


def _conflicts(changes: Sequence[Change], now: Mapping[Spot, Row], seen: int) -> Iterator[Conflict]:
    for change in changes:
        row = now.get(_spot(change))
        if row is None or row.revision <= seen or change.field in SETS.get(change.kind, ()):
            continue
        yield Conflict(
            change.kind,
            change.id,
            change.field,
            change.before,
            change.after,
            row.revision,
            row.author,
            row.time,
        )


def _record(
    connection: sa.Connection,
    revision: int,
    changes: Sequence[Change],
    by: Signature,
    *,
    refused: bool,
    at: float | None = None,
) -> None:
    head = {
        "revision": revision,
        "time": time.time() if at is None else at,
        "author": by.author,
        "action": by.action,
        "refused": refused,
    }
    connection.execute(tables.revisions.insert(), head)
    rows = [
        {
            "revision": revision,
            **_named(_spot(change)),
            "before": _dumped(change.before),
            "after": _dumped(change.after),
        }
        for change in changes
    ]
    if rows:
        connection.execute(tables.changes.insert(), rows)


def _set(
    connection: sa.Connection, revision: int, changes: Sequence[Change], now: Mapping[Spot, Row]
) -> None:
    """Set the fields. Nobody else writes meanwhile, so which rows are there is known."""
    rows = [Row(*_spot(change), _dumped(change.after), revision, None, 0.0) for change in changes]
    new = [_as_field(row) for row in rows if row.spot not in now]
    if new:
        connection.execute(tables.fields.insert(), new)
    known = [
        {f"its_{name}": value for name, value in _as_field(row).items()} for row in rows if row.spot in now
    ]
    if known:
        column = tables.fields.c
        connection.execute(
            tables.fields.update()
            .where(*(column[name] == sa.bindparam(f"its_{name}") for name in _SPOT))
            .values(value=sa.bindparam("its_value"), revision=sa.bindparam("its_revision")),
            known,
        )


_SPOT = ("kind", "id", "field", "element")


def _spot(change: Change) -> Spot:
    return change.kind, change.id, change.field, change.element


def _named(spot: Spot) -> dict[str, str]:
    return dict(zip(_SPOT, spot, strict=True))


def _as_field(row: Row) -> dict[str, Any]:
    return {**_named(row.spot), "value": row.value, "revision": row.revision}


def _changes_of(connection: sa.Connection, revisions: Sequence[int]) -> dict[int, list[Change]]:
    found: dict[int, list[Change]] = {}
    order = (tables.changes.c.revision, *(tables.changes.c[name] for name in _SPOT))
    for start in range(0, len(revisions), _AT_ONCE):
        part = revisions[start : start + _AT_ONCE]
        asked = sa.select(tables.changes).where(tables.changes.c.revision.in_(part)).order_by(*order)
        for row in connection.execute(asked):
            change = Change(row.kind, row.id, row.field, row.element, _loaded(row.before), _loaded(row.after))
            found.setdefault(row.revision, []).append(change)
    return found


def _dumped(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def _loaded(value: str | None) -> Any:
    return None if value is None else json.loads(value)


def _identity(place: Place) -> tuple[int, int] | None:
    """Which file it is; None where there is none, or no file at all."""
    if place.file is None:
        return None
    try:
        found = os.stat(place.file)  # noqa: PTH116  asked again and again
    except OSError:
        return None
    return found.st_dev, found.st_ino
