"""The table of runs: a row for each run, a column for everything that is known of it; filtered, sorted, looked into.

    table = RunTable(query)                                # or `Tables().of(query)`, which keeps what it finds
    rows = table.matching('lr < 1e-3 and val/acc.max > 0.9')
    rows = table.sorted(rows, [Sort("val/acc.max", descending=True)])
    table.column("hparams.lr").take(rows).tolist()

What columns are called: `sonde.runs.names`. A column is made when it is first asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from sonde.catalog.nouns import State
from sonde.errors import ColumnNotFoundError
from sonde.expression import columns as expression
from sonde.expression.completion import Completion, Offer, complete
from sonde.expression.condition import parse
from sonde.expression.evaluation import evaluate
from sonde.expression.nodes import Type, names_of
from sonde.query import Query
from sonde.runs.column import Column, Value
from sonde.runs.facts import Facts, facts_of
from sonde.runs.metrics import metrics_of
from sonde.runs.names import ColumnId, Names
from sonde.runs.order import Ranks, Rows, ranks_of, sorted_rows
from sonde.runs.overview import Overview, overview_of
from sonde.runs.people import PeopleColumns, people_columns
from sonde.runs.statistics import DEFAULT_STATISTIC, statistic_column

_TAGS_AT_ONCE = 50
"""The summaries of so many tags are asked for together: of 10,000 runs each is about a megabyte."""

_KEPT_COLUMNS = 1_000
"""So many columns are kept: of 10,000 runs about 90 megabytes."""

_CHANGING = "state"
"""The fact that changes without a new generation: as time goes by."""


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column; `descending` says that large values come first."""

    column: str
    descending: bool = False


@dataclass(slots=True)
class _Found:
    """What was made for one generation; tables of it share this. Made twice where two threads come at once: it is the same."""

    columns: dict[ColumnId, Column] = field(default_factory=dict)
    plain: dict[ColumnId, expression.Column] = field(default_factory=dict)
    ranks: dict[ColumnId, Ranks] = field(default_factory=dict)
    overviews: dict[ColumnId, Overview] = field(default_factory=dict)
    people: tuple[State, Mapping[str, Column]] | None = None

    def keep(self, columns: Mapping[ColumnId, Column]) -> None:
        """Keep these, and of many others none: they cost memory, and are made anew when they are asked for."""
        if len(self.columns) + len(columns) > _KEPT_COLUMNS:
            for made in (self.columns, self.plain, self.ranks):
                made.clear()
        self.columns.update(columns)

    def said(self, state: State, facts: Facts) -> Mapping[str, Column]:
        """What people said, of the runs of these facts."""
        people = self.people
        if people is None or people[0] is not state:
            people = self.people = state, people_columns(state, facts["key"].values.tolist())
        return people[1]


