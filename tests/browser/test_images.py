"""Images: cards by tag and run, their steps and samples, the viewer, comparison, and what cannot be shown."""

from __future__ import annotations

import io
import re
import struct
import zlib

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from sonde import SummaryWriter, summary
from support.accessibility import serious_violations
from support.event_logs import append
from support.records import bytes_field, event, record, varint_field

SIDE = 16


def checks(shade: int) -> np.ndarray:
    """Black and one shade in turn, [height, width, channel]."""
    odd = np.indices((SIDE, SIDE)).sum(0) % 2
    return (odd * shade).astype(np.uint8)[..., None].repeat(3, 2)


def logged(tag: str, step: int, data: bytes) -> bytes:
    """The record of an encoded image, whatever it is."""
    old = bytes_field(4, varint_field(1, 5) + varint_field(2, 5) + varint_field(3, 3) + bytes_field(4, data))
    return record(event(bytes_field(5, bytes_field(1, bytes_field(1, tag) + old)), step, 1000.0 + step))


@pytest.fixture
def logdir(tmp_path):
    root = tmp_path / "runs"
    for number, run in enumerate(("a", "b")):
        with SummaryWriter(root / run) as writer:
            for step in range(0, 50, 10):
                writer.add_image("sample/checks", checks(100 + step + 5 * number), step, dataformats="HWC")
    return root


@pytest.fixture
def broken(tmp_path):
    out = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    Image.fromarray(noise).save(out, "PNG")
    svg = (
        b"<svg xmlns='http://www.w3.org/2000/svg' width='64' height='64' onload='document.title=`loaded`'>"
        b"<title>drawn</title><script>document.title = 'ran'</script>"
        b"<rect width='64' height='64' style='fill: green'/></svg>"
    )
    directory = tmp_path / "runs" / "a"
    directory.mkdir(parents=True)
    file = directory / "events.out.tfevents.0000001000.host.0"
    file.write_bytes(record(event(bytes_field(3, "brain.Event:2"), wall_time=1000.0)))
    append(file, logged("cut", 1, out.getvalue()[:-2000]))
    append(file, logged("words", 1, b"no image"))
    append(file, logged("drawing", 1, svg))
    append(file, logged("whole", 1, out.getvalue()))
    append(file, logged("huge", 1, huge_png()))
    append(file, logged("nested", 1, b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 20_000))
    return tmp_path / "runs"


