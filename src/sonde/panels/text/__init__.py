"""Text: the server's half of the page Text."""

from sonde.panels.text.panel import PANEL

__all__ = ["PANEL"]
