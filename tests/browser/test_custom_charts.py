"""The Custom Charts panel: logged layouts drawn, charts made and changed in the page, what is wrong said where it is written."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from sonde import SummaryWriter
from support.accessibility import serious_violations
from support.boards import PATIENCE_SECS
from support.event_writer import EventWriter, text_tensor, value
from support.hand import Hand
from support.records import metadata

LAYOUT = {
    "Loss": {"both": ["Multiline", ["loss/.*"]], "wrong": ["Multiline", ["lo(ss", "acc"]]},
    "Margins": {"around": ["Margin", ["mean", "low", "high"]]},
}


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """Two runs of 50 steps with a layout in the first; val is logged at every fifth step."""
    root = tmp_path / "runs"
    for run, scale in (("a", 1.0), ("b", 2.0)):
        with SummaryWriter(root / run) as writer:
            for step in range(50):
                writer.add_scalar("loss/train", scale * (50 - step), step)
                writer.add_scalar("acc", step / 50, step)
                for tag, shift in (("mean", 0), ("low", -5), ("high", 5)):
                    writer.add_scalar(tag, scale * step + shift, step)
                if step % 5 == 0:
                    writer.add_scalar("loss/val", scale * (60 - step), step)
            if run == "a":
                writer.add_custom_scalars(LAYOUT)
    return root


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    """A log without a layout."""
    with SummaryWriter(tmp_path / "plain" / "a") as writer:
        for step in range(20):
            writer.add_scalar("loss/train", 1 / (step + 1), step)
            writer.add_scalar("loss/val", 1.5 / (step + 1), step)
    return tmp_path / "plain"


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("article", name=title, exact=True)


def plot(where: Page | Locator) -> Locator:
    return where.get_by_role("application")


def ink(plane: Locator) -> int:
    """How many pixels of what is drawn below the cursor are coloured."""
    return plane.evaluate(
        """(host) => {
          const canvas = host.querySelector('canvas');
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4)
            if (data[i + 3] > 20 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 25) count++;
          return count;
        }"""
    )


def until(holds: Callable[[], bool]) -> bool:
    """Waits for what a locator cannot; False where it never comes."""
    deadline = time.monotonic() + PATIENCE_SECS
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def edit(page: Page, title: str) -> Locator:
    card(page, title).get_by_role("button", name="Edit this chart").click(force=True)
    return page.get_by_role("dialog", name="Edit chart")


def test_a_logged_layout_is_drawn_and_what_is_wrong_in_it_said(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/custom_charts")
    expect(page.get_by_role("button", name="Loss")).to_be_visible()
    expect(card(page, "both").get_by_role("list", name="Tags and expressions")).to_have_text(
        re.compile(r"loss/train\s*loss/val")
    )
    expect(card(page, "both").locator("footer")).to_contain_text("120 points")
    wrong = card(page, "wrong")
    expect(wrong.locator("footer")).to_contain_text("Series 1, lo(ss: Not a regular expression")
    expect(wrong.locator("footer")).to_contain_text("100 points")
    for title in ("both", "wrong", "around"):
        assert until(lambda title=title: ink(plot(card(page, title))) > 100), title
    # The bands cover far more than their lines.
    assert until(lambda: ink(plot(card(page, "around"))) > 5000)


def test_the_pointer_is_told_every_lines_exact_value(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/custom_charts?smoothing=0")
    around, both = plot(card(page, "around")), plot(card(page, "both"))
    assert until(lambda: ink(around) > 5000)
    around.focus()
    page.keyboard.press("End")
    tip = page.locator(".tip")
    expect(tip).to_contain_text(re.compile(r"b\s*98 \[93, 103\]\s*49"))
    expect(tip).to_contain_text(re.compile(r"a\s*49 \[44, 54\]\s*49"))
    both.focus()
    page.keyboard.press("Home")
    expect(tip).to_contain_text(re.compile(r"b\s*loss/val\s*120\s*0"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    # What was logged last is told with its step.
    expect(tip.locator("tr").filter(has_text="loss/train").first).to_contain_text(re.compile(r"96\s*2"))
    expect(tip.locator("tr").filter(has_text="loss/val").first).to_contain_text(re.compile(r"120\s*0"))


def test_a_chart_is_made_changed_shared_and_deleted(serve, open_page, plain):
    server = serve(plain)
    page = open_page(server.url)
    page.get_by_role("navigation", name="Panels").get_by_role("link", name="Custom Charts").click()
    expect(page.get_by_role("heading", name="No custom charts yet")).to_be_visible()
    page.get_by_role("button", name="New chart").click()
    dialog = page.get_by_role("dialog", name="New chart")
    keep = dialog.get_by_role("button", name="Keep chart")
    expect(keep).to_be_disabled()
    dialog.get_by_label("Title").fill("Gap; or so")
    dialog.get_by_label("Series 1", exact=True).fill("loss/val - loss/train")
    assert until(lambda: ink(plot(dialog)) > 100)
    dialog.get_by_role("button", name="Add a series").click()
    dialog.get_by_label("What series 2 is").select_option("regex")
    dialog.get_by_label("Series 2", exact=True).fill("loss/t")
    dialog.get_by_label("Series 2 on the right axis").check()
    expect(dialog.get_by_role("list", name="Tags and expressions")).to_contain_text("on the right axis")
    dialog.get_by_label("Series 2", exact=True).press("Enter")
    expect(dialog).to_have_count(0)
    legend = card(page, "Gap; or so").get_by_role("list", name="Tags and expressions")
    expect(legend).to_have_text(re.compile(r"loss/val - loss/train\s*loss/train\s*on the right axis"))
    expect(page).to_have_url(re.compile("custom_charts.charts=lines"))

    # Another browser opens the link; this one remembers without it.
    other = open_page(page.url)
    assert until(lambda: ink(plot(card(other, "Gap; or so"))) > 100)
    again = open_page(f"{server.url}#/custom_charts", context=page.context)
    expect(card(again, "Gap; or so")).to_be_visible()

    changed = edit(page, "Gap; or so")
    changed.get_by_role("radio", name="Last values").check(force=True)
    changed.get_by_role("button", name="Keep chart").click()
    bars = card(page, "Gap; or so").get_by_role("region")
    expect(bars.get_by_role("row").filter(has_text="0.05")).to_contain_text(re.compile(r"a\s*0.05"))
    page.go_back()
    expect(plot(card(page, "Gap; or so"))).to_be_visible()
    edit(page, "Gap; or so").get_by_role("button", name="Delete chart").click()
    expect(page.get_by_role("heading", name="No custom charts yet")).to_be_visible()


def test_what_is_wrong_is_marked_where_it_is_written(serve, open_page, plain):
    page = open_page(f"{serve(plain).url}#/custom_charts")
    page.get_by_role("button", name="New chart").click()
    dialog = page.get_by_role("dialog", name="New chart")
    field = dialog.get_by_label("Series 1", exact=True)
    alert = dialog.get_by_role("alert")
    for text, mark, said in (
        ("loss/val - * 2", "*", "“*” is not expected here (at character 12)"),
        ("ema(loss/val, 2)", "ema(loss/val, 2)", "Expected ema(x, weight), with a number at the end"),
        ("loss/val + lost", "lost", "No run has the tag “lost”"),
        ("loss/2", "loss/2", "A quotient has spaces"),
        ("(loss/val", "(", "This parenthesis is not closed"),
        ("😀 loss/val", "😀", "is not expected here (at character 1)"),
    ):
        field.fill(text)
        expect(alert.locator("mark")).to_have_text(mark)
        expect(alert).to_contain_text(said)
        expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("loss/val")
    expect(alert).to_have_count(0)
    dialog.get_by_label("Horizontal axis", exact=True).fill("loss/train +")
    expect(alert.locator("mark")).to_have_text("+")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page).not_to_have_url(re.compile("custom_charts.charts"))


def test_a_scatter_plot_tells_the_nearest_dot(serve, open_page, plain):
    chart = "scatter;apart;e:loss/val;x:loss/train"
    page = open_page(f"{serve(plain).url}#/custom_charts?custom_charts.charts={chart}")
    plane = plot(card(page, "apart"))
    assert until(lambda: ink(plane) > 50)
    plane.focus()
    page.keyboard.press("Home")
    tip = page.locator(".tip")
    expect(tip).to_contain_text(re.compile(r"loss/train: 1\s*Value\s*Step\s*Time\s*a\s*loss/val\s*1.5\s*0"))
    page.keyboard.press("ArrowRight")
    expect(tip).to_contain_text("loss/train: 0.5Value")
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    box = plane.bounding_box()
    for down in range(10, 60, 10):
        page.mouse.move(box["x"] + box["width"] - 14, box["y"] + down)
        page.wait_for_timeout(100)
        if tip.count() > 0:
            break
    expect(tip).to_contain_text("loss/train: 1Value")


def test_a_zoom_asks_for_its_part_and_is_in_the_address(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path / "a") as writer:
        for step in range(20_000):
            writer.add_scalar("loss", step % 100, step)
    page = open_page(f"{serve(tmp_path).url}#/custom_charts?custom_charts.charts=lines;c;e:loss+*+2")
    footer = card(page, "c").locator("footer")
    expect(footer).to_contain_text("of 20,000 points")
    plane = plot(card(page, "c"))
    assert until(lambda: ink(plane) > 100)
    plane.focus()
    for _ in range(12):
        page.keyboard.press("+")
    expect(page).to_have_url(re.compile(r"custom_charts\.zooms="))
    expect(footer).not_to_contain_text("of 20,000 points")
    card(page, "c").get_by_role("button", name="Reset zoom").click()
    expect(footer).to_contain_text("of 20,000 points")


def test_it_grows_with_the_log_and_takes_layouts_that_come(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path / "a", flush_secs=1) as writer:
        for step in range(10):
            writer.add_scalar("loss", step, step)
        writer.flush()
        page = open_page(f"{serve(tmp_path).url}#/custom_charts?custom_charts.charts=lines;twice;e:loss+*+2")
        expect(card(page, "twice").locator("footer")).to_contain_text("10 points")
        for step in range(10, 25):
            writer.add_scalar("loss", step, step)
        writer.add_custom_scalars({"Later": {"came": ["Multiline", ["lo.*"]]}})
        writer.flush()
        expect(card(page, "twice").locator("footer")).to_contain_text("25 points")
        expect(card(page, "came").locator("footer")).to_contain_text("25 points")


def test_a_layout_that_cannot_be_read_is_named_and_the_page_goes_on(serve, open_page, logdir):
    with EventWriter(logdir / "c" / "events.out.tfevents.9999999999.host.9", wall_time=3e9) as writer:
        tag = "custom_scalars__config__"
        writer.values(0, value(tag, tensor=text_tensor("x", "y"), metadata=metadata("custom_scalars")))
    page = open_page(f"{serve(logdir).url}#/custom_charts")
    expect(page.get_by_text("The layout of c cannot be read: expected one string")).to_be_visible()
    assert until(lambda: ink(plot(card(page, "both"))) > 100)


def test_full_screen_and_downloads(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/custom_charts")
    both = card(page, "both")
    assert until(lambda: ink(plot(both)) > 100)
    both.get_by_role("button", name="Download").click(force=True)
    with page.expect_download() as saved:
        page.get_by_role("group", name="Every point").get_by_role("button", name="CSV").click()
    lines = Path(saved.value.path()).read_text().splitlines()
    assert saved.value.suggested_filename == "both.csv"
    assert len(lines) == 1 + 120
    page.keyboard.press("Escape")
    both.get_by_role("button", name="Full screen").click(force=True)
    dialog = page.get_by_role("dialog", name="both")
    assert until(lambda: ink(plot(dialog)) > 100)
    assert serious_violations(page) == []


@pytest.mark.parametrize(("theme", "language"), [("light", "en-US"), ("dark", "zh-CN")])
def test_it_fits_a_telephone_and_says_its_names(serve, open_page, logdir, theme, language):
    chart = "lines;mine;e:acc+*+2;T:loss/val,bars;last;t:acc"
    url = f"{serve(logdir).url}#/custom_charts?custom_charts.charts={chart}"
    page = open_page(url, theme=theme, language=language, width=390)
    assert until(lambda: plot(page).count() >= 1 and ink(plot(page).first) > 50)
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="New chart" if language == "en-US" else "新建图表").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert serious_violations(page) == []
    dialog = page.get_by_role("dialog")
    assert dialog.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_by_touch(serve, open_page, logdir):
    page = open_page(
        f"{serve(logdir).url}#/custom_charts", width=390, height=844, has_touch=True, is_mobile=True
    )
    both = card(page, "both")
    expect(both.locator("footer")).to_contain_text("120 points")
    Hand(plot(both)).slide(((0.3, 0.5),), ((0.6, 0.5),))
    expect(page.locator(".tip tbody tr")).to_have_count(4)
    both.get_by_role("heading", name="both").tap()
    expect(page.locator(".tip")).to_have_count(0)

    Hand(plot(both)).slide(((0.45, 0.5), (0.65, 0.5)), ((0.3, 0.5), (0.8, 0.5)))
    expect(both.get_by_role("button", name="Reset zoom")).to_be_visible()
    both.get_by_role("button", name="Reset zoom").tap()
    expect(both.get_by_role("button", name="Reset zoom")).to_have_count(0)

    both.get_by_role("button", name="Make a chart of your own from this one").tap()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    Hand(plot(both)).slide(((0.5, 0.9),), ((0.5, -0.8),))
    expect(both.get_by_role("heading", name="both")).not_to_be_in_viewport()
