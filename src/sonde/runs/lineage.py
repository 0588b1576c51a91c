"""Lineage: which runs belong together, by their names: sub-runs that are a part of another run, and whose session a run is in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sonde import wire
from sonde.model import Run

_TIME_STAMP = re.compile(r"\d{9,11}(\.\d+)?\Z")
"""What torch's and tensorboardX's add_hparams call the run that they make: the time in seconds."""


@dataclass(frozen=True, slots=True)
class Lineage:
    """`rows` are the names of the runs that are told of, in their order; `parts` the sub-runs that each is told of with, oldest
    first; `parents` the nearest run above each run that began a session ("" without one).
    """

    rows: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]
    parents: Mapping[str, str]


def lineage(
    runs: Sequence[Run],
    starts: Mapping[str, tuple[bytes, ...]],
    holds_only_a_session: Callable[[str], bool],
) -> Lineage:
    """`starts` are what runs say as their session begins; the last says of a run whether it holds nothing but a session and its
    metrics.

    What add_hparams logs stands in a run of its own below the one that it is about. It is a part of that one, where that has
    data of its own and all such parts of it say the same; else each is a trial.
    """
    by_name = {run.name: run for run in runs}
    found: dict[str, list[str]] = {}
    for run in runs:
        if run.name not in starts or _TIME_STAMP.match(run.name.rpartition("/")[2]) is None:
            continue
        above = directory_above(run.name)
        parent = by_name.get(above)
        if parent is not None and parent.points > 0 and holds_only_a_session(run.name):
            found.setdefault(above, []).append(run.name)
    parts = {
        above: tuple(names) for above, names in found.items() if _agree([starts[name] for name in names])
    }
    within = {name for names in parts.values() for name in names}
    rows = tuple(run.name for run in runs if run.name not in within)
    trials = (by_name.keys() & starts.keys()) | parts.keys()
    parents = {name: _parent(name, trials) for name in rows} if trials else {}
    return Lineage(rows, parts, {name: parent for name, parent in parents.items() if parent})


def _agree(starts: Sequence[tuple[bytes, ...]]) -> bool:
    """Whether sessions have the same hyperparameters. Their order in a message is anybody's."""
    different = {content for contents in starts for content in contents}
    return len(different) == 1 or len({_values(content) for content in different}) == 1


def _values(content: bytes) -> frozenset[tuple[str, bytes]]:
    from google.protobuf.message import DecodeError

    try:
        start = wire.HParamsPluginData.FromString(content).session_start_info
    except DecodeError:
        return frozenset([("", content)])
    return frozenset((name, value.SerializeToString()) for name, value in start.hparams.items())


def directory_above(name: str) -> str:
    """The directory that this run's directory is in, named as a run of it would be."""
    return name.rpartition("/")[0] or ("" if name == "." else ".")


def directories_above(name: str) -> Iterator[str]:
    """All directories that this one is in, the nearest first."""
    while True:
        name = directory_above(name)
        if not name:
            return
        yield name


def _parent(name: str, trials: AbstractSet[str]) -> str:
    return next((above for above in directories_above(name) if above in trials), "")
