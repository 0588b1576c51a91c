"""Questions about a snapshot: what there is, every point of a series, and lines to draw. The rules: `contract`."""

from sonde.query.blob import Blob
from sonde.query.points_at import PointsAt
from sonde.query.query import Query
from sonde.query.scalars import Lines, Scalars
from sonde.query.summaries import Summaries
from sonde.query.tensors import Tensors
from sonde.query.values import Stretch, Value

__all__ = ["Blob", "Lines", "PointsAt", "Query", "Scalars", "Stretch", "Summaries", "Tensors", "Value"]
