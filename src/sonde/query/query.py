"""LocalQuery: every question about one snapshot of the store in this process, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sonde.model import Damage, FileBeside, Loading, Root, Run, SeriesInfo, TagInfo
from sonde.query import arrow, beside, lists
from sonde.query import points_at as points_at_
from sonde.query import scalars as scalars_
from sonde.query import summaries as summaries_
from sonde.query import tensors as tensors_
from sonde.query import values as values_
from sonde.query.blob import Blob
from sonde.query.contract import Attempts, XAxis, XScale
from sonde.query.points_at import PointsAt
from sonde.query.scalars import Lines, Scalars
from sonde.query.summaries import Summaries
from sonde.query.tensors import Tensors
from sonde.query.values import Stretch, Value
from sonde.store import Snapshot

if TYPE_CHECKING:
    import pyarrow as pa


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

    def runs(self) -> list[Run]:
        """Every run, in order of (start time, name)."""
        return lists.runs(self.snapshot)

    def tags(self, kind: str | None = None) -> list[TagInfo]:
        """Every tag over all runs, sorted by (tag, kind); of one kind when asked."""
        return lists.tags(self.snapshot, kind)

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
        return scalars_.read(self.snapshot, run, tag)

    def tensors(self, run: str, tag: str, kind: str | None = None) -> Tensors:
        """Every point of one series that is no scalar. Raises NotFoundError, AmbiguousTagError."""
        return tensors_.read(self.snapshot, run, tag, kind)

    def blob(self, run: str, tag: str, index: int, kind: str | None = None, part: int = 0) -> Blob:
        """One point's value, or one of its images, clips or strings, as bytes that are read when they are asked for.

        It costs the same however many points the series has. Raises NotFoundError, AmbiguousTagError.
        """
        return tensors_.blob(self.snapshot, run, tag, index, kind, part)

    def values(self, asked: Sequence[Stretch]) -> list[Value]:
        """The decoded values of many points of many series, in the order in which they are asked for.

        A value that cannot be had is an error of its row alone. Raises NotFoundError, AmbiguousTagError, and BadQueryError
        for more than MAX_VALUES points or MAX_VALUES_BYTES bytes.
        """
        return values_.read(self.snapshot, asked)

    def to_arrow(self, tag: str | None = None) -> pa.Table:
        """Every scalar point of one tag, or of all, as a pyarrow Table. Raises MissingExtraError, TagNotFoundError."""
        return arrow.table(self.snapshot, tag)

    def scalars_lines(
        self,
        tag: str,
        runs: Iterable[str] | None = None,
        *,
        x: XAxis = "step",
        x_range: tuple[float | None, float | None] | None = None,
        x_scale: XScale = "linear",
        width: int = 800,
        smoothing: float = 0.0,
        attempts: Attempts = "current",
        max_attempts: int | None = None,
    ) -> Lines:
        """One tag of many runs (None: of all) as lines to draw, decimated to `width` pixel columns.

        With all attempts, `max_attempts` gives only so many of each writer, the newest. A run without the tag gives no
        line, nor does a run that is not there. Raises BadQueryError.
        """
        return scalars_.lines(
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
        x: XAxis = "step",
        x_scale: XScale = "linear",
        smoothing: float = 0.0,
        attempts: Attempts = "current",
        max_attempts: int | None = None,
    ) -> PointsAt:
        """Of each line of one tag the point at each of these places of the x axis, or the nearest before it.

        The lines are those of `scalars_lines` with the same arguments. Raises BadQueryError.
        """
        return points_at_.points_at(
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
        x: XAxis = "step",
        x_scale: XScale = "linear",
        attempts: Attempts = "current",
        max_attempts: int | None = None,
    ) -> Summaries:
        """What the points of each line of one tag between two places of the x axis, these included, come to.

        The lines are those of `scalars_lines` with the same arguments. Raises BadQueryError.
        """
        return summaries_.summaries(
            self.snapshot,
            tag,
            x_range,
            runs,
            x=x,
            x_scale=x_scale,
            attempts=attempts,
            max_attempts=max_attempts,
        )
