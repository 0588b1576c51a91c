"""The routes of PR curves."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta, Struct

from sonde.panels.contract import App, Column, Panel, Request, Response, Router
from sonde.panels.pr_curves.curve import Curve, Scores
from sonde.panels.pr_curves.reading import KIND, Logged, read_curves
from sonde.query import Query, Tensors
from sonde.query.contract import KeptPoints

MAX_CURVES = 2_000
"""So many curves are answered to one question."""

_MOST = 2**53
_NUMBERS = ("thresholds", "precision", "recall", "tp", "fp", "tn", "fn")
_NAN = float("nan")

Runs = Annotated[
    list[str] | None,
    Meta(description="Names of runs; null asks for all. Runs without the tag give no row."),
]


class CurvePointsQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which series."""

    tag: str
    runs: Runs = None


class CurveScoresQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which series, and which of their points."""

    tag: str
    runs: Runs = None
    attempts: Annotated[Literal["current", "all"], Meta(description="`all` gives superseded points too")] = (
        "current"
    )


class RunCurves(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Points of one run."""

    run: str
    indices: Annotated[
        list[Annotated[int, Meta(ge=0, le=_MOST)]],
        Meta(max_length=MAX_CURVES, description="the points' numbers, from 0"),
    ]


class CurvesQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which curves."""

    tag: str
    curves: Annotated[
        list[RunCurves],
        Meta(max_length=MAX_CURVES, description=f"At most {MAX_CURVES:,} curves of all runs together."),
    ]


def mount(router: Router, app: App) -> None:
    @router.get("", summary="Every PR curve", responses=_ROWS_RESPONSE)
    def every_curve(
        request: Request,
        tag: Annotated[str, Meta(description="the series' tag")],
        run: Annotated[
            list[str] | None, Meta(description="a run; may be repeated; none asks for all")
        ] = None,
        attempts: Annotated[
            KeptPoints,
            Meta(
                description="tensorboard: what TensorBoard shows, in the order of the records, all but what a restarted session"
                " took the place of; current: what no later attempt took the place of, by step; all: every point, by step"
            ),
        ] = "tensorboard",
        as_logged: Annotated[
            bool,
            Meta(description="every threshold, and counts as they were logged, not cut to whole numbers"),
        ] = False,
        format: Annotated[Literal["json", "csv"], Meta(description="form of the answer")] = "json",
    ) -> Response:
        """Every point, run by run: run, tag, step, wall_time, then lists with an entry for each threshold (thresholds, precision,
        recall, tp, fp, tn, fn), average_precision, auc, attempt, superseded and error.

        As TensorBoard does it, thresholds at the end at which nothing is predicted to be positive are left out, and counts, which
        weights make fractions of, are cut to whole numbers. A value that cannot be read has null in place of the lists, and says
        why in `error`, which is null else. CSV has a row for each threshold. NotFoundError for a run or a tag that is not there.
        """
        query = app.query()
        found = [
            one
            for name in query.runs_with(tag, run, KIND)
            for points in [query.tensors(name, tag, KIND)]
            for one in read_curves(query, points, query.kept(name, tag, attempts, KIND).tolist())
        ]
        rows = [_row(one, as_logged=as_logged) for one in found]
        if format == "csv":
            return app.text(request, _as_csv(rows), "text/csv")
        return app.json(request, rows)

    @router.post("/points", summary="Points of one tag", responses=_TABLE_RESPONSE, reads_files=False)
    def points(question: CurvePointsQuestion) -> Response:
        """One row for each run that has the tag, its points as list columns: step, wall_time, attempt, writer, superseded (1 or 0).

        A point's place in the lists is its number, by which the other routes know it.
        """
        query = app.query()
        found = _series(query, question.tag, question.runs)
        columns = [
            Column("run", [one.run for one in found]),
            _lists("step", [one.steps for one in found], np.int64),
            _lists("wall_time", [one.wall_times for one in found], np.float64),
            _lists("attempt", [one.attempts for one in found], np.int32),
            _lists("writer", [one.writers for one in found], np.int32),
            _lists("superseded", [one.superseded for one in found], np.int32),
        ]
        return app.arrow(columns, {"generation": query.generation})

    @router.post("/query", summary="Curves of many runs and steps", responses=_TABLE_RESPONSE)
    def curves(question: CurvesQuestion) -> Response:
        """These curves in this order, a row each, as they were logged: run, index, step, wall_time, attempt, writer, superseded
        (1 or 0), the lists tp, fp, tn, fn, precision and recall, average_precision, auc, and error.

        The thresholds ascend evenly from 0 to 1. `shown` is how many of them TensorBoard shows: behind them nothing is predicted to
        be positive. A value that cannot be read leaves the lists empty, and `error` says why. Points that are not there (any more)
        give no row.
        """
        query = app.query()
        found: list[Logged] = []
        for asked in question.curves:
            for series in _series(query, question.tag, [asked.run]):
                there = [index for index in asked.indices if index < len(series)]
                found += read_curves(query, series, there[: MAX_CURVES - len(found)])
        return app.arrow(_curve_columns(found), {"generation": query.generation})

    @router.post("/scores", summary="What every curve comes to", responses=_TABLE_RESPONSE)
    def scores(question: CurveScoresQuestion) -> Response:
        """One row for each run that has the tag, its points by step as list columns: index, step, wall_time, attempt, writer,
        superseded (1 or 0), average_precision, auc, best_f1, best_threshold, error.

        The average precision is Σ (Rᵢ − Rᵢ₊₁) Pᵢ over ascending thresholds, with a recall of 0 behind the last. The AUC is the area
        under the ROC curve by trapezoids; NaN where the counts of positives or negatives are not the same at every threshold.
        """
        query = app.query()
        series = _series(query, question.tag, question.runs)
        found = [
            list(read_curves(query, one, query.kept(one.run, one.tag, question.attempts, KIND).tolist()))
            for one in series
        ]
        columns = [Column("run", [one.run for one in series]), *_score_columns(found)]
        return app.arrow(columns, {"generation": query.generation})


def _series(query: Query, tag: str, runs: Sequence[str] | None) -> list[Tensors]:
    wanted = None if runs is None else set(runs)
    return [
        query.tensors(info.run, info.tag, KIND)
        for info in query.series(KIND, None, tag)
        if wanted is None or info.run in wanted
    ]


def _row(one: Logged, *, as_logged: bool) -> dict[str, Any]:
    curve = one.curve
    scores = None if curve is None else curve.scores()
    return {
        "run": one.run,
        "tag": one.tag,
        "step": one.step,
        "wall_time": one.wall_time,
        **(dict.fromkeys(_NUMBERS) if curve is None else _numbers(curve, as_logged=as_logged)),
        "average_precision": None if scores is None else scores.average_precision,
        "auc": None if scores is None else scores.auc,
        "attempt": one.attempt,
        "superseded": one.superseded,
        "error": one.error or None,
    }


def _numbers(curve: Curve, *, as_logged: bool) -> dict[str, list[float]]:
    end = len(curve) if as_logged else curve.shown
    counts: dict[str, list[float]] = {}
    for name in ("tp", "fp", "tn", "fn"):
        found: list[float] = getattr(curve, name)[:end].tolist()
        counts[name] = found if as_logged else [int(v) if math.isfinite(v) else v for v in found]
    return {
        "thresholds": curve.thresholds[:end].tolist(),
        "precision": curve.precision[:end].tolist(),
        "recall": curve.recall[:end].tolist(),
        **counts,
    }


def _curve_columns(found: Sequence[Logged]) -> list[Column]:
    def of_curve(read: Callable[[Curve], np.ndarray[Any, Any]]) -> list[np.ndarray[Any, Any]]:
        return [np.zeros(0) if one.curve is None else read(one.curve) for one in found]

    scores = [None if one.curve is None else one.curve.scores() for one in found]
    return [
        Column("run", [one.run for one in found]),
        *(Column(name, np.array(_of(found, name), dtype)) for name, dtype in _POINT),
        Column("shown", np.array([0 if one.curve is None else one.curve.shown for one in found], np.int32)),
        _lists("tp", of_curve(lambda curve: curve.tp), np.float32),
        _lists("fp", of_curve(lambda curve: curve.fp), np.float32),
        _lists("tn", of_curve(lambda curve: curve.tn), np.float32),
        _lists("fn", of_curve(lambda curve: curve.fn), np.float32),
        _lists("precision", of_curve(lambda curve: curve.precision), np.float32),
        _lists("recall", of_curve(lambda curve: curve.recall), np.float32),
        Column("average_precision", np.array([_NAN if s is None else s.average_precision for s in scores])),
        Column("auc", np.array([_NAN if s is None else s.auc for s in scores])),
        Column("error", [one.error for one in found]),
    ]


def _score_columns(found: Sequence[Sequence[Logged]]) -> list[Column]:
    scores = [[_NO_SCORES if one.curve is None else one.curve.scores() for one in each] for each in found]
    return [
        *(_lists(name, [_of(each, name) for each in found], dtype) for name, dtype in _POINT),
        *(
            _lists(field.name, [[getattr(one, field.name) for one in each] for each in scores], np.float64)
            for field in fields(Scores)
        ),
        Column("error", [one.error for each in found for one in each], _offsets(found)),
    ]


def _of(found: Sequence[Logged], name: str) -> list[Any]:
    return [getattr(one, name) for one in found]


def _lists(name: str, parts: Sequence[Sequence[Any] | np.ndarray[Any, Any]], dtype: Any) -> Column:
    """A list column: a row for each part."""
    with np.errstate(over="ignore"):  # what is beyond float32 is beyond any axis
        values = np.concatenate([np.zeros(0, dtype), *(np.asarray(part).astype(dtype) for part in parts)])
    return Column(name, values, _offsets(parts))


def _offsets(parts: Sequence[Sequence[Any] | np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    return np.cumsum([0, *map(len, parts)]).astype(np.int32)


def _as_csv(rows: Sequence[dict[str, Any]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["run", "tag", "step", "wall_time", *_THRESHOLD, "attempt", "superseded", "error"])
    for row in rows:
        head = [row["run"], row["tag"], row["step"], row["wall_time"]]
        tail = [row["attempt"], row["superseded"], row["error"] or ""]
        if row["thresholds"] is None:
            writer.writerow([*head, *[""] * len(_THRESHOLD), *tail])
        else:
            columns = zip(*(row[name] for name in _NUMBERS), strict=True)
            writer.writerows([*head, *numbers, *tail] for numbers in columns)
    return text.getvalue()


_NO_SCORES = Scores(_NAN, _NAN, _NAN, _NAN)
_POINT = (
    *(("index", np.int64), ("step", np.int64), ("wall_time", np.float64)),
    *(("attempt", np.int32), ("writer", np.int32), ("superseded", np.int32)),
)
_THRESHOLD = ("threshold", *_NUMBERS[1:])

_TABLE_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The table",
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

PANEL = Panel(id="pr_curves", kinds=(KIND,), mount=mount)
