"""Order: which of a column's values comes before which, and rows sorted by several columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sonde.runs.column import Column

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Ranks:
    """Where each run's value stands among all: equal values have equal ranks. `places` is 0 for a value, 1 for NaN, 2 for none."""

    ranks: npt.NDArray[np.float64]
    places: npt.NDArray[np.int8]


def ranks_of(column: Column) -> Ranks:
    """Numbers by size, texts as people sort them (`run2` before `run10`), false before true, numbers before texts."""
    places = np.where(column.present, 0, 2).astype(np.int8)
    if column.values.dtype != object:
        values = column.values.astype(float)
        places[column.present & np.isnan(values)] = 1
        return Ranks(np.where(places == 0, values, 0.0), places)
    ranks = np.zeros(len(column))
    rows = np.flatnonzero(column.present)
    found = [_told(column.exact.get(row, column.values[row])) for row in rows.tolist()]
    order = {one: rank for rank, one in enumerate(sorted(set(found), key=_key))}
    ranks[rows] = [order[one] for one in found]
    return Ranks(ranks, places)


def sorted_rows(rows: Rows, by: Sequence[tuple[Ranks, bool]]) -> Rows:
    """The rows by the first of these, where that is equal by the next, and so on, the others in their order; true says that
    large values come first. NaN comes after all numbers, and what is missing comes last, in either direction.
    """
    keys: list[npt.NDArray[Any]] = []
    for ranks, descending in reversed(by):
        values = ranks.ranks[rows]
        keys += [-values if descending else values, ranks.places[rows]]
    return rows[np.lexsort(keys)] if keys else rows


_Told = tuple[int, Any]
"""A value behind the number of its type."""


def _told(value: Any) -> _Told:
    """The value so that 1 is not true."""
    if isinstance(value, (list, tuple)):
        return 3, tuple(_told(one) for one in value)
    if isinstance(value, str):
        return 2, value
    return (0, value) if isinstance(value, bool) else (1, value)


def _key(told: _Told) -> tuple[Any, ...]:
    type, value = told
    if type == 3:
        return (type, *(_key(one) for one in value))
    return type, _natural(value) if type == 2 else value


_DIGITS = re.compile(r"\d+")


def _natural(text: str) -> tuple[str, str]:
    """A key that sorts texts as people do; numbers have their length in front, so that the longer ones come later."""
    return _DIGITS.sub(_with_length, text.casefold()), text


def _with_length(found: re.Match[str]) -> str:
    digits = found[0].lstrip("0")
    return f"{len(digits):03}{digits}"
