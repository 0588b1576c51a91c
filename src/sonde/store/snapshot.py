"""What a log directory held at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Protocol

from sonde.model import Damage, Loading, LogFile, Root, Run, SeriesInfo


class RunColumns(Protocol):
    """The points of one run, immutable. The native core's `RunSnapshot` is one; another store may bring its own.

    `infos` gives one row per series, sorted by (tag, kind): tag, kind, plugin, storage (0 scalar, 1 blob), points,
    first_step, last_step, first_wall_time, last_wall_time, attempts, superseded, writers, display_name, description,
    data_class, plugin_content. `scalars` and `blobs` give every point of one series, file by file, in record order,
    and raise KeyError when there is no such series; `scalar_parts` says how many of a series' scalars come from which
    file, as (index into `file_names`, points) in the same order.
    """

    @property
    def file_names(self) -> list[str]: ...
    @property
    def points(self) -> int: ...
    @property
    def start_time(self) -> float | None: ...
    @property
    def last_time(self) -> float | None: ...
    @property
    def attempts(self) -> int: ...

    def infos(self) -> list[tuple[Any, ...]]: ...
    def scalars(self, tag: str) -> tuple[Any, ...]: ...
    def scalar_parts(self, tag: str) -> list[tuple[int, int]]: ...
    def blobs(self, tag: str, kind: str) -> tuple[Any, ...]: ...


class FileBytes(Protocol):
    """The bytes of one event file as they were when it was read.

    Both methods raise `StaleBlobError` when the file is no longer the one that was read.
    """

    @property
    def location(self) -> str: ...

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at [offset, offset + length), fewer at the end of the file."""
        ...

    def verify(self, record_offset: int) -> bool:
        """Whether the checksums of the record that begins at this offset hold."""
        ...


class StoredRun:
    """One run at one moment: its columns, its files, and what is said of them.

    The times are those of all its events, also of those without points.
    Immutable. Answers that cost something are worked out when first asked for and kept; two threads asking at once
    work out the same answer twice, which harms nobody.
    """

    def __init__(
        self,
        name: str,
        columns: RunColumns,
        files: tuple[LogFile, ...],
        sources: tuple[FileBytes, ...],
        start_time: float | None,
        last_time: float | None,
    ) -> None:
        self.name = name
        self.columns = columns
        self.files = files
        self.sources = sources
        self.start_time = start_time
        self.last_time = last_time

    @cached_property
    def file_names(self) -> tuple[str, ...]:
        """The names of the event files, as indices of files count them."""
        return tuple(self.columns.file_names)

    @cached_property
    def infos(self) -> list[tuple[Any, ...]]:
        """One row per series, as `RunColumns.infos` gives them."""
        return self.columns.infos()

    @cached_property
    def series(self) -> tuple[SeriesInfo, ...]:
        """Every series, sorted by tag, then kind."""
        return tuple(_series_info(self.name, *row) for row in self.infos)

    @cached_property
    def series_by_tag(self) -> Mapping[str, tuple[SeriesInfo, ...]]:
        """The series of each tag: one, or one per kind where a tag was written with several."""
        found: dict[str, tuple[SeriesInfo, ...]] = {}
        for info in self.series:
            found[info.tag] = (*found.get(info.tag, ()), info)
        return MappingProxyType(found)

    @cached_property
    def run(self) -> Run:
        """The run as a noun, without its points."""
        return Run(
            name=self.name,
            start_time=self.start_time,
            last_time=self.last_time,
            points=self.columns.points,
            series=len(self.infos),
            attempts=self.columns.attempts,
            damage=tuple(place for file in self.files for place in file.damage),
            damage_count=sum(file.damage_count for file in self.files),
            files=self.files,
            changed_time=max(
                (file.changed_time for file in self.files if file.changed_time is not None), default=None
            ),
        )


def _series_info(run: str, tag: str, kind: str, plugin: str, _storage: int, *rest: Any) -> SeriesInfo:
    # Values of old writers name no owner, but their field says it: it gave them their kind.
    owner = plugin or ("" if kind == "tensors" else kind)
    return SeriesInfo(run, tag, kind, owner, *rest)


class Snapshot:
    """A log directory at one generation. Immutable, and cheap to hold: points are shared between snapshots.

    `runs` are given and kept in order of (start time, name), runs without events last, so that a new run is appended and the others
    keep their places. `damage` names directories that could not be listed; the damage in files is on their runs.
    """

    def __init__(
        self,
        generation: int,
        runs: Mapping[str, StoredRun],
        roots: tuple[Root, ...],
        loading: Loading,
        damage: tuple[Damage, ...],
    ) -> None:
        self.generation = generation
        self.runs = MappingProxyType(dict(runs))
        self.roots = roots
        self.loading = loading
        self.damage = damage

    @cached_property
    def all_damage(self) -> tuple[Damage, ...]:
        """Directories that could not be listed, then the damage in each run's files."""
        return self.damage + tuple(place for run in self.runs.values() for place in run.run.damage)


def in_order(runs: Mapping[str, StoredRun]) -> dict[str, StoredRun]:
    """By (start time, name), those without a start last."""
    return dict(sorted(runs.items(), key=_run_order))


def _run_order(item: tuple[str, StoredRun]) -> tuple[bool, float, str]:
    name, run = item
    return run.start_time is None, run.start_time or 0.0, name
