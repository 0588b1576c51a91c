"""A table whose columns are lists of Python's values, None where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

import numpy as np

from sonde.expression.columns import Column
from sonde.expression.completion import Offer, likeliest

_KINDS = {bool: "bool", int: "number", float: "number", str: "text", list: "list"}


def column(values: Sequence[object], type: str | None = None) -> Column:
    """Of values whose type says what the column's is, unless that is told."""
    kinds = {_KINDS[value.__class__] for value in values if value is not None}
    type = type or (kinds.pop() if len(kinds) == 1 else "mixed")
    present = np.array([value is not None for value in values], bool)
    if type in ("number", "time", "duration"):
        return Column(type, np.array([np.nan if one is None else one for one in values], float), present)
    if type == "bool":
        return Column(type, np.array([bool(one) for one in values]), present)
    objects = np.empty(len(values), object)
    objects[:] = values
    return Column(type, objects, present)


class PlainColumns:
    """Columns by name, in the order in which they are given."""

    def __init__(self, columns: Mapping[str, Column]) -> None:
        self._columns = columns

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    def find(self, name: str) -> Column | None:
        return self._columns.get(name)

    def near(self, name: str) -> list[str]:
        return get_close_matches(name, list(self._columns))

    def offers(self, typed: str) -> Iterable[Offer]:
        found = [Offer(name, "hparam") for name in self._columns if typed.lower() in name.lower()]
        return sorted(found, key=likeliest(typed))

    def values_of(self, name: str) -> list[object]:
        found = self._columns[name]
        values = found.values[found.present].tolist()
        return [value for at, value in enumerate(values) if value not in values[:at]]
