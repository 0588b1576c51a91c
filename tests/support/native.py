"""What the native reader says, in the words of support.reference, so that the two can be compared."""

from __future__ import annotations

import numpy as np

from sonde import _native
from support.reference import Contents


def contents(file: _native.EventFile) -> Contents:
    run = _native.RunSnapshot([file.snapshot()])
    series = {}
    for tag, kind, _plugin, storage in (info[:4] for info in run.infos()):
        if storage == 0:
            steps, wall_times, values = run.scalars(tag)[:3]
            columns = [steps, wall_times.view(np.int64), values.view(np.int64)]
        else:
            steps, wall_times, _files, *references = run.blobs(tag, kind)[:7]
            columns = [steps, wall_times.view(np.int64), *references]
        series[tag, kind] = list(zip(*(column.tolist() for column in columns), strict=True))
    damage = [(offset, length) for offset, length, _ in file.damage]
    assert len(damage) == min(file.damage_count, 1000)
    return Contents(series, file.records, damage, file.pending_bytes)
