"""What TensorBoard reads in a run's directory: the oracle for what our writers write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tensorboard.backend.event_processing import event_file_loader, plugin_event_accumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.util import tensor_util


@dataclass(frozen=True)
class Point:
    """One value of a series, as the array that TensorBoard makes of it."""

    step: int
    wall_time: float
    value: np.ndarray


@dataclass(frozen=True)
class Series:
    """A tag with its metadata."""

    plugin: str
    content: bytes
    display_name: str
    description: str
    data_class: int
    points: list[Point]

    @property
    def steps(self) -> list[int]:
        return [point.step for point in self.points]

    @property
    def values(self) -> list[np.ndarray]:
        return [point.value for point in self.points]


def read_run(directory: str | Path) -> dict[str, Series]:
    """Every tag of one run, all points kept, old summaries migrated as TensorBoard's backend migrates them."""
    guidance = {plugin_event_accumulator.TENSORS: 0}
    accumulator = plugin_event_accumulator.EventAccumulator(
        str(directory), guidance, purge_orphaned_data=False
    )
    accumulator.Reload()
    return {tag: _series(accumulator, tag) for tag in accumulator.Tags()[plugin_event_accumulator.TENSORS]}


def read_all(logdir: str | Path) -> dict[str, Series]:
    """Every series below a log directory, by `run: tag`."""
    runs = sorted({path.parent for path in Path(logdir).rglob("*tfevents*")})
    return {
        f"{run.relative_to(logdir)}: {tag}": series for run in runs for tag, series in read_run(run).items()
    }


def _series(accumulator: Any, tag: str) -> Series:
    about = accumulator.SummaryMetadata(tag)
    return Series(
        plugin=about.plugin_data.plugin_name,
        content=about.plugin_data.content,
        display_name=about.display_name,
        description=about.summary_description,
        data_class=about.data_class,
        points=[
            Point(event.step, event.wall_time, tensor_util.make_ndarray(event.tensor_proto))
            for event in accumulator.Tensors(tag)
        ],
    )


def event_files(directory: str | Path) -> list[Path]:
    """The event files directly in a directory, in the order that readers take them."""
    return sorted(path for path in Path(directory).iterdir() if "tfevents" in path.name)


def raw_events(path: str | Path) -> list[Event]:
    """The events of one file, nothing migrated."""
    return [Event.FromString(record) for record in event_file_loader.RawEventFileLoader(str(path)).Load()]


def all_events(directory: str | Path) -> list[Event]:
    """The events of all files directly in a directory, without the first of each (the format's version)."""
    return [event for path in event_files(directory) for event in raw_events(path)[1:]]
