"""Reading a log directory once, for verbs that look and leave; and the filters they share."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sonde.cli.terminal import Progress
from sonde.errors import NotFoundError

if TYPE_CHECKING:
    from sonde.board import Board


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "logdir",
        metavar="LOGDIR",
        nargs="+",
        help="directory with runs, local or a URL such as s3://bucket/runs",
    )
    parser.add_argument(
        "--run",
        metavar="REGEX",
        type=_pattern,
        help="only runs whose name contains a match of this regular expression",
    )
    parser.add_argument(
        "--tag",
        metavar="REGEX",
        type=_pattern,
        help="only tags that contain a match of this regular expression",
    )


@contextmanager
def read(logdirs: list[str]) -> Iterator[Board]:
    """A board with everything read. NotFoundError when there is not a single run."""
    from sonde.board import open

    progress = Progress()
    try:
        board = open(logdirs, progress=progress)
    finally:
        progress.clear()
    with board:
        _demand_runs(board)
        yield board


def _demand_runs(board: Board) -> None:
    query = board.query
    if query.totals().runs:
        return
    missing = [root.location for root in query.roots if not root.present]
    if missing:
        raise NotFoundError(
            f"expected a log directory, found nothing at {', '.join(missing)}", "check the path"
        )
    looked = ", ".join(root.location for root in query.roots)
    raise NotFoundError(
        f"expected event files (names that contain 'tfevents') below {looked}, found none",
        "check the path; `sonde LOGDIR` waits for them to appear",
    )


def matches(pattern: re.Pattern[str] | None, name: str) -> bool:
    return pattern is None or pattern.search(name) is not None


def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise ArgumentTypeError(f"expected a regular expression, got {text!r}: {error}") from None
