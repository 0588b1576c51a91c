"""Questions about a snapshot: what there is, every point of a series, and lines to draw. The rules: `contract`."""

from sonde.query.points_at import PointsAt
from sonde.query.query import Query
from sonde.query.scalars import Lines, Scalars
from sonde.query.summaries import Summaries
from sonde.query.tensors import Tensors

__all__ = ["Lines", "PointsAt", "Query", "Scalars", "Summaries", "Tensors"]
