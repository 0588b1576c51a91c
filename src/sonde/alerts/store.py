"""The store: rules, what they fired, and up to where that was seen. Here what it must do, and one that keeps it in memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from secrets import token_hex
from typing import Protocol

from msgspec.structs import replace

from sonde.alerts.nouns import Condition, Delivery, Firing, KeptRule, Onset, Rule
from sonde.errors import BadQueryError, ConflictError, NotFoundError

MAX_RULES = 1000
MAX_HISTORY = 10_000
"""So many firings are kept; older ones go."""


class AlertStore(Protocol):
    """Safe to use from several threads; another server may use the same one."""

    def rules(self) -> Sequence[KeptRule]:
        """All rules, in the order in which they were made."""
        ...

    def save(self, rule: Rule, id: str = "", version: int | None = None) -> KeptRule:
        """Keep a rule as a new one, or as the new version of that with this id.

        Raises NotFoundError, and ConflictError where the one that is kept is not of `version` any more.
        """
        ...

    def remove(self, id: str) -> None:
        """Forget a rule; what it fired stays. Raises NotFoundError."""
        ...

    def fire(self, kept: KeptRule, run_key: str, onset: Onset) -> Firing | None:
        """Note that a rule fired; None where it had fired for this run and cause already."""
        ...

    def note(self, number: int, deliveries: tuple[Delivery, ...]) -> None:
        """Note what became of telling somebody."""
        ...

    def history(self, before: int | None = None, limit: int = 100) -> list[Firing]:
        """What fired, the newest first; with `before` what fired before that number."""
        ...

    def since(self, number: int) -> list[Firing]:
        """What fired after that number, whichever server noted it; the oldest first."""
        ...

    def newest(self) -> int:
        """The number of what fired last; 0 without any."""
        ...

    def seen(self) -> int:
        """Up to which number what fired was looked at."""
        ...

    def see(self, number: int) -> int:
        """Note that all up to this number was looked at; how far it is now."""
        ...

    def unseen(self) -> int:
        """How many firings nobody has looked at."""
        ...


def version_of(rule: Rule, known: KeptRule | None, id: str) -> KeptRule:
    """What is kept of a rule that takes the place of another.

    It looks at what comes from now on where it was not armed, or is about something else.
    """
    now = time.time()
    if known is None:
        return KeptRule(id=id, version=1, rule=rule, armed_time=now if rule.armed else None, changed_time=now)
    same = _about(known.rule) == _about(rule) and known.armed_time is not None and known.rule.armed
    armed_time = (known.armed_time if same else now) if rule.armed else None
    return KeptRule(id=id, version=known.version + 1, rule=rule, armed_time=armed_time, changed_time=now)


def _about(rule: Rule) -> tuple[Condition, str, str, str | None]:
    return rule.condition, rule.tag, rule.where, rule.better


def demand_version(known: KeptRule, version: int | None) -> None:
    if version is not None and version != known.version:
        raise ConflictError(
            f"the rule {known.rule.name!r} was changed meanwhile: it is at version {known.version}, not {version}",
            "look at it as it is now, and change it again",
        )


def arming(kept: KeptRule) -> str:
    """Tells one arming of a rule from another: a cause of before is none of now."""
    return "" if kept.armed_time is None else f"{kept.armed_time:.6f}"


def no_rule(id: str) -> NotFoundError:
    return NotFoundError(f"there is no alert rule {id!r} (any more)", "GET /api/alerts lists them")


def too_many() -> BadQueryError:
    return BadQueryError(f"expected at most {MAX_RULES} alert rules", "remove some, or use a pattern of tags")


def fired(kept: KeptRule, run_key: str, onset: Onset, number: int) -> Firing:
    """What is kept of it."""
    rule = kept.rule
    return Firing(
        number=number,
        rule=kept.id,
        name=rule.name,
        rule_tag=rule.tag,
        condition=rule.condition,
        run_key=run_key,
        onset=onset,
        time=time.time(),
    )


class MemoryStore:
    """Keeps everything as long as the server runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rules: dict[str, KeptRule] = {}
        self._firings: dict[int, Firing] = {}
        self._told: set[tuple[str, str, str, str]] = set()
        self._number = 0
        self._seen = 0

    def rules(self) -> Sequence[KeptRule]:
        with self._lock:
            return tuple(self._rules.values())

    def save(self, rule: Rule, id: str = "", version: int | None = None) -> KeptRule:
        with self._lock:
            known = self._rules.get(id) if id else None
            if id and known is None:
                raise no_rule(id)
            if known is not None:
                demand_version(known, version)
            elif len(self._rules) >= MAX_RULES:
                raise too_many()
            kept = version_of(rule, known, id or token_hex(8))
            self._rules[kept.id] = kept
            return kept

    def remove(self, id: str) -> None:
        with self._lock:
            if self._rules.pop(id, None) is None:
                raise no_rule(id)

    def fire(self, kept: KeptRule, run_key: str, onset: Onset) -> Firing | None:
        told = (kept.id, arming(kept), run_key, onset.cause)
        with self._lock:
            if told in self._told:
                return None
            self._told.add(told)
            self._number += 1
            firing = self._firings[self._number] = fired(kept, run_key, onset, self._number)
            self._firings.pop(self._number - MAX_HISTORY, None)
            return firing

    def note(self, number: int, deliveries: tuple[Delivery, ...]) -> None:
        with self._lock:
            if number in self._firings:
                self._firings[number] = replace(self._firings[number], deliveries=deliveries)

    def history(self, before: int | None = None, limit: int = 100) -> list[Firing]:
        with self._lock:
            numbers = sorted((n for n in self._firings if before is None or n < before), reverse=True)
            return [self._firings[number] for number in numbers[:limit]]

    def since(self, number: int) -> list[Firing]:
        with self._lock:
            return [self._firings[n] for n in sorted(self._firings) if n > number]

    def newest(self) -> int:
        return self._number

    def seen(self) -> int:
        return self._seen

    def see(self, number: int) -> int:
        with self._lock:
            self._seen = max(self._seen, min(number, self._number))
            return self._seen

    def unseen(self) -> int:
        with self._lock:
            return sum(number > self._seen for number in self._firings)
