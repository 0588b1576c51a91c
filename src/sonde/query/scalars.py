"""Scalars: every point of a series as arrays, and many runs' series as lines to draw."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from sonde import _native
from sonde.errors import BadQueryError, MissingExtraError, TagNotFoundError
from sonde.query import lists
from sonde.query.contract import MAX_SMOOTHING, MAX_WIDTH, X_AXES, Attempts, XAxis, XScale
from sonde.query.point_columns import NAMES
from sonde.query.which_lines import check_lines, columns_of, line_names, newest, runs_asked
from sonde.query.writers import writer_names
from sonde.store import Snapshot, StoredRun

if TYPE_CHECKING:
    import pandas as pd

SCALARS = "scalars"


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


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Lines to draw, all columns flat.

    One entry per line: `run_names`; `attempts`; `attempt_counts` (how many its writer made, asked for or not); `writers` (which one), `writer_names` (host:pid of the process that wrote
    the line's last point; empty where the series has one writer) and `writer_counts` (of the run's series); `points`, all of the line; `in_range`, those in view; `hidden`, those whose x has no place on the axis; `superseded`, points of its writer that it leaves out because a later attempt
    replaced them. Attempts after the run's first begin in line i at [start_offsets[i], start_offsets[i + 1]) of `start_x`;
    `start_attempts` says which. The drawn
    points of line i are [offsets[i], offsets[i + 1]) of `steps`, `wall_times`, `x`, `values` and `smoothed_at` (the
    smoothed value there; empty without smoothing). Its smoothed curve is the same of `smoothed_offsets`, `smoothed_x`
    and `smoothed`. The extents are over all finite points in view, drawn or not, and NaN where there are none;
    `y_p05` and `y_p95` leave outliers aside.
    """

    generation: int
    tag: str
    run_names: tuple[str, ...]
    attempts: npt.NDArray[np.int32]
    attempt_counts: npt.NDArray[np.int32]
    writers: npt.NDArray[np.int32]
    writer_names: tuple[str, ...]
    writer_counts: npt.NDArray[np.int32]
    points: npt.NDArray[np.int64]
    in_range: npt.NDArray[np.int64]
    hidden: npt.NDArray[np.int64]
    superseded: npt.NDArray[np.int64]
    start_offsets: npt.NDArray[np.int32]
    start_attempts: npt.NDArray[np.int32]
    start_x: npt.NDArray[np.float64]
    offsets: npt.NDArray[np.int32]
    steps: npt.NDArray[np.int64]
    wall_times: npt.NDArray[np.float64]
    x: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]
    smoothed_at: npt.NDArray[np.float64]
    smoothed_offsets: npt.NDArray[np.int32]
    smoothed_x: npt.NDArray[np.float64]
    smoothed: npt.NDArray[np.float64]
    x_min: float
    x_max: float
    y_min: float
    y_max: float
    y_p05: float
    y_p95: float

    def __len__(self) -> int:
        return len(self.run_names)


def read(snapshot: Snapshot, run: str, tag: str) -> Scalars:
    stored = lists.find_run(snapshot, run)
    found = stored.series_of(tag)
    of_tag = next((info for info in found if info.kind == SCALARS), None)
    if of_tag is None:
        raise _no_scalars(stored, tag, [info.kind for info in found])
    names = writer_names(stored.file_names) if of_tag.writers > 1 else [""] * len(stored.file_names)
    written_by = tuple((names[file], points) for file, points in stored.columns.scalar_parts(tag))
    return Scalars(run, tag, written_by, *(frozen(column) for column in stored.columns.scalars(tag)))


def lines(
    snapshot: Snapshot,
    tag: str,
    runs: Iterable[str] | None,
    *,
    x: XAxis,
    x_range: tuple[float | None, float | None] | None,
    x_scale: XScale,
    width: int,
    smoothing: float,
    attempts: Attempts,
    max_attempts: int | None,
) -> Lines:
    _check(x, x_range, x_scale, width, smoothing, attempts, max_attempts)
    names = runs_asked(snapshot, runs)
    lo, hi = x_range or (None, None)
    found = _native.query_scalars(
        columns_of(snapshot, names),
        tag,
        x=X_AXES.index(x),
        lo=lo,
        hi=hi,
        width=width,
        log_x=x_scale == "log",
        smoothing=smoothing,
        all_attempts=attempts == "all",
        max_attempts=newest(max_attempts),
    )
    run_names, of_writers = line_names(snapshot, names, found)
    told: dict[str, Any] = {
        "generation": snapshot.generation,
        "tag": tag,
        "run_names": run_names,
        "writer_names": of_writers,
    }
    return Lines(**told, **{name: getattr(found, name) for name in Lines.__slots__ if name not in told})


def _check(
    x: str,
    x_range: tuple[float | None, float | None] | None,
    x_scale: str,
    width: int,
    smoothing: float,
    attempts: str,
    max_attempts: int | None,
) -> None:
    check_lines(x, x_scale, attempts, max_attempts)
    if not 1 <= width <= MAX_WIDTH:
        raise BadQueryError(f"a chart of {width} pixel columns", f"from 1 to {MAX_WIDTH}")
    check_smoothing(smoothing)
    if x_range is not None:
        lo, hi = (end if end is not None else 0.0 for end in x_range)
        if not (np.isfinite(lo) and np.isfinite(hi)) or (None not in x_range and lo > hi):
            raise BadQueryError(
                f"an x range from {x_range[0]} to {x_range[1]}", "two finite numbers, the smaller first"
            )


def check_smoothing(smoothing: float) -> None:
    if not 0 <= smoothing <= MAX_SMOOTHING:
        raise BadQueryError(f"smoothing of {smoothing}", f"from 0 (none) to {MAX_SMOOTHING}")


def _no_scalars(stored: StoredRun, tag: str, kinds: list[str]) -> TagNotFoundError:
    scalar_tags = [info.tag for info in stored.series(SCALARS)]
    hint = f"it holds {' and '.join(kinds)}: read it with Board.tensors()" if kinds else ""
    return TagNotFoundError(stored.name, tag, scalar_tags, hint, SCALARS)


def frozen(column: Any) -> Any:
    """The same array, read-only: it may be shared."""
    array = np.asarray(column)
    array.flags.writeable = False
    return array
