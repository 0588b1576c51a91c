"""Scalars as Arrow tables, for those who have pyarrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sonde.errors import MissingExtraError, TagNotFoundError
from sonde.query import point_columns
from sonde.query.local import lists, scalars
from sonde.query.scalars import Scalars
from sonde.store import Snapshot

if TYPE_CHECKING:
    import pyarrow as pa


def table(snapshot: Snapshot, tag: str | None) -> pa.Table:
    """Every scalar point of one tag, or of all: run by run, in the order of `scalars.read`."""
    try:
        import pyarrow as pa
    except ImportError as error:
        raise MissingExtraError("to_arrow()", "pyarrow", "arrow") from error
    infos = lists.series(snapshot, scalars.SCALARS, None, tag)
    if tag is not None and not infos:
        raise TagNotFoundError(
            None, tag, [one.tag for one in lists.tags(snapshot, scalars.SCALARS)], kind=scalars.SCALARS
        )
    text = pa.dictionary(pa.int32(), pa.string())
    schema = pa.schema(
        [
            (column.name, text if column.type == "string" else pa.type_for_alias(column.type))
            for column in point_columns.COLUMNS
        ]
    )
    batches = []
    for info in infos:
        points = scalars.read(snapshot, info.run, info.tag)
        zeros = pa.array(memoryview(bytes(4 * len(points))).cast("i"), pa.int32())
        columns = {
            "run": pa.DictionaryArray.from_arrays(zeros, [info.run]),
            "tag": pa.DictionaryArray.from_arrays(zeros, [info.tag]),
            "step": points.steps,
            "wall_time": points.wall_times,
            "value": points.values,
            "attempt": points.attempts,
            "writer": points.writers,
            "writer_name": _written_by(points),
            "superseded": points.superseded,
        }
        batches.append(pa.record_batch([columns[name] for name in point_columns.NAMES], schema=schema))
    return pa.Table.from_batches(batches, schema=schema).unify_dictionaries()


def _written_by(points: Scalars) -> pa.DictionaryArray:
    """The name of each point's writer; a file's name is stored once."""
    import numpy as np
    import pyarrow as pa

    names = list(dict.fromkeys(name for name, _ in points.written_by))
    which = np.array([names.index(name) for name, _ in points.written_by], np.int32)
    return pa.DictionaryArray.from_arrays(np.repeat(which, [size for _, size in points.written_by]), names)
