"""A callback for LightGBM.

lightgbm.train(params, data, valid_sets=[data], callbacks=[sonde.lightgbm.SondeCallback("runs/a")])
"""

from __future__ import annotations

import os
from typing import Any

from sonde.writer import SummaryWriter
from sonde.writer.trouble import Complaining, forgiving

__all__ = ["SondeCallback"]


class SondeCallback(Complaining):
    """Logs each round's metrics as `<data>/<metric>`, the parameters, and at the end how much each feature contributes.

    Metrics of cross-validation get a standard deviation beside them, as `<data>/<metric>/std`.
    """

    # What LightGBM asks of callbacks: run after an iteration, and after those that record (20) and stop early (30).
    before_iteration = False
    order = 25

    def __init__(
        self, log_dir: str | os.PathLike[str] | SummaryWriter, importance_type: str | None = "gain"
    ) -> None:
        """Takes a writer, which stays open, or the directory of a run.

        importance_type: what is counted for the features ("split" or "gain"), logged as scalars `importance/<feature>` at the
        last iteration; None for none.
        """
        super().__init__()
        self.writer = log_dir if isinstance(log_dir, SummaryWriter) else SummaryWriter(log_dir)
        self._owns_writer = self.writer is not log_dir
        self._importance_type = importance_type

    @forgiving("SondeCallback")
    def __call__(self, env: Any) -> None:
        """Takes LightGBM's CallbackEnv after each iteration."""
        results = env.evaluation_result_list or []
        if env.iteration == env.begin_iteration:
            self.writer.begin_session(env.params, [_tag(result) for result in results])
        for result in results:
            self.writer.add_scalar(_tag(result), result[2], env.iteration)
            if len(result) > 4 and result[4] is not None:
                self.writer.add_scalar(f"{_tag(result)}/std", result[4], env.iteration)
        if env.iteration == env.end_iteration - 1:
            self._finish(env)

    def _finish(self, env: Any) -> None:
        if self._importance_type is not None and hasattr(env.model, "feature_name"):
            scores = env.model.feature_importance(importance_type=self._importance_type)
            if len(scores) == len(env.model.feature_name()):  # cross-validation has a list of each
                for feature, score in zip(env.model.feature_name(), scores, strict=True):
                    self.writer.add_scalar(f"importance/{feature}", score, env.iteration)
        if self._owns_writer:
            self.writer.close()
        else:
            self.writer.flush()


def _tag(result: Any) -> str:
    """The tag of an evaluation result: (data, metric, value, …)."""
    data, metric = result[0], result[1]
    return f"{data}/{metric}"