class RunTable:
    """The runs of one query at one moment (`now`). Rows are in run order; a sub-run that is told of with another has none.

    `catalog` gives what people said of runs, and is called when that is asked for. For several threads.
    """

    def __init__(
        self,
        query: Query,
        facts: Facts | None = None,
        *,
        catalog: Callable[[], State] = State,
        now: float | None = None,
        found: _Found | None = None,
    ) -> None:
        self.now = time.time() if now is None else now
        self.query = query
        self.facts = facts_of(query, self.now) if facts is None else facts
        self._found = found or _Found()
        self._catalog = PeopleColumns(lambda: self._found.said(catalog(), self.facts))

    def __len__(self) -> int:
        return len(self.facts.names)

    @property
    def generation(self) -> int:
        return self.query.generation

    @property
    def names(self) -> tuple[str, ...]:
        """The runs, by row."""
        return self.facts.names

    @property
    def all_rows(self) -> Rows:
        return np.arange(len(self))

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The tags of all scalars, sorted."""
        return tuple(info.tag for info in self.query.tags("scalars"))

    @cached_property
    def _names(self) -> Names:
        return Names(self.facts.hparams, dict.fromkeys(self.tags), self._catalog)

    def ids(self) -> Iterator[ColumnId]:
        """Every column, of a metric its last value: facts, what people said, hyperparameters, metrics."""
        yield from (ColumnId("run", name) for name in self.facts)
        yield from (ColumnId("catalog", name) for name in self._catalog)
        yield from (ColumnId("hparam", name) for name in self.facts.hparams)
        yield from (ColumnId("metric", tag, DEFAULT_STATISTIC) for tag in self.tags)

    def id_of(self, name: str) -> ColumnId:
        """The column that a name stands for. Raises ColumnNotFoundError."""
        found = self._names.find(name)
        if found is None:
            raise ColumnNotFoundError(name, self._names.near(name))
        return found

    # Columns

    def column(self, which: str | ColumnId) -> Column:
        """A column, a value for each row. Raises ColumnNotFoundError."""
        return self.columns([which])[0]

    def columns(self, which: Iterable[str | ColumnId]) -> list[Column]:
        """Several columns; of metrics together they cost a fraction of what they cost one by one. Raises ColumnNotFoundError."""
        ids = [self.id_of(one) if isinstance(one, str) else one for one in which]
        kept = self._found.columns
        found = {id: kept[id] for id in ids if id in kept}
        made = self._made([id for id in dict.fromkeys(ids) if id not in found])
        self._found.keep({id: column for id, column in made.items() if self._is_kept(id)})
        return [found[id] if id in found else made[id] for id in ids]

    def _made(self, ids: Sequence[ColumnId]) -> dict[ColumnId, Column]:
        own: dict[str, Mapping[str, Column]] = {
            "run": self.facts,
            "catalog": self._catalog,
            "hparam": self.facts.hparams,
        }
        made = {id: own[id.group][id.name] for id in ids if id.group in own}
        metrics: dict[str, list[ColumnId]] = {}
        for id in ids:
            if id.group == "metric":
                metrics.setdefault(id.name, []).append(id)
        tags = list(metrics)
        for start in range(0, len(tags), _TAGS_AT_ONCE):
            some = tags[start : start + _TAGS_AT_ONCE]
            summaries = metrics_of(self.query, self.facts, some)
            for row, tag in enumerate(some):
                for id in metrics[tag]:
                    made[id] = statistic_column(summaries, row, id.statistic)
        return made

    def overview(self, id: ColumnId, rows: Rows | None = None) -> Overview:
        """What a column holds over these rows, or over all."""
        if rows is not None or not self._is_kept(id):
            return overview_of(self.column(id), self.all_rows if rows is None else rows)
        overview = self._found.overviews.get(id)
        if overview is None:
            overview = self._found.overviews[id] = overview_of(self.column(id), self.all_rows)
        return overview

    def _is_kept(self, id: ColumnId) -> bool:
        return id.group != "catalog" and id != ColumnId("run", _CHANGING)

    def only(self, rows: Rows) -> Facts:
        """The facts of these rows alone, for questions that are about few."""
        names = tuple(self.names[row] for row in rows.tolist())
        parts = {name: self.facts.parts[name] for name in names if name in self.facts.parts}
        places = {name: at for at, name in enumerate(names)}
        return replace(self.facts, names=names, parts=parts, rows=places)

    # Rows

    def rows_of(self, runs: Sequence[str]) -> Rows:
        """The rows of these runs, as far as they are there, in this order; of a sub-run that of the run it is told of with."""
        rows = self.facts.rows
        return np.array([rows[name] for name in runs if name in rows], np.intp)

    def matching(self, where: str | None) -> Rows:
        """The rows for which a condition holds, in run order; all without one. Raises ExpressionError."""
        if where is None or not where.strip():
            return self.all_rows
        condition = parse(where)
        named = (self._names.find(name) for name in names_of(condition))
        self.columns(id for id in named if id is not None)  # together; `evaluate` asks for one by one
        return np.flatnonzero(evaluate(condition, self, self.now))

    def sorted(self, rows: Rows, by: Sequence[Sort]) -> Rows:
        """The rows in this order: see `sonde.runs.order`. Raises ColumnNotFoundError."""
        ids = [self.id_of(one.column) for one in by]
        self.columns(ids)
        return sorted_rows(rows, [(self._ranks(id), one.descending) for id, one in zip(ids, by, strict=True)])

    def _ranks(self, id: ColumnId) -> Ranks:
        if not self._is_kept(id):
            return ranks_of(self.column(id))
        ranks = self._found.ranks.get(id)
        if ranks is None:
            ranks = self._found.ranks[id] = ranks_of(self.column(id))
        return ranks

    # What conditions are about: sonde.expression.completion.Completing

    def find(self, name: str) -> expression.Column | None:
        id = self._names.find(name)
        if id is None:
            return None
        if not self._is_kept(id):
            return _plain(self.column(id))
        column = self._found.plain.get(id)
        if column is None:
            column = self._found.plain[id] = _plain(self.column(id))
        return column

    def near(self, name: str) -> list[str]:
        return self._names.near(name)

    def offers(self, typed: str) -> Iterator[Offer]:
        return self._names.offers(typed)

    def values_of(self, name: str) -> Sequence[Value]:
        id = self._names.find(name)
        return () if id is None else self.overview(id).values

    def complete(self, text: str, position: int) -> list[Completion]:
        """What may stand at this place of a condition."""
        return complete(text, position, self)


class Tables:
    """Gives the table of a query, and keeps what was found as long as nothing changes. For several threads."""

    def __init__(self) -> None:
        self._kept: tuple[Facts, int, _Found] | None = None

    def of(self, query: Query, *, catalog: Callable[[], State] = State, now: float | None = None) -> RunTable:
        now = time.time() if now is None else now
        facts = facts_of(query, now)
        kept = self._kept
        # Facts are the same objects as long as nothing about runs changed.
        if kept is None or kept[0].hparams is not facts.hparams or kept[1] != query.generation:
            kept = self._kept = facts, query.generation, _Found()
        return RunTable(query, facts, catalog=catalog, now=now, found=kept[2])


def _plain(column: Column) -> expression.Column:
    """As conditions want it: with a type of its own where types differ from run to run."""
    type: Type = column.type
    values = column.values
    if column.type == "text" and column.exact:
        type, values = "mixed", values.copy()
        for row, value in column.exact.items():
            values[row] = value
    return expression.Column(type, values, column.present)
