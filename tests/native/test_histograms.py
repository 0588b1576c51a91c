"""Histogram binning against numpy.histogram, and against what torch's and TensorFlow's writers do, step by step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as stnp

from sonde import _native
from sonde._native import _testing

INTEGERS = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]
FLOATS = ["f2", "f4", "f8"]
LOWEST = 5e-324


def legacy_oracle(numbers, edges, max_buckets=0):
    """(min, max, num, sum, sum_squares, limits, counts) as torch.utils.tensorboard computes them."""
    wide = np.asarray(numbers).astype(float).reshape(-1)
    counts, limits = np.histogram(wide, edges)
    if max_buckets and len(counts) > max_buckets:
        by = len(counts) // max_buckets
        counts = np.array([counts[i : i + by].sum() for i in range(0, len(counts), by)])
        limits = np.append(limits[:-1:by], limits[-1])
    filled = np.flatnonzero(counts)
    first, last = filled[0], filled[-1]
    kept = [0, *counts[first : last + 1]]
    with np.errstate(all="ignore"):
        moments = wide.min(), wide.max(), float(len(wide)), wide.sum(), wide.dot(wide)
    return *moments, limits[first : last + 2], np.array(kept, float)


def uniform_oracle(numbers, buckets):
    """Rows as TensorFlow 2's histogram summary computes them, of the finite numbers only."""
    data = np.asarray(numbers).astype(float).reshape(-1)
    data = data[np.isfinite(data)]
    if buckets == 0 or data.size == 0:
        return np.zeros((buckets, 3))
    low, high = data.min(), data.max()
    if low == high:
        return np.array([[low, low, 0]] * (buckets - 1) + [[low, low, data.size]], float)
    places = np.minimum(np.floor((data - low) / ((high - low) / buckets)).astype(int), buckets - 1)
    edges = np.linspace(low, high, buckets + 1)
    return np.column_stack([edges[:-1], edges[1:], np.bincount(places, minlength=buckets)])


def same_histogram(got, want):
    """Equal, but for sums: they are added up in another order than NumPy's."""
    assert got[:3] == pytest.approx(want[:3], rel=0, abs=0, nan_ok=True)
    largest = max(abs(want[0]), abs(want[1]))
    assert got[3] == pytest.approx(want[3], rel=1e-9, abs=1e-9 * want[2] * largest, nan_ok=True)
    assert got[4] == pytest.approx(want[4], rel=1e-9, nan_ok=True)
    np.testing.assert_array_equal(got[5], want[5])
    np.testing.assert_array_equal(got[6], want[6])


def arrays(dtypes, **kwargs):
    shapes = stnp.array_shapes(max_dims=3, max_side=40)
    return st.sampled_from(dtypes).flatmap(lambda dtype: stnp.arrays(dtype, shapes, **kwargs))


def test_the_default_edges_are_those_of_tensorflow():
    positive = []
    edge = 1e-12
    while edge < 1e20:
        positive.append(edge)
        edge *= 1.1

    np.testing.assert_array_equal(_testing.default_edges(), [-e for e in positive[::-1]] + [0.0] + positive)


