"""Charts on a touch screen: a finger reads, two fingers zoom, the page still scrolls."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support.event_logs import write_run
from support.hand import Hand


@pytest.fixture
def page(serve, open_page, tmp_path: Path) -> Page:
    curve = [(step, 1 / (1 + step)) for step in range(100)]
    write_run(tmp_path / "a", {f"loss{number}": curve for number in range(8)}, 1_700_000_000.0)
    opened = open_page(serve(tmp_path).url, width=390, height=800, has_touch=True, is_mobile=True)
    expect(opened.locator("footer .points").first).to_have_text("all 100 points")
    return opened


def hand_on(page: Page) -> Hand:
    return Hand(page.get_by_role("application").first)


def test_a_finger_reads_values_that_stay_until_another_place_is_touched(page):
    tip = page.locator(".tip tbody tr")
    hand_on(page).slide(((0.3, 0.5),), ((0.6, 0.5),))
    expect(tip).to_have_count(1)
    page.get_by_role("heading", name="loss1").tap()
    expect(tip).to_have_count(0)


def test_two_fingers_zoom_and_a_double_tap_shows_everything_again(page):
    hand = hand_on(page)
    hand.slide(((0.45, 0.5), (0.65, 0.5)), ((0.3, 0.5), (0.8, 0.5)))
    expect(page.get_by_role("button", name="Reset zoom")).to_be_visible()
    expect(page.locator("footer .points").first).not_to_have_text("all 100 points")
    for _ in range(2):
        hand.slide(((0.5, 0.5),), ((0.5, 0.5),), moves=0)
    expect(page.get_by_role("button", name="Reset zoom")).to_have_count(0)
    expect(page.locator("footer .points").first).to_have_text("all 100 points")


def test_a_finger_up_or_down_scrolls_the_page(page):
    hand_on(page).slide(((0.5, 0.9),), ((0.5, -0.8),))
    expect(page.get_by_role("heading", name="loss0")).not_to_be_in_viewport()
    expect(page.locator(".tip")).to_have_count(0)
