"""Sources of trials: the runs themselves, studies in files beside them, and those that the command line names."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from sonde.errors import NotFoundError, SondeError
from sonde.studies import Study
from sonde.studies.keras_tuner import TrialFile, study_of
from sonde.studies.optuna_storage import is_optuna_file, studies_at, studies_of_file, without_password

if TYPE_CHECKING:
    from sonde.model import FileBeside
    from sonde.query import Query

RUNS = ""
"""The id of the runs themselves."""

MAX_TRIALS = 20_000
"""So many directories of trials of KerasTuner are read."""

_AGE_SECS = 5.0  # what is no file beside the runs is looked at again after so long


class Source(Struct, frozen=True):
    """Where trials come from. `id` is "" for the runs; `problem` says why a study cannot be read, `hint` what helps."""

    id: str
    tool: str
    name: str
    location: str
    problem: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was read of a place, and what it looked like then."""

    stamp: object
    studies: tuple[tuple[Study, str], ...]


class Studies:
    """The studies that there are, each read anew only when its files have changed. For several threads."""

    def __init__(self, addresses: Callable[[], Sequence[str]]) -> None:
        self._addresses = addresses
        self._kept: dict[str, _Kept] = {}
        self._lock = threading.Lock()

    def sources(self, query: Query) -> list[Source]:
        """All of them, those beside runs by path."""
        return [
            Source(_id_of(study), study.tool, study.name, study.location, study.problem, hint)
            for study, hint in self._all(query)
        ]

    def study(self, query: Query, id: str) -> Study:
        """One study. Raises NotFoundError, or the error that it cannot be read for."""
        for study, hint in self._all(query):
            if _id_of(study) == id:
                if study.problem and not study.trials:
                    raise NotFoundError(study.problem, hint)
                return study
        raise NotFoundError(f"there is no study {id!r}", "see /api/hparams/sources for all of them")

    def _all(self, query: Query) -> list[tuple[Study, str]]:
        with self._lock:
            found: dict[str, _Kept] = {}
            for place, stamp, read in [*_beside(query), *_named(self._addresses())]:
                kept = self._kept.get(place)
                if kept is None or kept.stamp != stamp:
                    kept = _Kept(stamp, tuple(read()))
                found[place] = kept
            self._kept = found
            return [one for kept in found.values() for one in kept.studies]


def _id_of(study: Study) -> str:
    return f"{study.tool}:{study.location}#{study.name}"


_Reading = tuple[str, object, Callable[[], list[tuple[Study, str]]]]


def _named(addresses: Sequence[str]) -> Iterator[_Reading]:
    for address in addresses:
        shown = without_password(address)
        yield (
            f"address {address}",
            int(time.monotonic() / _AGE_SECS),
            partial(_or_problem, partial(studies_at, address), shown),
        )


def _beside(query: Query) -> Iterator[_Reading]:
    yield from _databases(query)
    yield from _tuners(query)


def _databases(query: Query) -> Iterator[_Reading]:
    """SQLite files beside runs, on this machine: a database is no file that could be read over an object store."""
    for file in query.files(kind="database"):
        path = _local_path(query, file)
        if path is None:
            continue
        # What a database has not yet taken over stands in the file beside it.
        stamp = tuple(_stamp(Path(f"{path}{ending}")) for ending in ("", "-wal"))
        yield file.key, stamp, partial(_of_database, path, file.path)


def _of_database(path: Path, shown: str) -> list[tuple[Study, str]]:
    if not is_optuna_file(str(path)):
        return []
    return [
        (replace(study, location=shown), hint)
        for study, hint in _or_problem(lambda: studies_of_file(str(path)), shown)
    ]


def _stamp(path: Path) -> object:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _local_path(query: Query, file: FileBeside) -> Path | None:
    for root in query.roots:
        prefix = f"{root.label}/" if root.label else ""
        if file.path.startswith(prefix):
            path = Path(root.location, file.path[len(prefix) :])
            if path.is_file():
                return path
    return None


def _tuners(query: Query) -> Iterator[_Reading]:
    files = query.files(kind="keras_tuner")
    trials: dict[str, list[FileBeside]] = {}
    for file in files:
        directory = file.path.rpartition("/")[0]
        if file.name != "oracle.json":
            trials.setdefault(directory.rpartition("/")[0], []).append(file)
    for oracle in files:
        if oracle.name != "oracle.json":
            continue
        directory = oracle.path.rpartition("/")[0]
        own = trials.get(directory, [])[:MAX_TRIALS]
        stamp = tuple((file.key, file.size, file.changed_time) for file in [oracle, *own])
        yield (
            oracle.key,
            stamp,
            partial(_of_tuner, query, directory, oracle, own),
        )


def _of_tuner(
    query: Query, directory: str, oracle: FileBeside, own: Sequence[FileBeside]
) -> list[tuple[Study, str]]:
    name = directory.rpartition("/")[2] or "KerasTuner"
    files = [TrialFile(file.path, _read(query, file), file.changed_time) for file in own]
    return [(study_of(name, directory or ".", _read(query, oracle), files), "")]


def _read(query: Query, file: FileBeside) -> bytes:
    try:
        return query.read_file(file.key)
    except (SondeError, OSError):
        return b""  # gone, or being written: it is read again when the listing says so


def _or_problem(read: Callable[[], list[Study]], shown: str) -> list[tuple[Study, str]]:
    try:
        return [(study, "") for study in read()]
    except SondeError as error:
        return [(Study(name=shown, tool="optuna", location=shown, problem=error.message), error.hint)]
