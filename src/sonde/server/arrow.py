"""Arrow IPC streams from NumPy columns.

The columns' buffers are handed to nanoarrow as they are; the only copy is the one into the answer's bytes. All columns
are non-nullable, lists are `list<item>` with int32 offsets, booleans are packed to bits as Arrow wants them.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import nanoarrow as na
import numpy as np
from nanoarrow.ipc import StreamWriter

from sonde.panels.contract import Column

MEDIA_TYPE = "application/vnd.apache.arrow.stream"

_TYPES: dict[str, Any] = {
    "bool": na.bool_,
    "uint8": na.uint8,
    "int32": na.int32,
    "int64": na.int64,
    "uint64": na.uint64,
    "float32": na.float32,
    "float64": na.float64,
}


def encode(columns: Sequence[Column], metadata: Mapping[str, object]) -> memoryview:
    """One record batch with its schema and end mark. The columns must have equally many rows."""
    out = io.BytesIO()
    with StreamWriter.from_writable(out) as writer:
        writer.write_stream(_batch(columns, _schema(columns, metadata)))
    return out.getbuffer()


def encode_pieces(tables: Iterable[Sequence[Column]]) -> Iterator[bytes]:
    """A stream of record batches, one for each table, as bytes that can be sent as they come.

    The first table decides the schema; no table at all gives no bytes, so send an empty one to say "no rows".
    """
    out = io.BytesIO()
    with StreamWriter.from_writable(out) as writer:
        schema = None
        for columns in tables:
            schema = schema or _schema(columns, {})
            writer.write_stream(_batch(columns, schema))
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.BytesIO) -> bytes:
    piece = out.getvalue()
    out.seek(0)
    out.truncate()
    return piece


def _schema(columns: Sequence[Column], metadata: Mapping[str, object]) -> Any:
    fields = {column.name: _field_type(column) for column in columns}
    schema = na.c_schema(na.struct(fields, nullable=False))
    return (
        schema.modify(metadata={key: str(value).encode() for key, value in metadata.items()})
        if metadata
        else schema
    )


def _field_type(column: Column) -> Any:
    item = _TYPES[column.values.dtype.name] if isinstance(column.values, np.ndarray) else na.string
    if column.offsets is None:
        return item(nullable=False)
    return na.list_(item(nullable=False), nullable=False)


def _batch(columns: Sequence[Column], schema: Any) -> Any:
    arrays = [_array(column, schema.child(i)) for i, column in enumerate(columns)]
    rows = _rows(columns[0]) if columns else 0
    return na.c_array_from_buffers(schema, rows, [None], null_count=0, children=arrays, move=True)


def _array(column: Column, schema: Any) -> Any:
    if column.offsets is None:
        return _values(column.values, schema)
    items = _values(column.values, schema.child(0))
    buffers = [None, np.ascontiguousarray(column.offsets, np.int32)]
    return na.c_array_from_buffers(schema, _rows(column), buffers, null_count=0, children=[items], move=True)


def _values(values: np.ndarray[Any, Any] | Sequence[str], schema: Any) -> Any:
    if not isinstance(values, np.ndarray):
        return _strings(values, schema)
    is_bits = values.dtype == bool
    buffer = np.packbits(values, bitorder="little") if is_bits else np.ascontiguousarray(values)
    return na.c_array_from_buffers(schema, len(values), [None, buffer], null_count=0)


def _strings(values: Sequence[str], schema: Any) -> Any:
    encoded = [value.encode("utf-8", "replace") for value in values]
    offsets = np.zeros(len(encoded) + 1, np.int32)
    np.cumsum([len(value) for value in encoded], out=offsets[1:])
    return na.c_array_from_buffers(schema, len(encoded), [None, offsets, b"".join(encoded)], null_count=0)


def _rows(column: Column) -> int:
    return len(column.values) if column.offsets is None else len(column.offsets) - 1
