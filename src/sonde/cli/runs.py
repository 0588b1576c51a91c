"""List the runs of log directories: what they are, with which hyperparameters, and what came of them.

A line for each run that matches: its state, start, duration, the hyperparameters that differ and the last values of its metrics, as many as
fit on the screen. With --json everything that is known of each run, as one JSON document.
"""

from __future__ import annotations

import os
import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from sonde.cli import logdir
from sonde.cli.terminal import complain, count_text, table, width_of
from sonde.errors import CatalogError, ColumnNotFoundError, ExpressionError, NotFoundError

if TYPE_CHECKING:
    from sonde.board import Board
    from sonde.runs.names import ColumnId
    from sonde.runs.order import Rows
    from sonde.runs.table import RunTable, Sort

_FACTS = ("name", "state", "start_time", "duration")
_MOST_COLUMNS = 100
_LOOKED_AT = 1_000


def add_arguments(parser: ArgumentParser) -> None:
    logdir.add_arguments(parser)
    parser.add_argument(
        "--where",
        metavar="EXPR",
        help="only runs for which this holds, such as 'lr < 1e-3 and val/acc.max > 0.9 and started > 2d ago'",
    )
    parser.add_argument(
        "--sort",
        metavar="COLUMNS",
        action="append",
        default=[],
        help="by these columns, separated by commas; `:desc` behind one puts large values first",
    )
    parser.add_argument(
        "--columns",
        metavar="COLUMNS",
        action="append",
        default=[],
        help="show these columns, separated by commas, instead of those that fit",
    )
    add_catalog(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of a table")


def run(options: Namespace) -> int:
    with logdir.read(options.logdir) as board:
        runs = table_of(board, options.catalog)
        rows = _rows(runs, options)
        if options.json:
            _print_json(runs, rows, options)
        else:
            print(as_text(runs, rows, _chosen(runs, options.columns), options))
    return 0


def add_catalog(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--catalog",
        metavar="FILE|URL",
        default=os.environ.get("SONDE_CATALOG") or None,
        help="where notes, names and tags are kept (default: $SONDE_CATALOG, or .sonde/ in the first log directory)",
    )


def table_of(board: Board, catalog: str | None) -> RunTable:
    """The table of everything that was read, and of what people said of it, as far as that can be read."""
    from sonde.catalog import Catalog
    from sonde.catalog.nouns import State
    from sonde.runs.table import RunTable

    def said() -> State:
        try:
            return Catalog(board.roots, catalog).state()
        except CatalogError as error:
            complain(f"what people said of runs is left out: {error.message}", error.hint)
            return State()

    return RunTable(board.query, catalog=said)


def _rows(runs: RunTable, options: Namespace) -> Rows:
    try:
        rows = runs.matching(options.where)
    except ExpressionError as error:
        raise pointed(error, options.where) from None
    rows = rows[[logdir.matches(options.run, runs.names[row]) for row in rows.tolist()]]
    if not len(rows):
        raise NotFoundError(f"none of {count_text(len(runs), 'run')} matches", "see --where and --run")
    return runs.sorted(rows, [_sort(runs, name) for name in _names(runs, options.sort)])


def pointed(error: ExpressionError, text: str) -> ExpressionError:
    """The same error with the place in the text under its message."""
    line_start = text.rfind("\n", 0, error.position) + 1
    line = text[line_start:].split("\n")[0]
    at = error.position - line_start
    marks = "^" * max(1, min(error.length, len(line) - at))
    error.message += f"\n  {line}\n  {' ' * width_of(line[:at])}{marks}"
    return error


def _names(runs: RunTable, given: Sequence[str]) -> Iterator[str]:
    """The columns of an option: one, where that is the name of one, else what stands between commas."""
    for names in given:
        if _is_column(runs, names):
            yield names
        else:
            yield from (name.strip() for name in names.split(",") if name.strip())


def _is_column(runs: RunTable, name: str) -> bool:
    try:
        runs.id_of(name)
    except ColumnNotFoundError:
        return False
    return True


def _sort(runs: RunTable, name: str) -> Sort:
    from sonde.runs.table import Sort

    if _is_column(runs, name):
        return Sort(name)
    column, _, direction = name.rpartition(":")
    if direction in ("asc", "desc"):
        return Sort(column, direction == "desc")
    return Sort(name.removeprefix("-"), name.startswith("-"))


def _chosen(runs: RunTable, columns: Sequence[str]) -> list[ColumnId] | None:
    return [runs.id_of(name) for name in _names(runs, columns)] or None


def _print_json(runs: RunTable, rows: Rows, options: Namespace) -> None:
    """A list with a run on each line, as they are made."""
    from sonde.runs.documents import documents
    from sonde.server.json_body import json_body

    separator = "[\n"
    for document in documents(runs, rows, lambda tag: logdir.matches(options.tag, tag)):
        sys.stdout.write(separator + json_body(document).decode())
        separator = ",\n"
    print("\n]")


def as_text(runs: RunTable, rows: Rows, columns: list[ColumnId] | None, options: Namespace) -> str:
    """The table, and how much of it is not shown."""
    from sonde.runs.files import cell_text
    from sonde.runs.names import ColumnId

    name = ColumnId("run", "name")
    ids = list(_usual(runs, rows, options)) if columns is None else [name, *columns]
    cells, right = [], set()
    for number, id in enumerate(dict.fromkeys(ids)):
        column = runs.column(id).take(rows)
        cells.append([id.label, *(cell_text(value, column.type) for value in column.tolist())])
        if column.type in ("number", "duration"):
            right.add(number)
    fitting = len(cells) if columns is not None else _fitting(cells)
    lines = [table(list(zip(*cells[:fitting], strict=True)), right=frozenset(right))]
    lines.append(f"{count_text(len(rows), 'run')} of {len(runs):,}" if len(rows) < len(runs) else "")
    if fitting < len(cells):
        lines.append(f"{count_text(len(cells) - fitting, 'more column')}; --columns chooses, --json has all")
    return "\n".join(line for line in lines if line)


def _usual(runs: RunTable, rows: Rows, options: Namespace) -> Iterator[ColumnId]:
    """Some facts, then hyperparameters and metrics in which the runs differ."""
    yield from (runs.id_of(f"run.{name}") for name in _FACTS)
    ids = [
        id
        for id in runs.ids()
        if id.group == "hparam" or (id.group == "metric" and logdir.matches(options.tag, id.name))
    ][:_LOOKED_AT]
    runs.columns(ids)
    differing = (id for id in ids if len(rows) == 1 or runs.overview(id, rows).differs)
    yield from islice((id for id in differing if runs.overview(id, rows).present), _MOST_COLUMNS)


def _fitting(cells: Sequence[Sequence[str]]) -> int:
    """How many columns fit on the screen: all of them in a pipe, and always the name."""
    if not sys.stdout.isatty():
        return len(cells)
    room = shutil.get_terminal_size().columns
    for number, column in enumerate(cells):
        room -= max(map(width_of, column)) + 2
        if room < -2 and number:
            return number
    return len(cells)
