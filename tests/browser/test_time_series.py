"""The Time Series panel: what it draws, how it zooms, smooths, finds, keeps and exports, on real files that grow."""

from __future__ import annotations

import csv
import json
import math
import random
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Locator, Page, expect

from sonde import SummaryWriter
from sonde import summary as summaries
from support.accessibility import serious_violations
from support.event_logs import append, scalars, write_run

START = 1_700_000_000.0
CONFORMANCE = Path(__file__).resolve().parents[1] / "conformance"


def card(page: Page, tag: str) -> Locator:
    return page.locator(f"article[data-tag='{tag}']").first


def plot(page: Page, tag: str) -> Locator:
    return card(page, tag).get_by_role("application")


def points(page: Page, tag: str) -> Locator:
    """What the card says of how many points it draws."""
    return card(page, tag).locator("footer .points")


def summary(page: Page, tag: str) -> Locator:
    """What the chart is in words."""
    return card(page, tag).locator("p[id$='summary']")


def tooltip_rows(page: Page) -> list[list[str]]:
    return page.locator(".tip tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(1).map(cell => cell.textContent.trim()))"
    )


def drag(page: Page, tag: str, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one place to another, as parts of the plot's width and height."""
    plot(page, tag).scroll_into_view_if_needed()
    box = plot(page, tag).bounding_box()
    for move, (x, y) in ((page.mouse.down, start), (page.mouse.up, end)):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
        move()


def chart_settings(page: Page) -> Locator:
    page.get_by_role("button", name="Chart settings").click()
    return page.get_by_role("dialog", name="Chart settings")


def download(page: Page, tag: str, kind: str, directory: Path, content: str = "") -> Path:
    content = content or ("Picture" if kind in ("SVG", "PNG") else "Every point")
    card(page, tag).hover()
    card(page, tag).get_by_role("button", name="Download").click()
    with page.expect_download() as caught:
        menu = page.get_by_role("dialog", name="Download")
        menu.get_by_role("group", name=content).get_by_role("button", name=kind, exact=True).click()
    file = directory / f"download.{kind.lower()}"
    caught.value.save_as(file)
    return file


def moving_average(values: list[float], weight: float) -> list[float]:
    """The debiased exponential moving average, the plain way."""
    out, last = [], 0.0
    for n, value in enumerate(values, 1):
        last = last * weight + (1 - weight) * value
        out.append(last / (1 - weight**n))
    return out


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """Two runs, written by Sonde's own writer: three tags under two prefixes and one without."""
    for name, rate in (("fast", 0.1), ("slow", 0.02)):
        with SummaryWriter(str(tmp_path / "logs" / name)) as writer:
            for step in range(100):
                loss = math.exp(-rate * step)
                writer.add_scalar("loss/train", loss, step, walltime=START + step)
                writer.add_scalar("loss/validation", 1.1 * loss, step, walltime=START + step)
                writer.add_scalar("accuracy/train", 1 - loss, step, walltime=START + step)
                writer.add_scalar("learning_rate", rate, step, walltime=START + step)
    return tmp_path / "logs"


@pytest.fixture
def noisy(tmp_path: Path) -> tuple[Path, list[float]]:
    """One run with 60,000 points of noise, and its values as the file keeps them."""
    rng = random.Random(3)
    values = [rng.gauss(0, 1) for _ in range(60_000)]
    write_run(tmp_path / "run", {"noise": list(enumerate(values))}, START)
    return tmp_path, values


def test_every_tag_has_a_card_in_the_group_of_its_prefix(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    for name, count in (("accuracy", "1"), ("loss", "2"), ("No prefix", "1")):
        expect(page.get_by_role("button", name=re.compile(f"^{name}"), expanded=True)).to_contain_text(count)
    expect(points(page, "loss/train")).to_have_text("all 200 points")
    expect(card(page, "loss/train").get_by_role("heading")).to_have_text("train")
    page.get_by_role("button", name=re.compile("^loss")).click()
    expect(page.locator("article[data-tag='loss/train']")).to_have_count(0)
    expect(card(page, "accuracy/train")).to_be_visible()


def test_a_growing_run_grows_on_the_page_and_nothing_moves(serve, open_page, tmp_path):
    file = write_run(tmp_path / "run", {"loss": [(0, 1.0), (1, 0.5)]}, START)
    page = open_page(serve(tmp_path).url)
    expect(points(page, "loss")).to_have_text("all 2 points")
    before = plot(page, "loss").bounding_box()
    for step in range(2, 6):
        append(file, scalars("loss", [(step, 1 / (1 + step))], START))
        expect(points(page, "loss")).to_have_text(f"all {step + 1} points")
    assert plot(page, "loss").bounding_box() == before


def test_growth_of_a_hidden_run_asks_nothing(serve, open_page, tmp_path):
    files = {
        name: write_run(tmp_path / name, {"loss": [(0, 1.0), (1, 0.5)]}, START)
        for name in ("hidden", "shown")
    }
    page = open_page(serve(tmp_path).url + "#/timeseries?except=hidden")
    expect(points(page, "loss")).to_have_text("all 2 points")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    append(files["hidden"], scalars("loss", [(2, 0.2)], START))
    page.wait_for_timeout(1500)
    assert [url for url in asked if "scalars/query" in url] == []
    append(files["shown"], scalars("loss", [(2, 0.2)], START))
    expect(points(page, "loss")).to_have_text("all 3 points")


def test_a_group_that_comes_above_moves_no_card_in_sight(serve, open_page, tmp_path):
    tags = [f"{group}/{number}" for group in "bcde" for number in range(4)]
    file = write_run(tmp_path / "run", {tag: [(0, 1.0), (1, 0.5)] for tag in tags}, START)
    page = open_page(serve(tmp_path).url)
    expect(points(page, "b/0")).to_have_text("all 2 points")
    page.locator(".scroller").evaluate("scroller => (scroller.scrollTop = 900)")
    expect(points(page, "d/0")).to_have_text("all 2 points")
    before = plot(page, "d/0").bounding_box()
    append(file, scalars("a/0", [(0, 1.0)], START))
    append(file, scalars("d/0", [(2, 0.2)], START))
    expect(points(page, "d/0")).to_have_text("all 3 points")
    expect(page.locator(".scroller .extent")).to_have_js_property("offsetHeight", 4 * 620 + 328)
    assert plot(page, "d/0").bounding_box() == before


def test_tags_that_no_shown_run_has_are_hidden_and_counted(serve, open_page, tmp_path):
    files = {
        name: write_run(tmp_path / name, {tag: [(0, 1.0), (1, 0.5)] for tag in ("loss", own)}, START)
        for name, own in (("shown", "fit/a"), ("hidden", "fit/b"), ("other", "probe/c"))
    }

    def tags() -> Locator:
        return page.locator("article")

    page = open_page(serve(tmp_path).url)
    expect(tags()).to_have_count(4)
    count = page.get_by_role("button", name=re.compile("without data"))
    expect(count).to_have_count(0)

    page.get_by_role("checkbox", name="Show hidden").uncheck()
    expect(count).to_have_text(re.compile("1 tag without data"))
    page.get_by_role("checkbox", name="Show other").uncheck()
    expect(count).to_have_text(re.compile("2 tags without data"))
    expect(tags()).to_have_count(2)
    expect(page.get_by_role("button", name=re.compile("^probe"))).to_have_count(0)

    # A tag that comes to a shown run gets its card, also one that was there already.
    append(files["shown"], scalars("fit/b", [(0, 1.0), (1, 2.0)], START))
    expect(points(page, "fit/b")).to_have_text("all 2 points")
    expect(count).to_have_text(re.compile("1 tag without data"))

    count.click()
    expect(card(page, "probe/c")).to_contain_text("None of the shown runs has this tag")
    expect(count).to_have_attribute("aria-pressed", "true")
    page.wait_for_url(re.compile("timeseries.without_data=1"))
    count.click()
    expect(tags()).to_have_count(3)

    page.reload()
    expect(tags()).to_have_count(3)
    page.get_by_role("checkbox", name="Show shown").uncheck()
    expect(page.get_by_role("heading", name="No run is shown")).to_be_visible()
    expect(tags()).to_have_count(0)
    page.get_by_role("checkbox", name="Show other").check()
    expect(points(page, "probe/c")).to_have_text("all 2 points")


def test_answers_outlive_a_change_of_tab(serve, open_page, logdir):
    tags = ("loss/train", "loss/validation", "accuracy/train", "learning_rate")
    page = open_page(serve(logdir).url)
    for tag in tags:
        expect(points(page, tag)).to_have_text("all 200 points")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    panels = page.get_by_role("navigation", name="Panels")
    panels.get_by_role("button", name="More").click()
    page.get_by_role("dialog", name="More").get_by_role("link", name="Images").click()
    expect(page.locator("article[data-tag]")).to_have_count(0)
    panels.get_by_role("link", name="Time Series").click()
    for tag in tags:
        expect(points(page, tag)).to_have_text("all 200 points")
    assert [url for url in asked if "/scalars/" in url] == []


def test_a_zoom_at_the_newest_point_goes_along_and_any_other_stays(serve, open_page, tmp_path):
    file = write_run(
        tmp_path / "run", {tag: [(step, step % 7) for step in range(101)] for tag in ("edge", "early")}, START
    )
    page = open_page(serve(tmp_path).url)
    for tag, end in (("edge", 1.0), ("early", 0.6)):
        expect(points(page, tag)).to_have_text("all 101 points")
        drag(page, tag, (0.5, 0.5), (end, 0.5))
        expect(points(page, tag)).not_to_have_text("all 101 points")
    page.wait_for_url(re.compile(r"last[\d.]+__edge"))
    expect(summary(page, "edge")).to_contain_text("to 100;")
    early = summary(page, "early").text_content()
    more = [(step, step % 7) for step in range(101, 151)]
    append(file, scalars("edge", more, START) + scalars("early", more, START))
    expect(summary(page, "edge")).to_contain_text("to 150;")
    expect(summary(page, "early")).to_have_text(early)
    plot(page, "early").dblclick()
    expect(points(page, "early")).to_have_text("all 151 points")


def test_the_wheel_scrolls_the_page_unless_ctrl_is_held(serve, open_page, tmp_path):
    write_run(tmp_path / "run", {f"tag{n:02}": [(s, float(s)) for s in range(50)] for n in range(20)}, START)
    page = open_page(serve(tmp_path).url)
    expect(points(page, "tag00")).to_have_text("all 50 points")
    plot(page, "tag00").hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    expect(points(page, "tag00")).not_to_have_text("all 50 points")
    scroller = page.locator(".scroller")
    assert scroller.evaluate("element => element.scrollTop") == 0
    page.mouse.wheel(0, 300)
    for _ in range(100):
        if scroller.evaluate("element => element.scrollTop") > 0:
            break
        page.wait_for_timeout(50)
    else:
        pytest.fail("the page did not scroll")


def test_zooming_asks_again_until_every_point_is_drawn(serve, open_page, noisy):
    logdir, _ = noisy
    page = open_page(serve(logdir).url)
    expect(points(page, "noise")).to_have_text(re.compile(r"^[\d,]+ of 60,000 points$"))
    whole = points(page, "noise").text_content()
    for _ in range(3):
        drag(page, "noise", (0.4, 0.5), (0.6, 0.51))
    expect(points(page, "noise")).to_have_text(re.compile(r"^all [\d,]+ points$"))
    drawn = int(re.sub(r"\D", "", points(page, "noise").text_content()))
    assert 100 < drawn < 3_000
    page.wait_for_url(re.compile("zoom"))
    plot(page, "noise").dblclick()
    expect(points(page, "noise")).to_have_text(whole)


def test_smoothed_values_are_the_debiased_average_of_all_points(serve, open_page, noisy):
    logdir, values = noisy
    page = open_page(serve(logdir).url + "#/timeseries?smoothing=0.9")
    expect(page.get_by_role("spinbutton", name="Smoothing")).to_have_value("0.9")
    expect(points(page, "noise")).to_have_text(re.compile("of 60,000"))
    expected = moving_average(values, 0.9)
    box = plot(page, "noise").bounding_box()
    for part in (0.3, 0.5, 0.9):
        page.mouse.move(box["x"] + part * box["width"], box["y"] + box["height"] / 2)
        expect(page.locator(".tip .time").first).to_have_text(re.compile("2023"))  # the details have arrived
        [[run, smoothed, value, step, *_]] = tooltip_rows(page)
        at = int(step.replace(",", ""))
        assert run == "run"
        assert float(value.replace("−", "-")) == pytest.approx(values[at], rel=1e-4)
        assert float(smoothed.replace("−", "-")) == pytest.approx(expected[at], rel=1e-4)


def test_the_nearest_run_stands_first_and_the_rest_are_counted(serve, open_page, tmp_path):
    for number in range(12):
        write_run(tmp_path / f"run{number}", {"level": [(0, number), (1, number)]}, START)
    page = open_page(serve(tmp_path).url)
    expect(points(page, "level")).to_have_text("all 24 points")
    box = plot(page, "level").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 4)  # at the top, where the highest value is
    expect(page.locator(".tip tbody tr")).to_have_count(8)
    assert [row[0] for row in tooltip_rows(page)[:3]] == ["run11", "run10", "run9"]
    expect(page.locator(".tip")).to_contain_text("+ 4 more")


def test_tags_are_found_by_words_and_by_expression(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    search = page.get_by_role("searchbox", name="Search tags")
    search.fill("train")
    expect(page.locator("article")).to_have_count(2)
    expect(page.get_by_text("2 of 4 tags")).to_be_visible()
    toolbar = page.locator(".toolbar")
    toolbar.get_by_role("button", name="Regular expression").click()
    search.fill("^l.*n$")
    expect(page.locator("article")).to_have_count(2)
    search.fill("(")
    expect(page.get_by_text("Not a regular expression")).to_be_visible()
    search.fill("nothing like it")
    page.get_by_role("button", name="Show all tags").click()
    expect(page.locator("article")).to_have_count(4)


def test_a_pin_survives_a_reload_and_travels_in_the_address(serve, open_page, logdir):
    server = serve(logdir)
    page = open_page(server.url)
    card(page, "loss/validation").hover()
    card(page, "loss/validation").get_by_role("button", name="Pin").click()
    expect(page.get_by_role("button", name=re.compile("^Pinned"))).to_be_visible()
    expect(page.locator("article[data-tag='loss/validation']")).to_have_count(2)
    page.wait_for_url(re.compile("pins=loss"))
    page.goto("about:blank")
    page.goto(server.url)
    expect(page.locator("article[data-tag='loss/validation']")).to_have_count(2)
    page.wait_for_url(re.compile("pins=loss"))
    elsewhere = open_page(page.url)
    expect(elsewhere.locator("article[data-tag='loss/validation']")).to_have_count(2)
    elsewhere.locator("article[data-tag='loss/validation']").first.get_by_role("button", name="Unpin").click()
    expect(elsewhere.locator("article[data-tag='loss/validation']")).to_have_count(1)


def test_an_old_address_opens_and_what_is_wrong_in_one_is_named(serve, open_page, logdir):
    url = serve(logdir).url
    page = open_page(f"{url}?x=relative#/timeseries?tags=train&pins=learning_rate&smothing=0.6&smoothing=7")
    expect(page.locator("article")).to_have_count(3)
    expect(page.get_by_role("radio", name="Relative")).to_be_checked()
    expect(page).to_have_url(re.compile(r"/#/timeseries\?.*x=relative"))
    notice = page.get_by_role("status").filter(has_text="smothing")
    expect(notice).to_contain_text("smoothing=7")
    page.get_by_role("button", name="Close this notice").click()
    expect(notice).to_have_count(0)


def test_back_undoes_one_step_at_a_time(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    expect(points(page, "loss/train")).to_have_text("all 200 points")
    for name in ("Relative", "Index", "Step"):
        page.get_by_role("radio", name=name).check(force=True)
    for name in ("Index", "Relative", "Step"):
        page.go_back()
        expect(page.get_by_role("radio", name=name)).to_be_checked()


def test_back_undoes_a_pin(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    card(page, "loss/train").hover()
    card(page, "loss/train").get_by_role("button", name="Pin").click()
    page.wait_for_url(re.compile("pins=loss"))
    page.go_back()
    expect(page.locator("article[data-tag='loss/train']")).to_have_count(1)
    page.go_forward()
    expect(page.locator("article[data-tag='loss/train']")).to_have_count(2)


def test_a_tag_without_a_name_has_a_card_like_any_other(serve, open_page, tmp_path):
    write_run(tmp_path / "run", {"": [(0, 1.0)], "loss": [(0, 1.0)]}, START)
    page = open_page(serve(tmp_path).url)
    unnamed = page.get_by_role("article", name="(no name)")
    expect(unnamed.locator("footer .points")).to_have_text("1 point")
    expect(page.get_by_role("dialog")).to_have_count(0)
    unnamed.hover()
    unnamed.get_by_role("button", name="Pin").click()
    expect(unnamed).to_have_count(2)
    unnamed.first.get_by_role("button", name="Full screen").click()
    dialog = page.get_by_role("dialog", name="(no name)")
    page.wait_for_url(re.compile("full="))
    page.reload()
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_whole_view_is_in_the_address(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    page.get_by_role("spinbutton", name="Smoothing").fill("0.75")
    page.get_by_role("spinbutton", name="Smoothing").press("Enter")
    page.get_by_role("radio", name="Relative").click(force=True)
    page.get_by_role("searchbox", name="Search tags").fill("loss")
    settings = chart_settings(page)
    settings.get_by_label("Logarithmic vertical axis").check()
    settings.get_by_label("Ignore outliers").check()
    page.keyboard.press("Escape")
    expect(points(page, "loss/train")).to_have_text("all 200 points")
    drag(page, "loss/train", (0.3, 0.5), (0.6, 0.5))
    expect(card(page, "loss/train").get_by_role("button", name="Reset zoom")).to_be_visible()
    zoomed = points(page, "loss/train")
    expect(zoomed).not_to_have_text("all 200 points")
    page.wait_for_url(re.compile("zoom"))
    other = open_page(page.url)
    expect(other.get_by_role("spinbutton", name="Smoothing")).to_have_value("0.75")
    expect(other.get_by_role("radio", name="Relative")).to_be_checked()
    expect(other.get_by_role("searchbox", name="Search tags")).to_have_value("loss")
    expect(points(other, "loss/train")).to_have_text(zoomed.text_content())
    settings = chart_settings(other)
    expect(settings.get_by_label("Logarithmic vertical axis")).to_be_checked()
    expect(settings.get_by_label("Ignore outliers")).to_be_checked()


def test_back_and_forward_walk_through_the_views(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    expect(points(page, "loss/train")).to_have_text("all 200 points")
    drag(page, "loss/train", (0.4, 0.5), (0.6, 0.5))
    expect(points(page, "loss/train")).not_to_have_text("all 200 points")
    page.wait_for_url(re.compile("zoom"))
    page.go_back()
    expect(points(page, "loss/train")).to_have_text("all 200 points")
    page.go_forward()
    expect(points(page, "loss/train")).not_to_have_text("all 200 points")


def test_one_cursor_stands_in_every_chart(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    for tag in ("accuracy/train", "loss/train"):
        expect(points(page, tag)).to_have_text("all 200 points")
    expect(plot(page, "accuracy/train").locator("canvas")).to_have_count(1)
    plot(page, "loss/train").hover()
    expect(page.locator(".tip tbody tr")).to_have_count(2)
    expect(plot(page, "accuracy/train").locator("canvas")).to_have_count(2)  # the second one holds the cursor
    page.get_by_role("searchbox", name="Search tags").hover()
    expect(page.locator(".tip")).to_have_count(0)


def test_linked_zoom_moves_every_chart(serve, open_page, logdir):
    page = open_page(serve(logdir).url + "#/timeseries?linked=1")
    expect(points(page, "accuracy/train")).to_have_text("all 200 points")
    expect(points(page, "loss/train")).to_have_text("all 200 points")
    drag(page, "loss/train", (0.4, 0.5), (0.7, 0.5))
    expect(points(page, "loss/train")).not_to_have_text("all 200 points")
    expect(points(page, "accuracy/train")).to_have_text(points(page, "loss/train").text_content())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("language", "words"), [("en-US", "all 200 points"), ("zh-CN", "全部 200 个点")])
def test_charts_read_well_in_both_languages_and_themes(serve, open_page, logdir, theme, language, words):
    page = open_page(serve(logdir).url, language=language, theme=theme)
    expect(points(page, "loss/train")).to_have_text(words)
    assert serious_violations(page) == []
    name = {"en-US": "Chart settings", "zh-CN": "图表设置"}[language]
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("dialog", name=name)).to_be_visible()
    assert serious_violations(page) == []


def test_everything_can_be_done_by_keyboard(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    expect(points(page, "accuracy/train")).to_have_text("all 200 points")
    page.keyboard.press("/")
    page.keyboard.type("loss/train")
    expect(page.locator("article")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(plot(page, "loss/train")).to_be_focused()
    expect(points(page, "loss/train")).to_have_text("all 200 points")  # there is nothing to walk on before
    page.keyboard.press("ArrowRight")
    said = page.get_by_role("status").filter(has_text=re.compile(r"^(fast|slow): "))
    expect(said).to_have_count(1)
    first = said.text_content()
    page.keyboard.press("ArrowRight")
    expect(said).not_to_have_text(first)
    page.keyboard.press("+")
    expect(points(page, "loss/train")).not_to_have_text("all 200 points")
    page.keyboard.press("0")
    expect(points(page, "loss/train")).to_have_text("all 200 points")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Tab")
    expect(card(page, "loss/train").get_by_role("button", name="Full screen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_full_screen_gives_the_focus_back_however_it_ends(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    button = card(page, "loss/train").get_by_role("button", name="Full screen")
    dialog = page.get_by_role("dialog", name="loss/train")
    for end in (
        lambda: page.keyboard.press("Escape"),
        lambda: dialog.get_by_role("button", name="Close").click(),
        page.go_back,
    ):
        button.press("Enter")
        expect(dialog).to_be_visible()
        page.wait_for_url(re.compile("full="))
        end()
        expect(dialog).to_have_count(0)
        expect(button).to_be_focused()
        page.wait_for_url(re.compile("^((?!full=).)*$"))


@pytest.mark.parametrize("width", [1440, 390])
def test_legend_x_axis_and_smoothing_are_at_hand_in_full_screen(serve, open_page, logdir, width):
    page = open_page(serve(logdir).url + "#/timeseries?full=loss%2Ftrain", width=width)
    dialog = page.get_by_role("dialog", name="loss/train")
    plotted = dialog.locator("footer .points")
    expect(plotted).to_have_text("all 200 points")
    fast = dialog.get_by_role("button", name="fast", exact=True)
    fast.hover()
    expect(fast).to_have_class(re.compile("pointed"))
    fast.click()
    expect(fast).to_have_attribute("aria-pressed", "false")
    expect(plotted).to_have_text("all 100 points")
    fast.click()
    expect(plotted).to_have_text("all 200 points")
    dialog.get_by_role("radio", name="Relative").check(force=True)
    dialog.get_by_role("slider", name="Smoothing").fill("0")
    page.wait_for_url(re.compile(r"(?=.*x=relative)(?=.*smoothing=0\b)"))
    box = dialog.get_by_role("application").bounding_box()
    assert box["width"] > 0.7 * width
    assert box["height"] > 300
    assert serious_violations(page) == []


def test_escape_gives_up_a_drag(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    expect(points(page, "loss/train")).to_have_text("all 200 points")
    plot(page, "loss/train").scroll_into_view_if_needed()
    box = plot(page, "loss/train").bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 80, steps=4)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(card(page, "loss/train").get_by_role("button", name="Reset zoom")).to_have_count(0)
    drag(page, "loss/train", (0.3, 0.5), (0.6, 0.5))
    expect(card(page, "loss/train").get_by_role("button", name="Reset zoom")).to_be_visible()


def test_a_chart_is_saved_as_picture_and_with_every_point(serve, open_page, noisy, tmp_path_factory):
    logdir, values = noisy
    out = tmp_path_factory.mktemp("downloads")
    page = open_page(serve(logdir).url, accept_downloads=True)
    expect(points(page, "noise")).to_have_text(re.compile("of 60,000"))
    svg = ET.parse(download(page, "noise", "SVG", out)).getroot()
    assert svg.tag.endswith("svg")
    paths = [p.get("d", "") for p in svg.iter() if p.tag.endswith("path")]
    assert max(map(len, paths)) > 5_000  # the line itself
    assert "run" in "".join(svg.itertext())
    png = download(page, "noise", "PNG", out).read_bytes()
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    with download(page, "noise", "CSV", out).open() as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == list(range(60_000))
    assert [float(row["value"]) for row in rows] == pytest.approx(values, rel=1e-6)
    loaded = json.loads(download(page, "noise", "JSON", out).read_text())
    assert len(loaded) == 60_000


def test_what_is_seen_is_saved_with_its_range_and_smoothing(serve, open_page, noisy, tmp_path_factory):
    logdir, values = noisy
    out = tmp_path_factory.mktemp("downloads")
    page = open_page(serve(logdir).url + "#/timeseries?smoothing=0.5", accept_downloads=True)
    expect(points(page, "noise")).to_have_text(re.compile("of 60,000"))
    drag(page, "noise", (0.3, 0.1), (0.6, 0.9))
    expect(card(page, "noise").get_by_role("button", name="Reset zoom")).to_be_visible()
    expect(points(page, "noise")).not_to_have_text(re.compile("of 60,000"))
    drawn = int(re.search(r"of ([\d,]+)", points(page, "noise").inner_text())[1].replace(",", ""))
    with download(page, "noise", "CSV", out, "What is seen").open() as file:
        rows = list(csv.DictReader(file))

    first = int(rows[0]["step"])
    assert 0 < first < int(rows[-1]["step"]) < 59_999
    assert [int(row["step"]) for row in rows] == list(range(first, first + drawn))
    assert [float(row["value"]) for row in rows] == pytest.approx(values[first : first + drawn], rel=1e-6)
    smoothed = moving_average(values, 0.5)[first : first + drawn]
    assert [float(row["smoothed"]) for row in rows] == pytest.approx(smoothed, rel=1e-5, abs=1e-6)


def test_the_points_of_one_run_can_be_saved_alone(serve, open_page, logdir, tmp_path_factory):
    page = open_page(serve(logdir).url, accept_downloads=True)
    expect(points(page, "loss/train")).to_have_text("all 200 points")
    card(page, "loss/train").hover()
    card(page, "loss/train").get_by_role("button", name="Download").click()
    menu = page.get_by_role("dialog", name="Download")
    menu.get_by_role("combobox", name="Runs").select_option("slow")
    with page.expect_download() as caught:
        menu.get_by_role("group", name="Every point").get_by_role("button", name="CSV", exact=True).click()
    assert caught.value.suggested_filename == "loss_train.csv"
    file = tmp_path_factory.mktemp("downloads") / "one.csv"
    caught.value.save_as(file)
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert {row["run"] for row in rows} == {"slow"}
    assert len(rows) == 100


def test_nan_and_infinity_are_marked_and_named(serve, open_page, tmp_path, tmp_path_factory):
    values = [1.0, 2.0, math.nan, 3.0, math.inf, 2.5, -math.inf, 1.5]
    write_run(tmp_path / "run", {"odd": list(enumerate(values))}, START)
    page = open_page(serve(tmp_path).url + "#/timeseries?smoothing=0")
    expect(points(page, "odd")).to_have_text("all 8 points")
    plot(page, "odd").focus()
    page.keyboard.press("Home")
    said = page.get_by_role("status").filter(has_text=re.compile("^run: "))
    for step, word in enumerate(["1", "2", "NaN", "3", "∞", "2.5", "−∞", "1.5"]):
        expect(said).to_have_text(f"run: {word} at {step}")
        page.keyboard.press("ArrowRight")
    svg = download(page, "odd", "SVG", tmp_path_factory.mktemp("downloads")).read_text()
    filled = re.findall(r'<path fill="#[^"]*" d="(M[^"]*Z)"', svg)
    assert [signs.count("Z") for signs in filled] == [2]  # ▲ for ∞ and ▼ for −∞
    crosses = [d for d in re.findall(r' d="([^"]*)"', svg) if re.fullmatch(r"(M[^ML]* [^ML]*L[^ML]*){2}", d)]
    assert len(crosses) == 1  # × for NaN


def test_values_far_outside_are_clipped_and_counted_and_one_click_shows_them(serve, open_page, tmp_path):
    for run in ("a", "b"):
        write_run(tmp_path / run, {"loss": [(step, 1 / (1 + step)) for step in range(50)]}, START)
    diverged = [(step, 1 / (1 + step) if step < 40 else 10.0 ** (step - 20)) for step in range(50)]
    write_run(tmp_path / "diverged", {"loss": diverged}, START)
    page = open_page(serve(tmp_path).url)
    shown = page.get_by_role("button", name="10 values far outside: show all")
    expect(shown).to_have_text("↑ 10 show all")
    shown.click()
    expect(page).to_have_url(re.compile("timeseries.unclipped=loss"))
    page.get_by_role("button", name="Clip 10 values far outside").click()
    expect(shown).to_be_visible()
    page.locator("[data-row='2'] label").click()
    expect(shown).to_have_count(0)


def test_smoothing_is_remembered_and_the_address_wins(serve, open_page, logdir):
    url = serve(logdir).url
    page = open_page(url)
    weight = page.get_by_role("spinbutton", name="Smoothing, as a number")
    expect(weight).to_have_value("0.6")
    weight.fill("0.9")
    weight.press("Enter")
    expect(page).to_have_url(re.compile("smoothing=0.9"))
    again = open_page(url, context=page.context)
    expect(again.get_by_role("spinbutton", name="Smoothing, as a number")).to_have_value("0.9")
    told = open_page(url + "#/timeseries?smoothing=0.3", context=page.context)
    expect(told.get_by_role("spinbutton", name="Smoothing, as a number")).to_have_value("0.3")


def test_attempts_before_a_restart_are_shown_on_request(serve, open_page, tmp_path, tmp_path_factory):
    write_run(tmp_path / "run", {"loss": [(s, 1.0 + s) for s in range(10)]}, START)
    write_run(tmp_path / "run", {"loss": [(s, 50.0 + s) for s in range(5, 12)]}, START + 1000, number=1)
    page = open_page(serve(tmp_path).url)
    expect(points(page, "loss")).to_have_text("12 points")
    chart_settings(page).get_by_label("All attempts").check()
    page.keyboard.press("Escape")
    expect(points(page, "loss")).to_have_text("all 17 points")
    box = plot(page, "loss").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.8)
    expect(page.locator(".tip")).to_contain_text("attempt 1")
    expect(page.locator(".tip")).to_contain_text("attempt 2")
    svg = download(page, "loss", "SVG", tmp_path_factory.mktemp("downloads")).read_text()
    assert svg.count("stroke-dasharray") == 1  # what was superseded


def test_of_a_run_that_restarts_without_end_the_newest_attempts_are_drawn(serve, open_page, tmp_path):
    write_run(tmp_path / "run", {"loss": [(-s, float(s)) for s in range(1300)]}, START)
    page = open_page(serve(tmp_path).url + "#/timeseries?attempts=1")
    expect(points(page, "loss")).to_have_text("all 100 points")
    expect(card(page, "loss").locator("footer")).to_contain_text("the newest 100 of 1,300 attempts")


def test_a_logarithmic_axis_says_what_it_cannot_show(serve, open_page, tmp_path):
    write_run(tmp_path / "run", {"delta": [(s, s - 3.0) for s in range(10)]}, START)
    page = open_page(serve(tmp_path).url)
    expect(points(page, "delta")).to_have_text("all 10 points")
    card(page, "delta").hover()
    card(page, "delta").get_by_role("button", name="Logarithmic vertical axis").click()
    expect(card(page, "delta").locator("footer")).to_contain_text("4 values ≤ 0 hidden")


def test_a_description_is_shown_as_it_was_written(serve, open_page, tmp_path):
    with summaries.create_file_writer(str(tmp_path / "run")).as_default():
        summaries.scalar("loss", 0.5, step=0, description="Cross entropy.\n**Lower** is <b>better</b>.")
    page = open_page(serve(tmp_path).url)
    card(page, "loss").get_by_role("button", name="Description").click()
    about = page.get_by_role("dialog", name="Description")
    expect(about).to_have_text("Cross entropy. **Lower** is <b>better</b>.")


def test_a_failed_question_is_told_and_can_be_asked_again(serve, open_page, logdir):
    server = serve(logdir)
    page = open_page("about:blank", may_lose_server=True)
    error = {"error": {"code": "server_error", "message": "the disk is on fire", "hint": ""}}
    page.route("**/scalars/query", lambda route: route.fulfill(status=500, json=error))
    page.goto(server.url)
    expect(card(page, "loss/train")).to_contain_text("The data could not be read: the disk is on fire")
    page.unroute("**/scalars/query")
    card(page, "loss/train").get_by_role("button", name="Try again").click()
    expect(points(page, "loss/train")).to_have_text("all 200 points")


def test_a_question_that_never_arrives_is_not_asked_without_pause(serve, open_page, logdir):
    page = open_page(serve(logdir).url, may_lose_server=True)
    expect(points(page, "loss/train")).to_have_text("all 200 points")
    asked = []
    page.route("**/scalars/query", lambda route: (asked.append(route), route.abort("connectionreset")))
    page.get_by_role("radio", name="Relative").click(force=True)
    expect(card(page, "loss/train").get_by_role("button", name="Try again")).to_be_visible()
    page.wait_for_timeout(1500)
    assert len(asked) == page.locator("article").count()
    page.unroute("**/scalars/query")
    expect(card(page, "loss/train").get_by_role("button", name="Try again")).to_have_count(0)


@pytest.mark.parametrize(
    "writer", ["torch", "tensorboardx", "tensorflow1", "tensorflow2", "keras", "hparams"]
)
def test_the_files_of_every_writer_are_drawn(serve, open_page, writer):
    server = serve(CONFORMANCE / writer / "logs")
    page = open_page(f"{server.url}#/timeseries?attempts=1&card_width=240&card_height=160", height=2000)
    tags = server.get("/api/tags?kind=scalars")
    assert tags
    for tag in tags:
        label = "1 point" if tag["points"] == 1 else f"all {tag['points']:,} points"
        expect(points(page, tag["tag"])).to_have_text(label)
        expect(summary(page, tag["tag"])).to_contain_text(re.compile("values from|NaN|Arrow"))


def test_a_hidden_run_leaves_the_chart_and_comes_back(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    expect(points(page, "loss/train")).to_have_text("all 200 points")
    page.get_by_role("checkbox", name="Show fast").uncheck()
    expect(points(page, "loss/train")).to_have_text("all 100 points")
    page.get_by_role("checkbox", name="Show fast").check()
    expect(points(page, "loss/train")).to_have_text("all 200 points")


def test_a_thousand_runs_of_fifty_tags_stay_small(serve, open_page, tmp_path):
    tags = {f"group{n % 5}/tag{n:02}": [(s, float(s + n)) for s in range(5)] for n in range(50)}
    for number in range(1000):
        write_run(tmp_path / f"run{number:04}", tags, START + number)
    page = open_page(serve(tmp_path).url)
    page.get_by_role("searchbox", name="Search runs").fill("run000")
    expect(page.get_by_text("10 matching")).to_be_visible()
    page.get_by_role("searchbox", name="Search runs").fill("")
    expect(card(page, "group0/tag00").locator("footer .points")).to_have_text(re.compile("points"))
    scroller = page.locator(".scroller")
    for top in (2_000, 6_000, 0):
        scroller.evaluate("(element, top) => (element.scrollTop = top)", top)
        expect(page.locator("article footer .points").first).to_have_text(re.compile("points"))
    assert page.evaluate("document.querySelectorAll('*').length") < 4_000
    assert page.evaluate("performance.memory.usedJSHeapSize") < 300e6