@given(arrays(INTEGERS + FLOATS, elements={"allow_nan": False, "allow_infinity": False}))
def test_counts_are_those_of_numpy_for_every_dtype(numbers):
    magnitudes = np.abs(numbers.astype(float))
    assume((magnitudes < 1e19).any())  # something to count
    assume((magnitudes < 1e300).all())  # no sum that overflows in one order but not in another

    same_histogram(_native.bin_histogram(numbers), legacy_oracle(numbers, _testing.default_edges()))


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_numbers_on_and_beside_every_default_edge_fall_right(dtype):
    edges = _testing.default_edges().astype(dtype)
    numbers = np.concatenate([edges, np.nextafter(edges, np.inf), np.nextafter(edges, -np.inf), [-0.0]])
    numbers = numbers.astype(dtype)

    same_histogram(_native.bin_histogram(numbers), legacy_oracle(numbers, _testing.default_edges()))


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_any_bit_pattern_falls_right(dtype):
    """Random bits are numbers of every magnitude, NaN of every payload, infinities and subnormals."""
    rng = np.random.default_rng(1)
    bits = rng.integers(0, 1 << 32, size=200_000 * (2 if dtype == "f8" else 1), dtype="u4")
    numbers = bits.view(dtype)

    with np.errstate(invalid="ignore"):  # signalling NaNs
        want = np.histogram(numbers.astype(float), _testing.default_edges())[0]
    got = _native.bin_histogram(numbers)

    filled = np.flatnonzero(want)
    np.testing.assert_array_equal(got[6][1:], want[filled[0] : filled[-1] + 1])


@pytest.mark.parametrize("dtype", ["f2", "i2", "u1"])
def test_every_number_of_a_narrow_type_falls_right(dtype):
    patterns = np.arange(1 << (8 * np.dtype(dtype).itemsize)).astype(f"u{np.dtype(dtype).itemsize}")
    numbers = patterns.view(dtype)
    numbers = numbers[np.isfinite(numbers)] if dtype == "f2" else numbers

    same_histogram(_native.bin_histogram(numbers), legacy_oracle(numbers, _testing.default_edges()))


@given(
    stnp.arrays(
        "f8", st.integers(1, 300), elements=st.floats(-10, 10) | st.sampled_from([0.0, -0.0, np.nan, np.inf])
    ),
    st.lists(st.floats(-9, 9) | st.sampled_from([-np.inf, np.inf, 0.0]), min_size=2, max_size=40).map(sorted),
)
@example(np.array([np.inf, 1.0]), [0.0, np.inf])
@example(np.array([-np.inf, 1.0]), [-np.inf, 0.0, 2.0])
@example(np.array([1.0, 1.0, 2.0]), [0.0, 1.0, 1.0])
def test_own_edges_count_as_numpy_does(numbers, edges):
    edges = np.array(edges)
    want = np.histogram(numbers, edges)[0]

    if not want.any():
        with pytest.raises(ValueError, match="no number lies within the edges"):
            _native.bin_histogram(numbers, edges)
        return
    same_histogram(_native.bin_histogram(numbers, edges), legacy_oracle(numbers, edges))


@pytest.mark.parametrize("dtype", ["f4", "f8", "i4"])
@pytest.mark.parametrize(
    "edges",
    [
        np.linspace(-3, 3, 65),
        np.linspace(1000, 1000.001, 1000),  # far more edges than the table tells apart
        np.sort(np.random.default_rng(2).normal(size=3000)) * 100,
    ],
    ids=["linspace", "crowded", "random"],
)
def test_own_edges_of_large_arrays_count_as_numpy_does(dtype, edges):
    rng = np.random.default_rng(3)
    numbers = np.concatenate([rng.normal(size=60_000) * 100, rng.choice(edges, 60_000)]).astype(dtype)

    same_histogram(_native.bin_histogram(numbers, edges), legacy_oracle(numbers, edges))


@given(st.integers(1, 2000))
def test_neighbouring_buckets_are_joined_as_torch_does(max_buckets):
    numbers = np.random.default_rng(4).normal(size=500) * 10.0 ** np.arange(-5, 5).repeat(50)
    want = legacy_oracle(numbers, _testing.default_edges(), max_buckets)

    same_histogram(_native.bin_histogram(numbers, max_buckets=max_buckets), want)


def test_nan_is_summed_up_but_not_counted():
    """As numpy.histogram and torch's writer have it; minimum and sums are NaN."""
    got = _native.bin_histogram(np.array([1.0, np.nan, 2.0], "f4"))

    assert got[2] == 3
    assert np.isnan(got[:2]).all()
    assert np.isnan(got[3:5]).all()
    assert got[6].sum() == 2


