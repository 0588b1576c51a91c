"""Rows: every histogram of a series as files have it, its bins or its statistics."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import numpy as np

from sonde.query.histograms import Histograms

_STATISTICS = (
    *("run", "tag", "step", "wall_time", "count", "mean", "std", "min", "max", "told", "zeros"),
    *("non_finite", "unplaced"),
)
_BINNED = ("run", "tag", "step", "wall_time", "left", "right", "count", "attempt", "superseded", "error")


def binned_rows(found: Histograms, bins: int, extent: tuple[float, float]) -> list[dict[str, Any]]:
    """One row for each point, its counts in `bins` bins over the extent; 0 leaves the buckets as they are."""
    return [
        {**row, "bins": None if row["error"] else rows.tolist()}
        for row, rows in zip(point_rows(found), _rows_of(found, bins, extent), strict=True)
    ]


def statistic_rows(found: Histograms, shares: Sequence[float]) -> list[dict[str, Any]]:
    """One row for each point, what it says of its numbers."""
    each = found.statistics()
    names: dict[str, np.ndarray[Any, Any]] = {
        "count": each.counts,
        "mean": each.means,
        "std": each.stds,
        "min": each.mins,
        "max": each.maxs,
    }
    names |= {
        "told": each.told,
        "zeros": each.zeros,
        "non_finite": each.non_finite,
        "unplaced": each.unplaced,
    }
    columns = {name: values.tolist() for name, values in names.items()}
    quantiles = found.quantiles(shares)
    quantiles[each.counts + each.unplaced == 0] = np.nan
    return [
        {
            **row,
            **{name: None if row["error"] else values[i] for name, values in columns.items()},
            "quantiles": None
            if row["error"]
            else [list(pair) for pair in zip(shares, quantiles[i].tolist(), strict=True)],
        }
        for i, row in enumerate(point_rows(found))
    ]


def point_rows(found: Histograms) -> list[dict[str, Any]]:
    """Which point each row is of."""
    return [
        {
            "run": found.run,
            "tag": found.tag,
            "step": int(step),
            "wall_time": float(wall_time),
            "attempt": int(attempt),
            "superseded": bool(superseded),
            "error": error or None,
        }
        for step, wall_time, attempt, superseded, error in zip(
            found.steps, found.wall_times, found.attempts, found.superseded, found.errors, strict=True
        )
    ]


def binned_csv(rows: Sequence[dict[str, Any]]) -> str:
    """A line for each bin."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_BINNED)
    for row in rows:
        head = [row["run"], row["tag"], row["step"], row["wall_time"]]
        tail = [row["attempt"], int(row["superseded"])]
        if row["bins"] is None:
            writer.writerow([*head, "", "", "", *tail, row["error"]])
        else:
            writer.writerows([*head, *one, *tail, ""] for one in row["bins"])
    return text.getvalue()


def as_csv(rows: Sequence[dict[str, Any]], shares: Sequence[float]) -> str:
    """A line for each point, a column for each quantile."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(
        [*_STATISTICS, *(f"quantile {share:g}" for share in shares), "attempt", "superseded", "error"]
    )
    for row in rows:
        values = (
            [value for _, value in row["quantiles"]] if row["quantiles"] is not None else [""] * len(shares)
        )
        first = ["" if row[name] is None else _plain(row[name]) for name in _STATISTICS]
        writer.writerow([*first, *values, row["attempt"], int(row["superseded"]), row["error"] or ""])
    return text.getvalue()


def _plain(value: object) -> object:
    return int(value) if isinstance(value, bool) else value


def _rows_of(found: Histograms, bins: int, extent: tuple[float, float]) -> Sequence[np.ndarray[Any, Any]]:
    if bins == 0:
        return np.split(found.rows, found.offsets[1:-1]) if len(found) else []
    left, right, counts = found.bins(bins, extent)
    edges = left + np.arange(bins + 1) * ((right - left) / bins)
    edges[-1] = right
    return [np.column_stack([edges[:-1], edges[1:], one]) for one in counts]
