"""Facts: what is known of every run beside its points, as columns over all runs.

    facts = facts_of(board.query)
    facts.names                          # the runs that are rows, in the order of query.runs()
    facts["state"].tolist()              # a fact: see FACTS
    facts.hparams["optimizer.lr"]        # a hyperparameter, whoever logged it: a Column
    facts.run("train")                   # one run's facts and hyperparameters
    metrics_of(query, facts, ["loss"])   # what scalars come to, row by row (sonde.runs.metrics)

Hyperparameters are united over all runs. They come from TensorBoard's hparams, as every writer of them logs them, and from
configuration files beside runs (`hparams.yaml`, `config.yaml`, `params.json`, `args.json`, `.hydra/config.yaml` …), nested ones
by dotted names. What a session logged goes before files, and nearer directories before those above: a run below a trial's
directory (`trial/train`) has the trial's hyperparameters. The sub-run that add_hparams of PyTorch and tensorboardX makes is
told of with the run that it is about.

Answers are kept: where nothing changed they cost some milliseconds, and else in proportion to the runs that changed.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sonde.errors import RunNotFoundError
from sonde.model import RunState
from sonde.query import Query
from sonde.runs.column import Column, Value
from sonde.runs.experiments import Experiments
from sonde.runs.hparams import Hparams
from sonde.runs.known import KnownRuns

FACTS: tuple[str, ...] = (
    "name",
    "key",
    "state",
    "start_time",
    "last_time",
    "duration",
    "last_step",
    "steps_per_second",
    "points",
    "attempts",
    "damage",
    "host",
    "user",
    "command",
    "git_commit",
    "config_files",
    "group",
    "parent",
)
"""The names of the columns that a run has whatever it logged."""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is known of one run.

    `state` is running, finished, failed or stalled; `start_time` and `last_time` are those of its events and points, in seconds
    since the epoch, `duration` what lies between in seconds; `last_step` is where the furthest of its series stands, and
    `steps_per_second` how fast that went in its newest attempt. `host`, `user`, `command` and `git_commit` (with `-dirty` behind
    it where files were changed) are those that the SDK logged (`log_environment`), the host else that of the event file's name;
    "" where nothing says so. `config_files` are the paths of the files that its hyperparameters are taken from, `problems` what
    is wrong with them. `group` is that of its session: runs of one group repeat one trial. `parent` is the nearest run above that
    is a trial. `parts` are the sub-runs that are told of with it. `hparams` has Python's own types.
    """

    name: str
    key: str
    state: RunState
    start_time: float | None
    last_time: float | None
    duration: float | None
    last_step: int | None
    steps_per_second: float | None
    points: int
    attempts: int
    damage: int
    host: str
    user: str
    command: str
    git_commit: str
    config_files: tuple[str, ...]
    group: str
    parent: str
    parts: tuple[str, ...]
    problems: tuple[str, ...]
    hparams: Mapping[str, Value]


@dataclass(frozen=True, slots=True, eq=False)
class Facts(Mapping[str, Column]):
    """The facts of all runs at one generation: a mapping from the names in FACTS to columns, a row for each run.

    `names` are the rows, in the order of `query.runs()`; `parts` has, by row's name, the sub-runs that are told of with it and are
    no rows. `hparams` are the hyperparameters by name, `experiments` what is said of those and of metrics. `problems` says,
    by run, what is wrong with its configuration files.
    """

    generation: int
    names: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]
    hparams: Hparams
    experiments: Experiments
    problems: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, Column]
    rows: Mapping[str, int]

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def __len__(self) -> int:
        return len(FACTS)

    def __iter__(self) -> Any:
        return iter(FACTS)

    def run(self, name: str) -> RunFacts:
        """The facts of one run; of a part those of the run that it is told of with. Raises RunNotFoundError."""
        row = self.rows.get(name)
        if row is None:
            raise RunNotFoundError(name, self.names)
        said: dict[str, Any] = {fact: self.columns[fact].value(row) for fact in FACTS}
        for fact in ("host", "user", "command", "git_commit", "group", "parent"):
            said[fact] = said[fact] or ""
        own = self.names[row]
        return RunFacts(
            **said | {"config_files": tuple(said["config_files"] or ())},
            parts=self.parts.get(own, ()),
            problems=self.problems.get(own, ()),
            hparams=self.hparams.of(row),
        )


def facts_of(query: Query, now: float | None = None) -> Facts:
    """What is known of every run of this query; `now` (seconds since the epoch) decides which of them still run."""
    table = KnownRuns.of(query).table(query)
    states = table.states(time.time() if now is None else now)
    return Facts(
        generation=query.generation,
        names=table.lineage.rows,
        parts=table.lineage.parts,
        hparams=table.hparams,
        experiments=table.experiments,
        problems=table.problems,
        columns={**table.columns, "state": states},
        rows=table.rows,
    )