@pytest.mark.parametrize(
    "numbers", [np.array([]), np.array([np.nan]), np.array([1e21, -np.inf])], ids=["none", "nan", "beyond"]
)
def test_nothing_within_the_edges_is_an_error(numbers):
    with pytest.raises(ValueError, match="no number lies within the edges"):
        _native.bin_histogram(numbers)


@pytest.mark.parametrize("edges", [[], [1.0], [1.0, 0.0], [0.0, np.nan]])
def test_edges_that_do_not_ascend_are_an_error(edges):
    with pytest.raises(ValueError, match="edge"):
        _native.bin_histogram(np.ones(3), np.array(edges))


@pytest.mark.parametrize("dtype", ["complex64", "U3", "M8[s]"])
def test_other_dtypes_are_a_type_error(dtype):
    with pytest.raises(TypeError):
        _native.bin_histogram(np.zeros(3, dtype))


def test_strided_arrays_and_bools_are_taken():
    numbers = np.arange(100.0).reshape(10, 10)[::2, ::3]

    same_histogram(_native.bin_histogram(numbers), legacy_oracle(numbers, _testing.default_edges()))
    same_histogram(
        _native.bin_histogram(np.array([True, False, True])),
        legacy_oracle(np.array([True, False, True]), _testing.default_edges()),
    )


@given(
    arrays(INTEGERS + FLOATS, elements={"allow_nan": False, "allow_infinity": False}),
    st.integers(1, 50),
)
@example(np.array([0.0, LOWEST]), 30)
@example(np.array([1.0, 1.0 + 2**-52]), 30)
@example(np.array([0, 2**63 - 1, -(2**63)], "i8"), 30)
def test_uniform_buckets_are_those_of_tensorflow(numbers, buckets):
    got = _native.bin_uniform(numbers, buckets)
    wide = numbers.astype(float)
    with np.errstate(over="ignore"):
        width = wide.max() - wide.min()
    if width > 1e308 or 0 < width < 1e-300:
        # Where the oracle's own arithmetic overflows or underflows: what must hold all the same.
        assert got[:, 2].sum() == numbers.size
        assert (got[0, 0], got[-1, 1]) == (wide.min(), wide.max())
        assert (np.diff(got[:, 0]) >= 0).all()
        return

    np.testing.assert_array_equal(got, uniform_oracle(numbers, buckets))


def test_uniform_buckets_of_a_large_array():
    numbers = np.random.default_rng(5).normal(size=300_001).astype("f4")

    np.testing.assert_array_equal(_native.bin_uniform(numbers), uniform_oracle(numbers, 30))


def test_uniform_buckets_of_a_single_value_hold_all_in_the_last_row():
    got = _native.bin_uniform(np.full(7, 2.5), 4)

    np.testing.assert_array_equal(got, [[2.5, 2.5, 0], [2.5, 2.5, 0], [2.5, 2.5, 0], [2.5, 2.5, 7]])


def test_uniform_buckets_of_nothing_are_zero():
    np.testing.assert_array_equal(_native.bin_uniform(np.array([], "f4"), 3), np.zeros((3, 3)))
    assert _native.bin_uniform(np.ones(3), 0).shape == (0, 3)


def test_uniform_buckets_leave_out_what_is_not_finite():
    numbers = np.array([1.0, np.nan, 2.0, np.inf, -np.inf, 4.0])

    np.testing.assert_array_equal(_native.bin_uniform(numbers, 3), uniform_oracle([1.0, 2.0, 4.0], 3))


def test_uniform_buckets_reach_over_the_whole_range_of_float64():
    largest = np.finfo("f8").max

    got = _native.bin_uniform(np.array([-largest, 0.0, largest]), 3)

    np.testing.assert_array_equal(got[:, 2], [1, 1, 1])
    assert (got[0, 0], got[-1, 1]) == (-largest, largest)
