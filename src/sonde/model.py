"""The nouns: what a log directory holds, in the words that every room uses.

A *log directory* has one or several roots. Under a root every directory that directly holds an event file is a *run*;
files of known names there are *files beside* the event files.
A run holds *series*, each named by a *tag* and a *kind*. A series holds *points*: a step, a wall time, and a value or a
reference to the bytes of one. Points come in *attempts* (a resumed job starts a new one) and from one or several
parallel *writers*.

Everything here is frozen: a value handed out stays as it was, whatever the files do next.
Wall times and other times are seconds since the epoch, sizes and offsets are bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

OWN_DIRECTORY = ".sonde"
"""In a log directory, what Sonde keeps for itself: the catalog and the trash. It holds no runs."""

RunState = Literal["running", "finished", "failed", "stalled"]

RUNNING_SECS = 60.0
"""A run whose newest file changed within this time counts as running."""

STALLED_SECS = 600.0
"""A session that was announced, is not ended, and has been silent for this long counts as stalled."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A place that could not be read, and was passed over. Everything before and after it was read.

    `file` is the name of the event file inside the run's directory; it is empty when the directory itself could not be
    listed. `length` is 0 where nothing is known of it.
    """

    run: str
    file: str
    offset: int
    length: int
    reason: str


@dataclass(frozen=True, slots=True)
class LogFile:
    """One event file of a run, and how far it was read.

    `size` is what the file system said when the file was last read, `bytes` the offset after the last whole record,
    `pending_bytes` the half-written record behind it. `damage` holds the first 1,000 places, `damage_count` counts all.
    `session_starts` are the SessionLog.START of the file, the first 10,000: (offset of the record, step).
    """

    name: str
    location: str
    size: int
    records: int
    bytes: int
    pending_bytes: int
    changed_time: float | None
    writer: str
    damage: tuple[Damage, ...]
    damage_count: int
    file_version: str = ""
    session_starts: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Session:
    """What a run says of itself as a trial, by the summaries of TensorBoard's hparams.

    `started_at` and `ended_at` are the wall times of its newest words on either, None where it says nothing; `start_time` and
    `end_time` what those say, in seconds since the epoch. Runs of one `group` are repetitions of one trial.
    """

    started_at: float | None
    start_time: float | None
    group: str
    ended_at: float | None
    end_time: float | None
    status: Literal["unknown", "success", "failure", "running"]

    @property
    def awaits_its_end(self) -> bool:
        """Whether it began, and has not ended since."""
        if self.started_at is None:
            return False
        return self.ended_at is None or self.status == "running" or self.started_at > self.ended_at

    def ended(self, last_time: float | None) -> bool:
        """Whether that it ended is its last word, where its points go up to this wall time: neither did it begin once more, nor
        was anything logged later.
        """
        if self.ended_at is None or self.status == "running" or self.awaits_its_end:
            return False
        return last_time is None or last_time <= self.ended_at + 1


@dataclass(frozen=True, slots=True)
class Run:
    """One run: a directory that directly holds event files, named by its POSIX path below the root (`.` for the root).

    `key` stays the same for as long as the run stands where it is: whatever other roots are opened with its own, and
    however it is named beside them. What people attach to a run hangs on it. `name` is the label that is shown and asked
    for: it begins with a word for the root where there are several, so it may change when a root is added.

    `start_time` is the smallest wall time of its events (None without events), `last_time` the largest of its points
    (None without points); `changed_time` is when its newest file last changed, as its file system says or as it was seen,
    and None where that can't be known; `attempts` is the largest number of attempts of any series. `session` is None where
    the run says nothing of one.
    """

    key: str
    name: str
    start_time: float | None
    last_time: float | None
    points: int
    series: int
    attempts: int
    damage: tuple[Damage, ...]
    damage_count: int
    files: tuple[LogFile, ...]
    changed_time: float | None
    session: Session | None = None

    def state(self, now: float) -> RunState:
        """How the run stands at this time.

        `finished` or `failed` as soon as it says that its session ended so and logs nothing later. Else `running` while its
        files change; a minute after they last did, `finished`, or `failed` where it had said so. A session that was
        announced and not ended is given ten minutes, and is `stalled` then.

        The files decide, not the times in them: those are another machine's clock, or a test's.
        """
        session = self.session
        ended_word: RunState = "failed" if session is not None and session.status == "failure" else "finished"
        if session is not None and session.ended(self.last_time):
            return ended_word
        silent = math.inf if self.changed_time is None else abs(now - self.changed_time)
        if silent < RUNNING_SECS:
            return "running"
        if session is None or not session.awaits_its_end:
            return ended_word
        return "running" if silent < STALLED_SECS else "stalled"


@dataclass(frozen=True, slots=True)
class FileBeside:
    """A file that stands beside event files and belongs to what they log: a configuration, a trace, a table of labels.

    `path` is its POSIX path below the root with the root's label in front, as runs are named, and `name` its last part.
    `run` is the name of the run whose directory it is in, or else of the nearest one above (empty without one). `kind`
    says what its name makes it: see `sonde.reader.patterns`. `key` is made like a run's, and stays as that does.
    """

    key: str
    path: str
    name: str
    run: str
    kind: str
    size: int
    changed_time: float | None


@dataclass(frozen=True, slots=True)
class SeriesInfo:
    """One series: what it is called, who owns it, and how much of it there is.

    `kind` says how to read it: `scalars`, `histograms`, `images`, …, or the name of an unknown plugin. `plugin` is the
    owner that its metadata or its old value field names; a bare tensor has kind `tensors` and plugin `""`.
    `superseded` counts the points that a later attempt replaced.
    """

    run: str
    tag: str
    kind: str
    plugin: str
    points: int
    first_step: int
    last_step: int
    first_wall_time: float
    last_wall_time: float
    attempts: int
    superseded: int
    writers: int
    display_name: str
    description: str
    data_class: int
    plugin_content: bytes


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a value says of itself: its plugin, what that plugin keeps with it (bytes in a form of its own), words for people,
    and the number of TensorBoard's data class (0: none, 1: scalar, 2: tensor, 3: blob sequence).
    """

    plugin: str
    plugin_content: bytes
    display_name: str
    description: str
    data_class: int


