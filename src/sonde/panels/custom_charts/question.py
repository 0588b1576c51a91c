"""What a chart asks for: tags, regular expressions and expressions, and what is wrong with any of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from sonde.errors import BadQueryError, ExpressionError
from sonde.expression.patterns import Pattern, PatternError, deadline
from sonde.panels.custom_charts.computed import Align
from sonde.panels.custom_charts.expression import Node, parse, tags_of
from sonde.panels.lines import ColumnName
from sonde.query import Query
from sonde.query.contract import (
    DEFAULT_ATTEMPTS,
    DEFAULT_SMOOTHING,
    DEFAULT_WIDTH,
    DEFAULT_X,
    DEFAULT_X_SCALE,
    MAX_ATTEMPTS,
    MAX_SMOOTHING,
    MAX_WIDTH,
    Attempts,
    XAxis,
    XScale,
)

MAX_SERIES = 100
"""Series of one chart as they are asked for; a regular expression may match many tags."""

MAX_TAGS = 200
"""Tags and expressions that are drawn in one chart. More cannot be told apart."""

Range = tuple[float | None, float | None]


class SeriesQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One series of a chart: exactly one of the three."""

    tag: Annotated[str | None, Meta(description="a tag as it is")] = None
    regex: Annotated[
        str | None,
        Meta(description="every tag that this regular expression matches where the tag begins"),
    ] = None
    expression: Annotated[
        str | None, Meta(description="what is computed of tags, such as `loss/val - loss/train`")
    ] = None


class LinesQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which lines, on which axis."""

    series: Annotated[list[SeriesQuestion], Meta(min_length=1, max_length=MAX_SERIES)]
    runs: Annotated[
        list[str] | None,
        Meta(description="Names of runs; null asks for all. Runs without the tags give no line."),
    ] = None
    x: Annotated[XAxis, Meta(description="The axis, as in /api/scalars/query.")] = DEFAULT_X
    x_expression: Annotated[
        str | None, Meta(description="A tag or an expression that stands on the axis in its place.")
    ] = None
    x_scale: XScale = DEFAULT_X_SCALE
    align: Annotated[
        Align,
        Meta(
            description="Where an expression of several tags has points: `common`, at the steps that all have; `previous`, at each"
            " step that any has, of the last values before."
        ),
    ] = "common"
    smoothing: Annotated[
        float,
        Meta(ge=0, le=MAX_SMOOTHING, description="Weight of the moving average, over all points."),
    ] = DEFAULT_SMOOTHING
    attempts: Annotated[
        Attempts,
        Meta(
            description="`current` leaves superseded points out; `all` gives every attempt as its own line,"
            f" of a writer that made more than {MAX_ATTEMPTS} the newest so many."
        ),
    ] = DEFAULT_ATTEMPTS


class Dots(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scatter plot, of which one point in each pixel is wanted."""

    height: Annotated[int, Meta(ge=1, le=MAX_WIDTH, description="pixel rows of the plot")]
    y_range: Annotated[Range | None, Meta(description="the part of the vertical axis that is shown")] = None
    y_scale: XScale = DEFAULT_X_SCALE


