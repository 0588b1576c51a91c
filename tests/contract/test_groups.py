"""Groups of runs: the mean and the spread that pandas gives, by stated rules of alignment."""

from __future__ import annotations

import math
from itertools import pairwise

import pandas as pd
import pytest

from sonde.errors import BadQueryError
from sonde.query.contract import MAX_GROUPS, MAX_PLACES, GroupRule

BOTH = {"both": ["train", "eval", "long gone"], "eval": ["eval"], "none": []}


def frame(query, runs, tag="loss"):
    """A column for each run that has the tag, with its finite current points."""
    columns = {}
    for run in query.runs_with(tag, runs):
        points = query.scalars(run, tag).current()
        columns[run] = (
            pd.Series(points.values, points.steps).replace([math.inf, -math.inf], math.nan).dropna()
        )
    return pd.DataFrame(columns).sort_index()


def test_a_group_is_told_at_every_place_of_its_runs(query):
    groups = query.scalars_groups("loss", BOTH, rule=GroupRule(align="previous"))
    table = frame(query, ["train", "eval"]).ffill()

    assert groups.names == ("both", "eval", "none")
    assert groups.generation == query.generation
    assert (groups.runs.tolist(), groups.lines.tolist(), groups.points.tolist()) == (
        [2, 1, 0],
        [2, 1, 0],
        [5, 1, 0],
    )
    assert (groups.places.tolist(), groups.one_of.tolist()) == ([5, 1, 0], [1, 1, 1])
    assert groups.offsets.tolist() == [0, 5, 6, 6]
    assert groups.x.tolist() == [*table.index, 10]
    assert groups.centre.tolist() == pytest.approx([*table.mean(axis=1), 3.0])
    assert groups.counts.tolist() == [1, 1, 1, 1, 2, 1]
    upper = (table.mean(axis=1) + table.std(axis=1)).tolist()
    assert groups.upper.tolist() == pytest.approx([*upper, math.nan], nan_ok=True)


def test_the_rules_of_alignment(query):
    def places(align):
        found = query.scalars_groups("loss", {"g": ["train", "eval"]}, rule=GroupRule(align=align))
        return dict(zip(found.x.tolist(), found.counts.tolist(), strict=True))

    assert places("linear") == {0: 1, 1: 1, 2: 1, 3: 1, 10: 1}
    assert places("previous") == {0: 1, 1: 1, 2: 1, 3: 1, 10: 2}
    assert places("exact") == places("linear")


def test_a_baseline(query):
    rule = GroupRule(band="minmax", baseline=("train",))
    difference = query.scalars_groups("loss", {"all": ["train", "eval"]}, rule=rule)
    ratio = query.scalars_groups(
        "loss", {"all": ["train"]}, rule=GroupRule(baseline=("train",), compare="ratio")
    )

    assert difference.x.tolist() == [0, 1, 2, 3]
    assert difference.centre.tolist() == difference.upper.tolist() == [0, 0, 0, 0]
    assert ratio.centre.tolist() == [1, 1, 1, 1]
    nothing = GroupRule(baseline=("long gone",))
    assert len(query.scalars_groups("loss", {"all": ["train"]}, rule=nothing).x) == 0


def test_at_places(query):
    found = query.scalars_groups_at("loss", [2.5, -1, 99], BOTH, rule=GroupRule(band="minmax"))

    assert found.names == ("both", "both", "eval")
    assert found.places.tolist() == [2.5, 99, 99]
    assert found.x.tolist() == [2, 10, 10]
    assert found.last.tolist() == [False, True, True]
    assert found.counts.tolist() == [1, 1, 1]
    assert found.centre.tolist() == found.lower.tolist() == found.smoothed.tolist() == [8, 3, 3]


def test_a_tag_that_nobody_has_and_no_groups(query):
    assert query.scalars_groups("nothing", BOTH).offsets.tolist() == [0, 0, 0, 0]
    assert len(query.scalars_groups("loss", {})) == 0
    assert len(query.scalars_groups_at("nothing", [0], BOTH)) == 0


def test_a_table_for_pandas(query):
    every = query.scalars_groups("loss", BOTH, rule=GroupRule(band="minmax"), width=None, smoothing=0.5)
    table = every.to_pandas()
    part = query.scalars_groups("loss", BOTH, width=None, x_range=(1, 2.5)).to_pandas()

    assert table.columns.tolist() == ["group", "x", "centre", "lower", "upper", "count", "smoothed"]
    assert table.group.tolist() == ["both"] * 5 + ["eval"]
    assert part.x.tolist() == [1, 2]
    assert (
        table.smoothed[:4].tolist()
        == query.scalars_lines("loss", ["train"], smoothing=0.5).smoothed_at.tolist()
    )


@pytest.mark.parametrize(
    "asked",
    [
        {"rule": GroupRule(statistic="mode")},
        {"rule": GroupRule(band="wide")},
        {"rule": GroupRule(align="nearest")},
        {"rule": GroupRule(compare="sum")},
        {"rule": GroupRule(ddof=2)},
        {"rule": GroupRule(quantiles=(0.9, 0.1))},
        {"rule": GroupRule(confidence=0)},
        {"rule": GroupRule(align="exact"), "x": "wall"},
        {"x": "time"},
        {"width": 0},
        {"smoothing": 2.0},
        {"x_range": (2.0, 1.0)},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(query, asked):
    with pytest.raises(BadQueryError):
        query.scalars_groups("loss", BOTH, **asked)


def test_too_much_is_refused(query):
    with pytest.raises(BadQueryError):
        query.scalars_groups("loss", {str(i): [] for i in range(MAX_GROUPS + 1)})
    with pytest.raises(BadQueryError):
        query.scalars_groups_at("loss", [0.0] * (MAX_PLACES + 1), BOTH)


def test_what_stands_at_each_place_is_what_the_curve_has(query):
    """The two questions agree, whatever is asked for."""
    for align in ("linear", "exact", "previous"):
        rule = GroupRule("median", "quantiles", align)
        curve = query.scalars_groups("loss", BOTH, rule=rule, smoothing=0.5)
        for name, (begin, end) in zip(curve.names, pairwise(curve.offsets.tolist()), strict=True):
            if begin == end:
                continue
            found = query.scalars_groups_at(
                "loss", curve.x[begin:end].tolist(), {name: BOTH[name]}, rule=rule, smoothing=0.5
            )
            assert found.centre.tolist() == curve.centre[begin:end].tolist()
            assert found.smoothed.tolist() == curve.smoothed_at[begin:end].tolist()
            assert found.lower.tolist() == curve.lower[begin:end].tolist()
