"""The routes of hyperparameters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import numpy as np
from msgspec import Meta, Struct

from sonde.analysis.importance import Importances, importances
from sonde.analysis.places import Places, places_of
from sonde.analysis.surface import surface
from sonde.errors import NotFoundError
from sonde.panels.contract import App, Column, Panel, Request, Response, Router
from sonde.panels.hparams.of_study import StudyTrials
from sonde.panels.hparams.sources import RUNS, Source, Studies
from sonde.panels.hparams.trials import Combined, Floats, Metric, Trials
from sonde.query import Query

KIND = "hparams"
MAX_COLUMNS = 200
"""So many hyperparameters are answered at once."""
MAX_CATEGORIES = 1_000
"""Of so many words of one hyperparameter the first are told."""

SourceId = Annotated[
    str, Meta(description="the id of a study, as /api/hparams/sources has it; empty for the runs themselves")
]
Combine = Annotated[
    Literal["mean", "median", "min", "max", "none"],
    Meta(
        description="how the sessions of a trial become one: the mean of each metric; all metrics of the session whose leading"
        " metric is the median, the smallest or the largest; or not at all"
    ),
]


class TrialsQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which columns of which trials."""

    source: SourceId = RUNS
    hparams: Annotated[list[str], Meta(max_length=MAX_COLUMNS, description="names of hyperparameters")] = []
    metrics: Annotated[list[Metric], Meta(max_length=MAX_COLUMNS)] = []
    combine: Combine = "mean"
    leading: Annotated[Metric | None, Meta(description="the leading metric of `combine`")] = None


class ImportanceQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For which metric, in which trials."""

    metric: Metric
    source: SourceId = RUNS
    combine: Combine = "mean"
    trials: Annotated[list[str] | None, Meta(description="names of trials; null asks for all")] = None


class ContourQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A metric over two hyperparameters."""

    metric: Metric
    x: str
    y: str
    log_x: bool = False
    log_y: bool = False
    source: SourceId = RUNS
    combine: Combine = "mean"
    trials: Annotated[list[str] | None, Meta(description="names of trials; null asks for all")] = None
    size: Annotated[int, Meta(ge=2, le=256, description="how many places a side of the grid has")] = 64


class HparamAbout(Struct, frozen=True, kw_only=True):
    """A hyperparameter. `min` and `max` are of numbers, `categories` of anything else; `trials` have a value. `logarithmic`: it was
    searched on a logarithmic axis, or is spread over two powers of ten above 0.
    """

    name: str
    type: Literal["number", "text"]
    trials: int
    differs: bool
    logarithmic: bool
    min: float | None
    max: float | None
    categories: list[str]


class MetricSaid(Struct, frozen=True, kw_only=True):
    """A metric: `name` is what it is called, `goal` which way is good as far as its name or its study tells."""

    tag: str
    group: str
    name: str
    trials: int
    goal: Literal["min", "max"]
    declared: bool


class BesideAnswer(Struct, frozen=True, kw_only=True):
    """How many configuration files stand beside runs, and how many studies there are."""

    files: int
    studies: int


class ColumnsAnswer(Struct, frozen=True, kw_only=True):
    """What there is of one source; `trials` counts its trials, `sessions` what they are made of."""

    generation: int
    trials: int
    sessions: int
    hparams: list[HparamAbout]
    metrics: list[MetricSaid]


class ImportanceAbout(Struct, frozen=True, kw_only=True):
    """One bar: the loss of R² (mean, 5th and 95th percentile), and Spearman's correlation with its 95 % interval, null where there is none."""

    name: str
    mean: float
    low: float
    high: float
    correlation: float | None
    correlation_low: float | None
    correlation_high: float | None


class ImportanceAnswer(Struct, frozen=True, kw_only=True):
    """The hyperparameters, the most important first. `score` is the R² on trials that the forest had not seen, null without one; `problem`
    is `few`, `same` or `none` where nothing can be said: too few trials, a metric or hyperparameters that never differ.
    """

    found: list[ImportanceAbout]
    score: float | None
    trials: int
    used: int
    constant: list[str]
    problem: str


