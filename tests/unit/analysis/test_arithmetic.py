"""Places, correlation, surface and repetitions, compared with slow and obvious ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sonde.analysis.correlation import ranks, spearman
from sonde.analysis.places import Places, places_of
from sonde.analysis.repetitions import repetitions
from sonde.analysis.surface import surface

nan = float("nan")


@dataclass
class Given:
    type: str
    values: Any
    present: Any


def _given(type_of: str, values: list[Any]) -> Given:
    array = np.empty(len(values), object)
    array[:] = values
    present = np.array([value is not None for value in values])
    if type_of == "number":
        array = np.array([nan if value is None else value for value in values])
    return Given(type_of, array, present)


def test_numbers_stand_where_they_are():
    places = places_of(_given("number", [1.0, None, float("inf"), -2]))
    np.testing.assert_array_equal(places.at, [1, nan, nan, -2])
    assert places.categories == ()


def test_words_stand_in_natural_order():
    places = places_of(_given("text", ["layer10", None, "layer2", "layer2", ""]))
    assert places.categories == ("", "layer2", "layer10")
    np.testing.assert_array_equal(places.at, [2, nan, 1, 1, 0])


def test_truths_and_lists_are_words():
    assert places_of(_given("bool", [True, False, None])).categories == ("false", "true")
    assert places_of(_given("list", [(1, "a"), (True,)])).categories == ("[1, a]", "[true]")


@pytest.mark.parametrize(
    ("at", "differs"),
    [([1, 1], False), ([1, 2], True), ([1, nan], True), ([nan, nan], False), ([], False)],
)
def test_what_differs(at, differs):
    assert Places(np.array(at, float)).differs is differs


def test_ranks_and_correlation_are_those_of_scipy():
    made = np.random.default_rng(3)
    for count in (4, 5, 40, 400):
        x = made.integers(0, max(2, count // 3), count).astype(float)
        y = x + made.normal(0, 4, count)
        np.testing.assert_allclose(ranks(x), stats.rankdata(x))
        found = spearman(x, y)
        assert found.coefficient == pytest.approx(stats.spearmanr(x, y).statistic)
        assert found.low <= found.coefficient <= found.high


def test_a_correlation_needs_trials_and_differences():
    assert np.isnan(spearman(np.array([1.0, 2, nan]), np.array([1.0, 2, 3])).coefficient)
    assert np.isnan(spearman(np.ones(9), np.arange(9.0)).coefficient)
    perfect = spearman(np.arange(9.0), -np.arange(9.0))
    assert (perfect.coefficient, perfect.low, perfect.high, perfect.count) == (-1, -1, -1, 9)


def _slow_surface(x, y, metric, grid_x, grid_y, width_x, width_y):
    z = np.full((len(grid_y), len(grid_x)), nan)
    for row, gy in enumerate(grid_y):
        for column, gx in enumerate(grid_x):
            weights = np.exp(-0.5 * (((x - gx) / width_x) ** 2 + ((y - gy) / width_y) ** 2))
            if weights.sum() >= np.exp(-2):
                z[row, column] = (weights * metric).sum() / weights.sum()
    return z


def test_a_surface_is_the_weighed_mean_of_all_trials():
    made = np.random.default_rng(5)
    x, y = 10 ** made.uniform(-5, -1, 80), made.uniform(0, 1, 80)
    metric = 1e6 + np.log10(x) * y
    found = surface(Places(x), Places(y), metric, log_x=True, size=12)
    lx = np.log10(x)
    expected = _slow_surface(
        lx, y, metric, np.log10(found.x), found.y, lx.std() * 80 ** (-1 / 6), y.std() * 80 ** (-1 / 6)
    )
    np.testing.assert_allclose(found.z, expected, rtol=1e-9)
    assert found.x[[0, -1]] == pytest.approx([x.min(), x.max()])
    assert found.trials == 80


def test_a_surface_has_holes_where_no_trial_is_near():
    corner = np.array([0.0, 0.01, 0.02, 1.0])
    found = surface(Places(corner), Places(corner), corner, size=21)
    assert np.isnan(found.z[0, -1])
    assert np.isfinite(found.z[0, 0])


def test_words_are_rows_of_a_surface():
    x = Places(np.array([0.0, 1, 2, 0, 1, 2]), ("a", "b", "c"))
    found = surface(x, Places(np.array([0.0, 0, 0, 1, 1, 1])), np.arange(6.0), size=5)
    np.testing.assert_array_equal(found.x, [0, 1, 2])
    assert found.z[0] == pytest.approx([0, 1, 2], abs=0.1)


def test_trials_without_a_place_give_no_surface():
    at = Places(np.array([-1.0, 0, 1, 2]))
    assert surface(at, at, np.ones(4), log_x=True).z.size == 0
    same = Places(np.ones(4))
    assert surface(at, same, np.ones(4)).z.size == 0


def test_sessions_of_one_group_are_one_trial():
    found = repetitions(["a", "", "b", "a", ""], "mean")
    assert [rows.tolist() for rows in found.rows] == [[0, 3], [1], [2], [4]]
    assert len(repetitions(["a", "", "b", "a", ""], "none")) == 5


def test_means_are_of_the_sessions_that_have_the_metric():
    found = repetitions(["a", "a", "a", "b"], "mean")
    combined = found.combined(np.array([1.0, nan, 4, nan]), "mean", found.chosen(None, "mean"))
    np.testing.assert_array_equal(combined, [2.5, nan])


@pytest.mark.parametrize(("combine", "session"), [("median", 1), ("min", 0), ("max", 2)])
def test_one_session_gives_all_metrics(combine, session):
    """As TensorBoard: the lower median, and every metric from the session that the leading one chooses."""
    found = repetitions(["a"] * 5, combine)
    leading = np.array([1.0, 2, 9, 3, nan])
    other = np.array([10.0, 11, 12, 13, 14])
    chosen = found.chosen(leading, combine)
    np.testing.assert_array_equal(found.combined(other, combine, chosen), [10.0 + session])
