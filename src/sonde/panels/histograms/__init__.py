"""Histograms: the server's half of the page Histograms."""

from sonde.panels.histograms.panel import PANEL

__all__ = ["PANEL"]
