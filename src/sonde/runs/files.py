"""Files: the table of runs to save, for programs (CSV, JSON, Parquet) and for papers and pages (LaTeX, Markdown).

For programs columns are called by their ids and values are exact: times and durations in seconds. A run without a value has
an empty cell in CSV, else null; NaN and the infinities are `nan`, `inf` and `-inf` in CSV and the strings "NaN", "Infinity" and
"-Infinity" in JSON. For people columns have their labels, times and durations their words, numbers six digits.
"""

from __future__ import annotations

import csv
import io
import json
import math
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sonde.errors import MissingExtraError
from sonde.runs.column import Column, ColumnType, Value
from sonde.runs.hparams import said
from sonde.runs.names import ColumnId
from sonde.runs.order import Rows
from sonde.runs.table import RunTable

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "latex": "application/x-tex",
    "markdown": "text/markdown; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
ENDINGS = {"csv": "csv", "json": "json", "latex": "tex", "markdown": "md", "parquet": "parquet"}

_ROWS_AT_ONCE = 1_000


def pieces(table: RunTable, rows: Rows, ids: Sequence[ColumnId], format: str) -> Iterator[bytes]:
    """The file's bytes, piece by piece; the run's name is always the first column. `format` is a key of `MEDIA_TYPES`.

    Raises MissingExtraError at once.
    """
    name = ColumnId("run", "name")
    columns = [name, *(id for id in ids if id != name)]
    return _WRITERS[format](table, rows, columns)


def _parts(table: RunTable, rows: Rows, ids: Sequence[ColumnId]) -> Iterator[list[list[Value | None]]]:
    """The values of some rows after the others, column by column."""
    columns = table.columns(ids)
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        part = rows[start : start + _ROWS_AT_ONCE]
        yield [column.take(part).tolist() for column in columns]


def _csv(table: RunTable, rows: Rows, ids: Sequence[ColumnId]) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([str(id) for id in ids])
    for columns in _parts(table, rows, ids):
        writer.writerows(zip(*(map(_csv_cell, values) for values in columns), strict=True))
        yield text.getvalue().encode("utf-8", "backslashreplace")
        text.seek(0)
        text.truncate()
    yield text.getvalue().encode()


def _csv_cell(value: Value | None) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _json(table: RunTable, rows: Rows, ids: Sequence[ColumnId]) -> Iterator[bytes]:
    names = [str(id) for id in ids]
    separator = "[\n"
    for columns in _parts(table, rows, ids):
        cells = zip(*([json_value(value) for value in values] for values in columns), strict=True)
        lines = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in cells)
        yield (separator + ",\n".join(lines)).encode("utf-8", "backslashreplace")
        separator = ",\n"
    yield b"[]\n" if separator == "[\n" else b"\n]\n"


