"""Histograms: every logged step counted over into bins, and what a chart of many runs shows of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta, Struct

from sonde.panels.contract import App, Column, Panel, Request, Response, Router
from sonde.panels.histograms.rows import as_csv, binned_csv, binned_rows, statistic_rows
from sonde.query.contract import MAX_BINS, KeptPoints
from sonde.query.histograms import Histograms, shared_extent, symlog_constant, symlog_edges

USUAL_BINS = 30
"""As many as TensorBoard's pages show."""

MAX_STEPS = 10_000

MAX_QUANTILES = 100
USUAL_QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

_INT32 = np.iinfo(np.int32)

Tag = Annotated[str, Meta(description="the series' tag")]
SomeRuns = Annotated[list[str] | None, Meta(description="a run; may be repeated; none asks for all")]
Part = Literal["bins", "percentiles", "statistics"]
Format = Annotated[Literal["json", "csv"], Meta(description="form of the answer")]
Range = tuple[float | None, float | None]
Share = Annotated[float, Meta(ge=0, le=1)]
Attempts = Annotated[
    KeptPoints,
    Meta(
        description="tensorboard: what TensorBoard shows, in the order of the records, all but what a restarted session took the"
        " place of; current: what no later attempt took the place of, by step; all: every point, attempt by attempt"
    ),
]


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
    scale: Annotated[
        Literal["linear", "symlog"], Meta(description="On which axis the bins are equally wide.")
    ] = "linear"
    attempts: Annotated[
        Literal["current", "all"],
        Meta(
            description="all: a row for each attempt of a run, also those that a later one took the place of."
        ),
    ] = "current"
    quantiles: Annotated[
        list[Share], Meta(max_length=MAX_QUANTILES, description="Shares of the numbers, for `statistics`.")
    ] = []
    parts: Annotated[
        list[Part] | None, Meta(description="What is wanted of each; null asks for everything.")
    ] = None


def mount(router: Router, app: App) -> None:
    @router.post("/query", summary="Histograms of one tag", responses=_TABLE_RESPONSE)
    def query_histograms(question: HistogramsQuestion) -> Response:
        """One row for each run, or for each attempt of it, its points by step as list columns.

        `points` is how many points there are in `steps`: where it is more than are listed, these were chosen evenly. `count`
        and those behind it are what each histogram says of its numbers: `told` is 1 where the log itself has mean, std, min
        and max, 0 where the first two are estimated from the buckets; `zeros` the share of zeros, NaN where a bucket holds
        others too; `non_finite` that of NaN and infinities, NaN where the log cannot tell; `unplaced` how many numbers stand in
        buckets with an edge that is not finite. `quantiles` holds the asked ones of one point behind the other's, `bins` the
        counts, `percentiles` nine values for each. The schema's metadata holds `generation`, and with bins their number
        `bins` and what they reach over, `left` to `right`, the same for all runs; on the scale `symlog` also its `constant`:
        bins are equally wide on sign(v) · ln(1 + |v| / constant).
        """
        query = app.query()
        found = query.histograms(
            question.tag,
            question.runs,
            steps=_ascending(question.steps),
            max_steps=question.max_steps,
            kept=question.attempts,
        )
        parts = question.parts or ["bins", "percentiles", "statistics"]
        metadata: dict[str, object] = {"generation": query.generation}
        columns = point_columns(found)
        if "statistics" in parts:
            columns += statistic_columns(found, sorted(question.quantiles))
        if "percentiles" in parts:
            columns.append(_lists("percentiles", [one.percentiles().ravel() for one in found], np.float32))
        constant = symlog_constant(found) if question.scale == "symlog" else None
        if constant is not None:
            metadata["constant"] = constant
        if "bins" in parts:
            left, right = extent = _extent(question.extent, found)
            counts = [_counted(one, question.bins, extent, constant).ravel() for one in found]
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
        attempts: Attempts = "tensorboard",
        format: Format = "json",
    ) -> Response:
        """Every point, run by run: run, tag, step, wall_time, bins ([left, right, count] each), attempt, superseded, error.

        A value that cannot be read has null in place of bins, and says why in `error`, which is null else. CSV has a row for
        each bin. Nothing is left out; NotFoundError for a run or a tag that is not there.
        """
        query = app.query()
        found = query.histograms(tag, query.runs_with(tag, run, "histograms"), kept=attempts)
        extents = {
            run: shared_extent([one for one in found if one.run == run]) for run in {one.run for one in found}
        }
        rows = [row for one in found for row in binned_rows(one, bins, extents[one.run])]
        if format == "csv":
            return app.text(request, binned_csv(rows), "text/csv")
        return app.json(request, rows)

    @router.get("/statistics", summary="Statistics of every histogram", responses=_ROWS_RESPONSE)
    def every_statistic(
        request: Request,
        tag: Tag,
        run: SomeRuns = None,
        quantile: Annotated[
            Annotated[list[Share], Meta(max_length=MAX_QUANTILES)] | None,
            Meta(description="a share of the numbers, from 0 to 1; may be repeated"),
        ] = None,
        attempts: Attempts = "tensorboard",
        format: Format = "json",
    ) -> Response:
        """What each histogram says of its numbers: run, tag, step, wall_time, count, mean, std, min, max, told, zeros,
        non_finite, unplaced, quantiles ([share, value] each), attempt, superseded, error.

        `told` is whether the log itself has mean, std, min and max; else mean and std are estimates that take numbers as
        spread evenly inside a bucket, as quantiles always are. NaN where there is nothing to say.
        """
        query = app.query()
        found = query.histograms(tag, query.runs_with(tag, run, "histograms"), kept=attempts)
        shares = sorted(quantile or USUAL_QUANTILES)
        rows = [row for one in found for row in statistic_rows(one, shares)]
        if format == "csv":
            return app.text(request, as_csv(rows, shares), "text/csv")
        return app.json(request, rows)


