"""Scalars: the server's half of the page Time Series."""

from sonde.panels.scalars.panel import PANEL

__all__ = ["PANEL"]
