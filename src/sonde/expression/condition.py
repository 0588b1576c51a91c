"""Conditions: `lr < 1e-3 and model == "vit" and val/acc.max > 0.9 and started > 2d ago`, read by precedence.

    or                                  the weakest
    and
    not x
    == != < <= > >=                     `0.1 < lr < 0.5` is `0.1 < lr and lr < 0.5`
    in, not in, contains, not contains  of lists, and of parts of texts
    matches, not matches, ~             a regular expression, anywhere in the text
    is missing, is not missing
    + -
    * / %
    -x                                  the strongest

A name begins with a letter or `_` and goes on through letters, digits and `_`, and through `.`, `/` and `:` between them: `val/acc` is a
name, `val / acc` a quotient. Any part of it may stand in backticks: `` metrics.`loss (val)`.min ``. Texts stand in quotes, a backslash before
what would end them. Numbers with units are durations (`1h30m`), `2d ago` and `2026-11-20` are times.

What is written is data: nothing of it is ever run.
"""

from __future__ import annotations

import re
from typing import cast

from sonde.errors import ExpressionError
from sonde.expression.nodes import (
    Ago,
    Arithmetic,
    Compared,
    Comparing,
    Computed,
    Contained,
    Items,
    JoiningWord,
    Literal,
    Matched,
    Missing,
    Moment,
    MomentWord,
    Name,
    Negative,
    Node,
    Not,
    Span,
    joined,
)
from sonde.expression.parser import Binding, Limits, Parser
from sonde.expression.times import DATE, DURATION, seconds_of, time_of
from sonde.expression.tokens import Lexicon, Token, unquoted

MAX_LENGTH = 100_000
"""Characters of a condition: lists of names may be long."""

MAX_DEPTH = 50
"""Parentheses inside each other."""

MAX_OPERATIONS = 200
"""Operators of one condition."""

MAX_ITEMS = 5_000
"""Values of one list."""

_BACKTICKED = r"`(?:[^`\\]|\\.)+`"
_PART = re.compile(rf"{_BACKTICKED}|[^`]+", re.DOTALL)

BARE_NAME = r"[^\W\d]\w*(?:[./:]\w+)*"

LEXICON = Lexicon(
    {
        "date": DATE,
        "duration": DURATION,
        "number": r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w)",
        "name": rf"(?:[^\W\d]\w*|{_BACKTICKED})(?:[./:](?:\w+|{_BACKTICKED}))*",
        "text": r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'',
        "sign": r"==|!=|<=|>=|[-+*/%<>~()\[\],]",
    },
    unclosed={**dict.fromkeys("\"'", ("unclosed_text", "text")), "`": ("unclosed_name", "name")},
    says={"text": unquoted},
)

_WRITTEN_OTHERWISE = {
    "=": "==",
    "&": "and",
    "|": "or",
    "!": "not",
    "∧": "and",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}
"""What other languages have, and how it is written here."""

_OR, _AND, _NOT, _COMPARING, _SUM, _PRODUCT = range(6)

_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_RELATIONS = ("in", "contains", "matches", "~")

OPERATORS = {
    "or": Binding(_OR),
    "and": Binding(_AND),
    **{sign: Binding(_COMPARING) for sign in (*_COMPARISONS, *_RELATIONS, "is", "not")},
    **{sign: Binding(_SUM) for sign in "+-"},
    **{sign: Binding(_PRODUCT) for sign in "*/%"},
}

_CONSTANTS = ("true", "false", "now", "today", "yesterday")

WORDS = frozenset(("and", "or", "not", "in", "contains", "matches", "is", "missing", "ago", *_CONSTANTS))
"""Words that are no names, in small or capital letters; a column of such a name stands in backticks."""


def parse(text: str) -> Node:
    """The condition that a text says. Raises ExpressionError; what names stand for is looked at by `evaluate`."""
    return ConditionParser(text).whole()


def is_bare(name: str) -> bool:
    """Whether a name can be written without backticks."""
    return re.fullmatch(BARE_NAME, name) is not None and name.lower() not in WORDS


def written_name(name: str) -> str:
    """A name as it is written in a condition."""
    if is_bare(name):
        return name
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"


