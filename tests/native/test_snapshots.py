"""Snapshots of runs: what changed between two, which runs share a directory, what rests in shared memory."""

from __future__ import annotations

import random

import numpy as np
import pytest

import sonde
from sonde import _native
from sonde._native import _testing
from support.event_writer import EventWriter, value
from support.records import metadata


def points_of(run: _native.RunSnapshot) -> dict[tuple[str, str], bytes]:
    """Every byte of every series: the slow way to see a difference."""
    rows = {}
    for tag, kind, _plugin, storage, *rest in run.infos():
        columns = run.scalars(tag) if storage == 0 else run.blobs(tag, kind)
        rows[tag, kind] = b"".join(column.tobytes() for column in columns[:3]) + repr(rest[8:]).encode()
    return rows


def changed(now: _native.RunSnapshot, before: _native.RunSnapshot | None) -> dict[str, list[str]]:
    """The slow twin of RunSnapshot.changes."""
    new, old = points_of(now), points_of(before) if before is not None else {}
    told: dict[str, list[str]] = {}
    for tag, kind in sorted(new.keys() | old.keys()):
        if new.get((tag, kind)) != old.get((tag, kind)):
            told.setdefault(kind, []).append(tag)
    return told


def grow(table: _testing.FileTable, chance: random.Random) -> None:
    for _ in range(chance.randrange(5)):
        tag = f"tag{chance.randrange(8)}"
        if chance.random() < 0.3:
            table.append_blob(tag, "images", chance.randrange(99), 1e9, 0, 12, 7)
        elif chance.random() < 0.1:
            table.start_session()
        else:
            size = chance.choice([1, 2, 5, 70, 600])
            steps = np.arange(size) + chance.randrange(50)
            table.append_scalars(tag, steps, 1e9 + steps, np.array([chance.random() for _ in steps]))


@pytest.mark.parametrize("seed", range(20))
def test_changes_are_what_a_comparison_of_all_points_finds(seed):
    chance = random.Random(seed)
    tables = [_testing.FileTable() for _ in range(chance.randrange(1, 4))]
    states: list[_native.RunSnapshot] = []
    for _ in range(12):
        for table in tables:
            grow(table, chance)
        if chance.random() < 0.1:
            tables.append(_testing.FileTable())
        files = [table.snapshot(f"events.{i}") for i, table in enumerate(tables)]
        states.append(_native.RunSnapshot(files, states[-1] if states else None))
    for now in states:
        for before in [None, *states]:
            assert now.changes(before, 1000) == changed(now, before)


def test_changes_of_a_file_that_was_written_anew():
    def run(*values: float) -> _native.RunSnapshot:
        table = _testing.FileTable()
        for tag, number in zip("abc", values, strict=True):
            table.append_scalars(tag, np.arange(3), np.arange(3.0), np.array([1.0, number, 3.0]))
        return _native.RunSnapshot([table.snapshot("events")])

    assert run(1, 2, 3).changes(run(1, 2, 3), 10) == {}
    assert run(1, 2, 3).changes(run(1, 5, 3), 10) == {"scalars": ["b"]}
    assert run(1, 2, 3).changes(run(3, 2, 1), 1) is None


def test_what_was_seen_stays_while_many_commits_change_other_series():
    """Tails share memory, which is gathered anew when most of it is out of use."""
    table = _testing.FileTable()
    seen = []
    for commit in range(400):
        table.append_scalars(f"still{commit}", np.arange(3), np.arange(3.0), np.arange(3.0) + commit)
        for tag in range(30):
            table.append_scalars(
                f"t{tag}", np.array([commit]), np.array([1e9]), np.array([commit * tag + 0.1])
            )
        seen.append(_native.RunSnapshot([table.snapshot("events")], seen[-1] if seen else None))
    for commit in (0, 1, 50, 399):
        run = seen[commit]
        assert len(run) == commit + 31
        for tag in range(30):
            expected = [each * tag + 0.1 for each in range(commit + 1)]
            assert run.scalars(f"t{tag}")[2].tolist() == expected
        for each in range(commit + 1):
            assert run.scalars(f"still{each}")[2].tolist() == [each, each + 1, each + 2]


def test_rows_of_a_tag_and_counts_by_kind():
    table = _testing.FileTable()
    for tag in ["b", "a", "c", "ab"]:
        table.append_scalars(tag, np.arange(2), np.arange(2.0), np.arange(2.0))
    table.append_blob("a", "images", 1, 1.0, 0, 12, 7)
    run = _native.RunSnapshot([table.snapshot("events")])

    assert len(run) == 5
    assert (run.count("scalars"), run.count("images"), run.count("audio")) == (4, 1, 0)
    assert [row[:2] for row in run.infos()] == [
        ("a", "images"), ("a", "scalars"), ("ab", "scalars"), ("b", "scalars"), ("c", "scalars"),
    ]  # fmt: skip
    assert run.infos("images") == run.infos()[:1]
    assert run.infos_of("a") == run.infos()[:2]
    assert run.infos_of("none") == []


def test_runs_with_the_same_names_keep_what_each_says_of_its_series(tmp_path):
    """Runs of a board share a directory of the names, also where each has hyperparameters of its own."""
    for number in range(100):
        with EventWriter(tmp_path / f"run{number:03}" / "events.out.tfevents.1", 1e9 + number) as writer:
            about = metadata("hparams", b"%d" % number, description=f"words {number}")
            writer.values(0, value("session", metadata=about))
            writer.scalar("loss", 0, float(number))
    board = sonde.open(tmp_path)

    for number in range(100):
        loss, session = board.series(run=f"run{number:03}")
        assert (loss.tag, loss.kind, session.tag, session.kind) == ("loss", "scalars", "session", "hparams")
        assert (session.plugin_content, session.description) == (b"%d" % number, f"words {number}")
        assert board.scalars(loss.run, "loss").values.tolist() == [number]
    assert board.query.plugin_contents("session", "hparams") == {
        f"run{number:03}": (b"%d" % number,) for number in range(100)
    }
