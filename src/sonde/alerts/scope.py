"""Scope: which series of which runs a rule is about."""

from __future__ import annotations

from collections.abc import Callable, Collection
from fnmatch import fnmatchcase

from sonde.query import Query

Matching = Callable[[Query, str], Collection[str]]
"""The names of the runs that a condition of the runs table holds for. Raises ExpressionError."""


def covers(pattern: str, tag: str) -> bool:
    """Whether a rule's tag, which may be a pattern, is this tag."""
    return pattern == tag or (is_pattern(pattern) and fnmatchcase(tag, pattern.replace("[", "[[]")))


def is_pattern(tag: str) -> bool:
    return "*" in tag or "?" in tag


def tags_of(query: Query, pattern: str) -> list[str]:
    """The tags of scalars that a rule's tag stands for."""
    if not is_pattern(pattern):
        return [pattern]
    return [info.tag for info in query.tags("scalars") if covers(pattern, info.tag)]


def runs_of(query: Query, where: str, matching: Matching) -> Collection[str] | None:
    """The names of the runs that a rule is about; None for all."""
    return matching(query, where) if where.strip() else None
