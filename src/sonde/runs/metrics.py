"""Metrics: what scalars come to, with a column for each row of the facts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sonde.query import MetricSummaries, Query
from sonde.runs.facts import Facts
from sonde.runs.kept_metrics import with_columns
from sonde.runs.known import KnownRuns

_LOWER_IS_BETTER = (
    "loss",
    "err",
    "error",
    "mse",
    "mae",
    "rmse",
    "perplexity",
    "ppl",
    "nll",
    "wer",
    "cer",
    "fid",
    "time",
)


def metrics_of(query: Query, facts: Facts, tags: Sequence[str]) -> MetricSummaries:
    """What the current points of these tags come to, `run_names` being `facts.names`: a column for each row of the facts.

    The metrics of sub-runs that are told of with a run are that run's, as far as it does not have them itself. A tag that no
    run has is a row of nothing: `counts` are 0. Where nothing changed since the same tags were last asked for, this costs next to
    nothing.
    """
    parts = [part for names in facts.parts.values() for part in names]
    found = KnownRuns.of(query).metrics.ask(query, (*facts.names, *parts), tags)
    if not parts:
        return found
    rows = len(facts.names)
    whole = with_columns(found, facts.names, lambda values: values[:, :rows].copy())
    at = rows
    for name, names in facts.parts.items():
        _take_over(whole, facts.rows[name], found, range(at, at + len(names)))
        at += len(names)
    return whole


def lower_is_better(tag: str) -> bool:
    """Whether the best value of a metric of this name is its smallest, as far as the name tells: losses and errors."""
    words = _words(tag)
    return any(word in _LOWER_IS_BETTER or word.endswith(("loss", "error")) for word in words)


def _words(tag: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in tag.casefold()).split()


def _take_over(whole: MetricSummaries, row: int, found: MetricSummaries, parts: range) -> None:
    """Join what these columns hold into the row, for the tags that it does not have: all their points as one line."""
    for tag in np.flatnonzero(whole.counts[:, row] == 0).tolist():
        having = [part for part in parts if found.counts[tag, part] > 0]
        if not having:
            continue
        first = having[0]
        last = max(having, key=lambda part: float(found.last_wall_times[tag, part]))
        finite = [part for part in having if found.finite_counts[tag, part] > 0]
        low = min(finite, key=lambda part: float(found.mins[tag, part]), default=last)
        high = max(finite, key=lambda part: float(found.maxs[tag, part]), default=last)
        count = sum(int(found.finite_counts[tag, part]) for part in finite)
        total = sum(float(found.means[tag, part]) * int(found.finite_counts[tag, part]) for part in finite)
        whole.counts[tag, row] = sum(int(found.counts[tag, part]) for part in having)
        whole.finite_counts[tag, row] = count
        whole.means[tag, row] = total / count if count else np.nan
        for part, names in (
            (first, ("firsts", "first_steps")),
            (last, ("lasts", "last_steps", "last_wall_times")),
            (low, ("mins", "min_steps")),
            (high, ("maxs", "max_steps")),
        ):
            for name in names:
                getattr(whole, name)[tag, row] = getattr(found, name)[tag, part]