class ContourAnswer(Struct, frozen=True, kw_only=True):
    """`z` has a row for each `y` with a value for each `x`, null where no trial is near; axes of words have their numbers."""

    x: list[float]
    y: list[float]
    z: list[list[float | None]]
    x_categories: list[str]
    y_categories: list[str]
    trials: int


def mount(router: Router, app: App) -> None:
    studies = Studies(app.studies)

    def trials_of(query: Query, source: str, combined: Combined) -> Trials:
        if source != RUNS:
            return StudyTrials(studies.study(query, source), [run.name for run in query.runs()])
        from sonde.panels.hparams.of_runs import RunTrials
        from sonde.runs.facts import facts_of

        return RunTrials(query, facts_of(query), combined)

    @router.get("/sources", summary="Where trials come from", answers=list[Source])
    def sources(request: Request) -> Response:
        """The studies of Optuna and KerasTuner that lie beside runs, or that the command line names (`--study`).

        A study that cannot be read is there too, and says why.
        """
        return app.json(request, studies.sources(app.query()))

    @router.get("/found", summary="What no series says", answers=BesideAnswer)
    def found(request: Request) -> Response:
        """Whether there are hyperparameters that no series tells of, so that there is something to show."""
        query = app.query()
        files = len(query.files(kind="hparams")) + len(query.files(kind="config"))
        return app.json(request, BesideAnswer(files=files, studies=len(studies.sources(query))))

    @router.get("/columns", summary="Hyperparameters and metrics", answers=ColumnsAnswer)
    def columns(request: Request, source: SourceId = RUNS, combine: Combine = "mean") -> Response:
        """The hyperparameters and metrics of a source's trials. NotFoundError for a study that is not there."""
        query = app.query()
        trials = trials_of(query, source, Combined(combine))
        answer = ColumnsAnswer(
            generation=query.generation,
            trials=len(trials.rows),
            sessions=int(trials.rows.sessions.sum()),
            hparams=[
                _about(name, places_of(column), logarithmic=name in trials.logarithmic)
                for name, column in trials.hparams.items()
            ],
            metrics=[
                MetricSaid(
                    tag=one.tag,
                    group=one.group,
                    name=one.name,
                    trials=one.trials,
                    goal=one.goal,
                    declared=one.declared,
                )
                for one in trials.metrics()
            ],
        )
        return app.json(request, answer)

    @router.post("/trials", summary="Trials as columns", responses=_TABLE_RESPONSE)
    def table(question: TrialsQuestion) -> Response:
        """One row for each trial: name, runs (a list), sessions, state, start_time and end_time (NaN where unknown), then the
        hyperparameters as h0, h1, … and the metrics as m0, m1, … in the order of the question.

        A hyperparameter that is no number has the number of its word in the metadata's `categories`, a list for each, empty for
        numbers; what is missing is NaN.
        """
        query = app.query()
        trials = trials_of(query, question.source, Combined(question.combine, question.leading))
        places = [places_of(_hparam(trials, name)) for name in question.hparams]
        rows = trials.rows
        columns = [
            Column("name", list(rows.names)),
            Column("runs", [run for runs in rows.runs for run in runs], _offsets(rows.runs)),
            Column("sessions", rows.sessions),
            Column("state", list(rows.states)),
            Column("start_time", rows.start_times),
            Column("end_time", rows.end_times),
            *(Column(f"h{number}", one.at) for number, one in enumerate(places)),
            *(Column(f"m{number}", trials.metric(one)) for number, one in enumerate(question.metrics)),
        ]
        return app.arrow(
            columns, {"generation": query.generation, "categories": _json([one.categories for one in places])}
        )

    @router.post("/importance", summary="What matters for a metric", answers=ImportanceAnswer)
    def importance(request: Request, question: ImportanceQuestion) -> Response:
        """How much each hyperparameter has to do with a metric: what a random forest's prediction of the metric's rank, for trials that
        it has not seen, loses when the values of the hyperparameter are shuffled; and Spearman's correlation.

        MissingExtraError where scikit-learn is not installed.
        """
        query = app.query()
        trials = trials_of(query, question.source, Combined(question.combine, question.metric))
        rows = _chosen(trials, question.trials)
        places = {name: places_of(column).take(rows) for name, column in trials.hparams.items()}
        return app.json(request, _said(importances(places, trials.metric(question.metric)[rows])))

    @router.post("/contour", summary="A metric over two hyperparameters", answers=ContourAnswer)
    def contour(request: Request, question: ContourQuestion) -> Response:
        """The mean of the trials' values at each place of a grid, weighed by a Gaussian of their distance along the axes as they are
        drawn, as wide as Scott's rule says; null where no trial is near.
        """
        query = app.query()
        trials = trials_of(query, question.source, Combined(question.combine, question.metric))
        rows = _chosen(trials, question.trials)
        x, y = (places_of(_hparam(trials, name)).take(rows) for name in (question.x, question.y))
        metric = trials.metric(question.metric)[rows]
        found = surface(x, y, metric, log_x=question.log_x, log_y=question.log_y, size=question.size)
        answer = ContourAnswer(
            x=found.x.tolist(),
            y=found.y.tolist(),
            z=[[_finite(value) for value in row] for row in found.z.tolist()],
            x_categories=list(x.categories),
            y_categories=list(y.categories),
            trials=found.trials,
        )
        return app.json(request, answer)


