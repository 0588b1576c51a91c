"""The panel of texts: what it shows at each step, how it compares and finds, and that nothing in a text can run."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, Request, expect

from sonde import SummaryWriter
from sonde import summary as summaries
from support.accessibility import serious_violations
from support.hand import Hand

TAG = "answer/text_summary"  # as torch writes the tag `answer`


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    for run in ("a", "b"):
        with SummaryWriter(tmp_path / run) as writer:
            for step in range(0, 50, 10):
                text = f"# Step {step}\n\nThe **{'cat' if step < 30 else 'dog'}** of {run} sat.\n\n| x |\n|-|\n| {step} |"
                writer.add_text("answer", text, step)
    return tmp_path


def card(page: Page, tag: str = TAG) -> Locator:
    return page.locator(f"article[data-tag='{tag}']").first


def of_run(page: Page, run: str, tag: str = TAG) -> Locator:
    return card(page, tag).locator(f"section[data-run='{run}']")


def slider(page: Page, tag: str = TAG) -> Locator:
    return card(page, tag).get_by_role("slider")


def test_each_step_of_each_run_by_the_keyboard(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/text")

    for run in ("a", "b"):
        expect(of_run(page, run).get_by_role("heading", name="Step 40")).to_be_visible()
        expect(of_run(page, run).locator("strong")).to_have_text("dog")
        expect(of_run(page, run).locator("td")).to_have_text("40")
    slider(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(of_run(page, "a").get_by_role("heading", name="Step 30")).to_be_visible()
    page.keyboard.press("Home")
    expect(of_run(page, "b").locator("strong")).to_have_text("cat")
    expect(slider(page)).to_have_attribute("aria-valuetext", "0")
    expect(page).to_have_url(re.compile("text.steps=0:answer"))
    page.reload()
    expect(of_run(page, "a").get_by_role("heading", name="Step 0")).to_be_visible()
    assert serious_violations(page) == []


def test_markdown_or_as_it_was_written(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/text")
    expect(of_run(page, "a").locator("strong")).to_be_visible()
    page.get_by_role("checkbox", name="Markdown").uncheck()
    expect(of_run(page, "a")).to_contain_text("The **dog** of a sat.")


def test_a_new_text_is_shown_when_it_comes(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/text")
    expect(of_run(page, "a").get_by_role("heading", name="Step 40")).to_be_visible()
    with SummaryWriter(logdir / "a") as writer:
        writer.add_text("answer", "# Step 50", 50)
        writer.flush()
        expect(of_run(page, "a").get_by_role("heading", name="Step 50")).to_be_visible()
        expect(of_run(page, "b")).to_contain_text("from step 40")
        slider(page).focus()
        page.keyboard.press("ArrowLeft")
        expect(of_run(page, "a").get_by_role("heading", name="Step 40")).to_be_visible()
        writer.add_text("answer", "# Step 60", 60)
        writer.flush()
        expect(slider(page)).to_have_attribute("max", "6")
    expect(of_run(page, "a").get_by_role("heading", name="Step 40")).to_be_visible()


def test_points_that_a_restart_wrote_again_can_all_be_reached(tmp_path, serve, open_page):
    with SummaryWriter(tmp_path / "a") as writer:
        for step, text in ((0, "zero"), (1, "one before"), (1, "one again"), (2, "two")):
            writer.add_text("answer", text, step)
    page = open_page(serve(tmp_path).url + "#/text")
    slider(page).focus()
    seen = []
    for text in ("two", "one again", "one before", "zero"):
        expect(of_run(page, "a").locator(".document")).to_have_text(text)
        seen.append(text)
        page.keyboard.press("ArrowLeft")
    assert len(seen) == 4


def test_words_that_differ_between_steps_and_runs(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/text")
    page.get_by_label("Compare with").first.select_option("first")
    expect(of_run(page, "a").locator("del").filter(has_text="cat")).to_be_visible()
    expect(of_run(page, "a").locator("ins").filter(has_text="dog")).to_be_visible()
    expect(of_run(page, "a")).to_contain_text("against step 0")

    page.get_by_label("Compare with").first.select_option("run:a")
    expect(of_run(page, "b").locator("del")).to_have_text("a")
    expect(of_run(page, "b").locator("ins")).to_have_text("b")
    page.go_back()
    expect(of_run(page, "a")).to_contain_text("against step 0")


def test_finding_leads_to_the_text_and_marks_it(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/text")
    page.get_by_label("Find in texts").first.fill("CAT")
    found = page.get_by_role("region", name="Find in texts")
    expect(found.get_by_role("status")).to_have_text("6 of 10 texts say it")
    expect(found.locator("mark").first).to_have_text("cat")
    found.get_by_role("listitem").nth(1).get_by_role("button").click()

    full = page.get_by_role("dialog", name=TAG)
    expect(full.locator("section[data-run='a']").get_by_role("heading", name="Step 10")).to_be_visible()
    page.wait_for_function("CSS.highlights.get('found-in-text')?.size >= 2")
    page.keyboard.press("ArrowRight")
    expect(full.locator("section[data-run='a']").get_by_role("heading", name="Step 20")).to_be_visible()


def test_nothing_in_a_text_runs_or_is_loaded(tmp_path, serve, open_page):
    evil = (
        "before <script>document.title = 'owned'</script> <img src=x onerror=\"document.title = 'owned'\">\n\n"
        "<svg onload=\"document.title = 'owned'\"></svg> [link](javascript:document.title='owned')\n\n"
        "![picture](http://elsewhere.example/pixel.png) <b style='color:red' onmouseover=\"document.title='owned'\">bold</b>"
        " <a href='api/status' id='app'>here</a> after"
    )
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_text("answer", evil, 0)
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    server = serve(tmp_path)
    page.goto(server.url + "#/text")

    text = of_run(page, "a")
    expect(text).to_contain_text("<script>document.title = 'owned'</script>")
    text.get_by_text("bold").hover()
    expect(text.locator("b")).not_to_have_attribute("style", "color:red")
    assert text.locator("script, svg").count() == 0
    assert "owned" not in page.title()
    assert all(url.startswith((server.url.split("?")[0].rstrip("/"), "data:", "about:")) for url in asked)
    expect(text.get_by_role("link", name="picture")).to_have_attribute("rel", "noopener noreferrer nofollow")


def test_tables_slices_and_what_is_wrong(tmp_path, serve, open_page):
    with summaries.create_file_writer(str(tmp_path / "a")).as_default():
        summaries.text("damaged", "x" * 2_000_000, step=0)
        summaries.text("table", [["name", "*value*"], ["rate", "0.1"]], step=0)
        summaries.text("deep", np.array([[["one"]], [["two"]]]), step=0)
        summaries.text("long", "word " * 100_000, step=0)
    (file,) = (tmp_path / "a").iterdir()
    file.write_bytes(file.read_bytes().replace(b"x" * 40, b"z" * 40, 1))
    page = open_page(serve(tmp_path).url + "#/text", height=1000)

    expect(of_run(page, "a", "table").locator("td em")).to_have_text("value")
    expect(of_run(page, "a", "deep").locator("td")).to_have_text("one")
    of_run(page, "a", "deep").get_by_label("Axis 0").fill("1")
    page.keyboard.press("Enter")
    expect(of_run(page, "a", "deep").locator("td")).to_have_text("two")
    expect(of_run(page, "a", "long")).to_contain_text("100,000 characters are left out")
    expect(of_run(page, "a", "damaged").get_by_role("alert")).to_contain_text("checksum")


def test_only_what_is_in_sight_is_asked_for(tmp_path, serve, open_page):
    with SummaryWriter(tmp_path / "a") as writer:
        for number in range(200):
            writer.add_text(f"answer{number:03}", f"text {number}", 0)
    page = open_page("about:blank")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "text/documents" in request.url else None)
    page.goto(serve(tmp_path).url + "#/text")
    expect(of_run(page, "a", "answer000/text_summary")).to_contain_text("text 0")
    page.wait_for_timeout(500)
    assert 1 <= len(asked) <= 20


@pytest.mark.parametrize(("theme", "language"), [("light", "zh-CN"), ("dark", "en-US")])
def test_on_a_phone(logdir, serve, open_page, theme, language):
    page = open_page(serve(logdir).url + "#/text", width=390, height=844, theme=theme, language=language)
    expect(of_run(page, "a").get_by_role("heading", name="Step 40")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious_violations(page) == []


def test_code_is_coloured_math_is_set_and_addresses_are_links(tmp_path, serve, open_page):
    text = (
        "```python\ndef loss(x):\n    return 'a <b>'\n```\n\nwhere $\\vec{a}_1 \\leq \\sqrt{b}$ and"
        " $$\\colorbox{red}{$x$} \\tag{1}$$ and $\\unknown{x}$, see https://example.org/a_b."
    )
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_text("answer", text, 0)
    page = open_page(serve(tmp_path).url + "#/text")

    text_of = of_run(page, "a")
    expect(text_of.locator("pre .hljs-keyword").first).to_have_text("def")
    expect(text_of.locator("pre .hljs-string")).to_have_text("'a <b>'")
    expect(text_of.locator("math")).to_have_count(2)
    assert text_of.locator("math").first.bounding_box()["width"] > 20
    expect(text_of.get_by_text("\\unknown{x}")).to_be_visible()
    expect(text_of.get_by_role("link", name="https://example.org/a_b")).to_have_attribute(
        "href", "https://example.org/a_b"
    )
    assert serious_violations(page) == []


def test_no_math_runs_or_loads_anything(tmp_path, serve, open_page):
    evil = (
        r"$\href{javascript:document.title='owned'}{x}$ $\includegraphics{http://elsewhere.example/a.png}$"
        r" $\htmlStyle{color:red}{x}$ $\text{<img src=x onerror=\"document.title='owned'\">}$"
        r" $\def\a{\a\a}\a$ $$\rule{9999em}{9999em}$$"
        "\n\n```html\n<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>\n```"
    )
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_text("answer", evil, 0)
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    server = serve(tmp_path)
    page.goto(server.url + "#/text")
    text = of_run(page, "a")
    expect(text.locator("math").first).to_be_attached()
    expect(text.locator("pre .hljs-name").first).to_have_text("img")
    assert text.locator("img, script, a[href^='javascript']").count() == 0
    assert "owned" not in page.title()
    assert all(url.startswith((server.url.split("?")[0].rstrip("/"), "data:", "about:")) for url in asked)


def test_by_touch(tmp_path, serve, open_page):
    with SummaryWriter(tmp_path / "a") as writer:
        for step in range(3):
            writer.add_text(
                "answer", f"# Step {step}\n\n" + "\n\n".join(f"line {i}" for i in range(60)), step
            )
        for number in range(6):
            writer.add_text(f"more{number}", "short", 0)
    page = open_page(f"{serve(tmp_path).url}#/text", width=390, height=844, has_touch=True, is_mobile=True)
    expect(of_run(page, "a").get_by_role("heading", name="Step 2")).to_be_visible()

    # A finger scrolls a long text, and the page where there is nothing to scroll.
    texts = card(page).get_by_role("group", name=TAG)
    Hand(texts).slide(((0.5, 0.8),), ((0.5, 0.2),))
    page.wait_for_function("document.querySelector('article [role=group]').scrollTop > 50")
    short = card(page, "more0/text_summary")
    Hand(short).slide(((0.5, 0.5),), ((0.5, -1.4),))
    expect(card(page).locator("header").first).not_to_be_in_viewport()
    # What is far out of sight is not there, and what a finger threw goes on for a while: the page itself goes back.
    page.wait_for_function(
        "() => { const page = document.querySelector('.scroller'); const rests = page.scrollTop === 0;"
        " page.scrollTo({ top: 0 }); window.__rests = rests ? (window.__rests ?? 0) + 1 : 0; return window.__rests > 30; }"
    )
    expect(card(page).locator("header").first).to_be_in_viewport()

    track = slider(page).bounding_box()
    page.touchscreen.tap(track["x"] + 3, track["y"] + track["height"] / 2)
    expect(of_run(page, "a").get_by_role("heading", name="Step 0")).to_be_attached()
    card(page).get_by_role("button", name="Full screen").tap()
    expect(page.get_by_role("dialog").get_by_role("heading", name="Step 0")).to_be_visible()
