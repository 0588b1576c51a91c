"""The files beside the event files of one root: what listings said of them, and what a snapshot says."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Mapping

from sonde.model import FileBeside
from sonde.names import printable
from sonde.reader.keys import key_below
from sonde.reader.patterns import kind_of
from sonde.reader.source import FileStat
from sonde.reader.walk import Tree, lies_in
from sonde.store import StoredFile


class FilesBeside:
    """Keeps them by their path below the root, with slashes. Owned by the reader's thread."""

    def __init__(self, root: str, label: str, tree: Tree) -> None:
        self._root = root
        self._label = label
        self._tree = tree
        self._stats: dict[str, FileStat] = {}
        self._stored: tuple[StoredFile, ...] | None = ()

    def replace(self, found: Mapping[str, FileStat], below: str = "", unlisted: Iterable[str] = ()) -> None:
        """Take over what a walk of everything below this directory found; what it did not find is gone.

        What is known of directories that could not be listed stays. Paths are relative to the root.
        """
        top = below.replace(os.sep, "/") or "."
        hidden = tuple(unlisted)
        self._take_over(
            found, lambda path: lies_in(path, top) and not any(lies_in(path, one) for one in hidden)
        )

    def replace_in(self, directory: str, found: Mapping[str, FileStat]) -> None:
        """Take over a listing of this one directory."""
        wanted = directory.replace(os.sep, "/")
        self._take_over(found, lambda path: path.rpartition("/")[0] == wanted)

    def _take_over(self, found: Mapping[str, FileStat], covered: Callable[[str], bool]) -> None:
        new = {path: stat for path, stat in self._stats.items() if not covered(path)} | dict(found)
        if new != self._stats:
            self._stats = new
            self._stored = None

    def runs_changed(self) -> None:
        """Runs came or went: the files may belong to others."""
        if self._stats:
            self._stored = None

    def stored(self, runs: Container[str]) -> tuple[StoredFile, ...]:
        """All of them as a snapshot keeps them, by path; the same object as long as nothing changed."""
        if self._stored is None:
            self._stored = tuple(self._store(path, stat, runs) for path, stat in sorted(self._stats.items()))
        return self._stored

    def _store(self, path: str, stat: FileStat, runs: Container[str]) -> StoredFile:
        directory, _, name = path.rpartition("/")
        shown = printable(path)
        about = FileBeside(
            key=key_below(self._root, shown),
            path=f"{self._label}/{shown}" if self._label else shown,
            name=printable(name),
            run=self._nearest(printable(directory), runs),
            kind=kind_of(directory, name),
            size=stat.size,
            changed_time=stat.changed_time,
        )
        return StoredFile(about, stat.version, self._tree.beside(path, stat.identity))

    def _nearest(self, directory: str, runs: Container[str]) -> str:
        """The name of the run at this directory or the nearest above it."""
        while True:
            name = "/".join(part for part in (self._label, directory) if part) or "."
            if name in runs:
                return name
            if not directory:
                return ""
            directory = directory.rpartition("/")[0]
