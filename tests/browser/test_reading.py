"""The reading view of texts: prompts with their answers, side by side over runs and over steps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from sonde import SummaryWriter
from support.accessibility import serious_violations

STEPS = range(0, 60, 10)


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """Two samples with tags of their own, and the same as a table; three runs, six steps."""
    for run in ("base", "large", "wide"):
        with SummaryWriter(tmp_path / run) as writer:
            for step in STEPS:
                answers = [
                    f"The {'cat' if step < 30 else 'dog'} of *{run}* says {one} at {step}."
                    for one in range(2)
                ]
                for number, answer in enumerate(answers):
                    writer.add_text(f"gen/{number}/prompt", f"What does animal {number} say?", step)
                    writer.add_text(f"gen/{number}/answer", answer + " Long." * 150, step)
                rows = "\n".join(
                    f"| ask {number} | {answer} | {step} |" for number, answer in enumerate(answers)
                )
                writer.add_text("table", f"| prompt | completion | reward |\n|-|-|-|\n{rows}", step)
    return tmp_path


def reading(page: Page) -> Locator:
    return page.get_by_role("group", name="Reading view")


def sample(page: Page, number: int) -> Locator:
    return reading(page).locator(f"section[data-sample='{number}']")


def open_reading(page: Page, tag: str) -> Locator:
    card = page.locator(f"article[data-tag='{tag}/text_summary']").first
    card.hover()
    card.get_by_role("button", name="Read side by side").click()
    expect(sample(page, 0)).to_be_visible()
    return reading(page)


def heads(page: Page) -> Locator:
    return reading(page).locator("header .name")


def test_pairs_of_tags_over_runs_and_over_steps(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/text", width=1440, height=900)
    view = open_reading(page, "gen/0/answer")

    # Both samples, each under its prompt, with a column for each run.
    expect(sample(page, 0).locator(".asked")).to_contain_text("What does animal 0 say?")
    expect(sample(page, 1).locator(".asked")).to_contain_text("What does animal 1 say?")
    expect(heads(page)).to_have_count(3)
    expect(sample(page, 1).locator("[data-run='large']")).to_contain_text("The dog of large says 1 at 50.")
    expect(sample(page, 1).locator("[data-run='large'] em")).to_have_text("large")

    page.keyboard.press("ArrowLeft")
    expect(sample(page, 0).locator("[data-run='wide']")).to_contain_text("says 0 at 40.")
    page.keyboard.press("j")
    expect(view).to_contain_text("sample 2 of 2")
    expect(page).to_have_url(re.compile("text.sample=1"))

    view.get_by_role("radio", name="Steps").check(force=True)
    expect(heads(page).locator("strong")).to_have_text(["step 20", "step 30", "step 40"])
    expect(sample(page, 0).locator("article").first).to_contain_text("The cat of base says 0 at 20.")
    view.get_by_label("Run", exact=True).select_option("wide")
    expect(sample(page, 0).locator("article").last).to_contain_text("The dog of wide says 0 at 40.")

    page.reload()
    expect(heads(page).locator("strong")).to_have_text(["step 20", "step 30", "step 40"])
    expect(sample(page, 0).locator("article").last).to_contain_text("of wide")
    expect(reading(page)).to_contain_text("sample 2 of 2")
    assert serious_violations(page) == []


def test_words_that_differ_from_the_column_to_the_left(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/text", width=1440, height=900)
    view = open_reading(page, "gen/1/answer")
    view.get_by_role("radio", name="Steps").check(force=True)
    view.get_by_label("Differences").check()
    columns = sample(page, 1).locator("article")
    expect(columns.nth(1).locator("del")).to_have_text(["30"])
    expect(columns.nth(1).locator("ins")).to_have_text(["40"])
    expect(columns.first.locator("ins, del")).to_have_count(0)
    page.get_by_role("slider").last.focus()
    page.keyboard.press("ArrowLeft")
    expect(columns.nth(1).locator("del").filter(has_text="cat")).to_be_visible()


def test_a_table_whose_prompt_the_reader_chooses(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/text", width=1440, height=900)
    view = open_reading(page, "table")
    expect(sample(page, 1).locator(".asked")).to_contain_text("ask 1")
    article = sample(page, 1).locator("[data-run='base']")
    expect(article).to_contain_text("The dog of base says 1 at 50.")
    expect(article.locator("h5")).to_have_text(["completion", "reward"])

    view.get_by_label("Show", exact=True).select_option("completion")
    expect(article.locator("h5")).to_have_count(0)
    expect(article).not_to_contain_text("reward")
    view.get_by_label("Prompt", exact=True).select_option("reward")
    expect(sample(page, 1).locator(".asked .prompt")).to_have_text("50")
    view.get_by_label("Prompt", exact=True).select_option("none")
    expect(sample(page, 1).locator(".prompt")).to_have_count(0)
    view.get_by_label("Show", exact=True).select_option("")
    expect(article.locator("h5")).to_have_text(["prompt", "completion", "reward"])


def test_more_runs_than_fit(tmp_path, serve, open_page):
    for number in range(7):
        with SummaryWriter(tmp_path / f"run{number}") as writer:
            writer.add_text("answer", f"said by {number}", 0)
    page = open_page(serve(tmp_path).url + "#/text", width=1100)
    view = open_reading(page, "answer")
    expect(heads(page)).to_have_count(2)
    expect(view).to_contain_text("runs 1–2 of 7")
    view.get_by_role("button", name="Runs after these").click()
    expect(heads(page).locator("bdi")).to_have_text(["run2", "run3"])
    page.keyboard.press("Shift+ArrowRight")
    expect(heads(page).locator("bdi")).to_have_text(["run3", "run4"])
    page.reload()
    expect(sample(page, 0).locator("article")).to_have_text(["said by 3", "said by 4"])


def test_what_comes_is_read_at_once(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/text", width=1440, height=900)
    open_reading(page, "gen/0/answer")
    with SummaryWriter(logdir / "large") as writer:
        writer.add_text("gen/0/prompt", "And now?", 60)
        writer.add_text("gen/0/answer", "now", 60)
    expect(sample(page, 0).locator("[data-run='large']")).to_contain_text("now")
    # They were asked different things.
    expect(sample(page, 0).locator("[data-run='large'] .prompt")).to_have_text("And now?")
    expect(sample(page, 0).locator("[data-run='base'] .prompt")).to_have_text("What does animal 0 say?")
    expect(heads(page).first).to_contain_text("from step 50")


@pytest.mark.parametrize(("theme", "language"), [("light", "zh-CN"), ("dark", "en-US")])
def test_on_a_phone(logdir, serve, open_page, theme, language):
    address = "#/text?text.full=gen/0/answer/text_summary&text.read=runs"
    page = open_page(
        serve(logdir).url + address,
        width=390,
        height=844,
        theme=theme,
        language=language,
        has_touch=True,
        is_mobile=True,
    )
    column = page.locator("section[data-sample='0'] article")
    expect(column).to_have_count(1)
    expect(column).to_contain_text("of base")
    page.get_by_role("button", name={"en-US": "Runs after these", "zh-CN": "后面的运行"}[language]).tap()
    expect(column).to_contain_text("of large")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious_violations(page) == []
