"""Compare two or more runs: what they were started with, and what came of them.

A run is named by its directory, local or a URL, or with --logdir by its name there. A line for each hyperparameter, fact and metric
in which they differ; with --all also for those in which they agree. With --json all of them, as one JSON document.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from sonde.cli import logdir
from sonde.cli.runs import add_catalog, table_of
from sonde.cli.terminal import count_text, table
from sonde.errors import BadQueryError, NotFoundError

if TYPE_CHECKING:
    from sonde.board import Board
    from sonde.runs.difference import Line
    from sonde.runs.table import RunTable


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("runs", metavar="RUN", nargs="+", help="a run's directory, or with --logdir its name")
    parser.add_argument(
        "--logdir",
        metavar="LOGDIR",
        action="append",
        help="a log directory that has the runs; may be repeated",
    )
    add_catalog(parser)
    parser.add_argument("--all", action="store_true", help="also what the runs have in common")
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of a table")


def run(options: Namespace) -> int:
    with _board(options) as board:
        runs = table_of(board, options.catalog)
        names = options.runs if options.logdir else _runs_at(runs, options.runs)
        if len(set(names)) < 2:
            raise BadQueryError("expected two different runs or more", "`sonde diff runs/a runs/b`")
        from sonde.runs.difference import difference

        lines = difference(runs, names)
        if options.json:
            from sonde.server.json_body import json_body

            print(json_body(as_json(runs, names, lines)).decode())
        else:
            print(as_text(names, lines, everything=options.all))
    return 0


def _board(options: Namespace) -> AbstractContextManager[Board]:
    return logdir.read(options.logdir or options.runs)


def _runs_at(runs: RunTable, places: Sequence[str]) -> list[str]:
    """The run in each of these directories: the directory's own, or the only one below it."""
    roots = runs.query.roots
    if len(roots) != len(places):
        raise BadQueryError("expected different directories", "`sonde diff runs/a runs/b`")
    return [_run_at(runs, root.label, place) for root, place in zip(roots, places, strict=True)]


def _run_at(runs: RunTable, label: str, place: str) -> str:
    own = label or "."
    if own in runs.facts.rows:
        return own
    below = [name for name in runs.names if not label or name.startswith(f"{label}/")]
    if len(below) == 1:
        return below[0]
    if not below:
        raise NotFoundError(f"expected a run at {place}, found no event file", "check the path")
    some = ", ".join(name.removeprefix(f"{label}/") for name in below[:3])
    raise NotFoundError(
        f"expected one run at {place}, found {count_text(len(below), 'run')}", f"name one of them: {some} …"
    )


def as_json(runs: RunTable, names: Sequence[str], lines: Sequence[Line]) -> dict[str, Any]:
    """The document of --json: the runs, and a value for each in every line."""
    keys = runs.column("run.key").take(runs.rows_of(names)).tolist()
    return {
        "runs": [{"name": name, "key": key} for name, key in zip(names, keys, strict=True)],
        "lines": [
            {
                "id": str(line.id),
                "group": line.id.group,
                "label": line.id.label,
                "type": line.type,
                "values": list(line.values),
                "differs": line.differs,
            }
            for line in lines
        ],
    }


def as_text(names: Sequence[str], lines: Sequence[Line], *, everything: bool) -> str:
    """The tables: hyperparameters, metrics, facts."""
    from sonde.runs.files import cell_text

    shown = [line for line in lines if everything or line.differs]
    parts = []
    for group, head in (
        ("hparam", "hyperparameters"),
        ("metric", "metrics, last"),
        ("catalog", "said of it"),
        ("run", "facts"),
    ):
        rows = [
            (line.id.label, *(cell_text(value, line.type) or "–" for value in line.values))
            for line in shown
            if line.id.group == group
        ]
        if rows:
            parts.append(table([(head, *names), *rows]))
    alike = len(lines) - len(shown)
    if alike:
        parts.append(f"{count_text(alike, 'line')} alike; --all shows them")
    return "\n\n".join(parts)
