"""Lists of what a snapshot holds: runs, tags, series. And how a name leads to one of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import overload

from sonde import _native
from sonde.errors import RunNotFoundError, TagNotFoundError
from sonde.model import Run, SeriesInfo, TagInfo
from sonde.query.local.which_lines import columns_of, runs_asked
from sonde.store import Snapshot, StoredRun


def runs(snapshot: Snapshot) -> list[Run]:
    return [stored.run for stored in snapshot.runs.values()]


def find_run(snapshot: Snapshot, run: str) -> StoredRun:
    stored = snapshot.runs.get(run)
    if stored is None:
        raise RunNotFoundError(run, snapshot.runs)
    return stored


class SeriesList(Sequence[SeriesInfo]):
    """The series of some runs, of one kind or of all. Made when looked at: a log may have millions.

    Immutable. As a list: it has a length, an index, slices (lists), and equals a list of the same.
    """

    def __init__(self, runs: Iterable[StoredRun], kind: str | None) -> None:
        self._runs = tuple(runs)
        self._kind = kind
        self._ends: list[int] | None = None

    def _counted(self) -> list[int]:
        """How many series there are up to and with each run; counted once."""
        if self._ends is None:
            self._ends = list(accumulate(run.count(self._kind) for run in self._runs))
        return self._ends

    def __len__(self) -> int:
        ends = self._counted()
        return ends[-1] if ends else 0

    def __bool__(self) -> bool:
        return any(run.count(self._kind) for run in self._runs)

    def __iter__(self) -> Iterator[SeriesInfo]:
        for run in self._runs:
            yield from run.series(self._kind)

    @overload
    def __getitem__(self, index: int) -> SeriesInfo: ...
    @overload
    def __getitem__(self, index: slice) -> list[SeriesInfo]: ...
    def __getitem__(self, index: int | slice) -> SeriesInfo | list[SeriesInfo]:
        if isinstance(index, slice):
            return self._at(range(len(self))[index])
        return self._at([range(len(self))[index]])[0]

    def _at(self, indices: Iterable[int]) -> list[SeriesInfo]:
        found: list[SeriesInfo] = []
        of_run, rows = -1, []
        for index in indices:
            run = bisect_right(self._counted(), index)
            if run != of_run:
                of_run, rows = run, self._runs[run].series(self._kind)
            found.append(rows[index - (self._counted()[run - 1] if run else 0)])
        return found

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (SeriesList, list)):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # as that of a list

    def __repr__(self) -> str:
        shown = ", ".join(map(repr, self[:3]))
        return f"[{shown}]" if len(self) <= 3 else f"[{shown}, … {len(self):,} series]"


def series(snapshot: Snapshot, kind: str | None, run: str | None, tag: str | None) -> Sequence[SeriesInfo]:
    among = snapshot.runs.values() if run is None else (find_run(snapshot, run),)
    if tag is None:
        return SeriesList(among, kind)
    return [info for stored in among for info in stored.series_of(tag) if kind is None or info.kind == kind]


def runs_with(snapshot: Snapshot, tag: str, among: Iterable[str] | None, kind: str) -> list[str]:
    asked = None if among is None else {find_run(snapshot, run).name for run in among}
    stored = [run for name, run in snapshot.runs.items() if asked is None or name in asked]
    found = [run.name for run in stored if any(info.kind == kind for info in run.series_of(tag))]
    if not found:
        raise TagNotFoundError(None, tag, [info.tag for info in tags(snapshot, kind)], kind=kind)
    return found


def tags(snapshot: Snapshot, kind: str | None) -> list[TagInfo]:
    return [TagInfo(*row) for row in snapshot.tags.rows(kind)]


def tag_names(snapshot: Snapshot, kind: str, among: Iterable[str]) -> list[str]:
    return _native.tag_names(columns_of(snapshot, runs_asked(snapshot, among)), kind)


def plugin_contents(
    snapshot: Snapshot, tag: str, kind: str, among: Iterable[str] | None
) -> dict[str, tuple[bytes, ...]]:
    names = runs_asked(snapshot, among)
    found = _native.plugin_contents(columns_of(snapshot, names), tag, kind)
    return {names[at]: contents for at, contents in found}
