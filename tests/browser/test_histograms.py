"""The Histograms panel: every view filled, its bins told, its steps by keyboard, growing, in both themes and languages."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from sonde import SummaryWriter
from support.accessibility import serious_violations
from support.boards import PATIENCE_SECS
from support.event_writer import DOUBLE, EventWriter, value
from support.records import bytes_field, metadata, tensor

VIEWS = ["Offset", "Overlay", "Distributions", "Heat map"]


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """Two runs whose weights drift to the right, `b` half as fast."""
    root = tmp_path / "runs"
    for run, drift in (("a", 1.0), ("b", 0.5)):
        with SummaryWriter(root / run) as writer:
            for step in range(0, 100, 10):
                writer.add_histogram("dense/weights", np.linspace(-1, 1, 1000) + drift * step / 30, step)
    return root


def card(page: Page, tag: str = "dense/weights") -> Locator:
    return page.locator(f'article[data-tag="{tag}"]')


def planes(page: Page) -> Locator:
    return card(page).get_by_role("application")


def ink(plane: Locator) -> int:
    """How many pixels of what is drawn below the cursor are coloured."""
    return plane.evaluate(
        """(host) => {
          const sheet = host.closest('[data-sheet]');
          const canvas = sheet.querySelector(':scope > canvas');
          if (canvas === null) return 0;
          const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
          copy.drawImage(canvas, 0, 0);
          const [own, all] = [host.getBoundingClientRect(), canvas.getBoundingClientRect()];
          const { data } = copy.getImageData(own.left - all.left, own.top - all.top, own.width, own.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4)
            if (data[i + 3] > 60 && Math.max(data[i], data[i + 1], data[i + 2]) - Math.min(data[i], data[i + 1], data[i + 2]) > 25) count++;
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


def test_each_view_draws_the_runs_side_by_side(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/histograms")
    expect(planes(page)).to_have_count(2)
    expect(card(page).locator("footer")).to_contain_text("all 10 steps")
    for view in VIEWS:
        page.get_by_role("radio", name=view).check(force=True)
        for place in (0, 1):
            assert until(lambda place=place: ink(planes(page).nth(place)) > 300), view
        pictures = page.get_by_role("button", name="SVG")
        card(page).hover()
        card(page).get_by_role("button", name="Download").click()
        with page.expect_download() as saved:
            pictures.first.click()
        assert "<path" in Path(saved.value.path()).read_text(), view
        page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"histograms\.view=heat"))


def test_the_pointer_is_told_step_bin_and_count(serve, open_page, logdir):
    server = serve(logdir)
    page = open_page(f"{server.url}#/histograms?runs=none&except=a&histograms.view=heat")
    plane = planes(page)
    expect(plane).to_have_count(1)
    assert until(lambda: ink(plane) > 300)
    box = plane.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 14, box["y"] + box["height"] / 4)
    tip = page.locator(".tip")
    expect(tip).to_contain_text("a · Step 90")
    told = re.match(r"([−\d.]+) to ([−\d.]+)\s*([\d.,]+)", tip.locator("tr").first.inner_text())
    left, right, count = (float(text.replace("−", "-").replace(",", "")) for text in told.groups())

    rows = page.request.get(f"{server.url}api/histograms?run=a&tag=dense/weights&bins=60").json()
    found = min(rows[-1]["bins"], key=lambda one: abs(one[0] - left))
    assert found == pytest.approx([left, right, count], rel=1e-3, abs=1e-3)


def test_the_keyboard_goes_through_bins_and_steps(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/histograms")
    expect(planes(page)).to_have_count(2)
    assert until(lambda: ink(planes(page).first) > 300)
    planes(page).first.focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".tip")).to_contain_text("a · Step 80")
    first = page.locator(".tip tr").first.inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".tip tr").first).not_to_have_text(first)
    page.keyboard.press("Escape")
    expect(page.locator(".tip")).to_have_count(0)

    slider = page.get_by_role("slider", name="Step")
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "0")
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "10")
    expect(page).to_have_url(re.compile(r"histograms\.step=10"))
    page.reload()
    expect(page.get_by_role("slider", name="Step")).to_have_attribute("aria-valuetext", "10")


