"""Groups of runs: what they come to at each place of the axis, as curves to draw and at single places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta, Struct

from sonde.errors import BadQueryError
from sonde.panels.contract import App, Column, Request, Response, Router
from sonde.panels.lines import LINES_RESPONSE, as_rows, ascending, extents, narrow_values, narrow_x
from sonde.panels.scalars.readings import Format, answer_rows
from sonde.query import Groups, GroupsAt
from sonde.query.contract import (
    DEFAULT_RULE,
    DEFAULT_SMOOTHING,
    DEFAULT_WIDTH,
    DEFAULT_X,
    DEFAULT_X_SCALE,
    MAX_GROUPS,
    MAX_PLACES,
    MAX_SMOOTHING,
    MAX_WIDTH,
    Alignment,
    Band,
    Comparison,
    GroupRule,
    Statistic,
    XAxis,
    XScale,
)

_Share = Annotated[float, Meta(ge=0, le=1)]


class RunGroup(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Runs that are summed up."""

    name: str
    runs: Annotated[
        list[str], Meta(description="Names of runs; those that are not there, or lack the tag, do not count.")
    ]


class GroupQuestion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which groups of runs, and what is made of them."""

    tag: str
    groups: Annotated[
        list[RunGroup],
        Meta(max_length=MAX_GROUPS, description="A run may be in several. No two have one name."),
    ]
    x: Annotated[
        XAxis, Meta(description="The axis, as in /api/scalars/query. `exact` has no sense on axes of time.")
    ] = DEFAULT_X
    x_scale: XScale = DEFAULT_X_SCALE
    smoothing: Annotated[
        float,
        Meta(
            ge=0,
            le=MAX_SMOOTHING,
            description="Weight of the debiased exponential moving average; each line is smoothed, over all of its points,"
            " before anything is summed up.",
        ),
    ] = DEFAULT_SMOOTHING
    statistic: Annotated[Statistic, Meta(description="What stands for a group at a place.")] = (
        DEFAULT_RULE.statistic
    )
    band: Annotated[
        Band,
        Meta(
            description="What is told of the spread: mean ± standard deviation; mean ± standard error; least and most;"
            " `quantiles`; a bootstrap interval of the mean. Those around the mean are so for the median too."
        ),
    ] = DEFAULT_RULE.band
    align: Annotated[
        Alignment,
        Meta(
            description="What a line has at a place where it has no point: what lies on the straight line between its own"
            " neighbouring points, and nothing beyond its ends; nothing; its last value, from its first point on."
        ),
    ] = DEFAULT_RULE.align
    ddof: Annotated[
        Literal[0, 1],
        Meta(
            description="The standard deviation divides by the number of values less this: 1 as pandas does, 0 as NumPy does."
        ),
    ] = 1
    quantiles: tuple[_Share, _Share] = DEFAULT_RULE.quantiles
    confidence: Annotated[
        float, Meta(gt=0, lt=1, description="The share of the bootstrap's means in its interval.")
    ] = DEFAULT_RULE.confidence
    baseline: Annotated[
        list[str] | None,
        Meta(description="Names of runs: everything is told beside what stands for these at the same place."),
    ] = None
    compare: Comparison = DEFAULT_RULE.compare

    def rule(self) -> GroupRule:
        return GroupRule(
            statistic=self.statistic,
            band=self.band,
            align=self.align,
            ddof=self.ddof,
            quantiles=self.quantiles,
            confidence=self.confidence,
            baseline=None if self.baseline is None else tuple(self.baseline),
            compare=self.compare,
        )

    def runs_by_name(self) -> dict[str, list[str]]:
        """Raises BadQueryError."""
        by_name = {group.name: group.runs for group in self.groups}
        if len(by_name) < len(self.groups):
            raise BadQueryError("two groups of one name", "names that differ")
        return by_name


class GroupCurvesQuestion(GroupQuestion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The groups as curves to draw."""

    x_range: Annotated[
        tuple[float | None, float | None] | None,
        Meta(description="The part of the axis that is shown, as in /api/scalars/query."),
    ] = None
    width: Annotated[
        int,
        Meta(
            ge=1,
            le=MAX_WIDTH,
            description="Pixel columns of the plot. What is sent draws the same picture as all places would.",
        ),
    ] = DEFAULT_WIDTH


