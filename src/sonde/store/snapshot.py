"""What a log directory held at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, Protocol

from sonde import _native
from sonde.model import Damage, FileBeside, Loading, LogFile, Root, Run, SeriesInfo, Session


class RunColumns(Protocol):
    """The points of one run, immutable. The native core's `RunSnapshot` is one; another store may bring its own.

    `infos` gives one row per series, sorted by (tag, kind): tag, kind, plugin, storage (0 scalar, 1 blob), points,
    first_step, last_step, first_wall_time, last_wall_time, attempts, superseded, writers, display_name, description,
    data_class, plugin_content; `infos_of` those of one tag. Rows are made on each call, and a run may have a million.
    `changes` gives the tags, by kind, of series that came, went or differ since an earlier state of the run (None: of
    all), or None for more than `most`. `scalars` and `blobs` give every point of one series, file by file, in record order
    (`blobs` those from `first` to before `last`, at a cost in proportion to their number), and raise KeyError when there
    is no such series; `scalar_parts` says how many of a series' scalars come from which
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

    def __len__(self) -> int: ...
    def count(self, kind: str) -> int: ...
    def infos(self, kind: str | None = None) -> list[tuple[Any, ...]]: ...
    def infos_of(self, tag: str) -> list[tuple[Any, ...]]: ...
    def changes(self, before: Any, most: int) -> dict[str, list[str]] | None: ...
    def scalars(self, tag: str) -> tuple[Any, ...]: ...
    def scalar_parts(self, tag: str) -> list[tuple[int, int]]: ...
    def blobs(self, tag: str, kind: str, first: int = 0, last: int | None = None) -> tuple[Any, ...]: ...


class FileBytes(Protocol):
    """The bytes of one file as they were when it was read.

    `identity` stays while the file grows, and is another when another file has taken its name; None where the storage
    tells none.
    """

    @property
    def location(self) -> str:
        """Its path or URL, for people."""
        ...

    @property
    def identity(self) -> object: ...

    def open(self) -> AbstractContextManager[OpenFile]:
        """The file, open until the end of the `with`. Raises `StaleBlobError` when it is no longer the one that was read,
        OSError when it cannot be read.
        """
        ...


class OpenFile(Protocol):
    """A file while it is open. Not for two threads at once. Both methods raise OSError when its bytes cannot be had."""

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at [offset, offset + length), fewer at the end of the file."""
        ...

    def verify(self, record_offset: int) -> bool:
        """Whether the checksums of the record that begins at this offset hold. It is read in pieces, however large."""
        ...


class StoredFile:
    """A file beside the event files: what is said of it, and its bytes."""

    __slots__ = ("about", "bytes", "version")

    def __init__(self, about: FileBeside, version: object, source: FileBytes) -> None:
        self.about = about
        self.version = version
        self.bytes = source

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StoredFile) and (self.about, self.version) == (other.about, other.version)

    def __hash__(self) -> int:
        return hash(self.about)


class StoredRun:
    """One run at one moment: its columns, its files, and what is said of them.

    `start_time` is that of all its events, also of those without points; `last_time` is that of its points.
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
        key: str,
    ) -> None:
        self.name = name
        self.key = key
        self.columns = columns
        self.files = files
        self.sources = sources
        self.start_time = start_time
        self.last_time = last_time

    @cached_property
    def file_names(self) -> tuple[str, ...]:
        """The names of the event files, as indices of files count them."""
        return tuple(self.columns.file_names)

    def count(self, kind: str | None = None) -> int:
        """How many series there are, or how many of a kind."""
        return len(self.columns) if kind is None else self.columns.count(kind)

    def series(self, kind: str | None = None) -> list[SeriesInfo]:
        """Every series, or those of a kind, sorted by tag, then kind. Made anew on each call."""
        return [_series_info(self.name, *row) for row in self.columns.infos(kind)]

    def series_of(self, tag: str) -> list[SeriesInfo]:
        """The series of a tag: none, one, or one per kind where a tag was written with several."""
        return [_series_info(self.name, *row) for row in self.columns.infos_of(tag)]

    @cached_property
    def run(self) -> Run:
        """The run as a noun, without its points."""
        return Run(
            key=self.key,
            name=self.name,
            start_time=self.start_time,
            last_time=self.last_time,
            points=self.columns.points,
            series=len(self.columns),
            attempts=self.columns.attempts,
            damage=tuple(place for file in self.files for place in file.damage),
            damage_count=sum(file.damage_count for file in self.files),
            files=self.files,
            changed_time=max(
                (file.changed_time for file in self.files if file.changed_time is not None), default=None
            ),
            session=_session(self.columns),
        )


_STATUSES: tuple[Literal["unknown", "success", "failure", "running"], ...] = (
    "unknown",
    "success",
    "failure",
    "running",
)
"""As TensorBoard's hparams number them."""


def _session(columns: Any) -> Session | None:
    said = _native.session(columns)
    if said is None:
        return None
    started_at, start_time, group, ended_at, end_time, status = said
    known = _STATUSES[status] if status < len(_STATUSES) else "unknown"
    return Session(started_at, start_time or None, group, ended_at, end_time or None, known)


def _series_info(run: str, tag: str, kind: str, plugin: str, _storage: int, *rest: Any) -> SeriesInfo:
    # Values of old writers name no owner, but their field says it: it gave them their kind.
    owner = plugin or ("" if kind == "tensors" else kind)
    return SeriesInfo(run, tag, kind, owner, *rest)


class TagRows(Protocol):
    """What all runs say of each tag, immutable. The native core's `TagSums` is one."""

    def rows(self, kind: str | None = None) -> list[tuple[str, str, int, int, str, str, float]]:
        """(tag, kind, runs, points, display_name, description, last_wall_time), sorted by tag and kind.

        The words are the first that are not empty in the order of the runs; the time is -inf without any.
        """
        ...


class Snapshot:
    """A log directory at one generation. Immutable, and cheap to hold: points are shared between snapshots.

    `runs` are given and kept in order of (start time, name), runs without events last, so that a new run is appended and the others
    keep their places. `damage` names directories that could not be listed; the damage in files is on their runs. `files`
    are those beside the event files.
    """

    def __init__(
        self,
        generation: int,
        runs: Mapping[str, StoredRun],
        roots: tuple[Root, ...],
        loading: Loading,
        damage: tuple[Damage, ...],
        files: tuple[StoredFile, ...],
        tags: TagRows,
    ) -> None:
        self.generation = generation
        self.runs = MappingProxyType(dict(runs))
        self.roots = roots
        self.loading = loading
        self.damage = damage
        self.files = files
        self.tags = tags

    @cached_property
    def runs_by_key(self) -> Mapping[str, StoredRun]:
        """The runs by the keys that they keep whatever their names become."""
        return MappingProxyType({run.key: run for run in self.runs.values()})

    @cached_property
    def files_by_key(self) -> Mapping[str, StoredFile]:
        """The files beside the event files by key."""
        return MappingProxyType({file.about.key: file for file in self.files})

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