def test_statistics_of_all_runs_stand_over_steps(serve, open_page, logdir):
    server = serve(logdir)
    page = open_page(f"{server.url}#/histograms?histograms.view=statistics")
    expect(planes(page)).to_have_count(4)
    for place in range(4):
        assert until(lambda place=place: ink(planes(page).nth(place)) > 60), place
    planes(page).first.focus()
    page.keyboard.press("End")
    tip = page.locator(".tip")
    expect(tip).to_contain_text("Mean · Step 90")
    rows = page.request.get(f"{server.url}api/histograms/statistics?tag=dense/weights").json()
    last = {row["run"]: row for row in rows if row["step"] == 90}
    for run in ("a", "b"):
        told = tip.locator("tr", has_text=run).locator("td").inner_text()
        assert float(told.replace("−", "-")) == pytest.approx(last[run]["mean"], rel=1e-4), run
        assert last[run]["told"], run

    page.get_by_role("button", name="4 statistics").click()
    page.get_by_role("checkbox", name="Median").check()
    page.get_by_role("checkbox", name="NaN and infinities").check()
    page.keyboard.press("Escape")
    expect(planes(page)).to_have_count(6)
    page.reload()
    expect(planes(page)).to_have_count(6)
    page.get_by_role("slider", name="Step").focus()
    page.keyboard.press("Home")
    expect(page).to_have_url(re.compile(r"histograms\.step=0"))
    card(page).hover()
    card(page).get_by_role("button", name="Download").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV").click()
    head, *lines = Path(saved.value.path()).read_text().splitlines()
    assert head.startswith("run,tag,step,wall_time,count,mean,std,min,max,told")
    assert len(lines) == 20


def test_values_stand_on_a_symmetric_log_axis_in_every_view(serve, open_page, tmp_path):
    numbers = np.concatenate([np.geomspace(1e-4, 10, 500), -np.geomspace(1e-4, 10, 500)])
    with SummaryWriter(tmp_path / "a") as writer:
        for step in range(5):
            writer.add_histogram("h", numbers * (step + 1), step)
    server = serve(tmp_path)
    page = open_page(f"{server.url}#/histograms?histograms.view=heat")
    plane = card(page, "h").get_by_role("application")
    assert until(lambda: ink(plane) > 300)
    narrow = ink(plane)
    page.get_by_role("button", name="Histogram settings").click()
    page.get_by_role("checkbox", name="Symmetric-log values").check()
    page.keyboard.press("Escape")
    # Numbers of every size fill the height that those near zero had left empty.
    assert until(lambda: ink(plane) != narrow and ink(plane) > 300)
    for view in VIEWS:
        page.get_by_role("radio", name=view).check(force=True)
        assert until(lambda: ink(plane.first) > 200), view
    page.get_by_role("radio", name="Heat map").check(force=True)
    assert until(lambda: ink(plane) > 300)
    box = plane.bounding_box()
    page.mouse.move(box["x"] + box["width"] - 20, box["y"] + 12)
    told = page.locator(".tip tr").first.inner_text()
    left, right, _ = (
        float(part.replace("−", "-").replace(",", "")) for part in re.findall(r"[−\d.,e]+", told)[:3]
    )
    # Bins are as wide as their place on the axis: the outermost hold tenths of the largest.
    assert right - left > 1


def test_a_zoom_is_kept_in_the_address(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/histograms?histograms.view=heat")
    assert until(lambda: planes(page).count() == 2 and ink(planes(page).first) > 300)
    planes(page).first.focus()
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile(r"histograms\.zooms=\d"))
    address = page.url
    page.reload()
    expect(card(page).get_by_role("button", name="Reset zoom")).to_be_visible()
    assert page.url == address
    # On another plane it would mean nothing.
    page.get_by_role("radio", name="Overlay").check(force=True)
    expect(page).not_to_have_url(re.compile(r"zooms"))


def test_steps_far_outside_are_clipped_counted_and_shown_by_one_click(serve, open_page, logdir):
    for run, scales in (("c", [1] * 8 + [1e15] * 2), ("d", [1e12, 1e13, 1e14])):
        with SummaryWriter(logdir / run) as writer:
            for step, scale in enumerate(scales):
                writer.add_histogram("dense/weights", np.linspace(-scale, scale, 1000), step)
    page = open_page(f"{serve(logdir).url}#/histograms?histograms.view=heat")
    shows = card(page).get_by_role("button", name="5 steps far outside: show all")
    for view in VIEWS:
        page.get_by_role("radio", name=view).check(force=True)
        expect(shows).to_have_text("↑ 5  ↓ 5 show all")
    page.get_by_role("radio", name="Heat map").check(force=True)
    plane = planes(page).first
    assert until(lambda: ink(plane) > 300)
    plane.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".tip tr").first).not_to_contain_text("000,000,000")
    page.keyboard.press("Escape")

    shows.click()
    expect(page).to_have_url(re.compile(r"histograms\.unclipped=dense/weights"))
    plane.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".tip tr").first).to_contain_text("000,000,000")
    page.reload()
    card(page).get_by_role("button", name="Clip 5 steps far outside").click()
    expect(shows).to_be_visible()
    expect(page).not_to_have_url(re.compile("unclipped"))

    # On an axis that has room for all of them nothing is left out.
    page.get_by_role("button", name="Histogram settings").click()
    page.get_by_role("checkbox", name="Symmetric-log values").check()
    expect(shows).to_have_count(0)


def test_each_attempt_of_a_run_may_stand_by_itself(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path / "a") as writer:
        for step in (0, 1, 2, 3, 2, 3, 4):
            writer.add_histogram("h", np.arange(100.0) + step, step)
    page = open_page(f"{serve(tmp_path).url}#/histograms")
    applications = card(page, "h").get_by_role("application")
    expect(applications).to_have_count(1)
    page.get_by_role("button", name="Histogram settings").click()
    page.get_by_role("checkbox", name="All attempts").check()
    expect(applications).to_have_count(2)
    expect(card(page, "h")).to_contain_text("a · attempt 2")


