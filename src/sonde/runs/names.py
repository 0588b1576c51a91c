"""Names: what the columns of the table of runs are called, in full and in short.

    state                       a fact (sonde.runs.facts.FACTS); `run.state` is the same
    tags                        what people said of the run; `catalog.tags` is the same
    hparams.lr                  a hyperparameter
    metrics.val/acc.max         what a scalar comes to: see sonde.runs.statistics

In short the prefix is left out where the name is no other column's, in that order, and a metric without a statistic is its last
value: `lr`, `val/acc`, `val/acc.max`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from sonde.errors import SUGGESTED_AMONG
from sonde.expression.completion import Offer, likeliest
from sonde.runs.facts import FACTS
from sonde.runs.statistics import DEFAULT_STATISTIC, STATISTICS

Group = Literal["run", "catalog", "hparam", "metric"]

PREFIXES: dict[str, Group] = {
    "run.": "run",
    "catalog.": "catalog",
    "hparams.": "hparam",
    "metrics.": "metric",
}

ALIASES = {"started": "start_time", "ended": "last_time"}
"""Shorter words for facts."""

_OFFERED = 500
"""Of so many names the likeliest are offered."""


@dataclass(frozen=True, slots=True)
class ColumnId:
    """Which column. `name` is a fact's, a hyperparameter's or a tag, `statistic` what of a metric."""

    group: Group
    name: str
    statistic: str = ""

    def __str__(self) -> str:
        """In full, so that it is this column's whatever others there are."""
        if self.group == "hparam":
            return f"hparams.{self.name}"
        return f"metrics.{self.name}.{self.statistic}" if self.group == "metric" else self.name

    @property
    def label(self) -> str:
        """For people."""
        if self.group == "metric" and self.statistic != DEFAULT_STATISTIC:
            return f"{self.name} {self.statistic}"
        return self.name


class Names:
    """The names of one table's columns."""

    def __init__(self, hparams: Collection[str], tags: Collection[str], catalog: Collection[str]) -> None:
        self._known: dict[Group, Collection[str]] = {
            "run": FACTS,
            "catalog": catalog,
            "hparam": hparams,
            "metric": tags,
        }

    def find(self, name: str) -> ColumnId | None:
        """The column that a name, in full or in short, stands for."""
        for prefix, group in PREFIXES.items():
            if name.startswith(prefix) and (found := self._of_group(group, name[len(prefix) :])):
                return found
        each = (self._of_group(group, name) for group in self._known)
        return next((one for one in each if one is not None), None)

    def _of_group(self, group: Group, name: str) -> ColumnId | None:
        if group == "metric":
            return self._metric(name)
        name = ALIASES.get(name, name) if group == "run" else name
        return ColumnId(group, name) if name in self._known[group] else None

    def _metric(self, name: str) -> ColumnId | None:
        tags = self._known["metric"]
        tag, _, statistic = name.rpartition(".")
        if statistic in STATISTICS and tag in tags:
            return ColumnId("metric", tag, statistic)
        return ColumnId("metric", name, DEFAULT_STATISTIC) if name in tags else None

    def near(self, name: str) -> list[str]:
        """Names that may have been meant, in short."""
        base, _, statistic = name.rpartition(".")
        ending = f".{statistic}" if statistic in STATISTICS and base else ""
        wanted = base if ending else name
        for prefix in PREFIXES:
            wanted = wanted.removeprefix(prefix)
        known = list(dict.fromkeys([*ALIASES, *(one for names in self._known.values() for one in names)]))
        near = get_close_matches(wanted, known[:SUGGESTED_AMONG], n=3, cutoff=0.6)
        near += [
            one
            for one in known
            if one not in near and wanted and (one.startswith(wanted) or one.endswith(f"/{wanted}"))
        ]
        tags = self._known["metric"]
        return [one + ending if one in tags else one for one in near[:3]]

    def offers(self, typed: str) -> Iterator[Offer]:
        """See sonde.expression.completion.Completing."""
        found: list[Offer] = []
        for offer in self._offers(typed):
            found.append(offer)
            if len(found) == _OFFERED:
                break
        yield from sorted(found, key=likeliest(typed))

    def _offers(self, typed: str) -> Iterator[Offer]:
        for prefix, group in PREFIXES.items():
            if typed.startswith(prefix):
                rest = typed[len(prefix) :].lower()
                known = self._known[group]
                yield from (Offer(prefix + name, group) for name in known if rest in name.lower())
        wanted = typed.lower()
        for group, names in self._known.items():
            words: Iterable[str] = [*ALIASES, *names] if group == "run" else names
            yield from (Offer(self._short(group, name), group) for name in words if wanted in name.lower())
        yield from self._statistics(typed)

    def _statistics(self, typed: str) -> Iterator[Offer]:
        """Those of the metric that is typed."""
        tag, dot, begun = typed.rpartition(".")
        metric = self.find(tag) if dot else None
        if metric is not None and metric.group == "metric":
            yield from (Offer(f"{tag}.{one}", "metric") for one in STATISTICS if one.startswith(begun))

    def _short(self, group: Group, name: str) -> str:
        found = self.find(name)
        is_meant = found is not None and (found.group, found.name) == (group, ALIASES.get(name, name))
        return name if is_meant else str(ColumnId(group, name, DEFAULT_STATISTIC))
