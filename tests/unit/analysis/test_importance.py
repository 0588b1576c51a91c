"""Importance finds what was planted, and says how sure it is."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from sonde.analysis.importance import MOST, importances
from sonde.analysis.places import Places
from sonde.errors import MissingExtraError

rng = np.random.default_rng(7)


def _trials(count: int) -> dict[str, Places]:
    made = np.random.default_rng(count)
    return {
        "lr": Places(10 ** made.uniform(-5, -1, count)),
        "layers": Places(made.integers(1, 9, count).astype(float)),
        "optimizer": Places(made.integers(0, 3, count).astype(float), ("adam", "lion", "sgd")),
        "seed": Places(made.integers(0, 100, count).astype(float)),
        "batch_size": Places(np.full(count, 64.0)),
    }


def test_the_planted_parameter_comes_first_and_idle_ones_stand_at_nothing():
    trials = _trials(300)
    noise = np.random.default_rng(1).normal(0, 0.05, 300)
    metric = np.exp(-((np.log10(trials["lr"].at) + 3) ** 2)) + 0.1 * trials["layers"].at / 8 + noise
    found = importances(trials, metric)
    by_name = {one.name: one for one in found.found}
    assert found.found[0].name == "lr"
    assert by_name["lr"].low > by_name["layers"].high
    assert by_name["layers"].mean > by_name["seed"].mean
    assert by_name["seed"].low <= 0 <= by_name["seed"].high
    assert by_name["optimizer"].low <= 0 <= by_name["optimizer"].high
    assert found.constant == ("batch_size",)
    assert found.score > 0.7
    assert (found.trials, found.used, found.problem) == (300, 300, "")


def test_words_are_found_too():
    trials = _trials(200)
    metric = np.array([0.2, 0.9, 0.3])[trials["optimizer"].at.astype(int)] + rng.normal(0, 0.02, 200)
    found = importances(trials, metric)
    assert found.found[0].name == "optimizer"
    assert np.isnan(found.found[0].correlation.coefficient)  # three words have no order


def test_whether_a_parameter_is_there_at_all_may_be_what_matters():
    trials = _trials(200)
    dropout = np.where(rng.random(200) < 0.5, np.nan, 0.1)
    found = importances({**trials, "dropout": Places(dropout)}, np.isnan(dropout) + rng.normal(0, 0.1, 200))
    assert found.found[0].name == "dropout"


def test_one_run_that_diverged_does_not_decide():
    trials = _trials(200)
    metric = trials["layers"].at.copy()
    metric[5] = 1e30
    assert importances(trials, metric).found[0].name == "layers"


def test_noise_is_told_by_the_score():
    assert importances(_trials(200), rng.normal(size=200)).score < 0.1


def test_many_trials_are_drawn_from_and_the_answer_says_so():
    trials = _trials(MOST + 500)
    found = importances({"lr": trials["lr"], "seed": trials["seed"]}, trials["lr"].at)
    assert (found.trials, found.used) == (MOST + 500, MOST)
    assert found.found[0].name == "lr"


def test_trials_without_a_finite_metric_are_passed_over():
    trials = _trials(100)
    metric = trials["layers"].at.copy()
    metric[:20] = [np.nan, np.inf] * 10
    assert importances(trials, metric).trials == 80


@pytest.mark.parametrize(
    ("metric", "names", "problem"),
    [
        (np.arange(9.0), ["lr"], "few"),
        (np.ones(50), ["lr"], "same"),
        (np.arange(50.0), ["batch_size"], "none"),
    ],
)
def test_where_nothing_can_be_said(metric, names, problem):
    trials = _trials(len(metric))
    found = importances({name: trials[name] for name in names}, metric)
    assert (found.problem, found.found) == (problem, ())


def test_the_same_question_has_the_same_answer():
    trials = _trials(100)
    assert importances(trials, trials["lr"].at) == importances(trials, trials["lr"].at)


def test_without_scikit_learn_the_error_says_what_to_install(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "sklearn"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(MissingExtraError, match=r"scikit-learn.*sonde\[analysis\]"):
        importances(_trials(50), np.arange(50.0))
