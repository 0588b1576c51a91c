"""What holds for every test."""

from __future__ import annotations

from hypothesis import settings

# How long an example takes says more about what else the machine does than about us.
settings.register_profile("sonde", deadline=None)
settings.load_profile("sonde")
