"""The panel of tensors: pictures, tables, statistics and strings of what no other panel shows."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from sonde import SummaryWriter
from support import records
from support.accessibility import serious_violations
from support.event_writer import EventWriter, value
from support.records import bytes_field, metadata

MESSAGE = bytes(range(256)) * 3


def weights(step: int) -> np.ndarray:
    return np.arange(-30, 30, dtype=np.float32).reshape(3, 4, 5) + step


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    with SummaryWriter(tmp_path / "a") as writer:
        for step in (0, 10, 20):
            writer.add_tensor("weights", weights(step), step)
        odd = np.arange(12.0).reshape(3, 4)
        odd[1, 1], odd[2, 3] = np.nan, -np.inf
        writer.add_tensor("odd", odd, 0)
    with EventWriter(tmp_path / "a" / "events.out.tfevents.9") as events:
        texts = b"".join(bytes_field(8, one) for one in (MESSAGE, "größe"))
        blobs = records.tensor(7, (2,), texts)
        events.values(0, value("blobs", tensor=blobs, metadata=metadata("greeter")))
    return tmp_path


def card(page: Page, tag: str = "weights") -> Locator:
    return page.locator(f"article[data-tag='{tag}']").first


def plane(page: Page, tag: str = "weights") -> Locator:
    return card(page, tag).get_by_role("application")


def legend(page: Page, tag: str = "weights") -> Locator:
    return card(page, tag).locator(".legend")


def test_a_heat_map_says_the_number_of_every_cell(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/tensors")
    expect(card(page)).to_contain_text("float32 · shape [3, 4, 5] · plugin tensor")
    expect(legend(page)).to_have_text("−10 10")  # of the last step: -10 … 9, to both sides of zero

    plane(page).focus()
    page.keyboard.press("ArrowRight")
    expect(legend(page)).to_have_text("row 0, column 0: −10")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(legend(page)).to_have_text(f"row 1, column 1: {weights(20)[0, 1, 1]:.0f}".replace("-", "−"))
    page.keyboard.press("Escape")

    slider = card(page).get_by_role("slider", name="Place on axis 0")
    slider.focus()
    page.keyboard.press("End")
    expect(page).to_have_url(re.compile("tensors.axes="))
    plane(page).focus()
    page.keyboard.press("ArrowRight")
    expect(legend(page)).to_have_text("row 0, column 0: 30")
    assert serious_violations(page) == []


def test_other_axes_and_steps_are_in_the_address(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/tensors")
    rows = card(page).get_by_role("combobox", name="Rows: axis of weights")
    expect(rows).to_have_value("1")
    rows.select_option("2")  # what was columns becomes rows: they change places
    expect(card(page).get_by_role("combobox", name="Columns: axis of weights")).to_have_value("1")
    step = card(page).get_by_role("slider", name=re.compile("Step of weights"))
    step.focus()
    page.keyboard.press("Home")
    expect(step).to_have_attribute("aria-valuetext", re.compile("Step 0"))
    expect(page).to_have_url(re.compile("tensors.steps="))
    page.reload()
    expect(rows).to_have_value("2")
    plane(page).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(legend(page)).to_have_text(f"row 0, column 1: {weights(0)[0, 1, 0]:.0f}".replace("-", "−"))


def test_what_is_not_finite_is_marked(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/tensors")
    expect(legend(page, "odd")).to_contain_text("NaN")
    expect(legend(page, "odd")).to_contain_text("−∞")
    plane(page, "odd").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(legend(page, "odd")).to_have_text("row 1, column 1: NaN")


def test_the_table_has_every_digit(tmp_path, serve, open_page):
    numbers = np.random.default_rng(0).normal(size=(5000, 300))
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_tensor("numbers", numbers, 0)
        writer.add_tensor("ids", np.array([2**63 - 1, 9007199254740993]), 0)
    page = open_page(serve(tmp_path).url + "#/tensors?tensors.view=table")
    table = card(page, "numbers").get_by_role("region")
    cell = table.locator("td")
    expect(cell.first).to_have_text(str(numbers[0, 0]))
    table.focus()
    page.keyboard.press("Control+End")
    expect(table.locator("tbody tr").last.locator("th")).to_have_text("4999")
    expect(cell.last).to_have_text(str(numbers[-1, -1]))
    assert table.locator("td").count() < 300
    expect(card(page, "ids").locator("td")).to_have_text(["9223372036854775807", "9007199254740993"])


def test_statistics(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/tensors")
    page.get_by_role("radio", name="Statistics").check()
    rows = card(page).get_by_role("row")
    expect(rows.filter(has_text="Numbers")).to_contain_text("60")
    expect(rows.filter(has_text="Mean")).to_contain_text("19.5")
    expect(card(page).get_by_role("figure")).to_be_visible()
    odd = card(page, "odd").get_by_role("row").filter(has_text="Not finite")
    expect(odd).to_contain_text("NaN: 1 (8.33 %), −∞: 1 (8.33 %)")


def test_strings_and_messages(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/tensors")
    blobs = card(page, "blobs")
    expect(blobs).to_contain_text("strings · shape [2] · plugin greeter")
    expect(blobs.locator("pre").first).to_contain_text("0000  00 01 02 03")
    expect(blobs.locator("pre").last).to_have_text("größe")
    with page.expect_download() as download:
        blobs.get_by_role("button", name="Download", exact=True).nth(1).click()
    assert Path(download.value.path()).read_bytes() == MESSAGE


def test_all_numbers_as_a_numpy_file(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/tensors")
    expect(legend(page)).to_contain_text("−10")
    card(page).hover()
    card(page).get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="NPY").click()
    saved = np.load(io.BytesIO(Path(download.value.path()).read_bytes()))
    np.testing.assert_array_equal(saved, weights(20))


def test_a_new_step_is_shown_when_it_comes(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/tensors")
    plane(page).focus()
    page.keyboard.press("ArrowRight")
    expect(legend(page)).to_have_text("row 0, column 0: −10")
    with SummaryWriter(logdir / "a") as writer:
        writer.add_tensor("weights", weights(130), 130)
        writer.flush()
        expect(legend(page)).to_have_text("row 0, column 0: 100")
    with SummaryWriter(logdir / "b") as writer:
        writer.add_tensor("weights", weights(0), 1)
    expect(page.locator("article[data-tag='weights']")).to_have_count(2)


def test_what_is_damaged_is_said_and_the_page_goes_on(tmp_path, serve, open_page):
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_tensor("damaged", np.zeros((200, 200)), 0)
        writer.add_tensor("whole", np.eye(3), 0)
    (file,) = (tmp_path / "a").iterdir()
    data = bytearray(file.read_bytes())
    data[100_000] ^= 1
    file.write_bytes(data)
    page = open_page(serve(tmp_path).url + "#/tensors", may_lose_server=True)
    expect(card(page, "damaged").get_by_role("alert")).to_contain_text("checksum")
    expect(legend(page, "whole")).to_contain_text("1")


def test_a_large_plane_is_asked_for_again_where_it_is_zoomed(tmp_path, serve, open_page):
    numbers = np.add.outer(np.arange(3000.0), np.arange(2000.0))
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_tensor("large", numbers, 0)
    page = open_page("about:blank")
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())) if "picture" in answer.url else None)
    page.goto(serve(tmp_path).url + "#/tensors")
    expect(legend(page, "large")).to_contain_text("cells: mean of")
    plane(page, "large").focus()
    for _ in range(16):
        page.keyboard.press("+")
    for _ in range(24):
        page.keyboard.press("Shift++")
    expect(card(page, "large").get_by_role("button", name="Show all of it")).to_be_visible()
    page.wait_for_timeout(400)
    card(page, "large").get_by_role("button", name="Show all of it").click()
    expect(card(page, "large").get_by_role("button", name="Show all of it")).to_have_count(0)
    assert len(sizes) >= 2
    assert max(sizes) < 1_500_000


@pytest.mark.parametrize(("theme", "language"), [("light", "zh-CN"), ("dark", "en-US")])
def test_on_a_phone(logdir, serve, open_page, theme, language):
    page = open_page(
        serve(logdir).url + "#/tensors?tensors.tags=weights",
        width=390,
        height=844,
        theme=theme,
        language=language,
        has_touch=True,
    )
    expect(legend(page)).to_contain_text("−10")
    box = plane(page).bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 20, box["y"] + box["height"] / 2)
    expect(legend(page)).to_contain_text("第 4 列" if language == "zh-CN" else "column 4:")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert serious_violations(page) == []


def test_cards_share_a_range_of_colours_when_asked(logdir, serve, open_page):
    page = open_page(serve(logdir).url + "#/tensors")
    expect(legend(page)).to_have_text("−10 10")
    steps = card(page).get_by_role("slider", name=re.compile("Step"))
    steps.focus()
    page.keyboard.press("Home")
    expect(legend(page)).to_have_text("−30 −11")

    page.get_by_role("button", name="Tensor settings").click()
    page.get_by_role("radio", name="Each tag").check(force=True)
    page.keyboard.press("Escape")
    expect(legend(page)).to_have_text("−30 −11")
    steps.focus()
    page.keyboard.press("End")
    # Zero is among what both steps show.
    expect(legend(page)).to_have_text("−30 30")
    expect(legend(page, "odd")).to_contain_text("0 10")
    page.keyboard.press("Home")
    expect(legend(page)).to_have_text("−30 30")

    page.get_by_role("button", name="Tensor settings").click()
    page.get_by_role("radio", name="All cards").check(force=True)
    expect(legend(page, "odd")).to_contain_text("−30 30")
    expect(page).to_have_url(re.compile("tensors.range=all"))
