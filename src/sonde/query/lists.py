"""Lists of what a snapshot holds: runs, tags, series. And how a name leads to one of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from sonde.errors import RunNotFoundError, TagNotFoundError
from sonde.model import Run, SeriesInfo, TagInfo
from sonde.store import Snapshot, StoredRun


def runs(snapshot: Snapshot) -> list[Run]:
    return [stored.run for stored in snapshot.runs.values()]


def find_run(snapshot: Snapshot, run: str) -> StoredRun:
    stored = snapshot.runs.get(run)
    if stored is None:
        raise RunNotFoundError(run, snapshot.runs)
    return stored


def series(snapshot: Snapshot, kind: str | None, run: str | None, tag: str | None) -> list[SeriesInfo]:
    among = snapshot.runs.values() if run is None else (find_run(snapshot, run),)
    return [
        info
        for stored in among
        for info in (stored.series if tag is None else stored.series_by_tag.get(tag, ()))
        if kind is None or info.kind == kind
    ]


def runs_with(snapshot: Snapshot, tag: str, among: Iterable[str] | None, kind: str) -> list[str]:
    asked = None if among is None else {find_run(snapshot, run).name for run in among}
    stored = [run for name, run in snapshot.runs.items() if asked is None or name in asked]
    found = [run.name for run in stored if any(info.kind == kind for info in run.series_by_tag.get(tag, ()))]
    if not found:
        known = dict.fromkeys(info.tag for run in stored for info in run.series if info.kind == kind)
        raise TagNotFoundError(None, tag, known, kind=kind)
    return found


def tags(snapshot: Snapshot, kind: str | None) -> list[TagInfo]:
    """Works on the bare rows: a page asks for this after every change, over tens of thousands of series."""
    sums: dict[tuple[str, str], _TagSum] = {}
    for stored in snapshot.runs.values():
        for row in stored.infos:
            if kind is None or row[1] == kind:
                key = (row[0], row[1])
                found = sums.get(key)
                if found is None:
                    found = sums[key] = _TagSum()
                found.add(row)
    return [sums[tag, of_kind].info(tag, of_kind) for tag, of_kind in sorted(sums)]


class _TagSum:
    """What the runs that have a tag say of it together."""

    __slots__ = ("description", "display_name", "last_wall_time", "points", "runs")

    def __init__(self) -> None:
        self.runs = 0
        self.points = 0
        self.display_name = ""
        self.description = ""
        self.last_wall_time = -math.inf

    def add(self, row: tuple[Any, ...]) -> None:
        self.runs += 1
        self.points += row[4]
        self.last_wall_time = max(self.last_wall_time, row[8])
        if not self.display_name:
            self.display_name = row[12]
        if not self.description:
            self.description = row[13]

    def info(self, tag: str, kind: str) -> TagInfo:
        return TagInfo(
            tag, kind, self.runs, self.points, self.display_name, self.description, self.last_wall_time
        )
