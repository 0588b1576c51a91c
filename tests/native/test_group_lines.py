"""group_lines and groups_at against pandas and NumPy, and as small stories."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonde import _native
from support.lines import INF, NAN, START, lines, run, smooth

STEP, RELATIVE, WALL, INDEX = range(4)
MEAN, MEDIAN = range(2)
NONE, STD, SEM, MINMAX, QUANTILES, BOOTSTRAP = range(6)
LINEAR, EXACT, PREVIOUS = range(3)
ALONE, DIFFERENCE, RATIO = range(3)

DEFAULTS = {
    "how": (MEAN, STD, LINEAR, ALONE), "x": STEP, "log_x": False, "smoothing": 0.0, "ddof": 1,
    "quantiles": (0.25, 0.75), "confidence": 0.95,
}  # fmt: skip


def packed(groups, baseline):
    offsets = np.cumsum([0, *map(len, groups)]).astype(np.int64)
    members = np.array([run for group in groups for run in group], np.int32)
    return offsets, members, np.array(baseline, np.int32)


def ask(runs, groups, *, baseline=(), threads=1, tag="loss", **changed):
    asked = DEFAULTS | {"lo": None, "hi": None, "width": 100_000, "most_cells": 10**9} | changed
    return _native.group_lines(runs, tag, *packed(groups, baseline), threads=threads, **asked)


def ask_at(runs, groups, places, *, baseline=(), tag="loss", **changed):
    offsets, members, base = packed(groups, baseline)
    return _native.groups_at(
        runs, tag, offsets, members, base, np.array(places, np.float64), **DEFAULTS | changed
    )


def table(runs, group, alignment, smoothing=0.0, places=()):
    """A column for each line of the group, brought to all their places, and to these, by pandas."""
    columns = []
    for i in group:
        for line in lines(runs[i], all_attempts=False):
            values = [point.value for point in line.points]
            curve = smooth(values, smoothing) if smoothing else values
            seen = pd.Series(curve, index=[float(point.step) for point in line.points], dtype="f8")
            seen = seen[np.isfinite(values)]
            columns.append(seen[~seen.index.duplicated(keep="last")])
    frame = pd.concat([pd.Series(index=[], dtype="f8"), *columns], axis=1).iloc[:, 1:].sort_index()
    frame = frame.reindex(sorted({*frame.index, *map(float, places)}))
    if alignment == LINEAR and len(frame):
        return frame.interpolate(method="index", limit_area="inside")
    return frame.ffill() if alignment == PREVIOUS else frame


def by_group(columns, offsets):
    return [columns[a:b] for a, b in pairwise(offsets)]


values = st.floats(-1e3, 1e3, width=32) | st.integers(-4, 4).map(float) | st.sampled_from([NAN, INF, -INF])
times = st.integers(0, 60).map(lambda n: 1.7e9 + n / 2)
files = st.lists(st.tuples(st.integers(-5, 30), times, values) | st.just(START), max_size=30)
runs_of_files = st.lists(st.lists(files, min_size=1, max_size=2), min_size=1, max_size=5)


@settings(max_examples=25)
@given(
    runs_of_files,
    st.sampled_from([LINEAR, EXACT, PREVIOUS]),
    st.sampled_from([0.0, 0.6]),
    st.sampled_from([0, 1]),
    st.integers(1, 2),
)
def test_mean_and_spread_are_those_of_pandas(told, alignment, smoothing, ddof, threads):
    runs = [run(*each) for each in told]
    groups = [list(range(len(runs))), list(range(0, len(runs), 2)), []]
    got = {
        band: ask(
            runs, groups, how=(MEAN, band, alignment, ALONE), ddof=ddof, smoothing=smoothing, threads=threads
        )
        for band in (STD, SEM, MINMAX, QUANTILES)
    }
    for number, group in enumerate(groups):
        frame = table(told, group, alignment)
        smoothed = table(told, group, alignment, smoothing) if smoothing else frame
        for band, answer in got.items():
            x = by_group(answer.x, answer.offsets)[number]
            assert x.tolist() == frame.index.tolist()
            if not len(x):
                continue
            assert by_group(answer.counts, answer.offsets)[number].tolist() == frame.count(axis=1).tolist()
            near(by_group(answer.centre, answer.offsets)[number], frame.mean(axis=1))
            low, high = edges(frame, band, ddof)
            near(by_group(answer.lower, answer.lower_offsets)[number], low)
            near(by_group(answer.upper, answer.upper_offsets)[number], high)
            if smoothing:
                near(by_group(answer.smoothed_at, answer.offsets)[number], smoothed.mean(axis=1))
                near(by_group(answer.smoothed, answer.smoothed_offsets)[number], smoothed.mean(axis=1))
                low, high = edges(smoothed, band, ddof)
                near(by_group(answer.smoothed_lower, answer.smoothed_lower_offsets)[number], low)
                near(by_group(answer.smoothed_upper, answer.smoothed_upper_offsets)[number], high)


def edges(frame, band, ddof):
    mean = frame.mean(axis=1)
    if band == MINMAX:
        return frame.min(axis=1), frame.max(axis=1)
    if band == QUANTILES:
        return frame.quantile(0.25, axis=1), frame.quantile(0.75, axis=1)
    off = frame.std(axis=1, ddof=ddof) if band == STD else frame.sem(axis=1, ddof=ddof)
    return mean - off, mean + off


def near(got, want):
    np.testing.assert_allclose(got, np.asarray(want), rtol=1e-9, atol=1e-9)


@given(runs_of_files, st.lists(st.integers(-8, 40), max_size=6), st.sampled_from([LINEAR, EXACT, PREVIOUS]))
def test_at_a_place_a_group_is_what_its_curve_has_there_or_before(told, places, alignment):
    runs = [run(*each) for each in told]
    groups = [list(range(len(runs))), [0]]
    how = (MEDIAN, QUANTILES, alignment, ALONE)
    whole = ask(runs, groups, how=how, smoothing=0.5)
    found = ask_at(runs, groups, places, how=how, smoothing=0.5)
    want = []
    for number in range(len(groups)):
        x, centre, counts = (
            by_group(c, whole.offsets)[number] for c in (whole.x, whole.centre, whole.counts)
        )
        smoothed = by_group(whole.smoothed_at, whole.offsets)[number]
        for at, place in enumerate(places):
            i = int(np.searchsorted(x, place, side="right")) - 1
            if i >= 0:
                want.append(
                    (
                        number,
                        at,
                        x[i],
                        i == len(x) - 1,
                        counts[i],
                        centre[i],
                        pytest.approx(smoothed[i], 1e-12),
                    )
                )
    columns = (found.groups, found.places, found.x, found.last, found.counts, found.centre, found.smoothed)
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == want


@settings(max_examples=40)
@given(runs_of_files, st.sampled_from([DIFFERENCE, RATIO]))
def test_a_baseline_is_taken_off_or_divided_by_at_the_same_place(told, comparison):
    runs = [run(*each) for each in told]
    group, baseline = list(range(len(runs))), [len(runs) - 1]
    answer = ask(runs, [group], baseline=baseline, how=(MEAN, MINMAX, LINEAR, comparison))
    frame = table(told, group, LINEAR)
    if frame.empty:
        return
    base = table(told, baseline, LINEAR, places=frame.index).mean(axis=1).reindex(frame.index)
    with np.errstate(all="ignore"):
        beside = frame.sub(base, axis=0) if comparison == DIFFERENCE else frame.div(base, axis=0)
        centre = frame.mean(axis=1) - base if comparison == DIFFERENCE else frame.mean(axis=1) / base
    there = np.isfinite(centre)
    assert answer.x.tolist() == centre.index[there].tolist()
    np.testing.assert_allclose(answer.centre, centre[there], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(answer.lower, beside.min(axis=1)[there], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(answer.upper, beside.max(axis=1)[there], rtol=1e-6, atol=1e-9)


def ramp(slope, *, begin=0, end=100, stride=1):
    return run([(step, 1e9 + step, slope * step) for step in range(begin, end, stride)])


def test_a_line_counts_between_its_ends_and_never_beyond():
    runs = [ramp(1, begin=0, end=21, stride=10), ramp(3, begin=5, end=16, stride=5)]

    answer = ask(runs, [[0, 1]])

    assert answer.x.tolist() == [0, 5, 10, 15, 20]
    assert answer.counts.tolist() == [1, 2, 2, 2, 1]
    assert answer.centre.tolist() == [0, 10, 20, 30, 20]
    assert np.isnan(answer.lower[[0, 4]]).all()
    assert (answer.upper - answer.lower)[1:4].tolist() == pytest.approx(
        [2 * np.std([5, 15], ddof=1), 2 * np.std([10, 30], ddof=1), 2 * np.std([15, 45], ddof=1)]
    )


def test_what_is_not_finite_was_never_logged():
    runs = [run([(0, 0, 1.0), (1, 1, NAN), (2, 2, 3.0), (3, 3, INF)])]

    answer = ask(runs, [[0]])

    assert (answer.x.tolist(), answer.centre.tolist()) == ([0, 2], [1, 3])
    assert (answer.runs.tolist(), answer.lines.tolist(), answer.points.tolist()) == ([1], [1], [4])


def test_the_band_of_a_bootstrap_is_the_same_every_time_and_holds_the_mean():
    generator = np.random.default_rng(0)
    runs = [
        run([(step, step, value) for step, value in enumerate(generator.normal(5, 2, 40))]) for _ in range(30)
    ]
    how = (MEAN, BOOTSTRAP, LINEAR, ALONE)

    answer = ask(runs, [list(range(30))], how=how)
    wider = ask(runs, [list(range(30))], how=how, confidence=0.999)

    assert np.array_equal(answer.lower, ask(runs, [list(range(30))], how=how).lower)
    assert (answer.lower < answer.centre).all()
    assert (answer.centre < answer.upper).all()
    assert (wider.upper - wider.lower > answer.upper - answer.lower).all()
    # Of 30 values with a deviation of 2 the mean's own is 0.365; the interval is near 3.9 of these.
    assert (answer.upper - answer.lower).mean() == pytest.approx(3.92 * 2 / math.sqrt(30), rel=0.1)


def test_a_thinned_picture_has_the_extremes_and_the_ends_of_the_whole_one():
    generator = np.random.default_rng(1)
    runs = [
        run([(step, step, value) for step, value in enumerate(np.cumsum(generator.normal(0, 1, 5000)))])
        for _ in range(8)
    ]
    width = 50
    whole, thin = ask(runs, [list(range(8))]), ask(runs, [list(range(8))], width=width)

    assert len(thin.x) <= 4 * width
    assert thin.places.tolist() == whole.places.tolist() == [5000]
    assert thin.one_of.tolist() == [1]
    for name, best in (("lower", np.minimum), ("upper", np.maximum)):
        column = np.minimum((whole.x / 4999 * width).astype(int), width - 1)
        kept = np.minimum((getattr(thin, f"{name}_x") / 4999 * width).astype(int), width - 1)
        for pixel in range(width):
            of_all = best.reduce(getattr(whole, name)[column == pixel])
            assert best.reduce(getattr(thin, name)[kept == pixel]) == of_all


def test_of_very_many_places_some_are_looked_at_and_it_is_said():
    generator = np.random.default_rng(2)
    runs = [
        run([(int(s), 1e9 + s, s * 1.0) for s in np.sort(generator.choice(1_000_000, 20_000, replace=False))])
        for _ in range(10)
    ]
    whole = ask(runs, [list(range(10))])
    part = ask(runs, [list(range(10))], most_cells=20_000 * 10)

    assert part.one_of[0] > 1
    assert whole.one_of[0] == 1
    assert 10_000 < part.places[0] <= 20_002
    assert set(part.x.tolist()) <= set(whole.x.tolist())
    assert part.x[[0, -1]].tolist() == whole.x[[0, -1]].tolist()
    known = dict(zip(whole.x.tolist(), whole.centre.tolist(), strict=True))
    assert [known[x] for x in part.x.tolist()] == pytest.approx(part.centre.tolist())


def test_long_runs_take_little_memory():
    one = run([(step, step, float(step)) for step in range(200_000)])

    peak = peak_memory(lambda: ask([one] * 400, [list(range(400))], width=500, most_cells=40_000_000))

    assert peak < 100e6


def peak_memory(work):
    """So many bytes more than before were in use at most."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        pytest.skip("this system does not tell the peak")
    before = told("VmRSS")
    work()
    return told("VmHWM") - before


