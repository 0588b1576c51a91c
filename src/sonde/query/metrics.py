"""Metrics: what every scalar series of many runs comes to, and how far each run has come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class MetricSummaries:
    """What the current points of some tags come to in some runs. Every array has the shape [tags, runs].

    `counts` are the points, 0 where the run does not have the tag, and then nothing else there means anything;
    `finite_counts` those with a finite value. `firsts` and `lasts` are the values at `first_steps` and `last_steps`, whatever
    they are; `last_wall_times` are seconds since the epoch. `mins`, `maxs` and `means` are of finite values, NaN without any;
    `min_steps` and `max_steps` say where the first of equal ones stands. Parallel writers count together: the last point is
    that of the writer that wrote last, the first that of the one that began first.
    """

    generation: int
    tags: tuple[str, ...]
    run_names: tuple[str, ...]
    counts: npt.NDArray[np.int64]
    finite_counts: npt.NDArray[np.int64]
    firsts: npt.NDArray[np.float64]
    first_steps: npt.NDArray[np.int64]
    lasts: npt.NDArray[np.float64]
    last_steps: npt.NDArray[np.int64]
    last_wall_times: npt.NDArray[np.float64]
    mins: npt.NDArray[np.float64]
    min_steps: npt.NDArray[np.int64]
    maxs: npt.NDArray[np.float64]
    max_steps: npt.NDArray[np.int64]
    means: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.tags)


@dataclass(frozen=True, slots=True, eq=False)
class Paces:
    """How far some runs have come, and how fast. Every array has the shape [runs].

    `known` says which run has a point at all. `last_steps` is where the furthest of its series stands; `steps_per_second` how
    fast that went in its newest attempt, NaN where no time passed.
    """

    generation: int
    run_names: tuple[str, ...]
    known: npt.NDArray[np.bool_]
    last_steps: npt.NDArray[np.int64]
    steps_per_second: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.run_names)
