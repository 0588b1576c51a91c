"""Videos: which series hold some, and what each of a step is."""

from sonde.panels.video.panel import PANEL

__all__ = ["PANEL"]
