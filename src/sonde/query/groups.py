"""Groups: what groups of runs come to at the places of an axis, as curves to draw and at single places."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sonde.errors import MissingExtraError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups of runs as curves, all columns flat and read-only.

    One entry per group: `names`; `runs`, those of it that have the tag; `lines` of these runs, each parallel writer being
    one; `points` of these lines; `places` in view at which the group was looked at; `one_of`, how many places there are for each
    of these, about (1: it was looked at in all). What stands for group i are the points [offsets[i], offsets[i + 1]) of
    `x`, `centre`, `counts` (lines with a value there) and `smoothed_at` (the centre of the lines' smoothed values; empty without
    smoothing). The edges of its band, `lower` and `upper`, have offsets and x of their own, as each is thinned by itself;
    without a width they stand at `x`. They are NaN where too few lines have a value. `smoothed`, `smoothed_lower`
    and `smoothed_upper` are the same of the lines' smoothed values. Extents are over all places in view, and NaN without any.
    """

    generation: int
    tag: str
    names: tuple[str, ...]
    runs: npt.NDArray[np.int32]
    lines: npt.NDArray[np.int32]
    points: npt.NDArray[np.int64]
    places: npt.NDArray[np.int64]
    one_of: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int32]
    x: npt.NDArray[np.float64]
    centre: npt.NDArray[np.float64]
    counts: npt.NDArray[np.int32]
    smoothed_at: npt.NDArray[np.float64]
    lower_offsets: npt.NDArray[np.int32]
    lower_x: npt.NDArray[np.float64]
    lower: npt.NDArray[np.float64]
    upper_offsets: npt.NDArray[np.int32]
    upper_x: npt.NDArray[np.float64]
    upper: npt.NDArray[np.float64]
    smoothed_offsets: npt.NDArray[np.int32]
    smoothed_x: npt.NDArray[np.float64]
    smoothed: npt.NDArray[np.float64]
    smoothed_lower_offsets: npt.NDArray[np.int32]
    smoothed_lower_x: npt.NDArray[np.float64]
    smoothed_lower: npt.NDArray[np.float64]
    smoothed_upper_offsets: npt.NDArray[np.int32]
    smoothed_upper_x: npt.NDArray[np.float64]
    smoothed_upper: npt.NDArray[np.float64]
    x_min: float
    x_max: float
    y_min: float
    y_max: float
    y_p05: float
    y_p95: float

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return f"Groups(tag={self.tag!r}, {len(self)} groups, {len(self.x)} places)"

    def to_pandas(self) -> pd.DataFrame:
        """A DataFrame with a row for each place of each group: group, x, centre, lower, upper and count; with smoothing also
        smoothed. Only of an answer without a width, or one that needed no thinning. Raises MissingExtraError, ValueError.
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingExtraError("to_pandas()", "pandas", "pandas") from error
        names = [
            self.names[i] for i, (begin, end) in enumerate(pairwise(self.offsets)) for _ in range(begin, end)
        ]
        columns = {"group": pd.Categorical(names, categories=list(dict.fromkeys(self.names))), "x": self.x}
        columns["centre"] = self.centre
        if len(self.lower):
            if not (np.array_equal(self.lower_x, self.x) and np.array_equal(self.upper_x, self.x)):
                raise ValueError("a band that was thinned for a chart is no table; ask with width=None")
            columns |= {"lower": self.lower, "upper": self.upper}
        columns["count"] = self.counts
        if len(self.smoothed_at):
            columns["smoothed"] = self.smoothed_at
        return pd.DataFrame(columns)


@dataclass(frozen=True, slots=True, eq=False)
class GroupsAt:
    """One row for each group and place that has something, group by group, in the order in which places were asked for.

    A group is looked at in its last place that is not above `places` and at which one of its lines has a finite value: `x`;
    `last` says that it has no later one. `counts` of lines with a value there; `centre`, `lower` and `upper`, and
    `smoothed`, `smoothed_lower` and `smoothed_upper` of the lines' smoothed values (the same values without smoothing).
    """

    generation: int
    tag: str
    names: tuple[str, ...]
    places: npt.NDArray[np.float64]
    x: npt.NDArray[np.float64]
    last: npt.NDArray[np.bool_]
    counts: npt.NDArray[np.int32]
    centre: npt.NDArray[np.float64]
    lower: npt.NDArray[np.float64]
    upper: npt.NDArray[np.float64]
    smoothed: npt.NDArray[np.float64]
    smoothed_lower: npt.NDArray[np.float64]
    smoothed_upper: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.names)
