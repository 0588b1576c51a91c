"""Importance: how much each hyperparameter has to do with a metric.

A random forest of scikit-learn learns to tell a metric's rank from the hyperparameters. Then, on trials that it has not seen, the
values of one hyperparameter are shuffled: what the prediction loses by that (of R², the share of the ranks' variance that it
explains) is the hyperparameter's importance. It is computed for each of several parts of the trials that are held out in turn,
several times over; the spread of what comes out is the uncertainty. By ranks, since one run that diverged to 10⁶ would otherwise
decide everything. A parameter that does nothing gets about 0, and may get a little less.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonde.analysis.correlation import Correlation, ranks, spearman
from sonde.analysis.places import Places
from sonde.errors import MissingExtraError

Floats = npt.NDArray[np.float64]

FEWEST = 10
"""With fewer trials than this nothing is said."""

MOST = 4_000
"""Of more trials than this, so many are drawn by chance, always the same."""

_FOLDS = 5
_TREES = 64
_REPEATS = 5
_SEED = 20_260


@dataclass(frozen=True, slots=True)
class Importance:
    """What one hyperparameter has to do with the metric.

    `mean` is the loss of R² when its values are shuffled, over all shuffles of held-out trials; `low` and `high` are the 5th and
    95th percentile of those, `deviation` their standard deviation.
    """

    name: str
    mean: float
    low: float
    high: float
    deviation: float
    correlation: Correlation


@dataclass(frozen=True, slots=True)
class Importances:
    """All of them, the most important first.

    `score` is the R² of the predictions for held-out trials: near 0 or below, the forest has learned nothing, and the importances
    mean as little. `trials` have a finite metric, `used` of them were looked at. `constant` names what is the same in all of them.
    `problem` says why there are none: `few` (fewer trials than FEWEST), `same` (the metric never differs), `none` (no
    hyperparameter differs); empty where there are.
    """

    found: tuple[Importance, ...]
    score: float
    trials: int
    used: int
    constant: tuple[str, ...]
    problem: str = ""


def importances(hparams: Mapping[str, Places], metric: Floats) -> Importances:
    """The importance of each hyperparameter for a metric (an entry for each trial, NaN without one).

    Trials without a finite metric are passed over; one that lacks a hyperparameter counts with that as a value of its own.
    Raises MissingExtraError without scikit-learn.
    """
    rows = np.flatnonzero(np.isfinite(metric))
    trials = len(rows)
    if trials > MOST:
        rows = np.sort(np.random.default_rng(_SEED).choice(rows, MOST, replace=False))
    taken = {name: places.take(rows) for name, places in hparams.items()}
    names = [name for name, places in taken.items() if places.differs]
    constant = tuple(name for name in taken if name not in set(names))
    values = metric[rows]
    problem = (
        "few" if trials < FEWEST else "same" if values.min() == values.max() else "none" if not names else ""
    )
    if problem:
        return Importances((), math.nan, trials, len(rows), constant, problem)
    # A shuffled column keeps its values: what is missing is one of them, below all others.
    features = np.column_stack([_filled(taken[name].at) for name in names])
    losses, score = _losses(features, ranks(values) / len(values))
    found = [
        Importance(
            name,
            float(each.mean()),
            float(np.percentile(each, 5)),
            float(np.percentile(each, 95)),
            float(each.std()),
            _correlation(taken[name], values),
        )
        for name, each in zip(names, losses, strict=True)
    ]
    found.sort(key=lambda one: -one.mean)
    return Importances(tuple(found), score, trials, len(rows), constant)


def _losses(features: Floats, target: Floats) -> tuple[Floats, float]:
    """What R² loses by shuffling each column, of shape [columns, folds × repeats]; and R² itself."""
    try:
        from sklearn.ensemble import RandomForestRegressor
        from sklearn.inspection import permutation_importance
        from sklearn.model_selection import KFold
    except ImportError:
        raise MissingExtraError("the importance of hyperparameters", "scikit-learn", "analysis") from None
    rows, columns = features.shape
    losses: list[Floats] = []
    scores: list[float] = []
    for seed, (learned, held_out) in enumerate(
        KFold(_FOLDS, shuffle=True, random_state=_SEED).split(features)
    ):
        forest = RandomForestRegressor(
            _TREES,
            max_features=max(1, math.ceil(columns / 2)),
            min_samples_leaf=2,
            max_samples=min(1.0, 1_000 / len(learned)),
            random_state=seed,
        )
        forest.fit(features[learned], target[learned])
        scores.append(float(forest.score(features[held_out], target[held_out])))
        shuffled = permutation_importance(
            forest,
            features[held_out],
            target[held_out],
            n_repeats=_REPEATS if rows <= 1_000 else 2,
            random_state=seed,
        )
        losses.append(shuffled.importances)
    return np.concatenate(losses, axis=1), float(np.mean(scores))


def _filled(at: Floats) -> Floats:
    missing = np.isnan(at)
    if not missing.any():
        return at
    low, high = np.nanmin(at), np.nanmax(at)
    return np.where(missing, low - max(high - low, 1.0), at)


def _correlation(places: Places, metric: Floats) -> Correlation:
    """Words have no order, unless there are only two."""
    if len(places.categories) > 2:
        return Correlation(math.nan, math.nan, math.nan, 0)
    return spearman(places.at, metric)
