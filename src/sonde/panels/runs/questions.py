"""What is asked of the table of runs, and the forms of its answers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from sonde.errors import ExpressionError
from sonde.runs.grouping import Groups, by_columns, by_directory, by_hand, by_pattern
from sonde.runs.order import Rows
from sonde.runs.statistics import STATISTICS
from sonde.runs.table import RunTable, Sort

DEFAULT_LIMIT = 200
MAX_LIMIT = 20_000
MAX_COLUMNS = 1_000
MAX_SORTS = 10
MAX_COMPARED = 50

Where = Annotated[
    str | None,
    Meta(
        description='A condition such as `lr < 1e-3 and model == "vit" and val/acc.max > 0.9`; null asks for all runs.'
    ),
]
Statistic = Literal[STATISTICS]  # type: ignore[valid-type]

_COLUMNS = (
    "Names of columns, in full as /api/runs/columns has them or in short; null asks for some facts, all hyperparameters and the last"
    " value of all metrics, as far as they differ."
)


class SortBy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """By which column."""

    column: str
    descending: Annotated[bool, Meta(description="Large values first.")] = False


class RowsQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which runs, and in which order."""

    where: Where = None
    runs: Annotated[
        list[str] | None, Meta(description="Names of runs; only of these, those that match. Null: of all.")
    ] = None
    sort: Annotated[
        list[SortBy],
        Meta(
            max_length=MAX_SORTS,
            description="By the first of these, where that is equal by the next, and so on, then in run order. What is missing comes last.",
        ),
    ] = []

    def rows(self, table: RunTable) -> Rows:
        """Those that match, sorted. Raises ExpressionError, ColumnNotFoundError."""
        rows = rows_of(table, self.where, self.runs)
        return table.sorted(rows, [Sort(one.column, one.descending) for one in self.sort])


