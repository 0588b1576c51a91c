"""Precision-recall curves, as TensorBoard's pr_curves plugin stores them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sonde.writer.message import message, metadata, summary, tensor, value
from sonde.writer.values import Array, as_array

_TINY = 1e-7  # keeps 0 / 0 at 0


def pr_curve(labels: Any, predictions: Any, thresholds: int, weights: Any = None) -> Array:
    """Rows TP, FP, TN, FN, precision and recall at `thresholds` even steps from 0 to 1: float64 [6, thresholds].

    labels: truth, as booleans or 0 and 1. predictions: probabilities in [0, 1], of the same shape. weights: one for
    all, or one each.
    """
    if thresholds < 1:
        raise ValueError(f"expected at least one threshold, found {thresholds}")
    truth = as_array(labels).astype(np.float64).ravel()
    likely = as_array(predictions).ravel()
    weight = np.broadcast_to(
        np.asarray(1.0 if weights is None else as_array(weights), np.float64).ravel(), truth.shape
    )
    if truth.shape != likely.shape:
        raise ValueError(f"expected as many predictions as labels, found {likely.size} and {truth.size}")
    # The steps whose threshold a prediction reaches are 0 … step, so counts are summed from the end.
    step = np.floor(likely * (thresholds - 1))
    within = (step >= 0) & (step < thresholds)  # which NaN is not
    step = step[within].astype(np.int32)

    def reached(weights: Array) -> Array:
        return np.cumsum(np.bincount(step, weights[within], thresholds)[::-1])[::-1]

    tp, fp = reached(truth * weight), reached((1 - truth) * weight)
    tn, fn = fp[0] - fp, tp[0] - tp
    return np.stack([tp, fp, tn, fn, tp / np.maximum(_TINY, tp + fp), tp / np.maximum(_TINY, tp + fn)])


def curve_summary(
    tag: str,
    rows: Any,
    thresholds: int,
    *,
    display_name: str = "",
    description: str = "",
    data_class: int = 0,
) -> bytes:
    """A Summary of one curve; `rows` as `pr_curve` returns them, stored as float32."""
    about = metadata(
        "pr_curves",
        message((2, thresholds)),
        display_name=display_name,
        description=description,
        data_class=data_class,
    )
    return summary(value(tag, 8, tensor(np.asarray(rows, np.float32)), about))
