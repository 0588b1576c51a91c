"""A board in a few lines, for whoever prints it."""

from __future__ import annotations

from collections import Counter

from sonde.store import Snapshot

SHOWN = 3


def describe(snapshot: Snapshot) -> str:
    """What a log directory holds: its roots, its runs, the series and points of each kind, and how it is kept up with."""
    series: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for _tag, kind, runs, tag_points, *_ in snapshot.tags.rows():
        series[kind] += runs
        points[kind] += tag_points
    where = ", ".join(root.location for root in snapshot.roots[:SHOWN])
    if len(snapshot.roots) > SHOWN:
        where += f" and {len(snapshot.roots) - SHOWN} more"
    lines = [f"Board of {where}: {_count(len(snapshot.runs), 'run')}{_state(snapshot)}"]
    lines += [
        f"  {kind}: {series[kind]:,} series, {_count(points[kind], 'point')}" for kind in sorted(series)
    ]
    if snapshot.files:
        lines.append(f"  {_count(len(snapshot.files), 'file')} beside the event files")
    damaged = len(snapshot.damage) + sum(run.run.damage_count for run in snapshot.runs.values())
    if damaged:
        lines.append(f"  {_count(damaged, 'place')} could not be read: see damage()")
    return "\n".join(lines)


def _state(snapshot: Snapshot) -> str:
    loading = snapshot.loading
    if not loading.done:
        return f", reading {loading.files_done:,} of {_count(loading.files, 'file')}"
    return ", following" if any(root.following != "no" for root in snapshot.roots) else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
