"""Attempts, parallel writers and superseded points, as small stories and against a slow telling of the rules."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonde import _native
from sonde._native import _testing
from support.lines import INF, NAN, START, fill, run, tell


def story(files):
    """(steps, attempts, writers, superseded) of every point."""
    steps, _, _, attempts, writers, superseded = run(*files).scalars("loss")
    return steps.tolist(), attempts.tolist(), writers.tolist(), superseded.tolist()


def steps(first, last, wall_time=0.0, every=1):
    """Points whose wall time advances a second each."""
    numbers = range(first, last + 1, every)
    return [(step, wall_time + i, float(step)) for i, step in enumerate(numbers)]


def current(files):
    all_steps, attempts, writers, superseded = story(files)
    return [
        (step, attempt, writer)
        for step, attempt, writer, gone in zip(all_steps, attempts, writers, superseded, strict=True)
        if not gone
    ]


def test_a_job_resumed_in_a_new_file_supersedes_what_it_repeats():
    assert current([steps(0, 5), steps(3, 7, wall_time=100)]) == [
        (0, 0, 0), (1, 0, 0), (2, 0, 0), (3, 1, 0), (4, 1, 0), (5, 1, 0), (6, 1, 0), (7, 1, 0),
    ]  # fmt: skip


def test_a_job_resumed_further_on_supersedes_nothing():
    assert len(current([steps(0, 5), steps(9, 11, wall_time=100)])) == 9


def test_the_order_is_that_of_wall_times_not_of_names():
    later_first = [steps(3, 7, wall_time=100), steps(0, 5)]

    assert [attempt for _, attempt, _ in current(later_first)] == [1] * 5 + [0] * 3


def test_a_step_back_inside_a_file_begins_an_attempt():
    points = [(step, float(i), 0.0) for i, step in enumerate([0, 1, 2, 1, 2, 3])]

    assert story([points]) == (
        [0, 1, 2, 1, 2, 3],
        [0, 0, 0, 1, 1, 1],
        [0] * 6,
        [False, True, True] + [False] * 3,
    )


def test_equal_steps_in_a_row_all_stay():
    points = [(7, float(i), float(i)) for i in range(1000)]

    assert story([points]) == ([7] * 1000, [0] * 1000, [0] * 1000, [False] * 1000)


def test_a_session_start_begins_an_attempt_of_every_series():
    table = _testing.FileTable()
    for tag in ("a", "b"):
        fill(steps(0, 4), table, tag)
    table.start_session()
    fill(steps(2, 6, 10), table, "a")
    run = _native.RunSnapshot([table.snapshot("events")])

    assert run.scalars("a")[3].tolist() == [0] * 5 + [1] * 5
    assert run.scalars("a")[5].tolist() == [False, False, True, True, True] + [False] * 5
    assert run.scalars("b")[3].tolist() == [0] * 5
    assert run.attempts == 2


def test_a_session_start_before_the_first_point_begins_nothing():
    assert story([[START, *steps(0, 1)]])[1] == [0, 0]


def test_a_session_that_goes_on_supersedes_nothing():
    assert story([[*steps(0, 1), START, *steps(2, 3, 10)]])[1:] == ([0, 0, 1, 1], [0] * 4, [False] * 4)


def test_files_that_overlap_in_time_are_parallel_writers():
    assert current([steps(0, 3), steps(0, 3, wall_time=1.5)]) == [(s, 0, w) for w in (0, 1) for s in range(4)]


def test_a_lone_point_is_a_writer_only_if_it_falls_into_the_time_of_the_other():
    other = steps(0, 3)

    assert {writer for _, _, writer in current([other, [(1, 2.5, 0.0)]])} == {0, 1}
    assert {writer for _, _, writer in current([other, [(1, 3.5, 0.0)]])} == {0}


def test_writers_that_are_resumed_together_supersede_all_that_ran_before():
    ranks = [steps(0, 9), steps(0, 9, 0.5), steps(5, 12, 100), steps(6, 12, 100.5)]
    infos = run(*ranks).infos()

    assert infos[0][9:12] == (2, 10, 2)  # attempts, superseded, writers
    assert all(step < 5 for step, attempt, _ in current(ranks) if attempt == 0)


def test_an_attempt_that_goes_back_twice_supersedes_as_the_last_one_has_it():
    points = [(step, float(i), 0.0) for i, step in enumerate([0, 5, 9, 3, 4, 8, 1, 2])]

    assert current([points]) == [(0, 0, 0), (1, 2, 0), (2, 2, 0)]


def test_a_hundred_thousand_attempts_are_told_apart():
    """A counter that swings between two steps at every point."""
    n = 100_000
    table = _testing.FileTable()
    table.append_scalars("loss", np.arange(n) % 2, np.arange(n, dtype="f8"), np.zeros(n))
    run = _native.RunSnapshot([table.snapshot("events")])
    _, _, _, attempts, _, superseded = run.scalars("loss")

    assert run.attempts == n // 2
    np.testing.assert_array_equal(attempts, np.arange(n) // 2)
    assert np.flatnonzero(~superseded).tolist() == [n - 2, n - 1]


def test_a_run_that_only_ever_steps_back_keeps_every_point():
    n = 1000
    points = [(n - i, float(i), 0.0) for i in range(n)]

    assert len(story([points])[0]) == n
    assert current([points]) == [(1, n - 1, 0)]


wall_times = st.integers(0, 30).map(float) | st.sampled_from([NAN, INF, -INF])
files = st.lists(
    st.lists(
        st.tuples(st.integers(-3, 12), wall_times, st.just(0.0)) | st.just(START), min_size=1, max_size=12
    ),
    min_size=1,
    max_size=5,
)


@given(files)
def test_every_history_is_told_as_the_slow_telling_has_it(files):
    told = tell(files)
    if not told:
        return
    joined = run(*files)
    got = joined.scalars("loss")
    (info,) = joined.infos()
    finite = [point.wall_time for point in told if np.isfinite(point.wall_time)]

    np.testing.assert_array_equal(got[0], [point.step for point in told])
    np.testing.assert_array_equal(got[1], [point.wall_time for point in told])
    assert got[3].tolist() == [point.attempt for point in told]
    assert got[4].tolist() == [point.writer for point in told]
    assert got[5].tolist() == [point.superseded for point in told]
    assert info[4:7] == (len(told), told[0].step, told[-1].step)
    assert info[7:9] == (min(finite, default=INF), max(finite, default=-INF))
    assert info[9] == max(point.attempt for point in told) + 1 == joined.attempts
    assert info[10] == sum(point.superseded for point in told)
    assert info[11] == max(point.writer for point in told) + 1


@given(st.lists(files, min_size=2, max_size=4), st.randoms())
def test_a_run_followed_from_commit_to_commit_is_the_run_read_at_once(batches, random):
    """Files grow, series and files come late, a file is replaced by a shorter one."""
    tables, previous = {}, None
    for batch in batches:
        for number, file in enumerate(batch):
            if number in tables and random.random() < 0.1:
                del tables[number]
            tables[number] = fill(file, tables.get(number), tag=random.choice(["loss", "lr", "acc"]))
        snapshots = [table.snapshot(f"events.{number:03}") for number, table in sorted(tables.items())]
        followed = _native.RunSnapshot(snapshots, previous)
        fresh = _native.RunSnapshot(snapshots)

        assert repr(followed.infos()) == repr(fresh.infos())
        assert (followed.points, followed.attempts) == (fresh.points, fresh.attempts)
        for info in fresh.infos():
            for got, want in zip(followed.scalars(info[0]), fresh.scalars(info[0]), strict=True):
                np.testing.assert_array_equal(got, want)
        previous = followed


def test_a_snapshot_without_a_file_that_it_had_forgets_its_points():
    both = _native.RunSnapshot([fill(steps(0, 3)).snapshot("a"), fill(steps(2, 5, 100)).snapshot("b")])
    left = _native.RunSnapshot([fill(steps(0, 3)).snapshot("a")], both)

    assert (both.points, left.points) == (8, 4)


@pytest.mark.parametrize("tag", ["", "ünïcödé/タグ", "a" * 10_000])
def test_any_tag_is_found_again(tag):
    assert run(steps(0, 3), tag=tag).scalars(tag)[0].tolist() == [0, 1, 2, 3]
