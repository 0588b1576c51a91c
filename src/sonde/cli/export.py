"""Write scalars to a file: every point of every matching run and tag, nothing thinned.

Columns: run, tag, step, wall_time (seconds since the epoch), value, attempt, writer, writer_name (host:pid where a run
has several writers), superseded. Points come run by run and tag by tag, in file order. Without -o the file goes to stdout.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from sonde.cli import logdir
from sonde.errors import BadQueryError, MissingExtraError, NotFoundError

if TYPE_CHECKING:
    from sonde.board import Board
    from sonde.server.export import Tables

_FORMATS = ("csv", "json", "arrow", "parquet")
_BINARY = frozenset({"arrow", "parquet"})
_SUFFIXES = {".csv": "csv", ".json": "json", ".arrow": "arrow", ".arrows": "arrow", ".parquet": "parquet"}


def add_arguments(parser: ArgumentParser) -> None:
    logdir.add_arguments(parser)
    parser.add_argument(
        "--format",
        choices=_FORMATS,
        help="form of the file (default: what the name after -o ends in, otherwise csv); parquet needs sonde[arrow]",
    )
    parser.add_argument("-o", "--output", metavar="FILE", help="write here instead of to stdout")


def run(options: Namespace) -> int:
    format = options.format or _format_of(options.output)
    if options.output is None and format in _BINARY and sys.stdout.isatty():
        raise BadQueryError(f"{format} is binary and the terminal shows text", "name a file with -o FILE")
    if format == "parquet":
        _demand_pyarrow()
    with logdir.read(options.logdir) as board:
        from sonde.server.export import scalar_tables

        tables = scalar_tables(board.query, _series(board, options))
        with _output(options.output) as file:
            _write(tables, format, file)
    return 0


def _format_of(output: str | None) -> str:
    """What a file's name ends in; csv for stdout and names without an ending."""
    suffix = Path(output or "").suffix
    if not suffix:
        return "csv"
    if suffix.lower() not in _SUFFIXES:
        raise BadQueryError(
            f"no format is known by the ending {suffix!r} of {output}",
            f"name the file with one of {', '.join(_SUFFIXES)}, or give --format",
        )
    return _SUFFIXES[suffix.lower()]


def _series(board: Board, options: Namespace) -> list[tuple[str, str]]:
    """The (run, tag) pairs that pass the filters, in run order."""
    found = [
        (info.run, info.tag)
        for info in board.series(kind="scalars")
        if logdir.matches(options.run, info.run) and logdir.matches(options.tag, info.tag)
    ]
    if not found:
        there = len(board.series(kind="scalars"))
        raise NotFoundError(
            f"none of {there:,} scalar series matches",
            "`sonde inspect LOGDIR` lists them; see --run and --tag",
        )
    return found


def _write(tables: Tables, format: str, file: BinaryIO) -> None:
    if format == "parquet":
        _write_parquet(tables, file)
        return
    from sonde.server.export import pieces

    file.writelines(pieces(tables, format))


@contextmanager
def _output(name: str | None) -> Iterator[BinaryIO]:
    """Stdout, or a file that appears under its name only when it is whole."""
    if name is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = Path(f"{name}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(name)
    finally:
        part.unlink(missing_ok=True)


def _demand_pyarrow() -> Any:
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("Parquet", "pyarrow", "arrow") from None
    return pa


def _write_parquet(tables: Tables, file: BinaryIO) -> None:
    pa = _demand_pyarrow()
    writer = None
    for columns in tables:
        batch = pa.RecordBatch.from_pydict({column.name: column.values for column in columns}, _schema(pa))
        writer = writer or pa.parquet.ParquetWriter(file, batch.schema)
        writer.write_batch(batch)
    if writer is not None:
        writer.close()


def _schema(pa: Any) -> Any:
    from sonde.query.point_columns import COLUMNS

    fields = [pa.field(column.name, pa.type_for_alias(column.type), nullable=False) for column in COLUMNS]
    return pa.schema(fields)
