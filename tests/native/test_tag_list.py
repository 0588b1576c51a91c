"""The tags over all runs, kept in step with runs that change: always what counting anew gives."""

from __future__ import annotations

import random

import numpy as np
import pytest

from sonde import _native
from sonde._native import _testing


class Growing:
    """A run of some files that only grow, and its newest snapshot."""

    def __init__(self, files: int = 1) -> None:
        self.tables = [_testing.FileTable() for _ in range(files)]
        self.columns: _native.RunSnapshot | None = None

    def add(self, tag: str, wall_time: float, points: int = 1, file: int = 0) -> None:
        times = wall_time + np.arange(points)
        self.tables[file].append_scalars(tag, np.arange(points), times, times)

    def commit(self) -> _native.RunSnapshot:
        snapshots = [table.snapshot(f"events.{i}") for i, table in enumerate(self.tables)]
        self.columns = _native.RunSnapshot(snapshots, self.columns)
        return self.columns


def counted(runs: list[_native.RunSnapshot]) -> list[tuple]:
    """The slow twin of TagSums.rows."""
    sums: dict[tuple[str, str], list] = {}
    for run in runs:
        for row in run.infos():
            found = sums.setdefault((row[0], row[1]), [0, 0, "", "", -np.inf])
            found[0] += 1
            found[1] += row[4]
            found[2] = found[2] or row[12]
            found[3] = found[3] or row[13]
            found[4] = max(found[4], row[8])
    return [(*key, *sums[key]) for key in sorted(sums)]


class Board:
    """What a store does: the list follows each commit, and is summed up anew where it says that it must."""

    def __init__(self) -> None:
        self.tags = _native.TagList()
        self.runs: dict[str, _native.RunSnapshot] = {}
        self.anew = 0

    def commit(self, name: str, now: _native.RunSnapshot | None) -> None:
        before = self.runs.pop(name, None)
        if now is not None:
            self.runs[name] = now
            self.runs = dict(sorted(self.runs.items()))
        if not self.tags.replace(before, now):
            self.tags.sum_up(list(self.runs.values()))
            self.anew += 1

    def check(self) -> None:
        assert self.tags.sums().rows() == counted(list(self.runs.values()))


@pytest.mark.parametrize("seed", range(20))
def test_the_list_is_what_counting_anew_gives(seed):
    chance = random.Random(seed)
    board, growing = Board(), {}
    for _ in range(60):
        name = f"run{chance.randrange(5)}"
        if chance.random() < 0.15:
            growing.pop(name, None)
            board.commit(name, None)
        else:
            run = growing.setdefault(name, Growing(chance.randrange(1, 4)))
            for _ in range(chance.randrange(4)):
                tag, file = f"tag{chance.randrange(6)}", chance.randrange(len(run.tables))
                run.add(tag, 1e9 + chance.randrange(1000), chance.randrange(1, 90), file)
                if chance.random() < 0.2:
                    words = {"display_name": chance.choice(["", "A", "B"]), "description": "words"}
                    run.tables[file].describe(tag, "scalars", **words)
            board.commit(name, run.commit())
        board.check()


def test_growth_alone_is_never_counted_anew():
    board, runs = Board(), {f"run{i}": Growing() for i in range(4)}
    for wall_time in range(10):
        for name, run in runs.items():
            run.add("loss", 1e9 + wall_time)
            run.add(f"only/{wall_time}", 1e9 + wall_time)
            board.commit(name, run.commit())
    board.check()

    assert board.anew == 0


def test_sums_stay_as_they_were_when_the_list_goes_on():
    board, run = Board(), Growing()
    run.add("loss", 1.0)
    board.commit("a", run.commit())
    before = board.tags.sums()
    told = before.rows()
    run.add("loss", 2.0)
    run.add("other", 2.0)
    board.commit("a", run.commit())

    assert before.rows() == told
    assert board.tags.sums().rows("scalars") != told
    assert board.tags.sums().rows("images") == []


@pytest.mark.parametrize("seed", range(5))
def test_names_are_those_of_each_run(seed):
    """Runs that share a directory, others, and some of another board, in any selection."""
    chance = random.Random(seed)
    runs = []
    for _ in range(12):
        run = Growing(chance.randrange(1, 3))
        for i in range(chance.randrange(6)):
            run.add(
                f"tag{chance.choice((i, chance.randrange(9)))}", 1e9, file=chance.randrange(len(run.tables))
            )
        runs.append(run.commit())
    for some in (runs, runs[::3], runs[:1] * 3, []):
        assert _native.tag_names(some, "scalars") == sorted({row[0] for run in some for row in run.infos()})
        assert _native.tag_names(some, "images") == []