def json_value(value: Value | None) -> Any:
    """The value, or words for numbers that JSON lacks."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return [json_value(one) for one in value] if isinstance(value, list) else value


def _latex(table: RunTable, rows: Rows, ids: Sequence[ColumnId]) -> Iterator[bytes]:
    """A tabular as the package booktabs has it."""
    types = [column.type for column in table.columns(ids)]
    aligned = "".join("r" if type in ("number", "duration") else "l" for type in types)
    heads = " & ".join(_latex_text(id.label) for id in ids)
    yield f"% needs \\usepackage{{booktabs}}\n\\begin{{tabular}}{{{aligned}}}\n\\toprule\n{heads} \\\\\n\\midrule\n".encode()
    for cells in _words(table, rows, ids, types):
        yield "".join(f"{' & '.join(map(_latex_text, row))} \\\\\n" for row in cells).encode()
    yield b"\\bottomrule\n\\end{tabular}\n"


_LATEX = str.maketrans(
    {
        **{letter: f"\\{letter}" for letter in "&%$#_{}"},
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\\": r"\textbackslash{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "\n": " ",
        "\r": " ",
    }
)


def _latex_text(text: str) -> str:
    return text.translate(_LATEX)


def _markdown(table: RunTable, rows: Rows, ids: Sequence[ColumnId]) -> Iterator[bytes]:
    """A table in the manner of GitHub."""
    types = [column.type for column in table.columns(ids)]
    heads = " | ".join(_markdown_text(id.label) for id in ids)
    rules = " | ".join("---:" if type in ("number", "duration") else "---" for type in types)
    yield f"| {heads} |\n| {rules} |\n".encode()
    for cells in _words(table, rows, ids, types):
        yield "".join(f"| {' | '.join(map(_markdown_text, row))} |\n" for row in cells).encode()


_MARKDOWN = str.maketrans(
    {**{letter: f"\\{letter}" for letter in "\\`*_[]|"}, "<": "&lt;", "&": "&amp;", "\n": " ", "\r": " "}
)


def _markdown_text(text: str) -> str:
    return text.translate(_MARKDOWN)


def _words(
    table: RunTable, rows: Rows, ids: Sequence[ColumnId], types: Sequence[ColumnType]
) -> Iterator[list[tuple[str, ...]]]:
    for columns in _parts(table, rows, ids):
        texts = (
            [plain_text(cell_text(value, type)) for value in values]
            for values, type in zip(columns, types, strict=True)
        )
        yield list(zip(*texts, strict=True))


def plain_text(text: str) -> str:
    """The text with escapes for halves of characters, as names of files may hold."""
    return text.encode("utf-8", "backslashreplace").decode()


def cell_text(value: Value | None, type: ColumnType) -> str:
    """A value for people: "" for none, times as the clocks here show them, six digits of a number."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(cell_text(one, "text") for one in value)
    if isinstance(value, float) and math.isfinite(value):
        if type == "time":
            return time_text(value)
        return duration_text(value) if type == "duration" else f"{value:.6g}"
    return said(value)


def time_text(seconds: float) -> str:
    """Date and time to the second, here."""
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds))
    except (OverflowError, ValueError, OSError):  # a time that no calendar holds
        return f"{seconds:g} s"


def duration_text(seconds: float) -> str:
    """90 is "1m 30s"; of longer ones the two largest units."""
    if abs(seconds) < 60 or abs(seconds) >= 1e12:
        return f"{seconds:.3g}s"
    sign, whole = "-" if seconds < 0 else "", round(abs(seconds))
    for size, name, smaller, small_name in (
        (86_400, "d", 3600, "h"),
        (3600, "h", 60, "m"),
        (60, "m", 1, "s"),
    ):
        if whole >= size:
            return f"{sign}{whole // size}{name} {whole % size // smaller:02d}{small_name}"
    return f"{sign}{whole}s"


def _parquet(table: RunTable, rows: Rows, ids: Sequence[ColumnId]) -> Iterator[bytes]:
    try:
        import pyarrow as pa
        import pyarrow.parquet
    except ImportError:
        raise MissingExtraError("Parquet", "pyarrow", "arrow") from None
    arrays = [_arrow_array(pa, column.take(rows)) for column in table.columns(ids)]
    file = io.BytesIO()
    pa.parquet.write_table(pa.table(dict(zip(map(str, ids), arrays, strict=True))), file)
    return iter([file.getvalue()])


def _arrow_array(pa: Any, column: Column) -> Any:
    """With the column's own type; one of several types, and lists of several, are text."""
    values: list[Any] = column.tolist()
    if column.type == "bool":
        return pa.array(values, pa.bool_())
    if column.type == "text":
        return pa.array([None if one is None else plain_text(said(one)) for one in values], pa.string())
    if column.type == "list":
        texts = [None if one is None else [plain_text(said(part)) for part in one] for one in values]
        return pa.array(texts, pa.list_(pa.string()))
    if column.whole and not column.exact:
        return pa.array(values, pa.int64())
    return pa.array([None if one is None else float(one) for one in values], pa.float64())


_WRITERS: dict[str, Callable[[RunTable, Rows, Sequence[ColumnId]], Iterator[bytes]]] = {
    "csv": _csv,
    "json": _json,
    "latex": _latex,
    "markdown": _markdown,
    "parquet": _parquet,
}
