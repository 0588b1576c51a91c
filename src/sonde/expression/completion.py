"""Completion: what may stand where somebody is typing a condition.

The text before the cursor is read as any condition is; where reading comes to the cursor, it is known what is expected there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal as Word
from typing import NoReturn, Protocol

from sonde.errors import ExpressionError
from sonde.expression.columns import Columns
from sonde.expression.condition import (
    LEXICON,
    ConditionParser,
    said_name,
    written_name,
    written_text,
)
from sonde.expression.nodes import Compared, Contained, Literal, Matched, Missing, Name, Node, Not, Type
from sonde.expression.tokens import Lexicon, Token

MAX_COMPLETIONS = 50

Kind = Word["column", "value", "operator", "word"]


@dataclass(frozen=True, slots=True)
class Completion:
    """`insert` takes the place of the text from `start` to `end`. `detail` says what it is: a column's group, or nothing."""

    insert: str
    label: str
    kind: Kind
    start: int
    end: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A column that may be named, and its group."""

    name: str
    group: str


class Completing(Columns, Protocol):
    """Columns that can be listed."""

    def offers(self, typed: str) -> Iterable[Offer]:
        """The names that hold what was typed of one, in any case, the likeliest first; of very many a part."""
        ...

    def values_of(self, name: str) -> Sequence[object]:
        """Some of a column's values, the most frequent first; none of a column that is not there."""
        ...


def complete(text: str, position: int, columns: Completing) -> list[Completion]:
    """What may stand at this place of the text, the likeliest first."""
    position = max(0, min(position, len(text)))
    typed = _Typed.at(text, position)
    wanted = _wanted(text[: typed.start])
    found: list[Completion] = []
    for kind, insert, label, detail in _offered(wanted, typed, columns):
        found.append(Completion(insert, label, kind, typed.start, typed.end, detail))
        if len(found) == MAX_COMPLETIONS:
            break
    return found


@dataclass(frozen=True, slots=True)
class _Typed:
    """The word that the cursor stands in or behind: where it is, what it says up to the cursor, and what opened it."""

    start: int
    end: int
    text: str
    quote: str

    @staticmethod
    def at(text: str, position: int) -> _Typed:
        before = text[:position]
        try:
            tokens = list(LEXICON.tokens(before))
        except ExpressionError as error:
            quote = text[error.position]
            if quote in "\"'`":
                end = position + (text[position : position + 1] == quote)
                return _Typed(error.position, end, before[error.position + 1 :], quote)
            word = _END_OF_NAME.search(before)
            return _Typed(word.start() if word else position, position, word[0] if word else "", "")
        last = tokens[-2] if len(tokens) > 1 else tokens[-1]
        if last.end != position or last.kind not in ("name", "text", "number", "duration"):
            return _Typed(position, position, "", "")
        if last.kind == "text":
            return _Typed(last.position, position, last.text, before[last.position])
        rest = _REST_OF_NAME.match(text, position)
        return _Typed(last.position, rest.end() if rest else position, said_name(last.text), "")


_REST_OF_NAME = re.compile(r"[\w./:]*")
_END_OF_NAME = re.compile(r"[\w./:]+\Z")


@dataclass(eq=False)
class _Wanted(Exception):  # noqa: N818  what stops reading at the cursor is no error
    """What reading came to at the cursor: an `operand` (compared with `against`), a value of a list, an operator behind
    `nodes`, the innermost first, or one of some `words`.
    """

    what: Word["operand", "value", "operator", "words"]
    against: Node | None = None
    nodes: tuple[Node, ...] = ()
    words: tuple[str, ...] = ()
    starts: bool = False


def _wanted(before: str) -> _Wanted:
    try:
        _CursorParser(before).whole()
    except _Wanted as wanted:
        return wanted
    except ExpressionError:  # something before the cursor is wrong: anything may come
        pass
    return _Wanted("operand", starts=True)


class _CursorParser(ConditionParser):
    """Reads up to the cursor, which is its last token, and raises _Wanted there."""

    def __init__(self, text: str) -> None:
        self._against: Node | None = None
        self._nodes: list[Node] = []
        super().__init__(text)

    def _cut(self, text: str, lexicon: Lexicon) -> list[Token]:
        *tokens, end = super()._cut(text, lexicon)
        return [*tokens, Token("cursor", "", end.position, 0)]

    @property
    def _at_cursor(self) -> bool:
        return self.next.kind == "cursor"

    def climb(self, least: int = 0) -> Node:
        node = super().climb(least)
        if self._at_cursor:
            self._nodes.append(node)
        return node

    def beside(self, left: Node) -> Node:
        outer, self._against = self._against, left
        node = super().beside(left)
        self._against = outer
        return node

    def operand(self, least: int) -> Node:
        if self._at_cursor:
            raise _Wanted("operand", self._against, starts=self._against is None)
        return super().operand(least)

    def _primary(self) -> Node:
        if self._at_cursor:
            raise _Wanted("operand", self._against)
        return super()._primary()

    def item(self) -> Literal:
        if self._at_cursor:
            raise _Wanted("value", self._against)
        return super().item()

    def _expect_word(self, *words: str) -> Token:
        if self._at_cursor:
            raise _Wanted("words", words=words if "missing" not in words else ("missing", "not missing"))
        return super()._expect_word(*words)

    def unexpected(self) -> NoReturn:
        if self._at_cursor:
            raise _Wanted("operator", nodes=tuple(self._nodes))
        super().unexpected()


