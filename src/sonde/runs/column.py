"""Column: one thing that is known of every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

ColumnType: TypeAlias = Literal["number", "text", "bool", "time", "duration", "list"]

Value: TypeAlias = "bool | int | float | str | list[Any]"
"""What a cell may hold: a plain number, text, or a list of such values."""

MAX_EXACT = 2**53
"""Whole numbers up to this size are exact as float64."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """The values of one fact, hyperparameter or metric, an entry for each run.

    `type` says what `values` is: float64 for `number`, `time` (seconds since the epoch) and `duration` (seconds), NaN where a
    run has none; bool for `bool`; objects for `text` (str, "" where there is none) and `list` (tuples). `present` says
    which runs have a value; a NaN that was logged is one. `whole` is true where all numbers are integers.
    `exact` has, by row, the values that `values` cannot say: integers beyond 2**53, and in a column of text what is no text.
    """

    type: ColumnType
    values: npt.NDArray[Any]
    present: npt.NDArray[np.bool_]
    whole: bool = False
    exact: Mapping[int, Value] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.present)

    def value(self, row: int) -> Value | None:
        """One run's value in Python's own types; None where it has none."""
        if not self.present[row]:
            return None
        exact = self.exact.get(row)
        if exact is not None:
            return exact
        value = self.values[row]
        if self.type == "list":
            return list(value)
        if self.type == "text":
            return str(value)
        if self.type == "bool":
            return bool(value)
        return int(value) if self.whole else float(value)

    def tolist(self) -> list[Value | None]:
        """Every run's value, as `value` gives it."""
        if self.whole:
            plain: list[Any] = np.where(self.present, self.values, 0).astype(np.int64).tolist()
        else:
            plain = self.values.tolist()
        if self.type == "list":
            plain = [list(value) for value in plain]
        for row in np.flatnonzero(~self.present).tolist():
            plain[row] = None
        for row, value in self.exact.items():
            plain[row] = value
        return plain

    def take(self, rows: npt.NDArray[np.intp]) -> Column:
        """The same of these rows, in this order."""
        exact = (
            {at: self.exact[row] for at, row in enumerate(rows.tolist()) if row in self.exact}
            if self.exact
            else {}
        )
        return Column(self.type, self.values[rows], self.present[rows], self.whole, exact)


def texts(values: Sequence[str]) -> Column:
    """A column of texts, of which "" stands for none."""
    array = np.array(values, object) if values else np.zeros(0, object)
    return Column("text", array, array != "")


def numbers(values: npt.NDArray[Any], type_of: ColumnType = "number", *, whole: bool = False) -> Column:
    """A column of numbers, of which NaN stands for none."""
    array = values.astype(np.float64)
    return Column(type_of, array, ~np.isnan(array), whole)


def lists(values: Sequence[tuple[Any, ...]]) -> Column:
    """A column of lists, of which the empty one stands for none."""
    array = np.empty(len(values), object)
    for row, value in enumerate(values):
        array[row] = value
    return Column("list", array, np.array([bool(value) for value in values], np.bool_))
