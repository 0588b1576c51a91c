"""Waiting for what a query says, whoever answers."""

from __future__ import annotations

import time
from collections.abc import Callable

from sonde.query import Query
from support.boards import PATIENCE_SECS


def later(newest: Callable[[], Query], holds: Callable[[Query], object]) -> Query:
    """The first query of which this holds."""
    deadline = time.monotonic() + PATIENCE_SECS
    while not holds(query := newest()):
        assert time.monotonic() < deadline, [(run.name, run.points) for run in query.runs()]
    return query
