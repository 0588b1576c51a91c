"""Overview: what a column holds over some runs: how many have it, whether they differ, from where to where."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from sonde.runs.column import Column, Value
from sonde.runs.order import Rows

SHOWN_VALUES = 20
"""Of more different values so many are named."""


@dataclass(frozen=True, slots=True)
class Overview:
    """`present` runs have a value. `differs` is true where they have several, or only some have any. `distinct` counts the
    different ones; `values` are the most frequent of them. `min` and `max` are of finite numbers, None without any.
    """

    present: int
    differs: bool
    distinct: int
    values: tuple[Value, ...]
    min: float | None
    max: float | None


def overview_of(column: Column, rows: Rows) -> Overview:
    """Of these runs."""
    taken = rows[column.present[rows]]
    low = high = None
    if column.values.dtype != object:
        numbers, counts = np.unique(column.values[taken], return_counts=True)
        distinct = len(numbers)
        finite = numbers[np.isfinite(numbers)] if column.type != "bool" else numbers[:0]
        if len(finite):
            low, high = float(finite[0]), float(finite[-1])
        most = np.argsort(-counts, kind="stable")[:SHOWN_VALUES]
        values = [_plain(column, numbers[at]) for at in most.tolist()]
    else:
        distinct, values = _counted(column, taken)
    return Overview(
        present=len(taken),
        differs=distinct > 1 or 0 < len(taken) < len(rows),
        distinct=distinct,
        values=tuple(values),
        min=low,
        max=high,
    )


def _counted(column: Column, rows: Rows) -> tuple[int, list[Value]]:
    """How many different values these rows have, and the most frequent of them."""
    cells: list[Any] = column.take(rows).tolist()
    if column.type == "text" and not column.exact:  # texts are told apart as they are, in half the time
        texts = Counter(cells)
        return len(texts), [text for text, _ in texts.most_common(SHOWN_VALUES)]
    keys = Counter(map(_hashable, cells))
    return len(keys), [_value(key) for key, _ in keys.most_common(SHOWN_VALUES)]


def _plain(column: Column, value: Any) -> Value:
    if column.type == "bool":
        return bool(value)
    return int(value) if column.whole else float(value)


def _hashable(value: Any) -> tuple[type, Any]:
    """What tells 1 from true, too."""
    return (type(value), tuple(value) if isinstance(value, list) else value)


def _value(key: tuple[type, Any]) -> Value:
    value: Value = list(key[1]) if key[0] is list else key[1]
    return value