def told(name):
    status = Path("/proc/self/status").read_text()
    return 1024 * int(next(line for line in status.splitlines() if line.startswith(name)).split()[1])


def test_a_zoomed_view_has_the_curve_of_the_whole_one():
    runs = [ramp(1), ramp(3, stride=3)]
    whole, part = ask(runs, [[0, 1]], smoothing=0.9), ask(runs, [[0, 1]], smoothing=0.9, lo=40, hi=50)

    inside = (part.x >= 40) & (part.x <= 50)
    assert part.x.tolist() == list(range(39, 52))
    assert part.places.tolist() == [11]
    np.testing.assert_allclose(part.smoothed_at[inside], whole.smoothed_at[40:51])


def test_other_axes_and_a_clock_that_was_set_back():
    runs = [
        run([(0, 100.0, 1.0), (1, 110.0, 2.0), (2, 105.0, 9.0), (3, 120.0, 3.0)]),
        run([(0, 205.0, 10.0), (1, 215.0, 20.0)]),
    ]

    relative = ask(runs, [[0, 1]], x=RELATIVE)
    index = ask(runs, [[0, 1]], x=INDEX, how=(MEAN, NONE, EXACT, ALONE))
    wall = ask(runs, [[0, 1]], x=WALL)

    assert relative.x.tolist() == [0, 10, 20]
    assert relative.centre.tolist() == [5.5, 11, 3]
    assert index.centre.tolist() == [5.5, 11, 9, 3]
    assert len(index.lower) == len(index.lower_x) == 0
    assert wall.x.tolist() == [100, 110, 120, 205, 215]
    assert ask(runs, [[0, 1]], log_x=True).x.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("changed", "what"),
    [
        ({"width": 0}, "width"),
        ({"smoothing": 1.0}, "smoothing"),
        ({"ddof": 2}, "ddof"),
        ({"quantiles": (0.7, 0.3)}, "quantiles"),
        ({"confidence": 1.0}, "confidence"),
        ({"how": (2, 0, 0, 0)}, "statistic"),
        ({"how": (0, 6, 0, 0)}, "band"),
        ({"how": (0, 0, 3, 0)}, "alignment"),
        ({"how": (0, 0, 0, 3)}, "comparison"),
        ({"how": (0, 0)}, "how"),
        ({"lo": NAN}, "range"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(changed, what):
    with pytest.raises(ValueError, match=what):
        ask([ramp(1)], [[0]], **changed)


def test_members_must_be_runs():
    with pytest.raises(ValueError, match="indices"):
        ask([ramp(1)], [[1]])
    with pytest.raises(ValueError, match="offsets"):
        _native.group_lines(
            [], "loss", np.array([1], np.int64), np.array([], np.int32), np.array([], np.int32),
            lo=None, hi=None, width=1, most_cells=1, **DEFAULTS,
        )  # fmt: skip
