"""Checking: whether a rule makes sense, before it is tried or kept."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from msgspec.structs import replace

from sonde.alerts.nouns import Ended, Expression, Rule
from sonde.alerts.statistics import Line, Statistics, is_statistic
from sonde.errors import BadQueryError, ExpressionError
from sonde.expression.columns import Column
from sonde.expression.condition import parse
from sonde.expression.evaluation import evaluate

_NO_POINTS = Line(np.zeros(0, np.int64), np.zeros(0), np.zeros(0), np.zeros(0, np.int32))


def checked(rule: Rule) -> Rule:
    """The rule, with the tag that its expression names where it has none of its own. Raises BadQueryError, ExpressionError."""
    condition = rule.condition
    if isinstance(condition, Ended):
        return replace(rule, tag="")
    if isinstance(condition, Expression):
        rule = replace(rule, tag=_tag_of(condition.expression, rule.tag))
    if not rule.tag:
        raise BadQueryError("tag: expected a tag of scalars, or a pattern of tags", "val/loss, or val/*")
    return rule


def _tag_of(text: str, tag: str) -> str:
    """The tag that an expression is about."""
    names = _Names(tag)
    node = parse(text)
    evaluate(node, names, time.time())
    others = [name for name in names.unknown if name != tag]
    if not tag and len(others) == 1:
        return others[0]
    if others:
        _demand_statistic(text, others[-1], names)
    return tag


def _demand_statistic(text: str, name: str, names: _Names) -> None:
    """Raise what is said of a name that is none: the expression is about one tag."""
    position = max(text.find(name), 0)
    near = names.near(name)
    hint = (
        f"did you mean {' or '.join(near)}?"
        if near
        else "an expression is about one tag: its value is `value`"
    )
    message = f"there is no statistic {name!r}"
    raise ExpressionError("unknown_name", message, position, len(name), name, hint)


class _Names:
    """The names of statistics, without points; it notes those that are none."""

    def __init__(self, tag: str) -> None:
        self._statistics = Statistics(_NO_POINTS, tag, "min")
        self.unknown: list[str] = []

    def __len__(self) -> int:
        return 0

    def find(self, name: str) -> Column | None:
        if not is_statistic(name):
            self.unknown = [*(one for one in self.unknown if one != name), name]
            name = "value"
        return self._statistics.find(name)

    def near(self, name: str) -> Sequence[str]:
        return self._statistics.near(name)
