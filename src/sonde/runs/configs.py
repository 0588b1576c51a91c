"""Configs: which configuration files say something of which run, and what; a file is read again only when it changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonde.errors import SondeError
from sonde.model import FileBeside
from sonde.query import Query
from sonde.runs.config import MAX_FILE_BYTES, Config, Plain, read_config
from sonde.runs.hparams import ConfigValues
from sonde.runs.lineage import directories_above

_ORDER = ("hparams.yaml", "hparams.yml", "hparams.json", "params.json", "args.json", "args.yaml")
"""Of two files of one directory the one that comes first here says what counts; all others come behind."""


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What files say of each row: the values that count, the `paths` of the files from the nearest on, and by the row's name
    what is wrong with them.
    """

    values: tuple[Mapping[str, Plain], ...]
    paths: tuple[tuple[str, ...], ...]
    problems: Mapping[str, tuple[str, ...]]

    def by_name(
        self, logged: Mapping[int, Mapping[str, Plain]], sources: npt.NDArray[np.int32]
    ) -> ConfigValues:
        """The values by name, behind those that the sessions of the rows logged."""
        by_name: dict[str, list[tuple[int, Plain]]] = defaultdict(list)
        for row, given in enumerate(self.values):
            values = {**given, **logged.get(int(sources[row]), {})} if logged else given
            for name, value in values.items():
                by_name[name].append((row, value))
        return dict(by_name)


class Configs:
    """The files that were read, by key."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[FileBeside, Config]] = {}

    @staticmethod
    def files(query: Query) -> list[FileBeside]:
        """The configuration files of this query. What Hydra keeps of itself is none."""
        found = [*query.files(kind="hparams"), *query.files(kind="config")]
        return [file for file in found if "/.hydra/" not in f"/{file.path}" or file.name == "config.yaml"]

    def read(self, query: Query, files: Sequence[FileBeside], rows: Sequence[str]) -> Given:
        """What these files say of the runs of these names."""
        nothing: Mapping[str, Plain] = {}
        if not files:
            self._read = {}
            return Given((nothing,) * len(rows), ((),) * len(rows), {})
        by_directory: dict[str, list[FileBeside]] = defaultdict(list)
        for file in files:
            by_directory[_directory(file)].append(file)
        for beside in by_directory.values():
            beside.sort(key=_rank)
        self._read = {file.key: (file, self._config(query, file)) for file in files}
        joined: dict[
            tuple[str, ...], Mapping[str, Plain]
        ] = {}  # by the files' keys: runs below one directory share
        values, paths, problems = [], [], {}
        for name in rows:
            found = [
                file
                for directory in (name, *directories_above(name))
                for file in by_directory.get(directory, ())
            ]
            keys = tuple(file.key for file in found)
            if keys not in joined:
                joined[keys] = _joined([self._read[key][1].values for key in keys])
            values.append(joined[keys])
            paths.append(tuple(file.path for file in found))
            wrong = tuple(config.problem for _, config in map(self._read.__getitem__, keys) if config.problem)
            if wrong:
                problems[name] = wrong
        return Given(tuple(values), tuple(paths), problems)

    def _config(self, query: Query, file: FileBeside) -> Config:
        known = self._read.get(file.key)
        if known is not None and known[0] == file:
            return known[1]
        try:
            return read_config(file.name, query.read_file(file.key, 0, min(file.size, MAX_FILE_BYTES + 1)))
        except SondeError as error:
            return Config({}, f"{file.name}: {error}")


def _directory(file: FileBeside) -> str:
    """The directory that a file speaks of, named as a run of it would be."""
    directory = file.path.rpartition("/")[0]
    if directory == ".hydra" or directory.endswith("/.hydra"):
        directory = directory.rpartition("/")[0]
    return directory or "."


def _rank(file: FileBeside) -> tuple[int, bool, str]:
    return (
        _ORDER.index(file.name) if file.name in _ORDER else len(_ORDER),
        "/.hydra/" in f"/{file.path}",
        file.name,
    )


def _joined(configs: Sequence[Mapping[str, Plain]]) -> Mapping[str, Plain]:
    """The values of all; of two for one name the first."""
    joined: dict[str, Plain] = {}
    for config in reversed(configs):
        joined.update(config)
    return joined
