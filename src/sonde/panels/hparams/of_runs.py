"""The trials of a log directory: each a session, or a run with a configuration, and the runs below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sonde.analysis.repetitions import repetitions
from sonde.panels.hparams.trials import Combined, Floats, Metric, MetricAbout, Rows
from sonde.runs.metrics import lower_is_better, metrics_of

if TYPE_CHECKING:
    from sonde.query import Query
    from sonde.runs.column import Column
    from sonde.runs.facts import Facts

_COUNTED_TAGS = 300
"""Of more tags than this it is not counted how many trials have each in which group."""


@dataclass(slots=True)
class _Session:
    """One session: the row whose hyperparameters it has, and the row of each run of it by its path below the session."""

    name: str
    row: int
    members: dict[str, int]


class RunTrials:
    """The trials of all runs, their repetitions combined."""

    logarithmic: frozenset[str] = frozenset()

    def __init__(self, query: Query, facts: Facts, combined: Combined) -> None:
        self._query = query
        self._facts = facts
        self._combined = combined
        self._sessions = _sessions(query, facts)
        groups = facts["group"].tolist()
        self._trials = repetitions(
            [str(groups[session.row] or "") for session in self._sessions], combined.combine
        )
        self.hparams: Mapping[str, _Words] = _Columns(facts, self._rows_of(self._trials.firsts))
        leading = combined.leading
        self._chosen = self._trials.chosen(
            None if leading is None else self._of_sessions(leading), combined.combine
        )
        self.rows = self._told()

    def metrics(self) -> list[MetricAbout]:
        declared = self._facts.experiments.metrics
        counts = self._counts()
        names = [name for name in declared if counts.get(name)]
        names += sorted(name for name in counts if name not in declared)
        return [
            MetricAbout(
                tag=tag,
                group=group,
                trials=counts[group, tag],
                goal="min" if lower_is_better(tag) else "max",
                name=(declared[group, tag].display_name if (group, tag) in declared else "")
                or (f"{group}/{tag}" if group else tag),
                declared=(group, tag) in declared,
            )
            for group, tag in names
        ]

    def metric(self, metric: Metric) -> Floats:
        return self._trials.combined(self._of_sessions(metric), self._combined.combine, self._chosen)

    def _rows_of(self, sessions: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        return np.array([self._sessions[number].row for number in sessions.tolist()], np.intp)

    def _of_sessions(self, metric: Metric) -> Floats:
        """A metric of each session."""
        found = metrics_of(self._query, self._facts, [metric.tag])
        statistic = metric.statistic
        if statistic == "best":
            statistic = "min" if lower_is_better(metric.tag) else "max"
        values = np.where(found.counts[0] > 0, getattr(found, f"{statistic}s")[0], np.nan)
        rows = np.array([one.members.get(metric.group, -1) for one in self._sessions], np.intp)
        return np.append(values, np.nan)[rows]

    def _counts(self) -> dict[tuple[str, str], int]:
        """How many sessions have each metric, by (group, tag)."""
        groups = {group for session in self._sessions for group in session.members}
        tags = self._query.tags("scalars")
        if groups <= {""} and len(self._sessions) == len(self._facts.names):
            return {("", tag.tag): tag.runs for tag in tags}
        place = {
            name: (number, group)
            for number, session in enumerate(self._sessions)
            for group, row in session.members.items()
            for name in (self._facts.names[row], *self._facts.parts.get(self._facts.names[row], ()))
        }
        if len(tags) > _COUNTED_TAGS:
            return self._uncounted(place)
        counts: dict[tuple[str, str], int] = {}
        for tag in tags:
            having = {
                place[name] for name in self._query.runs_with(tag.tag, None, "scalars") if name in place
            }
            for _, group in having:
                counts[group, tag.tag] = counts.get((group, tag.tag), 0) + 1
        return counts

    def _uncounted(self, place: Mapping[str, tuple[int, str]]) -> dict[tuple[str, str], int]:
        runs: dict[str, list[str]] = {}
        for name, (_, group) in place.items():
            runs.setdefault(group, []).append(name)
        return {
            (group, tag): len(names)
            for group, names in runs.items()
            for tag in self._query.tag_names("scalars", names)
        }

    def _told(self) -> Rows:
        facts, sessions = self._facts, self._sessions
        states, starts, ends = (facts[name].tolist() for name in ("state", "start_time", "last_time"))
        members = [[sessions[number] for number in rows.tolist()] for rows in self._trials.rows]
        rows = [[row for session in trial for row in session.members.values()] for trial in members]
        return Rows(
            names=[trial[0].name for trial in members],
            runs=[
                [name for row in each for name in (facts.names[row], *facts.parts.get(facts.names[row], ()))]
                for each in rows
            ],
            sessions=np.array([len(trial) for trial in members], np.int32),
            states=[_worst([str(states[session.row]) for session in trial]) for trial in members],
            start_times=_extreme(rows, starts, min),
            end_times=_extreme(rows, ends, max),
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """A column of some rows, in which every cell that is no number is as it was logged."""

    type: str
    values: npt.NDArray[Any]
    present: npt.NDArray[np.bool_]


class _Columns(Mapping[str, _Words]):
    """The hyperparameters of trials: those of the first session of each."""

    def __init__(self, facts: Facts, rows: npt.NDArray[np.intp]) -> None:
        self._facts = facts
        self._rows = rows

    def __getitem__(self, name: str) -> _Words:
        column: Column = self._facts.hparams[name].take(self._rows)
        if column.type in ("number", "time", "duration"):
            return _Words(column.type, column.values, column.present)
        values = np.empty(len(column), object)
        values[:] = column.tolist()
        return _Words(column.type, values, column.present)

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts.hparams)

    def __len__(self) -> int:
        return len(self._facts.hparams)


def _sessions(query: Query, facts: Facts) -> list[_Session]:
    """The sessions, oldest first: runs that began one, and directories of a configuration, with the runs below."""
    began = {run.name for run in query.runs() if run.session is not None}
    parents = facts["parent"].tolist()
    files: list[Any] = facts["config_files"].tolist()
    found: dict[str, _Session] = {}
    for row, name in enumerate(facts.names):
        own = name in began or any(part in began for part in facts.parts.get(name, ()))
        trial = name if own else str(parents[row] or "") or _configured(name, files[row] or ())
        if not trial:
            continue
        session = found.setdefault(trial, _Session(trial, row, {}))
        group = "" if name == trial else name if trial == "." else name[len(trial) + 1 :]
        session.members[group] = row
        if not group:
            session.row = row
    return list(found.values())


def _configured(run: str, files: Sequence[str]) -> str:
    """The directory whose configuration a run has: the nearest; the run itself where that is of the whole log directory."""
    directories = [file.rpartition("/")[0].removesuffix(".hydra").rstrip("/") for file in files]
    nearest = max(directories, key=len, default=None)
    if nearest is None:
        return ""
    return nearest if nearest and run.startswith(f"{nearest}/") else run


_ORDER = ("running", "failed", "stalled", "finished")


def _worst(states: Sequence[str]) -> str:
    """The state of a trial of several sessions: running as long as one is, and no better than the worst of them."""
    return min(states, key=lambda state: _ORDER.index(state) if state in _ORDER else len(_ORDER))


def _extreme(rows: Sequence[Sequence[int]], times: Sequence[Any], choose: Any) -> Floats:
    return np.array(
        [choose((times[row] for row in each if times[row] is not None), default=np.nan) for each in rows],
        np.float64,
    )
