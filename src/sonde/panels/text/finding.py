"""Finding: where a text says something, over steps, tags and runs.

Texts stay in their files, so each is read for it. One answer looks at so much and no more, and says where the next goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Annotated

from msgspec import Meta, Struct

from sonde.errors import BadQueryError
from sonde.model import SeriesInfo
from sonde.panels.text.documents import texts
from sonde.query import Query, Stretch, Value

KIND = "text"

POINTS_AT_ONCE = 200
"""Values are read so many together."""

MAX_POINTS = 4_000
"""One answer looks at so many values."""

MAX_CHARS = 32_000_000
"""And at about so many characters."""

MAX_FOUND = 200
"""And names so many places."""

AROUND_CHARS = 60


class Found(Struct, frozen=True):
    """A value that says it."""

    run: str
    tag: str
    index: int
    step: int
    wall_time: float
    count: Annotated[int, Meta(description="how often")]
    before: Annotated[str, Meta(description="what stands before the first one")]
    match: str
    after: str


class Position(Struct, frozen=True, forbid_unknown_fields=True):
    """Where looking goes on."""

    run: str
    tag: str
    index: int


class FoundAnswer(Struct, frozen=True, kw_only=True):
    """What was found."""

    found: list[Found]
    looked: Annotated[int, Meta(description="how many values were looked at")]
    unreadable: Annotated[int, Meta(description="how many of them could not be read")]
    next: Annotated[Position | None, Meta(description="where to go on; null at the end")]


def find(
    query: Query, wanted: str, tag: str | None, runs: Sequence[str] | None, start: Position | None
) -> FoundAnswer:
    """The values that say `wanted`, in any case, from `start` on."""
    pattern = re.compile(re.escape(wanted), re.IGNORECASE)
    found: list[Found] = []
    looked = unreadable = chars = 0
    for run, its_tag, values in _values(query, tag, runs, start):
        for value in values:
            if len(found) >= MAX_FOUND or looked >= MAX_POINTS or chars >= MAX_CHARS:
                here = Position(run, its_tag, value.index)
                return FoundAnswer(found=found, looked=looked, unreadable=unreadable, next=here)
            looked += 1
            unreadable += value.value is None
            strings = texts(value.value)
            chars += sum(map(len, strings))
            one = _found(run, its_tag, value, strings, pattern)
            if one is not None:
                found.append(one)
    return FoundAnswer(found=found, looked=looked, unreadable=unreadable, next=None)


def _values(
    query: Query, tag: str | None, runs: Sequence[str] | None, start: Position | None
) -> Iterator[tuple[str, str, list[Value]]]:
    """The values of every series that is meant, a few at a time, from `start` on."""
    series = [(info.run, info.tag, info.points) for info in _series(query, tag, runs)]
    first = 0
    if start is not None:
        names = [(run, its_tag) for run, its_tag, _ in series]
        if (start.run, start.tag) in names:
            series = series[names.index((start.run, start.tag)) :]
            first = start.index
        else:  # it went meanwhile
            series = []
    for run, its_tag, points in series:
        while first < points:
            last = min(first + POINTS_AT_ONCE, points)
            yield run, its_tag, _read(query, run, its_tag, first, last)
            first = last
        first = 0


def _read(query: Query, run: str, tag: str, first: int, last: int) -> list[Value]:
    """The values; of what is too much at once, a half and then the other."""
    try:
        return query.values([Stretch(run, tag, KIND, first, last)])
    except BadQueryError:
        if last - first == 1:  # a single value that is larger than all that is read at once
            points = query.tensors(run, tag, KIND)
            step, wall_time = int(points.steps[first]), float(points.wall_times[first])
            return [Value(0, first, step, wall_time, 0, 0, False, None, "too large to be looked at")]
        middle = (first + last) // 2
        return _read(query, run, tag, first, middle) + _read(query, run, tag, middle, last)


def _series(query: Query, tag: str | None, runs: Sequence[str] | None) -> list[SeriesInfo]:
    """The series that are meant, in run order; a run that went is none."""
    wanted = None if runs is None else set(runs)
    return [info for info in query.series(KIND, None, tag) if wanted is None or info.run in wanted]


def _found(
    run: str, tag: str, value: Value, strings: Sequence[str], pattern: re.Pattern[str]
) -> Found | None:
    count = 0
    first: tuple[str, re.Match[str]] | None = None
    for text in strings:
        for match in pattern.finditer(text):
            first = first or (text, match)
            count += 1
    if first is None:
        return None
    text, match = first
    start, end = match.span()
    before = text[max(0, start - AROUND_CHARS) : start]
    after = text[end : end + AROUND_CHARS]
    return Found(run, tag, value.index, value.step, value.wall_time, count, before, match[0], after)
