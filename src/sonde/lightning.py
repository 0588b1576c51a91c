"""A logger for Lightning, in place of its TensorBoardLogger.

    trainer = Trainer(logger=sonde.lightning.SondeLogger("runs", name="resnet"))

It takes the arguments of `lightning.pytorch.loggers.TensorBoardLogger` and writes into the same directories, but needs neither
TensorBoard nor tensorboardX. It serves `lightning` and `pytorch_lightning`: whichever the script has imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from sonde.writer import SummaryWriter, files
from sonde.writer.sessions import flat

__all__ = ["SondeLogger"]


def _base() -> str:
    """The package whose Trainer the logger is for."""
    for name in ("lightning.pytorch", "pytorch_lightning"):
        if name in sys.modules:
            return name
    try:
        import_module("lightning.pytorch")
    except ImportError:
        return "pytorch_lightning"
    return "lightning.pytorch"


_loggers: Any = import_module(f"{_base()}.loggers.logger")
_rank_zero_only: Any = import_module(f"{_base()}.utilities.rank_zero").rank_zero_only


class SondeLogger(_loggers.Logger):  # type: ignore[misc]
    """Logs metrics, hyperparameters and how the training ended to `<save_dir>/<name>/version_<n>`.

    `experiment` is the `sonde.SummaryWriter`, for everything else that is to be logged. Only the process of rank 0 writes.
    """

    def __init__(
        self,
        save_dir: str | os.PathLike[str],
        name: str | None = "lightning_logs",
        version: int | str | None = None,
        log_graph: bool = False,
        default_hp_metric: bool = True,
        prefix: str = "",
        sub_dir: str | os.PathLike[str] | None = None,
        **kwargs: Any,
    ) -> None:
        """Takes the arguments of Lightning's TensorBoardLogger.

        save_dir: directory or fsspec URL. name, version, sub_dir: directories below it; no version means the next free
        number. default_hp_metric: log a metric `hp_metric` of -1 with hyperparameters that come without metrics. prefix: what
        the names of metrics begin with. kwargs: for `sonde.SummaryWriter`. log_graph is taken for compatibility.
        """
        super().__init__()
        self._save_dir = os.fspath(save_dir)
        self._name = name or ""
        self._version = version
        self._sub_dir = os.fspath(sub_dir) if sub_dir is not None else ""
        self._prefix = f"{prefix}-" if prefix else ""
        self._default_hp_metric = default_hp_metric
        self._arguments = kwargs
        self._writer: SummaryWriter | None = None
        del log_graph

    @property
    def name(self) -> str:
        """The experiment's name."""
        return self._name

    @property
    def version(self) -> int | str:
        """The run's number or name: the one given, or the first number above those that exist."""
        if self._version is None:
            self._version = self._next_version()
        return self._version

    @property
    def save_dir(self) -> str:
        """The directory of all experiments."""
        return self._save_dir

    @property
    def root_dir(self) -> str:
        """The experiment's directory."""
        return _join(self._save_dir, self._name)

    @property
    def log_dir(self) -> str:
        """The run's directory."""
        run = self.version if isinstance(self.version, str) else f"version_{self.version}"
        return os.path.expanduser(os.path.expandvars(_join(self.root_dir, run, self._sub_dir)))  # noqa: PTH111  may be a URL

    @property
    @_loggers.rank_zero_experiment  # type: ignore[untyped-decorator]
    def experiment(self) -> SummaryWriter:
        """The writer, made when it is first asked for."""
        if self._writer is None:
            self._writer = SummaryWriter(self.log_dir, **self._arguments)
        return self._writer

    @_rank_zero_only  # type: ignore[untyped-decorator]
    def log_metrics(self, metrics: Mapping[str, Any], step: int | None = None) -> None:
        """Logs numbers; a mapping of numbers becomes one run each, as `add_scalars` does."""
        for name, value in metrics.items():
            add = self.experiment.add_scalars if isinstance(value, Mapping) else self.experiment.add_scalar
            add(f"{self._prefix}{name}", value, step)

    @_rank_zero_only  # type: ignore[untyped-decorator]
    def log_hyperparams(
        self, params: Any, metrics: Mapping[str, Any] | float | None = None, step: int | None = None
    ) -> None:
        """Logs hyperparameters (a mapping, nested if need be, or a Namespace) and the metrics to judge them by."""
        if metrics is None:
            metrics = {"hp_metric": -1} if self._default_hp_metric else {}
        elif not isinstance(metrics, Mapping):
            metrics = {"hp_metric": metrics}
        self.log_metrics(metrics, step)
        self.experiment.begin_session(flat(params or {}), [f"{self._prefix}{name}" for name in metrics])

    @_rank_zero_only  # type: ignore[untyped-decorator]
    def log_graph(self, model: Any, input_array: Any = None) -> None:
        """Takes Lightning's arguments; graphs of models are not logged yet."""

    @_rank_zero_only  # type: ignore[untyped-decorator]
    def save(self) -> None:
        """Flushes the file."""
        if self._writer is not None:
            self._writer.flush()

    @_rank_zero_only  # type: ignore[untyped-decorator]
    def finalize(self, status: str) -> None:
        """Closes the file. Hyperparameters get a session that ended as `status` says."""
        if self._writer is not None:
            if status != "success":
                self._writer.fail(sys.exc_info()[1] or RuntimeError(f"training {status}"))
            self._writer.close()

    def _next_version(self) -> int:
        versions = (name.removeprefix("version_") for name in files.names(self.root_dir))
        return max((int(version) for version in versions if version.isdigit()), default=-1) + 1


def _join(*parts: str) -> str:
    return "/".join(part.rstrip("/") for part in parts if part)
