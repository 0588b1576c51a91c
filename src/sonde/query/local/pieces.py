"""How much of a file is read in one piece."""

from __future__ import annotations

READ_AT_ONCE_BYTES = 4 << 20
"""Larger values are not read whole to serve a part of them, nor further than this in one piece."""
