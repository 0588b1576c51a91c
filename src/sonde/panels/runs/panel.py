"""Runs: the table of all runs over HTTP: filtered, sorted, completed, compared, grouped, saved."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Annotated, Literal

from msgspec import Meta

from sonde.errors import ExpressionError
from sonde.panels.contract import App, Panel, Request, Response, Router
from sonde.panels.runs.questions import (
    CheckAnswer,
    CompleteQuestion,
    CompletionAnswer,
    ConditionProblem,
    DiffAnswer,
    DiffLine,
    DiffQuestion,
    GroupAnswer,
    GroupsAnswer,
    GroupsQuestion,
    MatchingAnswer,
    RowsQuestion,
    RunColumnAnswer,
    RunColumnsAnswer,
    SortBy,
    TableAnswer,
    TableQuestion,
    Where,
    WhereQuestion,
    rows_of,
)
from sonde.runs.difference import difference
from sonde.runs.files import ENDINGS, MEDIA_TYPES, pieces
from sonde.runs.metrics import lower_is_better
from sonde.runs.names import ColumnId
from sonde.runs.order import Rows
from sonde.runs.statistics import STATISTICS
from sonde.runs.table import RunTable, Tables

_DEFAULT_FACTS = ("state", "start_time", "duration")
_DEFAULT_COLUMNS = 100
"""Of more columns nobody asked for so many are answered."""

_LOOKED_AT = 200
"""So many metrics are looked at for what they hold; of more it is only said how many runs have them. Of so many columns those are
answered in which runs differ.
"""

FileFormat = Literal["csv", "json", "latex", "markdown", "parquet"]
Format = Annotated[FileFormat, Meta(description="form of the file")]


def mount(router: Router, app: App) -> None:
    tables = Tables()

    def table() -> RunTable:
        return tables.of(app.query(), catalog=app.catalog)

    @router.post("/table", summary="A part of the table of runs", answers=TableAnswer)
    def answer_table(request: Request, question: TableQuestion) -> Response:
        """The runs that match, sorted, so many rows from `offset` on, with the asked columns.

        What is wrong with a condition is the error `bad_expression`, with the place: `position` and `length`, in characters.
        """
        runs = table()
        rows = question.rows(runs)
        shown = rows[question.offset : question.offset + question.limit]
        names = _default_columns(runs, rows) if question.columns is None else question.columns
        columns = runs.columns(names)
        found = TableAnswer(
            generation=runs.generation,
            total=len(runs),
            matching=len(rows),
            rows=[runs.names[row] for row in shown.tolist()],
            columns={name: column.take(shown).tolist() for name, column in zip(names, columns, strict=True)},
        )
        return app.json(request, found)

    @router.get("/columns", summary="Columns of the table of runs", answers=RunColumnsAnswer)
    def answer_columns(request: Request, where: Where = None) -> Response:
        """Every column, and what the runs that match have in it: facts, what people said, hyperparameters, metrics."""
        runs = table()
        rows = None if where is None else runs.matching(where)
        found = RunColumnsAnswer(
            generation=runs.generation,
            total=len(runs),
            matching=len(runs if rows is None else rows),
            statistics=list(STATISTICS),
            columns=_columns(runs, rows),
        )
        return app.json(request, found)

    @router.post("/matching", summary="Runs that match", answers=MatchingAnswer)
    def answer_matching(request: Request, question: WhereQuestion) -> Response:
        """The names of all runs for which a condition holds, in run order."""
        runs = table()
        names = [runs.names[row] for row in runs.matching(question.where).tolist()]
        return app.json(request, MatchingAnswer(generation=runs.generation, total=len(runs), names=names))

    @router.get("/parts", summary="Sub-runs of runs", answers=dict[str, list[str]])
    def answer_parts(request: Request) -> Response:
        """By run the sub-runs that are told of with it, as `add_hparams` of PyTorch makes them: the table has no row for them."""
        return app.json(request, {run: list(parts) for run, parts in table().facts.parts.items()})

    @router.post("/check", summary="Whether a condition makes sense", answers=CheckAnswer)
    def answer_check(request: Request, question: WhereQuestion) -> Response:
        """What is wrong with a condition, as an answer and no error: for who asks while somebody types."""
        try:
            table().matching(question.where)
        except ExpressionError as error:
            return app.json(request, CheckAnswer(problem=ConditionProblem.of(error)))
        return app.json(request, CheckAnswer(problem=None))

    @router.post("/complete", summary="What may be typed", answers=list[CompletionAnswer])
    def answer_complete(request: Request, question: CompleteQuestion) -> Response:
        """What may stand at a place of a condition, the likeliest first."""
        position = len(question.text) if question.position is None else question.position
        found = [
            CompletionAnswer(
                insert=one.insert,
                label=one.label,
                kind=one.kind,
                detail=one.detail,
                start=one.start,
                end=one.end,
            )
            for one in table().complete(question.text, position)
        ]
        return app.json(request, found)

    @router.post("/diff", summary="What runs differ in", answers=DiffAnswer)
    def answer_diff(request: Request, question: DiffQuestion) -> Response:
        """A line for each fact, hyperparameter and metric that any of these runs has, with the value of each."""
        runs = table()
        lines = [
            DiffLine(
                id=str(line.id),
                group=line.id.group,
                label=line.id.label,
                type=line.type,
                values=list(line.values),
                differs=line.differs,
            )
            for line in difference(runs, question.runs, question.statistics)
        ]
        return app.json(request, DiffAnswer(generation=runs.generation, runs=question.runs, lines=lines))

    @router.post("/groups", summary="Runs in groups", answers=GroupsAnswer)
    def answer_groups(request: Request, question: GroupsQuestion) -> Response:
        """Runs put together by hyperparameters, columns, directories, a regular expression over names, or by hand."""
        runs = table()
        found = question.by.groups(runs, rows_of(runs, question.where, question.runs))
        groups = [GroupAnswer(name=one.name, values=one.values, runs=list(one.runs)) for one in found.groups]
        return app.json(
            request, GroupsAnswer(generation=runs.generation, groups=groups, rest=list(found.rest))
        )

    def saved(format: FileFormat, question: RowsQuestion, columns: Sequence[str] | None) -> Response:
        runs = table()
        rows = question.rows(runs)
        ids = [runs.id_of(name) for name in columns or _default_columns(runs, rows)]
        return app.file(pieces(runs, rows, ids, format), f"runs.{ENDINGS[format]}", MEDIA_TYPES[format])

    @router.get("/export", summary="The table of runs as a file", responses=_FILE_RESPONSE)
    def export(
        format: Format = "csv",
        where: Where = None,
        sort: Annotated[
            list[str] | None,
            Meta(description="a column; - in front of it: large values first; may be repeated"),
        ] = None,
        column: Annotated[list[str] | None, Meta(description="a column; may be repeated")] = None,
    ) -> Response:
        """All runs that match, sorted, as CSV, JSON, LaTeX, Markdown or Parquet (which needs pyarrow)."""
        by = [SortBy(column=name.removeprefix("-"), descending=name.startswith("-")) for name in sort or ()]
        return saved(format, RowsQuestion(where=where, sort=by), column)

    @router.post("/export", summary="The table of runs as a file", responses=_FILE_RESPONSE)
    def export_asked(question: TableQuestion, format: Format = "csv") -> Response:
        """The same of a question as /api/runs/table takes it; every matching run, whatever `offset` and `limit` are."""
        return saved(format, question, question.columns)


def _default_columns(table: RunTable, rows: Rows) -> list[str]:
    """Some facts, and the hyperparameters and metrics that differ between these runs."""
    ids = [id for id in table.ids() if id.group in ("hparam", "metric")][:_LOOKED_AT]
    table.columns(ids)
    found = (str(id) for id in ids if table.overview(id, _unless_all(table, rows)).differs)
    return [*_DEFAULT_FACTS, *islice(found, _DEFAULT_COLUMNS)]


def _unless_all(table: RunTable, rows: Rows) -> Rows | None:
    """What is known of all rows is kept."""
    return None if len(rows) == len(table) else rows


def _columns(table: RunTable, rows: Rows | None) -> list[RunColumnAnswer]:
    rows = None if rows is None else _unless_all(table, rows)
    look = len(table.tags) <= _LOOKED_AT
    having = {info.tag: info.runs for info in table.query.tags("scalars")}
    declared = table.facts.experiments.hparams
    table.columns(id for id in table.ids() if id.group != "metric" or look)
    found = []
    for id in table.ids():
        if id.group == "metric" and not look:
            found.append(_not_looked_at(id, having[id.name]))
            continue
        column, overview = table.column(id), table.overview(id, rows)
        info = declared.get(id.name) if id.group == "hparam" else None
        found.append(
            RunColumnAnswer(
                id=str(id),
                group=id.group,
                name=id.name,
                label=(info.display_name if info else "") or id.label,
                description=info.description if info else "",
                type=column.type,
                whole=column.whole,
                present=overview.present,
                differs=overview.differs,
                distinct=overview.distinct,
                values=list(overview.values),
                min=overview.min,
                max=overview.max,
                best=_best(id),
            )
        )
    return found


def _not_looked_at(id: ColumnId, present: int) -> RunColumnAnswer:
    return RunColumnAnswer(
        id=str(id),
        group=id.group,
        name=id.name,
        label=id.label,
        description="",
        type="number",
        whole=False,
        present=present,
        differs=None,
        distinct=None,
        values=[],
        min=None,
        max=None,
        best=_best(id),
    )


def _best(id: ColumnId) -> Literal["", "min", "max"]:
    if id.group != "metric":
        return ""
    return "min" if lower_is_better(id.name) else "max"


_FILE_RESPONSE = {
    200: {
        "description": "The file",
        "content": {
            type: {"schema": {"type": "string", "format": "binary"}} for type in MEDIA_TYPES.values()
        },
    }
}

PANEL = Panel(id="runs", kinds=(), mount=mount)
