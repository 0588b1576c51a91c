"""Time Series among other kinds: charts, histograms, images and texts on one page, by one step, in an order of one's own."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from sonde import SummaryWriter

KINDS = ("scalars", "histograms", "images", "text")


def log(directory: Path, *runs: str) -> None:
    """At every 10th step of 100 also a histogram, an image and a text."""
    for run in runs:
        with SummaryWriter(directory / run) as writer:
            for step in range(100):
                writer.add_scalar("train/loss", 1 / (1 + step), step)
                writer.add_scalar("train/rate", 0.1, step)
                writer.add_scalar("zoo/loss", 1.0, step)
                if step % 10:
                    continue
                writer.add_histogram("train/loss", np.arange(step, step + 50.0), step)
                writer.add_image("train/seen", np.full((3, 8, 8), step / 100), step)
                writer.add_text("train/said", f"at step {step}", step)


@pytest.fixture
def page(serve, open_page, tmp_path: Path) -> Page:
    log(tmp_path, "run")
    opened = open_page(serve(tmp_path).url, width=1440, height=1000)
    expect(card(opened, "scalars", "train/loss").locator("footer .points")).to_have_text("all 100 points")
    return opened


def card(page: Page, kind: str, tag: str) -> Locator:
    return page.locator(f"article[data-kind='{kind}'][data-tag^='{tag}']").first


def titles(page: Page, section: str) -> list[str]:
    """The kinds and tags of the cards of a section, as they stand."""
    articles = page.get_by_role("region", name=re.compile(f"^{section}")).locator("article")
    found = articles.evaluate_all(
        """all => all.map(a => ({at: a.getBoundingClientRect(), name: `${a.dataset.kind} ${a.dataset.tag}`}))
        .sort((a, b) => Math.round(a.at.y - b.at.y) || a.at.x - b.at.x).map(({name}) => name.replace('/text_summary', ''))"""
    )
    assert isinstance(found, list)
    return found


ORDER = [
    "scalars train/loss",
    "scalars train/rate",
    "histograms train/loss",
    "images train/seen",
    "text train/said",
]


def shown_steps(page: Page) -> list[str]:
    """What the histogram, the image and the text say of their step."""
    expect(page.locator("img[data-step]")).to_be_visible()
    return [
        card(page, "histograms", "train/loss").get_by_role("slider").get_attribute("aria-valuetext") or "",
        page.locator("img[data-step]").get_attribute("data-step") or "",
        card(page, "text", "train/said").locator("section .body").inner_text(),
    ]


def test_kinds_stand_in_their_groups_and_can_be_chosen(page):
    assert titles(page, "train") == ORDER
    kinds = page.get_by_role("group", name="Kinds of cards")
    kinds.get_by_role("button", name="Images").click()
    expect(page.locator("article")).to_have_count(1)
    kinds.get_by_role("button", name="Text").click()
    assert titles(page, "train") == ["images train/seen", "text train/said"]
    page.wait_for_url(re.compile("timeseries.kinds=images,text"))
    page.reload()
    expect(page.locator("article")).to_have_count(2)
    kinds.get_by_role("button", name="All").click()
    expect(page.locator("article")).to_have_count(6)
    page.go_back()
    expect(page.locator("article")).to_have_count(2)


def test_one_mark_is_the_step_of_every_kind_and_any_slider_moves_it(page):
    page.goto(page.url + "?timeseries.chosen=47")
    expect(card(page, "text", "train/said").locator("section .body")).to_have_text("at step 40")
    expect(page.locator("img[data-step='40']")).to_be_visible()
    assert shown_steps(page) == ["40", "40", "at step 40"]
    # What comes after the mark was not yet there.
    slider = card(page, "images", "train/seen").get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    expect(page.locator("img[data-step='50']")).to_be_visible()
    expect(card(page, "text", "train/said").locator("section .body")).to_have_text("at step 50")
    expect(card(page, "scalars", "train/loss").get_by_role("slider")).to_have_attribute("aria-valuenow", "50")
    page.wait_for_url(re.compile("timeseries.chosen=50"))
    card(page, "scalars", "train/loss").get_by_role("slider").press("Delete")
    expect(page.locator("img[data-step='90']")).to_be_visible()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_pinned_filled_and_saved(page, kind):
    tag = {"scalars": "train/loss", "histograms": "train/loss", "images": "train/seen", "text": "train/said"}[
        kind
    ]
    one = card(page, kind, tag)
    one.hover()
    one.get_by_role("button", name="Pin", exact=True).click()
    expect(page.locator(f"article[data-kind='{kind}'][data-tag^='{tag}']")).to_have_count(2)
    page.get_by_role("group", name="Kinds of cards").get_by_role("button", name="Scalars").click()
    assert titles(page, "Pinned")[0].startswith(f"{kind} {tag}")
    one.get_by_role("button", name="Full screen", exact=True).click()
    dialog = page.get_by_role("dialog", name=tag)
    expect(dialog.locator("article")).to_have_attribute("data-kind", kind)
    page.wait_for_url(re.compile("timeseries.full="))
    page.reload()
    dialog.get_by_role("button", name="Download").click()
    expect(page.get_by_role("dialog", name="Download").get_by_role("button").first).to_be_visible()
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_is_out_of_sight_is_not_fetched(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path / "run") as writer:
        for number in range(40):
            writer.add_scalar(f"a/{number:02}", 1.0, 0)
        writer.add_image("z/seen", np.ones((3, 8, 8)), 0)
    asked: list[str] = []
    page = open_page("about:blank")
    page.on("request", lambda request: asked.append(request.url))
    page.goto(serve(tmp_path).url)
    expect(page.locator("footer .points").first).to_have_text("1 point")
    assert not [url for url in asked if "/api/images" in url or "/api/points" in url]
    page.locator(".scroller").last.evaluate("element => element.scrollTop = element.scrollHeight")
    expect(page.locator("img[data-step='0']")).to_be_visible()


def grip(page: Page, kind: str, tag: str) -> Locator:
    return card(page, kind, tag).get_by_role("button", name="Move")


def middle(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_card_is_dragged_to_another_place_of_its_group(page):
    card(page, "images", "train/seen").hover()
    page.mouse.move(*middle(grip(page, "images", "train/seen")))
    page.mouse.down()
    page.mouse.move(*middle(card(page, "scalars", "train/loss")), steps=5)
    page.mouse.up()
    wanted = ["images train/seen", *(name for name in ORDER if not name.startswith("images"))]
    expect(page.locator(".held")).to_have_count(0)
    assert titles(page, "train") == wanted
    page.wait_for_url(re.compile("timeseries.order=images:"))
    page.reload()
    expect(page.locator("article")).to_have_count(6)
    assert titles(page, "train") == wanted
    page.get_by_role("button", name="Chart settings").click()
    page.get_by_role("button", name="Usual order").click()
    assert titles(page, "train") == ORDER


def test_escape_leaves_a_card_where_it_was(page):
    card(page, "images", "train/seen").hover()
    page.mouse.move(*middle(grip(page, "images", "train/seen")))
    page.mouse.down()
    page.mouse.move(*middle(card(page, "scalars", "train/loss")), steps=5)
    expect(page.locator(".held article")).to_have_attribute("data-kind", "images")
    page.keyboard.press("Escape")
    page.mouse.up()
    assert titles(page, "train") == ORDER
    assert "order" not in page.url


def test_keys_move_a_card_and_say_where_it_is(page):
    grip(page, "scalars", "train/rate").focus()
    page.keyboard.press("ArrowLeft")
    assert titles(page, "train")[:2] == ["scalars train/rate", "scalars train/loss"]
    expect(page.get_by_role("status").filter(has_text="train/rate: place 1 of 5")).to_have_count(1)
    expect(grip(page, "scalars", "train/rate")).to_be_focused()
    page.keyboard.press("End")
    assert titles(page, "train")[-1] == "scalars train/rate"
    expect(grip(page, "scalars", "train/rate")).to_be_focused()


def test_pinned_cards_have_an_order_too(page):
    for tag in ("train/loss", "train/rate"):
        card(page, "scalars", tag).hover()
        card(page, "scalars", tag).get_by_role("button", name="Pin", exact=True).click()
    assert titles(page, "Pinned") == ["scalars train/loss", "scalars train/rate"]
    grip(page, "scalars", "train/rate").focus()
    page.keyboard.press("Home")
    assert titles(page, "Pinned") == ["scalars train/rate", "scalars train/loss"]
    page.wait_for_url(re.compile("timeseries.pins=train/rate,train/loss"))


def test_a_finger_drags_a_card_by_its_grip(serve, open_page, tmp_path):
    log(tmp_path, "run")
    page = open_page(serve(tmp_path).url, width=390, height=1400, has_touch=True, is_mobile=True)
    expect(card(page, "scalars", "train/rate").locator("footer .points")).to_have_text("all 100 points")
    devices = page.context.new_cdp_session(page)

    def put(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in places]
        devices.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x, y = middle(grip(page, "scalars", "train/rate"))
    _, above = middle(card(page, "scalars", "train/loss"))
    put("touchStart", (x, y))
    for part in range(1, 6):
        put("touchMove", (x, y + (above - y) * part / 5))
    put("touchEnd")
    expect(page.locator(".held")).to_have_count(0)
    assert titles(page, "train")[:2] == ["scalars train/rate", "scalars train/loss"]


def test_a_kind_that_comes_later_joins(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path / "run") as writer:
        writer.add_scalar("loss", 1.0, 0)
        writer.flush()
        page = open_page(serve(tmp_path).url)
        expect(page.locator("article")).to_have_count(1)
        expect(page.get_by_role("group", name="Kinds of cards")).to_have_count(0)
        writer.add_text("said", "now", 0)
        writer.flush()
        expect(card(page, "text", "said").locator("section .body")).to_have_text("now")
        expect(page.get_by_role("group", name="Kinds of cards")).to_be_visible()


def test_in_chinese(serve, open_page, tmp_path):
    log(tmp_path, "run")
    page = open_page(serve(tmp_path).url, language="zh-CN")
    kinds = page.get_by_role("group", name="卡片种类")
    for name in ("全部", "标量", "直方图", "图像", "文本"):
        expect(kinds.get_by_role("button", name=name)).to_have_count(1)
