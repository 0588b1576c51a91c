"""A callback for the Trainer of Hugging Face's transformers, in place of its TensorBoardCallback.

trainer = Trainer(…, args=TrainingArguments(…, report_to="none"), callbacks=[sonde.transformers.SondeCallback()])
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

import transformers

from sonde.writer import SummaryWriter
from sonde.writer.summary_writer import default_logdir
from sonde.writer.trouble import Complaining, forgiving

__all__ = ["SondeCallback"]

_PREFIXES = ("eval_", "test_")


class SondeCallback(Complaining, transformers.TrainerCallback):  # type: ignore[misc]
    """Logs the metrics of training and evaluation, the arguments, the model's configuration, and how training ended.

    Metrics get the tags `train/…`, `eval/…` and `test/…`, as those of transformers' own callback. Only the process of rank 0
    writes.
    """

    def __init__(
        self, tb_writer: SummaryWriter | None = None, log_dir: str | os.PathLike[str] | None = None
    ) -> None:
        """Takes a writer, or makes one in `log_dir`, which is the environment's TENSORBOARD_LOGGING_DIR if None, or else
        `<output_dir>/runs/<date>_<host>`.
        """
        Complaining.__init__(self)
        self.tb_writer = tb_writer
        self._log_dir = log_dir or os.environ.get("TENSORBOARD_LOGGING_DIR")

    @forgiving("on_train_begin")
    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Logs the arguments, as text and as hyperparameters, and the model's configuration."""
        if not state.is_world_process_zero:
            return
        trial = state.trial_name if state.is_hyper_param_search else None
        writer = self._open(args, trial)
        writer.add_text("args", args.to_json_string())
        config = getattr(kwargs.get("model"), "config", None)
        if config is not None:
            writer.add_text("model_config", config.to_json_string())
        writer.begin_session(json.loads(args.to_json_string()), ["train/loss", "eval/loss"])

    @forgiving("on_log")
    def on_log(
        self, args: Any, state: Any, control: Any, logs: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        """Logs numbers as scalars and strings as texts."""
        if not state.is_world_process_zero:
            return
        writer = self._open(args, None)
        for name, value in (logs or {}).items():
            add = writer.add_text if isinstance(value, str) else writer.add_scalar
            add(_tag(name), value, state.global_step)

    @forgiving("on_train_end")
    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        """Closes the file; the hyperparameters' session ends in success."""
        if self.tb_writer is not None:
            error = sys.exc_info()[1]
            if error is not None:
                self.tb_writer.fail(error)
            self.tb_writer.close()
            self.tb_writer = None

    def _open(self, args: Any, trial: str | None) -> SummaryWriter:
        if self.tb_writer is None:
            if trial is not None:
                self._log_dir = f"{args.output_dir}/runs/{trial}"
            elif self._log_dir is None:
                self._log_dir = f"{args.output_dir}/{default_logdir('')}"
            self.tb_writer = SummaryWriter(self._log_dir)
        return self.tb_writer


def _tag(name: str) -> str:
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return f"{prefix[:-1]}/{name.removeprefix(prefix)}"
    return f"train/{name}"
