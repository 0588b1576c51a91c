"""query_scalars against a slow telling of what it answers, and as small stories."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sonde import _native
from sonde._native import _testing
from support.lines import INF, NAN, START, outlier_extent, query, run, smooth

STEP, RELATIVE, WALL, INDEX = range(4)
PER_LINE = [
    "runs",
    "attempts",
    "attempt_counts",
    "writers",
    "writer_counts",
    "points",
    "in_range",
    "hidden",
    "superseded",
]
PER_START = ["start_attempts", "start_x"]
PER_POINT = ["steps", "wall_times", "x", "values"]
RANGES = ["x_min", "x_max", "y_min", "y_max", "y_p05", "y_p95"]


def ask(runs, *, tag="loss", threads=1, **changed):
    asked = {
        "x": STEP, "lo": None, "hi": None, "width": 10, "log_x": False, "smoothing": 0.0, "all_attempts": False,
    } | changed  # fmt: skip
    return _native.query_scalars(runs, tag, threads=threads, **asked), asked


def by_line(columns, offsets):
    return [columns[a:b].tolist() for a, b in pairwise(offsets)]


def same(got, want):
    """The answer is the slow one, to the bit but for smoothing."""
    for name in PER_LINE:
        assert getattr(got, name).tolist() == want[name], name
    for name in PER_START:
        np.testing.assert_equal(by_line(getattr(got, name), got.start_offsets), want[name], name)
    for name in PER_POINT:
        np.testing.assert_equal(by_line(getattr(got, name), got.offsets), want[name], name)
    smoothed = [
        (by_line(got.smoothed_x, got.smoothed_offsets), want["smoothed_x"]),
        (by_line(got.smoothed, got.smoothed_offsets), want["smoothed"]),
    ]
    if len(got.smoothed_at) or not len(got.x):
        smoothed.append((by_line(got.smoothed_at, got.offsets), want["smoothed_at"]))
    for ours, theirs in smoothed:
        assert [len(line) for line in ours] == [len(line) for line in theirs]
        for line, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(line, other, rtol=1e-12, atol=1e-300)
    for name in RANGES:
        np.testing.assert_allclose(getattr(got, name), want[name], rtol=1e-12, err_msg=name)


small = st.integers(-5, 40)
times = st.integers(0, 60).map(lambda n: 1.7e9 + n / 2) | st.sampled_from([NAN, INF, -INF])
values = (
    st.integers(-4, 4).map(float) | st.floats(-1e3, 1e3, width=32) | st.sampled_from([NAN, INF, -INF, -0.0])
)
files = st.lists(st.tuples(small, times, values) | st.just(START), max_size=60)
runs_of_files = st.lists(st.lists(files, min_size=1, max_size=3), min_size=0, max_size=3)
ends = st.none() | st.floats(-10, 60) | st.integers(-10, 60).map(float)


@given(
    runs_of_files,
    st.sampled_from([STEP, RELATIVE, WALL, INDEX]),
    st.tuples(ends, ends).map(lambda pair: sorted(pair) if None not in pair else pair),
    st.integers(1, 12),
    st.booleans(),
    st.sampled_from([0.0, 0.6, 0.99]),
    st.booleans(),
    st.none() | st.integers(1, 4),
    st.integers(1, 3),
)
def test_the_answer_is_the_slow_one(
    runs, x, ends, width, log_x, smoothing, all_attempts, max_attempts, threads
):
    lo, hi = ends
    shift = 1.7e9 if x == WALL else 0.0
    lo, hi = (None if end is None else end + shift for end in (lo, hi))
    asked = {
        "x": x, "lo": lo, "hi": hi, "width": width, "log_x": log_x,
        "smoothing": smoothing, "all_attempts": all_attempts, "max_attempts": max_attempts,
    }  # fmt: skip
    got = _native.query_scalars([run(*files) for files in runs], "loss", threads=threads, **asked)

    same_but_for_rounding(got, query(runs, **asked))


def same_but_for_rounding(got, want):
    """Where smoothing makes equal values of unequal ones or the other way round, M4 may keep other points."""
    try:
        same(got, want)
    except AssertionError:
        if not want["smoothed"] or [len(a) for a in by_line(got.smoothed, got.smoothed_offsets)] == [
            len(a) for a in want["smoothed"]
        ]:
            raise


@pytest.mark.parametrize("x", [STEP, RELATIVE, WALL, INDEX])
@pytest.mark.parametrize("smoothing", [0.0, 0.9])
@pytest.mark.parametrize("log_x", [False, True])
@pytest.mark.parametrize("zoom", [None, (0.2, 0.3), (0.5, 0.5001), (2.0, 3.0)])
def test_long_lines_across_many_chunks(x, smoothing, log_x, zoom):
    rng = np.random.default_rng(0)
    runs = []
    for _ in range(3):
        steps = np.cumsum(rng.integers(0, 4, 3000))
        walls = 1.7e9 + np.cumsum(rng.exponential(0.5, 3000))
        runs.append([list(zip(steps.tolist(), walls.tolist(), rng.normal(size=3000).tolist(), strict=True))])
    lo = hi = None
    if zoom:
        start, length = {STEP: (0, 6000), RELATIVE: (0, 1500), WALL: (1.7e9, 1500), INDEX: (0, 3000)}[x]
        lo, hi = (start + length * part for part in zoom)
    joined = [run(*files) for files in runs]
    got, asked = ask(joined, x=x, lo=lo, hi=hi, width=50, smoothing=smoothing, log_x=log_x, threads=2)

    same(got, query(runs, **asked))


def test_a_run_without_the_tag_gives_no_line():
    points = [[(0, 1.0, 2.0), (1, 2.0, 3.0)]]
    got, _ = ask([run(*points), run(*points, tag="other"), run(*points)])

    assert len(got) == 2
    assert got.runs.tolist() == [0, 2]


def test_no_run_with_the_tag_gives_an_empty_answer():
    got, _ = ask([])

    assert len(got) == 0
    assert (got.offsets.tolist(), got.smoothed_offsets.tolist(), got.x.tolist()) == ([0], [0], [])
    assert all(math.isnan(getattr(got, name)) for name in RANGES)


def test_current_points_are_one_line_and_attempts_are_their_own():
    files = [[(s, 1.0 + s, 0.0) for s in range(4)], [(s, 100.0 + s, 1.0) for s in range(2, 6)]]
    now, _ = ask([run(*files)])
    ever, _ = ask([run(*files)], all_attempts=True)

    assert by_line(now.steps, now.offsets) == [[0, 1, 2, 3, 4, 5]]
    assert by_line(now.values, now.offsets) == [[0, 0, 1, 1, 1, 1]]
    assert by_line(ever.steps, ever.offsets) == [[0, 1, 2, 3], [2, 3, 4, 5]]
    assert (now.attempts.tolist(), ever.attempts.tolist()) == ([1], [0, 1])


def test_of_endless_attempts_the_newest_are_drawn_and_all_are_counted():
    points = [(step % 2, float(step), step) for step in range(500_000)]
    joined = run(points)
    got, _ = ask([joined], x=RELATIVE, smoothing=0.6, all_attempts=True, max_attempts=100)

    assert got.attempts.tolist() == list(range(249_900, 250_000))
    assert set(got.attempt_counts.tolist()) == {250_000}
    assert got.x[-1] == 499_999  # relative to the first attempt, which is not among the lines


def test_a_limit_of_attempts_counts_the_files_of_a_run():
    files = [[(s, 100.0 * f + s, f) for s in (0, 1, 0, 1)] for f in range(3)]
    got, _ = ask([run(*files)], all_attempts=True, max_attempts=3)

    assert got.attempts.tolist() == [3, 4, 5]
    assert by_line(got.values, got.offsets) == [[1, 1], [2, 2], [2, 2]]


def test_a_limit_of_attempts_holds_for_each_writer():
    restless = [(s % 2, float(s), 0.0) for s in range(100)]
    calm = [(s, float(s), 1.0) for s in range(100)]
    got, _ = ask([run(restless, calm)], all_attempts=True, max_attempts=2)

    assert list(zip(got.writers.tolist(), got.attempts.tolist(), strict=True)) == [(1, 0), (0, 48), (0, 49)]
    assert got.attempt_counts.tolist() == [1, 50, 50]


def test_parallel_writers_are_lines_of_their_own():
    files = [[(s, s + 0.5 * rank, rank) for s in range(3)] for rank in range(3)]
    got, _ = ask([run(*files)])

    assert got.writers.tolist() == [0, 1, 2]
    assert got.writer_counts.tolist() == [3, 3, 3]
    assert got.files.tolist() == [0, 1, 2]


def test_a_line_names_the_file_of_its_last_point():
    first = [(s, float(s), 1.0) for s in range(4)]
    resumed = [(s, s + 100.0, 2.0) for s in range(2, 5)]
    both = run(resumed, first)  # the file that was written first has the later name

    assert both.file_names == ["events.000", "events.001"]
    assert both.scalar_parts("loss") == [(0, 3), (1, 4)]
    assert ask([both])[0].files.tolist() == [0]
    assert ask([both], all_attempts=True)[0].files.tolist() == [1, 0]


def test_zooming_in_shows_every_point_and_one_on_either_side():
    points = [(s, float(s), float(s)) for s in range(100_000)]
    got, _ = ask([run(points)], lo=50_000.0, hi=50_030.0)

    assert got.steps.tolist() == list(range(49_999, 50_032))
    assert (got.points.tolist(), got.in_range.tolist()) == ([100_000], [31])


def test_steps_are_told_exactly_where_a_double_cannot():
    points = [(2**62 + i, float(i), float(i)) for i in range(5)]
    got, _ = ask([run(points)])

    assert got.steps.tolist() == [2**62 + i for i in range(5)]


def test_steps_at_the_ends_of_int64_are_drawn():
    points = [(-(2**63), 0.0, 1.0), (0, 1.0, 2.0), (2**63 - 1, 2.0, 3.0)]
    got, _ = ask([run(points)])

    assert got.steps.tolist() == [-(2**63), 0, 2**63 - 1]
    assert (got.x_min, got.x_max) == (-(2.0**63), 2.0**63)


def test_a_log_axis_hides_and_counts_what_is_not_positive():
    points = [(s, float(s), float(s)) for s in range(-2, 5)]
    got, _ = ask([run(points)], log_x=True)

    assert got.steps.tolist() == [1, 2, 3, 4]
    assert got.hidden.tolist() == [3]


def test_relative_time_begins_with_the_first_point_that_is_shown():
    files = [[(s, 10.0 + s, 0.0) for s in range(3)], [(s, 500.0 + s, 0.0) for s in range(3)]]
    now, _ = ask([run(*files)], x=RELATIVE)
    ever, _ = ask([run(*files)], x=RELATIVE, all_attempts=True)

    assert now.x.tolist() == [0, 1, 2]
    assert ever.x.tolist() == [0, 1, 2, 490, 491, 492]


def test_a_clock_that_is_set_back_loses_no_column():
    walls = [*range(100), *range(50, 150)]
    points = [(i, float(wall), float(i)) for i, wall in enumerate(walls)]
    got, asked = ask([run(points)], x=WALL, width=10)

    assert got.in_range.tolist() == [200]
    assert got.steps.tolist() == sorted(got.steps.tolist())
    same(got, query([[points]], **asked))


def test_arrays_of_the_answer_are_read_only_and_outlive_it():
    got, _ = ask([run([(0, 1.0, 2.0)])])
    kept = got.values
    del got

    assert kept.tolist() == [2.0]
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"width": 0}, "width must be at least 1"),
        ({"smoothing": 1.0}, "smoothing must be"),
        ({"smoothing": NAN}, "smoothing must be"),
        ({"lo": NAN}, "must be finite"),
        ({"hi": INF}, "must be finite"),
        ({"lo": 2.0, "hi": 1.0}, "must not be reversed"),
        ({"x": 4}, "x must be 0"),
        ({"x": -1}, "x must be 0"),
    ],
)
def test_a_query_that_makes_no_sense_says_why(changed, message):
    with pytest.raises(ValueError, match=message):
        ask([run([(0, 1.0, 2.0)])], **changed)


def test_runs_of_another_type_are_refused():
    with pytest.raises(TypeError, match="list of RunSnapshot"):
        ask([object()])


@given(st.lists(values, max_size=300), st.floats(0, 0.999))
@example([1.0, NAN, 2.0, INF, 3.0], 0.5)
@example([NAN, NAN], 0.5)
@example([0.1] * 50, 0.9)
@example([1.0] + [0.0] * 5000, 0.6)
def test_smoothing_is_the_debiased_average(numbers, weight):
    got = _testing.smooth(np.array(numbers, "f8"), weight)

    np.testing.assert_allclose(got, smooth(numbers, weight), rtol=1e-10, atol=1e-290)


def test_a_constant_line_is_not_touched_by_smoothing():
    numbers = np.array([0.1, NAN, 0.1, 0.1])

    np.testing.assert_array_equal(_testing.smooth(numbers, 0.7), numbers)


@pytest.mark.parametrize("weight", [-0.1, 1.0, NAN])
def test_a_weight_outside_its_range_is_refused(weight):
    with pytest.raises(ValueError, match="weight"):
        _testing.smooth(np.zeros(3), weight)


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=400))
def test_the_range_without_outliers_is_that_of_sorted_values(numbers):
    points = [(i, float(i), value) for i, value in enumerate(numbers)]
    got, _ = ask([run(points)])

    np.testing.assert_array_equal([got.y_p05, got.y_p95], outlier_extent(numbers))


def test_the_range_without_outliers_of_many_runs_is_that_of_all_values():
    rng = np.random.default_rng(1)
    numbers = rng.normal(size=(40, 1500)) ** 3
    runs = [run([(i, float(i), value) for i, value in enumerate(row)]) for row in numbers.tolist()]
    got, _ = ask(runs, threads=2)

    assert (got.y_p05, got.y_p95) == outlier_extent(numbers.ravel().tolist())


def test_threads_do_not_change_the_answer():
    rng = np.random.default_rng(2)
    runs = [
        run([(i, float(i), value) for i, value in enumerate(rng.normal(size=2000).tolist())])
        for _ in range(30)
    ]
    one, _ = ask(runs, smoothing=0.6)
    many, _ = ask(runs, smoothing=0.6, threads=4)

    for name in (
        PER_LINE + PER_POINT + ["smoothed", "smoothed_x", "smoothed_at", "offsets", "smoothed_offsets"]
    ):
        np.testing.assert_array_equal(getattr(one, name), getattr(many, name))
    assert [getattr(one, name) for name in RANGES] == [getattr(many, name) for name in RANGES]
