"""What TensorBoard's own loader reads in a log directory: python expect.py LOGDIR prints it as JSON.

Nothing is sampled away and nothing purged, so that every point of every event file counts. For each run and tag: the
plugin, the number of points, the first and the last step, and hashes (the first 16 hexadecimal digits of SHA-256) of all
steps (little-endian int64), all wall times (float64), and all values: scalars as float32, other tensors by their bytes,
texts joined by zero bytes.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from pathlib import Path

import numpy as np


def expectation(logdir: Path) -> dict:
    from tensorboard.backend.event_processing import io_wrapper

    folders = sorted(io_wrapper.GetLogdirSubdirectories(str(logdir)))
    return {Path(folder).relative_to(logdir).as_posix(): _run(folder) for folder in folders}


def _run(folder: str) -> dict:
    from tensorboard.backend.event_processing import plugin_event_accumulator as accumulator

    everything = {accumulator.TENSORS: 0}
    loader = accumulator.EventAccumulator(
        folder,
        size_guidance=everything,
        purge_orphaned_data=False,
        event_file_active_filter=lambda _wall_time: True,
    )
    loader.Reload()
    known = loader.summary_metadata
    plugins = {
        tag: known[tag].plugin_data.plugin_name if tag in known else "" for tag in loader.Tags()["tensors"]
    }
    return {"tags": {tag: _series(loader.Tensors(tag), plugin) for tag, plugin in sorted(plugins.items())}}


def _series(events: list, plugin: str) -> dict:
    from tensorboard.util import tensor_util

    arrays = [tensor_util.make_ndarray(event.tensor_proto) for event in events]
    steps = np.array([event.step for event in events], "<i8")
    wall_times = np.array([event.wall_time for event in events], "<f8")
    return {
        "plugin": plugin,
        "points": len(events),
        "first_step": int(steps[0]),
        "last_step": int(steps[-1]),
        "steps": _hash(steps.tobytes()),
        "wall_times": _hash(wall_times.tobytes()),
    } | (_scalars(arrays) if plugin == "scalars" else _tensors(arrays))


def _scalars(arrays: list) -> dict:
    values = np.array([float(array) for array in arrays], "<f4")
    last = float(values[-1])
    return {
        "values": _hash(values.tobytes()),
        "last": last if math.isfinite(last) else str(last),
        "non_finite": int(np.count_nonzero(~np.isfinite(values))),
    }


def _tensors(arrays: list) -> dict:
    last = arrays[-1]
    return {"dtype": str(last.dtype), "shape": list(last.shape), "tensors": _hash(*map(_bytes, arrays))}


def _bytes(array: np.ndarray) -> bytes:
    if array.dtype == object:
        return b"\0".join(array.ravel())
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()


def _hash(*chunks: bytes) -> str:
    return hashlib.sha256(b"".join(chunks)).hexdigest()[:16]


if __name__ == "__main__":
    json.dump(expectation(Path(sys.argv[1])), sys.stdout, indent=1, sort_keys=True)
