"""Evaluation: which rows of a table a condition holds for, column by column.

A missing value makes what is said of it neither true nor false, as in SQL: `not (lr < 1)` holds for rows that have an `lr`, of at
least 1. Only `is missing` says something of a missing value. NaN is a value; no comparison but `!=` holds for it.

Types are looked at here, where they are known: what cannot be compared is an ExpressionError at its place.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from sonde.errors import ExpressionError
from sonde.expression.columns import Columns
from sonde.expression.condition import written_name, written_text
from sonde.expression.nodes import (
    Ago,
    Compared,
    Computed,
    Contained,
    Items,
    Joined,
    Literal,
    Matched,
    Missing,
    Moment,
    Name,
    Negative,
    Node,
    Not,
    Span,
    Type,
)
from sonde.expression.patterns import Pattern, PatternError, deadline
from sonde.expression.times import day_began, time_of

Mask = npt.NDArray[np.bool_]

_CALLED: dict[Type, str] = {
    "number": "a number",
    "text": "a text",
    "bool": "true or false",
    "time": "a time",
    "duration": "a duration",
    "list": "a list",
    "mixed": "of several types",
}
_NUMERIC = frozenset(("number", "time", "duration"))

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_COMPUTE: dict[str, Callable[[Any, Any], Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "%": np.mod,
}
_COMPUTED_TYPES: dict[tuple[str, Type, Type], Type] = {
    **{(sign, "number", "number"): "number" for sign in _COMPUTE},
    **{(sign, "duration", "duration"): "duration" for sign in "+-"},
    **{("*", *pair): "duration" for pair in (("number", "duration"), ("duration", "number"))},
    ("/", "duration", "number"): "duration",
    ("/", "duration", "duration"): "number",
    ("+", "time", "duration"): "time",
    ("+", "duration", "time"): "time",
    ("-", "time", "duration"): "time",
    ("-", "time", "time"): "duration",
}


def evaluate(node: Node, columns: Columns, now: float) -> Mask:
    """For each row whether the condition holds; `now` is the time that `2d ago` counts from. Raises ExpressionError."""
    with np.errstate(all="ignore"):  # what has no value is NaN or infinite
        return _Evaluation(columns, now).truth(node).yes


@dataclass(frozen=True, slots=True, eq=False)
class _Value:
    """A value for each row, as a column has them."""

    type: Type
    values: npt.NDArray[Any]
    present: Mask
    span: Span
    literal: Literal | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Truth:
    """For which rows it holds, and for which it does not; of the others nothing is known."""

    yes: Mask
    no: Mask

    @staticmethod
    def of(holds: Mask, known: Mask) -> _Truth:
        return _Truth(holds & known, ~holds & known)


class _Evaluation:
    def __init__(self, columns: Columns, now: float) -> None:
        self._columns = columns
        self._rows = len(columns)
        self._now = now
        self._deadline = deadline()

    # Conditions

    def truth(self, node: Node) -> _Truth:
        """What holds, of a node that must be a condition."""
        if isinstance(node, Joined):
            return self._joined(node)
        if isinstance(node, Not):
            truth = self.truth(node.operand)
            return _Truth(truth.no, truth.yes)
        if isinstance(node, Compared):
            return self._compared(node)
        if isinstance(node, Contained):
            return self._contained(node)
        if isinstance(node, Matched):
            return self._matched(node)
        if isinstance(node, Missing):
            present = self._value(node.operand).present
            return _Truth(~present, present)
        value = self._value(node)
        if value.type != "bool":
            _refuse("condition", f"expected a condition, found {_CALLED[value.type]}", node.span)
        return _Truth.of(value.values.astype(bool), value.present)

    def _joined(self, node: Joined) -> _Truth:
        truths = [self.truth(part) for part in node.parts]
        yes, no = [truth.yes for truth in truths], [truth.no for truth in truths]
        if node.word == "and":
            return _Truth(np.logical_and.reduce(yes), np.logical_or.reduce(no))
        return _Truth(np.logical_or.reduce(yes), np.logical_and.reduce(no))

    def _compared(self, node: Compared) -> _Truth:
        left, right = self._value(node.left), self._value(node.right)
        left, right = _dated(left, right), _dated(right, left)
        known = left.present & right.present
        compare = _COMPARE[node.operator]
        equality = node.operator in ("==", "!=")
        if "mixed" in (left.type, right.type):
            return _compared_one_by_one(compare, equality, left, right, known)
        _demand_comparable(left, right, node.operator)
        holds = np.zeros(self._rows, bool)
        if left.type in _NUMERIC or left.type == "bool":
            holds[:] = compare(left.values, right.values)
        else:
            rows = np.flatnonzero(known)
            pairs = zip(left.values[rows].tolist(), right.values[rows].tolist(), strict=True)
            holds[rows] = [compare(one, other) for one, other in pairs]
        return _Truth.of(holds, known)

    def _contained(self, node: Contained) -> _Truth:
        if isinstance(node.container, Items):
            return self._among(self._value(node.item), node.container)
        item, container = self._value(node.item), self._value(node.container)
        if container.type not in ("text", "list", "mixed"):
            what = f"expected a list or a text to look in, found {_CALLED[container.type]}"
            _refuse("container", what, container.span)
        if container.type == "text" and item.type not in ("text", "mixed"):
            _refuse("compared", f"a text contains a text, found {_CALLED[item.type]}", item.span)
        known = item.present & container.present
        holds = np.zeros(self._rows, bool)
        rows = np.flatnonzero(known)
        pairs = zip(container.values[rows].tolist(), item.values[rows].tolist(), strict=True)
        holds[rows] = [_contains(whole, part) for whole, part in pairs]
        return _Truth.of(holds, known)

    def _among(self, item: _Value, items: Items) -> _Truth:
        """Whether it is one of the values that are written."""
        wanted = [_dated(_single(one), item) for one in items.items]
        for one in wanted:
            if item.type != "mixed":
                _demand_comparable(item, one, "==")
        if item.type in _NUMERIC or item.type == "bool":
            values = np.array([one.values[0] for one in wanted], item.values.dtype)
            return _Truth.of(np.isin(item.values, values), item.present)
        known = {_exactly(one.values[0]) for one in wanted}
        holds = np.zeros(self._rows, bool)
        rows = np.flatnonzero(item.present)
        holds[rows] = [_exactly(value) in known for value in item.values[rows].tolist()]
        return _Truth.of(holds, item.present)

    def _matched(self, node: Matched) -> _Truth:
        value = self._value(node.operand)
        if value.type not in ("text", "list", "mixed"):
            _refuse("pattern", f"a regular expression is for texts, found {_CALLED[value.type]}", value.span)
        try:
            pattern = Pattern(str(node.pattern.value), self._deadline)
            return self._searched(pattern, value)
        except PatternError as error:
            raise _in_pattern(error, node.pattern) from None

    def _searched(self, pattern: Pattern, value: _Value) -> _Truth:
        found: dict[str, bool] = {}

        def matches(one: object) -> bool:
            if isinstance(one, (list, tuple)):
                return any(matches(part) for part in one)
            if not isinstance(one, str):
                return False
            if one not in found:
                found[one] = pattern.search(one) is not None
            return found[one]

        holds = np.zeros(self._rows, bool)
        rows = np.flatnonzero(value.present)
        holds[rows] = [matches(one) for one in value.values[rows].tolist()]
        return _Truth.of(holds, value.present)

    # Values

    def _value(self, node: Node) -> _Value:
        if isinstance(node, Name):
            return self._column(node)
        if isinstance(node, Literal):
            return self._everywhere(node.type, node.value, node.span, node)
        if isinstance(node, Moment):
            days = {"today": 0, "yesterday": 1}
            time = day_began(self._now, days[node.word]) if node.word in days else self._now
            return self._everywhere("time", time, node.span)
        if isinstance(node, Ago):
            return self._everywhere("time", self._now - float(node.duration.value), node.span)
        if isinstance(node, Negative):
            value = self._value(node.operand)
            if value.type not in ("number", "duration"):
                _refuse("computed", f"expected a number, found {_CALLED[value.type]}", value.span)
            return _Value(value.type, -value.values, value.present, node.span)
        if isinstance(node, Computed):
            return self._computed(node)
        if isinstance(node, Items):
            everywhere = np.empty(self._rows, object)
            everywhere[:] = [[item.value for item in node.items]] * self._rows
            return _Value("list", everywhere, np.ones(self._rows, bool), node.span)
        truth = self.truth(node)
        return _Value("bool", truth.yes, truth.yes | truth.no, node.span)

    def _column(self, node: Name) -> _Value:
        column = self._columns.find(node.name)
        if column is None:
            near = [written_name(name) for name in self._columns.near(node.name)]
            hint = f"did you mean {' or '.join(near)}?" if near else ""
            hint = hint or f"a text stands in quotes: {written_text(node.name)}"
            _refuse("unknown_name", f"there is no column {node.name!r}", node.span, node.name, hint)
        return _Value(column.type, column.values, column.present, node.span)

    def _everywhere(self, type: Type, value: object, span: Span, literal: Literal | None = None) -> _Value:
        return _repeated(type, value, self._rows, span, literal)

    def _computed(self, node: Computed) -> _Value:
        left, right = _numbers(self._value(node.left)), _numbers(self._value(node.right))
        type = _COMPUTED_TYPES.get((node.operator, left.type, right.type))
        if type is None:
            for value in (left, right):
                if value.type not in _NUMERIC:
                    _refuse("computed", f"expected a number, found {_CALLED[value.type]}", value.span)
            types = f"{_CALLED[left.type]} {node.operator} {_CALLED[right.type]}"
            _refuse("computed", f"there is no {types}", node.span)
        values = _COMPUTE[node.operator](left.values, right.values)
        return _Value(type, values, left.present & right.present, node.span)


def _repeated(type: Type, value: object, rows: int, span: Span, literal: Literal | None = None) -> _Value:
    dtype = float if type in _NUMERIC else bool if type == "bool" else object
    return _Value(type, np.full(rows, value, dtype), np.ones(rows, bool), span, literal)


def _single(literal: Literal) -> _Value:
    """One row of it: lists may be long."""
    return _repeated(literal.type, literal.value, 1, literal.span, literal)


def _dated(value: _Value, other: _Value) -> _Value:
    """A text that is compared with times is a date."""
    if other.type != "time" or value.literal is None or value.type != "text":
        return value
    text = str(value.literal.value)
    time = time_of(text)
    if time is None:
        _refuse("date", f"expected a date such as 2026-11-20, found {text!r}", value.span, text)
    return _Value("time", np.full(len(value.present), time), value.present, value.span)


def _numbers(value: _Value) -> _Value:
    """Of mixed values those that are numbers."""
    if value.type != "mixed":
        return value
    is_number = [_class_of(one) is float for one in value.values.tolist()]
    present = value.present & np.array(is_number, bool)
    values = np.full(len(present), np.nan)
    values[present] = value.values[present].astype(float)
    return _Value("number", values, present, value.span)


def _demand_comparable(left: _Value, right: _Value, sign: str) -> None:
    """Raises ExpressionError where values of these types are never compared."""
    types = {left.type, right.type}
    if types <= _NUMERIC and types != {"time", "duration"}:
        return
    if len(types) == 1 and (sign in ("==", "!=") or types == {"text"}):
        return
    if len(types) == 1:
        what = "lists" if types == {"list"} else "true and false"
        _refuse("compared", f"{what} are compared by == and !=", left.span.to(right.span), sign)
    message = f"cannot compare {_CALLED[left.type]} with {_CALLED[right.type]}"
    _refuse("compared", message, right.span, hint=_meant(left, right))


def _meant(left: _Value, right: _Value) -> str:
    """What may have been meant by two values that cannot be compared."""
    if {left.type, right.type} == {"time", "duration"}:
        return "a time before now is written `2d ago`"
    for value, other in ((left, right), (right, left)):
        if (
            value.literal is not None
            and value.type == "text"
            and other.type in ("number", "bool", "duration")
        ):
            return "numbers, true and false stand without quotes"
        if value.literal is not None and value.type == "number" and other.type == "text":
            return f"a text stands in quotes: {written_text(f'{value.literal.value:g}')}"
    return ""


def _compared_one_by_one(
    compare: Callable[[Any, Any], Any], equality: bool, left: _Value, right: _Value, known: Mask
) -> _Truth:
    """Where types differ from row to row. Values of different types are unequal; which is more, nobody knows."""
    holds, known = np.zeros(len(known), bool), known.copy()
    rows = np.flatnonzero(known)
    pairs = zip(left.values[rows].tolist(), right.values[rows].tolist(), strict=True)
    for row, (one, other) in zip(rows.tolist(), pairs, strict=True):
        kind = _class_of(one)
        if equality:
            holds[row] = compare(_exactly(one), _exactly(other))
        elif kind is _class_of(other) and kind in (float, str):
            holds[row] = compare(one, other)
        else:
            known[row] = False
    return _Truth.of(holds, known)


def _class_of(value: object) -> type:
    """bool, float for any number, str, list."""
    return float if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value)


def _exactly(value: object) -> object:
    """What is equal where the values are, and their types: 1 is not true. It can be hashed."""
    if isinstance(value, (list, tuple)):
        return (list, tuple(_exactly(one) for one in value))
    return (_class_of(value), value)


def _contains(whole: object, part: object) -> bool:
    if isinstance(whole, str):
        return isinstance(part, str) and part in whole
    if isinstance(whole, Collection):
        wanted = _exactly(part)
        return any(_exactly(one) == wanted for one in whole)
    return False


def _in_pattern(error: PatternError, literal: Literal) -> ExpressionError:
    """At its place in the quotes; at all of it where it is about all, or where something is escaped there."""
    text, span = str(literal.value), literal.span
    plain = span.length == len(text) + 2
    if error.problem == "regex" and plain and error.position < len(text):
        span = Span(span.position + 1 + error.position, len(text) - error.position)
    return ExpressionError(error.problem, error.message, span.position, span.length, text)


def _refuse(problem: str, message: str, span: Span, found: str = "", hint: str = "") -> NoReturn:
    raise ExpressionError(problem, message, span.position, span.length, found, hint)
