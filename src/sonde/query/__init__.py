"""Questions about a snapshot: what there is, every point of a series, and lines to draw. The rules: `contract`."""

from sonde.query.query import Query
from sonde.query.scalars import Lines, Scalars
from sonde.query.tensors import Tensors

__all__ = ["Lines", "Query", "Scalars", "Tensors"]