class TableQuestion(RowsQuestion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which part of the table."""

    columns: Annotated[
        Annotated[list[str], Meta(max_length=MAX_COLUMNS)] | None, Meta(description=_COLUMNS)
    ] = None
    offset: Annotated[int, Meta(ge=0, description="Of the matching runs so many are left out.")] = 0
    limit: Annotated[int, Meta(ge=0, le=MAX_LIMIT, description="At most so many rows.")] = DEFAULT_LIMIT


class TableAnswer(Struct, frozen=True, kw_only=True):
    """A part of the table."""

    generation: int
    total: Annotated[int, Meta(description="All runs.")]
    matching: Annotated[int, Meta(description="Those that match.")]
    rows: Annotated[list[str], Meta(description="The names of the runs that are answered.")]
    columns: Annotated[
        dict[str, list[Any]],
        Meta(description="By the name that was asked for, a value for each row; null where a run has none."),
    ]


class RunColumnAnswer(Struct, frozen=True, kw_only=True):
    """One column, and what it holds."""

    id: Annotated[str, Meta(description="Its name in full; every question and condition takes it.")]
    group: Annotated[
        Literal["run", "catalog", "hparam", "metric"],
        Meta(
            description="`run`: a fact; `catalog`: what people said; `hparam`: a hyperparameter; `metric`: the last value of a"
            " scalar, whose other statistics are called by theirs in place of `last`."
        ),
    ]
    name: Annotated[str, Meta(description="Without its group: the hyperparameter, the tag.")]
    label: Annotated[str, Meta(description="For people.")]
    description: str
    type: Literal["number", "text", "bool", "time", "duration", "list"]
    whole: Annotated[bool, Meta(description="All numbers are integers.")]
    present: Annotated[int, Meta(description="How many runs have a value.")]
    differs: Annotated[
        bool | None,
        Meta(
            description="Whether runs have different values, or only some any; null where there are too many metrics to look."
        ),
    ]
    distinct: Annotated[int | None, Meta(description="How many different values there are.")]
    values: Annotated[list[Any], Meta(description="The most frequent of them.")]
    min: Annotated[float | None, Meta(description="Of finite numbers.")]
    max: float | None
    best: Annotated[
        Literal["", "min", "max"], Meta(description="Which of a metric's values counts as its best.")
    ] = ""


class RunColumnsAnswer(Struct, frozen=True, kw_only=True):
    """All columns, and the words for what there is of metrics."""

    generation: int
    total: int
    matching: Annotated[int, Meta(description="The runs that the columns are looked at over.")]
    statistics: list[str]
    columns: list[RunColumnAnswer]


class WhereQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which runs."""

    where: Where = None


class MatchingAnswer(Struct, frozen=True, kw_only=True):
    """The runs that match, in run order."""

    generation: int
    total: int
    names: list[str]


class ConditionProblem(Struct, frozen=True, kw_only=True):
    """What is wrong with a condition, and where."""

    problem: Annotated[str, Meta(description="A stable name of what is wrong.")]
    message: str
    hint: str
    found: Annotated[str, Meta(description="What it is about.")]
    position: Annotated[int, Meta(description="In characters.")]
    length: int

    @staticmethod
    def of(error: ExpressionError) -> ConditionProblem:
        return ConditionProblem(
            problem=error.problem,
            message=error.message,
            hint=error.hint,
            found=error.found,
            position=error.position,
            length=error.length,
        )


class CheckAnswer(Struct, frozen=True, kw_only=True):
    """Whether a condition makes sense: `problem` is null where it does."""

    problem: ConditionProblem | None


class CompleteQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was typed of a condition, and where the cursor is."""

    text: str
    position: Annotated[
        Annotated[int, Meta(ge=0)] | None, Meta(description="In characters; null: at the end.")
    ] = None


class CompletionAnswer(Struct, frozen=True, kw_only=True):
    """`insert` may take the place of the text from `from` to `to`."""

    insert: str
    label: str
    kind: Literal["column", "value", "operator", "word"]
    detail: Annotated[str, Meta(description="The group of a column.")]
    start: int = field(name="from")
    end: int = field(name="to")


class DiffQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which runs are compared."""

    runs: Annotated[list[str], Meta(min_length=1, max_length=MAX_COMPARED)]
    statistics: Annotated[list[Statistic], Meta(min_length=1, description="What of metrics.")] = field(
        default_factory=lambda: ["last"]
    )


class DiffLine(Struct, frozen=True, kw_only=True):
    """One column."""

    id: str
    group: Literal["run", "catalog", "hparam", "metric"]
    label: str
    type: Literal["number", "text", "bool", "time", "duration", "list"]
    values: Annotated[list[Any], Meta(description="Of each run; null where it has none.")]
    differs: bool


class DiffAnswer(Struct, frozen=True, kw_only=True):
    """A line for each fact, hyperparameter and metric that any of the runs has."""

    generation: int
    runs: list[str]
    lines: list[DiffLine]


class ByHparam(Struct, frozen=True, tag="hparam", tag_field="kind", forbid_unknown_fields=True):
    """By the values of hyperparameters."""

    names: Annotated[list[str], Meta(min_length=1, max_length=MAX_SORTS)]

    def groups(self, table: RunTable, rows: Rows) -> Groups:
        return by_columns(table, rows, [f"hparams.{name}" for name in self.names])


class ByColumn(Struct, frozen=True, tag="column", tag_field="kind", forbid_unknown_fields=True):
    """By the values of any columns."""

    columns: Annotated[list[str], Meta(min_length=1, max_length=MAX_SORTS)]

    def groups(self, table: RunTable, rows: Rows) -> Groups:
        return by_columns(table, rows, self.columns)


class ByDirectory(Struct, frozen=True, tag="directory", tag_field="kind", forbid_unknown_fields=True):
    """By the directory that runs are in."""

    level: Annotated[
        int,
        Meta(
            ge=-100,
            le=100,
            description="So many parts of a run's name, from the left; with a negative one all but so many. -1 is the directory that the"
            " run's own is in.",
        ),
    ] = 1

    def groups(self, table: RunTable, rows: Rows) -> Groups:
        return by_directory(table, rows, self.level or 1)


class ByRegex(Struct, frozen=True, tag="regex", tag_field="kind", forbid_unknown_fields=True):
    """By what a regular expression finds in names."""

    pattern: Annotated[
        str,
        Meta(
            description="Its named groups, else its first group, else all that it matches. Runs in whose names it finds nothing are"
            " the rest."
        ),
    ]

    def groups(self, table: RunTable, rows: Rows) -> Groups:
        return by_pattern(table, rows, self.pattern)


class HandGroup(Struct, frozen=True, forbid_unknown_fields=True):
    """A group as somebody made it."""

    name: str
    runs: list[str]


class ByHand(Struct, frozen=True, tag="hand", tag_field="kind", forbid_unknown_fields=True):
    """As they were put together by hand."""

    made: Annotated[list[HandGroup], Meta(max_length=MAX_COLUMNS)] = field(name="groups")

    def groups(self, table: RunTable, rows: Rows) -> Groups:
        return by_hand(table, rows, [(one.name, one.runs) for one in self.made])


class GroupsQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How runs are put together."""

    by: ByHparam | ByColumn | ByDirectory | ByRegex | ByHand
    where: Where = None
    runs: Annotated[list[str] | None, Meta(description="Names of runs; null asks for all.")] = None


class GroupAnswer(Struct, frozen=True, kw_only=True):
    """Runs that belong together."""

    name: str
    values: Annotated[
        dict[str, Any],
        Meta(
            description="By what: of hyperparameters and columns by their ids, of a regular expression by its groups (`match` without a name),"
            " `directory`, or `group` where it was made by hand. Null where its runs have none."
        ),
    ]
    runs: list[str]


class GroupsAnswer(Struct, frozen=True, kw_only=True):
    """The groups, in the order of their values."""

    generation: int
    groups: list[GroupAnswer]
    rest: Annotated[list[str], Meta(description="Runs that are in none.")]


def rows_of(table: RunTable, where: str | None, runs: list[str] | None) -> Rows:
    """Those that match, in run order."""
    import numpy as np

    rows = table.matching(where)
    return rows if runs is None else rows[np.isin(rows, table.rows_of(runs))]
