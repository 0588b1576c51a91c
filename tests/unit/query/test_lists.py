"""Lists of runs, tags and series, over many runs."""

from __future__ import annotations

import pytest

from sonde.errors import RunNotFoundError, TagNotFoundError
from sonde.query.local.query import LocalQuery
from sonde.store import Store
from support.stored import commit, stored_run


@pytest.fixture
def query():
    store = Store()
    commit(
        store, stored_run("b", 2e9, x=[1, 2], y=[1]), stored_run("a", 1e9, x=[1]), stored_run("empty", None)
    )
    return LocalQuery(store.snapshot())


def test_tags_sum_over_runs(query):
    assert [(tag.tag, tag.kind, tag.runs, tag.points, tag.last_wall_time) for tag in query.tags()] == [
        ("x", "scalars", 2, 3, 2e9 + 1),
        ("y", "scalars", 1, 1, 2e9),
    ]
    assert query.tags("images") == []


def test_series_come_in_run_order(query):
    assert [(one.run, one.tag) for one in query.series()] == [("a", "x"), ("b", "x"), ("b", "y")]


def test_a_filter_that_fits_nothing_gives_nothing(query):
    assert query.series(tag="z") == query.series(kind="images") == query.series(run="empty") == []


def test_an_unknown_run_is_an_error(query):
    with pytest.raises(RunNotFoundError):
        query.series(run="c")


def test_runs_with_a_tag(query):
    assert query.runs_with("x") == ["a", "b"]
    assert query.runs_with("x", ["b"]) == ["b"]
    with pytest.raises(TagNotFoundError, match="in any run"):
        query.runs_with("y", ["a"])
    with pytest.raises(RunNotFoundError):
        query.runs_with("x", ["c"])
