"""What was read of the runs of a log directory, kept from one question to the next: only runs that changed are read anew."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sonde import wire
from sonde.model import RUNNING_SECS, STALLED_SECS, FileBeside, Run, RunState
from sonde.query import Query
from sonde.query.writers import host_of
from sonde.runs.column import Column, lists, numbers, texts
from sonde.runs.configs import Configs
from sonde.runs.experiments import Experiments
from sonde.runs.hparams import Hparams, Sessions
from sonde.runs.kept_metrics import KeptMetrics
from sonde.runs.lineage import Lineage, lineage

_EXPERIMENT = "_hparams_/experiment"
_SESSION_START = "_hparams_/session_start_info"
_ENVIRONMENT = "environment"
_MOST_LOGDIRS = 4


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a run was started, as far as it says so."""

    host: str
    user: str
    command: str
    git_commit: str


@dataclass(slots=True)
class KnownRun:
    """What one run says. `states` are what its state is while its files change, when they did not for a while, and when they
    have not for long.
    """

    run: Run
    start: tuple[bytes, ...]
    experiment: bytes
    environment: Environment
    states: tuple[RunState, RunState, RunState]
    last_step: float
    steps_per_second: float


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """All that is known, by row; everything but `state`, which time alone changes: see `states`."""

    lineage: Lineage
    hparams: Hparams
    experiments: Experiments
    problems: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, Column]
    rows: Mapping[str, int]
    _words: npt.NDArray[Any]  # [runs, 3]
    _changed: npt.NDArray[np.float64]

    def states(self, now: float) -> Column:
        """How each run stands at this time."""
        silent = np.abs(now - self._changed)
        which = np.where(silent < RUNNING_SECS, 0, np.where(silent < STALLED_SECS, 1, 2))
        words = self._words[np.arange(len(which)), which]
        return Column("text", words, np.ones(len(which), np.bool_))


class KnownRuns:
    """What was read of one log directory; `metrics` is what its metrics came to. For several threads."""

    def __init__(self) -> None:
        self.metrics = KeptMetrics()
        self._lock = threading.Lock()  # held while reading: who asks at the same time wants the same
        self._runs: dict[str, KnownRun] = {}
        self._configs = Configs()
        self._asked: tuple[list[Run], list[FileBeside]] = [], []
        self._sessions: tuple[tuple[tuple[bytes, ...], ...], Sessions] = (), Sessions(())
        self._table: Table | None = None

    @staticmethod
    def of(query: Query) -> KnownRuns:
        """What is kept of the log directory that this query is about."""
        return _kept_for(tuple(root.key for root in query.roots))

    def table(self, query: Query) -> Table:
        """All that is known as of this query."""
        with self._lock:
            asked = query.runs(), Configs.files(query)
            # Where nothing changed these are the same objects, and comparing them is quick.
            if self._table is None or asked != self._asked:
                self._table = self._read(query, *asked)
                self._asked = asked
            return self._table

    def _read(self, query: Query, runs: list[Run], files: list[FileBeside]) -> Table:
        self._read_changed(query, runs)
        known = self._runs
        starts = {run.name: known[run.name].start for run in runs if known[run.name].start}
        line = lineage(runs, starts, lambda name: _holds_only_a_session(query, name))
        rows = {name: row for row, name in enumerate(line.rows)}
        rows |= {part: rows[name] for name, parts in line.parts.items() for part in parts}
        sessions, sources = self._session_values(line, starts)
        given = self._configs.read(query, files, line.rows)
        hparams = Hparams(sessions, sources, given.by_name(sessions.odd, sources))
        return Table(
            lineage=line,
            hparams=hparams,
            experiments=Experiments(
                dict.fromkeys(
                    one.experiment for one in map(known.__getitem__, _names(runs)) if one.experiment
                )
            ),
            problems=given.problems,
            columns=self._columns(line, rows, given.paths),
            rows=rows,
            _words=self._words(line, rows),
            _changed=self._changed(line, rows),
        )

    def _read_changed(self, query: Query, runs: Sequence[Run]) -> None:
        """Bring `_runs` in line with these runs."""
        before, now = self._runs, {}
        changed: list[Run] = []
        for run in runs:
            known = before.get(run.name)
            if known is not None and (known.run is run or known.run == run):
                now[run.name] = known
            else:
                changed.append(run)
        names = _names(changed)
        starts = query.plugin_contents(_SESSION_START, "hparams", names)
        experiments = query.plugin_contents(_EXPERIMENT, "hparams", names)
        environments = query.plugin_contents(_ENVIRONMENT, "text", names)
        paces = query.paces(names)
        steps = np.where(paces.known, paces.last_steps, np.nan).tolist()
        speeds = paces.steps_per_second.tolist()
        place = {name: at for at, name in enumerate(paces.run_names)}
        same: dict[bytes, bytes] = {}  # writers of one experiment say the same of it: kept once
        for run in changed:
            at = place[run.name]
            experiment = experiments.get(run.name, (b"",))[-1]
            now[run.name] = KnownRun(
                run,
                starts.get(run.name, ()),
                same.setdefault(experiment, experiment),
                _environment(run, environments.get(run.name, ())),
                _states(run),
                steps[at],
                speeds[at],
            )
        self._runs = now

    def _session_values(
        self, line: Lineage, starts: Mapping[str, tuple[bytes, ...]]
    ) -> tuple[Sessions, npt.NDArray[np.int32]]:
        """What sessions logged, and which session's values each row has (-1: none)."""
        contents: list[tuple[bytes, ...]] = []
        sources = np.full(len(line.rows), -1, np.int32)
        numbers: dict[str, int] = {}
        for row, name in enumerate(line.rows):
            said = tuple(content for part in line.parts.get(name, ()) for content in starts[part])
            said += starts.get(name, ())
            if said:
                sources[row] = numbers[name] = len(contents)
                contents.append(said)
        for row, name in enumerate(line.rows):
            if sources[row] < 0:
                sources[row] = numbers.get(line.parents.get(name, ""), -1)
        if self._sessions[0] != (said_now := tuple(contents)):
            self._sessions = said_now, Sessions(contents)
        return self._sessions[1], sources

    def _columns(
        self, line: Lineage, rows: Mapping[str, int], paths: Sequence[tuple[str, ...]]
    ) -> dict[str, Column]:
        """Every fact but the state."""
        known = [self._runs[name] for name in line.rows]
        runs = [one.run for one in known]
        start, last = _times(runs, "start_time"), _times(runs, "last_time")
        counts = {
            fact: np.array([getattr(run, fact) for run in runs], float) for fact in ("points", "attempts")
        }
        counts["damage"] = np.array([run.damage_count for run in runs], float)
        steps = np.array([one.last_step for one in known], float)
        speeds = np.array([one.steps_per_second for one in known], float)
        groups = [_group(run) for run in runs]
        for name, parts in line.parts.items():
            row = rows[name]
            for part in (self._runs[part] for part in parts):
                start[row] = np.fmin(start[row], _nan(part.run.start_time))
                last[row] = np.fmax(last[row], _nan(part.run.last_time))
                counts["points"][row] += part.run.points
                counts["damage"][row] += part.run.damage_count
                groups[row] = groups[row] or _group(part.run)
        environments = [one.environment for one in known]
        return {
            "name": texts(line.rows),
            "key": texts([run.key for run in runs]),
            "start_time": numbers(start, "time"),
            "last_time": numbers(last, "time"),
            "duration": numbers(last - start, "duration"),
            "last_step": numbers(steps, whole=True),
            "steps_per_second": numbers(speeds),
            **{fact: numbers(counts[fact], whole=True) for fact in counts},
            "host": texts([one.host for one in environments]),
            "user": texts([one.user for one in environments]),
            "command": texts([one.command for one in environments]),
            "git_commit": texts([one.git_commit for one in environments]),
            "config_files": lists(paths),
            "group": texts(groups),
            "parent": texts([line.parents.get(name, "") for name in line.rows]),
        }

    def _words(self, line: Lineage, rows: Mapping[str, int]) -> npt.NDArray[Any]:
        words = np.empty((len(line.rows), 3), object)
        words[:] = [self._runs[name].states for name in line.rows] or np.empty((0, 3), object)
        for name, parts in line.parts.items():
            if self._runs[name].run.session is None:
                words[rows[name], 1:] = self._runs[parts[-1]].states[2]
        return words

    def _changed(self, line: Lineage, rows: Mapping[str, int]) -> npt.NDArray[np.float64]:
        """When the files of each row changed last; never, where nobody knows."""
        changed = _times([self._runs[name].run for name in line.rows], "changed_time")
        for name, parts in line.parts.items():
            row = rows[name]
            for part in parts:
                changed[row] = np.fmax(changed[row], _nan(self._runs[part].run.changed_time))
        return np.where(np.isnan(changed), -math.inf, changed)


