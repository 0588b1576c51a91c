r"""Math in Markdown: what stands between $…$, $$…$$, \(…\) or \[…\], or in a block of code that is called `math`.

It stays the TeX that was written, in an element that says so; the page sets it. A dollar is money unless it stands as GitHub wants it:
nothing blank inside, no digit behind the closing one.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MAX_INLINE_CHARS = 2_000
"""What does not end within so many is no math: to look farther for each beginning could take for ever."""

MAX_LINES = 200
"""The same of a block."""

CLASSES = ("math", "math display")
"""Of the element around math in a line, and around what stands by itself."""

_PAIRS = (("$$", "$$", True), ("\\[", "\\]", True), ("\\(", "\\)", False), ("$", "$", False))
_ENDS_A_PARAGRAPH: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}


def add_math(markdown: MarkdownIt) -> None:
    """Have it understand math."""
    markdown.inline.ruler.before("escape", "math", _inline)
    markdown.block.ruler.before("fence", "math", _block, _ENDS_A_PARAGRAPH)
    fence = cast("RendererHTML", markdown.renderer).rules["fence"]

    def fenced(_: RendererHTML, tokens: Sequence[Token], at: int, *rest: Any) -> str:
        if tokens[at].info.strip() == "math":
            return _element("div", tokens[at].content.strip(), display=True)
        return str(fence(tokens, at, *rest))

    markdown.add_render_rule("fence", fenced)
    markdown.add_render_rule("math", _rendered)


def _inline(state: StateInline, silent: bool) -> bool:
    source, start = state.src, state.pos
    for opening, closing, display in _PAIRS:
        if not source.startswith(opening, start):
            continue
        begin = start + len(opening)
        end = _end(source, begin, min(state.posMax, begin + MAX_INLINE_CHARS), closing)
        if end < 0 or (opening == "$" and not _is_math(source, start, end)):
            return False
        if not silent:
            token = state.push("math", "span", 0)
            token.content = source[begin:end].strip()
            token.meta = {"display": display}
        state.pos = end + len(closing)
        return True
    return False


def _end(source: str, begin: int, most: int, closing: str) -> int:
    """Where the closing stands, unless something says that it is a character like others; -1 for nowhere."""
    end = source.find(closing, begin, most)
    while end > begin and source[end - 1] == "\\" and closing[0] == "$":
        end = source.find(closing, end + 1, most)
    return end if end > begin and source[begin:end].strip() else -1


def _is_math(source: str, start: int, end: int) -> bool:
    """Whether these single dollars are no money."""
    before, after = source[start - 1 : start], source[end + 1 : end + 2]
    return not (
        source[start + 1].isspace() or source[end - 1].isspace() or after.isdigit() or before.isalnum()
    )


def _block(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    first = _line(state, line)
    if state.is_code_block(line) or first[:2] not in ("$$", "\\["):
        return False
    closing = "$$" if first[:2] == "$$" else "\\]"
    lines = [first[2:]]
    last = line
    while not lines[-1].rstrip().endswith(closing):
        last += 1
        if last >= min(end, line + MAX_LINES) or state.isEmpty(last):
            return False
        lines.append(_line(state, last))
    content = "\n".join(lines).rstrip()[: -len(closing)].strip()
    if not content or closing in content:
        return False
    if not silent:
        token = state.push("math", "div", 0)
        token.block = True
        token.content = content
        token.meta = {"display": True}
        token.map = [line, last + 1]
        state.line = last + 1
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _rendered(_: RendererHTML, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    token = tokens[at]
    return _element(token.tag, token.content, display=bool(token.meta["display"]))


def _element(name: str, content: str, *, display: bool) -> str:
    return f'<{name} class="{CLASSES[display]}">{escape(content)}</{name}>'
