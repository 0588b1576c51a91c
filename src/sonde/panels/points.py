"""Every point of scalar series as tables: what a download, an export and a later panel have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import TYPE_CHECKING

import numpy as np

from sonde.panels.contract import Column

if TYPE_CHECKING:
    from sonde.query import Query

ROWS_AT_ONCE = 65_536
"""Rows of one table: enough that a table's fixed cost vanishes, few enough that a long series is sent while it is read."""

COLUMNS = ("run", "tag", "step", "wall_time", "value", "attempt", "writer", "writer_name", "superseded")


def scalar_tables(query: Query, series: Sequence[tuple[str, str]]) -> Iterator[list[Column]]:
    """Tables with `COLUMNS`, at most `ROWS_AT_ONCE` rows each, for these (run, tag) pairs in their order.

    Points come in file order, superseded ones too. There is always at least one table, if an empty one, so that a reader
    learns the columns.
    """
    some = False
    for run, tag in series:
        points = query.scalars(run, tag)
        names = [name for name, size in points.written_by for name in repeat(name, size)]
        for start in range(0, len(points.steps), ROWS_AT_ONCE):
            some = True
            part = slice(start, start + ROWS_AT_ONCE)
            rows = len(points.steps[part])
            yield [
                Column("run", [run] * rows),
                Column("tag", [tag] * rows),
                Column("step", points.steps[part]),
                Column("wall_time", points.wall_times[part]),
                Column("value", points.values[part]),
                Column("attempt", points.attempts[part]),
                Column("writer", points.writers[part]),
                Column("writer_name", names[part]),
                Column("superseded", points.superseded[part]),
            ]
    if not some:
        empty: list[str] = []
        types = (None, None, np.int64, np.float64, np.float64, np.int32, np.int32, None, np.bool_)
        yield [
            Column(name, empty if kind is None else np.zeros(0, kind))
            for name, kind in zip(COLUMNS, types, strict=True)
        ]
