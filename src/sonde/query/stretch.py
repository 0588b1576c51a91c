"""Stretch: which points of one series are asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stretch:
    """Points [first, last) of a series that is no scalar (None: to its end), every `every`th of them."""

    run: str
    tag: str
    kind: str | None = None
    first: int = 0
    last: int | None = None
    every: int = 1