def _about(name: str, places: Places, *, logarithmic: bool) -> HparamAbout:
    known = places.at[~np.isnan(places.at)]
    numbers = not places.categories and len(known) > 0
    low, high = (float(known.min()), float(known.max())) if numbers else (None, None)
    return HparamAbout(
        name=name,
        type="text" if places.categories else "number",
        trials=len(known),
        differs=places.differs,
        logarithmic=numbers and bool(known.min() > 0) and (logarithmic or _spans_decades(known)),
        min=low,
        max=high,
        categories=list(places.categories[:MAX_CATEGORIES]),
    )


def _spans_decades(values: Floats) -> bool:
    """Whether values above 0 are spread over two powers of ten at least, with the middle one far below the middle of the axis."""
    low, high = float(values.min()), float(values.max())
    return high >= 100 * low and 6 * float(np.median(values)) < low + high


def _hparam(trials: Trials, name: str) -> Any:
    try:
        return trials.hparams[name]
    except KeyError:
        raise NotFoundError(
            f"no trial has a hyperparameter {name!r}", "see /api/hparams/columns for all of them"
        ) from None


def _chosen(trials: Trials, names: Sequence[str] | None) -> np.ndarray[Any, np.dtype[np.intp]]:
    """The rows of these trials; those that are not there (any more) are passed over."""
    if names is None:
        return np.arange(len(trials.rows))
    wanted = set(names)
    return np.array([row for row, name in enumerate(trials.rows.names) if name in wanted], np.intp)


def _said(found: Importances) -> ImportanceAnswer:
    return ImportanceAnswer(
        found=[
            ImportanceAbout(
                name=one.name,
                mean=one.mean,
                low=one.low,
                high=one.high,
                correlation=_finite(one.correlation.coefficient),
                correlation_low=_finite(one.correlation.low),
                correlation_high=_finite(one.correlation.high),
            )
            for one in found.found
        ],
        score=_finite(found.score),
        trials=found.trials,
        used=found.used,
        constant=list(found.constant),
        problem=found.problem,
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _offsets(parts: Sequence[Sequence[Any]]) -> np.ndarray[Any, Any]:
    return np.cumsum([0, *map(len, parts)]).astype(np.int32)


def _json(value: Any) -> str:
    import json

    return json.dumps(value)


_TABLE_RESPONSE: dict[int, dict[str, Any]] = {
    200: {
        "description": "The table",
        "content": {
            "application/vnd.apache.arrow.stream": {"schema": {"type": "string", "format": "binary"}}
        },
    },
}

PANEL = Panel(id="hparams", kinds=(KIND,), mount=mount)
