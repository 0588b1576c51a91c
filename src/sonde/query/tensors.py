"""Tensors: every point of a series that is no scalar; its values are read and decoded one by one."""

from __future__ import annotations

import builtins
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from sonde.model import Metadata


class Values(Sequence[npt.NDArray[Any]]):
    """The values of a series. Nothing is read before it is asked for, and nothing is kept."""

    def __init__(self, tensors: Tensors) -> None:
        self._tensors = tensors

    def __len__(self) -> int:
        return len(self._tensors)

    @overload
    def __getitem__(self, index: int) -> npt.NDArray[Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[npt.NDArray[Any]]: ...
    def __getitem__(self, index: int | slice) -> npt.NDArray[Any] | list[npt.NDArray[Any]]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        return self._tensors.value(index)

    def __iter__(self) -> Iterator[npt.NDArray[Any]]:
        return (self._tensors.value(i) for i in range(len(self)))


@dataclass(frozen=True, slots=True, eq=False)
class Tensors(ABC):
    """Every point of one series that is no scalar, file by file, in record order.

    `steps` int64, `wall_times` float64 seconds since the epoch, `attempts` and `writers` int32, `superseded` bool: as
    in `Scalars`. `bytes` int64: what each value takes in its file. `values` decodes one value at a time into a NumPy
    array: numbers in the tensor's own type (types that NumPy lacks are widened to one that holds them exactly), text and
    encoded images and audio as an object array of bytes. Values of old writers come out as TensorBoard reads them:
    histograms as float32 [k, 3] (left, right, count), images as [width, height, encoded], audio as [encoded].
    """

    run: str
    tag: str
    kind: str
    plugin: str
    data_class: int
    steps: npt.NDArray[np.int64]
    wall_times: npt.NDArray[np.float64]
    attempts: npt.NDArray[np.int32]
    writers: npt.NDArray[np.int32]
    superseded: npt.NDArray[np.bool_]
    bytes: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        return f"Tensors(run={self.run!r}, tag={self.tag!r}, kind={self.kind!r}, {len(self)} points)"

    @property
    def values(self) -> Values:
        return Values(self)

    @abstractmethod
    def value(self, index: int, *, whole: bool = False) -> npt.NDArray[Any]:
        """Decode one value. Raises DamagedBlobError, StaleBlobError, IndexError.

        A tensor may name its shape and list only its first entries; the last one stands for the others. Where those would
        take more than 64 MiB it is a LargeBlobError, unless the `whole` is asked for.
        """

    @abstractmethod
    def blob(self, index: int) -> builtins.bytes:
        """The bytes of one value as they stand in its file: a serialized `Summary.Value`, or the bytes of a graph or of
        run metadata. Raises DamagedBlobError, StaleBlobError, IndexError.
        """

    @abstractmethod
    def metadata(self, index: int) -> Metadata:
        """What one value says of itself: its own metadata, where it has any, else those of the series, which its first value
        gave. They differ where a run was resumed with other hyperparameters. Reads the value; raises what `blob` raises.
        """
