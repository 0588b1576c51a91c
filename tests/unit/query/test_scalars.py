"""Lines to draw: which runs give one, and which questions make no sense. What they look like is the core's business."""

from __future__ import annotations

import numpy as np
import pytest

from sonde.errors import BadQueryError
from sonde.query.local.query import LocalQuery
from sonde.store import Store
from support.stored import commit, stored_run


@pytest.fixture
def query():
    store = Store()
    commit(store, stored_run("a", x=[1, 2, 3]), stored_run("b", y=[1]), stored_run("c", x=[3, 1]))
    return LocalQuery(store.snapshot())


def test_every_run_with_the_tag_gives_a_line(query):
    lines = query.scalars_lines("x")

    assert lines.run_names == ("a", "c")
    assert lines.offsets.tolist() == [0, 3, 5]
    assert lines.values.tolist() == [1, 2, 3, 3, 1]
    assert lines.points.tolist() == lines.in_range.tolist() == [3, 2]
    assert (lines.x_min, lines.x_max, lines.y_min, lines.y_max) == (0, 2, 1, 3)
    assert (lines.generation, lines.tag, len(lines)) == (1, "x", 2)


def test_runs_come_as_asked_once_and_without_those_that_are_gone(query):
    assert query.scalars_lines("x", ["c", "gone", "b", "a", "c"]).run_names == ("c", "a")


def test_an_unknown_tag_gives_no_lines(query):
    lines = query.scalars_lines("nothing")

    assert len(lines) == 0
    assert np.isnan(lines.y_min)


def test_every_axis_is_understood(query):
    assert query.scalars_lines("x", ["a"], x="wall").x.tolist() == [1e9, 1e9 + 1, 1e9 + 2]
    assert query.scalars_lines("x", ["a"], x="relative").x.tolist() == [0, 1, 2]
    assert query.scalars_lines("x", ["a"], x="index").x.tolist() == [0, 1, 2]
    assert query.scalars_lines("x", ["a"], x_scale="log").hidden.tolist() == [1]


def test_smoothing_comes_as_its_own_curve(query):
    lines = query.scalars_lines("x", ["a"], smoothing=0.5)

    expected = [1, (0.5 * 0.5 * 1 + 0.5 * 2) / 0.75, (0.125 * 1 + 0.25 * 2 + 0.5 * 3) / 0.875]
    assert lines.smoothed_at.tolist() == pytest.approx(expected)
    assert lines.smoothed.tolist() == pytest.approx(expected)
    assert len(query.scalars_lines("x", ["a"]).smoothed) == 0


@pytest.mark.parametrize(
    "question",
    [
        {"x": "epoch"},
        {"x_scale": "symlog"},
        {"attempts": "last"},
        {"attempts": "all", "max_attempts": 0},
        {"width": 0},
        {"width": 10**9},
        {"smoothing": 1.0},
        {"smoothing": -0.1},
        {"smoothing": float("nan")},
        {"x_range": (2.0, 1.0)},
        {"x_range": (0.0, float("inf"))},
        {"x_range": (float("nan"), None)},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(query, question):
    with pytest.raises(BadQueryError):
        query.scalars_lines("x", **question)


def test_an_open_range_is_fine(query):
    assert query.scalars_lines("x", ["a"], x_range=(1.0, None)).in_range.tolist() == [2]


def test_a_range_may_be_a_single_place(query):
    assert query.scalars_lines("x", ["a"], x_range=(1.0, 1.0)).in_range.tolist() == [1]
