"""LocalQuery: every question about one snapshot of the store in this process, in one place.

Questions about points import what answers them, and NumPy with it, when they are first asked: a server's first answers are
given without.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

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
from sonde.query.local import beside, lists
from sonde.query.local.totals import totals
from sonde.store import Snapshot

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from sonde.query.groups import Groups, GroupsAt
    from sonde.query.histograms import Histograms
    from sonde.query.lines import Lines
    from sonde.query.local.array import LocalArray
    from sonde.query.local.blob import Blob
    from sonde.query.local.tensors import LocalTensors
    from sonde.query.metrics import MetricSummaries, Paces
    from sonde.query.points_at import PointsAt
    from sonde.query.scalars import Scalars
    from sonde.query.stretch import Stretch
    from sonde.query.summaries import Summaries
    from sonde.query.value import Value


class LocalQuery:
    """Answers from one snapshot of the store in this process, as `sonde.query.protocol.Query` promises them.

    Immutable and safe to share between threads.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    @property
    def generation(self) -> int:
        return self.snapshot.generation

    @property
    def loading(self) -> Loading:
        return self.snapshot.loading

    @property
    def roots(self) -> tuple[Root, ...]:
        return self.snapshot.roots

    def totals(self) -> Totals:
        """How much there is, over all runs."""
        return totals(self.snapshot)

    def runs(self) -> list[Run]:
        """Every run, in order of (start time, name)."""
        return lists.runs(self.snapshot)

    def tags(self, kind: str | None = None) -> list[TagInfo]:
        """Every tag over all runs, sorted by (tag, kind); of one kind when asked."""
        return lists.tags(self.snapshot, kind)

    def tag_names(self, kind: str, runs: Iterable[str]) -> list[str]:
        """The tags of one kind that any of these runs has, sorted, each once. A run that is not there has none."""
        return lists.tag_names(self.snapshot, kind, runs)

    def series(
        self, kind: str | None = None, run: str | None = None, tag: str | None = None
    ) -> Sequence[SeriesInfo]:
        """Every series that matches, in run order, then by (tag, kind). An unknown run raises RunNotFoundError."""
        return lists.series(self.snapshot, kind, run, tag)

    def runs_with(self, tag: str, runs: Iterable[str] | None = None, kind: str = "scalars") -> list[str]:
        """The runs that have this tag with this kind, in run order, among those named (None: among all).

        Raises RunNotFoundError for an unknown run, TagNotFoundError where none of them has the tag.
        """
        return lists.runs_with(self.snapshot, tag, runs, kind)

    def plugin_contents(
        self, tag: str, kind: str, runs: Iterable[str] | None = None
    ) -> dict[str, tuple[bytes, ...]]:
        """What the series of this tag and kind keep for their plugin, by run (None: of all): from each file that says
        something what it said first, in order of wall times. Runs that say nothing, or are not there, are left out.
        """
        return lists.plugin_contents(self.snapshot, tag, kind, runs)

    def damage(self) -> list[Damage]:
        """Every place that could not be read: directories first, then files in run order."""
        return list(self.snapshot.all_damage)

    def files(self, run: str | None = None, kind: str | None = None) -> list[FileBeside]:
        """The files beside event files, root by root and by path; of one run or one kind when asked.

        An unknown run raises RunNotFoundError.
        """
        return beside.files(self.snapshot, run, kind)

    def file(self, key: str) -> beside.BesideBlob:
        """A file beside event files as bytes that are read when they are asked for. Raises NotFoundError."""
        return beside.BesideBlob(beside.find(self.snapshot, key))

    def read_file(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        """Bytes of a file beside event files, from `offset` on: `length` of them (None: as many as were listed), fewer at
        its end. Raises NotFoundError, BadQueryError, StaleBlobError.
        """
        return beside.read(self.snapshot, key, offset, length)

    def scalars(self, run: str, tag: str) -> Scalars:
        """Every point of one scalar series. Raises NotFoundError."""
        from sonde.query.local.scalars import read

        return read(self.snapshot, run, tag)

    def tensors(self, run: str, tag: str, kind: str | None = None) -> LocalTensors:
        """Every point of one series that is no scalar. Raises NotFoundError, AmbiguousTagError."""
        from sonde.query.local.tensors import read

        return read(self.snapshot, run, tag, kind)

    def blob(self, run: str, tag: str, index: int, kind: str | None = None, part: int = 0) -> Blob:
        """One point's value, or one of its images, clips or strings, as bytes that are read when they are asked for.

        It costs the same however many points the series has. Raises NotFoundError, AmbiguousTagError.
        """
        from sonde.query.local.tensors import blob

        return blob(self.snapshot, run, tag, index, kind, part)

    def array(self, run: str, tag: str, index: int, kind: str | None = None) -> LocalArray:
        """One point's value as an array of which only what is asked for is read, of 1 GB as of one number.

        Raises NotFoundError, AmbiguousTagError.
        """
        from sonde.query.local.tensors import array

        return array(self.snapshot, run, tag, index, kind)

    def beginnings(self, series: Sequence[tuple[str, str]], kind: str, length: int) -> list[bytes]:
        """The first bytes of the first point of each (run, tag), of several images, clips or strings those of the first.

        They tell what a series holds: checksums are not looked at, and what cannot be read, or is numbers, is b"". Each costs
        two small reads, however large the value. Raises NotFoundError.
        """
        from sonde.query.local.beginnings import beginnings

        return beginnings(self.snapshot, series, kind, length)

    def values(self, asked: Sequence[Stretch]) -> list[Value]:
        """The decoded values of many points of many series, in the order in which they are asked for.

        A value that cannot be had is an error of its row alone. Raises NotFoundError, AmbiguousTagError, and BadQueryError
        for more than MAX_VALUES points or MAX_VALUES_BYTES bytes.
        """
        from sonde.query.local.values import read

        return read(self.snapshot, asked)

    def kept(self, run: str, tag: str, kept: KeptPoints, kind: str | None = None) -> npt.NDArray[np.intp]:
        """The numbers of points of one series that is no scalar: the `current` ones, or `all`, by step; or in the order of the
        records those that `tensorboard` would show. Raises NotFoundError, AmbiguousTagError.
        """
        from sonde.query.local.purged import kept_points

        return kept_points(self.snapshot, self.tensors(run, tag, kind), kept)

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
        from sonde.query.local import histograms

        return histograms.read(self.snapshot, tag, runs, steps, max_steps, kept)

    def to_arrow(self, tag: str | None = None) -> pa.Table:
        """Every scalar point of one tag, or of all, as a pyarrow Table. Raises MissingExtraError, TagNotFoundError."""
        from sonde.query.local.arrow import table

        return table(self.snapshot, tag)

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
        from sonde.query.local.lines import lines

        return lines(
            self.snapshot,
            tag,
            runs,
            x=x,
            x_range=x_range,
            x_scale=x_scale,
            width=width,
            smoothing=smoothing,
            attempts=attempts,
            max_attempts=max_attempts,
        )

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
        from sonde.query.local.points_at import points_at

        return points_at(
            self.snapshot,
            tag,
            places,
            runs,
            x=x,
            x_scale=x_scale,
            smoothing=smoothing,
            attempts=attempts,
            max_attempts=max_attempts,
        )

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
        from sonde.query.local.summaries import summaries

        return summaries(
            self.snapshot,
            tag,
            x_range,
            runs,
            x=x,
            x_scale=x_scale,
            attempts=attempts,
            max_attempts=max_attempts,
        )

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
        from sonde.query.local import groups as local

        return local.groups(
            self.snapshot,
            tag,
            groups,
            rule=rule,
            x=x,
            x_range=x_range,
            x_scale=x_scale,
            width=width,
            smoothing=smoothing,
        )

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
        from sonde.query.local import groups as local

        return local.groups_at(
            self.snapshot, tag, places, groups, rule=rule, x=x, x_scale=x_scale, smoothing=smoothing
        )

    def metric_summaries(self, tags: Sequence[str], runs: Iterable[str] | None = None) -> MetricSummaries:
        """What the current points of each of these scalar tags come to in each run (None: in all), over all its writers.

        A tag that no run has is a row of nothing; a run that is not there is left out, and `run_names` says which are
        not. Costs in proportion to what came since it was last asked, not to all points.
        """
        from sonde.query.local.metrics import metric_summaries

        return metric_summaries(self.snapshot, tags, runs)

    def paces(self, runs: Iterable[str] | None = None) -> Paces:
        """At which step each run stands (None: all of them), and how many steps a second it makes. A run that is not there is
        left out.
        """
        from sonde.query.local.metrics import paces

        return paces(self.snapshot, runs)
