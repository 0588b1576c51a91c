"""Metrics: what every scalar series of many runs comes to, and how far each run has come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sonde import _native
from sonde.query.local.which_lines import columns_of, runs_asked
from sonde.query.metrics import MetricSummaries, Paces
from sonde.store import Snapshot


def metric_summaries(snapshot: Snapshot, tags: Sequence[str], runs: Iterable[str] | None) -> MetricSummaries:
    names = runs_asked(snapshot, runs)
    asked = tuple(dict.fromkeys(tags))
    found = _native.metrics(columns_of(snapshot, names), asked)
    return MetricSummaries(
        generation=snapshot.generation,
        tags=asked,
        run_names=tuple(names),
        counts=found.counts,
        finite_counts=found.finite_counts,
        firsts=found.firsts,
        first_steps=found.first_steps,
        lasts=found.lasts,
        last_steps=found.last_steps,
        last_wall_times=found.last_wall_times,
        mins=found.mins,
        min_steps=found.min_steps,
        maxs=found.maxs,
        max_steps=found.max_steps,
        means=found.means,
    )


def paces(snapshot: Snapshot, runs: Iterable[str] | None) -> Paces:
    names = runs_asked(snapshot, runs)
    known, last_steps, steps_per_second = _native.paces(columns_of(snapshot, names))
    return Paces(snapshot.generation, tuple(names), known, last_steps, steps_per_second)
