"""A board in a few lines, for whoever prints it."""

from __future__ import annotations

from collections import Counter

from sonde.query.protocol import Query

SHOWN = 3


def describe(query: Query) -> str:
    """What a log directory holds: its roots, its runs, the series and points of each kind, and how it is kept up with."""
    series: Counter[str] = Counter()
    points: Counter[str] = Counter()
    for tag in query.tags():
        series[tag.kind] += tag.runs
        points[tag.kind] += tag.points
    where = ", ".join(root.location for root in query.roots[:SHOWN])
    if len(query.roots) > SHOWN:
        where += f" and {len(query.roots) - SHOWN} more"
    totals, files = query.totals(), len(query.files())
    lines = [f"Board of {where}: {_count(totals.runs, 'run')}{_state(query)}"]
    lines += [
        f"  {kind}: {series[kind]:,} series, {_count(points[kind], 'point')}" for kind in sorted(series)
    ]
    if files:
        lines.append(f"  {_count(files, 'file')} beside the event files")
    if totals.damage:
        lines.append(f"  {_count(totals.damage, 'place')} could not be read: see damage()")
    return "\n".join(lines)


def _state(query: Query) -> str:
    loading = query.loading
    if not loading.done:
        return f", reading {loading.files_done:,} of {_count(loading.files, 'file')}"
    return ", following" if any(root.following != "no" for root in query.roots) else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
