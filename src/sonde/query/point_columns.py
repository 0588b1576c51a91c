"""The columns of "every point": the table that scalar series are in Python, Arrow, HTTP and exported files alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class PointColumn:
    """One column: its name, its type as Arrow calls it, and what it says. No value is ever missing."""

    name: str
    type: Literal["string", "int64", "float64", "int32", "bool"]
    says: str


COLUMNS = (
    PointColumn("run", "string", "the run's name"),
    PointColumn("tag", "string", "the series' tag"),
    PointColumn("step", "int64", "the step"),
    PointColumn("wall_time", "float64", "seconds since the epoch"),
    PointColumn("value", "float64", "exact for every float32 and float64; NaN and the infinities are values"),
    PointColumn(
        "attempt",
        "int32",
        "from 0; a resumed job, a restarted session or a step that goes back begins a new one",
    ),
    PointColumn("writer", "int32", "from 0; more than one where files of the run were written side by side"),
    PointColumn(
        "writer_name", "string", "host:pid of who wrote the point; empty where the series has one writer"
    ),
    PointColumn("superseded", "bool", "whether a later attempt began at its step or before it"),
)
"""In their order. Points come file by file, in the order of records, superseded ones too."""

NAMES = tuple(column.name for column in COLUMNS)
