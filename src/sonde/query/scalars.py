"""Scalars: every point of one scalar series, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from sonde.errors import MissingExtraError
from sonde.query.frozen import frozen
from sonde.query.point_columns import NAMES

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Scalars:
    """Every point of one scalar series, file by file, in record order. The arrays are read-only and equally long.

    `steps` int64; `wall_times` float64, seconds since the epoch; `values` float64; `attempts` int32, from 0;
    `writers` int32, from 0 (more than one where files of the run were written side by side); `superseded` bool, true
    where a later attempt began at the point's step or before it. `written_by` names who wrote them, one stretch after
    the other: (name, points), a name such as `host:pid`, empty where the series has one writer.
    """

    run: str
    tag: str
    written_by: tuple[tuple[str, int], ...]
    steps: npt.NDArray[np.int64]
    wall_times: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]
    attempts: npt.NDArray[np.int32]
    writers: npt.NDArray[np.int32]
    superseded: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        return f"Scalars(run={self.run!r}, tag={self.tag!r}, {len(self)} points)"

    def current(self) -> Scalars:
        """The points that no later attempt replaced."""
        return self._where(~self.superseded)

    def attempt(self, number: int) -> Scalars:
        """The points of one attempt, superseded or not. An attempt that does not exist has none."""
        return self._where(self.attempts == number)

    @property
    def writer_names(self) -> npt.NDArray[np.object_]:
        """Who wrote each point, as str: `host:pid`, from the name of its file; empty where the series has one writer."""
        names = np.array([name for name, _ in self.written_by], np.object_)
        sizes = np.array([points for _, points in self.written_by], np.intp)
        return cast("npt.NDArray[np.object_]", frozen(np.repeat(names, sizes)))

    def to_pandas(self) -> pd.DataFrame:
        """A DataFrame: step, wall_time, value, attempt, writer, writer_name (as a category) and superseded.

        Raises MissingExtraError.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingExtraError("to_pandas()", "pandas", "pandas") from error
        columns = {
            "step": self.steps,
            "wall_time": self.wall_times,
            "value": self.values,
            "attempt": self.attempts,
            "writer": self.writers,
            "writer_name": pd.Categorical(self.writer_names),
            "superseded": self.superseded,
        }
        return pd.DataFrame({name: columns[name] for name in NAMES if name in columns})

    def _where(self, chosen: npt.NDArray[np.bool_]) -> Scalars:
        columns = (self.steps, self.wall_times, self.values, self.attempts, self.writers, self.superseded)
        left: list[tuple[str, int]] = []
        end = 0
        for name, points in self.written_by:
            begin, end = end, end + points
            left.append((name, int(np.count_nonzero(chosen[begin:end]))))
        written_by = tuple((name, points) for name, points in left if points)
        return Scalars(self.run, self.tag, written_by, *(frozen(column[chosen]) for column in columns))
