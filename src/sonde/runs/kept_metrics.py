"""What metrics came to when they were last asked for: runs that did not change since are not asked about again."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sonde.model import Run
from sonde.query import MetricSummaries, Query

COLUMNS = tuple(
    field.name for field in fields(MetricSummaries) if field.name not in ("generation", "tags", "run_names")
)
_MOST_CELLS = 1_000_000
"""So many tags × runs are kept, of some 100 bytes each."""
_CELLS_AT_ONCE = 400_000
"""So many are asked for at once where fewer are wanted."""
_FEW = 8
"""Where fewer than one in so many runs changed, only those are asked about."""


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """An answer, and the runs as they were."""

    runs: list[Run | None]
    found: MetricSummaries


class KeptMetrics:
    """The answers of one log directory, by their tags. For several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # held while asking: who asks at the same time mostly wants the same
        self._kept: OrderedDict[tuple[str, ...], _Kept] = OrderedDict()
        self._query: Callable[[], object] = lambda: None  # the one that was asked last, if it is still there
        self._names: tuple[str, ...] = ()
        self._runs: list[Run | None] = []

    def ask(self, query: Query, names: tuple[str, ...], tags: Sequence[str]) -> MetricSummaries:
        """What `query.metric_summaries` says of these tags, with a column for each of these runs, of nothing for those that are
        gone.
        """
        asked = tuple(dict.fromkeys(tags))
        with self._lock:
            runs = self._runs_of(query, names)
            key = next((key for key in reversed(self._kept) if set(asked) <= set(key)), asked)
            kept = self._kept.pop(key, None)
            found = self._up_to_date(query, kept, runs, names, key)
            if found is None:
                key = _worth_asking(query, asked, len(names))
                found = aligned(query.metric_summaries(key, names), names)
            self._keep(key, _Kept(runs, found))
        if found.tags != asked:
            place = {tag: at for at, tag in enumerate(found.tags)}
            at = [place[tag] for tag in asked]
            rows = slice(at[0], at[0] + 1) if len(at) == 1 else np.array(at, np.intp)  # of one a view
            found = replace(with_columns(found, names, lambda values: values[rows]), tags=asked)
        return replace(found, generation=query.generation)

    def _runs_of(self, query: Query, names: tuple[str, ...]) -> list[Run | None]:
        """The runs of these names; the same list as long as nothing changed. A table asks column by column, of one query."""
        if self._query() is query and self._names == names:
            return self._runs
        by_name = {run.name: run for run in query.runs()}
        runs = [by_name.get(name) for name in names]
        if runs != self._runs:
            self._runs = runs
        self._query, self._names = weakref.ref(query), names
        return self._runs

    def _up_to_date(
        self,
        query: Query,
        kept: _Kept | None,
        runs: list[Run | None],
        names: tuple[str, ...],
        tags: tuple[str, ...],
    ) -> MetricSummaries | None:
        """What is kept, with the runs that changed asked about again; None where that is no help."""
        if kept is None or kept.found.run_names != names:
            return None
        if kept.runs is runs:
            return kept.found
        changed = [
            row
            for row, (before, now) in enumerate(zip(kept.runs, runs, strict=True))
            if before is not now and before != now
        ]
        if not changed:
            return kept.found
        if len(changed) * _FEW > len(names):
            return None
        some = tuple(names[row] for row in changed)
        found = aligned(query.metric_summaries(tags, some), some)
        arrays: dict[str, Any] = {}
        for name in COLUMNS:
            arrays[name] = getattr(kept.found, name).copy()
            arrays[name][:, changed] = getattr(found, name)
        return replace(kept.found, **arrays)

    def _keep(self, key: tuple[str, ...], kept: _Kept) -> None:
        self._kept[key] = kept
        cells = sum(one.found.counts.size for one in self._kept.values())
        while cells > _MOST_CELLS and self._kept:
            _, gone = self._kept.popitem(last=False)
            cells -= gone.found.counts.size


def _worth_asking(query: Query, asked: tuple[str, ...], rows: int) -> tuple[str, ...]:
    """These tags, or all that there are, where that is not much more: a table asks for one column after another."""
    tags = tuple(info.tag for info in query.tags("scalars"))
    return tags if len(tags) * rows <= _CELLS_AT_ONCE and set(asked) <= set(tags) else asked


def aligned(found: MetricSummaries, names: tuple[str, ...]) -> MetricSummaries:
    """The same with a column for each of these runs, of nothing for those that are gone."""
    if found.run_names == names:
        return found
    place = {name: at for at, name in enumerate(found.run_names)}
    rows = np.array([place.get(name, -1) for name in names], np.intp)

    def column(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        nothing = np.zeros((len(found.tags), 1), values.dtype)
        return np.concatenate([values, nothing], axis=1)[:, rows]

    return with_columns(found, names, column)


def with_columns(
    found: MetricSummaries, names: tuple[str, ...], column: Callable[[npt.NDArray[Any]], npt.NDArray[Any]]
) -> MetricSummaries:
    """The same of these runs, with what `column` makes of each array."""
    arrays: dict[str, Any] = {name: column(getattr(found, name)) for name in COLUMNS}
    return replace(found, run_names=names, **arrays)
