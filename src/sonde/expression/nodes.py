"""What a condition is made of: a tree of typed nodes, each knowing where it is written.

Two trees are equal when they say the same, wherever it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Literal as Word
from typing import get_args

Type = Word["number", "text", "bool", "time", "duration", "list", "mixed"]
"""Of a value. Times and durations are seconds; `mixed` is a column whose values are of several of the others."""

Comparing = Word["==", "!=", "<", "<=", ">", ">="]
JoiningWord = Word["and", "or"]
MomentWord = Word["now", "today", "yesterday"]
Arithmetic = Word["+", "-", "*", "/", "%"]


@dataclass(frozen=True, slots=True)
class Span:
    """Where a node is written: `length` characters from `position` on."""

    position: int = 0
    length: int = 0

    @property
    def end(self) -> int:
        return self.position + self.length

    def to(self, other: Span) -> Span:
        """From here to the end of another one."""
        return Span(self.position, max(self.end, other.end) - self.position)


NOWHERE = Span()


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a text, true or false, a time or a duration, as it is written."""

    type: Type
    value: float | str | bool
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Items:
    """`[1, 2, 3]`."""

    items: tuple[Literal, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """`now`, and `today` and `yesterday`, which are when those days began here."""

    word: MomentWord
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Ago:
    """`2d ago`: so long before now."""

    duration: Literal
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A column."""

    name: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Node
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Computed:
    """Of two numbers, durations or times another one."""

    operator: Arithmetic
    left: Node
    right: Node
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Compared:
    operator: Comparing
    left: Node
    right: Node
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Contained:
    """`item in container`. `container contains item` is the same, with `turned` true, as it was written."""

    item: Node
    container: Node
    turned: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Matched:
    """`text matches "regular expression"`."""

    operand: Node
    pattern: Literal
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Missing:
    """`operand is missing`."""

    operand: Node
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Not:
    operand: Node
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Joined:
    """Several conditions, of which all must hold (`and`) or any (`or`); `joined` makes one."""

    word: JoiningWord
    parts: tuple[Node, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


Node = (
    Literal
    | Items
    | Moment
    | Ago
    | Name
    | Negative
    | Computed
    | Compared
    | Contained
    | Matched
    | Missing
    | Not
    | Joined
)

NODES = get_args(Node)


def names_of(node: Node) -> Iterator[str]:
    """The names in it, as they are written."""
    if isinstance(node, Name):
        yield node.name
        return
    for each in fields(node):
        value = getattr(node, each.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, NODES):
                yield from names_of(part)


def joined(word: JoiningWord, parts: Sequence[Node]) -> Joined:
    """The parts as one. A part that is itself joined by the same word goes up in it: both say the same."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Joined) and part.word == word else [part]
    return Joined(word, tuple(flat), parts[0].span.to(parts[-1].span))
