"""The trash: runs that were taken out of a log directory, whole and undoable, until they are purged.

A run is its directory with everything in it. It is moved, never copied, to `.sonde/trash/<id>/run` of its own root, beside a
note of where it was:

    .sonde/trash/20261121-204301-5f1c/about.json    written first: what is moved, from where, by whom
    .sonde/trash/20261121-204301-5f1c/run/          the directory itself

so that it comes back byte for byte, and a process that dies in between leaves it in the one place or the other.

What is refused: a run that is written to, a directory that holds other runs below it (unless these are named too), the log
directory itself, what is reached through a symbolic link or is on another file system. Directories are opened one
inside the other and never by a path as a whole, so that nobody who renames things meanwhile leads us elsewhere.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from sonde.catalog.inside import Identity, Inside, Walked, identity_of, open_root, walk
from sonde.errors import NotFoundError, RefusedError
from sonde.model import OWN_DIRECTORY, Root
from sonde.names import on_disk, printable

_TRASH = "trash"
_ABOUT = "about.json"
_RUN = "run"
_PURGED = ".purged"


@dataclass(frozen=True, slots=True)
class Trashed:
    """A directory in the trash. `path` is where it was below its root, `runs` the keys of the runs in it."""

    id: str
    root: str
    path: str
    runs: tuple[str, ...]
    time: float
    author: str | None
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """What would be moved for a run, or why it is not. `inside` are further runs that lie in the same directory."""

    run: str
    path: str
    files: int
    bytes: int
    inside: tuple[str, ...]
    refused: str


@dataclass(frozen=True, slots=True)
class _Looked:
    """A candidate, the directory that it is, and the runs that were in it when it was looked at."""

    candidate: Candidate
    identity: Identity | None = None
    runs: frozenset[str] = frozenset()


class Trash:
    """The trash of one root. Every method raises RefusedError where the root is none of this machine's directories."""

    def __init__(self, root: Root) -> None:
        self._root = root

    def look(self, runs: Sequence[str]) -> list[Candidate]:
        """What `put` would do with these runs, named by their keys. Nothing is changed."""
        with _told(), open_root(self._root.location) as root:
            return [self._look(root, key, frozenset(runs)).candidate for key in runs]

    def put(self, runs: Sequence[str], author: str | None = None) -> list[Trashed]:
        """Move these runs to the trash, all or none. Raises RefusedError, NotFoundError."""
        named = frozenset(runs)
        with _told(), open_root(self._root.location) as root:
            found = [self._look(root, key, named) for key in runs]
            refused = [one.candidate.refused for one in found if one.candidate.refused]
            if refused:
                rest = f"; {len(refused) - 1} more are refused too" if len(refused) > 1 else ""
                raise RefusedError(f"{refused[0]}{rest}", "nothing was moved")
            moved: list[Trashed] = []
            try:
                for one in _outermost(found):
                    moved.append(self._move(root, one, author))  # noqa: PERF401  what was moved so far is brought back
            except BaseException:
                for item in reversed(moved):
                    self._bring_back(root, item)
                raise
            return moved

    def items(self) -> list[Trashed]:
        """What is in the trash, the newest first; nothing where there can be none."""
        with (
            contextlib.suppress(FileNotFoundError, NotFoundError, RefusedError),
            open_root(self._root.location) as root,
        ):
            return sorted(self._listed(root), key=lambda one: (one.time, one.id), reverse=True)
        return []

    def undo(self, ids: Sequence[str]) -> list[Trashed]:
        """Put these back where they were, byte for byte. Raises NotFoundError, and RefusedError where something new is
        there.
        """
        with _told(), open_root(self._root.location) as root:
            items = sorted(self._named(root, ids), key=lambda one: one.time, reverse=True)
            for item in items:
                self._demand_room(root, item)
            for item in items:  # the newest first: each finds the directory above as it left it
                self._bring_back(root, item)
            return items

    def purge(self, ids: Sequence[str]) -> list[Trashed]:
        """Delete these for ever. Raises NotFoundError."""
        with _told(), open_root(self._root.location) as root:
            items = self._named(root, ids)
            with root.enter(OWN_DIRECTORY) as own, own.enter(_TRASH) as trash:
                for item in items:
                    # A name of its own first: what is half deleted must not look as if it could come back.
                    os.rename(item.id, item.id + _PURGED, src_dir_fd=trash.fd, dst_dir_fd=trash.fd)
                for name in os.listdir(trash.fd):
                    if name.endswith(_PURGED):  # also what an earlier purge left that did not end
                        trash.remove(name)
            return items

    def _look(self, root: Inside, key: str, named: frozenset[str]) -> _Looked:
        path = _path_of(key, self._root.key)
        try:
            with root.enter(*_names(path)) as directory:
                found = walk(directory)
                identity = identity_of(os.stat(directory.fd))
        except (FileNotFoundError, NotADirectoryError):
            raise NotFoundError(f"there is no run {path!r} in {self._root.location}") from None
        except (RefusedError, OSError) as error:
            why = error.message if isinstance(error, RefusedError) else f"{path}: {error.strerror}"
            return _Looked(Candidate(key, path, 0, 0, (), why))
        if "" not in found.runs:
            raise NotFoundError(f"there is no run {path!r} in {self._root.location}")
        others = tuple(f"{self._root.key}:{path}/{printable(below)}" for below in found.runs if below)
        why = _why_not(path, found, others, named)
        candidate = Candidate(key, path, found.files, found.bytes, others, why)
        return _Looked(candidate, identity, frozenset(found.runs))

    def _move(self, root: Inside, looked: _Looked, author: str | None) -> Trashed:
        one = looked.candidate
        *above, name = _names(one.path)
        item = Trashed(
            time.strftime("%Y%m%d-%H%M%S-", time.gmtime()) + secrets.token_hex(4),
            self._root.key,
            one.path,
            (one.run, *one.inside),
            time.time(),
            author,
            one.files,
            one.bytes,
        )
        with root.enter(*above) as parent, self._made_trash(root) as trash:
            above_it = os.stat(parent.fd)
            with trash.made(item.id) as place:
                place.write(_ABOUT, _about(item, above_it))
                try:
                    self._move_into(parent, name, place, looked)
                except RefusedError:
                    trash.remove(item.id)
                    raise
                place.write(_ABOUT, _about(item, above_it, os.stat(parent.fd).st_mtime_ns))
            parent.sync()
        return item

    def _move_into(self, parent: Inside, name: str, place: Inside, looked: _Looked) -> None:
        """Move the directory that was looked at, and no other."""
        path = looked.candidate.path
        try:
            os.rename(name, _RUN, src_dir_fd=parent.fd, dst_dir_fd=place.fd)
        except OSError as error:
            raise _not_moved(path, error) from error
        with contextlib.suppress(OSError, RefusedError), place.enter(_RUN) as moved:
            found = walk(moved)
            is_same = identity_of(os.stat(moved.fd)) == looked.identity
            if is_same and not found.written and looked.runs.issuperset(found.runs):
                return
        os.rename(_RUN, name, src_dir_fd=place.fd, dst_dir_fd=parent.fd)
        raise RefusedError(f"{path} changed while it was moved; it is where it was", "try again")

    @contextlib.contextmanager
    def _made_trash(self, root: Inside) -> Iterator[Inside]:
        with root.made(OWN_DIRECTORY) as own, own.made(_TRASH) as trash:
            yield trash

    def _listed(self, root: Inside) -> Iterator[Trashed]:
        with root.enter(OWN_DIRECTORY) as own, own.enter(_TRASH) as trash:
            for id in os.listdir(trash.fd):
                with (
                    contextlib.suppress(OSError, ValueError, TypeError, KeyError, RefusedError),
                    trash.enter(id) as place,
                ):
                    if id.endswith(_PURGED) or place.identity(_RUN) is None:
                        continue  # half of it, or nothing: it was never moved, or came back
                    yield _read_about(id, place, self._root.key)

    def _named(self, root: Inside, ids: Sequence[str]) -> list[Trashed]:
        try:
            known = {one.id: one for one in self._listed(root)}
        except FileNotFoundError:
            known = {}
        missing = [id for id in ids if id not in known]
        if missing:
            raise NotFoundError(f"there is no {missing[0]!r} in the trash (any more)")
        return [known[id] for id in dict.fromkeys(ids)]

    def _demand_room(self, root: Inside, item: Trashed) -> None:
        *above, name = _names(item.path)
        try:
            with root.enter(*above) as parent:
                taken = parent.identity(name) is not None
        except FileNotFoundError:
            return
        if taken:
            raise RefusedError(
                f"something new is at {item.path}, where this is to come back to", "rename that first"
            )

    def _bring_back(self, root: Inside, item: Trashed) -> None:
        *above, name = _names(item.path)
        with (
            root.made(*above) as parent,
            root.enter(OWN_DIRECTORY, _TRASH) as trash,
        ):
            with trash.enter(item.id) as place:
                about = json.loads(place.read(_ABOUT))
                untouched = os.stat(parent.fd).st_mtime_ns == about.get("parent_left_ns")
                try:
                    os.rename(_RUN, name, src_dir_fd=place.fd, dst_dir_fd=parent.fd)
                except OSError as error:
                    raise _not_moved(item.path, error) from error
            if untouched:  # nobody else changed the directory above since: it looks as it did
                os.utime(parent.fd, ns=(about["parent_read_ns"], about["parent_changed_ns"]))
            parent.sync()
            trash.remove(item.id)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What the system refuses, in words for people."""
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise RefusedError(
            f"the system refuses it: {error.strerror}{where}", "nothing was deleted"
        ) from error


def _outermost(found: Sequence[_Looked]) -> list[_Looked]:
    """Those that lie in no other: the others go with these. Each once, however often it is named."""
    paths = {one.candidate.path: one for one in found}
    return [one for path, one in paths.items() if not any(path.startswith(f"{other}/") for other in paths)]


def _names(path: str) -> list[str]:
    """The names of the directories that lead to a run. Raises RefusedError for a path that leads elsewhere."""
    if path == ".":
        raise RefusedError("the run is the log directory itself, which is not moved")
    names = [on_disk(part) for part in path.split("/")]
    if OWN_DIRECTORY in names or any(one in ("", ".", "..") or "/" in one or "\0" in one for one in names):
        raise RefusedError(f"{path!r} is no run of the log directory")
    return names


def _path_of(key: str, root: str) -> str:
    if not key.startswith(f"{root}:"):
        raise NotFoundError(f"there is no run {key!r} in this log directory")
    return key.removeprefix(f"{root}:")


def _why_not(path: str, found: Walked, inside: Sequence[str], named: frozenset[str]) -> str:
    """Why this directory is not moved; empty where it may be."""
    if found.written:
        return f"{path} is still running: {found.written} is being written"
    if found.elsewhere:
        return f"{path}/{found.elsewhere} is on another file system"
    unnamed = [key.partition(":")[2] for key in inside if key not in named]
    if unnamed:
        more = f" and {len(unnamed) - 1} more" if len(unnamed) > 1 else ""
        return f"{path} holds another run, {unnamed[0]}{more}; name these too"
    return ""


def _about(item: Trashed, above: os.stat_result, left_ns: int | None = None) -> bytes:
    """The note of an item: itself, and the times of the directory that it was in, before and after."""
    note = {
        **asdict(item),
        "parent_read_ns": above.st_atime_ns,
        "parent_changed_ns": above.st_mtime_ns,
        "parent_left_ns": left_ns,
    }
    return json.dumps(note, indent=1).encode()


def _read_about(id: str, place: Inside, root: str) -> Trashed:
    note = json.loads(place.read(_ABOUT))
    path = str(note["path"])
    _names(path)  # nobody can write a note that leads us elsewhere
    # The log directory may have been moved since, and its key is another one then.
    runs = tuple(f"{root}:{key.partition(':')[2]}" for key in note["runs"])
    return Trashed(id, root, path, runs, note["time"], note["author"], note["files"], note["bytes"])


def _not_moved(path: str, error: OSError) -> RefusedError:
    if error.errno == errno.EXDEV:
        return RefusedError(f"{path} is on another file system than the log directory", "move it by hand")
    return RefusedError(f"{path} cannot be moved: {error.strerror}")
