"""Snapshots made of columns directly, without files."""

from __future__ import annotations

import numpy as np

from sonde import _native
from sonde._native import _testing
from sonde.model import Loading
from sonde.store import Part, Share, Store, StoredRun


def stored_run(name: str, /, start_time: float | None = 1e9, **tags: list[float]) -> StoredRun:
    """A run with these scalars at steps 0, 1, 2 …, one second apart."""
    table = _testing.FileTable()
    for tag, values in tags.items():
        steps = np.arange(len(values))
        table.append_scalars(tag, steps, (start_time or 0.0) + steps, np.array(values, float))
    columns = _native.RunSnapshot([table.snapshot("events")])
    return StoredRun(name, columns, (), (), start_time, columns.last_time, f"test:{name}")


def commit(store: Store, *runs: StoredRun, gone: tuple[str, ...] = ()) -> int:
    """Commit these runs, drop those; the new generation."""
    if store not in _SHARES:
        _SHARES[store] = store.share("test", Part(Loading(0, 1, 0, 0)))
    number = store.snapshot().generation + 1
    changed = {run.name: run for run in runs} | dict.fromkeys(gone)
    _SHARES[store].commit(changed, Part(Loading(number, number, 1, 1)))
    return store.snapshot().generation


_SHARES: dict[Store, Share] = {}
