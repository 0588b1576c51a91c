"""Documents: everything that is known of runs as plain values, run by run, as JSON has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sonde.query import MetricSummaries
from sonde.runs.column import Column
from sonde.runs.metrics import metrics_of
from sonde.runs.order import Rows
from sonde.runs.statistics import statistic_column
from sonde.runs.table import RunTable

_STATISTICS = ("last", "min", "max", "mean", "first", "count", "last_step", "min_step", "max_step")
_ROWS_AT_ONCE = 200
"""Many runs with many metrics are more than fits in memory as plain values."""


def documents(
    table: RunTable, rows: Rows, is_wanted: Callable[[str], bool] = lambda _tag: True
) -> Iterator[dict[str, Any]]:
    """Of each run its facts, what people said of it, `parts`, `problems`, `hparams` by name, and `metrics` by tag, of those tags that are wanted.

    A fact that a run lacks is None, a list then empty; a hyperparameter or metric is left out. Numbers that are not finite are what they are.
    """
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        yield from _some(table, rows[start : start + _ROWS_AT_ONCE], is_wanted)


def _some(table: RunTable, rows: Rows, is_wanted: Callable[[str], bool]) -> Iterator[dict[str, Any]]:
    ids = list(table.ids())
    facts = {id.name: _facts(table.column(id), rows) for id in ids if id.group in ("run", "catalog")}
    hparams = {id.name: _values(table.column(id), rows) for id in ids if id.group == "hparam"}
    metrics = _metrics(table, rows, is_wanted)
    for at, row in enumerate(rows.tolist()):
        name = table.names[row]
        yield {
            **{fact: values[at] for fact, values in facts.items()},
            "parts": list(table.facts.parts.get(name, ())),
            "problems": list(table.facts.problems.get(name, ())),
            "hparams": {one: values[at] for one, values in hparams.items() if values[at] is not None},
            "metrics": metrics(at),
        }


def _values(column: Column, rows: Rows) -> list[Any]:
    return column.take(rows).tolist()


def _facts(column: Column, rows: Rows) -> list[Any]:
    values = _values(column, rows)
    return [value or [] for value in values] if column.type == "list" else values


def _metrics(
    table: RunTable, rows: Rows, is_wanted: Callable[[str], bool]
) -> Callable[[int], dict[str, dict[str, Any]]]:
    """What the scalars of the run at a place come to, by tag."""
    facts = table.only(rows)
    runs = [*facts.names, *(part for parts in facts.parts.values() for part in parts)]
    tags = [tag for tag in table.query.tag_names("scalars", runs) if is_wanted(tag)]
    summaries = metrics_of(table.query, facts, tags)
    columns = {tag: _statistics(summaries, number) for number, tag in enumerate(tags)}

    def of(at: int) -> dict[str, dict[str, Any]]:
        return {
            tag: {name: values[at] for name, values in statistics.items()}
            for tag, statistics in columns.items()
            if statistics["count"][at] is not None
        }

    return of


def _statistics(summaries: MetricSummaries, row: int) -> dict[str, list[Any]]:
    return {name: statistic_column(summaries, row, name).tolist() for name in _STATISTICS}
