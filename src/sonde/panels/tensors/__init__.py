"""Tensors: the server's half of the page Tensors. The points and whole values are answered by /api/tensors itself."""

from sonde.panels.tensors.panel import PANEL

__all__ = ["PANEL"]
