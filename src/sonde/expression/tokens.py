"""Tokens: a text cut into the pieces that a grammar is made of, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn

from sonde.errors import ExpressionError


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text: `length` characters from `position` on, and what they say.

    The last one of a text has the kind `end`, and no length.
    """

    kind: str
    text: str
    position: int
    length: int

    @property
    def end(self) -> int:
        return self.position + self.length


class Lexicon:
    """The kinds of tokens of a language: the pattern of each, tried in this order. What matches `space` says nothing.

    `unclosed` names, for each character that opens something that must be closed again, the problem and the thing's name. `says`
    gives what a token of a kind says, where that is not its text.
    """

    def __init__(
        self,
        patterns: Mapping[str, str],
        *,
        unclosed: Mapping[str, tuple[str, str]],
        says: Mapping[str, Callable[[str], str]],
    ) -> None:
        pieces = (f"(?P<{kind}>{pattern})" for kind, pattern in {"space": r"\s+", **patterns}.items())
        self._piece = re.compile("|".join(pieces), re.DOTALL)
        self._unclosed = unclosed
        self._says = says

    def tokens(self, text: str) -> Iterator[Token]:
        """Those of the text, and one of the kind `end`. Raises ExpressionError at what is none."""
        at = 0
        while at < len(text):
            found = self._piece.match(text, at)
            if found is None:
                self._refuse(text, at)
            kind = str(found.lastgroup)
            if kind != "space":
                says = self._says.get(kind, str)
                yield Token(kind, says(found[0]), at, len(found[0]))
            at = found.end()
        yield Token("end", "", len(text), 0)

    def _refuse(self, text: str, at: int) -> NoReturn:
        opening = text[at]
        if opening in self._unclosed:
            problem, noun = self._unclosed[opening]
            message = f"expected the end of the {noun} that begins with {opening}"
            raise ExpressionError(problem, message, at, len(text) - at, opening)
        raise ExpressionError("unexpected", f"did not expect {opening!r}", at, 1, opening)


_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def unquoted(text: str) -> str:
    """What stands between quotes of one character: there a backslash keeps the character after it from any meaning."""
    return _ESCAPED.sub(r"\1", text[1:-1])
