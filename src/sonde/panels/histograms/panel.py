"""Histograms: every logged step counted over into bins, and what a chart of many runs shows of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta, Struct

from sonde.panels.contract import App, Column, Panel, Request, Response, Router
from sonde.query.contract import MAX_BINS
from sonde.query.histograms import Histograms, shared_extent

USUAL_BINS = 30
"""As many as TensorBoard's pages show."""

MAX_STEPS = 10_000

_INT32 = np.iinfo(np.int32)
_CSV = ("run", "tag", "step", "wall_time", "left", "right", "count", "error")

Tag = Annotated[str, Meta(description="the series' tag")]
SomeRuns = Annotated[list[str] | None, Meta(description="a run; may be repeated; none asks for all")]
Part = Literal["bins", "percentiles", "statistics"]
Range = tuple[float | None, float | None]


class HistogramsQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which histograms, how many of them, and what of them."""

    tag: str
    runs: Annotated[
        list[str] | None,
        Meta(description="Names of runs; null asks for all. Runs without the tag give no row."),
    ] = None
    steps: Annotated[
        Range | None, Meta(description="The first and the last step; null shows all, at either end too.")
    ] = None
    max_steps: Annotated[
        int,
        Meta(
            ge=1,
            le=MAX_STEPS,
            description="Of more points of a run so many are chosen evenly, first and last too.",
        ),
    ] = 200
    bins: Annotated[int, Meta(ge=1, le=MAX_BINS, description="Into how many bins all are counted over.")] = (
        USUAL_BINS
    )
    extent: Annotated[
        tuple[float, float] | None,
        Meta(
            description="Where the first bin begins and the last one ends; null takes what all of them reach over."
        ),
    ] = None
    parts: Annotated[
        list[Part] | None, Meta(description="What is wanted of each; null asks for everything.")
    ] = None


def mount(router: Router, app: App) -> None:
    @router.post("/query", summary="Histograms of one tag", responses=_TABLE_RESPONSE)
    def query_histograms(question: HistogramsQuestion) -> Response:
        """One row for each run, its points by step as list columns.

        `points` is how many current points the run has in `steps`: where it is more than are listed, these were chosen
        evenly. `count` and those behind it are what each histogram says of its numbers, `zeros` the share of zeros, NaN
        where a bucket holds others too. `bins` holds one point's counts behind the other's, `percentiles` likewise nine values
        for each. The schema's metadata holds `generation`, and with bins their number `bins` and what they reach over,
        `left` to `right`, the same for all runs.
        """
        query = app.query()
        found = query.histograms(
            question.tag, question.runs, steps=_ascending(question.steps), max_steps=question.max_steps
        )
        parts = question.parts or ["bins", "percentiles", "statistics"]
        metadata: dict[str, object] = {"generation": query.generation}
        columns = point_columns(found)
        if "statistics" in parts:
            columns += statistic_columns(found)
        if "percentiles" in parts:
            columns.append(_lists("percentiles", [one.percentiles().ravel() for one in found], np.float32))
        if "bins" in parts:
            left, right = extent = _extent(question.extent, found)
            counts = [one.bins(question.bins, extent)[2].ravel() for one in found]
            columns.append(_lists("bins", counts, np.float32))
            metadata |= {"bins": question.bins, "left": left, "right": right}
        return app.arrow(columns, metadata)

    @router.get("", summary="Every histogram", responses=_ROWS_RESPONSE)
    def every_histogram(
        request: Request,
        tag: Tag,
        run: SomeRuns = None,
        bins: Annotated[
            int,
            Meta(
                ge=0,
                le=MAX_BINS,
                description="bins of equal width over a series' values; 0: the buckets as logged",
            ),
        ] = USUAL_BINS,
        format: Annotated[Literal["json", "csv"], Meta(description="form of the answer")] = "json",
    ) -> Response:
        """Every current point by step, run by run: run, tag, step, wall_time, bins ([left, right, count] each), error.

        A value that cannot be read has null in place of bins, and says why in `error`, which is null else. CSV has a row for
        each bin. Nothing is left out; NotFoundError for a run or a tag that is not there.
        """
        query = app.query()
        found = query.histograms(tag, query.runs_with(tag, run, "histograms"))
        rows = [row for one in found for row in binned_rows(one, bins)]
        if format == "csv":
            return app.text(request, _as_csv(rows), "text/csv")
        return app.json(request, rows)


def binned_rows(found: Histograms, bins: int) -> list[dict[str, Any]]:
    """One row for each point, its counts in `bins` bins over all of them; 0 leaves the buckets as they are."""
    return [
        {
            "run": found.run,
            "tag": found.tag,
            "step": int(step),
            "wall_time": float(wall_time),
            "bins": None if error else rows.tolist(),
            "error": error or None,
        }
        for step, wall_time, rows, error in zip(
            found.steps, found.wall_times, _rows_of(found, bins), found.errors, strict=True
        )
    ]


def _rows_of(found: Histograms, bins: int) -> Sequence[np.ndarray[Any, Any]]:
    if bins == 0:
        return np.split(found.rows, found.offsets[1:-1]) if len(found) else []
    left, right, counts = found.bins(bins)
    edges = left + np.arange(bins + 1) * ((right - left) / bins)
    edges[-1] = right
    return [np.column_stack([edges[:-1], edges[1:], one]) for one in counts]


def point_columns(found: Sequence[Histograms]) -> list[Column]:
    """Which points there are: a row for each run."""
    steps = [one.steps for one in found]
    whole = all(_fits(one) for one in steps)
    words = [error for one in found for error in one.errors]
    return [
        Column("run", [one.run for one in found]),
        Column("points", np.array([one.points for one in found], np.int64)),
        _lists("step", steps, np.int32 if whole else np.int64),
        _lists("wall_time", [one.wall_times for one in found], np.float64),
        Column("error", words, _offsets([one.errors for one in found])),
    ]


def statistic_columns(found: Sequence[Histograms]) -> list[Column]:
    """What each histogram says of its numbers."""
    each = [one.statistics() for one in found]
    return [
        _lists("count", [one.counts for one in each], np.float64),
        _lists("mean", [one.means for one in each], np.float32),
        _lists("std", [one.stds for one in each], np.float32),
        _lists("min", [one.mins for one in each], np.float32),
        _lists("max", [one.maxs for one in each], np.float32),
        _lists("zeros", [one.zeros for one in each], np.float32),
    ]


def _lists(name: str, parts: Sequence[np.ndarray[Any, Any]], dtype: Any) -> Column:
    """A list column: a row for each part."""
    with np.errstate(over="ignore"):  # what is beyond float32 is drawn at its end, or not at all
        values = np.concatenate([np.zeros(0), *parts]).astype(dtype) if parts else np.zeros(0, dtype)
    return Column(name, values, _offsets(parts))


def _offsets(parts: Sequence[Sequence[Any] | np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    return np.cumsum([0, *map(len, parts)]).astype(np.int32)


def _fits(steps: np.ndarray[Any, Any]) -> bool:
    return len(steps) == 0 or bool(steps.min() >= _INT32.min and steps.max() <= _INT32.max)


def _extent(asked: tuple[float, float] | None, found: Sequence[Histograms]) -> tuple[float, float]:
    """What is asked for, its ends in either order; else what all reach over."""
    if asked is None or asked[0] == asked[1] or not np.isfinite(asked).all():
        return shared_extent(found)
    return min(asked), max(asked)


def _ascending(steps: Range | None) -> Range | None:
    low, high = steps or (None, None)
    return (high, low) if low is not None and high is not None and low > high else steps


def _as_csv(rows: Sequence[dict[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_CSV)
    for row in rows:
        head = [row["run"], row["tag"], row["step"], row["wall_time"]]
        if row["bins"] is None:
            writer.writerow([*head, "", "", "", row["error"]])
        else:
            writer.writerows([*head, *one, ""] for one in row["bins"])
    return text.getvalue()


_TABLE_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The histograms",
        "content": {
            "application/vnd.apache.arrow.stream": {"schema": {"type": "string", "format": "binary"}}
        },
    },
}
_ROWS_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The rows",
        "content": {
            "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
            "text/csv": {"schema": {"type": "string"}},
        },
    },
}

PANEL = Panel(id="histograms", kinds=("histograms",), mount=mount)
