"""A callback for XGBoost.

xgboost.train(params, data, evals=[(data, "train")], callbacks=[sonde.xgboost.SondeCallback("runs/a")])
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import xgboost

from sonde.writer import SummaryWriter
from sonde.writer.trouble import Complaining, forgiving

__all__ = ["SondeCallback"]


class SondeCallback(Complaining, xgboost.callback.TrainingCallback):  # type: ignore[misc]
    """Logs each round's metrics as `<data>/<metric>`, and at the end how much each feature contributes.

    Metrics of cross-validation get a standard deviation beside them, as `<data>/<metric>/std`.
    """

    def __init__(
        self,
        log_dir: str | os.PathLike[str] | SummaryWriter,
        hparams: Mapping[str, Any] | None = None,
        importance_type: str | None = "gain",
    ) -> None:
        """Takes a writer, which stays open, or the directory of a run.

        hparams: hyperparameters to log with the run. importance_type: what `Booster.get_score` counts for the features (weight,
        gain, cover, total_gain, total_cover), logged as scalars `importance/<feature>`; None for none.
        """
        Complaining.__init__(self)
        self.writer = log_dir if isinstance(log_dir, SummaryWriter) else SummaryWriter(log_dir)
        self._owns_writer = self.writer is not log_dir
        self._hparams = hparams
        self._importance_type = importance_type
        self._began = False

    @forgiving("after_iteration")
    def after_iteration(self, model: Any, epoch: int, evals_log: Mapping[str, Mapping[str, Any]]) -> bool:
        """Logs the newest metrics; never asks training to stop."""
        self._begin(evals_log)
        for data, metrics in evals_log.items():
            for metric, history in metrics.items():
                newest = history[-1]
                mean, *deviation = newest if isinstance(newest, (tuple, list)) else (newest,)
                self.writer.add_scalar(f"{data}/{metric}", mean, epoch)
                for std in deviation:
                    self.writer.add_scalar(f"{data}/{metric}/std", std, epoch)
        return False

    def _begin(self, evals_log: Mapping[str, Mapping[str, Any]]) -> None:
        if not self._began and self._hparams is not None:
            tags = [f"{data}/{metric}" for data, metrics in evals_log.items() for metric in metrics]
            self.writer.begin_session(self._hparams, tags)
        self._began = True

    def after_training(self, model: Any) -> Any:
        """Logs the features' importance and closes the file. Gives the model back."""
        self._finish(model)
        return model

    @forgiving("after_training")
    def _finish(self, model: Any) -> None:
        if isinstance(model, xgboost.Booster):
            rounds = model.num_boosted_rounds()
            if self._importance_type is not None:
                for feature, score in model.get_score(importance_type=self._importance_type).items():
                    self.writer.add_scalar(f"importance/{feature}", score, rounds - 1)
            self.writer.add_text(
                "config", f"```json\n{json.dumps(json.loads(model.save_config()), indent=1)}\n```"
            )
        if self._owns_writer:
            self.writer.close()
        else:
            self.writer.flush()
