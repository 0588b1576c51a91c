"""Onsets: where in the points of one series a condition began to hold, once for each attempt."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from sonde.alerts.nouns import Better, Condition, Expression, NotFinite, Onset, Plateau, Rule, Silence
from sonde.alerts.statistics import Line, Statistics, best_rows
from sonde.expression.condition import parse
from sonde.expression.evaluation import evaluate
from sonde.query import Scalars
from sonde.runs.metrics import lower_is_better

Mask = npt.NDArray[np.bool_]


def better_of(rule: Rule, tag: str) -> Better:
    """Which value of this tag is its best."""
    return rule.better or ("min" if lower_is_better(tag) else "max")


def onsets(rule: Rule, scalars: Scalars, now: float) -> list[Onset]:
    """Where the rule's condition, which is about points, began to hold in this series; in order of time.

    Of the lines of parallel writers the first one counts. For a silence it is where one of that length began that ended again: one
    that has not ended is the clock's business.
    """
    better = better_of(rule, scalars.tag)
    first: dict[str, Onset] = {}
    for line in lines_of(scalars):
        for row in _rows(rule.condition, line, scalars.tag, better, now):
            onset = _onset(rule.condition, scalars, line, row, better)
            known = first.get(onset.cause)
            if known is None or onset.time < known.time:
                first[onset.cause] = onset
    return sorted(first.values(), key=lambda onset: onset.time)


def lines_of(scalars: Scalars) -> Iterator[Line]:
    """The points that no later attempt replaced, writer by writer."""
    current = ~scalars.superseded
    for writer in np.unique(scalars.writers[current]).tolist():
        rows = np.flatnonzero(current & (scalars.writers == writer))
        if np.any(np.diff(scalars.steps[rows]) < 0):
            rows = rows[np.argsort(scalars.steps[rows], kind="stable")]
        yield Line(
            scalars.steps[rows], scalars.wall_times[rows], scalars.values[rows], scalars.attempts[rows]
        )


def _rows(condition: Condition, line: Line, tag: str, better: Better, now: float) -> list[int]:
    """Rows where it begins to hold; of each attempt the first."""
    if isinstance(condition, Silence):
        # Clocks of several machines may go back: that is no silence.
        gaps: list[int] = np.flatnonzero(np.diff(line.times) > condition.seconds).tolist()
        return gaps
    holds = _holds(condition, line, tag, better, now)
    begins = np.flatnonzero(holds & ~np.concatenate([[False], holds])[: len(holds)])
    _attempts, first = np.unique(line.attempts[begins], return_index=True)
    rows: list[int] = begins[first].tolist()
    return rows


def _holds(condition: Condition, line: Line, tag: str, better: Better, now: float) -> Mask:
    if isinstance(condition, Expression):
        return evaluate(parse(condition.expression), Statistics(line, tag, better), now)
    if isinstance(condition, NotFinite):
        return ~np.isfinite(line.values)
    if isinstance(condition, Plateau):
        rows = best_rows(line.values, better, condition.least)
        return (rows >= 0) & (line.steps - line.steps[np.maximum(rows, 0)] >= condition.steps)
    return np.zeros(len(line), bool)


def _onset(condition: Condition, scalars: Scalars, line: Line, row: int, better: Better) -> Onset:
    step, time = int(line.steps[row]), float(line.times[row])
    cause = f"{scalars.tag}#{int(line.attempts[row])}"
    since: float | None = None
    if isinstance(condition, Silence):
        return silence(scalars.run, scalars.tag, step, since=time, seconds=condition.seconds)
    best_row = int(best_rows(line.values[: row + 1], better)[-1])
    best = float(line.values[best_row]) if best_row >= 0 else None
    if isinstance(condition, Plateau):
        row_since = int(best_rows(line.values[: row + 1], better, condition.least)[-1])
        since, best = float(line.steps[row_since]), float(line.values[row_since])
    return Onset(
        run=scalars.run,
        tag=scalars.tag,
        cause=cause,
        time=time,
        step=step,
        value=float(line.values[row]),
        best=best,
        since=since,
    )


def silence(run: str, tag: str, step: int, *, since: float, seconds: float) -> Onset:
    """That nothing came for so long after this step, the last of which came at `since`."""
    return Onset(run=run, tag=tag, cause=f"{tag}@{step}", time=since + seconds, step=step, since=since)
