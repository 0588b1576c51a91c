"""Meshes: vertices, faces and colours of a step, as numbers that a page can draw."""

from sonde.panels.meshes.panel import PANEL

__all__ = ["PANEL"]
