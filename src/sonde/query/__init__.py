"""Questions about a log directory: what there is, every point of a series, and lines to draw.

The questions: `protocol`; the rules of the answers, and their limits: `contract`.
"""

from sonde.query.points_at import PointsAt
from sonde.query.protocol import Bytes, Query
from sonde.query.query import LocalQuery
from sonde.query.scalars import Lines, Scalars
from sonde.query.summaries import Summaries
from sonde.query.tensors import Tensors
from sonde.query.values import Stretch, Value

__all__ = [
    "Bytes",
    "Lines",
    "LocalQuery",
    "PointsAt",
    "Query",
    "Scalars",
    "Stretch",
    "Summaries",
    "Tensors",
    "Value",
]
