"""Reading curves: which points there are of a tag, and their values, so many at once as an answer may hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonde.errors import BadQueryError
from sonde.panels.pr_curves.curve import Curve, curve_of
from sonde.query import Stretch
from sonde.query.contract import MAX_VALUES, MAX_VALUES_BYTES

if TYPE_CHECKING:
    from sonde.query import Query, Tensors, Value

KIND = "pr_curves"


@dataclass(frozen=True, slots=True, eq=False)
class Logged:
    """A point of a series, and its curve; None where `error` says why it cannot be had."""

    run: str
    tag: str
    index: int
    step: int
    wall_time: float
    attempt: int
    writer: int
    superseded: bool
    curve: Curve | None
    error: str


def read_curves(query: Query, points: Tensors, indices: Sequence[int]) -> Iterator[Logged]:
    """These points of a series with their curves, in this order."""
    for batch in _batches(points, indices):
        for index, found in zip(batch, _values(query, points, batch), strict=True):
            yield _logged(points, index, found)


def _batches(points: Tensors, indices: Iterable[int]) -> Iterator[list[int]]:
    """So many at once as are answered."""
    batch: list[int] = []
    size = 0
    for index in indices:
        more = int(points.bytes[index])
        if batch and (len(batch) == MAX_VALUES or size + more > MAX_VALUES_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(index)
        size += more
    if batch:
        yield batch


def _values(query: Query, points: Tensors, indices: Sequence[int]) -> list[Value | str]:
    asked = [Stretch(points.run, points.tag, KIND, index, index + 1) for index in indices]
    try:
        return list(query.values(asked))
    except BadQueryError as error:  # one alone is too large for any answer
        return [str(error)] * len(indices)


def _logged(points: Tensors, index: int, found: Value | str) -> Logged:
    curve, error = None, found if isinstance(found, str) else found.error
    if not isinstance(found, str) and found.value is not None:
        try:
            curve = curve_of(found.value)
        except ValueError as wrong:
            error = str(wrong)
    return Logged(
        run=points.run,
        tag=points.tag,
        index=index,
        step=int(points.steps[index]),
        wall_time=float(points.wall_times[index]),
        attempt=int(points.attempts[index]),
        writer=int(points.writers[index]),
        superseded=bool(points.superseded[index]),
        curve=curve,
        error=error,
    )
