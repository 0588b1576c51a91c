"""Places: the values of one hyperparameter as numbers along an axis."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Values(Protocol):
    """The values of one hyperparameter, an entry for each trial; what is not `present` means nothing.

    `type` says what `values` holds: numbers for `number`, `time` and `duration`, truths for `bool`, else any objects.
    """

    @property
    def type(self) -> str: ...

    @property
    def values(self) -> npt.NDArray[Any]: ...

    @property
    def present(self) -> npt.NDArray[np.bool_]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where each trial stands: a float64 for each, NaN without a value.

    Of values that are no numbers, `categories` has the words in natural order, and a place is the number of its word there;
    it is empty for numbers.
    """

    at: Floats
    categories: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether any two trials differ in it; one that has it and one that lacks it do."""
        if not len(self.at):
            return False
        known = ~np.isnan(self.at)
        return bool(known.any()) and (not known.all() or bool(self.at.min() < self.at.max()))

    def take(self, rows: npt.NDArray[np.intp]) -> Places:
        """The same of these trials, in this order."""
        return Places(self.at[rows], self.categories)


def places_of(column: Values) -> Places:
    """The places of a column's values."""
    if column.type in _NUMBERS:
        at = np.where(column.present, np.asarray(column.values, np.float64), np.nan)
        return Places(np.where(np.isfinite(at), at, np.nan))
    words = [
        word_of(value) if there else None
        for value, there in zip(column.values.tolist(), column.present.tolist(), strict=True)
    ]
    categories = tuple(sorted({word for word in words if word is not None}, key=natural))
    numbers = {word: float(number) for number, word in enumerate(categories)}
    return Places(np.array([np.nan if word is None else numbers[word] for word in words]), categories)


def word_of(value: Any) -> str:
    """A value as a word, as JSON would have it where that is one."""
    if isinstance(value, (bool, np.bool_)):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(word_of(each) for each in value) + "]"
    return str(value)


def natural(text: str) -> list[tuple[int, int, str]]:
    """A key that sorts numbers inside of texts by their size: a2 before a10."""
    return [
        (0, int(part), "") if part.isdecimal() and len(part) < _LONGEST else (1, 0, part)
        for part in re.split(r"(\d+)", text)
        if part
    ]


_NUMBERS = frozenset({"number", "time", "duration"})
_LONGEST = 18
