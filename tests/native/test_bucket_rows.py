"""Histograms counted over into other bins, and their percentiles, against slow twins and TensorBoard's own compressor."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tensorboard.plugins.distribution import compressor

from sonde import _native
from support import records as r

SHARES = np.array(compressor.NORMAL_HISTOGRAM_BPS) / 10_000


def old_histogram(least, most, limits, counts):
    packed = lambda numbers: np.asarray(numbers, "<f8").tobytes()  # noqa: E731
    histo = (
        r.double_field(1, least)
        + r.double_field(2, most)
        + r.bytes_field(6, packed(limits))
        + r.bytes_field(7, packed(counts))
    )
    return r.bytes_field(1, b"h") + r.bytes_field(5, histo)


def tensor_value(array, dtype):
    sizes = b"".join(r.bytes_field(2, r.varint_field(1, size)) for size in array.shape)
    tensor = r.varint_field(1, dtype) + r.bytes_field(2, sizes) + r.bytes_field(4, array.tobytes())
    return r.bytes_field(1, b"h") + r.bytes_field(8, tensor)


def slow_rebin(rows, left, right, bins):
    """Bin by bin, bucket by bucket."""
    width = (right - left) / bins
    counts = []
    for i in range(bins):
        begin = left + i * width
        end = begin + width
        last = i == bins - 1
        total = 0.0
        for low, high, count in rows:
            if low == high:
                behind_others = all(low >= left + j * width + width for j in range(i))
                total += count if behind_others and left <= low <= right and (low < end or last) else 0
            else:
                total += count * max(0.0, min(high, end) - max(low, begin)) / (high - low)
        counts.append(total)
    return counts


@st.composite
def histograms(draw):
    edges = sorted(draw(st.lists(st.integers(-50, 50).map(lambda i: i / 4), min_size=2, max_size=12)))
    counts = draw(st.lists(st.integers(0, 9), min_size=len(edges) - 1, max_size=len(edges) - 1))
    return np.array([(a, b, c) for a, b, c in zip(edges, edges[1:], counts, strict=False)], float)


def widened(value):
    """As TensorBoard's page does it, mirrored below zero, where it would turn the ends round."""
    return (value / 1.1 - 1, value * 1.1 + 1) if value >= 0 else (value * 1.1 - 1, value / 1.1 + 1)


def joined(parts):
    rows = np.concatenate([np.zeros((0, 3)), *parts])
    return rows, np.cumsum([0, *map(len, parts)]).astype(np.int64)


@given(st.lists(histograms(), min_size=1, max_size=4), st.integers(1, 40))
def test_counts_are_shared_out_by_overlap(parts, bins):
    rows, offsets = joined(parts)

    left, right, counts = _native.rebin(rows, offsets, bins)

    least, most = rows[:, 0].min(), rows[:, 1].max()
    assert left < right
    assert (left, right) == ((least, most) if least < most else widened(least))
    for part, found in zip(parts, counts, strict=True):
        np.testing.assert_allclose(found, slow_rebin(part, left, right, bins), rtol=1e-9, atol=1e-9)
        assert found.sum() == pytest.approx(part[:, 2].sum(), abs=1e-9)


@given(st.lists(histograms(), min_size=1, max_size=4))
def test_percentiles_are_those_of_tensorboard(parts):
    found = _native.percentiles(*joined(parts), SHARES * 10_000, 10_000)

    for part, values in zip(parts, found, strict=True):
        theirs = [value for _, value in compressor.compress_histogram(part.tolist())]
        np.testing.assert_allclose(values, theirs, rtol=1e-6, atol=1e-9)


def test_without_rows_everything_is_zero():
    rows, offsets = joined([np.zeros((0, 3))])

    assert _native.percentiles(rows, offsets, SHARES).tolist() == [[0.0] * 9]
    assert _native.rebin(rows, offsets, 3)[2].tolist() == [[0.0] * 3]


def test_infinite_edges_stand_at_the_finite_ones():
    rows = np.array([(-np.inf, 0, 1), (0, 3, 3), (3, np.inf, 2), (np.nan, np.nan, 5)])

    assert _native.rebin(rows, np.array([0, 4]), 3) == (0.0, 3.0, pytest.approx(np.array([[2.0, 1.0, 3.0]])))