_kept: OrderedDict[tuple[str, ...], KnownRuns] = OrderedDict()
_kept_lock = threading.Lock()  # guards _kept; no other lock is taken under it


def _kept_for(roots: tuple[str, ...]) -> KnownRuns:
    with _kept_lock:
        known = _kept.setdefault(roots, KnownRuns())
        _kept.move_to_end(roots)
        while len(_kept) > _MOST_LOGDIRS:
            _kept.popitem(last=False)
        return known


_WITHOUT_SESSION: tuple[RunState, RunState, RunState] = ("running", "finished", "finished")


def _names(runs: Sequence[Run]) -> list[str]:
    return [run.name for run in runs]


def _nan(number: float | None) -> float:
    return math.nan if number is None else number


def _times(runs: Sequence[Run], fact: str) -> npt.NDArray[np.float64]:
    return np.array([_nan(getattr(run, fact)) for run in runs], np.float64)


def _group(run: Run) -> str:
    return run.session.group if run.session is not None else ""


def _states(run: Run) -> tuple[RunState, RunState, RunState]:
    if run.session is None:
        return _WITHOUT_SESSION
    changed = run.changed_time or 0.0
    at_once = run.state(changed)
    if at_once != "running":  # it has ended, and says so at any time
        return at_once, at_once, at_once
    return at_once, run.state(changed + RUNNING_SECS), run.state(changed + STALLED_SECS)


def _holds_only_a_session(query: Query, name: str) -> bool:
    return all(one.kind in ("hparams", "scalars") for one in query.series(run=name))


def _environment(run: Run, contents: Sequence[bytes]) -> Environment:
    """What the run's newest session says; the host else by its newest file's name."""
    said = _said_environment(contents[-1]) if contents else None
    if said is None:
        return Environment(host_of(run.files[-1].name) if run.files else "", "", "", "")
    commit = f"{said.git_commit}-dirty" if said.git_commit and said.git_dirty else said.git_commit
    return Environment(said.host, said.user, said.command, commit)


def _said_environment(content: bytes) -> Any:
    from google.protobuf.message import DecodeError

    try:
        data = wire.EnvironmentText.FromString(content)
    except DecodeError:
        return None
    return data.environment if data.HasField("environment") else None