def written_text(text: str) -> str:
    """A text as it is written in a condition."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def said_name(written: str) -> str:
    """The name that is written, without its backticks."""
    return "".join(unquoted(part) if part[0] == "`" else part for part in _PART.findall(written))


def _span(token: Token) -> Span:
    return Span(token.position, token.length)


class ConditionParser(Parser[Node]):
    """Reads one condition."""

    def __init__(self, text: str) -> None:
        super().__init__(text, LEXICON, Limits(MAX_LENGTH, MAX_DEPTH, MAX_OPERATIONS), OPERATORS)

    def _cut(self, text: str, lexicon: Lexicon) -> list[Token]:
        try:
            return [_word(token) for token in lexicon.tokens(text)]
        except ExpressionError as error:
            if (meant := _WRITTEN_OTHERWISE.get(error.found)) is not None:
                error.hint = f"write {meant}"
            elif error.found.isdigit():
                error.hint = "units of time are ms, s, m, h, d, w; names that begin so stand in `…`"
            raise

    def whole(self) -> Node:
        node = self.climb()
        if self.next.kind != "end":
            self.unexpected()
        return node

    # Operators

    def infix(self, left: Node, operator: Token, binding: Binding) -> Node:
        if binding.power != _COMPARING:
            return super().infix(left, operator, binding)
        if operator.text in _COMPARISONS:
            return self._comparison(left, operator)
        self.count(operator)
        if operator.text == "is":
            negated = self.takes("not") is not None
            word = self._expect_word("missing")
            node: Node = Missing(left, left.span.to(_span(word)))
        else:
            negated = operator.text == "not"
            node = self._relation(left, self._expect_word(*_RELATIONS) if negated else operator)
        return Not(node, node.span) if negated else node

    def joined(self, left: Node, operator: Token, right: Node) -> Node:
        word = operator.text
        if word in ("and", "or"):
            return joined(cast("JoiningWord", word), (left, right))
        return Computed(cast("Arithmetic", word), left, right, left.span.to(right.span))

    def _comparison(self, left: Node, operator: Token) -> Node:
        """One, or a chain of them."""
        parts: list[Node] = []
        sign: Token | None = operator
        while sign is not None:
            self.count(sign)
            right = self.beside(left)
            parts.append(Compared(cast("Comparing", sign.text), left, right, left.span.to(right.span)))
            left, sign = right, self.takes(*_COMPARISONS)
        return parts[0] if len(parts) == 1 else joined("and", parts)

    def beside(self, left: Node) -> Node:  # noqa: ARG002  what completes a condition looks at it
        """What a comparison compares its left side with."""
        return self.climb(_SUM)

    def _relation(self, left: Node, operator: Token) -> Node:
        right = self.beside(left)
        span = left.span.to(right.span)
        if operator.text == "in":
            return Contained(left, right, span=span)
        if operator.text == "contains":
            return Contained(right, left, turned=True, span=span)
        if not (isinstance(right, Literal) and right.type == "text"):
            message = "expected a regular expression in quotes"
            raise ExpressionError("pattern", message, right.span.position, right.span.length)
        return Matched(left, right, span)

    def _expect_word(self, *words: str) -> Token:
        return self.takes(*words) or self.unexpected()

    # Operands

    def operand(self, least: int) -> Node:
        first = self.next
        if self.next.text == "not" and self.next.kind == "sign" and least <= _NOT:
            return self._not(first)
        negative = False
        while (sign := self.takes("-", "+")) is not None:
            negative ^= sign.text == "-"
        node = self._primary()
        if not negative:
            return node
        span = _span(first).to(node.span)
        if isinstance(node, Literal) and node.type in ("number", "duration"):
            return Literal(node.type, -cast("float", node.value), span)
        self.count(first)
        return Negative(node, span)

    def _not(self, first: Token) -> Node:
        negated = False
        while self.takes("not") is not None:
            negated = not negated
        self.count(first)
        node = self.climb(_NOT)
        return Not(node, _span(first).to(node.span)) if negated else node

    def _primary(self) -> Node:
        token = self.next
        if (opening := self.takes("(")) is not None:
            with self.inside(opening):
                node = self.climb()
            self.expect(")", opening)
            return node
        if (opening := self.takes("[")) is not None:
            return self._items(opening)
        if token.kind == "name":
            self.take()
            return Name(said_name(token.text), _span(token))
        return self._literal()

    def _literal(self) -> Node:
        token = self.next
        span = _span(token)
        if token.kind == "sign":
            if token.text in ("true", "false"):
                return Literal("bool", self.take().text == "true", span)
            if token.text in _CONSTANTS:
                self.take()
                return Moment(cast("MomentWord", token.text), span)
            self.unexpected()
        if token.kind == "end":
            self.unexpected()
        self.take()
        if token.kind == "text":
            return Literal("text", token.text, span)
        if token.kind == "date":
            return Literal("time", _time(token), span)
        if token.kind == "duration":
            duration = Literal("duration", seconds_of(token.text), span)
            ago = self.takes("ago")
            return duration if ago is None else Ago(duration, span.to(_span(ago)))
        return Literal("number", float(token.text), span)

    def _items(self, opening: Token) -> Node:
        items: list[Literal] = []
        closing = self.takes("]")
        while closing is None:
            items.append(self.item())
            if len(items) > MAX_ITEMS:
                message = f"expected at most {MAX_ITEMS} values in a list"
                raise ExpressionError("too_many", message, opening.position, opening.length, str(MAX_ITEMS))
            between = self.takes(",")
            closing = self.expect("]", opening) if between is None else self.takes("]")
        return Items(tuple(items), _span(opening).to(_span(closing)))

    def item(self) -> Literal:
        """A value of a list."""
        first = self.next
        negative = self.takes("-") is not None
        node = self._literal() if self.next.kind != "name" else self.unexpected()
        if not isinstance(node, Literal) or (negative and node.type not in ("number", "duration")):
            message = "expected a number, a text, a date, true or false"
            raise ExpressionError("item", message, first.position, node.span.end - first.position)
        if not negative:
            return node
        return Literal(node.type, -cast("float", node.value), _span(first).to(node.span))


def _word(token: Token) -> Token:
    """Words that are no names become signs; what stands in backticks is always a name."""
    if token.kind == "name" and token.text.lower() in WORDS:
        return Token("sign", token.text.lower(), token.position, token.length)
    return token


def _time(token: Token) -> float:
    time = time_of(token.text)
    if time is None:
        message = f"there is no date {token.text!r}"
        raise ExpressionError("date", message, token.position, token.length, token.text)
    return time
