"""Links in texts that nobody marked as such: https://example.org and www.example.org, as GitHub sees them.

markdown-it asks for them in the way of linkify-it, which sees links in names of files too (`model.py`, `train.sh`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Up to what cannot stand in an address; of what may end a sentence, nothing at its end.
_LINK = re.compile(r"(?<![\w/.@-])(https?://|www\.)[^\s<>\"`\\]{1,2000}", re.IGNORECASE)
_BEHIND = re.compile(r"[?!.,:;*_~'\"]+\Z")


@dataclass(frozen=True, slots=True)
class Link:
    """One of them, as markdown-it reads it."""

    schema: str
    index: int
    last_index: int
    text: str
    url: str


class Links:
    """What markdown-it asks of linkify-it."""

    def pretest(self, text: str) -> bool:
        return "://" in text or "www." in text.lower()

    def test(self, text: str) -> bool:
        return _LINK.search(text) is not None

    def match(self, text: str) -> list[Link]:
        """Every link of a text."""
        return [_link(found) for found in _LINK.finditer(text)]

    def match_at_start(self, text: str) -> Link | None:
        """The link that a text begins with."""
        found = _LINK.match(text[:2100])
        return None if found is None else _link(found)


def _link(found: re.Match[str]) -> Link:
    text = _trimmed(found[0])
    url = text if "://" in found[1] else f"http://{text}"
    return Link(found[1], found.start(), found.start() + len(text), text, url)


def _trimmed(text: str) -> str:
    """Without what follows the address: the end of a sentence, a bracket that was opened before it."""
    while True:
        shorter = _BEHIND.sub("", text)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == text:
            return text
        text = shorter
