"""Statistics: what all numbers of a value say together. They are read a few at a time, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Annotated

import numpy as np
import numpy.typing as npt
from msgspec import Meta, Struct

from sonde.errors import BadQueryError
from sonde.panels.tensors.picture import NUMBERS_AT_ONCE
from sonde.panels.tensors.plane import as_numbers

if TYPE_CHECKING:
    from sonde.query import Array

BINS = 60


class TensorStatistics(Struct, frozen=True, kw_only=True):
    """Of all numbers of one value; of complex ones, of how large they are."""

    count: int
    nan: int
    infinite: Annotated[int, Meta(description="how many are +∞")]
    negative_infinite: Annotated[int, Meta(description="how many are -∞")]
    zeros: int
    min: Annotated[
        float, Meta(description="of the finite ones, as all that follows; NaN where there are none")
    ]
    max: float
    mean: float
    std: Annotated[float, Meta(description="the root of the mean squared distance from the mean")]
    bins: Annotated[
        list[int], Meta(description=f"how many lie in each of {BINS} equal parts from min to max")
    ]


def statistics(array: Array) -> TensorStatistics:
    """Read every number, twice. Raises BadQueryError for strings, and what reading raises."""
    if array.dtype.hasobject:
        raise BadQueryError("statistics of strings", "ask for /api/tensors/cells")
    count = nan = infinite = negative_infinite = zeros = 0
    spread = _Spread()
    for numbers in _all(array):
        finite = _finite(numbers)
        count += numbers.size
        if finite.size < numbers.size:
            nan += int(np.count_nonzero(np.isnan(numbers)))
            infinite += int(np.count_nonzero(np.isposinf(numbers)))
            negative_infinite += int(np.count_nonzero(np.isneginf(numbers)))
        zeros += finite.size - int(np.count_nonzero(finite))
        spread.add(finite)
    return TensorStatistics(
        count=count,
        nan=nan,
        infinite=infinite,
        negative_infinite=negative_infinite,
        zeros=zeros,
        min=spread.low,
        max=spread.high,
        mean=spread.mean,
        std=spread.std,
        bins=_bins(array, spread.low, spread.high),
    )


class _Spread:
    """Ends, mean and standard deviation of numbers that come piece by piece.

    Means and squares are joined as Chan, Golub and LeVeque do: no difference of large sums takes the digits away.
    https://doi.org/10.1080/00031305.1983.10483115
    """

    def __init__(self) -> None:
        self._count = 0
        self._squares = 0.0
        self.low = self.high = self.mean = float("nan")

    def add(self, numbers: npt.NDArray[np.float64]) -> None:
        if numbers.size == 0:
            return
        self.low = float(np.fmin(self.low, numbers.min()))
        self.high = float(np.fmax(self.high, numbers.max()))
        with np.errstate(over="ignore", invalid="ignore"):
            mean = float(numbers.mean())
            away = numbers - mean
            squares = float(np.square(away, out=away).sum())
            if self._count == 0:
                self._count, self.mean, self._squares = numbers.size, mean, squares
                return
            both = self._count + numbers.size
            apart = mean - self.mean
            self._squares += squares + apart * apart * self._count * numbers.size / both
            self.mean += apart * numbers.size / both
            self._count = both

    @property
    def std(self) -> float:
        return float(np.sqrt(self._squares / self._count)) if self._count else float("nan")


def _bins(array: Array, low: float, high: float) -> list[int]:
    """How many numbers lie in each; none where all are the same, or their ends lie farther apart than a float64 counts."""
    if not (low < high and np.isfinite(high - low)):
        return []
    bins = np.zeros(BINS, np.int64)
    for numbers in _all(array):
        bins += np.histogram(_finite(numbers), BINS, (low, high))[0]
    return [int(one) for one in bins]


def _finite(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    finite = np.isfinite(numbers)
    return numbers if finite.all() else numbers[finite]


def _all(array: Array) -> Iterator[npt.NDArray[np.float64]]:
    for window in windows(array.shape, NUMBERS_AT_ONCE):
        yield as_numbers(array.read(window)).ravel()


def windows(shape: tuple[int, ...], most: int) -> Iterator[list[slice]]:
    """Parts of at most `most` numbers that together are all of an array, in the order in which it is stored."""
    if 0 in shape:
        return
    # Axes after `split` are whole in each part, those before it single.
    split = next((axis for axis in range(len(shape)) if prod(shape[axis + 1 :]) <= most), 0)
    if not shape:
        yield []
        return
    step = max(1, most // prod(shape[split + 1 :]))
    whole = [slice(0, size) for size in shape[split + 1 :]]
    for place in product(*map(range, shape[:split])):
        outer = [slice(at, at + 1) for at in place]
        for start in range(0, shape[split], step):
            yield [*outer, slice(start, min(start + step, shape[split])), *whole]


def dtype_name(array: Array) -> str:
    """As NumPy says it; of strings `string`."""
    return "string" if array.dtype.hasobject else array.dtype.name
