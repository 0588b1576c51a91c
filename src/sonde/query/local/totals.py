"""Sums over all runs of a snapshot."""

from __future__ import annotations

from sonde.model import Totals
from sonde.store import Snapshot


def totals(snapshot: Snapshot) -> Totals:
    runs = [stored.run for stored in snapshot.runs.values()]
    return Totals(
        runs=len(runs),
        series=sum(run.series for run in runs),
        points=sum(run.points for run in runs),
        bytes=sum(file.bytes for run in runs for file in run.files),
        damage=len(snapshot.damage) + sum(run.damage_count for run in runs),
    )
