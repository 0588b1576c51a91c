"""The forms of the JSON answers: what is sent, what the API's description says, and what the page's types are made of.

Every field is always present but those of one kind of error.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from sonde.model import RunState


def _said(text: str) -> Meta:
    return Meta(description=text)


class RunAnswer(Struct, frozen=True):
    """One run: a directory that directly holds event files."""

    key: Annotated[
        str,
        _said(
            "What notes and settings hang on: the same whatever other log directories are opened with the run's own."
        ),
    ]
    name: Annotated[
        str,
        _said(
            "Its path below the log directory, with slashes; `.` is the log directory itself. It begins with a word for"
            " the log directory where there are several."
        ),
    ]
    start_time: Annotated[
        float | None,
        _said("The earliest wall time of its events, in seconds since the epoch; null while there is none."),
    ]
    last_time: Annotated[float | None, _said("The latest wall time of its points.")]
    points: int
    series: int
    attempts: Annotated[int, _said("The largest number of attempts of any of its series.")]
    damage: Annotated[int, _said("Places in its files that could not be read; see /api/damage.")]
    state: Annotated[
        RunState,
        _said(
            "`running` while one of its files changed within the last minute; `finished` or `failed` as its session said, else"
            " `finished`; `stalled` where a session that began has not ended and was silent for ten minutes."
        ),
    ]
    files: int


class TagAnswer(Struct, frozen=True):
    """One tag of one kind over all runs."""

    tag: str
    kind: str
    runs: Annotated[int, _said("How many runs have it.")]
    points: int
    display_name: str
    description: str
    last_wall_time: float


class KindAnswer(Struct, frozen=True):
    """One kind of data over all runs."""

    kind: Annotated[str, _said("scalars, histograms, images, audio, …, or the name of an unknown plugin.")]
    tags: int
    series: Annotated[int, _said("Its tags, counted in each run that has them.")]
    points: int


class PanelAnswer(Struct, frozen=True):
    """The page of an installed panel."""

    id: Annotated[str, _said("Its routes are below /api/<id>/, its files below /panels/<id>/.")]
    title: str
    chinese_title: Annotated[str, _said("The same where it has none of its own.")]
    kinds: Annotated[
        list[str], _said("It has a tab where the log has one of them; always where it names none.")
    ]
    module: Annotated[str, _said("Its ES module, relative to the page.")]


class SeriesAnswer(Struct, frozen=True):
    """One series: one tag of one kind in one run."""

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
    superseded: Annotated[int, _said("Points that a later attempt replaced.")]
    writers: Annotated[int, _said("Files that wrote at the same time.")]
    display_name: str
    description: str
    data_class: int


class FileAnswer(Struct, frozen=True):
    """A file beside event files: a configuration, a trace, a table of labels."""

    key: Annotated[
        str, _said("/api/files/content takes it; the same as long as the file stands where it is.")
    ]
    path: Annotated[str, _said("Below the log directory, as runs are named.")]
    name: Annotated[str, _said("The last part of its path.")]
    run: Annotated[str, _said("The run whose directory it is in, or the nearest above; empty without one.")]
    kind: Annotated[str, _said("hparams, config, trace, profile, projector, table, tensor or sprite.")]
    size: int
    changed_time: Annotated[float | None, _said("In seconds since the epoch, where the storage tells.")]


class DamageAnswer(Struct, frozen=True):
    """A place that could not be read and was passed over."""

    run: str
    file: Annotated[
        str,
        _said(
            "The event file's name in the run's directory; empty when the directory itself could not be listed."
        ),
    ]
    offset: int
    length: int
    reason: str


class LoadingAnswer(Struct, frozen=True):
    """How far reading has come."""

    files_done: int
    files: int
    bytes_done: int
    bytes: int
    done: Annotated[bool, _said("True when everything that is known of has been read.")]


class RootAnswer(Struct, frozen=True):
    """One root of the log directory and how it is kept up with."""

    key: Annotated[str, _said("Made of its location alone: the same whatever else is opened with it.")]
    location: str
    label: str
    present: bool
    following: Literal["notices", "polling", "no"]
    following_reason: str


class StatusAnswer(Struct, frozen=True):
    """The server and its data as a whole."""

    version: str
    instance: Annotated[
        str,
        _said(
            "Another one after every start of the server; generations of different instances cannot be compared."
        ),
    ]
    generation: Annotated[int, _said("Grows with every change of the data.")]
    state: Annotated[
        Literal["loading", "waiting", "following", "loaded"],
        _said(
            "`loading` while the first reading goes on, `waiting` when there is no run yet, then `following`; `loaded` when it is not followed."
        ),
    ]
    logdirs: list[str]
    roots: list[RootAnswer]
    loading: LoadingAnswer
    runs: int
    series: int
    points: int
    bytes: Annotated[int, _said("The size of what was read of the event files.")]
    damage: int


class ErrorBody(Struct, frozen=True):
    code: Annotated[str, _said("A stable name to branch on.")]
    message: Annotated[str, _said("What was expected and what was found.")]
    hint: Annotated[str, _said("What to do; may be empty.")]
    problem: Annotated[str | UnsetType, _said("Of `bad_expression`: a stable name of what is wrong.")] = UNSET
    position: Annotated[int | UnsetType, _said("Of `bad_expression`: where, in characters.")] = UNSET
    length: Annotated[int | UnsetType, _said("Of `bad_expression`: so many characters are wrong.")] = UNSET
    found: Annotated[str | UnsetType, _said("Of `bad_expression`: what it is about.")] = UNSET


class ErrorAnswer(Struct, frozen=True):
    """Every error has this form."""

    error: ErrorBody
