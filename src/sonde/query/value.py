"""Value: one point of a series that is no scalar, decoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """One point with its value. `stretch` is the place in the question; `index` the point's number in its series.

    `value` is what `Tensors.value` gives, None where `error` says why it cannot be had.
    """

    stretch: int
    index: int
    step: int
    wall_time: float
    attempt: int
    writer: int
    superseded: bool
    value: npt.NDArray[Any] | None
    error: str = ""
