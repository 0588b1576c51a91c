"""Lines of points in arrays are thinned and smoothed as those of a tag are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonde import _native
from support import lines as reference

values = st.floats(width=32) | st.sampled_from([0.0, 1.0])
steps = st.lists(st.integers(-50, 300), min_size=1, max_size=60).map(sorted)
NAMES = (
    *("points", "in_range", "hidden", "offsets", "steps", "wall_times", "x", "values", "smoothed_at"),
    *("smoothed_offsets", "smoothed_x", "smoothed", "x_min", "x_max", "y_min", "y_max", "y_p05", "y_p95"),
)


@given(
    lines=st.lists(steps.flatmap(lambda own: st.tuples(st.just(own), st.lists(values, min_size=len(own), max_size=len(own)))), max_size=3),
    ends=st.none() | st.tuples(st.integers(-40, 100), st.integers(100, 290)),
    width=st.integers(1, 9),
    log_x=st.booleans(),
    smoothing=st.sampled_from([0.0, 0.6, 0.99]),
)  # fmt: skip
def test_the_same_points_are_kept_as_of_a_tag(lines, ends, width, log_x, smoothing):
    lo, hi = (None, None) if ends is None else map(float, ends)
    runs = [
        reference.run([(step, float(step), value) for step, value in zip(own, of, strict=True)])
        for own, of in lines
    ]
    asked = {"lo": lo, "hi": hi, "width": width, "log_x": log_x, "smoothing": smoothing}
    theirs = _native.query_scalars(runs, "loss", x=0, all_attempts=False, **asked)
    flat = [float(step) for own, _ in lines for step in own]
    ours = _native.thin_lines(
        np.cumsum([0, *(len(own) for own, _ in lines)]),
        np.array(flat, np.int64),
        np.array(flat),
        np.array(flat),
        np.array([value for _, of in lines for value in of], float),
        **asked,
    )
    for name in NAMES:
        np.testing.assert_array_equal(getattr(ours, name), getattr(theirs, name), err_msg=name)


def test_columns_that_do_not_fit_each_other_are_refused():
    one, none = np.zeros(1), np.zeros(0)
    asked = {"lo": None, "hi": None, "width": 1, "log_x": False, "smoothing": 0.0}
    with pytest.raises(ValueError, match="as long as the last offset"):
        _native.thin_lines(np.array([0, 2]), np.zeros(1, np.int64), one, one, one, **asked)
    with pytest.raises(ValueError, match="begin with 0"):
        _native.thin_lines(np.zeros(0, np.int64), np.zeros(0, np.int64), none, none, none, **asked)
    with pytest.raises(ValueError, match="begin with 0"):
        _native.thin_lines(np.array([0, 1, 0]), np.zeros(0, np.int64), none, none, none, **asked)
    with pytest.raises(ValueError, match="width"):
        _native.thin_lines(np.array([0]), np.zeros(0, np.int64), none, none, none, **(asked | {"width": 0}))


@given(st.lists(values, max_size=50), st.sampled_from([0.0, 0.5, 0.99]))
def test_a_moving_average_is_that_of_lines(values, weight):
    np.testing.assert_allclose(
        _native.smooth(np.array(values, float), weight), reference.smooth(values, weight), rtol=1e-9
    )


def test_a_weight_of_one_is_refused():
    with pytest.raises(ValueError, match="weight"):
        _native.smooth(np.zeros(1), 1.0)
