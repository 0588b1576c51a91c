"""Move runs to the trash of their log directory, bring them back, or delete them for ever.

A run's whole directory is moved, and --undo brings it back byte for byte. Refused are runs that are being written, that hold
other runs which are not named too, and whatever lies outside the log directory. --purge deletes for ever what is in the trash:
the named runs there, or all of it.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING

from sonde.cli import people
from sonde.cli.terminal import bytes_text, count_text, printable, table, time_text
from sonde.errors import BadQueryError, NotFoundError

if TYPE_CHECKING:
    from sonde.catalog.trash import Trash, Trashed


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "runs", metavar="RUN", nargs="*", help="path of a run's directory, or its name with --logdir"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--undo", action="store_true", help="bring the runs back from the trash")
    what.add_argument(
        "--purge", action="store_true", help="delete the runs in the trash for ever; without RUN all of it"
    )
    what.add_argument("--trash", action="store_true", help="list what is in the trash")
    parser.add_argument("--yes", action="store_true", help="do not ask before a purge")
    people.add_arguments(parser)


def run(options: Namespace) -> int:
    from sonde.catalog.trash import Trash

    if not options.runs and not (options.purge or options.trash):
        raise BadQueryError("expected a run, got none", "name one: sonde rm runs/first")
    words = options.runs or ([] if options.logdir else ["."])
    found = people.meant(options, words, present=not (options.undo or options.purge or options.trash))
    keys = list(found.runs.values()) if options.runs else None
    trashes = {root.key: Trash(root) for root in found.roots}
    if options.trash:
        _tell(options, "trash", [item for _trash, item in _held(trashes, keys)])
    elif options.purge:
        _purge(options, trashes, keys)
    elif options.undo:
        back = [item for trash, item in _newest(trashes, keys or [])]
        _tell(options, "restored", [one for item in back for one in trashes[item.root].undo([item.id])])
    else:
        by_root = {root: [key for key in keys or [] if key.startswith(f"{root}:")] for root in trashes}
        author = people.author()
        moved = [one for root, some in by_root.items() if some for one in trashes[root].put(some, author)]
        _tell(options, "moved", moved)
    return 0


def _purge(options: Namespace, trashes: dict[str, Trash], keys: list[str] | None) -> None:
    held = list(_held(trashes, keys))
    if keys is not None:
        _demand_all(keys, [item for _trash, item in held])
    if held and not options.yes:
        _confirm([item for _trash, item in held])
    _tell(options, "purged", [one for trash, item in held for one in trash.purge([item.id])])


def _held(trashes: dict[str, Trash], keys: list[str] | None) -> Iterable[tuple[Trash, Trashed]]:
    """What is in the trash, of these runs or of all."""
    for trash in trashes.values():
        for item in trash.items():
            if keys is None or not set(item.runs).isdisjoint(keys):
                yield trash, item


def _newest(trashes: dict[str, Trash], keys: list[str]) -> list[tuple[Trash, Trashed]]:
    """Of each of these runs what was moved last."""
    found: dict[str, tuple[Trash, Trashed]] = {}
    for key in keys:
        held = list(_held(trashes, [key]))
        _demand_all([key], [item for _trash, item in held])
        found[held[0][1].id] = held[0]
    return list(found.values())


def _demand_all(keys: list[str], items: list[Trashed]) -> None:
    there = {run for item in items for run in item.runs}
    for key in keys:
        if key not in there:
            raise NotFoundError(
                f"the trash holds no run {key.partition(':')[2]!r}", "`sonde rm --trash` lists it"
            )


def _confirm(items: list[Trashed]) -> None:
    """Ask. Raises BadQueryError where nobody can answer, or the answer is not yes."""
    what = f"{count_text(len(items), 'run')}, {bytes_text(sum(item.bytes for item in items))}"
    if not sys.stdin.isatty():
        raise BadQueryError(
            f"{what} would be deleted for ever, and nobody is here to confirm it", "add --yes"
        )
    answer = input(f"Delete {what} for ever? [y/N] ")
    if answer.strip().lower() not in ("y", "yes"):
        raise BadQueryError("nothing was deleted")


def _tell(options: Namespace, what: str, items: list[Trashed]) -> None:
    if options.json:
        people.print_json({what: [asdict(item) for item in items]})
    elif what == "trash":
        heads = ("run", "moved", "by", "files", "size")
        rows = [
            (item.path, time_text(item.time), item.author or "-", f"{item.files:,}", bytes_text(item.bytes))
            for item in items
        ]
        print(table([heads, *rows], right=frozenset({3, 4})) if rows else "the trash is empty")
    else:
        for item in items:
            print(
                f"{what} {printable(item.path)}  {count_text(item.files, 'file')}, {bytes_text(item.bytes)}"
            )
