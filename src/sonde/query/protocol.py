"""Query: what may be asked of a log directory, whoever answers. The rules of the answers stand in `sonde.query.contract`.

`query.local` answers from the store in this process. Another store brings another answer to the same questions, and passes the
suite in tests/contract; nothing above this room sees which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from sonde.model import Damage, FileBeside, Loading, Root, Run, SeriesInfo, TagInfo, Totals
from sonde.query.contract import (
    DEFAULT_ATTEMPTS,
    DEFAULT_RULE,
    DEFAULT_SMOOTHING,
    DEFAULT_WIDTH,
    DEFAULT_X,
    DEFAULT_X_SCALE,
    Attempts,
    GroupRule,
    KeptPoints,
    XAxis,
    XScale,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    # The answers bring NumPy; the questions don't.
    from sonde.query.groups import Groups, GroupsAt
    from sonde.query.histograms import Histograms
    from sonde.query.lines import Lines
    from sonde.query.metrics import MetricSummaries, Paces
    from sonde.query.points_at import PointsAt
    from sonde.query.scalars import Scalars
    from sonde.query.stretch import Stretch
    from sonde.query.summaries import Summaries
    from sonde.query.tensors import Tensors
    from sonde.query.value import Value


class Bytes(Protocol):
    """Bytes that are read as far as they are asked for. `etag` names them for ever and costs no read of them."""

    @property
    def etag(self) -> str: ...
    @property
    def name(self) -> str:
        """What a file of them is called."""
        ...

    @property
    def size(self) -> int: ...
    @property
    def is_array(self) -> bool:
        """Whether they are a NumPy file."""
        ...

    def read(self, start: int, stop: int) -> bytes:
        """The bytes at [start, stop)."""
        ...

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        """The same bytes piece by piece."""
        ...


class Array(Protocol):
    """One value as an array of which only what is asked for is read. Not for two threads at once.

    All of it raises DamagedBlobError, StaleBlobError, and LargeBlobError for a large value of which no part can be read alone.
    """

    @property
    def etag(self) -> str:
        """Names the value for ever."""
        ...

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of its numbers; `object` for strings, which are bytes."""
        ...

    @property
    def shape(self) -> tuple[int, ...]: ...

    def read(self, window: Sequence[slice]) -> npt.NDArray[Any]:
        """The part [start, stop) of each axis, as far as it is there."""
        ...


