"""Histograms for summaries, counted in the native core."""

from __future__ import annotations

from typing import Any

import numpy as np

from sonde import _native
from sonde.writer.message import message
from sonde.writer.values import Array, as_array


def histogram_message(values: Any, bins: Any, max_bins: int | None) -> bytes:
    """A HistogramProto of all elements of `values`.

    bins: "tensorflow" for TensorFlow 1's 1,549 edges, or what `numpy.histogram` takes. max_bins: neighbouring bins are
    joined until there are about so many. Raises ValueError when no value lies in the bins.
    """
    array = _numbers(values)
    edges = None if isinstance(bins, str) and bins == "tensorflow" else _edges(array, bins)
    return raw_histogram_message(*_native.bin_histogram(array, edges, max_bins or 0))


def _numbers(values: Any) -> Array:
    array = as_array(values)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"expected an array of real numbers, found one of {array.dtype}")
    return array


def _edges(array: Array, bins: Any) -> Array:
    finite = array[np.isfinite(array)].astype(
        np.float64
    )  # for integers NumPy has other rules, and PyTorch has not
    return np.asarray(np.histogram_bin_edges(finite, bins), np.float64)


def uniform_histogram(values: Any, buckets: int) -> Array:
    """TensorFlow 2's histogram: float64 [buckets, 3], rows of left edge, right edge and count."""
    return _native.bin_uniform(_numbers(values), buckets)


def raw_histogram_message(
    low: float, high: float, number: float, total: float, squares: float, limits: Any, counts: Any
) -> bytes:
    """A HistogramProto; `limits` are the right edges of the buckets that `counts` counts."""
    packed = [np.ascontiguousarray(as_array(column), "<f8") for column in (limits, counts)]
    if packed[0].shape != packed[1].shape or packed[0].ndim != 1:
        raise ValueError(
            f"expected one limit per count, found {packed[0].size} limits and {packed[1].size} counts"
        )
    return message(
        (1, float(low)),
        (2, float(high)),
        (3, float(number)),
        (4, float(total)),
        (5, float(squares)),
        (6, packed[0].tobytes()),
        (7, packed[1].tobytes()),
    )
