"""Markdown as HTML: what of it is seen, and that nothing in it can run or load anything."""

from __future__ import annotations

import re
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
            )
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
    "text", ["[" * 20_000, "*a" * 20_000, "> " * 20_000, "<b>" * 20_000, "`" * 40_000, "|" * 40_000]
)
def test_no_text_takes_long(text: str) -> None:
    check_harmless(markup(text))
