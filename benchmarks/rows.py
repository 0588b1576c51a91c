"""A row of the table: one thing measured on TensorBoard and on Sonde, and what was asked of Sonde."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `peer` and `sonde` are all samples, in `unit`; what is shown is their median.

    `at_least` asks for a ratio (how many times better than the peer), `at_most` for a value in `unit`, `at_most_floors` for
    so many times the `floor`, samples of what no program can do faster; all None: told, nothing asked. `more_is_better` turns the ratio round: calls per second rather than seconds.
    """

    key: str
    what: str
    unit: str
    peer: tuple[float, ...]
    sonde: tuple[float, ...]
    at_least: float | None = None
    at_most: float | None = None
    more_is_better: bool = False
    floor: tuple[float, ...] = ()
    at_most_floors: float | None = None
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def peer_median(self) -> float | None:
        return statistics.median(self.peer) if self.peer else None

    @property
    def sonde_median(self) -> float:
        return statistics.median(self.sonde)

    @property
    def floor_median(self) -> float:
        return statistics.median(self.floor)

    @property
    def ratio(self) -> float | None:
        """How many times better Sonde is; None when the peer was not measured or either figure is lost in noise."""
        peer, own = self.peer_median, self.sonde_median
        if peer is None or peer <= 0 or own <= 0:
            return None
        return own / peer if self.more_is_better else peer / own

    @property
    def reached(self) -> bool | None:
        """Whether Sonde did what was asked; None when nothing was."""
        asked = []
        if self.at_most is not None:
            asked.append(self.sonde_median <= self.at_most)
        if self.at_most_floors is not None:
            asked.append(self.sonde_median <= self.at_most_floors * self.floor_median)
        if self.at_least is not None and self.ratio is not None:
            asked.append(self.ratio >= self.at_least)
        return all(asked) if asked else None

    @property
    def goal(self) -> str:
        parts = []
        if self.at_least is not None:
            parts.append(f"≥ {self.at_least:g}×")
        if self.at_most is not None:
            parts.append(f"≤ {show(self.at_most, self.unit)}")
        if self.at_most_floors is not None:
            parts.append(f"≤ {self.at_most_floors:g} × {show(self.floor_median, self.unit)}")
        return ", ".join(parts)

    def to_json(self) -> dict[str, Any]:
        shown = {"peer_median": self.peer_median, "sonde_median": self.sonde_median, "ratio": self.ratio}
        return {**asdict(self), **shown, "goal": self.goal, "reached": self.reached}


def from_json(data: dict[str, Any]) -> Row:
    stored = {name: data[name] for name in Row.__dataclass_fields__ if name in data}
    samples = {name: tuple(stored.get(name, ())) for name in ("peer", "sonde", "floor")}
    return Row(**{**stored, **samples})


def show(value: float | None, unit: str) -> str:
    """A value with three significant figures and a unit a person reads: 0.0123 s -> `12.3 ms`."""
    if value is None:
        return "–"
    if unit == "s" and abs(value) < 1:
        value, unit = value * 1000, "ms"
    elif unit == "/s" and value >= 10_000:
        value, unit = value / 1000, "k/s"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def table(rows: Sequence[Row]) -> list[list[str]]:
    """Header and rows as text cells."""
    lines = [["What", "TensorBoard", "Sonde", "Ratio", "Asked", ""]]
    for row in rows:
        ratio = "–" if row.ratio is None else f"{row.ratio:,.0f}×" if row.ratio >= 10 else f"{row.ratio:.1f}×"
        mark = {True: "✓", False: "✗", None: ""}[row.reached]
        lines.append(
            [
                row.what,
                show(row.peer_median, row.unit),
                show(row.sonde_median, row.unit),
                ratio,
                row.goal,
                mark,
            ]
        )
    return lines
