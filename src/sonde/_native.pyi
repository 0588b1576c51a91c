"""
Sonde's native core: bytes of event files to columns, and columns to what is drawn.
"""

from collections.abc import Sequence
from typing import Annotated

import numpy
from numpy.typing import NDArray


class FileTable:
    """
    All series of one event file while they grow; the readers fill one each.
    """

    def __init__(self) -> None: ...

    def append_scalars(self, tag: str, steps: Annotated[NDArray[numpy.int64], dict(shape=(None,), order='C', device='cpu', writable=False)], wall_times: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], values: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)]) -> None: ...

    def append_blob(self, tag: str, kind: str, step: int, wall_time: float, record_offset: int, offset: int, length: int, field: int = 0) -> None: ...

    def describe(self, tag: str, kind: str, plugin_name: str = '', plugin_content: bytes = ..., display_name: str = '', description: str = '', data_class: int = 0) -> None:
        """Gives a series its metadata; the first one stays."""

    def start_session(self) -> None:
        """The next point of every series begins a new attempt."""

    def snapshot(self, name: str) -> FileSnapshot: ...

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

    def infos(self) -> list[tuple[str, str, str, int, int, int, int, float, float, int, int, int, str, str, int, bytes]]:
        """
        Every series that has points, sorted by tag and kind.

        Each is (tag, kind, plugin, storage, points, first_step, last_step, first_wall_time, last_wall_time,
        attempts, superseded, writers, display_name, description, data_class, plugin_content). storage is 0 for
        scalars, 1 for blobs. The steps are those of the first and the last point in file order; the wall times
        are the earliest and the latest finite one (inf and -inf without any), in seconds since 1970.
        """

    def scalars(self, tag: str) -> tuple[NDArray[numpy.int64], NDArray[numpy.float64], NDArray[numpy.float64], NDArray[numpy.int32], NDArray[numpy.int32], NDArray[numpy.bool_]]:
        """
        Every point of a scalar series, in file order and then in order of records.

        Returns (steps int64, wall_times float64 seconds, values float64, attempts int32, writers int32,
        superseded bool), each of shape [points] and owned by the caller. KeyError when the run has no such tag.
        """

    def blobs(self, tag: str, kind: str) -> tuple[NDArray[numpy.int64], NDArray[numpy.float64], NDArray[numpy.int32], NDArray[numpy.uint64], NDArray[numpy.uint64], NDArray[numpy.uint64], NDArray[numpy.uint8], NDArray[numpy.int32], NDArray[numpy.int32], NDArray[numpy.bool_]]:
        """
        Every point of a series that is kept as places in files, in file order and then in order of records.

        Returns (steps int64, wall_times float64 seconds, files int32, record_offsets uint64, offsets uint64,
        lengths uint64, fields uint8, attempts int32, writers int32, superseded bool), each of shape [points].
        files are indices into the files of this snapshot; offsets and lengths are bytes in that file. KeyError
        when the run has no such series.
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
    def attempts(self) -> Annotated[NDArray[numpy.int32], dict(shape=(None,), writable=False)]:
        """The attempt of the line's last point."""

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

def query_scalars(runs: Sequence[RunSnapshot], tag: str, *, x: int, lo: float | None, hi: float | None, width: int, log_x: bool, smoothing: float, all_attempts: bool, threads: int = 2) -> ScalarLines:
    """
    One tag of many runs, decimated to a chart `width` pixels wide.

    x: 0 step, 1 seconds since the first shown point of the run's series, 2 wall time in seconds since 1970,
    3 index along the line. lo, hi: the range of x in view, None for that of the data. smoothing: weight of the
    debiased moving average, 0 ≤ smoothing < 1. A run without the tag gives no line. Decimation and smoothing see
    every point. ValueError for a query that makes no sense. The GIL is released.
    """

def smooth(values: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], weight: float) -> Annotated[NDArray[numpy.float64], dict(shape=(None,))]:
    """
    The debiased exponential moving average of values [n], float64 [n].

    Values that are not finite pass unchanged and do not touch the average; so does a constant series.
    """

def decimate(x: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], y: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], lo: float, hi: float, width: int, log_x: bool = False) -> Annotated[NDArray[numpy.int64], dict(shape=(None,))]:
    """
    Indices, int64 ascending, of the points that draw x [n], y [n] like all of them on [lo, hi], width pixels wide.
    """
