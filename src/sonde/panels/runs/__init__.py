"""Runs: the server's half of the page Runs, and of whatever finds, sorts, compares and groups runs."""

from sonde.panels.runs.panel import PANEL

__all__ = ["PANEL"]
