"""Grouping: runs put together by values of columns, by directory, by what a regular expression finds in their names, or by hand."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from sonde.errors import ExpressionError
from sonde.expression.patterns import Pattern, PatternError, deadline
from sonde.runs.column import Column, Value
from sonde.runs.hparams import natural, said
from sonde.runs.order import Rows, ranks_of, sorted_rows
from sonde.runs.table import RunTable


@dataclass(frozen=True, slots=True)
class RunGroup:
    """Runs that belong together, in run order. `values` says by what, None where the runs have no such value."""

    name: str
    values: dict[str, Value | None]
    runs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups, and the runs that are in none."""

    groups: tuple[RunGroup, ...]
    rest: tuple[str, ...] = ()


def by_columns(table: RunTable, rows: Rows, columns: Sequence[str]) -> Groups:
    """A group for each combination of values, in the order of the values; runs without one stand last.

    Raises ColumnNotFoundError.
    """
    ids = [table.id_of(name) for name in columns]
    taken = [column.take(rows) for column in table.columns(ids)]
    order = sorted_rows(np.arange(len(rows)), [(ranks_of(column), False) for column in taken])
    keys = list(zip(*(_keys(column) for column in taken), strict=True))
    found: dict[Hashable, list[int]] = {}
    for at in order.tolist():
        found.setdefault(keys[at], []).append(at)
    groups = []
    for places in found.values():
        values = {str(id): column.value(places[0]) for id, column in zip(ids, taken, strict=True)}
        labels = [f"{id.label}={_said(values[str(id)])}" for id in ids]
        groups.append(RunGroup(", ".join(labels), values, _names(table, rows[sorted(places)])))
    return Groups(tuple(groups))


def by_directory(table: RunTable, rows: Rows, level: int) -> Groups:
    """A group for each directory of this depth below the log directory: level 1 puts `a/x` and `a/y` together. With a negative
    level so many parts of a name are left out at its end: -1 is the directory that a run's own is in.
    """

    def directory(name: str) -> str:
        parts = name.split("/")
        kept = parts[:level] if level > 0 else parts[: max(1, len(parts) + level)]
        return "/".join(kept)

    return _by_text(table, rows, "directory", directory)


def by_pattern(table: RunTable, rows: Rows, pattern: str) -> Groups:
    """A group for each thing that a regular expression finds in names: the values of its named groups, else of its first group,
    else all of what it matches. Runs in whose names it finds nothing are in none. Raises ExpressionError.
    """
    found: dict[tuple[str | None, ...], list[int]] = {}
    rest: list[int] = []
    try:
        compiled = Pattern(pattern, deadline())
        labels = compiled.names
        for row in rows.tolist():
            match = compiled.search(table.names[row])
            if match is None:
                rest.append(row)
                continue
            values = tuple(match[label] for label in labels) or (match[1 if match.re.groups else 0],)
            found.setdefault(values, []).append(row)
    except PatternError as error:
        length = max(1, len(pattern) - error.position)
        raise ExpressionError(error.problem, error.message, error.position, length, pattern) from None
    groups = []
    for key in sorted(found, key=lambda key: [(one is None, natural(one or "")) for one in key]):
        values_of = dict(zip(labels or ["match"], key, strict=True))
        texts = [f"{label}={_said(one)}" if labels else _said(one) for label, one in values_of.items()]
        groups.append(RunGroup(", ".join(texts), dict(values_of), _names(table, found[key])))
    return Groups(tuple(groups), _names(table, rest))


def by_hand(table: RunTable, rows: Rows, groups: Sequence[tuple[str, Sequence[str]]]) -> Groups:
    """The groups as they are given, of the runs that are there; a run may be in several, and those in none are the rest."""
    shown = set(rows.tolist())
    made, taken = [], set[int]()
    for name, runs in groups:
        members = sorted(shown & set(table.rows_of(runs).tolist()))
        taken.update(members)
        made.append(RunGroup(name, {"group": name}, _names(table, members)))
    return Groups(tuple(made), _names(table, sorted(shown - taken)))


def _by_text(table: RunTable, rows: Rows, what: str, text_of: Callable[[str], str]) -> Groups:
    found: dict[str, list[int]] = {}
    for row in rows.tolist():
        found.setdefault(text_of(table.names[row]), []).append(row)
    return Groups(
        tuple(RunGroup(text, {what: text}, _names(table, found[text])) for text in sorted(found, key=natural))
    )


def _keys(column: Column) -> list[Hashable]:
    """What is equal where values are, and their types: NaN is one value, and 1 is not true."""
    return [_key(value) for value in column.tolist()]


def _key(value: Value | None) -> Hashable:
    if isinstance(value, list):
        return tuple(_key(one) for one in value)
    if isinstance(value, float) and math.isnan(value):
        return "NaN", float
    return value, bool if isinstance(value, bool) else str if isinstance(value, str) else None


def same(one: Value | None, other: Value | None) -> bool:
    """Whether two values are equal, NaN to NaN, and of one type."""
    return _key(one) == _key(other)


def _said(value: Value | None) -> str:
    return "–" if value is None else said(value)


def _names(table: RunTable, rows: Rows | Sequence[int]) -> tuple[str, ...]:
    return tuple(table.names[row] for row in rows)