def _counted(
    found: Histograms, bins: int, extent: tuple[float, float], constant: float | None
) -> np.ndarray[Any, Any]:
    if constant is not None:
        edges = symlog_edges(extent, bins, constant)
        if (np.diff(edges) > 0).all():  # so close together they have no width of their own
            return found.counted_between(edges)
    return found.bins(bins, extent)[2]


def point_columns(found: Sequence[Histograms]) -> list[Column]:
    """Which points there are: a row for each run, or attempt."""
    steps = [one.steps for one in found]
    whole = all(_fits(one) for one in steps)
    words = [error for one in found for error in one.errors]
    return [
        Column("run", [one.run for one in found]),
        Column("points", np.array([one.points for one in found], np.int64)),
        Column("attempt", np.array([one.attempts[0] if len(one) else 0 for one in found], np.int32)),
        Column("writer", np.array([one.writers[0] if len(one) else 0 for one in found], np.int32)),
        _lists("superseded", [one.superseded for one in found], np.int32),
        _lists("step", steps, np.int32 if whole else np.int64),
        _lists("wall_time", [one.wall_times for one in found], np.float64),
        Column("error", words, _offsets([one.errors for one in found])),
    ]


def statistic_columns(found: Sequence[Histograms], shares: Sequence[float]) -> list[Column]:
    """What each histogram says of its numbers, and its quantiles where some are asked for."""
    each = [one.statistics() for one in found]
    return [
        _lists("count", [one.counts for one in each], np.float64),
        _lists("mean", [one.means for one in each], np.float32),
        _lists("std", [one.stds for one in each], np.float32),
        _lists("min", [one.mins for one in each], np.float32),
        _lists("max", [one.maxs for one in each], np.float32),
        _lists("zeros", [one.zeros for one in each], np.float32),
        _lists("non_finite", [one.non_finite for one in each], np.float32),
        _lists("unplaced", [one.unplaced for one in each], np.float64),
        _lists("told", [one.told for one in each], np.int32),
        *(
            [_lists("quantiles", [one.quantiles(shares).ravel() for one in found], np.float32)]
            if shares
            else []
        ),
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
