"""The written reference of the HTTP API, docs/http-api.md, as a page without script or inline style."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path

_FOLDER = Path(__file__).parent
_TEXT = _FOLDER / "http-api.md"  # a link to docs/; sdist and wheel hold the file itself


def reference_style() -> bytes:
    return (_FOLDER / "reference.css").read_bytes()


@cache
def reference_page() -> bytes:
    """The whole page; what it links to stands beside it, below /api/."""
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(_TEXT.read_text(encoding="utf-8"))
    contents = []
    for token, inside in pairwise(tokens):
        if token.type == "heading_open" and token.tag != "h1":
            token.attrSet("id", _anchor(inside.content))
            label = markdown.renderer.render(inside.children or [], markdown.options, {})
            contents.append(f'<a href="#{_anchor(inside.content)}">{label}</a>')
    body = markdown.renderer.render(tokens, markdown.options, {})
    heading, _, rest = body.partition("</h1>")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        '<title>Sonde: the HTTP API</title><link rel="stylesheet" href="docs.css"></head><body>'
        f'{heading}</h1><p>For programs: <a href="openapi.json">openapi.json</a>. Back to <a href="../">the page</a>.</p>'
        f'<nav aria-label="Contents">{"".join(contents)}</nav><main>{rest}</main></body></html>'
    ).encode()


def _anchor(heading: str) -> str:
    """As GitHub makes them, so that links into the file hold on the page too."""
    return escape(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-"))
