"""Questions about a log directory: what there is, every point of a series, and lines to draw.

The questions: `protocol`, and while it grows: `growing`; the rules of the answers, their limits and defaults: `contract`; the answers
of the store in this process: `local`.

Names are loaded when they are first used: those of answers bring NumPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sonde.query.groups import Groups, GroupsAt
    from sonde.query.growing import Growing
    from sonde.query.histograms import Histograms
    from sonde.query.lines import Lines
    from sonde.query.metrics import MetricSummaries, Paces
    from sonde.query.points_at import PointsAt
    from sonde.query.protocol import Array, Bytes, Query
    from sonde.query.scalars import Scalars
    from sonde.query.stretch import Stretch
    from sonde.query.summaries import Summaries
    from sonde.query.tensors import Tensors
    from sonde.query.value import Value

__all__ = [
    "Array",
    "Bytes",
    "Groups",
    "GroupsAt",
    "Growing",
    "Histograms",
    "Lines",
    "MetricSummaries",
    "Paces",
    "PointsAt",
    "Query",
    "Scalars",
    "Stretch",
    "Summaries",
    "Tensors",
    "Value",
]

_HOMES = {
    "Array": "protocol",
    "Bytes": "protocol",
    "Groups": "groups",
    "GroupsAt": "groups",
    "Growing": "growing",
    "Histograms": "histograms",
    "Lines": "lines",
    "MetricSummaries": "metrics",
    "Paces": "metrics",
    "PointsAt": "points_at",
    "Query": "protocol",
    "Scalars": "scalars",
    "Stretch": "stretch",
    "Summaries": "summaries",
    "Tensors": "tensors",
    "Value": "value",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'sonde.query' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"sonde.query.{home}"), name)
    return value
