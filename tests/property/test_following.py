"""Whatever happens to the files, a followed board ends where a fresh one begins."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import sonde
from sonde.board import Board
from support import records
from support.boards import settled, until
from support.event_writer import EventWriter

STEPS = 25


class Mischief:
    """Does random things to a directory of runs, the same things for the same seed."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.random = random.Random(seed)
        self.clock = 1e9

    def do_something(self) -> str:
        """Do one thing; what it was, for a failing test to say."""
        deed = self.random.choice(
            [
                *(self.append, self.append, self.append, self.tear, self.create, self.create, self.delete),
                *(self.replace, self.cut, self.rewrite, self.move, self.link, self.damage),
            ]
        )
        return f"{deed.__name__}: {deed()}"

    def _files(self) -> list[Path]:
        return sorted(path for path in self.root.rglob("*tfevents*") if path.is_file())

    def _on_a_file(self, deed: Callable[[Path], object]) -> object:
        files = self._files()
        if not files:
            return self.create()
        file = self.random.choice(files)
        deed(file)
        return file

    def _content(self) -> bytes:
        steps = range(self.random.randrange(1, 6))
        self.clock += 100
        points = [records.scalar("loss", self.random.random(), step, self.clock + step) for step in steps]
        return records.records([records.version(), *points])

    def append(self) -> object:
        def deed(file: Path) -> None:
            self.clock += 1
            with EventWriter(file, wall_time=self.clock, begin=False) as writer:
                writer.scalar(self.random.choice(["loss", "accuracy"]), self.random.randrange(9), self.clock)

        return self._on_a_file(deed)

    def tear(self) -> object:
        def deed(file: Path) -> None:
            with file.open("ab") as out:
                out.write(records.record(records.scalar("torn", 1.0))[: self.random.randrange(1, 30)])

        return self._on_a_file(deed)

    def create(self) -> object:
        name = self.random.choice(["a", "b", "a/deep/er", "c/d"])
        file = self.root / name / f"events.out.tfevents.{self.random.randrange(3)}"
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab") as out:
            out.write(self._content())
        return file

    def delete(self) -> object:
        def deed(file: Path) -> None:
            if self.random.random() < 0.5 and file.parent != self.root and not file.parent.is_symlink():
                shutil.rmtree(file.parent)
            else:
                file.unlink()

        return self._on_a_file(deed)

    def replace(self) -> object:
        def deed(file: Path) -> None:
            (self.root / "new").write_bytes(self._content())
            (self.root / "new").replace(file)

        return self._on_a_file(deed)

    def cut(self) -> object:
        def deed(file: Path) -> None:
            with file.open("r+b") as out:
                out.truncate(self.random.randrange(file.stat().st_size + 1))

        return self._on_a_file(deed)

    def rewrite(self) -> object:
        return self._on_a_file(lambda file: file.write_bytes(self._content()))

    def damage(self) -> object:
        def deed(file: Path) -> None:
            with file.open("ab") as out:
                out.write(self.random.randbytes(self.random.randrange(1, 40)))

        return self._on_a_file(deed)

    def move(self) -> object:
        directories = [path for path in self.root.iterdir() if path.is_dir()]
        if not directories:
            return self.create()
        directory = self.random.choice(directories)
        directory.rename(self.root / f"moved{self.random.randrange(1000)}")
        return directory

    def link(self) -> object:
        directories = [path for path in self.root.iterdir() if path.is_dir() and not path.is_symlink()]
        if not directories:
            return self.create()
        link = self.root / f"link{self.random.randrange(1000)}"
        if not link.is_symlink():
            link.symlink_to(self.random.choice(directories))
        return link


def seen(board: Board) -> object:
    """Everything that a person could see of a board, at one generation."""
    query = board.query
    series = {(one.run, one.tag): query.scalars(one.run, one.tag).values.tolist() for one in query.series()}
    files = [
        (run.name, file.name, file.size, file.records, file.pending_bytes, file.damage)
        for run in query.runs()
        for file in run.files
    ]
    return series, files


@pytest.mark.parametrize("seed", range(4))
def test_a_followed_board_ends_where_a_fresh_one_begins(tmp_path, seed):
    mischief = Mischief(tmp_path, seed)
    deeds = []
    with sonde.open(tmp_path, follow=True) as board:
        settled(board)
        for _ in range(STEPS):
            deeds += [mischief.do_something() for _ in range(mischief.random.randrange(1, 4))]
            expected = seen(sonde.open(tmp_path))
            try:
                until(board, lambda b, expected=expected: seen(b) == expected)
            except AssertionError as error:
                fresh = seen(sonde.open(tmp_path))
                raise AssertionError(
                    f"after {deeds[-6:]}:\nexpected {fresh}\nfound    {seen(board)}"
                ) from error
