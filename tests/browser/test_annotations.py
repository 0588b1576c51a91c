"""Notes on charts: made on one page, they stand on every chart of the run, also on pages that were open before."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from support.accessibility import serious_violations
from support.event_logs import write_run

START = 1_700_000_000.0


@pytest.fixture
def logdir(tmp_path):
    for name, slope in (("down", -1.0), ("up", 1.0)):
        points = [(s, slope * s) for s in range(100)]
        write_run(tmp_path / name, {"a": points, "b": points}, START)
    return tmp_path


def card(page: Page, tag: str) -> Locator:
    return page.locator(f"article[data-tag='{tag}']").first


def flag(page: Page, tag: str, text: str) -> Locator:
    return card(page, tag).get_by_role("button", name=f"Note: {text}", exact=True)


def summary(page: Page, tag: str) -> Locator:
    return card(page, tag).locator("p[id$='-summary']")


def test_a_note_reaches_every_chart_of_its_run_on_every_page(serve, open_page, logdir):
    server = serve(logdir)
    here = open_page(server.url + "#/timeseries?smoothing=0&timeseries.chosen=50")
    there = open_page(server.url + "#/timeseries?smoothing=0")
    expect(card(there, "a").locator("footer")).to_contain_text("points")

    card(here, "a").get_by_role("button", name="Note here…").click()
    form = here.get_by_role("dialog", name="New note")
    expect(form.get_by_role("button", name="Save")).to_be_disabled()
    form.get_by_label("Run").select_option("up")
    form.get_by_label("What happened here").fill("the loader restarted")
    assert serious_violations(here) == []
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    for page in (here, there):
        for tag in ("a", "b"):
            expect(flag(page, tag, "up · 50: the loader restarted")).to_have_count(1)
            expect(summary(page, tag)).to_contain_text("1 note: up · 50: the loader restarted")
    (kept,) = server.get("/api/catalog")["annotations"]
    assert (kept["first_step"], kept["last_step"], kept["tag"]) == (50, None, None)
    assert kept["run"].endswith(":up")
    assert serious_violations(there) == []

    # The words come to the keyboard and the pointer, and the form opens from the flag.
    flag(there, "b", "up · 50: the loader restarted").hover()
    expect(there.locator(".tooltip")).to_have_text("up · 50: the loader restarted")
    flag(there, "b", "up · 50: the loader restarted").press("Enter")
    form = there.get_by_role("dialog", name="Change the note")
    form.get_by_label("To step").fill("60")
    form.get_by_label("Only on charts of this tag").check()
    form.get_by_label("What happened here").fill("another loader")
    form.get_by_label("What happened here").press("Control+Enter")
    expect(flag(here, "b", "up · 50 … 60: another loader")).to_have_count(1)
    expect(card(here, "b").locator(".line.band")).to_have_count(1)
    expect(card(here, "a").locator(".flag")).to_have_count(0)

    # A note is of its run: it goes with the run, and off the steps.
    here.get_by_role("checkbox", name="up").first.click()
    expect(card(here, "b").locator(".flag")).to_have_count(0)
    here.get_by_role("checkbox", name="up").first.click()
    flag(here, "b", "up · 50 … 60: another loader").click()
    here.get_by_role("dialog", name="Change the note").get_by_role("button", name="Remove").click()
    for page in (here, there):
        expect(page.locator(".flag")).to_have_count(0)
    assert server.get("/api/catalog")["annotations"] == []


def test_a_note_is_written_at_the_cursor_by_keys_alone(serve, open_page, logdir):
    page = open_page(serve(logdir).url + "#/timeseries?smoothing=0")
    expect(card(page, "a").locator("footer")).to_contain_text("points")
    plot = card(page, "a").get_by_role("application")
    plot.press("End")
    plot.press("ArrowLeft")
    plot.press("n")
    form = page.get_by_role("dialog", name="New note")
    expect(form.get_by_label("Step", exact=True)).to_have_value("98")
    expect(form.get_by_label("What happened here")).to_be_focused()
    run = form.get_by_label("Run").input_value()
    page.keyboard.type("here it is")
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()
    # What was written and not kept is not lost.
    plot.press("n")
    expect(form.get_by_label("What happened here")).to_have_value("here it is")
    expect(form.get_by_label("What happened here")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flag")).to_have_count(2)
    expect(flag(page, "b", f"{run} · 98: here it is")).to_have_count(1)


def test_a_note_and_a_colleagues_meet_and_nothing_is_lost(serve, open_page, logdir):
    server = serve(logdir)
    key = server.get("/api/status")["roots"][0]["key"] + ":up"
    page = open_page(server.url + "#/timeseries?smoothing=0", may_lose_server=True)  # a conflict is a 409
    post = """async (change) => (await fetch('api/catalog/annotations', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(change),
    })).json()"""
    (made,) = page.evaluate(post, {"run": key, "first_step": 10, "last_step": 20, "text": "one"})[
        "annotations"
    ]
    flag(page, "a", "up · 10 … 20: one").click()
    form = page.get_by_role("dialog", name="Change the note")
    form.get_by_label("What happened here").fill("mine")
    page.evaluate(post, {"id": made["id"], "text": "theirs"})
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_contain_text("theirs")
    form.get_by_role("button", name="Save").click()
    expect(flag(page, "a", "up · 10 … 20: mine")).to_have_count(1)
