"""Columns: what the names of a condition stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from sonde.expression.nodes import Type


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One value for each row, as far as it has one.

    `values` is float64 for numbers, times (seconds since the epoch) and durations (seconds), bool for bool, and else an array of
    objects: of str for texts, of lists, and of any of them where the type is `mixed`. Where `present` is false there is no
    value, and what stands in its place means nothing.
    """

    type: Type
    values: npt.NDArray[Any]
    present: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.present)


class Columns(Protocol):
    """The columns of a table, all equally long."""

    def __len__(self) -> int:
        """Rows."""
        ...

    def find(self, name: str) -> Column | None:
        """The column of this name, however it may be written; None where there is none."""
        ...

    def near(self, name: str) -> Sequence[str]:
        """Names that may have been meant by one that is none."""
        ...
