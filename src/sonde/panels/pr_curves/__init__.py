"""PR curves: precision and recall over thresholds, and what a whole curve comes to."""

from sonde.panels.pr_curves.panel import PANEL

__all__ = ["PANEL"]
