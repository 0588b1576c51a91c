"""metrics and paces against a slow telling of what they answer, and NumPy on long series."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonde import _native
from sonde._native import _testing
from support.lines import INF, NAN, START, fill, run, tell

COLUMNS = [
    *("counts", "finite_counts", "firsts", "first_steps", "lasts", "last_steps", "last_wall_times"),
    *("mins", "min_steps", "maxs", "max_steps", "means"),
]

small = st.integers(-5, 40)
times = st.integers(0, 60).map(lambda n: 1.7e9 + n / 2) | st.sampled_from([NAN, INF, -INF])
values = (
    st.integers(-4, 4).map(float) | st.floats(-1e3, 1e3, width=32) | st.sampled_from([NAN, INF, -INF, -0.0])
)
files = st.lists(st.tuples(small, times, values) | st.just(START), max_size=60)
runs_of_files = st.lists(st.lists(files, min_size=1, max_size=3), min_size=0, max_size=3)


def metric(told):
    """What these points, those of each writer in its order and all in order of time, come to."""
    current = [point for point in told if not point.superseded]
    current.sort(key=lambda point: (point.cluster, point.file))
    firsts, lasts = {}, {}
    for point in current:
        firsts.setdefault(point.writer, point)
        lasts[point.writer] = point
    first = last = None
    for writer in sorted(firsts):
        if first is None or firsts[writer].wall_time < first.wall_time:
            first = firsts[writer]
        if last is None or lasts[writer].wall_time > last.wall_time:
            last = lasts[writer]
    finite = [point for point in current if math.isfinite(point.value)]
    low = min(finite, key=lambda point: point.value, default=None)
    high = max(finite, key=lambda point: point.value, default=None)
    return {
        "counts": len(current),
        "finite_counts": len(finite),
        "firsts": first.value,
        "first_steps": first.step,
        "lasts": last.value,
        "last_steps": last.step,
        "last_wall_times": last.wall_time,
        "mins": low.value if low else NAN,
        "min_steps": (low or last).step,
        "maxs": high.value if high else NAN,
        "max_steps": (high or last).step,
        "means": math.fsum(point.value for point in finite) / len(finite) if finite else NAN,
    }


@given(runs_of_files, st.sampled_from([1, 3]))
def test_metrics_are_as_told(histories, threads):
    found = _native.metrics([run(*history) for history in histories], ["loss", "none"], threads=threads)

    for row, history in enumerate(histories):
        told = tell(history)
        wanted = metric(told) if told else dict.fromkeys(COLUMNS, 0)
        for name in COLUMNS:
            got = getattr(found, name)
            assert got.shape == (2, len(histories))
            np.testing.assert_allclose(got[0, row], wanted[name], rtol=1e-12, atol=1e-12, err_msg=name)
            assert got[1, row] == 0


@pytest.mark.parametrize("sizes", [(64,), (65,), (512,), (1500, 1, 900), (513, 511, 512)])
def test_long_series_are_gone_through_once_and_right_while_they_grow(sizes):
    random = np.random.default_rng(sum(sizes))
    table, seen = _testing.FileTable(), []
    steps = np.zeros(0, np.int64)
    all_values = np.zeros(0)
    for size in sizes:
        fresh = random.normal(size=size)
        fresh[random.random(size) < 0.1] = NAN
        table.append_scalars(
            "loss", len(steps) + np.arange(size), 1e9 + len(steps) + np.arange(size, dtype=float), fresh
        )
        steps = np.arange(len(steps) + size)
        all_values = np.concatenate([all_values, fresh])
        snapshot = _native.RunSnapshot([table.snapshot("events")])
        seen.append((snapshot, len(steps)))
        for known, length in seen * 2:  # earlier snapshots too, and what was kept
            found = _native.metrics([known], ["loss"])
            wanted = all_values[:length]
            assert found.counts[0, 0] == length
            assert found.finite_counts[0, 0] == np.isfinite(wanted).sum()
            assert found.mins[0, 0] == np.nanmin(wanted)
            assert found.maxs[0, 0] == np.nanmax(wanted)
            assert found.min_steps[0, 0] == np.nanargmin(wanted)
            assert found.max_steps[0, 0] == np.nanargmax(wanted)
            assert found.means[0, 0] == pytest.approx(np.nanmean(wanted), rel=1e-12)


def test_only_current_points_of_a_long_series_count():
    before = [(step, 1e9 + step, float(step)) for step in range(1300)]
    after = [(step, 2e9 + step, -float(step)) for step in range(700, 900)]
    found = _native.metrics([run([*before, START, *after])], ["loss"])

    assert found.counts[0, 0] == 900
    assert (found.maxs[0, 0], found.max_steps[0, 0]) == (699, 699)
    assert (found.mins[0, 0], found.min_steps[0, 0]) == (-899, 899)
    assert (found.lasts[0, 0], found.last_steps[0, 0]) == (-899, 899)


def test_tags_stand_at_other_places_in_other_runs():
    def with_tags(*tags):
        table = _testing.FileTable()
        for number, tag in enumerate(tags):
            fill([(number, 1e9, float(number))], table, tag)
        return _native.RunSnapshot([table.snapshot("events")])

    found = _native.metrics(
        [with_tags("a", "b"), with_tags("b"), with_tags(), with_tags("c", "b", "a")], ["b", "a"]
    )

    assert found.lasts.tolist() == [[1, 0, 0, 1], [0, 0, 0, 2]]
    assert found.counts.tolist() == [[1, 1, 0, 1], [1, 0, 0, 1]]


def test_a_pace_is_that_of_the_furthest_series_in_its_newest_attempt():
    table = fill([(0, 100.0, 1.0), (50, 110.0, 1.0), START, (20, 200.0, 1.0), (40, 205.0, 1.0)])
    fill([(1, 100.0, 1.0), (2, 300.0, 1.0)], table, "epoch")
    known, last_steps, speeds = _native.paces([_native.RunSnapshot([table.snapshot("events")]), run([])])

    assert known.tolist() == [True, False]
    assert last_steps[0] == 40
    assert speeds[0] == pytest.approx(4.0)


@pytest.mark.parametrize(
    "history", [[(3, 100.0, 1.0)], [(3, 100.0, 1.0), (4, 100.0, 1.0)], [(3, NAN, 1.0), (9, 1.0, 1.0)]]
)
def test_a_pace_that_nobody_can_tell_is_none(history):
    _, last_steps, speeds = _native.paces([run(history)])

    assert last_steps[0] == history[-1][0]
    assert math.isnan(speeds[0])