class ChartQuestion(LinesQuestion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which lines, on which axis, how wide, how smooth."""

    x_range: Annotated[
        Range | None, Meta(description="The part of the axis that is shown, as in /api/scalars/query.")
    ] = None
    width: Annotated[
        Annotated[int, Meta(ge=1, le=MAX_WIDTH)] | None,
        Meta(description="Pixel columns of the plot; null asks for every point."),
    ] = DEFAULT_WIDTH
    dots: Annotated[
        Dots | None, Meta(description="Points without lines, thinned to pixels instead of columns.")
    ] = None
    columns: Annotated[
        list[ColumnName] | None, Meta(description="Columns of points, as in /api/scalars/query.")
    ] = None


class PlaceQuestion(LinesQuestion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which lines, and at which place of the axis."""

    at: float


class Problem(Struct, frozen=True, kw_only=True):
    """What is wrong with a series; the others are drawn."""

    item: Annotated[int, Meta(description="the number of the series in the question; -1 is the x axis")]
    code: Annotated[str, Meta(description="a stable name to branch on")]
    message: str
    position: Annotated[int, Meta(description="the first character that it is about")] = 0
    length: int = 0
    found: Annotated[str, Meta(description="what it is about")] = ""


class ExpressionAnswer(Struct, frozen=True, kw_only=True):
    """What an expression says."""

    tags: Annotated[list[str], Meta(description="its tags, in the order in which they are written")]
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something to draw: a tag, or where there is a node, what is computed."""

    item: int
    label: str
    node: Node | None = None


@dataclass(slots=True)
class Resolved:
    """What a question comes to on this log."""

    drawn: list[Drawn] = field(default_factory=list)
    x: Node | None = None
    problems: list[Problem] = field(default_factory=list)
    left_out: int = 0

    def problems_text(self) -> str:
        return json.dumps([msgspec.to_builtins(one) for one in self.problems])


def resolve(query: Query, question: LinesQuestion) -> Resolved:
    """What is to be drawn, each tag once. Raises BadQueryError for a series that is not one of the three."""
    found = Resolved()
    names = _Names(query, question.runs)
    if question.x_expression is not None:
        found.x = _read(question.x_expression, -1, names, found)
    seen: set[str] = set()
    ends = deadline()
    for item, series in enumerate(question.series):
        if sum(one is not None for one in (series.tag, series.regex, series.expression)) != 1:
            raise BadQueryError(
                f"series {item} of a chart", "exactly one of tag, regex and expression, and the others null"
            )
        if series.expression is not None:
            node = _read(series.expression, item, names, found)
            if node is not None:
                found.drawn.append(Drawn(item, series.expression, node))
            continue
        if series.regex is not None:
            tags = _matching(series.regex, item, names, ends, found)
        else:
            tags = [series.tag or ""]
            if not names.has(tags[0]):
                found.problems.append(_no_tag(item, tags[0], 0, len(tags[0])))
        found.drawn += [Drawn(item, tag) for tag in tags if tag not in seen]
        seen.update(tags)
    found.left_out = max(0, len(found.drawn) - MAX_TAGS)
    del found.drawn[MAX_TAGS:]
    return found


def said_by(query: Query, text: str) -> ExpressionAnswer:
    """What an expression says, and what is wrong with it."""
    found = Resolved()
    node = _read(text, 0, _Names(query, None), found)
    return ExpressionAnswer(
        tags=[] if node is None else [tag.name for tag in tags_of(node)], problems=found.problems
    )


class _Names:
    """The scalar tags of a log."""

    def __init__(self, query: Query, runs: Sequence[str] | None) -> None:
        self._query = query
        self._runs = runs
        self._all: frozenset[str] | None = None

    def of_runs(self) -> Sequence[str]:
        """Of the asked runs, sorted."""
        if self._runs is None:
            return [info.tag for info in self._query.tags("scalars")]
        return self._query.tag_names("scalars", self._runs)

    def has(self, tag: str) -> bool:
        """Whether any run has it."""
        if self._all is None:
            self._all = frozenset(info.tag for info in self._query.tags("scalars"))
        return tag in self._all


def _read(text: str, item: int, names: _Names, found: Resolved) -> Node | None:
    """The expression; None where there is none, with what is wrong among the problems."""
    try:
        node = parse(text)
    except ExpressionError as error:
        found.problems.append(
            Problem(
                item=item,
                code=error.problem,
                message=error.message,
                position=error.position,
                length=error.length,
                found=error.found,
            )
        )
        return None
    found.problems += [
        _no_tag(item, tag.name, tag.position, tag.length) for tag in tags_of(node) if not names.has(tag.name)
    ]
    return node


def _no_tag(item: int, tag: str, position: int, length: int) -> Problem:
    hint = " (a quotient has spaces around /)" if "/" in tag else ""
    return Problem(
        item=item,
        code="unknown_tag",
        message=f"no run has the tag {tag!r}{hint}",
        position=position,
        length=length,
        found=tag,
    )


def _matching(text: str, item: int, names: _Names, ends: float, found: Resolved) -> list[str]:
    """The tags that a regular expression matches where they begin."""
    try:
        pattern = Pattern(text, ends)
        return [tag for tag in names.of_runs() if pattern.match(tag)]
    except PatternError as error:
        found.problems.append(
            Problem(
                item=item,
                code=error.problem,
                message=error.message,
                position=error.position,
                length=1,
                found=error.message,
            )
        )
        return []