class GroupPlacesQuestion(GroupQuestion, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The groups at places of the axis."""

    at: Annotated[
        list[float],
        Meta(min_length=1, max_length=MAX_PLACES, description="Places of the axis, in any order."),
    ]


def mount_groups(router: Router, app: App) -> None:
    @router.post("/groups", summary="Groups of runs", responses=LINES_RESPONSE, reads_files=False)
    def group_curves(
        request: Request,
        question: GroupCurvesQuestion,
        format: Annotated[Literal["arrow", "json"], Meta(description="form of the answer")] = "arrow",
    ) -> Response:
        """One row for each group, its places as list columns: wherever one of its lines has a finite value, what stands for all
        lines that have something there, how many these are, and the edges of the band, which have an x of their own.

        Values that are not finite are passed over, as if they had not been logged. Of very many lines and places a group is looked
        at in fewer places; `one_of` says so. The schema's metadata holds `generation` and the extents of what is drawn.
        """
        query = app.query()
        curves = query.scalars_groups(
            question.tag,
            question.runs_by_name(),
            rule=question.rule(),
            x=question.x,
            x_range=ascending(question.x_range),
            x_scale=question.x_scale,
            width=question.width,
            smoothing=question.smoothing,
        )
        columns = curve_columns(curves, whole_x=question.x in ("step", "index"))
        metadata = {"generation": query.generation, **extents(curves)}
        if format == "json":
            return app.json(request, {"metadata": metadata, "groups": as_rows(columns)})
        return app.arrow(columns, metadata)

    @router.post(
        "/groups/at", summary="Groups of runs at a place", responses=LINES_RESPONSE, reads_files=False
    )
    def groups_at(request: Request, question: GroupPlacesQuestion, format: Format = "arrow") -> Response:
        """One row for each group and place at which it has something: what it comes to in its last place that is not above the
        asked one.
        """
        query = app.query()
        found = query.scalars_groups_at(
            question.tag,
            question.at,
            question.runs_by_name(),
            rule=question.rule(),
            x=question.x,
            x_scale=question.x_scale,
            smoothing=question.smoothing,
        )
        return answer_rows(app, request, at_columns(found), query.generation, format)


def curve_columns(curves: Groups, *, whole_x: bool) -> list[Column]:
    """The groups as columns, each as narrow as holds it exactly. Bands and smoothed curves are for drawing and float32 where they
    are many.
    """
    columns = [
        Column("group", curves.names),
        Column("runs", curves.runs),
        Column("lines", curves.lines),
        Column("points", curves.points),
        Column("places", curves.places),
        Column("one_of", curves.one_of),
        Column("x", narrow_x(curves.x, whole_x), curves.offsets),
        Column("centre", narrow_values(curves.centre), curves.offsets),
        Column("count", curves.counts, curves.offsets),
    ]
    edges = ["lower", "upper"] if len(curves.lower_x) else []
    if len(curves.smoothed_x):
        columns.append(Column("smoothed_at", narrow_values(curves.smoothed_at), curves.offsets))
        edges += ["smoothed", *(f"smoothed_{edge}" for edge in edges)]
    for name in edges:
        offsets = getattr(curves, f"{name}_offsets")
        columns.append(Column(f"{name}_x", narrow_x(getattr(curves, f"{name}_x"), whole_x), offsets))
        columns.append(Column(name, narrow_values(getattr(curves, name)), offsets))
    return columns


def at_columns(found: GroupsAt) -> Sequence[Column]:
    return [
        Column("group", found.names),
        Column("at", found.places),
        Column("x", found.x),
        Column("last", found.last),
        Column("count", found.counts),
        Column("centre", found.centre),
        Column("lower", found.lower),
        Column("upper", found.upper),
        Column("smoothed", found.smoothed),
        Column("smoothed_lower", found.smoothed_lower),
        Column("smoothed_upper", found.smoothed_upper),
    ]
