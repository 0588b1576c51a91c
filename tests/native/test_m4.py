"""M4: the kept points are the right ones, few, and draw the same picture as all of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sonde._native import _testing
from support.lines import INF, NAN, decimate

finite = st.integers(-3, 3).map(float) | st.floats(-1e6, 1e6)
any_y = finite | st.sampled_from([NAN, INF, -INF, -0.0])
any_x = st.integers(-5, 30).map(float) | st.floats(-5, 30)

either = st.booleans()


@st.composite
def series(draw, x=any_x, y=any_y, sort=either, max_size=150):
    xs = draw(st.lists(x, max_size=max_size))
    if draw(sort):
        xs.sort()
    return np.array(xs), np.array(draw(st.lists(y, min_size=len(xs), max_size=len(xs))))


@given(
    series(any_x | st.sampled_from([NAN, INF, -INF])),
    st.tuples(any_x, any_x).map(sorted),
    st.integers(1, 15),
    st.booleans(),
)
@example((np.arange(5.0), np.zeros(5)), (2.0, 2.0), 1, False)
@example((np.full(50, 3.0), np.arange(50.0)), (3.0, 3.0), 4, True)
def test_the_kept_points_are_those_of_the_slow_telling(points, ends, width, log):
    xs, ys = points
    lo, hi = ends
    if log:
        lo, hi = abs(lo) + 1e-3, abs(lo) + abs(hi) + 1e-3

    got = _testing.decimate(xs, ys, lo, hi, width, log)

    assert got.tolist() == decimate(xs.tolist(), ys.tolist(), lo, hi, width, log=log)


def raster(xs, ys, lo, hi, width):
    """The lowest and the highest y that a polyline reaches in each pixel column, its crossings computed exactly."""
    at = [(x - lo) / (hi - lo) * width for x in xs]
    low, high = [INF] * width, [-INF] * width

    def touch(column, y):
        if 0 <= column < width:
            low[column] = min(low[column], y)
            high[column] = max(high[column], y)

    def column_of(place):
        return width - 1 if place == width else math.floor(place)

    for place, y in zip(at, ys, strict=True):
        touch(column_of(place), y)
    for (a, ya), (b, yb) in zip(zip(at, ys, strict=True), zip(at[1:], ys[1:], strict=True), strict=False):
        first, last = column_of(a), column_of(b)
        for border in range(max(first + 1, 0), min(last, width) + 1):
            y = ya + (yb - ya) * (border - a) / (b - a)
            touch(border - 1, y)
            touch(border, y)
    return low, high


@given(
    series(x=st.integers(0, 400).map(lambda n: n / 4), y=finite, sort=st.just(True), max_size=400),
    st.integers(1, 12),
    st.sampled_from([(0.0, 100.0), (20.0, 30.5), (-50.0, 200.0), (99.0, 150.0)]),
)
def test_the_kept_points_draw_the_picture_of_all_points(points, width, view):
    xs, ys = (column.tolist() for column in points)
    kept = _testing.decimate(*points, *view, width).tolist()

    whole = raster(xs, ys, *view, width)
    drawn = raster([xs[i] for i in kept], [ys[i] for i in kept], *view, width)

    np.testing.assert_allclose(drawn, whole, rtol=1e-12, atol=1e-9)


def test_a_noisy_line_is_drawn_right_at_the_size_of_a_chart():
    rng = np.random.default_rng(0)
    xs = np.cumsum(rng.exponential(size=50_000))
    ys = np.cumsum(rng.normal(size=50_000))
    view = (float(xs[3]), float(xs[-7]))
    kept = _testing.decimate(xs, ys, *view, 400)

    np.testing.assert_allclose(raster(xs[kept], ys[kept], *view, 400), raster(xs, ys, *view, 400), rtol=1e-9)


@given(series(), st.integers(1, 15))
def test_few_points_are_kept(points, width):
    """First, last, lowest, highest and three kinds that are not finite for a column, and one beside either end."""
    kept = _testing.decimate(*points, 0.0, 20.0, width)

    assert len(kept) <= max(7 * width, 4 * width) + 2
    assert (np.diff(kept) > 0).all()


def test_what_is_not_finite_is_kept_in_its_place():
    ys = np.zeros(100)
    ys[[20, 21, 50, 70]] = [NAN, NAN, INF, -INF]
    kept = _testing.decimate(np.arange(100.0), ys, 0.0, 99.0, 2).tolist()

    assert {20, 50, 70} <= set(kept)
    assert 21 not in kept


def test_all_points_are_kept_up_to_four_for_a_column():
    xs = np.linspace(0, 1, 40)

    assert len(_testing.decimate(xs, xs, 0.0, 1.0, 10)) == 40
    assert len(_testing.decimate(xs, np.sin(xs * 99), 0.0, 1.0, 9)) < 40


def test_the_range_may_be_wider_than_the_largest_double():
    largest = np.finfo("f8").max
    xs = np.linspace(-1, 1, 1001) * largest

    kept = _testing.decimate(xs, np.arange(1001.0), -largest, largest, 10)

    assert len(kept) == 20  # a rising line has its first and last point lowest and highest


@pytest.mark.parametrize(
    ("lo", "hi", "width", "log"),
    [(1.0, 0.0, 10, False), (NAN, 1.0, 10, False), (0.0, 1.0, 0, False), (0.0, 1.0, 10, True)],
)
def test_a_view_that_makes_no_sense_is_refused(lo, hi, width, log):
    with pytest.raises(ValueError, match="expected lo <= hi"):
        _testing.decimate(np.zeros(3), np.zeros(3), lo, hi, width, log)


def test_x_and_y_are_of_equal_length():
    with pytest.raises(ValueError, match="equal length"):
        _testing.decimate(np.zeros(3), np.zeros(4), 0.0, 1.0, 10)