def huge_png() -> bytes:
    """A PNG of a few kilobytes with 200 megapixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 20_000, 10_000, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(20_001) * 20)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def card(page: Page, tag: str, run: str):
    return page.locator(f"article[data-tag='{tag}'][data-run='{run}']").first


def shown(page: Page, tag: str = "sample/checks", run: str = "a"):
    return card(page, tag, run).locator("img").first


def slider(page: Page, run: str = "a"):
    return card(page, "sample/checks", run).get_by_role("slider").first


def viewer(page: Page):
    return page.get_by_role("dialog").get_by_role("application")


def test_each_run_has_a_card_with_its_newest_image(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    page.get_by_role("navigation", name="Panels").get_by_role("link", name="Images").click()
    for run in ("a", "b"):
        expect(shown(page, run=run)).to_have_attribute("data-step", "40")
    expect(card(page, "sample/checks", "a").locator("footer")).to_contain_text("16 × 16 · PNG")
    assert shown(page).evaluate("image => image.naturalWidth") == SIDE
    page.locator("[data-row='0'] label").first.click()
    expect(page.get_by_role("article")).to_have_count(1)


def test_the_slider_goes_by_keyboard_and_cards_follow_when_linked(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/images")
    slider(page).press("ArrowLeft")
    expect(shown(page)).to_have_attribute("data-step", "30")
    slider(page).press("Home")
    expect(shown(page)).to_have_attribute("data-step", "0")
    expect(slider(page)).to_have_attribute("aria-valuetext", "Step 0")
    expect(shown(page, run="b")).to_have_attribute("data-step", "40")
    page.get_by_label("One step for all cards").check()
    slider(page).press("Home")
    slider(page).press("ArrowRight")
    for run in ("a", "b"):
        expect(shown(page, run=run)).to_have_attribute("data-step", "10")
    expect(page).to_have_url(re.compile(r"images\.step=10"))
    page.reload()
    expect(shown(page, run="b")).to_have_attribute("data-step", "10")


def test_a_new_image_appears_unless_another_step_was_chosen(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/images")
    slider(page, "b").press("ArrowLeft")
    expect(shown(page, run="b")).to_have_attribute("data-step", "30")
    expect(shown(page)).to_have_attribute("data-step", "40")
    for run in ("a", "b"):
        append(next((logdir / run).iterdir()), logged("sample/checks", 60, png(checks(9))))
    expect(shown(page)).to_have_attribute("data-step", "60")
    expect(slider(page, "b")).to_have_attribute("max", "5")
    expect(shown(page, run="b")).to_have_attribute("data-step", "30")


def png(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def test_samples_of_a_step(serve, open_page, tmp_path):
    with summary.create_file_writer(str(tmp_path / "a")).as_default():
        summary.image("several", np.stack([checks(shade) for shade in (50, 150, 250)]), 1)
    page = open_page(f"{serve(tmp_path).url}#/images")
    several = card(page, "several", "a")
    expect(several).to_contain_text("1 / 3")
    several.get_by_role("button", name="Next sample").click()
    several.get_by_role("button", name="Next sample").click()
    expect(several).to_contain_text("3 / 3")
    expect(several.get_by_role("button", name="Next sample")).to_be_disabled()
    page.get_by_role("radio", name="Runs × steps").check()
    page.get_by_role("button", name="Previous sample").click()
    expect(page.get_by_role("article").locator("footer")).to_contain_text("2 / 3")
    page.get_by_role("button", name="Next sample").click()
    page.get_by_role("radio", name="Cards", exact=True).check()
    several.get_by_role("button", name="Open several").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("img[data-whole='true']")).to_be_visible()
    assert pixels_of(page)[SIDE // 2, SIDE // 2 + 1, 0] == 250


def pixels_of(page: Page) -> np.ndarray:
    """The image in the viewer, as the browser decoded it."""
    values = (
        page.get_by_role("dialog")
        .locator("img")
        .first.evaluate(
            """image => {
            const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
            const pen = canvas.getContext('2d');
            pen.drawImage(image, 0, 0);
            return [...pen.getImageData(0, 0, canvas.width, canvas.height).data];
        }"""
        )
    )
    return np.array(values, np.uint8).reshape(SIDE, SIDE, 4)


def test_zoom_is_crisp_and_tells_the_pixel(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/images")
    page.get_by_role("button", name="Open sample/checks, a, step 40").click()
    image = page.get_by_role("dialog").locator("img[data-whole='true']")
    expect(image).to_be_visible()
    expect(viewer(page)).to_be_focused()
    before = image.bounding_box()
    assert before["width"] % SIDE == 0
    expect(image).to_have_css("image-rendering", "pixelated")
    side = before["width"] / SIDE
    page.mouse.move(before["x"] + 4.5 * side, before["y"] + 3.5 * side)
    expect(page.get_by_role("dialog")).to_contain_text("x 4, y 3: 140, 140, 140")
    page.mouse.move(before["x"] + 3.5 * side, before["y"] + 3.5 * side)
    expect(page.get_by_role("dialog")).to_contain_text("x 3, y 3: 0, 0, 0")
    page.mouse.wheel(0, -300)
    page.wait_for_function(
        "width => document.querySelector('dialog img').getBoundingClientRect().width > width",
        arg=before["width"],
    )
    expect(page.get_by_role("dialog")).to_contain_text("x 3, y 3")
    page.keyboard.press("1")
    assert image.bounding_box()["width"] == SIDE
    page.keyboard.press("0")
    assert image.bounding_box() == before
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(",")
    expect(image).to_have_attribute("data-step", "30")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_two_runs_and_two_steps_are_compared(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/images")
    card(page, "sample/checks", "a").locator("button.image").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Compare with").select_option("b")
    other = dialog.locator(".second img")
    expect(other).to_have_attribute("data-step", "40")
    edge = dialog.get_by_role("slider", name="Edge between the images")
    edge.press("ArrowRight")
    expect(edge).to_have_attribute("aria-valuenow", "52")
    expect(dialog.locator(".second")).to_have_css("clip-path", "inset(0px 0px 0px 52%)")
    dialog.get_by_role("radio", name="Difference").check()
    box = dialog.locator("img").first.bounding_box()
    side = box["width"] / SIDE
    spot = {"x": box["x"] + 4 * side + 2, "y": box["y"] + 3 * side + 2, "width": side - 4, "height": side - 4}
    found = np.asarray(Image.open(io.BytesIO(page.screenshot(clip=spot))).convert("RGB"))
    assert np.abs(found.astype(int) - 5).max() <= 1  # 145 and 140
    dialog.get_by_role("radio", name="Flicker").check()
    expect(dialog.locator(".second")).to_have_css("visibility", "visible")
    expect(dialog.locator(".second")).to_have_css("visibility", "hidden")
    dialog.get_by_label("Compare with").select_option("a")
    expect(other).to_have_attribute("data-step", "30")
    dialog.get_by_role("slider", name="Step of the other image").press("Home")
    expect(other).to_have_attribute("data-step", "0")
    expect(page).to_have_url(re.compile(r"images\.other_step=0"))


def test_tone_changes_what_is_seen_and_not_what_is_read(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/images?images.brightness=0")
    expect(shown(page)).to_be_visible()
    found = np.asarray(Image.open(io.BytesIO(shown(page).screenshot())).convert("L"))
    assert found[found.shape[0] // 2 - 40 : found.shape[0] // 2 + 40, found.shape[1] // 2].max() == 0
    page.get_by_role("button", name="Image settings").click()
    page.get_by_role("button", name="Reset look").click()
    expect(page).not_to_have_url(re.compile("brightness"))


def test_what_cannot_be_shown_says_so_and_the_page_goes_on(serve, open_page, broken):
    page = open_page(f"{serve(broken).url}#/images", may_lose_server=True)
    expect(card(page, "cut", "a")).to_contain_text("No image: the image cannot be decoded")
    expect(card(page, "words", "a")).to_contain_text("found bytes that begin with 6e 6f")
    expect(card(page, "huge", "a")).to_contain_text("of 20,000 × 10,000 pixels (200 megapixels) is too large")
    expect(card(page, "nested", "a")).to_contain_text("this browser cannot draw it")
    expect(shown(page, "whole")).to_be_visible()
    expect(card(page, "whole", "a").locator("footer")).to_contain_text("its summary says 5 × 5")
    card(page, "huge", "a").get_by_role("button", name="Full screen").click()
    expect(page.get_by_role("dialog")).to_contain_text("is too large")
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="Runs × steps").check()
    page.get_by_label("Search tags").fill("huge")
    expect(page.get_by_role("gridcell").locator("[aria-label*='is too large']")).to_be_visible()


def test_a_drawing_is_shown_and_its_scripts_never_run(serve, open_page, broken):
    url = serve(broken).url
    page = open_page(f"{url}#/images", may_lose_server=True)
    drawing = shown(page, "drawing")
    expect(drawing).to_be_visible()
    found = np.asarray(Image.open(io.BytesIO(drawing.screenshot())).convert("RGB"))
    assert (found[found.shape[0] // 2, found.shape[1] // 2] == (0, 128, 0)).all()
    drawing.click()
    expect(page.get_by_role("dialog").locator("img").first).to_be_visible()
    page.keyboard.press("Escape")
    card(page, "drawing", "a").get_by_role("button", name="Download").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="SVG").click()
    assert saved.value.suggested_filename == "a-drawing-1.svg"
    assert page.title() == "runs · Sonde"
    # Opened by themselves: the small copy, and the bytes as they were logged.
    place = "run=a&tag=drawing&index=0&part=0&kind=images"
    for route in ("images/thumbnail", "tensors/value"):
        alone = open_page(f"{url.rstrip('/')}/api/{route}?{place}", may_lose_server=True)
        alone.wait_for_timeout(300)
        assert alone.title() not in ("ran", "loaded")
        assert alone.evaluate("document.contentType") == (
            "image/svg+xml" if route == "images/thumbnail" else "text/plain"
        )


def test_nothing_is_fetched_that_is_not_in_sight(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path / "a") as writer:
        for number in range(120):
            writer.add_image(f"group/{number:03}", checks(number), 1, dataformats="HWC")
    asked: list[str] = []
    page = open_page(serve(tmp_path).url)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{page.url.split('#')[0]}#/images")
    expect(shown(page, "group/000")).to_be_visible()
    page.wait_for_timeout(500)
    visible = page.evaluate(
        "[...document.querySelectorAll('article')].filter(one => one.getBoundingClientRect().top < innerHeight).length"
    )
    images = [url for url in asked if "/api/images/thumbnail" in url]
    assert 0 < len(images) <= visible < 40
    assert len(set(images)) == len(images)
    assert [url for url in asked if "/api/tensors/value" in url] == []


def middle_of(locator) -> np.ndarray:
    """Red, green and blue of the middle of what is seen."""
    found = np.asarray(Image.open(io.BytesIO(locator.screenshot())).convert("RGB"))
    return found[found.shape[0] // 2, found.shape[1] // 2].astype(int)


def images_of(directory, tags: dict[str, bytes], run: str = "a"):
    """A log directory with a run that logged these encoded images once."""
    (directory / run).mkdir(parents=True)
    file = directory / run / "events.out.tfevents.0000001000.host.0"
    file.write_bytes(record(event(bytes_field(3, "brain.Event:2"), wall_time=1000.0)))
    for tag, data in tags.items():
        append(file, logged(tag, 1, data))
    return directory


def test_channels_and_colour_maps(serve, open_page, tmp_path):
    colour = np.full((SIDE, SIDE, 4), (200, 100, 50, 51), np.uint8)
    grey = np.full((SIDE, SIDE), 255, np.uint8)
    logs = images_of(
        tmp_path, {"colour": png(colour), "grey": png(grey), "grey_rgb": png(grey[..., None].repeat(3, 2))}
    )
    page = open_page(f"{serve(logs).url}#/images?images.channel=green")
    expect(shown(page, "colour")).to_be_visible()
    page.get_by_role("button", name="Image settings").click()
    channel, colours = page.get_by_label("Channel"), page.get_by_label("Colour map")
    found = middle_of(shown(page, "colour"))
    assert found[0] == found[1] == found[2]
    channel.select_option("alpha")
    expect(page).to_have_url(re.compile("images.channel=alpha"))
    assert np.abs(middle_of(shown(page, "colour")) - 51).max() <= 1
    channel.select_option("all")
    colours.select_option("viridis")
    page.keyboard.press("Escape")
    for tag in ("grey", "grey_rgb"):
        expect(shown(page, tag)).to_have_css("filter", re.compile("images-look-mapped"))
        assert np.abs(middle_of(shown(page, tag)) - (0xFD, 0xE7, 0x25)).max() <= 2
    expect(shown(page, "colour")).to_have_css("filter", re.compile(r"images-look\W*$"))


def test_values_of_16_bits_are_told_and_seen(serve, open_page, tmp_path):
    deep = (np.arange(SIDE * SIDE).reshape(SIDE, SIDE) + 1000).astype(np.uint16)
    page = open_page(f"{serve(images_of(tmp_path, {'deep': png(deep)})).url}#/images")
    expect(card(page, "deep", "a").locator("footer")).to_contain_text("16 bits, the upper 8 shown")
    assert middle_of(shown(page, "deep")).max() < 6
    shown(page, "deep").click()
    image = page.get_by_role("dialog").locator("img[data-whole='true']")
    expect(image).to_be_visible()
    box = image.bounding_box()
    side = box["width"] / SIDE
    page.mouse.move(box["x"] + 4.5 * side, box["y"] + 3.5 * side)
    expect(page.get_by_role("dialog")).to_contain_text(f"x 4, y 3: {deep[3, 4]}")
    page.get_by_role("dialog").get_by_role("button", name="Look").click()
    page.get_by_label("Full range of 16 bits").check()
    page.keyboard.press("Escape")
    expect(card(page, "deep", "a").locator("footer")).to_contain_text("16 bits, full range")
    expect(image).to_be_visible()
    page.mouse.move(box["x"] + 15.5 * side, box["y"] + 15.5 * side)
    expect(page.get_by_role("dialog")).to_contain_text(f"x 15, y 15: {deep[15, 15]}")
    seen = np.asarray(Image.open(io.BytesIO(image.screenshot())).convert("L"))
    assert seen[int(15.5 * side), int(2.5 * side)] > 230
    assert seen[int(0.5 * side), int(2.5 * side)] < 20


def encoded(form: str, **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (SIDE, SIDE), (200, 100, 50)).save(out, form, **options)
    return out.getvalue()


def moving(form: str) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (SIDE, SIDE), colour) for colour in ("black", "white")]
    frames[0].save(out, form, save_all=True, append_images=frames[1:], duration=150, loop=0)
    return out.getvalue()


def test_every_format_is_drawn_and_what_moves_plays(serve, open_page, tmp_path):
    forms = {
        form: encoded(form, **({"quality": 95} if form != "BMP" else {}))
        for form in ("PNG", "JPEG", "WEBP", "BMP")
    }
    logs = images_of(
        tmp_path,
        {
            **forms,
            "TIFF": encoded("TIFF"),
            **{f"moving_{form}": moving(form) for form in ("GIF", "WEBP", "PNG")},
        },
    )
    page = open_page(f"{serve(logs).url}#/images", height=1800)
    for form in (*forms, "TIFF"):
        expect(shown(page, form)).to_be_visible()
        assert np.abs(middle_of(shown(page, form)) - (200, 100, 50)).max() <= 4
    shown(page, "TIFF").click()
    expect(page.get_by_role("dialog").locator("img[data-whole='true']")).to_be_visible()
    page.keyboard.press("Escape")
    for form in ("GIF", "WEBP", "PNG"):
        image = shown(page, f"moving_{form}")
        image.scroll_into_view_if_needed()
        found = set()
        for _ in range(40):
            found.add(middle_of(image)[0] > 127)
            if len(found) == 2:
                break
            page.wait_for_timeout(35)
        assert (form, len(found)) == (form, 2)


def test_a_figure_is_sharp_on_a_fine_screen(serve, open_page, tmp_path):
    pixels = np.random.default_rng(2).integers(0, 255, (300, 400, 3), np.uint8)
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_image("figure", pixels, 1, dataformats="HWC")
    page = open_page(f"{serve(tmp_path).url}#/images?images.full=figure,a", device_scale_factor=2)
    image = page.get_by_role("dialog").locator("img[data-whole='true']")
    expect(image).to_be_visible()
    expect(page.get_by_role("dialog")).to_contain_text("400 × 300")
    # Enlarged by a whole number of the screen's pixels: 2.5 of the page's.
    box = image.bounding_box()
    enlarged = round(box["width"] * 2) // 400
    assert (box["width"] * 2, box["height"] * 2) == (enlarged * 400, enlarged * 300)
    page.keyboard.press("1")
    page.wait_for_function("document.querySelector('dialog img').getBoundingClientRect().width === 200")
    found = np.asarray(Image.open(io.BytesIO(image.screenshot())).convert("RGB"))
    assert found.shape == pixels.shape
    # The reading covers a corner.
    assert np.array_equal(found[:200], pixels[:200])


def test_two_fingers_zoom_and_move(serve, open_page, logdir):
    page = open_page(
        f"{serve(logdir).url}#/images?images.full=sample/checks,a",
        width=390,
        height=800,
        has_touch=True,
        is_mobile=True,
    )
    image = page.get_by_role("dialog").locator("img[data-whole='true']")
    expect(image).to_be_visible()
    before = image.bounding_box()
    stage = viewer(page).bounding_box()
    devices = page.context.new_cdp_session(page)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": stage["x"] + x, "y": stage["y"] + y} for x, y in places]
        devices.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (120, 200), (200, 200))
    for part in range(1, 5):
        touch("touchMove", (120 - 10 * part, 200), (200 + 10 * part, 200))
    touch("touchEnd")
    after = image.bounding_box()
    assert abs(after["width"] / before["width"] - 2) < 0.05
    touch("touchStart", (150, 200))
    for part in range(1, 5):
        touch("touchMove", (150 + 5 * part, 200 + 10 * part))
    touch("touchEnd")
    moved = image.bounding_box()
    assert (round(moved["x"] - after["x"]), round(moved["y"] - after["y"])) == (20, 40)
    # The slider below goes by finger too.
    track = page.get_by_role("dialog").get_by_role("slider").first.bounding_box()
    page.touchscreen.tap(track["x"] + 3, track["y"] + track["height"] / 2)
    expect(image).to_have_attribute("data-step", "0")


@pytest.fixture
def sweep(tmp_path):
    """Thirty runs of forty steps; the last of them has every second one."""
    root = tmp_path / "runs"
    for number in range(30):
        with SummaryWriter(root / f"r{number:02}") as writer:
            for step in range(0, 400, 20 if number == 29 else 10):
                writer.add_image("sample", checks(50 + number), step, dataformats="HWC")
    return root


def cell(page: Page, run: str, step: int):
    return page.get_by_role("gridcell").get_by_role("button", name=f"{run}, Step {step}", exact=True)


def test_runs_and_steps_stand_in_a_grid_that_fetches_what_is_seen(serve, open_page, sweep):
    asked: list[str] = []
    page = open_page(serve(sweep).url)
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("navigation", name="Panels").get_by_role("link", name="Images").click()
    page.get_by_role("radio", name="Runs × steps").check()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article").locator("footer")).to_have_text("30 runs · 40 steps · 1,180 images")
    expect(cell(page, "r00", 390).locator("img")).to_be_visible()
    page.wait_for_timeout(500)
    grid = page.get_by_role("grid", name="Images of sample")
    assert grid.get_attribute("aria-rowcount") == "31"
    asked.clear()
    grid.evaluate("grid => (grid.scrollTop = grid.scrollHeight)")
    expect(cell(page, "r28", 390).locator("img")).to_be_visible()
    page.wait_for_timeout(500)
    images = [url for url in asked if "/api/images/thumbnail" in url]
    drawn = grid.get_by_role("gridcell").count()
    assert 0 < len(images) <= drawn < 80
    assert len(set(images)) == len(images)
    expect(page.get_by_role("gridcell", name="r29: no image at step 390")).to_be_visible()


def test_the_grid_goes_by_keyboard_opens_images_and_grows(serve, open_page, sweep):
    page = open_page(f"{serve(sweep).url}#/images?images.view=grid")
    cell(page, "r00", 390).focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    expect(cell(page, "r02", 380)).to_be_focused()
    page.keyboard.press("Home")
    expect(cell(page, "r02", 0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    opened = page.get_by_role("dialog").locator("img[data-whole='true']")
    expect(opened).to_have_attribute("data-step", "10")
    page.keyboard.press("Escape")
    expect(cell(page, "r02", 10)).to_be_focused()
    page.keyboard.press("End")
    append(next((sweep / "r02").iterdir()), logged("sample", 400, png(checks(9))))
    expect(cell(page, "r02", 400).locator("img")).to_be_visible()
    page.get_by_role("article").get_by_role("button", name="Full screen").click()
    page.get_by_role("dialog").locator("[aria-label='r02, Step 400']").click()
    expect(opened).to_have_attribute("data-step", "400")
    page.go_back()
    expect(page.get_by_role("dialog").get_by_role("grid")).to_be_visible()


@pytest.mark.parametrize(("theme", "language"), [("light", "en-US"), ("dark", "zh-CN")])
@pytest.mark.parametrize("width", [1440, 390])
def test_nobody_is_kept_out_of_the_grid(serve, open_page, logdir, theme, language, width):
    url = f"{serve(logdir).url}#/images?images.view=grid"
    page = open_page(url, theme=theme, language=language, width=width)
    expect(page.get_by_role("gridcell").locator("img").first).to_be_visible()
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("theme", "language"), [("light", "en-US"), ("dark", "zh-CN")])
@pytest.mark.parametrize("width", [1440, 390])
def test_nobody_is_kept_out(serve, open_page, logdir, theme, language, width):
    page = open_page(f"{serve(logdir).url}#/images", theme=theme, language=language, width=width)
    expect(shown(page)).to_be_visible()
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    card(page, "sample/checks", "a").locator("button.image").click()
    expect(page.get_by_role("dialog").locator("img[data-whole='true']")).to_be_visible()
    page.get_by_role("dialog").locator("select").select_option("b")
    expect(page.get_by_role("dialog").locator(".second img")).to_be_visible()
    page.get_by_role("dialog").locator(".bar button[aria-haspopup]").click()
    expect(page.get_by_role("dialog").locator(".gradient")).to_be_visible()
    assert serious_violations(page) == []
    assert page.locator("dialog[open]").evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
