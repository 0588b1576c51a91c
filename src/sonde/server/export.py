"""Long tables as files, piece by piece: CSV and JSON for people and spreadsheets, Arrow for data frames.

Numbers are written so that reading them gives the same number again. In JSON, which has no word for them, NaN and the
infinities are the strings "NaN", "Infinity" and "-Infinity"; in CSV they are `nan`, `inf` and `-inf`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from sonde.panels.contract import Column
from sonde.panels.points import scalar_tables
from sonde.server import arrow
from sonde.server.json_body import json_body

Tables = Iterable[Sequence[Column]]

__all__ = ["FORMATS", "MEDIA_TYPES", "Tables", "csv_pieces", "json_pieces", "pieces", "scalar_tables"]


def pieces(tables: Tables, format: str) -> Iterator[bytes]:
    """The file's bytes. `format` is a key of `FORMATS`."""
    return FORMATS[format](tables)


def csv_pieces(tables: Tables) -> Iterator[bytes]:
    """RFC 4180 with a header line. A list column takes no part: CSV has no lists."""
    for number, columns in enumerate(tables):
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        if number == 0:
            writer.writerow([column.name for column in columns])
        writer.writerows(zip(*(_csv_values(column) for column in columns), strict=True))
        yield text.getvalue().encode()


def json_pieces(tables: Tables) -> Iterator[bytes]:
    """An array of objects, one to a line."""
    separator = b"[\n"
    for columns in tables:
        names = [column.name for column in columns]
        rows = zip(*(_plain(column) for column in columns), strict=True)
        lines = b",\n".join(json_body(dict(zip(names, row, strict=True))) for row in rows)
        if lines:
            yield separator + lines
            separator = b",\n"
    yield b"[]\n" if separator == b"[\n" else b"\n]\n"


def _plain(column: Column) -> Sequence[Any]:
    return column.values.tolist() if isinstance(column.values, np.ndarray) else column.values


def _csv_values(column: Column) -> Sequence[Any]:
    """Values as the csv module should see them: it writes numbers exactly, but booleans as Python spells them."""
    if isinstance(column.values, np.ndarray) and column.values.dtype == bool:
        return ["true" if value else "false" for value in column.values.tolist()]
    return _plain(column)


FORMATS: dict[str, Callable[[Tables], Iterator[bytes]]] = {
    "csv": csv_pieces,
    "json": json_pieces,
    "arrow": arrow.encode_pieces,
}

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "arrow": arrow.MEDIA_TYPE,
}