def test_an_extent_may_be_given_and_leaves_the_rest_out():
    rows = np.array([(0.0, 10.0, 10.0)])

    left, right, counts = _native.rebin(rows, np.array([0, 1]), 2, (2.0, 6.0))

    assert (left, right, counts.tolist()) == (2.0, 6.0, [[2.0, 2.0]])


@given(st.lists(histograms(), min_size=1, max_size=4), st.integers(1, 20))
def test_bins_may_have_any_width(parts, bins):
    rows, offsets = joined(parts)
    left, right, counts = _native.rebin(rows, offsets, bins)
    edges = left + np.arange(bins + 1) * ((right - left) / bins)
    edges[-1] = right

    np.testing.assert_allclose(_native.rebin_between(rows, offsets, edges), counts, rtol=1e-9, atol=1e-9)
    # Two bins joined hold what both held.
    wide = edges[[0, *range(2, bins + 1)]] if bins > 2 else edges
    joined_counts = _native.rebin_between(rows, offsets, wide)
    np.testing.assert_allclose(joined_counts.sum(1), counts.sum(1), rtol=1e-9, atol=1e-9)
    if bins > 2:
        np.testing.assert_allclose(joined_counts[:, 0], counts[:, :2].sum(1), rtol=1e-9, atol=1e-9)


def test_both_forms_are_read_as_the_same_rows():
    uniform = np.array([(0.0, 1.0, 2.0), (1.0, 2.0, 0.0)])
    values = [
        old_histogram(-0.5, 2.5, [-1, 0, 1, 2, 3, 1e308], [0, 1, 0, 2, 3, 0]),
        tensor_value(uniform, 2),
        tensor_value(uniform.astype("<f4"), 1),
        tensor_value(np.zeros((0, 3)), 2),
        old_histogram(0, 0, [], []),
    ]

    rows, offsets, moments, errors = _native.decode_bucket_rows(values)

    assert errors == []
    assert offsets.tolist() == [0, 4, 6, 8, 8, 8]
    assert rows[:4].tolist() == [[-0.5, 0, 1], [0, 1, 0], [1, 2, 2], [2, 2.5, 3]]
    assert rows[4:6].tolist() == rows[6:8].tolist() == uniform.tolist()
    assert moments[0].tolist() == [-0.5, 2.5, 0, 0, 0]
    assert np.isnan(moments[1:4]).all()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (tensor_value(np.zeros((2, 2)), 2), r"shape \[buckets, 3\].*found numbers of shape \[2, 2\]"),
        (
            r.bytes_field(1, b"h") + r.bytes_field(8, r.varint_field(1, 7) + r.bytes_field(8, b"a")),
            "found text",
        ),
        (old_histogram(0, 1, [1.0], [1, 1, 1]), "3 counts has only 1 edges"),
        (r.simple_value("h", 1.0), "expected a histogram or a tensor, found simple_value"),
        (r.bytes_field(1, b"h"), "found no value"),
        (b"\x0a", "."),
    ],
)
def test_what_is_no_histogram_is_named_and_harms_no_other(value, words):
    good = old_histogram(0, 1, [1.0], [1])

    _rows, offsets, moments, errors = _native.decode_bucket_rows([good, value, good])

    assert offsets.tolist() == [0, 1, 1, 2]
    assert np.isnan(moments).tolist() == [[False] * 5, [True] * 5, [False] * 5]
    assert [index for index, _ in errors] == [1]
    assert re.search(words, errors[0][1])


def test_what_makes_no_sense_is_refused():
    rows = np.zeros((2, 3))
    for offsets in ([], [0, 3], [2, 1], [-1, 1]):
        with pytest.raises(ValueError, match="offsets must be ascending"):
            _native.rebin(rows, np.array(offsets, np.int64))
    with pytest.raises(ValueError, match="bins"):
        _native.rebin(rows, np.array([0, 2]), 0)
    with pytest.raises(ValueError, match="width"):
        _native.rebin(rows, np.array([0, 2]), 30, (1.0, 1.0))
    for edges in ([0.0], [1.0, 1.0], [2.0, 1.0], [0.0, np.inf], [np.nan, 1.0]):
        with pytest.raises(ValueError, match="edges"):
            _native.rebin_between(rows, np.array([0, 2]), np.array(edges))
    with pytest.raises(ValueError, match="share"):
        _native.percentiles(rows, np.array([0, 2]), np.zeros(0))
