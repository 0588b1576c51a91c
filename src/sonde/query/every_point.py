"""Every point: scalar series as the table of `point_columns`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from sonde.query.point_columns import COLUMNS
from sonde.query.scalars import Scalars

Values = npt.NDArray[Any] | Sequence[str]
"""Of one column."""


def columns_of(points: Scalars, rows: slice = slice(None)) -> list[Values]:
    """These rows of a series, column by column: texts as sequences, numbers as NumPy arrays of the types above."""
    size = len(points.steps[rows])
    return [
        [points.run] * size,
        [points.tag] * size,
        points.steps[rows],
        points.wall_times[rows],
        points.values[rows],
        points.attempts[rows],
        points.writers[rows],
        _writer_names(points, rows),
        points.superseded[rows],
    ]


def no_rows() -> list[Values]:
    """The same without any: readers learn the columns from it."""
    return [[] if column.type == "string" else np.zeros(0, column.type) for column in COLUMNS]


def _writer_names(points: Scalars, rows: slice) -> list[str]:
    if len(points.written_by) == 1:
        return [points.written_by[0][0]] * len(points.steps[rows])
    return [name for name, size in points.written_by for name in repeat(name, size)][rows]
