"""Histograms for summaries: counting in the native core where its buckets are asked for, in NumPy otherwise."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from sonde.writer.message import message
from sonde.writer.values import Array, as_array


@functools.cache
def default_edges() -> Array:
    """The 1,549 edges of TensorFlow 1's histograms: 0, and 1e-12 growing by a tenth up to 1e20, on both sides."""
    edges = []
    edge = 1e-12
    while edge < 1e20:
        edges.append(edge)
        edge *= 1.1
    return np.array([*(-edge for edge in reversed(edges)), 0.0, *edges])


def histogram_message(values: Any, bins: Any, max_bins: int | None) -> bytes:
    """A HistogramProto of all elements of `values`.

    bins: "tensorflow" for `default_edges`, or what `numpy.histogram` takes. max_bins: neighbouring bins are joined
    until there are about so many. Raises ValueError when `values` is empty or none of it lies in the bins.
    """
    array = as_array(values).ravel()
    if array.size == 0:
        raise ValueError("expected at least one value for a histogram, found none")
    if array.dtype.kind not in "biuf":
        raise TypeError(f"expected real numbers, found {array.dtype}")
    wide = array.astype(np.float64)
    edges = default_edges() if isinstance(bins, str) and bins == "tensorflow" else bins
    counts, limits = np.histogram(wide, edges)
    if max_bins is not None and len(counts) > max_bins:
        counts, limits = _join(counts, limits, max_bins)
    counts, limits = _trim(counts, limits)
    return raw_histogram_message(
        wide.min(), wide.max(), wide.size, wide.sum(), wide.dot(wide), limits, counts
    )


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


def _join(counts: Array, limits: Array, max_bins: int) -> tuple[Array, Array]:
    """Every so many neighbours as one bin; the last one may be of fewer."""
    together = len(counts) // max_bins
    starts = np.arange(0, len(counts), together)
    return np.add.reduceat(counts, starts), np.append(limits[:-1][starts], limits[-1])


def _trim(counts: Array, limits: Array) -> tuple[Array, Array]:
    """The bins from the first to the last that hold anything, as right edges, behind an empty bin that ends where they start."""
    filled = np.flatnonzero(counts)
    if filled.size == 0:
        raise ValueError("no value lies within the bins of the histogram")
    first, last = int(filled[0]), int(filled[-1])
    return np.concatenate([[0], counts[first : last + 1]]), limits[first : last + 2]
