"""The terminal: exit statuses, errors, numbers for people, tables, and progress that goes away when it is done."""

from __future__ import annotations

import sys
import time
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sonde.model import Loading

FAILED, WRONG_USAGE, NOTHING_FOUND, INTERRUPTED = 1, 2, 3, 130
"""Exit statuses other than 0; docs/cli.md says when."""

_REDRAW_SECS = 0.1


def complain(message: str, hint: str = "") -> None:
    """One error for people, on stderr: what is wrong, and on a line of its own what to do."""
    print(f"sonde: {message}", file=sys.stderr)
    if hint:
        print(f"  {hint}", file=sys.stderr)


class Progress:
    """One line on stderr that says how far reading has come; nothing where stderr is not a terminal."""

    def __init__(self, what: str = "reading") -> None:
        self._what = what
        self._shown = sys.stderr.isatty()
        self._last_drawn = 0.0
        self._drawn = False

    def __call__(self, loading: Loading) -> None:
        now = time.monotonic()
        if not self._shown or (now - self._last_drawn < _REDRAW_SECS and not loading.done):
            return
        self._last_drawn = now
        self._drawn = True
        done, total = bytes_text(loading.bytes_done), bytes_text(loading.bytes)
        line = f"{self._what} {loading.files_done:,} of {loading.files:,} files, {done} of {total}"
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        if self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._drawn = False


def table(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset(), indent: str = "") -> str:
    """Columns in line, two spaces apart; those numbered in `right` end in line. No trailing spaces."""
    rows = [[printable(cell) for cell in row] for row in rows]
    widths = [max(width_of(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for number, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - width_of(cell))
            cells.append(space + cell if number in right else cell + space)
        lines.append((indent + "  ".join(cells)).rstrip())
    return "\n".join(lines)


def printable(text: str) -> str:
    """The text with escapes for what would steer the terminal: a tag may hold anything."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def width_of(text: str) -> int:
    """Columns of a terminal: two for a letter of East Asian width, none for a mark on the letter before it."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def bytes_text(count: int) -> str:
    """1536 is "1.5 KiB"."""
    size = float(count)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024
    return f"{size:.1f} TiB"


def time_text(wall_time: float | None) -> str:
    """Local date and time to the second, or "-" for none."""
    if wall_time is None:
        return "-"
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(wall_time))
    except (OverflowError, ValueError, OSError):  # a wall time that no calendar holds
        return f"{wall_time:g} s"


def count_text(count: int, one: str, many: str = "") -> str:
    """3 and "run" is "3 runs"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