@dataclass(frozen=True, slots=True)
class TagInfo:
    """One tag of one kind over all runs: `runs` of them have it, with `points` points in all.

    The display name and the description are the first that any run gives, in run order.
    """

    tag: str
    kind: str
    runs: int
    points: int
    display_name: str
    description: str
    last_wall_time: float


@dataclass(frozen=True, slots=True)
class Loading:
    """How far reading has come. `bytes` grows when files do; `done` is true when nothing known is left to read."""

    files_done: int
    files: int
    bytes_done: int
    bytes: int

    @property
    def done(self) -> bool:
        return self.files_done >= self.files


@dataclass(frozen=True, slots=True)
class Root:
    """One root of the log directory: where it is, the prefix of its run names, and how it is kept up with.

    `key` is made of its location alone: the same whenever, and with whatever others, it is opened.
    `present` is false while there is nothing at `location`. `following` is `notices` (the operating system tells of
    changes), `polling` (it is looked at again and again), or `no`; `following_reason` says why it is polled.
    """

    key: str
    location: str
    label: str
    present: bool
    following: Literal["notices", "polling", "no"]
    following_reason: str


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a log directory holds: over all runs together. `bytes` are those that were read of event files, `damage` counts
    every place that could not be read.
    """

    runs: int
    series: int
    points: int
    bytes: int
    damage: int


SeriesNames = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Tags by run and kind."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed up to `generation`. None stands for "more than is worth naming": ask again for what is visible.

    `series` names the tags, by run and kind, of series that came, went or have other points than before. A run that
    is in `runs` and not in `series` changed in more series than are worth naming; one that changed in none (a file
    grew by something else, or was damaged) is there with nothing in it. `tags` are those of all these series, None where a run
    is not named. `listed` is true when runs or series came or went, or their standing in the lists changed with
    the run order, `files` when files beside the event files came, went or changed.
    """

    generation: int
    runs: frozenset[str] | None
    series: SeriesNames | None
    listed: bool
    files: bool = False

    @property
    def tags(self) -> frozenset[str] | None:
        if self.runs is None or self.series is None or not self.runs <= self.series.keys():
            return None
        return frozenset(tag for kinds in self.series.values() for tags in kinds.values() for tag in tags)
