"""Waiting for a board that follows files."""

from __future__ import annotations

import time
from collections.abc import Callable

from sonde.board import Board

PATIENCE_SECS = 20.0
"""Far more than anything takes, also on a machine that is busy with other things."""


def until(board: Board, holds: Callable[[Board], object]) -> None:
    """Wait until this holds of the board; fails with what the board looks like otherwise."""
    deadline = time.monotonic() + PATIENCE_SECS
    generation = -1
    while True:
        # The generation is taken first: what changes while the condition is looked at ends the wait below.
        generation = board.generation
        if holds(board):
            return
        if time.monotonic() > deadline:
            seen = [(run.name, run.points, [file.name for file in run.files]) for run in board.runs()]
            raise AssertionError(
                f"it never came to that; generation {generation}, {board.roots}, runs {seen}"
            )
        board.wait(generation, 0.5)


def settled(board: Board) -> None:
    """Wait until the board has read what is there and has change notices (or polls) for what comes."""
    until(board, lambda b: b.loading.done and b.generation > 0)
    if any(root.present for root in board.roots):
        until(board, lambda b: all(root.following == "notices" or root.following_reason for root in b.roots))


def values(board: Board, run: str, tag: str) -> list[float]:
    """The values of a series; none when it is not there."""
    known = any(one.tag == tag for one in board.series(kind="scalars") if one.run == run)
    return board.scalars(run, tag).values.tolist() if known else []
