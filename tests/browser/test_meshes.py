"""The Meshes panel: drawn with and without WebGL, turned by mouse, keys and fingers, stepped, growing, bad content, both languages."""

from __future__ import annotations

import re
from pathlib import Path

import find_browser
import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from sonde import SummaryWriter
from support.accessibility import serious_violations
from support.event_writer import FLOAT, EventWriter, value
from support.records import bytes_field, metadata, tensor

PICTURE = """(canvas) => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
  const sums = [0, 0, 0, 0];
  for (let i = 0; i < data.length; i += 4)
    if (data[i + 3] > 128) { sums[0]++; for (let c = 0; c < 3; c++) sums[c + 1] += data[i + c]; }
  return sums;
}"""
# What is counted of WebGL: which contexts were made, and are not lost.
CONTEXTS = """
window.made = [];
const before = HTMLCanvasElement.prototype.getContext;
HTMLCanvasElement.prototype.getContext = function (kind, ...more) {
  const context = before.call(this, kind, ...more);
  if (kind === 'webgl2' && context !== null && !window.made.includes(context)) window.made.push(context);
  return context;
};
"""
ALIVE = "window.made.filter((context) => !context.isContextLost()).length"

SQUARE = np.array([[[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]], float)
FACES = np.array([[[0, 1, 2], [0, 2, 3]]])
BAR = SQUARE * [1, 0.1, 1]


def paint(red: int, green: int, blue: int) -> np.ndarray:
    return np.broadcast_to(np.array([red, green, blue]), (1, 4, 3))


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """Two runs; the colour of the square goes from red to green, with each step a little more."""
    root = tmp_path / "runs"
    for run in ("a", "b"):
        with SummaryWriter(root / run) as writer:
            for step in range(0, 30, 10):
                writer.add_mesh(
                    "scene/square", SQUARE, paint(200 - 10 * step, 10 * step, 0), FACES, global_step=step
                )
    return root


@pytest.fixture
def watched(open_page):
    """Opens a page in which contexts of WebGL are counted; what the driver says of its speed is no complaint."""

    def start(url: str, **options: object) -> Page:
        page = open_page("about:blank", **options)
        page.add_init_script(CONTEXTS)
        page.goto(url)
        return page

    return start


def card(page: Page, name: str = "scene/square", run: str = "a") -> Locator:
    return page.locator(f"article[data-tag='{name}'][data-run='{run}']").first


def view(page: Page, name: str = "scene/square", run: str = "a") -> Locator:
    return card(page, name, run).get_by_role("application")


def slider(page: Page, run: str = "a") -> Locator:
    return card(page, run=run).get_by_role("slider").first


def picture(of: Locator) -> list[float]:
    """How many pixels are painted, and the sums of their red, green and blue."""
    return of.locator("canvas").evaluate(PICTURE)


def drawn(page: Page, step: int, name: str = "scene/square", run: str = "a") -> list[float]:
    """The picture of a card, once it shows a step."""
    expect(view(page, name, run).locator("canvas")).to_have_attribute("data-step", str(step))
    return picture(view(page, name, run))


def changed(of: Locator, before: list[float]) -> list[float]:
    """The picture, once it is another."""
    for _ in range(200):
        now = picture(of)
        if now != before:
            return now
        of.page.wait_for_timeout(50)
    raise AssertionError("the picture stayed as it was")


def test_a_step_and_its_colours_are_drawn_and_cards_follow_when_linked(serve, watched, logdir):
    page = watched(f"{serve(logdir).url}#/meshes")
    pixels, red, green, blue = drawn(page, 20)
    assert pixels > 1000
    # Lit from the side it shines a little in white.
    assert green > 20 * red
    assert green > 20 * blue
    expect(card(page).locator("footer")).to_contain_text("4 points · 2 triangles")
    slider(page).press("Home")
    _, red, green, _ = drawn(page, 0)
    assert red > 20 * green
    drawn(page, 20, run="b")
    page.get_by_label("One step for all cards").check()
    slider(page).press("Home")
    slider(page).press("ArrowRight")
    for run in ("a", "b"):
        drawn(page, 10, run=run)
    expect(page).to_have_url(re.compile(r"meshes\.step=10"))
    page.reload()
    drawn(page, 10, run="b")


def test_it_is_turned_moved_and_zoomed_by_mouse_and_keys(serve, watched, logdir):
    page = watched(f"{serve(logdir).url}#/meshes")
    first = drawn(page, 20)
    other = drawn(page, 20, run="b")
    view(page).focus()
    page.keyboard.press("ArrowLeft")
    turned = changed(view(page), first)
    page.keyboard.press("+")
    zoomed = changed(view(page), turned)
    assert zoomed[0] > turned[0]
    page.keyboard.press("0")
    assert changed(view(page), zoomed) == first
    assert picture(view(page, run="b")) == other

    page.get_by_label("One camera for all cards").check()
    box = view(page).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2 + 20, steps=4)
    page.mouse.up()
    dragged = changed(view(page), first)
    changed(view(page, run="b"), other)
    page.mouse.wheel(0, 300)
    assert changed(view(page), dragged)[0] < dragged[0]
    card(page).get_by_role("button", name="Reset view").click()
    expect(page).to_have_url(re.compile(r"meshes\.one_camera=1"))
    page.keyboard.press("Tab")
    view(page).press(",")
    drawn(page, 10)


