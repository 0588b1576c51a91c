"""The statistics of a line against what an obvious loop finds at each point."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonde.alerts.statistics import NAMES, Line, Statistics, best_rows

VALUES = st.lists(
    st.one_of(st.floats(-1e6, 1e6, width=32), st.sampled_from([math.nan, math.inf, -math.inf])),
    max_size=40,
)


def line_of(values: Sequence[float]) -> Line:
    rows = len(values)
    steps = np.arange(rows, dtype=np.int64) * 10
    return Line(steps, 1000.0 + steps, np.array(values, float), np.zeros(rows, np.int32))


def column(values: Sequence[float], name: str) -> list[float]:
    found = Statistics(line_of(values), "loss", "min").find(name)
    assert found is not None
    assert len(found) == len(values)
    return found.values.tolist()


def finite(values: Sequence[float]) -> list[float]:
    return [value for value in values if math.isfinite(value)]


@given(VALUES, st.integers(1, 12))
def test_statistics_are_those_of_the_points_so_far(values: list[float], width: int) -> None:
    so_far = [finite(values[: row + 1]) for row in range(len(values))]
    window = [finite(values[max(row + 1 - width, 0) : row + 1]) for row in range(len(values))]
    nothing = [math.nan]

    for name, found, statistic in (
        ("min", so_far, min),
        ("max", so_far, max),
        (f"last{width}.min", window, min),
        (f"last{width}.max", window, max),
    ):
        assert column(values, name) == pytest.approx(
            [statistic(one or nothing) for one in found], nan_ok=True
        )
    for name, found in (("mean", so_far), (f"last{width}.mean", window)):
        means = [sum(one) / len(one) if one else math.nan for one in found]
        assert column(values, name) == pytest.approx(means, rel=1e-9, abs=1e-6, nan_ok=True)


def test_previous_first_count_and_elapsed() -> None:
    assert column([3.0, 4.0], "previous") == pytest.approx([math.nan, 3.0], nan_ok=True)
    assert column([3.0, 4.0], "first") == [3.0, 3.0]
    assert column([3.0, 4.0], "count") == [1.0, 2.0]
    assert column([3.0, 4.0], "step") == [0.0, 10.0]
    assert column([3.0, 4.0], "elapsed") == [0.0, 10.0]
    assert column([3.0, 4.0, 2.0], "best_step") == [0.0, 0.0, 20.0]
    assert column([3.0, 4.0, 2.0], "since_best") == [0.0, 10.0, 0.0]


def test_a_value_that_is_no_better_is_not_the_best() -> None:
    assert best_rows(np.array([1.0, 1.0, 0.99, 0.5]), "min").tolist() == [0, 0, 2, 3]
    assert best_rows(np.array([1.0, 0.99, 0.95, 0.5]), "min", 0.02).tolist() == [0, 0, 2, 3]
    assert best_rows(np.array([math.nan, 1.0, math.inf, 2.0]), "max").tolist() == [-1, 1, 1, 3]


def test_the_tags_own_name_is_its_value_and_every_name_is_known() -> None:
    statistics = Statistics(line_of([1.0, 2.0]), "val/loss", "max")
    found = statistics.find("val/loss")
    assert found is not None
    assert found.values.tolist() == [1.0, 2.0]
    assert all(statistics.find(name) is not None for name in NAMES)
    assert statistics.find("last99999.mean") is None
    assert statistics.near("bst") == ["best"]
