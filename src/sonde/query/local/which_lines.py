"""What every question about lines shares: which runs are meant, what makes no sense, and how a line's run and writer are
called.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import cast

from sonde import _native
from sonde.errors import BadQueryError
from sonde.query.contract import MAX_SMOOTHING, MAX_WIDTH, X_AXES
from sonde.query.writers import writer_names
from sonde.store import Snapshot

_MOST = 2**31 - 1


def runs_asked(snapshot: Snapshot, runs: Iterable[str] | None) -> list[str]:
    """The runs that are there, each once; None asks for all."""
    if runs is None:
        return list(snapshot.runs)
    return [run for run in dict.fromkeys(runs) if run in snapshot.runs]


def columns_of(snapshot: Snapshot, names: Sequence[str]) -> list[_native.RunSnapshot]:
    return cast("list[_native.RunSnapshot]", [snapshot.runs[name].columns for name in names])


def newest(max_attempts: int | None) -> int | None:
    """The same number of attempts, no larger than the core can count."""
    return None if max_attempts is None else min(max_attempts, _MOST)


def line_names(
    snapshot: Snapshot,
    asked: Sequence[str],
    found: _native.ScalarLines | _native.PointsAt | _native.Summaries,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The run of each row, and its line's writer where its run has several. A run's files have the same names whatever is
    asked.
    """
    runs = tuple(asked[i] for i in found.runs.tolist())
    several = (found.writer_counts > 1).tolist()
    if not any(several):
        return runs, ("",) * len(several)
    with_several = {run for run, yes in zip(runs, several, strict=True) if yes}
    names = {run: writer_names(snapshot.runs[run].file_names) for run in with_several}
    lines = zip(runs, found.files.tolist(), several, strict=True)
    return runs, tuple(names[run][file] if yes else "" for run, file, yes in lines)


def check_lines(x: str, x_scale: str, attempts: str, max_attempts: int | None) -> None:
    """Raises BadQueryError for lines that nobody can draw."""
    if x not in X_AXES:
        raise BadQueryError(f"no x axis {x!r}", f"one of {', '.join(X_AXES)}")
    if x_scale not in ("linear", "log"):
        raise BadQueryError(f"no x scale {x_scale!r}", "linear or log")
    if attempts not in ("current", "all"):
        raise BadQueryError(f"no choice of attempts {attempts!r}", "current or all")
    if max_attempts is not None and max_attempts < 1:
        raise BadQueryError(f"the newest {max_attempts} attempts", "at least 1, or None for all")


def check_smoothing(smoothing: float) -> None:
    if not 0 <= smoothing <= MAX_SMOOTHING:
        raise BadQueryError(f"smoothing of {smoothing}", f"from 0 (none) to {MAX_SMOOTHING}")


def check_width(width: int | None) -> None:
    if width is not None and not 1 <= width <= MAX_WIDTH:
        raise BadQueryError(f"a chart of {width} pixel columns", f"from 1 to {MAX_WIDTH}")


def check_range(x_range: tuple[float | None, float | None] | None) -> None:
    if x_range is None:
        return
    lo, hi = (end if end is not None else 0.0 for end in x_range)
    if not (isfinite(lo) and isfinite(hi)) or (None not in x_range and lo > hi):
        raise BadQueryError(
            f"an x range from {x_range[0]} to {x_range[1]}", "two finite numbers, the smaller first"
        )
