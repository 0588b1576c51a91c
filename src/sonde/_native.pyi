"""
Sonde's native core: bytes of event files to columns, and columns to what is drawn.
"""

from collections.abc import Callable, Sequence
import os
from typing import Annotated, Any

import numpy
import numpy.typing
from numpy.typing import NDArray


def verify_record(path: str | os.PathLike[str], record_offset: int) -> bool:
    """
    Whether an intact record starts there: header, payload and both checksums. Raises OSError.
    """

def verify_record_source(source: object, record_offset: int) -> bool:
    """
    The same for an object with size() -> int and read(offset, length) -> bytes. Raises what it raises.
    """

class Identities:
    """What series are called, each kept once for all files of a board."""

    def __init__(self) -> None: ...

class FileSnapshot:
    """All series of one event file at one moment. Immutable."""

    @property
    def name(self) -> str: ...

    @property
    def points(self) -> int: ...

class RunSnapshot:
    """
    All series of a run at one moment, and which of their points are current. Immutable.
    """

    def __init__(self, files: Sequence[FileSnapshot], previous: RunSnapshot | None = None) -> None:
        """
        Joins the files of a run, given in lexicographic order of their names.

        With the snapshot that came before, only the series that changed since are worked out again.
        """

    @property
    def file_names(self) -> list[str]:
        """
        The names of the files, in the order in which indices of files count them.
        """

    @property
    def points(self) -> int: ...

    @property
    def attempts(self) -> int:
        """The largest number of attempts of a series."""

    @property
    def start_time(self) -> float | None:
        """
        The earliest finite wall time, in seconds since 1970; None without one.
        """

    @property
    def last_time(self) -> float | None:
        """The latest finite wall time, in seconds since 1970; None without one."""

    def __len__(self) -> int:
        """How many series have points."""

    def infos(self, kind: str | None = None) -> list[tuple[str, str, str, int, int, int, int, float, float, int, int, int, str, str, int, bytes]]:
        """
        Every series that has points, or those of a kind, sorted by tag and kind.

        Each is (tag, kind, plugin, storage, points, first_step, last_step, first_wall_time, last_wall_time,
        attempts, superseded, writers, display_name, description, data_class, plugin_content). storage is 0 for
        scalars, 1 for blobs. The steps are those of the first and the last point in file order; the wall times
        are the earliest and the latest finite one (inf and -inf without any), in seconds since 1970.
        """

    def infos_of(self, tag: str) -> list[tuple[str, str, str, int, int, int, int, float, float, int, int, int, str, str, int, bytes]]:
        """
        The same for the series of one tag: one, or one per kind; none when the run does not have it.
        """

    def count(self, kind: str) -> int:
        """How many series of a kind have points."""

    def changes(self, before: RunSnapshot | None, most: int) -> dict[str, list[str]] | None:
        """
        The tags, by kind, of series that came, went or differ since an earlier snapshot of the run (None: all that there
        are). None for more than `most` series. Costs in proportion to the series of the run.
        """

    def scalars(self, tag: str) -> tuple[NDArray[numpy.int64], NDArray[numpy.float64], NDArray[numpy.float64], NDArray[numpy.int32], NDArray[numpy.int32], NDArray[numpy.bool_]]:
        """
        Every point of a scalar series, in file order and then in order of records.

        Returns (steps int64, wall_times float64 seconds, values float64, attempts int32, writers int32,
        superseded bool), each of shape [points] and owned by the caller. KeyError when the run has no such tag.
        """

    def scalar_parts(self, tag: str) -> list[tuple[int, int]]:
        """
        Which files the points of a scalar series come from, in the order of `scalars`: (file, points) for each.

        file is an index into file_names. KeyError when the run has no such tag.
        """

    def blobs(self, tag: str, kind: str, first: int = 0, last: int | None = None) -> tuple[NDArray[numpy.int64], NDArray[numpy.float64], NDArray[numpy.int32], NDArray[numpy.uint64], NDArray[numpy.uint64], NDArray[numpy.uint64], NDArray[numpy.uint8], NDArray[numpy.int32], NDArray[numpy.int32], NDArray[numpy.bool_]]:
        """
        Points [first, last) of a series that is kept as places in files, in file order and then in order of
        records; last=None stands for its end. A few of many points cost as little as few.

        Returns (steps int64, wall_times float64 seconds, files int32, record_offsets uint64, offsets uint64,
        lengths uint64, fields uint8, attempts int32, writers int32, superseded bool), each of shape [points].
        files are indices into the files of this snapshot; offsets and lengths are bytes in that file. KeyError
        when the run has no such series.
        """

