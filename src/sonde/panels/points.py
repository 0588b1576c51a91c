"""Every point of scalar series as tables: what a download, an export and a later panel have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sonde.panels.contract import Column
from sonde.query import every_point
from sonde.query.point_columns import NAMES

if TYPE_CHECKING:
    from sonde.query import Query

ROWS_AT_ONCE = 65_536
"""Rows of one table: enough that a table's fixed cost vanishes, few enough that a long series is sent while it is read."""


def scalar_tables(query: Query, series: Sequence[tuple[str, str]]) -> Iterator[list[Column]]:
    """Tables of `point_columns.COLUMNS`, at most `ROWS_AT_ONCE` rows each, for these (run, tag) pairs in their order.

    There is always at least one table, if an empty one, so that a reader learns the columns.
    """
    some = False
    for run, tag in series:
        points = query.scalars(run, tag)
        for start in range(0, len(points), ROWS_AT_ONCE):
            some = True
            yield _table(every_point.columns_of(points, slice(start, start + ROWS_AT_ONCE)))
    if not some:
        yield _table(every_point.no_rows())


def _table(columns: Sequence[every_point.Values]) -> list[Column]:
    return [Column(name, values) for name, values in zip(NAMES, columns, strict=True)]
