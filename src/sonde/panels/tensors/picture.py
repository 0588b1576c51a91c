"""Pictures: a plane in so few cells that a screen can show them, computed on every number of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from sonde.errors import BadQueryError
from sonde.panels.tensors.plane import Plane, as_numbers

Shown = Literal["mean", "min", "max"]

NUMBERS_AT_ONCE = 1 << 18
"""So many numbers are in memory at once."""

NAN, INFINITE, NEGATIVE_INFINITE = 1, 2, 4
"""What a cell is marked with that holds such numbers, added up."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Cells row by row. Each stands for `row_block` rows and `column_block` columns, at the far ends for fewer.

    `values` leave out what is not finite, and are NaN where nothing is left; `marks` say what was left out. `low` and `high` are the
    smallest and the largest finite number of all, NaN where there is none.
    """

    rows: range
    columns: range
    row_block: int
    column_block: int
    values: npt.NDArray[np.float64]
    marks: npt.NDArray[np.uint8]
    low: float
    high: float


def picture(
    plane: Plane, rows: range, columns: range, max_rows: int, max_columns: int, shown: Shown
) -> Picture:
    """These rows and columns in at most so many cells. Raises BadQueryError, and what reading raises."""
    if plane.array.dtype == object:
        raise BadQueryError("a picture of strings", "ask for /api/tensors/cells")
    row_block = max(1, -(-len(rows) // max_rows))
    column_block = max(1, -(-len(columns) // max_columns))
    cells = _Cells(-(-len(rows) // row_block), -(-len(columns) // column_block), shown)
    for some_rows, some_columns in _parts(plane, rows, columns):
        numbers = as_numbers(plane.read(some_rows, some_columns))
        cells.add(
            numbers,
            _starts(some_rows, rows.start, row_block),
            _starts(some_columns, columns.start, column_block),
        )
    values, marks = cells.finished()
    low, high = (cells.low, cells.high) if cells.low <= cells.high else (np.nan, np.nan)
    return Picture(rows, columns, row_block, column_block, values, marks, low, high)


def _parts(plane: Plane, rows: range, columns: range) -> Iterator[tuple[range, range]]:
    """All of it in parts of at most NUMBERS_AT_ONCE, in the order in which they stand in the file."""
    if len(rows) == 0 or len(columns) == 0:
        return
    turned = plane.row_axis > plane.column_axis
    outer, inner = (columns, rows) if turned else (rows, columns)
    step = max(1, NUMBERS_AT_ONCE // len(inner))
    for some_outer in _split(outer, step):
        for some_inner in _split(inner, NUMBERS_AT_ONCE):
            yield (some_inner, some_outer) if turned else (some_outer, some_inner)


def _split(whole: range, step: int) -> Iterator[range]:
    for start in range(whole.start, whole.stop, step):
        yield range(start, min(start + step, whole.stop))


def _starts(part: range, origin: int, block: int) -> tuple[int, npt.NDArray[np.intp]]:
    """The first cell that a part has numbers of, and where in the part each of its cells begins."""
    first = (part.start - origin) // block
    last = (part.stop - 1 - origin) // block
    begins = origin + np.arange(first, last + 1) * block - part.start
    return first, np.maximum(0, begins)


class _Cells:
    """Numbers gathered cell by cell."""

    def __init__(self, rows: int, columns: int, shown: Shown) -> None:
        self._shown = shown
        empty = {"mean": 0.0, "min": np.inf, "max": -np.inf}[shown]
        self._values = np.full((rows, columns), empty)
        self._finite = np.zeros((rows, columns), np.int64)
        self._marks = np.zeros((rows, columns), np.uint8)
        self.low, self.high = np.inf, -np.inf

    def add(
        self,
        numbers: npt.NDArray[np.float64],
        rows: tuple[int, npt.NDArray[np.intp]],
        columns: tuple[int, npt.NDArray[np.intp]],
    ) -> None:
        (first_row, row_starts), (first_column, column_starts) = rows, columns
        here = (
            slice(first_row, first_row + len(row_starts)),
            slice(first_column, first_column + len(column_starts)),
        )

        def by_cell(function: np.ufunc, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
            found: npt.NDArray[Any] = function.reduceat(
                function.reduceat(values, column_starts, axis=1), row_starts, axis=0
            )
            return found

        finite = np.isfinite(numbers)
        whole = bool(finite.all())
        if not whole:
            for mark, is_it in (
                (NAN, np.isnan(numbers)),
                (INFINITE, np.isposinf(numbers)),
                (NEGATIVE_INFINITE, np.isneginf(numbers)),
            ):
                self._marks[here] |= np.where(by_cell(np.logical_or, is_it), np.uint8(mark), np.uint8(0))
        of_finite = numbers if whole else numbers[finite]
        if of_finite.size:
            self.low = min(self.low, float(of_finite.min()))
            self.high = max(self.high, float(of_finite.max()))
        if whole:
            rows_each, columns_each = (
                np.diff([*row_starts, len(numbers)]),
                np.diff([*column_starts, numbers.shape[1]]),
            )
            self._finite[here] += np.outer(rows_each, columns_each)
        else:
            self._finite[here] += by_cell(np.add, finite.astype(np.int64))
        if self._shown == "mean":
            self._values[here] += by_cell(np.add, numbers if whole else np.where(finite, numbers, 0.0))
        elif self._shown == "min":
            found = by_cell(np.minimum, numbers if whole else np.where(finite, numbers, np.inf))
            self._values[here] = np.minimum(self._values[here], found)
        else:
            found = by_cell(np.maximum, numbers if whole else np.where(finite, numbers, -np.inf))
            self._values[here] = np.maximum(self._values[here], found)

    def finished(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.uint8]]:
        some = self._finite > 0
        divisor = np.where(some, self._finite, 1) if self._shown == "mean" else 1
        return np.where(some, self._values / divisor, np.nan), self._marks
