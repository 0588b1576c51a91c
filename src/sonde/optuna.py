"""A callback for Optuna.

study.optimize(objective, callbacks=[sonde.optuna.SondeCallback("runs", metric_name="accuracy")])
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import optuna

from sonde import hparams
from sonde.writer import SummaryWriter
from sonde.writer.sessions import FAILURE, SUCCESS, UNKNOWN, flat, session_end_summary, session_start_summary
from sonde.writer.trouble import Complaining, forgiving

__all__ = ["SondeCallback"]


class SondeCallback(Complaining):
    """Logs each trial into a run of its own: its parameters, its values, what it reported on its way, and how it ended.

    The study's directory gets the search space: which hyperparameters there are, and the values that each may take.
    """

    def __init__(self, dirname: str | os.PathLike[str], metric_name: str | Sequence[str] = "value") -> None:
        """dirname: the study's directory; trials go to `trial-<number>` below. metric_name: what the objective returns, one name
        for each of its values.
        """
        super().__init__()
        self._dirname = os.fspath(dirname)
        self._metrics = [metric_name] if isinstance(metric_name, str) else list(metric_name)
        self._space: dict[str, Any] = {}

    @forgiving("SondeCallback")
    def __call__(self, study: Any, trial: Any) -> None:
        """Takes a study and one of its trials that has ended."""
        self._log_space(trial.distributions)
        with SummaryWriter(f"{self._dirname}/trial-{trial.number}") as writer:
            sink = writer.file_writer.sink  # type: ignore[union-attr]
            started = trial.datetime_start.timestamp() if trial.datetime_start else None
            ended = trial.datetime_complete.timestamp() if trial.datetime_complete else None
            group = f"trial-{trial.number}"
            sink.add_summary(session_start_summary(flat(trial.params), group, started), 0, started)
            for step, value in sorted(trial.intermediate_values.items()):
                writer.add_scalar(f"{self._metrics[0]}/intermediate", value, step)
            for metric, value in zip(self._metrics, trial.values or [], strict=False):
                writer.add_scalar(metric, value, trial.number, ended)
            for name, value in trial.user_attrs.items():
                writer.add_text(f"attributes/{name}", str(value))
            status, told = _STATUSES.get(trial.state.name, (UNKNOWN, ""))
            sink.add_summary(session_end_summary(status, ended, description=told), 0, ended)

    def _log_space(self, distributions: dict[str, Any]) -> None:
        """Logs the search space, when a trial has widened it."""
        if all(name in self._space for name in distributions) and self._space:
            return
        self._space.update(distributions)
        parameters = [hparams.HParam(name, _domain(space)) for name, space in sorted(self._space.items())]
        metrics = [hparams.Metric(name) for name in self._metrics]
        with SummaryWriter(self._dirname) as writer:
            writer._get_file_writer().add_summary(hparams.hparams_config_pb(parameters, metrics), 0)  # noqa: SLF001


_STATUSES = {
    "COMPLETE": (SUCCESS, ""),
    "PRUNED": (UNKNOWN, "pruned"),
    "FAIL": (FAILURE, ""),
}


def _domain(space: Any) -> hparams.Domain | None:
    """A distribution of Optuna as a domain of hyperparameters; None where there is none like it."""
    if isinstance(space, optuna.distributions.IntDistribution):
        return hparams.IntInterval(space.low, space.high)
    if isinstance(space, optuna.distributions.FloatDistribution):
        return hparams.RealInterval(float(space.low), float(space.high))
    if isinstance(space, optuna.distributions.CategoricalDistribution):
        choices = list(space.choices)
        if len({type(choice) for choice in choices}) == 1 and isinstance(choices[0], (bool, int, float, str)):
            return hparams.Discrete(choices)
    return None
