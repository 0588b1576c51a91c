"""Columns give back every bit that was appended, and a snapshot never changes."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sonde import _native
from sonde._native import _testing

CHUNK = 512
INT64 = np.iinfo("i8")
ODD_FLOATS = [
    0.0,
    -0.0,
    np.nan,
    np.inf,
    -np.inf,
    5e-324,
    1e-45,
    3.4028234663852886e38,
    1e39,
    0.1,
    np.float32(0.1),
]


def bits(column):
    """Floats as integers, so that NaN payloads and the sign of zero count."""
    return np.asarray(column, "f8").view("u8")


def float_of(word: int) -> float:
    return struct.unpack("<d", struct.pack("<Q", word))[0]


def one_series(table):
    return _native.RunSnapshot([table.snapshot("events")]).scalars("loss")


def same_columns(got, steps, wall_times, values):
    np.testing.assert_array_equal(got[0], steps)
    np.testing.assert_array_equal(bits(got[1]), bits(wall_times))
    np.testing.assert_array_equal(bits(got[2]), bits(values))


any_float = st.floats(width=64) | st.floats(width=32) | st.sampled_from(ODD_FLOATS)
any_step = st.integers(INT64.min, INT64.max) | st.integers(-3, 3)
points = st.lists(st.tuples(any_step, any_float, any_float), max_size=40)


@given(st.lists(points, max_size=6), st.integers(1, 60))
def test_every_bit_comes_back_through_any_number_of_snapshots(batches, copies):
    table = _testing.FileTable()
    all_points, taken = [], []
    for batch in [batch * copies for batch in batches]:  # across chunks of 512
        if batch:
            steps, wall_times, values = (np.array(column) for column in zip(*batch, strict=True))
            table.append_scalars("loss", steps.astype("i8"), wall_times.astype("f8"), values.astype("f8"))
        all_points += batch
        taken.append((table.snapshot("events"), len(all_points)))

    for snapshot, length in taken:
        assert snapshot.points == length
        if length:
            steps, wall_times, values = zip(*all_points[:length], strict=True)
            same_columns(_native.RunSnapshot([snapshot]).scalars("loss"), steps, wall_times, values)


@pytest.mark.parametrize("rows", [1, 2, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
@pytest.mark.parametrize(
    "step",
    [
        lambda i: i * 10,
        lambda i: 7 + i * 0,
        lambda i: i * i % 251,
        lambda i: i * i % 65_521 - 30_000,
        lambda i: i * 2_654_435_761 % (1 << 32),
        lambda i: np.where(i % 2, INT64.max, INT64.min),
        lambda i: INT64.max - i,
        lambda i: INT64.min + i * 3,
    ],
    ids=[
        "progression",
        "constant",
        "8 bit",
        "16 bit",
        "32 bit",
        "extremes",
        "down from the top",
        "up from the bottom",
    ],
)
def test_steps_of_every_shape_come_back(rows, step):
    steps = step(np.arange(rows)).astype("i8")
    table = _testing.FileTable()
    table.append_scalars("loss", steps, np.arange(rows) * 0.5 + 1.7e9, np.zeros(rows))

    same_columns(one_series(table), steps, np.arange(rows) * 0.5 + 1.7e9, np.zeros(rows))


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=20), st.integers(1, 40))
@example([0x7FF0000000000001, 0xFFF8000000000123], 1)
def test_nan_payloads_come_back(words, copies):
    values = np.array(words * copies, "u8").view("f8")
    table = _testing.FileTable()
    table.append_scalars("loss", np.arange(len(values)), np.full(len(values), np.nan), values)

    same_columns(one_series(table), np.arange(len(values)), np.full(len(values), np.nan), values)


def test_float32_values_stay_exact_beside_a_float64_one():
    values = np.float32([0.1] * 100).astype("f8")
    values[50] = 0.1
    table = _testing.FileTable()
    table.append_scalars("loss", np.arange(100), np.arange(100.0), values)

    np.testing.assert_array_equal(one_series(table)[2], values)


@given(
    st.lists(
        st.tuples(
            any_step,
            any_float,
            *[st.integers(0, 2**63 - 1)] * 2,
            st.integers(0, 2**64 - 1),
            st.integers(0, 255),
        ),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 50),
)
def test_blob_references_come_back(rows, copies):
    table = _testing.FileTable()
    rows = [
        (step, wall, record, record + ahead, length, field)
        for step, wall, record, ahead, length, field in rows
    ]
    for row in rows * copies:
        table.append_blob("image", "images", *row)
    got = _native.RunSnapshot([table.snapshot("events")]).blobs("image", "images")

    steps, wall_times, records, offsets, lengths, fields = zip(*rows * copies, strict=True)
    np.testing.assert_array_equal(got[0], steps)
    np.testing.assert_array_equal(bits(got[1]), bits(wall_times))
    np.testing.assert_array_equal(got[2], 0)
    for column, want in zip(got[3:7], (records, offsets, lengths, fields), strict=True):
        np.testing.assert_array_equal(column, np.array(want, column.dtype))
    assert [column.dtype for column in got] == ["i8", "f8", "i4", "u8", "u8", "u8", "u1", "i4", "i4", "?"]


def test_columns_are_owned_by_the_caller():
    table = _testing.FileTable()
    table.append_scalars("loss", np.arange(3), np.arange(3.0), np.arange(3.0))
    run = _native.RunSnapshot([table.snapshot("events")])
    first = run.scalars("loss")
    first[2][:] = 9

    np.testing.assert_array_equal(run.scalars("loss")[2], [0, 1, 2])
    assert [column.dtype for column in first] == ["i8", "f8", "f8", "i4", "i4", "?"]


def test_ten_thousand_tags_in_any_order_are_told_apart():
    table = _testing.FileTable()
    tags = [f"layer/{i}" for i in range(10_000)]
    rng = np.random.default_rng(0)
    for round_number in range(2):
        for i in rng.permutation(10_000).tolist():
            table.append_scalars(tags[i], np.array([round_number]), np.array([1.0]), np.array([float(i)]))
    run = _native.RunSnapshot([table.snapshot("events")])

    assert [info[0] for info in run.infos()] == sorted(tags)
    for i in rng.integers(0, 10_000, 100).tolist():
        np.testing.assert_array_equal(run.scalars(tags[i])[2], [i, i])


def test_a_tag_of_two_kinds_is_two_series():
    table = _testing.FileTable()
    table.append_scalars("a", np.array([1]), np.array([5.0]), np.array([2.0]))
    table.append_blob("a", "images", 1, 6.0, 100, 112, 50)
    run = _native.RunSnapshot([table.snapshot("events")])

    assert [(info[0], info[1], info[3], info[4]) for info in run.infos()] == [
        ("a", "images", 1, 1),
        ("a", "scalars", 0, 1),
    ]
    assert run.points == 2


def test_the_first_metadata_stays():
    table = _testing.FileTable()
    table.append_scalars("a", np.array([1]), np.array([5.0]), np.array([2.0]))
    table.describe("a", "scalars", "scalars", b"\x00\xff", "A", "the first", 1)
    table.describe("a", "scalars", "scalars", b"", "B", "the second", 2)

    (info,) = _native.RunSnapshot([table.snapshot("events")]).infos()

    assert info == (
        "a",
        "scalars",
        "scalars",
        0,
        1,
        1,
        1,
        5.0,
        5.0,
        1,
        0,
        1,
        "A",
        "the first",
        1,
        b"\x00\xff",
    )


def test_a_described_series_without_points_is_not_listed():
    table = _testing.FileTable()
    table.describe("a", "images", "images")
    run = _native.RunSnapshot([table.snapshot("events")])

    assert run.infos() == []
    assert (run.points, run.attempts, run.start_time, run.last_time) == (0, 0, None, None)


def test_an_absent_tag_is_a_key_error_that_names_it():
    run = _native.RunSnapshot([])

    with pytest.raises(KeyError, match="no scalars for tag 'loss'"):
        run.scalars("loss")
    with pytest.raises(KeyError, match="no series of kind 'images' for tag 'cat'"):
        run.blobs("cat", "images")


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="equal length"):
        _testing.FileTable().append_scalars("a", np.arange(2), np.arange(3.0), np.arange(3.0))
