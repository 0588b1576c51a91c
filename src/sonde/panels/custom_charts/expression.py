"""Expressions of tags: `loss/val - loss/train`, `ema({loss 1}, 0.9)`, read by recursive descent and computed by NumPy.

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

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from sonde.panels.custom_charts.functions import FUNCTIONS, OPERATORS, Points, Values

MAX_LENGTH = 2000
"""Characters of an expression."""

MAX_DEPTH = 50
"""Parentheses, functions and signs inside each other."""

MAX_OPERATIONS = 200
"""Operators and functions of one expression."""

MAX_TAGS = 20
"""Different tags of one expression."""


class ExpressionError(Exception):
    """What is wrong with an expression, and where: `length` characters from `position` on, counted from 0.

    `code` is a stable name of it and `found` what it is about, for whoever says it in another language.
    """

    def __init__(self, code: str, message: str, position: int, length: int, found: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.position = position
        self.length = length
        self.found = found


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
    if len(text) > MAX_LENGTH:
        message = f"expected at most {MAX_LENGTH} characters, found {len(text)}"
        raise ExpressionError("too_long", message, MAX_LENGTH, len(text) - MAX_LENGTH, str(MAX_LENGTH))
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


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number, name, quoted, sign or end
    text: str
    position: int
    length: int


_PIECE = re.compile(
    r"""(?P<space>\s+)
    |(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<name>[^\W\d]\w*(?:[./:]\w+)*)
    |(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\{(?:[^}\\]|\\.)*\})
    |(?P<sign>\*\*|[-+*/%^(),])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None:
            _refuse(text, at)
        kind = str(found.lastgroup)
        if kind != "space":
            said = _ESCAPED.sub(r"\1", found[0][1:-1]) if kind == "quoted" else found[0]
            yield _Token(kind, said, at, len(found[0]))
        at = found.end()
    yield _Token("end", "", len(text), 0)


def _refuse(text: str, at: int) -> NoReturn:
    if text[at] in "\"'{":
        message = f"expected the end of the tag that begins with {text[at]}"
        raise ExpressionError("unclosed_tag", message, at, len(text) - at, text[at])
    raise ExpressionError("unexpected", f"did not expect {text[at]!r}", at, 1, text[at])


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0
        self._operations = 0
        self._tags: set[str] = set()

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += token.kind != "end"
        return token

    def _takes(self, *signs: str) -> _Token | None:
        """The next token, if it is one of these signs."""
        is_one = self._next.kind == "sign" and self._next.text in signs
        return self._take() if is_one else None

    def _expect(self, sign: str, opening: _Token) -> None:
        if self._takes(sign) is None:
            if self._next.kind == "end":
                message = "expected ) for this ("
                raise ExpressionError("unclosed", message, opening.position, opening.length, "(")
            self._unexpected()

    def _unexpected(self) -> NoReturn:
        token = self._next
        if token.kind == "end":
            what = "expected an expression" if self._at == 0 else "expected more after this"
            before = self._tokens[self._at - 1] if self._at else token
            position, length = (before.position, before.length) if self._at else (0, 0)
            raise ExpressionError("empty" if self._at == 0 else "unfinished", what, position, length)
        written = token.text
        raise ExpressionError(
            "unexpected", f"did not expect {written!r}", token.position, token.length, written
        )

    def whole(self) -> Node:
        node = self._sum()
        if self._next.kind != "end":
            self._unexpected()
        if not self._tags:
            message = "expected at least one tag"
            raise ExpressionError("no_tag", message, 0, self._tokens[-1].position)
        return node

    def _sum(self) -> Node:
        return self._left(self._product, "+", "-")

    def _product(self) -> Node:
        return self._left(self._unary, "*", "/", "%")

    def _left(self, part: Callable[[], Node], *signs: str) -> Node:
        node = part()
        while (sign := self._takes(*signs)) is not None:
            node = self._made(Call(OPERATORS[sign.text], (node, part())), sign)
        return node

    def _made(self, node: Call, where: _Token) -> Call:
        self._operations += 1
        if self._operations > MAX_OPERATIONS:
            message = f"expected at most {MAX_OPERATIONS} operators and functions"
            raise ExpressionError("too_many", message, where.position, where.length, str(MAX_OPERATIONS))
        return node

    def _unary(self) -> Node:
        first = self._next
        negative = False
        while (sign := self._takes("-", "+")) is not None:
            negative ^= sign.text == "-"
        node = self._power()
        if not negative:
            return node
        if isinstance(node, Number):
            return Number(-node.value)
        return self._made(Call(OPERATORS["negative"], (node,)), first)

    def _power(self) -> Node:
        base = self._primary()
        sign = self._takes("^", "**")
        if sign is None:
            return base
        with self._inside(sign):
            return self._made(Call(OPERATORS["^"], (base, self._unary())), sign)

    def _primary(self) -> Node:
        token = self._next
        if token.kind == "number":
            return Number(float(self._take().text))
        if token.kind == "quoted":
            return self._tag(self._take())
        if token.kind == "name":
            self._take()
            opening = self._takes("(")
            return self._tag(token) if opening is None else self._call(token, opening)
        opening = self._takes("(")
        if opening is None:
            self._unexpected()
        with self._inside(opening):
            node = self._sum()
        self._expect(")", opening)
        return node

    def _tag(self, token: _Token) -> Tag:
        self._tags.add(token.text)
        if len(self._tags) > MAX_TAGS:
            message = f"expected at most {MAX_TAGS} different tags"
            raise ExpressionError("too_many_tags", message, token.position, token.length, str(MAX_TAGS))
        return Tag(token.text, token.position, token.length)

    def _call(self, name: _Token, opening: _Token) -> Node:
        function = FUNCTIONS.get(name.text)
        if function is None:
            message = f"no function {name.text!r}: there are {', '.join(FUNCTIONS)}"
            raise ExpressionError("unknown_function", message, name.position, name.length, name.text)
        arguments: list[Node] = []
        with self._inside(opening):
            while self._takes(")") is None:
                if arguments and self._takes(",") is None:
                    self._expect(")", opening)
                    break
                arguments.append(self._sum())
        length = self._tokens[self._at - 1].position + 1 - name.position
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
        return self._made(Call(function.compute, rest, tuple(constants)), name)

    @contextmanager
    def _inside(self, opening: _Token) -> Iterator[None]:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            message = f"expected at most {MAX_DEPTH} levels of parentheses and powers"
            raise ExpressionError("too_deep", message, opening.position, opening.length, str(MAX_DEPTH))
        yield
        self._depth -= 1