class TagSums:
    """What all runs of a board say of each tag at one moment. Immutable."""

    def rows(self, kind: str | None = None) -> list[tuple[str, str, int, int, str, str, float]]:
        """
        Every tag, or those of a kind, sorted by tag and kind: (tag, kind, runs, points, display_name, description,
        last_wall_time). The words are the first that are not empty in the order of the runs; the time is -inf without any.
        """

class TagList:
    """The tags of a board while its runs change. For one thread."""

    def __init__(self) -> None: ...

    def replace(self, before: RunSnapshot | None, now: RunSnapshot | None) -> bool:
        """
        Takes in that a run changed; None where it was or is not there. False when that is not enough: then call
        sum_up with all runs.
        """

    def sum_up(self, runs: Sequence[RunSnapshot]) -> None:
        """The sums anew, of all runs in their order."""

    def sums(self) -> TagSums:
        """The sums as they are now."""

def tag_names(runs: Sequence[RunSnapshot], kind: str) -> list[str]:
    """
    The tags of a kind that any of these runs has, sorted, each once.

    Costs in proportion to the different lists of series that the runs have.
    """

class ScalarLines:
    """
    The answer of query_scalars. Arrays are read-only views.

    One entry per line in runs … hidden; the points of line i are [offsets[i], offsets[i + 1])
    of steps … smoothed_at, those of its smoothed curve the same by smoothed_offsets.
    """

    def __len__(self) -> int: ...

    @property
    def runs(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """Index into the runs of the query."""

    @property
    def files(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """The file of the line's last point, an index into the files of its run."""

    @property
    def attempts(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """The attempt of the line's last point."""

    @property
    def attempt_counts(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """How many attempts the line's writer made, shown or not."""

    @property
    def writers(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]: ...

    @property
    def writer_counts(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """How many writers the series has at one time."""

    @property
    def points(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """All points of the line."""

    @property
    def in_range(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """Those of them whose x is in view."""

    @property
    def hidden(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """Those whose x has no place on the axis."""

    @property
    def superseded(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """
        Points of the line's writer that are superseded, where they are left out.
        """

    @property
    def start_offsets(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]: ...

    @property
    def start_attempts(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """
        The attempts after the run's first that line i has points of, the newest max_attempts of them:
        [start_offsets[i], start_offsets[i + 1]).
        """

    @property
    def start_x(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """Where each of them begins."""

    @property
    def offsets(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]: ...

    @property
    def steps(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]: ...

    @property
    def wall_times(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """Seconds since 1970."""

    @property
    def x(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def values(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed_at(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """The smoothed value at each of the points; empty without smoothing."""

    @property
    def smoothed_offsets(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed_x(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """The smoothed curve, decimated by itself."""

    @property
    def x_min(self) -> float:
        """Of all points in view; NaN without any."""

    @property
    def x_max(self) -> float: ...

    @property
    def y_min(self) -> float:
        """
        Of the finite values in view and of the smoothed curve; NaN without any.
        """

    @property
    def y_max(self) -> float: ...

    @property
    def y_p05(self) -> float:
        """
        Low end of y without outliers, of the smoothed curves if asked for; NaN without any.
        """

    @property
    def y_p95(self) -> float: ...

def query_scalars(runs: Sequence[RunSnapshot], tag: str, *, x: int, lo: float | None, hi: float | None, width: int, log_x: bool, smoothing: float, all_attempts: bool, max_attempts: int | None = None, threads: int = 2) -> ScalarLines:
    """
    One tag of many runs, decimated to a chart `width` pixels wide.

    x: 0 step, 1 seconds since the first shown point of the run's series, 2 wall time in seconds since 1970,
    3 index along the line. lo, hi: the range of x in view, None for that of the data. smoothing: weight of the
    debiased moving average, 0 ≤ smoothing < 1. A run without the tag gives no line. Decimation and smoothing see
    every point. max_attempts: with all_attempts, only so many of each writer, the newest; None for all. ValueError for a query that makes no sense. The GIL is released.
    """

class PointsAt:
    """
    The answer of points_at. Arrays are read-only views of one length: an entry per line and place that
    has a point, line by line.
    """

    def __len__(self) -> int: ...

    @property
    def runs(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """Index into the runs of the query."""

    @property
    def files(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """The file of the line's last point, an index into the files of its run."""

    @property
    def attempts(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """The attempt of the line's last point."""

    @property
    def attempt_counts(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """How many attempts the line's writer made, shown or not."""

    @property
    def writers(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]: ...

    @property
    def writer_counts(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """How many writers the series has at one time."""

    @property
    def points(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """All points of the line."""

    @property
    def places(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """Index into the places that were asked for."""

    @property
    def indices(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """Of the point in its line."""

    @property
    def steps(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]: ...

    @property
    def wall_times(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """Seconds since 1970."""

    @property
    def relative_times(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """Seconds since the first shown point of the run's series."""

    @property
    def x(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def values(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """
        Over all points of the line up to this one; the values without smoothing.
        """

def points_at(runs: Sequence[RunSnapshot], tag: str, places: NDArray[numpy.float64], *, x: int, log_x: bool, smoothing: float, all_attempts: bool, max_attempts: int | None = None, threads: int = 2) -> PointsAt:
    """
    Of each line of a tag the point at some places of the x axis, float64 [n], or the nearest before them.

    That is the point with the largest x not above the place, of equal ones the last in line order; a line that
    begins later gives none. Smoothing sees every point. The rest is as in query_scalars. ValueError for a query
    that makes no sense. The GIL is released.
    """

class Summaries:
    """
    The answer of summarise. Arrays are read-only views of one length: an entry per line that has a point
    in the stretch.
    """

    def __len__(self) -> int: ...

    @property
    def runs(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """Index into the runs of the query."""

    @property
    def files(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """The file of the line's last point, an index into the files of its run."""

    @property
    def attempts(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """The attempt of the line's last point."""

    @property
    def attempt_counts(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """How many attempts the line's writer made, shown or not."""

    @property
    def writers(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]: ...

    @property
    def writer_counts(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """How many writers the series has at one time."""

    @property
    def points(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """All points of the line."""

    @property
    def counts(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """Points in the stretch."""

    @property
    def finite_counts(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """Those of them with a finite value."""

    @property
    def start_steps(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """Of the point with the smallest x, the first of equal ones."""

    @property
    def start_wall_times(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """Seconds since 1970."""

    @property
    def start_values(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def end_steps(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """Of the point with the largest x, the last of equal ones."""

    @property
    def end_wall_times(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """Seconds since 1970."""

    @property
    def end_values(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def mins(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """Of finite values; NaN without any."""

    @property
    def min_steps(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """The first in line order of equal ones."""

    @property
    def maxs(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """Of finite values; NaN without any."""

    @property
    def max_steps(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """The first in line order of equal ones."""

    @property
    def means(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """Of finite values; NaN without any."""

def summarise(runs: Sequence[RunSnapshot], tag: str, *, lo: float, hi: float, x: int, log_x: bool, all_attempts: bool, max_attempts: int | None = None, threads: int = 2) -> Summaries:
    """
    What the points of each line of a tag with lo ≤ x ≤ hi come to.

    The rest is as in query_scalars. ValueError for a query that makes no sense. The GIL is released.
    """

class Metrics:
    """
    The answer of metrics. Arrays are read-only views of the shape [tags, runs]; zeros where the run does not
    have the tag.
    """

    @property
    def counts(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None, None), writable=False)]:
        """Current points."""

    @property
    def finite_counts(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None, None), writable=False)]:
        """Those of them with a finite value."""

    @property
    def firsts(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None), writable=False)]:
        """Of parallel writers, the one's that began first."""

    @property
    def first_steps(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None, None), writable=False)]: ...

    @property
    def lasts(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None), writable=False)]:
        """Of parallel writers, the one's that wrote last."""

    @property
    def last_steps(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None, None), writable=False)]: ...

    @property
    def last_wall_times(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None), writable=False)]:
        """Seconds since 1970."""

    @property
    def mins(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None), writable=False)]:
        """Of finite values; NaN without any."""

    @property
    def min_steps(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None, None), writable=False)]:
        """The first of equal ones."""

    @property
    def maxs(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None), writable=False)]:
        """Of finite values; NaN without any."""

    @property
    def max_steps(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None, None), writable=False)]:
        """The first of equal ones."""

    @property
    def means(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None, None), writable=False)]:
        """Of finite values; NaN without any."""

def metrics(runs: Sequence[RunSnapshot], tags: Sequence[str], *, threads: int = 2) -> Metrics:
    """
    What the current points of some scalar tags come to in some runs, those of parallel writers together.

    Sealed chunks of a series are gone through once and never again. The GIL is released.
    """

def paces(runs: Sequence[RunSnapshot], *, threads: int = 2) -> tuple[NDArray[numpy.bool_], NDArray[numpy.int64], NDArray[numpy.float64]]:
    """
    How far some runs have come: (known bool, last_steps int64, steps_per_second float64), each of shape [runs].

    last_steps is where the furthest series of a run stands, steps_per_second how fast that went in its newest attempt
    (NaN where no time passed); known is False for a run without points. The GIL is released.
    """

def thin_lines(offsets: NDArray[numpy.int64], steps: NDArray[numpy.int64], wall_times: NDArray[numpy.float64], x: NDArray[numpy.float64], values: NDArray[numpy.float64], *, lo: float | None, hi: float | None, width: int, log_x: bool, smoothing: float) -> ScalarLines:
    """
    Lines whose points stand in arrays, decimated and smoothed as query_scalars does.

    The points of line i are [offsets[i], offsets[i + 1]). Of the answer's columns of lines only runs (the index of
    each), points, in_range and hidden are filled. ValueError for arrays that do not fit each other and for a query that
    makes no sense. The GIL is released.
    """

def smooth(values: NDArray[numpy.float64], weight: float) -> NDArray[numpy.float64]:
    """
    The debiased moving average of the values so far, as query_scalars smooths: values that are not finite are passed
    on. ValueError unless 0 ≤ weight < 1. The GIL is released.
    """

class GroupLines:
    """
    The answer of group_lines. Arrays are read-only views.

    One entry per group in runs … one_of. What stands for group i are the points [offsets[i], offsets[i + 1]) of
    x, centre, counts and smoothed_at; the edges of its band and the same of smoothed values have points and
    offsets of their own, each thinned by itself. Without a band, and without smoothing, these have none.
    """

    def __len__(self) -> int: ...

    @property
    def runs(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """Those of the group that have the tag."""

    @property
    def lines(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """Of these runs: each parallel writer is one."""

    @property
    def points(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """Of these lines."""

    @property
    def places(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """Places in view at which the group was looked at."""

    @property
    def one_of(self) -> Annotated[NDArray[numpy.int64], dict(shape=(None,), writable=False)]:
        """
        How many places there are for each of these, about; 1 where it was looked at in all.
        """

    @property
    def offsets(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]: ...

    @property
    def x(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def centre(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def counts(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """Lines with a value, at each of these points."""

    @property
    def smoothed_at(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """The smoothed centre at each of these points; empty without smoothing."""

    @property
    def lower_offsets(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]: ...

    @property
    def lower_x(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def lower(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """NaN where too few lines have a value for a band."""

    @property
    def upper_offsets(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]: ...

    @property
    def upper_x(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def upper(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed_offsets(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed_x(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """What stands for the lines' smoothed values."""

    @property
    def smoothed_lower_offsets(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed_lower_x(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed_lower(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed_upper_offsets(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed_upper_x(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed_upper(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def x_min(self) -> float:
        """Of all places in view; NaN without any."""

    @property
    def x_max(self) -> float: ...

    @property
    def y_min(self) -> float:
        """Of centres and bands in view, smoothed or not; NaN without any."""

    @property
    def y_max(self) -> float: ...

    @property
    def y_p05(self) -> float:
        """
        Low end of y without outliers, of what is smoothed if asked for; NaN without any.
        """

    @property
    def y_p95(self) -> float: ...

def group_lines(runs: Sequence[RunSnapshot], tag: str, offsets: NDArray[numpy.int64], members: NDArray[numpy.int32], baseline: NDArray[numpy.int32], *, how: Sequence[int], x: int, lo: float | None, hi: float | None, width: int, log_x: bool, smoothing: float, ddof: int, quantiles: tuple[float, float], confidence: float, most_cells: int, threads: int = 2) -> GroupLines:
    """
    What groups of runs come to at every place of the x axis where one of their lines has a finite value, thinned
    to a chart `width` pixels wide.

    Group i holds the runs members[offsets[i]] up to members[offsets[i + 1]]; baseline: the runs that they are
    told beside. how: (statistic, band, alignment, comparison); statistic 0 mean, 1 median; band 0 none, 1 mean ±
    standard deviation with `ddof`, 2 mean ± standard error, 3 least and most, 4 `quantiles`, 5 bootstrap interval
    of the mean that holds `confidence` of its resamples; alignment 0 linear between a line's own neighbouring
    points, 1 exact, 2 the point before; comparison 0 none, 1 difference, 2 ratio. most_cells: so many values of
    lines at places are looked at, about. The rest is as in query_scalars, of current points. ValueError for a
    query that makes no sense. The GIL is released.
    """

class GroupsAt:
    """
    The answer of groups_at. Arrays are read-only views of one length: an entry per group and place that has
    something, group by group.
    """

    def __len__(self) -> int: ...

    @property
    def groups(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]: ...

    @property
    def places(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """Index into the places that were asked for."""

    @property
    def x(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """Where the group was looked at."""

    @property
    def last(self) -> Annotated[NDArray[numpy.uint8], dict(shape=(None,), writable=False)]:
        """1 where the group has no later place."""

    @property
    def counts(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """Of lines with a value there."""

    @property
    def centre(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def lower(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def upper(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]:
        """Of the lines' smoothed values; the values without smoothing."""

    @property
    def smoothed_lower(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

    @property
    def smoothed_upper(self) -> Annotated[NDArray[numpy.float64], dict(shape=(None,), writable=False)]: ...

def groups_at(runs: Sequence[RunSnapshot], tag: str, offsets: NDArray[numpy.int64], members: NDArray[numpy.int32], baseline: NDArray[numpy.int32], places: NDArray[numpy.float64], *, how: Sequence[int], x: int, log_x: bool, smoothing: float, ddof: int, quantiles: tuple[float, float], confidence: float) -> GroupsAt:
    """
    What groups of runs come to at some places of the x axis, float64 [n]: at the last place of each group that is
    not above the asked one and at which one of its lines has a finite value.

    The rest is as in group_lines. ValueError for a query that makes no sense. The GIL is released.
    """

def decode_bucket_rows(values: list[bytes]) -> tuple[NDArray[numpy.float64], NDArray[numpy.int64], NDArray[numpy.float64], list[tuple[int, str]]]:
    """
    Histograms of serialized Summary.Values, in either form that summaries have: (rows, offsets, moments, errors).

    rows: float64 [k, 3], left edge, right edge and count of every bucket; histogram i is the rows [offsets[i], offsets[i + 1]) of
    offsets: int64 [n + 1]. moments: float64 [n, 5], min, max, num, sum and sum of squares as the value says them,
    NaN where it says none. errors: (i, what is wrong) for each value that is no histogram; it has no rows.
    """

def rebin(rows: NDArray[numpy.float64], offsets: NDArray[numpy.int64], bins: int = 30, extent: tuple[float, float] | None = None) -> tuple[float, float, NDArray[numpy.float64]]:
    """
    Counts all histograms over into the same bins of equal width: (left, right, counts float64 [n, bins]).

    extent: where the first bin begins and the last one ends; None takes all finite edges, widened where they are one value.
    A bucket's count is shared out by overlap, as TensorBoard's pages do. ValueError for offsets, bins or an extent that make no sense.
    """

def rebin_between(rows: NDArray[numpy.float64], offsets: NDArray[numpy.int64], edges: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """
    The same for the bins between ascending edges, whatever their widths: counts float64 [n, edges - 1].

    ValueError for offsets or edges that make no sense.
    """

def percentiles(rows: NDArray[numpy.float64], offsets: NDArray[numpy.int64], shares: NDArray[numpy.float64], whole: float = 1.0) -> NDArray[numpy.float64]:
    """
    The value below which each of these ascending shares (0 to whole) of each histogram lies: float64 [n, shares].

    Linear inside a bucket, as in TensorBoard's Distributions. A histogram without rows gives zeros.
    """

def bin_histogram(numbers: numpy.typing.NDArray[Any], edges: NDArray[numpy.float64] | None = None, max_buckets: int = 0) -> tuple[float, float, float, float, float, NDArray[numpy.float64], NDArray[numpy.float64]]:
    """
    The histogram that torch.utils.tensorboard writes of the elements of an array of any shape and real dtype.

    edges: ascending float64 [n]; None for the 1,549 default_edges(). max_buckets: neighbouring buckets are joined
    down to about as many; 0 for no joining. Returns (min, max, num, sum, sum_squares, limits float64 [k], counts
    float64 [k]), where bucket i reaches from limits[i - 1] to limits[i] and counts[0] is 0. Counts are those of
    numpy.histogram; NaN and what lies outside the edges is not counted. ValueError when nothing is counted;
    TypeError for other dtypes. The GIL is released.
    """

def bin_uniform(numbers: numpy.typing.NDArray[Any], buckets: int = 30) -> NDArray[numpy.float64]:
    """
    The histogram that TensorFlow 2 writes: float64 [buckets, 3], rows of left edge, right edge and count.

    Buckets are of equal width from the smallest to the largest finite element; a single value has equal edges
    and its count in the last row; nothing gives zeros. TypeError for dtypes that are not real.
    """

class EventFile:
    """
    One event file, read from where reading stopped. Any thread may use it.
    """

    def __init__(self, name: str, identities: Identities | None = None) -> None:
        """
        `identities` are those that all files of a board share; None for a file by itself.
        """

    @property
    def name(self) -> str: ...

    def read_local(self, path: str | os.PathLike[str]) -> bool:
        """
        Read on to the end of the file. True if there was something new. Raises OSError; what was read stays.
        """

    def read_source(self, source: object) -> bool:
        """
        The same for an object with size() -> int and read(offset, length) -> bytes. Raises what it raises.
        """

    def snapshot(self) -> FileSnapshot:
        """The series as they are now; cheap, also while the file is read."""

    @property
    def version(self) -> int:
        """
        Grows whenever something was read; costs nothing, also while the file is read.
        """

    @property
    def records(self) -> int:
        """Intact records."""

    @property
    def bytes(self) -> int:
        """Offset after the last whole record, or the damage behind it."""

    @property
    def pending_bytes(self) -> int:
        """Bytes of a record whose end is not written yet."""

    @property
    def damage_count(self) -> int:
        """Places with damage, neighbouring ones counted as one."""

    @property
    def damage(self) -> list[tuple[int, int, str]]:
        """The first 1,000 of them: (offset, length, reason)."""

    @property
    def shrank(self) -> bool:
        """Whether the file was found shorter than what was read of it."""

    @property
    def rewritten(self) -> bool:
        """
        Whether what was read before does not stand any more: other bytes are in its place, or a torn record that was given up has got its rest. Nothing more is read then: begin anew.
        """

    @property
    def patient(self) -> bool:
        """
        Whether a torn record at the end is waited for, instead of looking for others behind it.
        """

    @patient.setter
    def patient(self, arg: bool, /) -> None: ...

    @property
    def first_wall_time(self) -> float | None:
        """Of the first event, in seconds since the epoch."""

    @property
    def last_wall_time(self) -> float | None:
        """The latest of all events."""

    @property
    def file_version(self) -> str: ...

    @property
    def writer(self) -> str:
        """The program that wrote the file, if it says so."""

    @property
    def session_starts(self) -> list[tuple[int, int]]:
        """
        Every SessionLog.START, the first 10,000: (offset of its record, its step).
        """

def read_local_files(files: Sequence[EventFile], paths: Sequence[str | os.PathLike[str]], threads: int = 0, progress: Callable[[int], object] | None = None) -> list[Exception | None]:
    """
    Read many files, the largest first, on several threads (0: one for each processor). Returns each file's error or None. `progress` is called about ten times a second with the bytes read so far; what it raises stops the reading.
    """

def decode_value(data: bytes) -> dict[str, Any]:
    """
    A serialized Summary.Value as {tag, metadata, field, value}: a float for simple_value, a dict for image and audio, the bytes of the message for tensor and histo. Raises ValueError.
    """

class FilledError(ValueError):
    pass

def decode_tensor(data: bytes, max_filled: int = 67108864) -> numpy.typing.NDArray[Any] | tuple[list[bytes], tuple[int, ...]]:
    """
    A serialized TensorProto as an array, or as (list of bytes, shape) for strings. Raises ValueError, and FilledError, which is one, where entries that are not listed would take more than `max_filled` bytes.
    """

def unwrap_run_metadata(data: bytes) -> bytes:
    """
    The serialized RunMetadata in a serialized TaggedRunMetadata. Raises ValueError.
    """

def decode_histogram(data: bytes) -> tuple[float, float, float, float, float, numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.float64]]:
    """
    A serialized HistogramProto as (min, max, num, sum, sum_squares, right edges, counts). Raises ValueError.
    """

def session(run: RunSnapshot) -> tuple[float | None, float, str, float | None, float, int] | None:
    """
    What a run says of its session by TensorBoard's hparams: (started_at, start_time, group, ended_at, end_time,
    status); None where it says nothing.

    started_at and ended_at are the wall times of its newest words on either, the others what they say: times are
    seconds since 1970, 0 where they are left out; status is 0 unknown, 1 success, 2 failure, 3 running.
    """

def plugin_contents(runs: Sequence[RunSnapshot], tag: str, kind: str) -> list[tuple[int, tuple[bytes, ...]]]:
    """
    What a series keeps for its plugin: for each run that says something its index, and what each of its files says, in
    order of wall times.
    """

def read_hparams(contents: Sequence[bytes], sessions: NDArray[numpy.int32]) -> tuple[list[str], NDArray[numpy.int64], NDArray[numpy.int32], NDArray[numpy.uint8], NDArray[numpy.float64], NDArray[numpy.int32], list[bytes], NDArray[numpy.int32]]:
    """
    The hyperparameters in serialized HParamsPluginData, each of the session whose number (ascending) stands beside it;
    of several of one session, the later ones replace the values of those before.

    Returns (names, offsets, sessions, kinds, numbers, words, texts, damaged). The values of name i are the entries
    [offsets[i], offsets[i + 1]), in order of sessions: its session; its kind, the field of google.protobuf.Value
    (1 null, 2 number, 3 string, 4 bool, 5 struct, 6 list); its number; and its text, an index into texts (of structs
    and lists their message; -1 for the others). damaged are contents, by index, that cannot be read whole.
    ValueError where there are not as many sessions as contents. The GIL is released.
    """

class EventWriter:
    """
    Appends events to a file of its own in `directory`, by one background thread per process.

    The add methods answer 0 when the event was taken, 1 when it was and report() has news, 2 when the writer is closed, and 3 when an argument is not plain (str, int, float, bytes or None).
    """

    def __init__(self, directory: bytes, suffix: bytes, source: bytes, flush_secs: float, lazy: bool) -> None: ...

    def open(self) -> bool:
        """Makes the file now; false when that fails, or hangs for five seconds."""

    def add_scalar(self, tag: object | None, value: object | None, step: object | None, wall_time: object | None) -> int:
        """
        Adds a Summary.Value with simple_value, a float32. No wall time means now.
        """

    def add_tensor_scalar(self, tag: object | None, value: object | None, step: object | None, wall_time: object | None, metadata: bytes, double_precision: bool) -> int:
        """
        Adds a Summary.Value with a rank-0 tensor, float32 or float64, and a serialized SummaryMetadata.
        """

    def add_summary(self, summary: bytes, step: object | None, wall_time: object | None) -> int:
        """Adds a serialized Summary."""

    def add_event(self, event: bytes) -> int:
        """Adds a serialized Event as it is."""

    def drop(self, events: int) -> None:
        """Counts events that were given up before they came here."""

    def flush(self, patience_secs: float = 5.0) -> bool:
        """
        Hands all events to the operating system; false when that fails, or nothing moves for so long.
        """

    def close(self, patience_secs: float) -> bool:
        """
        Flushes, gives up what can't be written, takes no more. When nothing moves for so long, the rest is written in the background, whenever that is possible.
        """

    def acknowledge(self) -> None:
        """Ends the news that the add methods answer 1 for."""

    def report(self) -> dict[str, Any]:
        """
        How the writer fares: error (errno, 0 for none), attempt, fault_path, stalled, dropped, waiting (events), opened, taken_away, path.
        """

def image_pixels(image: numpy.typing.NDArray[Any]) -> numpy.typing.NDArray[numpy.uint8]:
    """
    Pixels uint8 [height, width, channels] of an array of that shape and any strides: uint8 as it is, float32 and float64 in [0, 1] times 255, clipped and cut. NaN gives 0. TypeError for other dtypes.
    """

def stop_writing_in_background(patience_secs: float) -> None:
    """
    Writes what waits in all writers and ends the background thread, for the end of the process. One that hangs for so long is left.
    """
