"""Markup: Markdown in the manner of GitHub as HTML that may stand in a page, whatever the text says.

The text is what some model wrote, or some stranger's log. nh3 is what makes it safe: nothing but the elements and
attributes named here comes out of it. What stands before that only decides what is seen: HTML that is not allowed is shown
as what it says, so that a `<think>` in an answer does not vanish; a picture from elsewhere, which the page's policy would
not load, becomes a link to it.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from sonde.panels.text.links import Links
from sonde.panels.text.math import CLASSES, add_math

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token
    from markdown_it.utils import OptionsDict

_ELEMENTS = frozenset(
    (
        *("a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "mark", "ol", "p", "pre"),
        *(
            "s",
            "samp",
            "span",
            "strong",
            "sub",
            "summary",
            "sup",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
        ),
        *("u", "ul"),
    )
)
_ATTRIBUTES = {
    "code": {"class"},
    "div": {"class"},
    "span": {"class"},
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan"},
    "details": {"open"},
}
# Nothing relative: what it would lead to is Sonde's own.
_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);", re.IGNORECASE)

# What a block of code says it is written in.
_LANGUAGE = re.compile(r"language-[\w+#.-]{1,40}\Z")

# A tag, or the beginning of a comment, a declaration or an instruction.
_TAG = re.compile(r"<(?:/?([A-Za-z][A-Za-z0-9-]*)|[!?])")
_ALIGNED = re.compile(r"text-align:(left|right|center)")


def markup(text: str) -> str:
    """Markdown as safe HTML."""
    import nh3

    return nh3.clean(
        _markdown().render(text),
        tags=set(_ELEMENTS),
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _attribute(element: str, name: str, value: str) -> str | None:
    if (element, name) == ("a", "href") and not _LINK.match(value):
        return None
    if (element, name) == ("img", "src") and not _PICTURE.match(value):
        return None
    if name == "class" and not (_LANGUAGE.match(value) if element == "code" else value in CLASSES):
        return None
    return value


def parsed(text: str) -> Sequence[Token]:
    """What Markdown is made of, unrendered."""
    return _markdown().parse(text)


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    options = {"html": True, "breaks": True, "linkify": True}
    markdown = MarkdownIt("commonmark", options).enable(["table", "strikethrough", "linkify"])
    markdown.linkify = Links()
    add_math(markdown)
    markdown.block.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    markdown.add_render_rule("html_block", _html)
    markdown.add_render_rule("html_inline", _html)
    markdown.add_render_rule("image", _image)
    markdown.add_render_rule("th_open", _cell)
    markdown.add_render_rule("td_open", _cell)
    return markdown


def _html_block(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """A block of HTML, but for one of tags that are not allowed: what stands in it is Markdown like the rest."""
    from markdown_it.rules_block import html_block

    start = state.bMarks[line] + state.tShift[line]
    tag = _TAG.match(state.src, start)
    return tag is not None and _is_allowed(tag) and html_block(state, line, end, silent)


def _is_allowed(tag: re.Match[str]) -> bool:
    return (tag[1] or "").lower() in _ELEMENTS


def _html(_: RendererHTML, tokens: Sequence[Token], at: int, *_options: object) -> str:
    """HTML as it is, but for tags that are not allowed: those are text."""
    return _TAG.sub(lambda tag: tag[0] if _is_allowed(tag) else "&lt;" + tag[0][1:], tokens[at].content)


def _image(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    environment: MutableMapping[str, Any],
) -> str:
    source = str(tokens[at].attrs.get("src", ""))
    label = renderer.renderInlineAsText(tokens[at].children, options, environment)
    if _PICTURE.match(source):
        return f'<img src="{escape(source)}" alt="{escape(label)}">'
    return f'<a href="{escape(source)}">{escape(label or source)}</a>'


def _cell(renderer: RendererHTML, tokens: Sequence[Token], at: int, *rest: Any) -> str:
    """A cell's alignment as an attribute: the page's policy lets no `style` through."""
    aligned = _ALIGNED.search(str(tokens[at].attrs.pop("style", "")))
    if aligned:
        tokens[at].attrs["align"] = aligned[1]
    return renderer.renderToken(tokens, at, *rest)
