"""The board: one open log directory, its data, and its growth. `sonde.open` gives one.

board = sonde.open("runs/")
board.runs()                          # what ran
board.series(kind="scalars")          # what was logged
loss = board.scalars("train", "loss") # every point as NumPy arrays
images = board.tensors("train", "samples")
images.values[-1]                     # decoded when asked for
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from sonde.model import Changes, Damage, FileBeside, Loading, Root, Run, SeriesInfo
from sonde.query.contract import (
    DEFAULT_ATTEMPTS,
    DEFAULT_RULE,
    DEFAULT_SMOOTHING,
    DEFAULT_X,
    Alignment,
    Attempts,
    Band,
    Comparison,
    GroupRule,
    Statistic,
    XAxis,
)
from sonde.reader import Reader
from sonde.reader.listing import list_runs as list_runs  # noqa: PLC0414  the command line finds it here
from sonde.reader.roots import Logdir
from sonde.store import Store

if TYPE_CHECKING:
    import pyarrow as pa

    # NumPy comes with these at run time, where points are asked for; reading begins without.
    from sonde.query import Groups, PointsAt, Query, Scalars, Summaries, Tensors


def open(
    logdir: Logdir,
    follow: bool = False,
    *,
    poll_secs: float | None = None,
    progress: Callable[[Loading], None] | None = None,
) -> Board:
    """Open a log directory: a path or an fsspec URL (`s3://bucket/runs`), or a list of them.

    Everything there is read before this returns; `progress`, if given, is called now and then on the reading thread.
    With `follow` this returns at once, reading goes on behind it, and the board keeps up with the files from then on,
    until `close`; see `wait` and `generation`. A directory that does not exist (yet) is an empty board.
    Changes are looked for as soon as the system tells of them, and again and again where it does not: with `poll_secs`
    that often, and everywhere.

    With several roots a run's name begins with the last part of its root's path (`runs_a/train`); with one root it is
    the path below it (`train`, or `.` for the root itself). A root may also be a single event file.

    Raises LogdirError for a URL that nothing installed can read. Damage in files raises nothing: see `Board.damage`.
    """
    return Board(logdir, follow=follow, poll_secs=poll_secs, progress=progress)


class Board:
    """An open log directory. Safe to use from several threads; every answer is of the newest generation.

    Use it as a context manager, or `close` it, to end following. What was read can still be asked for afterwards.
    `following` says whether it was opened to follow the files. The arguments are those of `open`, and `others_busy`: while
    it says true, reading leaves one processor to the rest of the program.
    """

    def __init__(
        self,
        logdir: Logdir,
        *,
        follow: bool = False,
        poll_secs: float | None = None,
        progress: Callable[[Loading], None] | None = None,
        others_busy: Callable[[], bool] | None = None,
    ) -> None:
        self.following = follow
        self._store = Store()
        reader = Reader(
            logdir,
            self._store,
            follow=follow,
            poll_secs=poll_secs,
            observer=progress,
            others_busy=others_busy,
        )
        self._close = weakref.finalize(self, reader.close)
        self._close.atexit = False  # the reader sees to that itself
        reader.start()
        if not follow:
            import sonde.query.local.scalars  # noqa: F401  and NumPy with it, while native threads read

            reader.wait_loaded()

    # What there is

    def runs(self, where: str | None = None) -> list[Run]:
        """Every run, in order of (start time, name); those for which a condition holds, when one is given.

        A condition is about facts, hyperparameters and metrics: `lr < 1e-3 and model == "vit" and val/acc.max > 0.9 and started > 2d ago`;
        docs/runs.md has its language. Raises ExpressionError, which says where the condition is wrong, and CatalogError where it is about what
        people said of runs and that cannot be read.
        """
        query = self.query
        if where is None:
            return query.runs()
        from sonde.catalog import Catalog  # only where it is asked for
        from sonde.runs.table import RunTable

        table = RunTable(query, catalog=Catalog(self.roots).state)
        names = {table.names[row] for row in table.matching(where).tolist()}
        return [run for run in query.runs() if run.name in names]

    def series(
        self, kind: str | None = None, run: str | None = None, tag: str | None = None
    ) -> Sequence[SeriesInfo]:
        """Every series, in run order, then by tag; of one kind, run or tag when asked.

        A sequence that makes what it holds when looked at: a log may have millions of series.
        Raises RunNotFoundError for an unknown run.
        """
        return self.query.series(kind, run, tag)

    def files(self, run: str | None = None, kind: str | None = None) -> list[FileBeside]:
        """The files beside the event files (configurations, traces, tables of labels …), of one run or kind when asked.

        `board.query.read_file(file.key)` gives the bytes of one. Raises RunNotFoundError for an unknown run.
        """
        return self.query.files(run, kind)

    def damage(self) -> list[Damage]:
        """Every place that could not be read and was passed over: directories first, then files in run order."""
        return self.query.damage()

    # Points

    def scalars(self, run: str, tag: str) -> Scalars:
        """Every point of one scalar series, as NumPy arrays.

        Raises RunNotFoundError and TagNotFoundError, with near names; the latter also where the tag is no scalar.
        """
        return self.query.scalars(run, tag)

    def tensors(self, run: str, tag: str, kind: str | None = None) -> Tensors:
        """Every point of one series that is no scalar; its values are decoded one by one, when asked for.

        `kind` is needed only where the run has the tag with several kinds: AmbiguousTagError names them. Raises
        RunNotFoundError and TagNotFoundError, with near names.
        """
        return self.query.tensors(run, tag, kind)

    def to_arrow(self, tag: str | None = None) -> pa.Table:
        """Every scalar point of one tag, or of all, as a pyarrow Table.

        Columns: run and tag (dictionary-encoded text), step int64, wall_time float64 (seconds since the epoch), value
        float64, attempt int32, writer int32, writer_name (dictionary-encoded text, empty where the series has one writer),
        and superseded bool. Raises MissingExtraError without pyarrow, and TagNotFoundError where no run has the tag.
        """
        return self.query.to_arrow(tag)

    def scalars_at(
        self,
        tag: str,
        places: Sequence[float],
        runs: Iterable[str] | None = None,
        *,
        x: XAxis = DEFAULT_X,
        smoothing: float = DEFAULT_SMOOTHING,
        attempts: Attempts = DEFAULT_ATTEMPTS,
    ) -> PointsAt:
        """What each run had reached at each of these places of the x axis: its point there, or the nearest before it.

        `x` says what the places are: steps, seconds since the run's first point (`relative`), seconds since the epoch
        (`wall`), or numbers of points (`index`). Exact, with the moving average over all points before. One row for each
        run (parallel writer, and attempt where `all` are asked for) and place. Raises BadQueryError.
        """
        return self.query.scalars_at(tag, places, runs, x=x, smoothing=smoothing, attempts=attempts)

    def scalars_summaries(
        self,
        tag: str,
        x_range: tuple[float, float],
        runs: Iterable[str] | None = None,
        *,
        x: XAxis = DEFAULT_X,
        attempts: Attempts = DEFAULT_ATTEMPTS,
    ) -> Summaries:
        """What every point of each run between two places of the x axis comes to: start, end, least, most, mean.

        One row for each run (parallel writer, and attempt where `all` are asked for) with a point there. Raises
        BadQueryError.
        """
        return self.query.scalars_summaries(tag, x_range, runs, x=x, attempts=attempts)

    def scalars_groups(
        self,
        tag: str,
        groups: Mapping[str, Iterable[str]],
        *,
        statistic: Statistic = DEFAULT_RULE.statistic,
        band: Band = DEFAULT_RULE.band,
        align: Alignment = DEFAULT_RULE.align,
        ddof: int = DEFAULT_RULE.ddof,
        quantiles: tuple[float, float] = DEFAULT_RULE.quantiles,
        confidence: float = DEFAULT_RULE.confidence,
        baseline: Iterable[str] | None = None,
        compare: Comparison = DEFAULT_RULE.compare,
        x: XAxis = DEFAULT_X,
        x_range: tuple[float | None, float | None] | None = None,
        smoothing: float = DEFAULT_SMOOTHING,
    ) -> Groups:
        """What groups of runs come to at every place where one of their runs has a point: `to_pandas()` makes a table of it.

        `groups` holds the names of runs by the name of their group. `statistic` (`mean`, `median`) stands for a group, `band`
        (`std`, `sem`, `minmax`, `quantiles`, `bootstrap`, `none`) says how far its runs lie apart. Where a run has no point,
        `align` says what it has: `linear` what lies between its own neighbouring points, `previous` its last value, `exact` nothing;
        never anything beyond its ends, but for `previous`. The standard deviation is that of pandas; `ddof=0` makes it NumPy's.
        With `baseline`, names of runs, everything is the `difference` or the `ratio` to what stands for these at the same place.
        Raises BadQueryError.
        """
        rule = GroupRule(
            statistic=statistic,
            band=band,
            align=align,
            ddof=ddof,
            quantiles=quantiles,
            confidence=confidence,
            baseline=None if baseline is None else tuple(baseline),
            compare=compare,
        )
        return self.query.scalars_groups(
            tag, groups, rule=rule, x=x, x_range=x_range, width=None, smoothing=smoothing
        )

    # Growth

    @property
    def generation(self) -> int:
        """Grows by one with every change; 0 before anything was read."""
        return self._store.snapshot().generation

    @property
    def loading(self) -> Loading:
        """How far reading has come."""
        return self._store.snapshot().loading

    @property
    def roots(self) -> tuple[Root, ...]:
        """The roots of the log directory, and how each is kept up with."""
        return self._store.snapshot().roots

    def wait(self, generation: int, timeout: float | None = None) -> int:
        """Wait for a newer generation than this one, at most `timeout` seconds; the newest is returned either way.

        Returns at once where none will come: from a board that is closed, or was opened without `follow`.
        """
        return self._store.wait(generation, timeout)

    def changes(self, generation: int) -> Changes:
        """Which runs and tags changed since this generation."""
        return self._store.changes(generation)

    def subscribe(self, callback: Callable[[int], None]) -> Callable[[], None]:
        """Call back with each new generation, on the reading thread: return at once. The returned function ends that."""
        return self._store.subscribe(callback)

    # The questions themselves

    @property
    def query(self) -> Query:
        """Questions about what is known now. Keep it while several answers must agree with each other: it is immutable, and stays
        valid whatever the files do.
        """
        from sonde.query.local.query import LocalQuery  # not before reading has begun

        return LocalQuery(self._store.snapshot())

    def close(self) -> None:
        """Stop reading and following. What was read stays."""
        self._close()

    def __repr__(self) -> str:
        """What it holds: roots, runs, points of each kind, and whether it follows."""
        from sonde.query.describe import describe

        return describe(self.query)

    def __enter__(self) -> Board:  # noqa: PYI034  typing.Self came with Python 3.11
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
