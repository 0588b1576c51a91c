"""The contents: rows of the database as entries. Grows with the rows that changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields as fields_of
from typing import Any

from sonde.catalog.database import Row
from sonde.catalog.keys import Keys
from sonde.catalog.nouns import KINDS, MADE, SETS, Entry, Kind, State


class Contents:
    """What is known of a catalog. Owned by who holds its lock; the states that it gives are everybody's."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._fields: dict[tuple[Kind, str], dict[str, Any]] = {}
        self.state = State()

    def take(self, revision: int, rows: Iterable[Row]) -> State:
        """The state at this revision, of which these rows changed."""
        changed: set[tuple[Kind, str]] = set()
        for row in rows:
            if row.kind not in KINDS:  # of a newer version of Sonde
                continue
            where = (row.kind, self._keys.outward_id(row.kind, row.id))
            self._note(self._fields.setdefault(where, {}), row)
            changed.add(where)
        parts: dict[str, dict[str, Any]] = {f"{kind}s": dict(self.state.of(kind)) for kind in KINDS}
        removed = dict(self.state.removed)
        for kind, id in changed:
            entry = _entry(kind, id, self._fields[kind, id])
            made = MADE.get(kind)
            if made is not None and not getattr(entry, made):
                parts[f"{kind}s"].pop(id, None)
                removed[kind, id] = entry.revision
            else:
                parts[f"{kind}s"][id] = entry
                removed.pop((kind, id), None)
        self.state = State(revision=revision, removed=removed, **parts)
        return self.state

    def _note(self, known: dict[str, Any], row: Row) -> None:
        value = None if row.value is None else json.loads(row.value)
        if row.field in SETS.get(row.kind, ()):
            element = self._keys.outward_element(row.kind, row.field, row.element)
            of_set: set[str] = known.setdefault(row.field, set())
            (of_set.discard if value is None else of_set.add)(element)
        elif value is None:
            known.pop(row.field, None)
        else:
            known[row.field] = self._keys.outward_value(row.kind, row.field, value)
        if row.revision >= known.get("revision", 0):
            known.update(revision=row.revision, author=row.author, time=row.time)


def _entry(kind: Kind, id: str, known: dict[str, Any]) -> Entry:
    noun: type[Any] = KINDS[kind]
    names = {one.name for one in fields_of(noun)}
    sets = SETS.get(kind, frozenset())
    given = {
        name: tuple(sorted(value)) if name in sets else value
        for name, value in known.items()
        if name in names
    }
    entry: Entry = noun(id=id, **given)
    return entry
