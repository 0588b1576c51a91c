"""Images: what each sample of a step is, and small copies of them for pages of many."""

from sonde.panels.images.panel import PANEL

__all__ = ["PANEL"]
