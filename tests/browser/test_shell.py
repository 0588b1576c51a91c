"""The shell: languages, themes, shortcuts, dialogs, small screens, and a server that comes and goes."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from support.accessibility import serious_violations
from support.event_logs import append, scalar, write_run


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    write_run(tmp_path / "runs" / "train", {"loss": [(0, 1.0), (1, 0.5)], "accuracy": [(0, 0.1), (1, 0.2)]})
    write_run(tmp_path / "runs" / "eval", {"loss": [(0, 2.0), (1, 1.5)]})
    return tmp_path / "runs"


def status(page: Page, word: str) -> None:
    expect(page.get_by_role("button", name=f"State of the data: {word}")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_nothing_serious_stands_in_the_way_of_anyone(serve, open_page, logdir, theme, language):
    page = open_page(serve(logdir).url, theme=theme, language=language)
    expect(page.get_by_role("listitem")).not_to_have_count(0)
    assert serious_violations(page) == []
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert serious_violations(page) == []
    page.keyboard.press("Escape")
    page.locator("[data-row='0']").hover()
    page.locator("[data-row='0'] button").last.click()
    assert serious_violations(page) == []


def test_the_language_is_the_browsers_until_another_is_chosen(serve, open_page, logdir):
    url = serve(logdir).url
    page = open_page(url, language="zh-TW")
    expect(page.get_by_role("heading", name="运行")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Runs")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Runs")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_theme_is_the_systems_until_another_is_chosen(serve, open_page, logdir):
    page = open_page(serve(logdir).url, theme="dark")
    html = page.locator("html")
    expect(html).to_have_attribute("data-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(html).to_have_attribute("data-theme", "light")
    page.keyboard.press("t")
    expect(html).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(html).to_have_attribute("data-theme", "dark")
    page.get_by_role("banner").get_by_role("button", name="Settings").click()
    page.get_by_role("radio", name="System").check()
    expect(html).to_have_attribute("data-theme", "light")


def test_charts_follow_the_data_in_whatever_theme(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    charts = page.get_by_role("article")
    expect(charts).to_have_count(2)
    for chart in charts.all():
        expect(chart).to_contain_text(re.compile(r"[24] points"))
    page.keyboard.press("t")
    page.keyboard.press("t")
    append(next((logdir / "eval").iterdir()), scalar("loss", 2, 1.0, 1002.0))
    expect(charts.filter(has_text="loss")).to_contain_text("5 points")


def test_the_help_lists_the_shortcuts_and_the_focus_comes_back(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    helper = page.get_by_role("button", name="Help and shortcuts")
    helper.click()
    dialog = page.get_by_role("dialog", name="Keys and gestures")
    expect(dialog.get_by_text("Search runs")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(helper).to_be_focused()


def test_no_shortcut_acts_while_someone_types(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    search = page.get_by_role("searchbox", name="Search runs")
    search.focus()
    page.keyboard.type("t[?r")
    expect(search).to_have_value("t[?r")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_the_run_list_can_be_hidden_and_made_wider(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    sidebar = page.get_by_role("complementary", name="Runs")
    edge = page.get_by_role("separator", name="Width of the run list")
    expect(sidebar).to_have_css("width", "264px")
    edge.focus()
    page.keyboard.press("ArrowRight")
    expect(sidebar).to_have_css("width", "280px")
    box = edge.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 4, 400)
    page.mouse.down()
    page.mouse.move(box["x"] + 104, 400)
    page.mouse.up()
    expect(sidebar).to_have_css("width", "380px")
    page.keyboard.press("[")
    expect(sidebar).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="Show the run list")).to_be_visible()
    expect(sidebar).to_have_count(0)
    page.keyboard.press("[")
    expect(sidebar).to_have_css("width", "380px")


def test_on_a_small_screen_the_run_list_lies_over_the_charts(serve, open_page, logdir):
    page = open_page(serve(logdir).url, width=390, height=760)
    sidebar = page.get_by_role("complementary", name="Runs")
    expect(page.get_by_role("banner")).to_be_visible()
    expect(sidebar).to_have_count(0)
    page.get_by_role("button", name="Show the run list").click()
    expect(sidebar).to_be_visible()
    page.get_by_role("button", name="Close the run list").click()
    expect(sidebar).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_an_empty_log_directory_says_what_it_waits_for_and_fills(serve, open_page, tmp_path):
    logdir = tmp_path / "runs"
    page = open_page(serve(logdir).url)
    expect(page.get_by_role("heading", name="Waiting for the first run")).to_be_visible()
    expect(page.get_by_text("This folder does not exist yet.")).to_be_visible()
    expect(page.locator("code", has_text=str(logdir))).to_be_visible()
    expect(page.get_by_text("from sonde import SummaryWriter")).to_be_visible()
    status(page, "Waiting for data")

    write_run(logdir / "first", {"loss": [(0, 1.0)]})
    expect(page.get_by_role("checkbox", name="Show first")).to_be_visible()
    status(page, "Live")


def test_the_server_goes_and_another_comes_back_at_its_place(serve, open_page, logdir):
    server = serve(logdir)
    page = open_page(server.url, may_lose_server=True)
    status(page, "Live")
    server.stop(signal.SIGINT)
    status(page, "Server gone")
    expect(page.get_by_role("checkbox", name="Show train")).to_be_visible()

    write_run(logdir / "meanwhile", {"loss": [(0, 1.0)]})
    serve(logdir, port=server.port)
    page.get_by_role("button", name="State of the data: Server gone").click()
    page.get_by_role("button", name="Try now").click()
    status(page, "Live")
    expect(page.get_by_role("checkbox", name="Show meanwhile")).to_be_visible()


def test_damage_is_told_and_listed_in_plain_words(serve, open_page, logdir):
    file = next((logdir / "train").iterdir())
    data = bytearray(file.read_bytes())
    data[-10] ^= 0xFF
    file.write_bytes(data)
    append(file, scalar("loss", 2, 0.25, 1002.0))
    page = open_page(serve(logdir).url)
    page.get_by_role("button", name="1 damaged place").click()
    entry = page.get_by_role("dialog", name="Damage in the event files").get_by_role("listitem")
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text("train")
    expect(entry).to_contain_text(file.name)
    expect(entry).to_contain_text("The content of a record does not fit its checksum.")
    expect(entry).to_contain_text(re.compile(r"byte \d+, \d+ bytes"))


def test_a_link_to_an_unknown_panel_opens_the_first(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/nowhere?later=1")
    expect(page.get_by_role("link", name="Time Series")).to_have_attribute("aria-current", "page")


def test_without_motion_nothing_moves(serve, open_page, logdir):
    page = open_page(serve(logdir).url, reduced_motion="reduce")
    status(page, "Live")
    moving = page.evaluate("document.getAnimations().length")
    assert moving == 0