def test_a_finger_reads(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/histograms", width=390, has_touch=True, is_mobile=True)
    assert until(lambda: planes(page).count() == 2 and ink(planes(page).first) > 200)
    box = planes(page).first.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.7)
    expect(page.locator(".tip")).to_contain_text("Step")
    page.touchscreen.tap(12, 12)
    expect(page.locator(".tip")).to_have_count(0)


def test_it_grows_with_the_log_and_is_fetched_finer_where_it_is_zoomed(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path / "a", flush_secs=1) as writer:
        for step in range(120):
            writer.add_histogram("h", np.arange(100.0) + step, step)
        writer.flush()
        page = open_page(f"{serve(tmp_path).url}#/histograms")
        footer = card(page, "h").locator("footer")
        expect(footer).to_contain_text("51 of 120 steps")
        writer.add_histogram("h", np.arange(100.0), 120)
        writer.flush()
        expect(footer).to_contain_text("51 of 121 steps")
    plane = card(page, "h").get_by_role("application")
    assert until(lambda: ink(plane) > 300)
    box = plane.bounding_box()
    x = box["x"] + box["width"] / 2
    with page.expect_request(
        lambda asked: (
            asked.url.endswith("histograms/query") and json.loads(asked.post_data)["steps"] is not None
        )
    ):
        page.mouse.move(x, box["y"] + box["height"] * 0.6)
        page.mouse.down()
        page.mouse.move(x, box["y"] + box["height"] * 0.75, steps=4)
        page.mouse.up()
    expect(footer).to_contain_text(re.compile(r"all \d\d steps"))
    card(page, "h").get_by_role("button", name="Reset zoom").click()
    expect(footer).to_contain_text("51 of 121 steps")


def test_a_value_that_cannot_be_read_is_said_and_the_rest_is_shown(serve, open_page, logdir):
    with EventWriter(logdir / "a" / "events.out.tfevents.9999999999.host.9", wall_time=3e9) as writer:
        broken = tensor(DOUBLE, (2, 2))
        about = metadata("histograms", data_class=2)
        writer.values(0, value("broken", tensor=broken, metadata=about))
        writer.values(95, value("dense/weights", tensor=broken, metadata=about))
        rows = np.array([(-np.inf, 0, 1), (0, 1, 3), (np.nan, np.nan, 5)]).tobytes()
        beyond = tensor(DOUBLE, (3, 3), bytes_field(4, rows))
        writer.values(1, value("beyond", tensor=beyond, metadata=about))
        nowhere = tensor(DOUBLE, (1, 3), bytes_field(4, np.array([(np.nan, np.inf, 5)]).tobytes()))
        writer.values(1, value("nowhere", tensor=nowhere, metadata=about))
    page = open_page(f"{serve(logdir).url}#/histograms")
    for tag in ("beyond", "nowhere"):
        card(page, tag).scroll_into_view_if_needed()
        expect(card(page, tag).locator("footer")).to_contain_text("1 step not finite")
    card(page).scroll_into_view_if_needed()
    expect(card(page).locator("footer")).to_contain_text("1 value cannot be read")
    assert until(lambda: ink(planes(page).first) > 300)
    card(page, "broken").scroll_into_view_if_needed()
    expect(card(page, "broken")).to_contain_text("Nothing of it can be read")


def test_only_what_comes_into_sight_is_asked_for(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path / "a") as writer:
        for number in range(60):
            writer.add_histogram(f"layer/h{number:02d}", np.arange(100.0), 0)
    asked: set[str] = set()
    page = open_page(f"{serve(tmp_path).url}#/histograms", height=600)
    page.on(
        "request",
        lambda request: (
            request.url.endswith("histograms/query") and asked.add(json.loads(request.post_data)["tag"])
        ),
    )
    page.reload()
    expect(page.locator("article footer .points").first).to_be_visible()
    page.wait_for_timeout(1000)
    seen = page.evaluate(
        """() => [...document.querySelectorAll('article[data-tag]')]
          .filter((card) => card.getBoundingClientRect().top < innerHeight).map((card) => card.dataset.tag)"""
    )
    assert asked
    assert asked <= set(seen)
    page.mouse.move(600, 400)
    with page.expect_request(lambda request: "layer/h59" in (request.post_data or "")):
        page.mouse.wheel(0, 20_000)
    assert len(asked) < 60


@pytest.mark.parametrize(("theme", "language"), [("light", "en-US"), ("dark", "zh-CN")])
def test_it_fits_a_telephone_and_says_its_names(serve, open_page, logdir, theme, language):
    page = open_page(f"{serve(logdir).url}#/histograms", theme=theme, language=language, width=390)
    assert until(lambda: planes(page).count() == 2 and ink(planes(page).first) > 200)
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