def test_samples_full_screen_and_downloads(serve, watched, tmp_path):
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_mesh("m", np.concatenate([SQUARE, BAR]), None, FACES.repeat(2, 0), global_step=1)
    page = watched(f"{serve(tmp_path).url}#/meshes")
    whole = drawn(page, 1, "m")
    expect(card(page, "m")).to_contain_text("1 / 2")
    card(page, "m").get_by_role("button", name="Next sample").click()
    assert changed(view(page, "m"), whole)[0] < whole[0]
    card(page, "m").get_by_role("button", name="Full screen").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("canvas")).to_have_attribute("data-step", "1")
    assert picture(dialog.get_by_role("application"))[0] > 0
    for name in ("PLY", "PNG"):
        dialog.get_by_role("button", name="Download").click()
        with page.expect_download() as saved:
            page.get_by_role("button", name=name).click()
        data = Path(saved.value.path()).read_bytes()
        assert data.startswith(
            b"ply\nformat binary_little_endian 1.0\nelement vertex 4\n" if name == "PLY" else b"\x89PNG"
        )
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_it_grows_unless_another_step_was_chosen(serve, watched, tmp_path):
    with SummaryWriter(tmp_path / "a", flush_secs=1) as writer:
        for step in (0, 10):
            writer.add_mesh("scene/square", SQUARE, None, FACES, global_step=step)
        writer.flush()
        page = watched(f"{serve(tmp_path).url}#/meshes")
        drawn(page, 10)
        writer.add_mesh("scene/square", BAR, None, FACES, global_step=20)
        writer.flush()
        drawn(page, 20)
        slider(page).press("Home")
        drawn(page, 0)
        writer.add_mesh("scene/square", BAR, None, FACES, global_step=30)
        writer.flush()
        expect(slider(page)).to_have_attribute("max", "3")
        drawn(page, 0)


