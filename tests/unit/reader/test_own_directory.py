"""What Sonde keeps in a log directory for itself holds no runs, whatever lies there."""

from __future__ import annotations

from pathlib import Path

import fsspec

import sonde
from sonde.catalog import Catalog
from sonde.catalog.nouns import Edit
from support.boards import settled, until
from support.event_logs import write_run


def test_it_holds_no_runs_and_no_files(tmp_path: Path) -> None:
    write_run(tmp_path / "a", {"loss": [(0, 1.0)]})
    write_run(tmp_path / ".sonde" / "trash" / "x" / "run", {"loss": [(0, 1.0)]})
    (tmp_path / ".sonde" / "trash" / "x" / "run" / "config.yaml").touch()
    write_run(tmp_path / "deep" / ".sonde" / "trash" / "y" / "run", {"loss": [(0, 1.0)]})
    board = sonde.open(tmp_path)

    assert [run.name for run in board.runs()] == ["a"]
    assert board.files() == []


def test_neither_behind_a_url() -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/own/a/events.out.tfevents.1", b"")
    memory.pipe("/own/.sonde/trash/x/run/events.out.tfevents.1", b"")
    try:
        assert [run.name for run in sonde.open("memory://own").runs()] == ["a"]
    finally:
        memory.rm("/own", recursive=True)


def test_a_directory_that_lies_in_one_is_read_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / ".sonde" / "runs"
    write_run(folder / "a", {"loss": [(0, 1.0)]})
    with sonde.open(folder, follow=True) as board:
        settled(board)
        write_run(folder / "b", {"loss": [(0, 1.0)]})
        until(board, lambda b: len(b.runs()) == 2)


def test_notes_wake_no_reader_and_the_trash_takes_runs_away(tmp_path: Path) -> None:
    write_run(tmp_path / "a", {"loss": [(0, 1.0)]})
    write_run(tmp_path / "b", {"loss": [(0, 1.0)]})
    with sonde.open(tmp_path, follow=True) as board:
        settled(board)
        generation = board.generation
        catalog = Catalog(board.roots)
        for number in range(20):
            catalog.change([Edit("run", board.runs()[0].key, "note", str(number))])
        catalog.close()
        board.wait(generation, 0.3)
        assert board.generation == generation

        (tmp_path / ".sonde" / "trash" / "x").mkdir(parents=True)
        (tmp_path / "b").rename(tmp_path / ".sonde" / "trash" / "x" / "run")
        until(board, lambda b: [run.name for run in b.runs()] == ["a"])
        (tmp_path / ".sonde" / "trash" / "x" / "run").rename(tmp_path / "b")
        until(board, lambda b: [run.name for run in b.runs()] == ["a", "b"])
