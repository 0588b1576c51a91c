"""Arrow streams of answers, as plain lists."""

from __future__ import annotations

from typing import Any

import nanoarrow as na

Table = dict[str, list[Any]]


def read_arrow(body: bytes) -> tuple[Table, dict[str, str], dict[str, str]]:
    """Columns, their types, and the schema's metadata."""
    array = na.ArrayStream.from_readable(body).read_all()
    schema = array.schema
    columns = {field.name: array.child(i).to_pylist() for i, field in enumerate(schema.fields)}
    types = {field.name: _type_text(field) for field in schema.fields}
    metadata = schema.metadata
    return (
        columns,
        types,
        {} if metadata is None else {key.decode(): value.decode() for key, value in metadata.items()},
    )


def _type_text(field: Any) -> str:
    return f"list<{field.value_type.type.name}>" if field.type == na.Type.LIST else field.type.name
