"""Hyperparameters: the trials of a log directory or of a study, and what they tell of their hyperparameters."""

from sonde.panels.hparams.panel import PANEL

__all__ = ["PANEL"]
