"""What the terminal shows while something is read, and numbers for people."""

from __future__ import annotations

import io
import sys

import pytest

from sonde.cli.terminal import Progress, bytes_text, count_text, table, time_text
from sonde.model import Loading


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_one_line_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    progress = Progress()
    progress(Loading(files_done=1, files=3, bytes_done=1 << 20, bytes=3 << 20))
    progress(Loading(files_done=2, files=3, bytes_done=2 << 20, bytes=3 << 20))  # too soon to draw again
    progress(Loading(files_done=3, files=3, bytes_done=3 << 20, bytes=3 << 20))
    progress.clear()

    drawn = terminal.getvalue().split("\r\x1b[K")
    assert drawn == [
        "",
        "reading 1 of 3 files, 1.0 MiB of 3.0 MiB",
        "reading 3 of 3 files, 3.0 MiB of 3.0 MiB",
        "",
    ]


def test_without_a_terminal_there_is_no_progress(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress()
    progress(Loading(files_done=1, files=1, bytes_done=1, bytes=1))
    progress.clear()

    assert capsys.readouterr().err == ""


def test_a_table_has_its_columns_in_line() -> None:
    rows = [("tag", "points"), ("loss", "1,000"), ("a", "7")]

    assert table(rows, right=frozenset({1}), indent="  ").splitlines() == [
        "  tag   points",
        "  loss   1,000",
        "  a          7",
    ]


def test_a_table_counts_the_columns_that_letters_take() -> None:
    rows = [("损失/训练", "1"), ("e\u0301te\u0301", "2"), ("loss", "3")]

    assert table(rows).splitlines() == ["损失/训练  1", "e\u0301te\u0301        2", "loss       3"]


def test_a_table_lets_no_cell_steer_the_terminal() -> None:
    assert table([("\x1b[2Jloss\n", "1")]) == r"\x1b[2Jloss\n  1"


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (5 << 30, "5.0 GiB"), (3 << 50, "3072.0 TiB")],
)
def test_sizes(size: int, text: str) -> None:
    assert bytes_text(size) == text


def test_times_that_no_calendar_holds_are_still_shown() -> None:
    assert time_text(None) == "-"
    assert time_text(1e30) == "1e+30 s"
    assert time_text(float("nan")) == "nan s"
    assert len(time_text(1_700_000_000.0)) == 19


@pytest.mark.parametrize(("count", "text"), [(0, "0 runs"), (1, "1 run"), (1234, "1,234 runs")])
def test_counts(count: int, text: str) -> None:
    assert count_text(count, "run") == text
