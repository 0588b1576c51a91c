"""Markdown as HTML: what of it is seen, and that nothing in it can run or load anything."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonde.panels.text.markup import markup

SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    '<a href="javascript:alert(1)">a</a>',
    '<a href="data:text/html,<script>alert(1)</script>">a</a>',
    "<svg onload=alert(1)>",
    "<iframe src=//elsewhere.example></iframe>",
    '<p style="background:url(//elsewhere.example)" id=app class=card>',
    "<form action=//elsewhere.example><input></form>",
    "<style>*{display:none}</style>",
    "<details open ontoggle=alert(1)>",
    "![a](http://elsewhere.example/pixel.png)",
    "![a](data:image/svg+xml;base64,AAAA)",
    '<img src="//elsewhere.example/pixel.png">',
    "[a](api/status)",
    "$</span><script>alert(1)</script>$",
    "\\[<img src=x onerror=alert(1)>\\]",
    "```math\n</div><script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    '<code class="card language-js">x</code><span class="full">x</span>',
    "https://elsewhere.example/<script>alert(1)</script>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
)


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def check_harmless(html: str) -> None:
    for tag, attributes in Seen(html).tags:
        assert tag not in (
            "script",
            "style",
            "svg",
            "math",
            "iframe",
            "form",
            "input",
            "object",
            "link",
            "base",
        )
        for name, value in attributes.items():
            assert name in (
                "href",
                "title",
                "rel",
                "target",
                "src",
                "alt",
                "start",
                "align",
                "colspan",
                "rowspan",
                "open",
                "class",
            )
            if name == "class":
                allowed = r"language-[\w+#.-]+" if tag == "code" else r"math( display)?"
                assert re.fullmatch(allowed, value or "")
            if name == "href":
                assert re.match(r"(?i)(https?|mailto):", value or "")
                assert "noopener" in (attributes["rel"] or "")
            if name == "src":
                assert re.match(r"(?i)data:image/(png|jpeg|gif|webp);", value or "")


@pytest.mark.parametrize("text", SCRIPTS)
def test_nothing_runs_and_nothing_is_loaded(text: str) -> None:
    check_harmless(markup(text))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*SCRIPTS, "\n", "\n\n", " ", "`", "```\n", "<", ">", "\"'", "|", "<!--", "](", "*", "\0"]
        ),
        max_size=12,
    )
)
def test_nothing_runs_in_whatever_order(parts: list[str]) -> None:
    check_harmless(markup("".join(parts)))


def test_what_is_not_allowed_is_seen_as_it_was_written() -> None:
    seen = Seen(markup("<think>\nLet me **see**.\n</think>\n\n<script>x</script>"))
    assert seen.text.replace("\n", "") == "<think>Let me see.</think><script>x</script>"
    assert "strong" in [tag for tag, _ in seen.tags]


def test_github_flavour() -> None:
    tags = Seen(
        markup("# T\n\n| a | b |\n|:-|-:|\n| 1 | ~~2~~ |\n\n```py\nx < 1\n```\n\nfirst\nsecond <b>bold</b>")
    ).tags
    names = [tag for tag, _ in tags]
    assert {"h1", "table", "th", "td", "s", "pre", "code", "br", "b"} <= set(names)
    assert [attributes.get("align") for tag, attributes in tags if tag == "td"] == ["left", "right"]


def test_pictures_from_elsewhere_are_links() -> None:
    html = markup("![a cat](https://elsewhere.example/cat.png) ![dot](data:image/png;base64,AAAA)")
    (link, attributes), (picture, source) = (tag for tag in Seen(html).tags if tag[0] != "p")
    assert (link, attributes["href"], attributes["target"]) == (
        "a",
        "https://elsewhere.example/cat.png",
        "_blank",
    )
    assert (picture, source["src"], source["alt"]) == ("img", "data:image/png;base64,AAAA", "dot")
    assert "a cat" in Seen(html).text


@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "*a" * 20_000,
        "> " * 20_000,
        "<b>" * 20_000,
        "`" * 40_000,
        "|" * 40_000,
        "$a" * 20_000,
        "$$" * 20_000,
        "\\(" * 20_000,
        "\\[\n" * 20_000,
        "http://" * 15_000,
        "www." * 20_000,
    ],
)
def test_no_text_takes_long(text: str) -> None:
    check_harmless(markup(text))


def math(text: str) -> list[tuple[str, str | None]]:
    """What is math in it: the TeX, and the class of its element."""
    html = markup(text)
    found = re.findall(r'<(?:span|div) class="(math[^"]*)">(.*?)</(?:span|div)>', html, re.DOTALL)
    return [(unescape(tex), kind) for kind, tex in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("where $a_1 < b$ and", [("a_1 < b", "math")]),
        (r"where \(x*y*z\) and", [("x*y*z", "math")]),
        ("$$\\frac{a}{b}$$", [(r"\frac{a}{b}", "math display")]),
        ("before $$x$$ after", [("x", "math display")]),
        ("$$\na\n= b\n$$", [("a\n= b", "math display")]),
        ("\\[\na _b_\n\\]", [("a _b_", "math display")]),
        ("```math\nx^2\n```", [("x^2", "math display")]),
        ("| $a$ |\n|-|\n| $b$ |", [("a", "math"), ("b", "math")]),
        ("it costs $5 and $10", []),
        ("a $ b $ c", []),
        (r"\$a$", []),
        ("`$a$` and\n\n    $$b$$", []),
        ("$a", []),
        ("$$\nno end", []),
    ],
)
def test_math_is_found_and_left_as_it_was_written(text: str, found: list[tuple[str, str]]) -> None:
    assert math(text) == found


@pytest.mark.parametrize(
    ("text", "href", "said"),
    [
        ("see https://example.org/a_b_c.", "https://example.org/a_b_c", "https://example.org/a_b_c"),
        ("(www.example.org/x_(y))", "http://www.example.org/x_(y)", "www.example.org/x_(y)"),
        ("HTTPS://example.org!", "HTTPS://example.org", "HTTPS://example.org"),
    ],
)
def test_addresses_are_links(text: str, href: str, said: str) -> None:
    html = markup(text)
    ((_, attributes),) = (tag for tag in Seen(html).tags if tag[0] == "a")
    assert attributes["href"].lower() == href.lower()
    assert f">{said}<" in html


@pytest.mark.parametrize(
    "text", ["model.py", "a@b.example", "`https://example.org`", "[https://a.example](https://b.example)"]
)
def test_names_and_what_is_a_link_already_are_left(text: str) -> None:
    assert markup(text).count("<a ") == text.count("](")


def test_code_says_its_language() -> None:
    (code,) = (attributes for tag, attributes in Seen(markup("```python\nx = 1\n```")).tags if tag == "code")
    assert code == {"class": "language-python"}
