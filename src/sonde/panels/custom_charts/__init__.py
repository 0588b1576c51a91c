"""Custom charts: the logged layout, and lines of any tags and expressions in one chart."""

from sonde.panels.custom_charts.panel import PANEL

__all__ = ["PANEL"]
