"""Planes: two axes of an array as rows and columns, at one place on each of the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sonde.errors import BadQueryError

if TYPE_CHECKING:
    from sonde.query import Array

NO_AXIS = -1
"""In the place of an axis: there is one row, or one column."""


class Plane:
    """Rows and columns of an array. Of an array with fewer axes they are one each; a place outside an axis is the nearest."""

    def __init__(
        self, array: Array, row_axis: int | None, column_axis: int | None, place: Sequence[int]
    ) -> None:
        """None stands for the last two axes, and of an array with one axis for one row. Raises BadQueryError."""
        axes = len(array.shape)
        self.array = array
        self.row_axis = (axes - 2 if axes > 1 else NO_AXIS) if row_axis is None else row_axis
        self.column_axis = axes - 1 if column_axis is None else column_axis
        for axis in (self.row_axis, self.column_axis):
            if not NO_AXIS <= axis < axes:
                raise BadQueryError(f"axis {axis} of a tensor of shape {list(array.shape)}", _hint(axes))
        if self.row_axis == self.column_axis != NO_AXIS:
            raise BadQueryError(f"axis {self.row_axis} as rows and as columns", "name two axes")
        if len(place) > axes:
            raise BadQueryError(f"a place on {len(place)} axes of a tensor with {axes}", _hint(axes))
        asked = [*place, *[0] * (axes - len(place))]
        self.place = [min(max(0, at), size - 1) for at, size in zip(asked, array.shape, strict=True)]

    @property
    def rows(self) -> int:
        return self._length(self.row_axis)

    @property
    def columns(self) -> int:
        return self._length(self.column_axis)

    def read(self, rows: range, columns: range) -> npt.NDArray[Any]:
        """These rows and columns, as an array with two axes."""
        window = [slice(at, at + 1) for at in self.place]
        for axis, part in ((self.row_axis, rows), (self.column_axis, columns)):
            if axis != NO_AXIS:
                window[axis] = slice(part.start, part.stop)
        found = self.array.read(window)
        turned = self.row_axis > self.column_axis
        table: npt.NDArray[Any] = found.reshape(
            (len(columns), len(rows)) if turned else (len(rows), len(columns))
        )
        return table.T if turned else table

    def _length(self, axis: int) -> int:
        # Where another axis is empty, there is nothing in the plane either.
        if 0 in self.array.shape:
            return 0
        return 1 if axis == NO_AXIS else self.array.shape[axis]


def _hint(axes: int) -> str:
    return f"it has {axes} axes, counted from 0; {NO_AXIS} stands for none"


def within(first: int, last: int | None, length: int) -> range:
    """The part [first, last) of so many, as far as it is there."""
    stop = length if last is None else min(last, length)
    return range(min(first, stop), stop)


def as_numbers(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Numbers of any type as float64; of complex ones how large they are."""
    return (np.abs(values) if np.iscomplexobj(values) else values).astype(np.float64, copy=False)
