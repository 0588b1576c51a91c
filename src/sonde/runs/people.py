"""People: what they said of runs, as columns of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from sonde.catalog.nouns import RunEntry, State
from sonde.runs.column import Column, lists, texts

_SILENT = RunEntry("")
"""What is said of a run of which nobody said anything."""


def people_columns(state: State, keys: Sequence[str]) -> dict[str, Column]:
    """By name, a value for each of the runs with these keys. Stars and the archive say of each run whether it is there."""
    entries = [state.runs.get(key, _SILENT) for key in keys]
    everywhere = np.ones(len(entries), bool)
    return {
        "display_name": texts([entry.display_name or "" for entry in entries]),
        "tags": lists([entry.tags for entry in entries]),
        "starred": Column("bool", np.array([entry.starred for entry in entries], bool), everywhere),
        "archived": Column("bool", np.array([entry.archived for entry in entries], bool), everywhere),
        "note": texts([entry.note for entry in entries]),
        "colour": texts(["" if entry.colour is None else str(entry.colour) for entry in entries]),
    }


PEOPLE = tuple(people_columns(State(), ()))
"""The names of these columns."""


class PeopleColumns(Mapping[str, Column]):
    """The same, which `made` gives when they are first asked for: a catalog that nobody asks for is not opened."""

    def __init__(self, made: Callable[[], Mapping[str, Column]]) -> None:
        self._made = made
        self._columns: Mapping[str, Column] | None = None

    def __getitem__(self, name: str) -> Column:
        if self._columns is None:
            self._columns = self._made()
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(PEOPLE)

    def __len__(self) -> int:
        return len(PEOPLE)

    def __contains__(self, name: object) -> bool:
        return name in PEOPLE