class Query(Protocol):
    """Every question about a log directory as it is at one moment. Immutable and safe to share between threads."""

    @property
    def generation(self) -> int:
        """Which commit this is of: all answers of one query agree with each other."""
        ...

    @property
    def loading(self) -> Loading:
        """How far reading had come."""
        ...

    @property
    def roots(self) -> tuple[Root, ...]:
        """The roots of the log directory, and how each is kept up with."""
        ...

    def totals(self) -> Totals:
        """How much there is, over all runs."""
        ...

    def runs(self) -> list[Run]:
        """Every run, in order of (start time, name)."""
        ...

    def tags(self, kind: str | None = None) -> list[TagInfo]:
        """Every tag over all runs, sorted by (tag, kind); of one kind when asked."""
        ...

    def tag_names(self, kind: str, runs: Iterable[str]) -> list[str]:
        """The tags of one kind that any of these runs has, sorted, each once. A run that is not there has none."""
        ...

    def series(
        self, kind: str | None = None, run: str | None = None, tag: str | None = None
    ) -> Sequence[SeriesInfo]:
        """Every series that matches, in run order, then by (tag, kind). An unknown run raises RunNotFoundError."""
        ...

    def runs_with(self, tag: str, runs: Iterable[str] | None = None, kind: str = "scalars") -> list[str]:
        """The runs that have this tag with this kind, in run order, among those named (None: among all).

        Raises RunNotFoundError for an unknown run, TagNotFoundError where none of them has the tag.
        """
        ...

    def plugin_contents(
        self, tag: str, kind: str, runs: Iterable[str] | None = None
    ) -> dict[str, tuple[bytes, ...]]:
        """What the series of this tag and kind keep for their plugin, by run (None: of all): from each file that says
        something what it said first, in order of wall times. Runs that say nothing, or are not there, are left out.
        """
        ...

    def damage(self) -> list[Damage]:
        """Every place that could not be read: directories first, then files in run order."""
        ...

    def files(self, run: str | None = None, kind: str | None = None) -> list[FileBeside]:
        """The files beside event files, root by root and by path; of one run or one kind when asked.

        An unknown run raises RunNotFoundError.
        """
        ...

    def file(self, key: str) -> Bytes:
        """A file beside event files as bytes that are read when they are asked for. Raises NotFoundError."""
        ...

    def read_file(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes of a file beside event files, from `offset` on: `length` of them (None: as many as were listed), fewer at
        its end. Raises NotFoundError, BadQueryError, StaleBlobError.
        """
        ...

    def scalars(self, run: str, tag: str) -> Scalars:
        """Every point of one scalar series. Raises NotFoundError."""
        ...

    def tensors(self, run: str, tag: str, kind: str | None = None) -> Tensors:
        """Every point of one series that is no scalar. Raises NotFoundError, AmbiguousTagError."""
        ...

    def blob(self, run: str, tag: str, index: int, kind: str | None = None, part: int = 0) -> Bytes:
        """One point's value, or one of its images, clips or strings, as bytes that are read when they are asked for.

        It costs the same however many points the series has. Raises NotFoundError, AmbiguousTagError.
        """
        ...

    def array(self, run: str, tag: str, index: int, kind: str | None = None) -> Array:
        """One point's value as an array of which only what is asked for is read, of 1 GB as of one number.

        Raises NotFoundError, AmbiguousTagError.
        """
        ...

    def beginnings(self, series: Sequence[tuple[str, str]], kind: str, length: int) -> list[bytes]:
        """The first bytes of the first point of each (run, tag), of several images, clips or strings those of the first.

        They tell what a series holds: checksums are not looked at, and what cannot be read, or is numbers, is b"". Each costs
        two small reads, however large the value. Raises NotFoundError.
        """
        ...

    def values(self, asked: Sequence[Stretch]) -> list[Value]:
        """The decoded values of many points of many series, in the order in which they are asked for.

        A value that cannot be had is an error of its row alone. Raises NotFoundError, AmbiguousTagError, and BadQueryError
        for more than MAX_VALUES points or MAX_VALUES_BYTES bytes.
        """
        ...

    def kept(self, run: str, tag: str, kept: KeptPoints, kind: str | None = None) -> npt.NDArray[np.intp]:
        """The numbers of points of one series that is no scalar: the `current` ones, or `all`, by step; or in the order of the
        records those that `tensorboard` would show. Raises NotFoundError, AmbiguousTagError.
        """
        ...

    def histograms(
        self,
        tag: str,
        runs: Iterable[str] | None = None,
        *,
        steps: tuple[float | None, float | None] | None = None,
        max_steps: int | None = None,
        kept: KeptPoints = "current",
    ) -> list[Histograms]:
        """The points of one tag of histograms, run by run (None: of all); of `steps`, where given, both ends too.

        `kept` says which: the `current` ones by step, `all`, an entry of the list for each attempt, or in the order of the
        records those that `tensorboard` would show. Of more than `max_steps` so many are chosen evenly. A run without the tag
        gives none, nor does a run that is not there. Raises BadQueryError, also for more than MAX_VALUES_BYTES bytes.
        """
        ...

    def to_arrow(self, tag: str | None = None) -> pa.Table:
        """Every scalar point of one tag, or of all, as a pyarrow Table. Raises MissingExtraError, TagNotFoundError."""
        ...

    def scalars_lines(
        self,
        tag: str,
        runs: Iterable[str] | None = None,
        *,
        x: XAxis = DEFAULT_X,
        x_range: tuple[float | None, float | None] | None = None,
        x_scale: XScale = DEFAULT_X_SCALE,
        width: int | None = DEFAULT_WIDTH,
        smoothing: float = DEFAULT_SMOOTHING,
        attempts: Attempts = DEFAULT_ATTEMPTS,
        max_attempts: int | None = None,
    ) -> Lines:
        """One tag of many runs (None: of all) as lines to draw, decimated to `width` pixel columns.

        With `width` None every point is given that is in `x_range` and has a place on the axis, and none outside it.

        With all attempts, `max_attempts` gives only so many of each writer, the newest. A run without the tag gives no
        line, nor does a run that is not there. Raises BadQueryError.
        """
        ...

    def scalars_at(
        self,
        tag: str,
        places: Sequence[float],
        runs: Iterable[str] | None = None,
        *,
        x: XAxis = DEFAULT_X,
        x_scale: XScale = DEFAULT_X_SCALE,
        smoothing: float = DEFAULT_SMOOTHING,
        attempts: Attempts = DEFAULT_ATTEMPTS,
        max_attempts: int | None = None,
    ) -> PointsAt:
        """Of each line of one tag the point at each of these places of the x axis, or the nearest before it.

        The lines are those of `scalars_lines` with the same arguments. Raises BadQueryError.
        """
        ...

    def scalars_summaries(
        self,
        tag: str,
        x_range: tuple[float, float],
        runs: Iterable[str] | None = None,
        *,
        x: XAxis = DEFAULT_X,
        x_scale: XScale = DEFAULT_X_SCALE,
        attempts: Attempts = DEFAULT_ATTEMPTS,
        max_attempts: int | None = None,
    ) -> Summaries:
        """What the points of each line of one tag between two places of the x axis, these included, come to.

        The lines are those of `scalars_lines` with the same arguments. Raises BadQueryError.
        """
        ...

    def scalars_groups(
        self,
        tag: str,
        groups: Mapping[str, Iterable[str]],
        *,
        rule: GroupRule = DEFAULT_RULE,
        x: XAxis = DEFAULT_X,
        x_range: tuple[float | None, float | None] | None = None,
        x_scale: XScale = DEFAULT_X_SCALE,
        width: int | None = DEFAULT_WIDTH,
        smoothing: float = DEFAULT_SMOOTHING,
    ) -> Groups:
        """What groups of runs come to at each place of the axis, as curves to draw, decimated to `width` pixel columns.

        `groups` holds the runs of each by its name; runs that are not there, or lack the tag, do not count. With `width` None
        every place is given that is in `x_range`, and none outside it. Raises BadQueryError.
        """
        ...

    def scalars_groups_at(
        self,
        tag: str,
        places: Sequence[float],
        groups: Mapping[str, Iterable[str]],
        *,
        rule: GroupRule = DEFAULT_RULE,
        x: XAxis = DEFAULT_X,
        x_scale: XScale = DEFAULT_X_SCALE,
        smoothing: float = DEFAULT_SMOOTHING,
    ) -> GroupsAt:
        """What each group comes to in its last place that is not above each of these, and where one of its lines has a finite
        value. The groups are those of `scalars_groups` with the same arguments. Raises BadQueryError.
        """
        ...

    def metric_summaries(self, tags: Sequence[str], runs: Iterable[str] | None = None) -> MetricSummaries:
        """What the current points of each of these scalar tags come to in each run (None: in all), over all its writers.

        A tag that no run has is a row of nothing; a run that is not there is left out, and `run_names` says which are
        not. Costs in proportion to what came since it was last asked, not to all points.
        """
        ...

    def paces(self, runs: Iterable[str] | None = None) -> Paces:
        """At which step each run stands (None: all of them), and how many steps a second it makes. A run that is not there is
        left out.
        """
        ...
