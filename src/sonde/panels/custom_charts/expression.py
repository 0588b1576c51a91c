"""Expressions of tags: `loss/val - loss/train`, `ema({loss 1}, 0.9)`, read by precedence and computed by NumPy.

    sum     = product (("+" | "-") product)*
    product = unary (("*" | "/" | "%") unary)*
    unary   = ("-" | "+") unary | power
    power   = primary (("^" | "**") unary)?
    primary = number | tag | function "(" (sum ("," sum)*)? ")" | "(" sum ")"

A bare tag begins with a letter or `_` and goes on through letters, digits and `_`, and through `.`, `/` and `:` between them: `loss/val` is a tag,
`loss / val` a quotient. Any other stands in quotes or braces: `"loss val"`, `{loss-1}`, a backslash before what would end it.

What is written is data: nothing of it is ever run. Length, depth and the number of tags are bounded, all numbers are float64.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonde.errors import ExpressionError
from sonde.expression.parser import Binding, Limits, Parser
from sonde.expression.tokens import Lexicon, Token, unquoted
from sonde.panels.custom_charts.functions import FUNCTIONS, OPERATORS, Points, Values

MAX_LENGTH = 2000
"""Characters of an expression."""

MAX_DEPTH = 50
"""Parentheses, functions and signs inside each other."""

MAX_OPERATIONS = 200
"""Operators and functions of one expression."""

MAX_TAGS = 20
"""Different tags of one expression."""


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, and where it is written."""

    name: str
    position: int
    length: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an operator of its arguments; constants that shape it (a weight, a window) are in `constants`."""

    function: Callable[..., Values]
    arguments: tuple[Node, ...]
    constants: tuple[float, ...] = ()


Node = Number | Tag | Call


def parse(text: str) -> Node:
    """The expression that the text says. Raises ExpressionError."""
    return _Parser(text).whole()


def tags_of(node: Node) -> list[Tag]:
    """Its tags where each is written first, in that order."""
    found: dict[str, Tag] = {}
    for tag in _tags(node):
        found.setdefault(tag.name, tag)
    return list(found.values())


def _tags(node: Node) -> Iterator[Tag]:
    if isinstance(node, Tag):
        yield node
    elif isinstance(node, Call):
        for argument in node.arguments:
            yield from _tags(argument)


def evaluate(node: Node, points: Points) -> npt.NDArray[np.float64]:
    """The value at each of the points."""
    with np.errstate(all="ignore"):  # what has no value is NaN or infinite
        found = _evaluate(node, points)
    return np.array(np.broadcast_to(found, (len(points),)), np.float64)


def _evaluate(node: Node, points: Points) -> Values:
    if isinstance(node, Number):
        number: Values = np.float64(node.value)
        return number
    if isinstance(node, Tag):
        return points.values[node.name]
    arguments = [_evaluate(one, points) for one in node.arguments]
    return node.function(points, *arguments, *node.constants)


_LEXICON = Lexicon(
    {
        "number": r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?",
        "name": r"[^\W\d]\w*(?:[./:]\w+)*",
        "quoted": r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'|\{(?:[^}\\]|\\.)*\}',
        "sign": r"\*\*|[-+*/%^(),]",
    },
    unclosed=dict.fromkeys("\"'{", ("unclosed_tag", "tag")),
    says={"quoted": unquoted},
)
_SUM, _PRODUCT, _POWER = Binding(0), Binding(1), Binding(2, right=True)
_BINDINGS = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "%": _PRODUCT, "^": _POWER, "**": _POWER}


class _Parser(Parser[Node]):
    def __init__(self, text: str) -> None:
        super().__init__(text, _LEXICON, Limits(MAX_LENGTH, MAX_DEPTH, MAX_OPERATIONS), _BINDINGS)
        self._tags: set[str] = set()

    def whole(self) -> Node:
        node = self.climb()
        if self.next.kind != "end":
            self.unexpected()
        if not self._tags:
            raise ExpressionError("no_tag", "expected at least one tag", 0, self.next.position)
        return node

    def joined(self, left: Node, operator: Token, right: Node) -> Node:
        return Call(OPERATORS[operator.text], (left, right))

    def operand(self, least: int) -> Node:  # noqa: ARG002  a sign may stand before any of them
        first = self.next
        negative = False
        while (sign := self.takes("-", "+")) is not None:
            negative ^= sign.text == "-"
        if first is self.next:
            return self._primary()
        node = self.climb(_POWER.power)
        if not negative:
            return node
        if isinstance(node, Number):
            return Number(-node.value)
        self.count(first)
        return Call(OPERATORS["negative"], (node,))

    def _primary(self) -> Node:
        token = self.next
        if token.kind == "number":
            return Number(float(self.take().text))
        if token.kind == "quoted":
            return self._tag(self.take())
        if token.kind == "name":
            self.take()
            opening = self.takes("(")
            return self._tag(token) if opening is None else self._call(token, opening)
        opening = self.takes("(")
        if opening is None:
            self.unexpected()
        with self.inside(opening):
            node = self.climb()
        self.expect(")", opening)
        return node

    def _tag(self, token: Token) -> Tag:
        self._tags.add(token.text)
        if len(self._tags) > MAX_TAGS:
            message = f"expected at most {MAX_TAGS} different tags"
            raise ExpressionError("too_many_tags", message, token.position, token.length, str(MAX_TAGS))
        return Tag(token.text, token.position, token.length)

    def _call(self, name: Token, opening: Token) -> Node:
        function = FUNCTIONS.get(name.text)
        if function is None:
            message = f"no function {name.text!r}: there are {', '.join(FUNCTIONS)}"
            raise ExpressionError("unknown_function", message, name.position, name.length, name.text)
        arguments: list[Node] = []
        with self.inside(opening):
            closing = self.takes(")")
            while closing is None:
                arguments.append(self.climb())
                between = self.takes(",")
                closing = self.expect(")", opening) if between is None else self.takes(")")
        length = closing.end - name.position
        if not function.least <= len(arguments) <= function.most:
            raise ExpressionError(
                "arguments",
                f"expected {function.usage}, found {len(arguments)} arguments",
                name.position,
                length,
                function.usage,
            )
        constants = []
        for argument in arguments[len(arguments) - function.constants :]:
            if not isinstance(argument, Number) or not function.allows(argument.value):
                message = f"expected {function.usage} with {function.demand}"
                raise ExpressionError("constant", message, name.position, length, function.usage)
            constants.append(argument.value)
        rest = tuple(arguments[: len(arguments) - len(constants)])
        self.count(name)
        return Call(function.compute, rest, tuple(constants))
