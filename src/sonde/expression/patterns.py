"""Regular expressions of strangers: each is given up when it takes too long, and says where it is wrong."""

from __future__ import annotations

import re
from time import monotonic
from typing import Any

MATCHING_SECS = 1.0
"""Of one question; an expression such as (a+)+$ would take for ever."""

MAX_LENGTH = 2000
"""Characters of a regular expression."""

MAX_REPEATS = 10_000
"""What the counts of all `{n}` multiply to: what they repeat is compiled so many times."""

# Escaped letters, counts, and groups that call themselves, whose stack may take all memory before their time is over.
_COSTLY = re.compile(r"\\.|\{(?P<count>\d+)(?:,\d*)?\}|(?P<call>\(\?(?:R|[+-]?\d|&|P>))", re.DOTALL)


class PatternError(Exception):
    """What is wrong with a regular expression, from its character `position` on.

    `problem` is a stable name of it: `empty`, `too_long`, `regex` (it is none) or `regex_slow`.
    """

    def __init__(self, problem: str, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.problem = problem
        self.message = message
        self.position = position


class Pattern:
    """A regular expression that has until `deadline` (of `time.monotonic`) to match. Everything raises PatternError."""

    def __init__(self, text: str, deadline: float) -> None:
        import regex  # unlike `re` it gives up after a time, and compiles no more than it must

        if text == "":
            raise PatternError("empty", "expected a regular expression")
        if len(text) > MAX_LENGTH:
            raise PatternError("too_long", f"expected at most {MAX_LENGTH} characters, found {len(text)}")
        _demand_modest(text)
        try:
            self._compiled = regex.compile(text)
        except (regex.error, RecursionError, OverflowError, MemoryError) as error:
            message, position = str(getattr(error, "msg", error)), getattr(error, "pos", None) or 0
            raise PatternError("regex", message, min(position, len(text))) from None
        self._deadline = deadline

    @property
    def names(self) -> list[str]:
        """Its named groups, in the order in which they are written."""
        return sorted(self._compiled.groupindex, key=self._compiled.groupindex.__getitem__)

    def match(self, text: str) -> Any | None:
        """Its match where the text begins."""
        return self._bounded(self._compiled.match, text)

    def search(self, text: str) -> Any | None:
        """Its first match anywhere in the text."""
        return self._bounded(self._compiled.search, text)

    def _bounded(self, function: Any, text: str) -> Any | None:
        left = max(self._deadline - monotonic(), 1e-6)
        try:
            return function(text, timeout=left, concurrent=True)
        except (TimeoutError, MemoryError, RecursionError):
            message = "expected a regular expression that is quick to match"
            raise PatternError("regex_slow", message) from None


def _demand_modest(text: str) -> None:
    repeats = 1
    for found in _COSTLY.finditer(text):
        if found["call"]:
            message = "expected a regular expression that does not call itself"
            raise PatternError("regex", message, found.start())
        repeats = min(repeats * max(1, int((found["count"] or "1")[:9])), MAX_REPEATS + 1)
        if repeats > MAX_REPEATS:
            message = f"expected at most {MAX_REPEATS} repetitions"
            raise PatternError("regex", message, found.start())


def deadline() -> float:
    """When a question that begins now must be done with its regular expressions."""
    return monotonic() + MATCHING_SECS
