"""Difference: what two or more runs have in common, and what not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sonde.errors import RunNotFoundError
from sonde.runs.column import Column, ColumnType, Value
from sonde.runs.grouping import same
from sonde.runs.metrics import metrics_of
from sonde.runs.names import ColumnId
from sonde.runs.statistics import DEFAULT_STATISTIC, statistic_column
from sonde.runs.table import RunTable

_NAMES = ("name", "key")
"""Facts in which all runs differ."""


@dataclass(frozen=True, slots=True)
class Line:
    """One column: a value for each of the runs, None where it has none."""

    id: ColumnId
    type: ColumnType
    values: tuple[Value | None, ...]
    differs: bool


def difference(
    table: RunTable, runs: Sequence[str], statistics: Sequence[str] = (DEFAULT_STATISTIC,)
) -> list[Line]:
    """A line for each fact, hyperparameter and metric that any of the runs has, in the order of the table's columns.

    Raises RunNotFoundError.
    """
    for name in runs:
        if name not in table.facts.rows:
            raise RunNotFoundError(name, table.names)
    rows = table.rows_of(runs)
    lines = [
        _line(id, table.column(id).take(rows))
        for id in table.ids()
        if id.group != "metric" and id.name not in _NAMES
    ]
    facts = table.only(rows)
    tags = table.query.tag_names(
        "scalars", [*facts.names, *(part for parts in facts.parts.values() for part in parts)]
    )
    summaries = metrics_of(table.query, facts, tags)
    for row, tag in enumerate(tags):
        for statistic in statistics:
            column = statistic_column(summaries, row, statistic)
            lines.append(_line(ColumnId("metric", tag, statistic), column))
    return [line for line in lines if any(value is not None for value in line.values)]


def _line(id: ColumnId, column: Column) -> Line:
    values = tuple(column.tolist())
    return Line(id, column.type, values, not all(same(values[0], value) for value in values[1:]))
