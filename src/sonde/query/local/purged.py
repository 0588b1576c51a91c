"""Purged: which points of a series TensorBoard drops when a job begins anew.

https://github.com/tensorflow/tensorboard/blob/2.20.0/tensorboard/backend/event_processing/plugin_event_accumulator.py
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sonde.model import LogFile
from sonde.query.contract import KeptPoints
from sonde.query.local.tensors import LocalTensors
from sonde.store import Snapshot

_BY_SESSIONS = 2.0
"""From this file version on only sessions purge; before it, steps that go back."""


def kept_points(snapshot: Snapshot, points: LocalTensors, kept: KeptPoints) -> npt.NDArray[np.intp]:
    """The numbers of the current points, or of all, by step; or in the order of the records those that TensorBoard shows."""
    if kept == "tensorboard":
        return np.flatnonzero(~purged(points, snapshot.runs[points.run].files))
    indices = np.arange(len(points)) if kept == "all" else np.flatnonzero(~points.superseded)
    return indices[np.argsort(points.steps[indices], kind="stable")]


def purged(points: LocalTensors, files: Sequence[LogFile]) -> npt.NDArray[np.bool_]:
    """For each point, in the order of the records, whether it is dropped.

    The second SessionLog.START of a run, and every later one, drops what stands before it at its step or above it. In files
    without a version, or with one below 2, a point whose step goes back drops those before it at its step or above it.
    """
    dropped = np.zeros(len(points), np.bool_)
    places = points.places
    version: float | None = None
    started = False
    for index, file in enumerate(files):
        version = _version(file.file_version, version)
        if version is None or version < _BY_SESSIONS:
            _drop_behind(dropped, points.steps, np.flatnonzero(places.files == index))
            continue
        for offset, step in file.session_starts:
            before = (places.files < index) | ((places.files == index) & (places.record_offsets < offset))
            if started:
                dropped |= before & (points.steps >= step)
            started = True
    return dropped


def _drop_behind(
    dropped: npt.NDArray[np.bool_], steps: npt.NDArray[np.int64], here: npt.NDArray[np.intp]
) -> None:
    """What each of these points, and those that follow, drop by going back."""
    for at in here[1:][np.diff(steps[here]) < 0].tolist():
        dropped[:at] |= steps[:at] >= steps[at]


def _version(text: str, before: float | None) -> float | None:
    """Of `brain.Event:2`; the one before where a file has none, -1 where it is none."""
    if not text:
        return before
    try:
        return float(text.removeprefix("brain.Event:"))
    except ValueError:
        return -1.0
