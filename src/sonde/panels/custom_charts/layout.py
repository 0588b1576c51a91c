"""The logged layout: which tags share a chart, as the plugin custom_scalars stores it, merged over runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from google.protobuf.message import DecodeError
from msgspec import Meta, Struct

from sonde import wire
from sonde.query import Query, Stretch

if TYPE_CHECKING:
    from sonde.query import Value

KIND = "custom_scalars"
TAG = "custom_scalars__config__"

_AT_ONCE = 500
"""So many layouts are read at once."""


class MarginSeries(Struct, frozen=True, kw_only=True):
    """The tags of a line and of the margin around it."""

    value: str
    lower: str
    upper: str


class LoggedChart(Struct, frozen=True, kw_only=True):
    """A chart of the layout."""

    title: str
    kind: Annotated[
        Literal["multiline", "margin", "unknown"], Meta(description="`unknown` is neither of the two")
    ]
    tags: Annotated[
        list[str], Meta(description="of `multiline`: regular expressions, matched where tags begin")
    ] = []
    series: Annotated[list[MarginSeries], Meta(description="of `margin`")] = []


class LoggedCategory(Struct, kw_only=True):
    """Charts under one title."""

    title: str
    closed: bool
    charts: list[LoggedChart]


class LayoutProblem(Struct, frozen=True, kw_only=True):
    """A run whose layout cannot be read, and why."""

    run: str
    message: str


class LayoutAnswer(Struct, frozen=True, kw_only=True):
    """The layouts of all runs as one."""

    categories: list[LoggedCategory]
    problems: list[LayoutProblem]


def layout(query: Query) -> LayoutAnswer:
    """The newest layout of each run, in order of their names, merged as TensorBoard does it: categories of one title are one, with the
    charts of the later runs behind those of the earlier, equal ones left out.

    TensorBoard loses charts that a third run adds to a category which the second brought; here they are.
    """
    categories: dict[str, LoggedCategory] = {}
    problems: list[LayoutProblem] = []
    for run, value in _newest(query):
        try:
            found = _decoded(value)
        except ValueError as error:
            problems.append(LayoutProblem(run=run, message=str(error)))
            continue
        for category in found.category:
            known = categories.get(category.title)
            if known is None:
                known = LoggedCategory(title=category.title, closed=category.closed, charts=[])
                categories[category.title] = known
            before = list(known.charts)
            known.charts += [one for one in map(_chart, category.chart) if one not in before]
    return LayoutAnswer(categories=list(categories.values()), problems=problems)


def _newest(query: Query) -> Iterator[tuple[str, Value]]:
    """The newest layout of each run that has one, by name."""
    runs = sorted(info.run for info in query.series(KIND, None, TAG))
    for first in range(0, len(runs), _AT_ONCE):
        some = runs[first : first + _AT_ONCE]
        stretches = []
        for run in some:
            current = np.flatnonzero(~query.tensors(run, TAG, KIND).superseded)
            newest = int(current[-1]) if len(current) else 0
            stretches.append(Stretch(run, TAG, KIND, newest, newest + 1))
        yield from zip(some, query.values(stretches), strict=True)


def _decoded(value: Value) -> Any:
    """The Layout. Raises ValueError that says what there is instead."""
    if value.value is None:
        raise ValueError(value.error)
    if value.value.dtype != object or value.value.size != 1:
        shape = list(value.value.shape)
        raise ValueError(f"expected one string, found {value.value.dtype} of shape {shape}")
    try:
        return wire.Layout.FromString(value.value.item())
    except DecodeError as error:
        raise ValueError(f"expected a layout, found {value.value.item()[:40]!r}") from error


def _chart(chart: Any) -> LoggedChart:
    kind = chart.WhichOneof("content")
    return LoggedChart(
        title=chart.title,
        kind=kind or "unknown",
        tags=list(chart.multiline.tag) if kind == "multiline" else [],
        series=[
            MarginSeries(value=one.value, lower=one.lower, upper=one.upper) for one in chart.margin.series
        ]
        if kind == "margin"
        else [],
    )