def test_bad_content_is_named_and_the_page_goes_on(serve, watched, tmp_path):
    def floats(*shape: int) -> bytes:
        return tensor(FLOAT, shape, bytes_field(4, np.arange(np.prod(shape), dtype="<f4").tobytes()))

    with SummaryWriter(tmp_path / "a") as writer:
        odd = np.array([[[0, 1, 2], [0, 2, 9], [-1, 0, 1]]])
        writer.add_mesh(
            "scene/square", SQUARE, paint(1, 2, 3)[:, :2], odd, {"material": {"cls": "Velvet"}}, 20
        )
        writer.add_mesh("nan", np.where(SQUARE < 0, np.nan, SQUARE), global_step=1)
        writer.add_mesh("none", np.zeros((1, 0, 3)), global_step=1)
    with EventWriter(tmp_path / "a" / "events.out.tfevents.9.host.0") as writer:
        about = metadata("mesh", data_class=2)
        writer.values(1, value("flat_VERTEX", tensor=floats(4, 3), metadata=about))
        writer.values(1, value("lone_FACE", tensor=floats(1, 1, 3), metadata=about))
    page = watched(f"{serve(tmp_path).url}#/meshes")
    assert drawn(page, 20)[0] > 100
    footer = card(page).locator("footer")
    expect(footer).to_contain_text("2 triangles name points that there are not")
    expect(footer).to_contain_text("2 colours for 4 points")
    expect(footer).to_contain_text("Velvet")
    expect(card(page, "flat")).to_contain_text("batch × n × 3, found 4 × 3")
    expect(card(page, "none")).to_contain_text("no points")
    expect(card(page, "lone")).to_contain_text("none were logged, only faces or colours")
    assert drawn(page, 1, "nan")[0] > 0


def test_many_meshes_share_one_context_which_is_freed_with_the_panel(serve, watched, tmp_path):
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_scalar("loss", 1.0, 1)
        for number in range(24):
            writer.add_mesh(f"m{number:02}", SQUARE, None, FACES, global_step=1)
    page = watched(f"{serve(tmp_path).url}#/meshes?meshes.card_width=240&meshes.card_height=160", height=1400)
    for number in (0, 11, 23):
        assert drawn(page, 1, f"m{number:02}")[0] > 100
    assert page.evaluate(ALIVE) == 1
    page.get_by_role("link", name="Time Series").click()
    expect(page.locator("article[data-tag='loss']")).to_be_visible()
    page.wait_for_function(f"{ALIVE} === 0")
    page.get_by_role("link", name="Meshes").click()
    assert drawn(page, 1, "m00")[0] > 100


def test_without_webgl_it_is_projected(browser, serve, logdir):
    """In a Chromium that was started without it; three.js is not loaded then."""
    arguments = [*find_browser.ARGUMENTS, "--disable-3d-apis"]
    without = browser.browser_type.launch(executable_path=find_browser.find(), args=arguments)
    try:
        page = without.new_page()
        loaded: list[str] = []
        page.on("request", lambda asked: loaded.append(asked.url))
        page.goto(f"{serve(logdir).url}#/meshes")
        pixels, red, green, _ = drawn(page, 20)
        assert pixels > 1000
        assert red == 0
        assert green > 0
        expect(card(page).locator("footer")).to_contain_text("without WebGL")
        first = picture(view(page))
        view(page).press("ArrowLeft")
        changed(view(page), first)
        assert any("/assets/panel-" in url for url in loaded)
        assert not any("/assets/stage-" in url for url in loaded)
    finally:
        without.close()


def test_a_finger_turns_it(serve, watched, logdir):
    page = watched(f"{serve(logdir).url}#/meshes", width=390, has_touch=True, is_mobile=True)
    first = drawn(page, 20)
    box = view(page).bounding_box()
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    touch = page.context.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    for way in (15, 40, 70):
        moved = {"x": at["x"] + way, "y": at["y"]}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [moved]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    changed(view(page), first)


@pytest.mark.parametrize(("theme", "language"), [("light", "en-US"), ("dark", "zh-CN")])
def test_it_is_usable_when_narrow(serve, watched, logdir, theme, language):
    page = watched(f"{serve(logdir).url}#/meshes", theme=theme, language=language, width=390)
    assert drawn(page, 20)[0] > 100
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    if language == "zh-CN":
        expect(card(page).locator("footer")).to_contain_text("4 个点 · 2 个三角形")
