"""Groups of runs as curves, summed up by the native core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sonde import _native
from sonde.errors import BadQueryError
from sonde.query.contract import (
    ALIGNMENTS,
    BANDS,
    COMPARISONS,
    MAX_GROUP_CELLS,
    MAX_GROUPS,
    MAX_PLACES,
    STATISTICS,
    X_AXES,
    GroupRule,
    XAxis,
    XScale,
)
from sonde.query.groups import Groups, GroupsAt
from sonde.query.local.which_lines import check_lines, check_range, check_smoothing, check_width, columns_of
from sonde.query.thinned import EVERY_POINT
from sonde.store import Snapshot

_UNTHINNED_CELLS = 25 * MAX_GROUP_CELLS
"""The same for those who ask for every place, and will wait for it."""


class _Asked:
    """The groups as the core takes them: their runs, each once, and who is in which."""

    def __init__(self, snapshot: Snapshot, groups: Mapping[str, Iterable[str]], rule: GroupRule) -> None:
        if len(groups) > MAX_GROUPS:
            raise BadQueryError(f"{len(groups)} groups", f"at most {MAX_GROUPS}")
        _check_rule(rule)
        numbers: dict[str, int] = {}

        def indices(runs: Iterable[str]) -> list[int]:
            there = (run for run in dict.fromkeys(runs) if run in snapshot.runs)
            return [numbers.setdefault(run, len(numbers)) for run in there]

        members = [indices(runs) for runs in groups.values()]
        baseline = indices(rule.baseline or ())
        self.names = tuple(groups)
        self.columns = columns_of(snapshot, list(numbers))
        self.offsets = np.cumsum([0, *map(len, members)]).astype(np.int64)
        self.members = np.array([run for group in members for run in group], np.int32)
        self.baseline = np.array(baseline, np.int32)


def groups(
    snapshot: Snapshot,
    tag: str,
    groups: Mapping[str, Iterable[str]],
    *,
    rule: GroupRule,
    x: XAxis,
    x_range: tuple[float | None, float | None] | None,
    x_scale: XScale,
    width: int | None,
    smoothing: float,
) -> Groups:
    check_lines(x, x_scale, "current", None)
    check_width(width)
    check_range(x_range)
    check_smoothing(smoothing)
    _check_axis(x, rule)
    asked = _Asked(snapshot, groups, rule)
    lo, hi = x_range or (None, None)
    found = _native.group_lines(
        asked.columns,
        tag,
        asked.offsets,
        asked.members,
        asked.baseline,
        lo=lo,
        hi=hi,
        width=EVERY_POINT if width is None else width,
        most_cells=_UNTHINNED_CELLS if width is None else MAX_GROUP_CELLS,
        **_how(rule, x, x_scale, smoothing),
    )
    told: dict[str, Any] = {"generation": snapshot.generation, "tag": tag, "names": asked.names}
    curves = Groups(**told, **{name: getattr(found, name) for name in Groups.__slots__ if name not in told})
    return curves if width is not None or x_range is None else _within(curves, x_range)


def groups_at(
    snapshot: Snapshot,
    tag: str,
    places: Sequence[float],
    groups: Mapping[str, Iterable[str]],
    *,
    rule: GroupRule,
    x: XAxis,
    x_scale: XScale,
    smoothing: float,
) -> GroupsAt:
    check_lines(x, x_scale, "current", None)
    check_smoothing(smoothing)
    _check_axis(x, rule)
    wanted = np.array(places, np.float64)
    if wanted.ndim != 1 or len(wanted) > MAX_PLACES or not np.isfinite(wanted).all():
        raise BadQueryError(f"the places {places} of the x axis", f"at most {MAX_PLACES} finite numbers")
    asked = _Asked(snapshot, groups, rule)
    found = _native.groups_at(
        asked.columns,
        tag,
        asked.offsets,
        asked.members,
        asked.baseline,
        wanted,
        **_how(rule, x, x_scale, smoothing),
    )
    return GroupsAt(
        generation=snapshot.generation,
        tag=tag,
        names=tuple(asked.names[i] for i in found.groups.tolist()),
        places=wanted[found.places],
        x=found.x,
        last=found.last.astype(np.bool_),
        counts=found.counts,
        centre=found.centre,
        lower=found.lower,
        upper=found.upper,
        smoothed=found.smoothed,
        smoothed_lower=found.smoothed_lower,
        smoothed_upper=found.smoothed_upper,
    )


def _how(rule: GroupRule, x: XAxis, x_scale: XScale, smoothing: float) -> dict[str, Any]:
    compared = None if rule.baseline is None else rule.compare
    return {
        "how": [
            STATISTICS.index(rule.statistic),
            BANDS.index(rule.band),
            ALIGNMENTS.index(rule.align),
            COMPARISONS.index(compared),
        ],
        "x": X_AXES.index(x),
        "log_x": x_scale == "log",
        "smoothing": smoothing,
        "ddof": rule.ddof,
        "quantiles": rule.quantiles,
        "confidence": rule.confidence,
    }


def _check_rule(rule: GroupRule) -> None:
    for what, value, known in (
        ("statistic", rule.statistic, STATISTICS),
        ("band", rule.band, BANDS),
        ("alignment", rule.align, ALIGNMENTS),
        ("comparison", rule.compare, COMPARISONS[1:]),
    ):
        if value not in known:
            raise BadQueryError(f"no {what} {value!r}", f"one of {', '.join(map(str, known))}")
    if rule.ddof not in (0, 1):
        raise BadQueryError(f"a ddof of {rule.ddof}", "0 or 1")
    low, high = rule.quantiles
    if not 0 <= low <= high <= 1:
        raise BadQueryError(f"the quantiles {low} and {high}", "two from 0 to 1, the lower first")
    if not 0 < rule.confidence < 1:
        raise BadQueryError(f"a confidence of {rule.confidence}", "above 0 and below 1")


def _check_axis(x: XAxis, rule: GroupRule) -> None:
    """Hardly two runs have a point in the same moment."""
    if rule.align == "exact" and x in ("relative", "wall"):
        raise BadQueryError(
            f"the alignment 'exact' on the axis {x!r}, where no two runs have a point in the same moment",
            "'linear' or 'previous', or the axis 'step' or 'index'",
        )


def _within(curves: Groups, x_range: tuple[float | None, float | None]) -> Groups:
    """The same without the places beside the range."""
    low, high = x_range

    def part(name: str, *columns: str) -> dict[str, npt.NDArray[Any]]:
        offsets, x = getattr(curves, f"{name}offsets"), getattr(curves, f"{name}x")
        inside = (x >= (-np.inf if low is None else low)) & (x <= (np.inf if high is None else high))
        before = np.concatenate([[0], np.cumsum(inside)])
        kept = {column: getattr(curves, column) for column in columns}
        return {
            f"{name}offsets": before[offsets].astype(np.int32),
            f"{name}x": x[inside],
            **{column: values[inside] if len(values) else values for column, values in kept.items()},
        }

    parts: dict[str, Any] = part("", "centre", "counts", "smoothed_at")
    for name in ("lower", "upper", "smoothed", "smoothed_lower", "smoothed_upper"):
        parts |= part(f"{name}_", name)
    return replace(curves, **parts)
