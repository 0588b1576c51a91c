"""points_at and summarise against a slow telling of what they answer, and as small stories."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonde import _native
from support.lines import INF, NAN, START, points_at, run, summarise

STEP, RELATIVE, WALL, INDEX = range(4)

small = st.integers(-5, 40)
times = st.integers(0, 60).map(lambda n: 1.7e9 + n / 2) | st.sampled_from([NAN, INF, -INF])
values = (
    st.integers(-4, 4).map(float) | st.floats(-1e3, 1e3, width=32) | st.sampled_from([NAN, INF, -INF, -0.0])
)
files = st.lists(st.tuples(small, times, values) | st.just(START), max_size=60)
runs_of_files = st.lists(st.lists(files, min_size=1, max_size=3), min_size=0, max_size=3)
axes = st.sampled_from([STEP, RELATIVE, WALL, INDEX])
ends = st.floats(-10, 60) | st.integers(-10, 60).map(float)
newest = st.none() | st.integers(1, 4)


def same(got, want):
    """Row by row the slow answer, exactly but for what is added up."""
    for name in want[0] if want else ():
        theirs = [row[name] for row in want]
        if name in ("smoothed", "means"):
            np.testing.assert_allclose(getattr(got, name), theirs, rtol=1e-12, atol=1e-300, err_msg=name)
        else:
            np.testing.assert_array_equal(getattr(got, name), theirs, name)  # of equal zeros either sign
    assert len(got) == len(want)


@given(
    runs_of_files,
    st.lists(ends, min_size=1, max_size=4),
    axes,
    st.booleans(),
    st.sampled_from([0.0, 0.6, 0.99]),
    st.booleans(),
    newest,
    st.integers(1, 3),
)
def test_points_are_those_of_the_slow_telling(
    runs, places, x, log_x, smoothing, all_attempts, max_attempts, threads
):
    places = [place + 1.7e9 if x == WALL else place for place in places]
    asked = {
        "x": x, "log_x": log_x, "smoothing": smoothing, "all_attempts": all_attempts, "max_attempts": max_attempts,
    }  # fmt: skip
    joined = [run(*files) for files in runs]

    same(
        _native.points_at(joined, "loss", np.array(places), threads=threads, **asked),
        points_at(runs, places, **asked),
    )


@given(
    runs_of_files,
    st.tuples(ends, ends).map(sorted),
    axes,
    st.booleans(),
    st.booleans(),
    newest,
    st.integers(1, 3),
)
def test_summaries_are_those_of_the_slow_telling(runs, ends, x, log_x, all_attempts, max_attempts, threads):
    lo, hi = (end + 1.7e9 if x == WALL else end for end in ends)
    asked = {
        "lo": lo, "hi": hi, "x": x, "log_x": log_x, "all_attempts": all_attempts, "max_attempts": max_attempts,
    }  # fmt: skip
    joined = [run(*files) for files in runs]

    same(_native.summarise(joined, "loss", threads=threads, **asked), summarise(runs, **asked))


@pytest.mark.parametrize("x", [STEP, RELATIVE, WALL, INDEX])
@pytest.mark.parametrize("smoothing", [0.0, 0.999])
def test_long_lines_across_many_chunks(x, smoothing):
    rng = np.random.default_rng(0)
    runs = []
    for _ in range(3):
        steps = np.cumsum(rng.integers(0, 4, 3000))
        walls = 1.7e9 + np.cumsum(rng.normal(0.4, 1, 3000))  # a clock that is set back now and then
        runs.append([list(zip(steps.tolist(), walls.tolist(), rng.normal(size=3000).tolist(), strict=True))])
    joined = [run(*files) for files in runs]
    start, length = {STEP: (0, 4500), RELATIVE: (0, 1200), WALL: (1.7e9, 1200), INDEX: (0, 3000)}[x]
    places = [start + length * part for part in (0, 1e-4, 0.3, 0.5, 0.5001, 0.9999, 1, 2)]
    lines = {"x": x, "log_x": False, "all_attempts": False}

    found = _native.points_at(joined, "loss", np.array(places), smoothing=smoothing, threads=2, **lines)
    same(found, points_at(runs, places, smoothing=smoothing, **lines))
    for lo, hi in ((places[1], places[4]), (places[3], places[4]), (places[0], places[-1])):
        same(
            _native.summarise(joined, "loss", lo=lo, hi=hi, threads=2, **lines),
            summarise(runs, lo=lo, hi=hi, **lines),
        )


def test_equal_steps_give_the_last_of_them_and_the_smoothing_up_to_it():
    points = run([(0, 1.0, 1.0), (5, 2.0, 2.0), (5, 3.0, 3.0), (9, 4.0, 4.0)])
    found = _native.points_at(
        [points],
        "loss",
        np.array([4.0, 5.0, 8.0, -1.0]),
        x=STEP,
        log_x=False,
        smoothing=0.5,
        all_attempts=False,
    )

    assert found.places.tolist() == [0, 1, 2]
    assert found.indices.tolist() == [0, 2, 2]
    assert found.values.tolist() == [1, 3, 3]
    assert found.smoothed[1] == pytest.approx((0.125 * 1 + 0.25 * 2 + 0.5 * 3) / 0.875)


def test_values_near_the_largest_double_have_a_mean():
    largest = float(np.finfo(float).max)
    found = _native.summarise(
        [run([(0, 1.0, largest), (1, 2.0, largest)])],
        "loss",
        lo=0,
        hi=1,
        x=STEP,
        log_x=False,
        all_attempts=False,
    )

    if np.finfo(np.longdouble).max > largest:
        assert found.means.tolist() == [largest]


@pytest.mark.parametrize(
    "asked",
    [
        {"places": [NAN]},
        {"places": [INF]},
        {"smoothing": 1.0},
        {"smoothing": NAN},
        {"x": 4},
        {"max_attempts": 0},
    ],
)
def test_places_that_make_no_sense_are_refused(asked):
    asked = {"x": STEP, "log_x": False, "smoothing": 0.0, "all_attempts": True, "places": [0.0]} | asked
    places = np.array(asked.pop("places"))
    with pytest.raises(ValueError):
        _native.points_at([run([(0, 1.0, 1.0)])], "loss", places, **asked)


@pytest.mark.parametrize("ends", [(1.0, 0.0), (0.0, INF), (NAN, 1.0)])
def test_stretches_that_make_no_sense_are_refused(ends):
    lo, hi = ends
    with pytest.raises(ValueError):
        _native.summarise([], "loss", lo=lo, hi=hi, x=STEP, log_x=False, all_attempts=False)
