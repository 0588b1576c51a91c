"""A whole story: the best of two hundred runs is found, the sweep grouped by learning rate, the reason noted, the view saved, and
opened by somebody else in another browser.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from support.sweep import accuracy, rates, write_sweep


@pytest.fixture
def sweep(tmp_path: Path) -> Path:
    return write_sweep(tmp_path / "sweep")


def test_the_best_of_a_sweep_is_found_noted_and_handed_on(serve, open_page, sweep):
    best = max(range(len(rates())), key=lambda seed: (accuracy(rates()[seed], seed), -seed))
    url = serve(sweep).url
    page = open_page(f"{url}#/runs")

    # Found: the largest accuracy stands first.
    expect(page.get_by_text("200 runs", exact=True)).to_be_visible()
    page.get_by_role("columnheader", name="val/acc last").hover()
    page.get_by_role("button", name="What to do with val/acc").click()
    page.get_by_role("button", name="Largest first").click()
    expect(page.locator("[data-row='0'] [role=rowheader]")).to_have_text(f"seed={best:03}")

    # Noted why.
    page.locator("[data-row='0']").hover()
    page.get_by_role("button", name=f"Notes and details of seed={best:03}").click()
    note = page.get_by_role("textbox", name="Note", exact=True)
    note.fill("0.01 is the rate that learns without diverging")
    page.get_by_role("button", name="Star", exact=True).click()
    expect(page.get_by_role("button", name="Star", exact=True)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")

    # Grouped by learning rate, of one model alone.
    page.get_by_role("combobox", name="Filter of runs").fill('model == "vit"')
    expect(page.get_by_text("100 of 200 runs")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("navigation", name="Panels").get_by_role("link", name="Time Series").click()
    page.get_by_role("button", name="Groups, baseline and colours").click()
    page.get_by_role("combobox", name="Group runs by").select_option("lr")
    page.keyboard.press("Escape")
    expect(page.get_by_text("4 groups of 100 runs").first).to_be_visible()

    # Saved, and opened by somebody else.
    page.get_by_role("button", name="Saved views").click()
    page.get_by_role("textbox", name="Name of the view").fill("Rates of the ViT")
    page.get_by_role("button", name="Save this view").click()
    expect(page.get_by_role("button", name="Open Rates of the ViT")).to_be_visible()
    page.get_by_role("button", name="Open with this view: Rates of the ViT").click()
    expect(page.get_by_role("button", name="Open with this view: Rates of the ViT")).to_have_attribute(
        "aria-pressed", "true"
    )

    other = open_page(url)
    expect(other.get_by_text("4 groups of 100 runs").first).to_be_visible()
    assert "where=" in other.url
    other.goto(f"{url}#/runs?where=starred")
    expect(other.get_by_text("1 of 200 runs")).to_be_visible()
    other.locator("[data-row='0']").hover()
    other.get_by_role("button", name=f"Notes and details of seed={best:03}").click()
    expect(other.get_by_role("textbox", name="Note", exact=True)).to_have_value(
        re.compile("^0.01 is the rate")
    )
