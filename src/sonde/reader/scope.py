"""A part of the log directory that was listed, and the notices that say which parts to list."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from sonde.reader.followed import FollowedRun
from sonde.reader.local import LocalTree, directory_identity
from sonde.reader.patterns import kind_of
from sonde.reader.root import FollowedRoot
from sonde.reader.walk import FoundRun, is_event_file, lies_in


class Scope:
    """The known runs that a listing covers, and what is there now."""

    def __init__(self, runs: Mapping[str, FollowedRun]) -> None:
        self.covered: set[str] = set()
        self.listed: dict[str, tuple[FollowedRoot, FoundRun]] = {}
        self._runs = runs
        self._by_identity: dict[object, list[FollowedRun]] | None = None

    def walk(self, root: FollowedRoot) -> None:
        """Look at all of this root."""
        self.listed.update((name, (root, found)) for name, found in root.walk().items())
        self.covered.update(
            run.name
            for run in self._runs.values()
            if run.root is root and not any(lies_in(run.name, one) for one in root.unlisted)
        )

    def look_at_unnoticed(self, root: FollowedRoot) -> None:
        """List the runs of this root whose directories give no notices."""
        if isinstance(root.tree, LocalTree):
            runs = [run for run in self._runs.values() if run.root is root and run.identity in root.unnoticed]
            self._look_at_runs(runs, root.tree, root)

    def look_at(self, path: str, root: FollowedRoot) -> None:
        """List what a notice about this path may have changed."""
        tree = root.tree
        if not isinstance(tree, LocalTree):
            return
        directory, name = os.path.split(path)
        below = _relative(directory, tree)
        if kind_of(below.replace(os.sep, "/"), name) and not os.path.isdir(path):
            root.beside.replace_in(below, tree.list_beside(below))
            return
        directory = directory if is_event_file(name) else path
        runs = self._runs_in(directory) if directory != path else ()
        if runs:
            self._look_at_runs(runs, tree, root)
            return
        root.linked = root.linked or os.path.islink(path)
        if root.linked:
            root.walk_soon()  # the notice knows one name of the directory, there may be others
        self.covered.update(run.name for run in self._runs.values() if _lies_in(run.directory, path))
        if os.path.isdir(path):
            self._walk_below(path, tree, root)
        elif os.path.isdir(directory):
            self._walk_below(directory, tree, root)
        else:
            root.beside.replace({}, below=_relative(path, tree))

    def _walk_below(self, path: str, tree: LocalTree, root: FollowedRoot) -> None:
        relative = _relative(path, tree)
        below = tree.walk_below(relative)
        self.listed.update((root.run_name(name), (root, found)) for name, found in below.runs.items())
        root.beside.replace(below.beside, below=relative, unlisted=below.unlisted)
        root.linked = root.linked or below.linked
        if below.damage or below.linked:
            root.walk_soon()

    def _look_at_runs(self, runs: Iterable[FollowedRun], tree: LocalTree, root: FollowedRoot) -> None:
        for run in runs:
            try:
                found = tree.list_run(run.directory)
            except OSError:
                root.walk_soon()  # what stands in the way is damage
                continue
            self.covered.add(run.name)
            if found is not None:
                self.listed[run.name] = (root, found)

    def _runs_in(self, directory: str) -> list[FollowedRun]:
        """The runs whose event files are in this directory, by whatever names."""
        if self._by_identity is None:
            self._by_identity = {}
            for run in self._runs.values():
                self._by_identity.setdefault(run.identity, []).append(run)
        return self._by_identity.get(directory_identity(directory), [])


def _relative(path: str, tree: LocalTree) -> str:
    relative = os.path.relpath(path, tree.location)
    return "" if relative == "." else relative


def _lies_in(directory: str, path: str) -> bool:
    return directory == path or directory.startswith(os.path.join(path, ""))