_Offered = tuple[Kind, str, str, str]
"""Kind, what is inserted, its label and detail."""

_OPERATORS_OF: dict[Type, tuple[str, ...]] = {
    "text": ("==", "!=", "contains", "matches", "in", "not in"),
    "list": ("contains", "not contains", "==", "!="),
    "bool": ("==", "!="),
    "mixed": ("==", "!=", "<", ">", "contains", "matches", "in", "not in"),
}
_ORDERED = ("<", ">", "<=", ">=", "==", "!=", "in", "not in")
_TIMES = ("1h ago", "1d ago", "2d ago", "7d ago", "today", "yesterday", "now")
_DURATIONS = ("1m", "10m", "1h", "1d")
_CONDITIONS = (Compared, Contained, Matched, Missing, Not)


def _offered(wanted: _Wanted, typed: _Typed, columns: Completing) -> Iterator[_Offered]:
    if wanted.what == "words":
        yield from _words(wanted.words, typed)
    elif wanted.what == "operator":
        if not typed.quote:
            yield from _operators(wanted.nodes, typed, columns)
    else:
        if typed.quote != "`":
            yield from _values(wanted.against, typed, columns)
        if wanted.what == "operand" and typed.quote in ("", "`"):
            yield from _names(typed, columns)
            if wanted.starts and not typed.quote:
                yield from _words(("not",), typed)


def _names(typed: _Typed, columns: Completing) -> Iterator[_Offered]:
    for offer in columns.offers(typed.text):
        yield "column", written_name(offer.name), offer.name, offer.group


def _values(against: Node | None, typed: _Typed, columns: Completing) -> Iterator[_Offered]:
    """Values of the column that is compared."""
    if not isinstance(against, Name):
        return
    column = columns.find(against.name)
    if column is None:
        return
    if column.type in ("time", "duration"):
        yield from _words(_TIMES if column.type == "time" else _DURATIONS, typed, "value")
        return
    seen: set[str] = set()
    for value in columns.values_of(against.name):
        for one in value if isinstance(value, list) else [value]:
            written = _written(one)
            said = one if isinstance(one, str) else written
            if (
                typed.text.lower() in said.lower()
                and written not in seen
                and not (typed.quote and written == said)
            ):
                seen.add(written)
                yield "value", written, said, ""


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value).removesuffix(".0")
    return written_text(str(value))


def _operators(nodes: Sequence[Node], typed: _Typed, columns: Completing) -> Iterator[_Offered]:
    """What may stand behind an operand: of a value what compares it, of a condition what joins it with another."""
    innermost = nodes[0] if nodes else None
    compared = any(isinstance(node, _CONDITIONS) for node in nodes[:2])
    if isinstance(innermost, Literal) and innermost.type == "duration":
        yield from _words(("ago",), typed)
    if not compared:
        yield from _words(
            (*_comparing(innermost, columns), "is missing", "is not missing"), typed, "operator"
        )
    if compared or _is_condition(innermost, columns):
        yield from _words(("and", "or"), typed)


def _comparing(node: Node | None, columns: Columns) -> Sequence[str]:
    column = columns.find(node.name) if isinstance(node, Name) else None
    return _ORDERED if column is None else _OPERATORS_OF.get(column.type, _ORDERED)


def _is_condition(node: Node | None, columns: Columns) -> bool:
    column = columns.find(node.name) if isinstance(node, Name) else None
    return column is not None and column.type == "bool"


def _words(words: Iterable[str], typed: _Typed, kind: Kind = "word") -> Iterator[_Offered]:
    for word in words:
        if word.startswith(typed.text.lower()) and not typed.quote:
            yield kind, word, word, ""


def likeliest(typed: str) -> Callable[[Offer], int]:
    """A key to sort offers by: those that begin with what was typed, then those of which a part does, then the others."""
    wanted = typed.lower()
    part = re.compile(rf"[./:_\- ]{re.escape(wanted)}")

    def key(offer: Offer) -> int:
        name = offer.name.lower()
        return 0 if name.startswith(wanted) else 1 if part.search(name) else 2

    return key
