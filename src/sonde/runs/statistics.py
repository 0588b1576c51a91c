"""Statistics: what a scalar of a run comes to, as columns."""

from __future__ import annotations

from sonde.query import MetricSummaries
from sonde.runs.column import Column
from sonde.runs.metrics import lower_is_better

DEFAULT_STATISTIC = "last"
"""What a metric is whose name says no more."""

_ARRAYS = {
    "last": "lasts",
    "min": "mins",
    "max": "maxs",
    "mean": "means",
    "first": "firsts",
    "count": "counts",
    "last_step": "last_steps",
    "min_step": "min_steps",
    "max_step": "max_steps",
}
_OF_FINITE = frozenset(("min", "max", "mean", "min_step", "max_step"))
_WHOLE = frozenset(("count", "last_step", "min_step", "max_step"))

STATISTICS = (
    "last",
    "min",
    "max",
    "mean",
    "first",
    "best",
    "best_step",
    "count",
    "last_step",
    "min_step",
    "max_step",
)
"""`best` is the smallest value of losses and errors, else the largest: see `sonde.runs.metrics.lower_is_better`; `best_step`, `min_step`
and `max_step` are where that stands. A run without a finite value of the metric has no `min`, `max`, `mean` and `best`.
"""


def statistic_column(summaries: MetricSummaries, row: int, statistic: str) -> Column:
    """One statistic of the tag in this row of the summaries, a value for each run."""
    if statistic in ("best", "best_step"):
        extreme = "min" if lower_is_better(summaries.tags[row]) else "max"
        statistic = statistic.replace("best", extreme)
    counts = summaries.finite_counts if statistic in _OF_FINITE else summaries.counts
    values = getattr(summaries, _ARRAYS[statistic])[row]
    return Column("number", values.astype(float), counts[row] > 0, statistic in _WHOLE)
