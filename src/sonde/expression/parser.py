"""Reading a grammar: the next token, what is expected of it, how deep and how much, and operators by precedence climbing.

A language is a class that says what an `operand` is and what becomes of an operator between two (`joined`). Everything is
bounded, so that no text takes long or much of the stack.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, NoReturn, TypeVar

from sonde.errors import ExpressionError
from sonde.expression.tokens import Lexicon, Token

Node = TypeVar("Node")


@dataclass(frozen=True, slots=True)
class Limits:
    """Characters of a text; parentheses, functions and powers inside each other; operators and functions in all."""

    length: int
    depth: int
    operations: int


@dataclass(frozen=True, slots=True)
class Binding:
    """How strongly an operator holds what stands beside it, and whether of equal ones the right one comes first."""

    power: int
    right: bool = False


class Parser(ABC, Generic[Node]):
    """Reads one text. Everything raises ExpressionError where the text says something else."""

    def __init__(self, text: str, lexicon: Lexicon, limits: Limits, operators: Mapping[str, Binding]) -> None:
        if len(text) > limits.length:
            most = limits.length
            message = f"expected at most {most} characters, found {len(text)}"
            raise ExpressionError("too_long", message, most, len(text) - most, str(most))
        self._tokens = self._cut(text, lexicon)
        self._limits = limits
        self._operators = operators
        self._at = 0
        self._depth = 0
        self._operations = 0

    def _cut(self, text: str, lexicon: Lexicon) -> list[Token]:
        return list(lexicon.tokens(text))

    @abstractmethod
    def operand(self, least: int) -> Node:
        """What stands between operators, with what stands before it. Inside of it operators below `least` end it."""

    @abstractmethod
    def joined(self, left: Node, operator: Token, right: Node) -> Node:
        """What an operator makes of what stands beside it."""

    def climb(self, least: int = 0) -> Node:
        """Operands and the operators between them that hold at least so strongly."""
        node = self.operand(least)
        while (binding := self._binding()) is not None and binding.power >= least:
            node = self.infix(node, self.take(), binding)
        return node

    def _binding(self) -> Binding | None:
        return self._operators.get(self.next.text) if self.next.kind == "sign" else None

    def infix(self, left: Node, operator: Token, binding: Binding) -> Node:
        """What stands on the right of an operator, and the two joined."""
        if binding.right:
            with self.inside(operator):
                right = self.climb(binding.power)
        else:
            right = self.climb(binding.power + 1)
        self.count(operator)
        return self.joined(left, operator, right)

    @property
    def next(self) -> Token:
        return self._tokens[self._at]

    @property
    def last(self) -> Token | None:
        """The token that was taken last."""
        return self._tokens[self._at - 1] if self._at else None

    def take(self) -> Token:
        token = self.next
        self._at += token.kind != "end"
        return token

    def takes(self, *signs: str) -> Token | None:
        """The next token, if it is one of these signs."""
        is_one = self.next.kind == "sign" and self.next.text in signs
        return self.take() if is_one else None

    def expect(self, sign: str, opening: Token) -> Token:
        """The sign that closes what was opened."""
        token = self.takes(sign)
        if token is None:
            if self.next.kind == "end":
                message = f"expected {sign} for this {opening.text}"
                raise ExpressionError("unclosed", message, opening.position, opening.length, opening.text)
            self.unexpected()
        return token

    def unexpected(self) -> NoReturn:
        """Say that the next token cannot stand here."""
        token, before = self.next, self.last
        if token.kind != "end":
            written = token.text
            message = f"did not expect {written!r}"
            raise ExpressionError("unexpected", message, token.position, token.length, written)
        if before is None:
            raise ExpressionError("empty", "expected an expression", 0, 0)
        raise ExpressionError("unfinished", "expected more after this", before.position, before.length)

    def count(self, where: Token) -> None:
        """One operator or function more."""
        self._operations += 1
        most = self._limits.operations
        if self._operations > most:
            message = f"expected at most {most} operators and functions"
            raise ExpressionError("too_many", message, where.position, where.length, str(most))

    @contextmanager
    def inside(self, opening: Token) -> Iterator[None]:
        """One level deeper."""
        self._depth += 1
        most = self._limits.depth
        if self._depth > most:
            message = f"expected at most {most} levels of parentheses and powers"
            raise ExpressionError("too_deep", message, opening.position, opening.length, str(most))
        yield
        self._depth -= 1
