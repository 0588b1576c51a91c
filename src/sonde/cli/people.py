"""What verbs share that add something to runs: which run is meant, in which catalog, and by whom."""

from __future__ import annotations

import getpass
import json
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sonde.errors import BadQueryError, NotFoundError, RunNotFoundError
from sonde.model import OWN_DIRECTORY, Root

if TYPE_CHECKING:
    from sonde.catalog import Catalog


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--logdir",
        metavar="LOGDIR",
        action="append",
        help="the log directory, as it is served; runs are then named as they are there (default: $SONDE_LOGDIR, or the"
        " nearest directory above the run that holds .sonde/)",
    )
    parser.add_argument(
        "--catalog",
        metavar="FILE|URL",
        default=os.environ.get("SONDE_CATALOG") or None,
        help="where notes, names and tags are kept (default: $SONDE_CATALOG, or .sonde/ in the first log directory)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")


@dataclass(frozen=True, slots=True)
class Meant:
    """A log directory and the runs that are meant there: their keys by name."""

    roots: tuple[Root, ...]
    runs: dict[str, str]


def meant(options: Namespace, words: list[str], *, present: bool = True) -> Meant:
    """The runs that these words name. With `present`, raises RunNotFoundError where there is no such run."""
    from sonde.board import list_runs

    logdirs = options.logdir or _environment() or [_log_directory_above(words)]
    found = list_runs(logdirs)
    names = [
        _name(word, found.keys, found.roots, named=bool(options.logdir or _environment())) for word in words
    ]
    for name in names if present else ():
        if name not in found.keys:
            raise RunNotFoundError(name, found.keys)
    return Meant(found.roots, {name: found.keys.get(name) or _key(name, found.roots) for name in names})


def roots(options: Namespace) -> tuple[Root, ...]:
    """Those of the log directory; none for a catalog that is named by itself."""
    if options.catalog and not options.logdir and not _environment():
        return ()
    return meant(options, [] if options.logdir else ["."], present=False).roots


@contextmanager
def catalog_of(options: Namespace, roots: tuple[Root, ...]) -> Iterator[Catalog]:
    from sonde.catalog import Catalog

    catalog = Catalog(roots, options.catalog)
    try:
        yield catalog
    finally:
        catalog.close()


def author() -> str | None:
    """Who types this: $SONDE_AUTHOR, or this user's name."""
    named = os.environ.get("SONDE_AUTHOR")
    if named:
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name
        return None


def print_json(value: Any) -> None:
    json.dump(value, sys.stdout, indent=1, ensure_ascii=False)
    print()


def _environment() -> list[str] | None:
    named = os.environ.get("SONDE_LOGDIR")
    return [named] if named else None


def _log_directory_above(words: list[str]) -> str:
    """The log directory of runs that are named by their paths. Raises BadQueryError where it cannot be told."""
    found = set()
    for word in words:
        path = _absolute(word)
        above = next((one for one in (path, *path.parents) if (one / OWN_DIRECTORY).is_dir()), None)
        if above is None:
            raise BadQueryError(
                f"which log directory is {word!r} in? Neither --logdir nor a directory above it with"
                f" {OWN_DIRECTORY}/ says so",
                "name it: --logdir runs/",
            )
        found.add(str(above))
    if len(found) != 1:
        raise BadQueryError(
            f"expected runs of one log directory, got runs of {' and '.join(sorted(found)) or 'none'}",
            "name it: --logdir runs/",
        )
    return found.pop()


def _name(word: str, keys: dict[str, str], roots: tuple[Root, ...], *, named: bool) -> str:
    """The name of the run that is called so, or that is at this path."""
    if named and word.rstrip("/") in keys:
        return word.rstrip("/")
    for root in roots:
        below = "" if "://" in root.location else _below(_absolute(word), Path(root.location))
        if below:
            return "/".join(part for part in (root.label, "" if below == "." else below) if part) or "."
    return word.rstrip("/") or word


def _below(path: Path, root: Path) -> str:
    """The path below a root, as it is written or, where a link leads to the root, as it is; empty for none."""
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    above, there = path.parent.resolve() / path.name, root.resolve()
    return above.relative_to(there).as_posix() if above.is_relative_to(there) else ""


def _absolute(word: str) -> Path:
    return Path(os.path.abspath(Path(word).expanduser()))  # noqa: PTH100  it takes `..` away, as for log directories


def _key(name: str, roots: tuple[Root, ...]) -> str:
    """The key of a run that is not there (any more). Raises NotFoundError where no root can have had it."""
    for root in roots:
        if not root.label or name == root.label or name.startswith(f"{root.label}/"):
            below = name.removeprefix(root.label).removeprefix("/") if root.label else name
            return f"{root.key}:{below or '.'}"
    raise NotFoundError(f"there is no run {name!r}", "its name begins with that of its log directory")
