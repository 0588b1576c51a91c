"""Audio: what each clip of a step is."""

from sonde.panels.audio.panel import PANEL

__all__ = ["PANEL"]
