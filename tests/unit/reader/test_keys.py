"""Keys of runs: the same whatever is opened with them, and however it is written."""

from __future__ import annotations

import pytest

import sonde
from support.event_writer import EventWriter


@pytest.fixture
def root(tmp_path):
    for run in ("one/train", "one", "two/train"):
        with EventWriter(tmp_path / run / "events.out.tfevents.1") as writer:
            writer.scalar("loss", 0, 1.0)
    return tmp_path


def keys(*roots):
    return {run.name: run.key for run in sonde.open(list(roots)).runs()}


def test_a_key_stays_when_another_root_is_added(root):
    alone = keys(root / "one")
    beside = keys(root / "two", root / "one")

    assert alone == {".": beside["one"], "train": beside["one/train"]}
    assert len(set(beside.values())) == 3


def test_a_key_stays_however_the_root_is_written(root, monkeypatch):
    monkeypatch.chdir(root)
    (root / "link").symlink_to(root / "one")

    assert keys("one") == keys("./one/") == keys(root / "link") == keys(f"file://{root}/one")


def test_a_root_that_is_given_by_two_ways_counts_once(root):
    (root / "link").symlink_to(root / "one")

    assert keys(root / "one", root / "link") == keys(root / "one")


def test_a_key_names_the_root_and_the_path_below_it(root):
    board = sonde.open(root / "one")

    assert [run.key for run in board.runs()] == [f"{board.roots[0].key}:.", f"{board.roots[0].key}:train"]
    assert len(board.roots[0].key) == 12
