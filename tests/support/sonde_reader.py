"""What Sonde itself reads in a log directory, in the form that support.tensorboard_reader gives."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import sonde
from support.tensorboard_reader import Point, Series


def read_all(logdir: str | Path) -> dict[str, Series]:
    """Every series below a log directory, by `run: tag` (and ` (kind)` where a tag has several)."""
    with sonde.open(logdir) as board:
        assert board.damage() == []
        listed = board.series()
        names = [f"{info.run}: {info.tag}" for info in listed]
        return {
            name if names.count(name) == 1 else f"{name} ({info.kind})": Series(
                plugin=info.plugin,
                content=info.plugin_content,
                display_name=info.display_name,
                description=info.description,
                data_class=info.data_class,
                points=_points(board, info),
            )
            for name, info in zip(names, listed, strict=True)
        }


def _points(board, info) -> list[Point]:
    if info.kind == "scalars":
        scalars = board.scalars(info.run, info.tag)
        columns = zip(scalars.steps, scalars.wall_times, scalars.values, strict=True)
    else:
        tensors = board.tensors(info.run, info.tag, info.kind)
        columns = zip(tensors.steps, tensors.wall_times, tensors.values, strict=True)
    return [Point(int(step), float(wall_time), np.asarray(value)) for step, wall_time, value in columns]
