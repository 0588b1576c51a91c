"""One value as an array of which only what is asked for is read, however large it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from sonde.errors import LargeBlobError
from sonde.query.contract import MAX_VALUES_BYTES
from sonde.query.local.blob import Blob, Place, decode_value, opened, read_exactly, read_value, verify
from sonde.query.local.pieces import READ_AT_ONCE_BYTES
from sonde.query.local.plain import Plain, plain_in
from sonde.store import OpenFile


class LocalArray:
    """See `sonde.query.Array`. Not for two threads at once.

    What is small, or stored in a way that only decoding tells, is read whole at the first question.
    """

    def __init__(self, place: Place, index: int) -> None:
        self.place = place
        self.index = index

    @cached_property
    def etag(self) -> str:
        return Blob(self.place, self.index, 0).etag

    @property
    def dtype(self) -> np.dtype[Any]:
        return self._numbers.dtype

    @property
    def shape(self) -> tuple[int, ...]:
        return self._numbers.shape

    def read(self, window: Sequence[slice]) -> npt.NDArray[Any]:
        numbers = self._numbers
        bounds = [one.indices(size)[:2] for one, size in zip(window, numbers.shape, strict=True)]
        if isinstance(numbers, np.ndarray):
            # Without the dots one string alone would be no array.
            place: tuple[Any, ...] = (*(slice(*one) for one in bounds), ...)
            part: npt.NDArray[Any] = numbers[place]
            return part
        lengths = [max(0, stop - start) for start, stop in bounds]
        out = np.empty(lengths, numbers.stored)
        if out.size > 0:
            with opened(self.place) as file:
                _Reading(self.place, numbers, file).fill(out, [start for start, _ in bounds])
        return numbers.widened(out)

    @cached_property
    def _numbers(self) -> Plain | npt.NDArray[Any]:
        place = self.place
        if place.length > READ_AT_ONCE_BYTES:
            with opened(place) as file:
                verify(place, file)
                found = plain_in(
                    lambda offset, length: file.read(place.offset + offset, length), place.length, place.field
                )
            if found is not None:
                return found
        if place.length > MAX_VALUES_BYTES:
            raise LargeBlobError(
                f"{place} takes {place.length:,} bytes, and no part of it can be read alone",
                "in Python, Tensors.value(index) reads it whole",
            )
        return decode_value(place, read_value(place))


class _Reading:
    """Reads parts of numbers in a file, each piece at once that is small enough."""

    def __init__(self, place: Place, numbers: Plain, file: OpenFile) -> None:
        self._place = place
        self._offset = place.offset + numbers.offset
        self._file = file
        self._dtype = numbers.stored
        # How many numbers lie between neighbours along each axis.
        strides = [*accumulate(reversed(numbers.shape), int.__mul__, initial=1)]
        self._strides = strides[-2::-1] if numbers.shape else []

    def fill(self, out: npt.NDArray[Any], starts: Sequence[int]) -> None:
        """Fill `out`, which begins at `starts`."""
        self._fill(out, 0, sum(start * stride for start, stride in zip(starts, self._strides, strict=True)))

    def _fill(self, out: npt.NDArray[Any], axis: int, start: int) -> None:
        """`out` has the axes from `axis` on, and begins at the number `start`."""
        strides = self._strides[axis:]
        most = READ_AT_ONCE_BYTES // self._dtype.itemsize
        if _span(out.shape, strides) <= most:
            out[...] = self._piece(out.shape, strides, start)
            return
        inner = _span(out.shape[1:], strides[1:])
        if inner <= most:
            step = 1 + (most - inner) // strides[0]
            for first in range(0, len(out), step):
                part = out[first : first + step]
                part[...] = self._piece(part.shape, strides, start + first * strides[0])
            return
        for row in range(len(out)):
            self._fill(out[row], axis + 1, start + row * strides[0])

    def _piece(self, shape: Sequence[int], strides: Sequence[int], start: int) -> npt.NDArray[Any]:
        size = self._dtype.itemsize
        length = _span(shape, strides) * size
        data = read_exactly(self._place, self._file.read(self._offset + start * size, length), length)
        flat = np.frombuffer(data, self._dtype)
        return np.lib.stride_tricks.as_strided(flat, shape, [stride * size for stride in strides])


def _span(shape: Sequence[int], strides: Sequence[int]) -> int:
    """How many numbers lie from the first to the last of a part."""
    return 1 + sum((length - 1) * stride for length, stride in zip(shape, strides, strict=True))
