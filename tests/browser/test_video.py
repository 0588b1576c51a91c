"""Videos: MP4, WebM and GIF, picture by picture, together, what cannot be played, and how much is fetched."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from sonde import SummaryWriter
from support.accessibility import serious_violations
from support.event_logs import append
from support.media import encoded_gif, encoded_video, event_file, image_record, pictures, video_record

FRAMES = pictures(20)
MP4, WEBM = encoded_video(FRAMES, 10, "mp4"), encoded_video(FRAMES, 10, "webm")
GIF = encoded_gif(FRAMES, 100)


def log(root, run: str, *records: bytes):
    (root / run).mkdir(parents=True)
    (root / run / "events.out.tfevents.0000001000.host.0").write_bytes(event_file(*records))


@pytest.fixture
def logdir(tmp_path):
    root = tmp_path / "runs"
    for run in ("a", "b"):
        log(
            root,
            run,
            *(image_record("rollout/gif", step, GIF) for step in (0, 10, 20)),
            *(video_record("rollout/mp4", step, MP4, WEBM) for step in (0, 10, 20)),
        )
    return root


def card(page: Page, tag: str, run: str = "a"):
    return page.locator(f"article[data-tag='{tag}'][data-run='{run}']").first


def stage(page: Page, tag: str, run: str = "a"):
    return card(page, tag, run).get_by_role("application")


def ready(page: Page, tag: str, run: str = "a"):
    expect(stage(page, tag, run)).to_have_attribute("data-ready", "true")
    return stage(page, tag, run)


def grey(page: Page, tag: str) -> int:
    """What is seen in the middle of a card's picture."""
    return (
        stage(page, tag)
        .locator("video, canvas")
        .evaluate(
            """one => {
        const pen = new OffscreenCanvas(1, 1).getContext('2d');
        pen.drawImage(one, 30, 20, 1, 1, 0, 0, 1, 1);
        return pen.getImageData(0, 0, 1, 1).data[0];
    }"""
        )
    )


def test_what_is_logged_as_gif_among_images_has_a_tab_too(serve, open_page, tmp_path):
    still = io.BytesIO()
    Image.fromarray(FRAMES[0]).save(still, "GIF")
    records = (image_record("rollout", 3, GIF), image_record("still", 3, still.getvalue()))
    log(tmp_path / "runs", "a", *records)
    page = open_page(serve(tmp_path / "runs").url)
    tabs = page.get_by_role("navigation", name="Panels")
    expect(tabs.get_by_role("link")).to_have_text(["Runs", "Images", "Video"])
    tabs.get_by_role("link", name="Video").click()
    ready(page, "rollout")
    expect(page.get_by_role("article")).to_have_count(1)
    tabs.get_by_role("link", name="Images").click()
    expect(page.get_by_role("article")).to_have_count(2)


@pytest.mark.parametrize("tag", ["rollout/gif", "rollout/mp4"])
def test_it_goes_picture_by_picture_and_plays(serve, open_page, logdir, tag):
    page = open_page(f"{serve(logdir).url}#/video")
    one = ready(page, tag)
    expect(card(page, tag).locator("footer")).to_contain_text("64 × 48")
    expect(card(page, tag).locator("footer")).to_contain_text("10 fps")
    one.focus()
    for number in (1, 2, 3):
        page.keyboard.press(".")
        expect(one).to_have_attribute("data-frame", str(number))
    page.wait_for_timeout(300)
    assert abs(grey(page, tag) - 24) < 6
    page.keyboard.press(",")
    expect(one).to_have_attribute("data-frame", "2")
    page.wait_for_timeout(300)
    assert abs(grey(page, tag) - 16) < 6
    page.get_by_label("Speed").select_option("4")
    page.keyboard.press("l")
    page.keyboard.press("Space")
    expect(one).to_have_attribute("data-playing", "true")
    page.wait_for_timeout(1200)  # twice as long as it is
    expect(one).to_have_attribute("data-playing", "true")
    page.keyboard.press("l")
    expect(one).to_have_attribute("data-playing", "false")
    page.keyboard.press("Home")
    expect(one).to_have_attribute("data-frame", "0")
    expect(page).to_have_url(re.compile(r"video\.speed=4"))


def test_steps_and_samples(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/video")
    ready(page, "rollout/mp4")
    page.get_by_label("One step for all cards").check()
    card(page, "rollout/mp4").get_by_role("slider", name="Step of").press("Home")
    for tag in ("rollout/gif", "rollout/mp4"):
        expect(stage(page, tag, "b")).to_have_attribute("data-step", "0")
    expect(card(page, "rollout/mp4")).to_contain_text("1 / 2")
    card(page, "rollout/mp4").get_by_role("button", name="Next sample").click()
    expect(card(page, "rollout/mp4").locator("footer")).to_contain_text("WEBM")
    ready(page, "rollout/mp4")
    expect(card(page, "rollout/gif")).to_contain_text("This step has 1 sample.")


def test_all_in_sight_play_as_one(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/video?video.together=1")
    places = [(tag, run) for tag in ("rollout/gif", "rollout/mp4") for run in ("a", "b")]
    for tag, run in places:
        ready(page, tag, run)
    stage(page, "rollout/mp4").click()
    for tag, run in places:
        expect(stage(page, tag, run)).to_have_attribute("data-playing", "true")
    page.wait_for_timeout(800)
    stage(page, "rollout/mp4").click()
    frames = []
    for tag, run in places:
        expect(stage(page, tag, run)).to_have_attribute("data-playing", "false")
        frames.append(int(stage(page, tag, run).get_attribute("data-frame") or 0))
    assert min(frames) > 1
    assert max(frames) - min(frames) <= 3


def test_a_new_video_appears(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/video")
    ready(page, "rollout/gif")
    append(
        next((logdir / "a").iterdir()), image_record("rollout/gif", 60, GIF) + video_record("new", 1, WEBM)
    )
    expect(stage(page, "rollout/gif")).to_have_attribute("data-step", "60")
    ready(page, "new")


def test_what_cannot_be_played_says_so_and_the_page_goes_on(serve, open_page, tmp_path):
    broken = {
        "cut": MP4[:-400],
        "words": b"no video",
        "cut_gif": GIF[: len(GIF) // 2],
        "codec": MP4.replace(b"avc1", b"xyz1"),
        "whole": MP4,
    }
    log(tmp_path / "runs", "a", *(video_record(tag, 1, data) for tag, data in broken.items()))
    page = open_page(f"{serve(tmp_path / 'runs').url}#/video", may_lose_server=True)
    ready(page, "whole")
    expect(card(page, "words")).to_contain_text("No video: expected a video (MP4, WebM, GIF), found bytes")
    expect(card(page, "codec")).to_contain_text("This browser does not play it (MP4 · xyz1)")
    expect(card(page, "cut")).to_contain_text("the video is cut off")
    expect(card(page, "cut_gif")).to_contain_text(re.compile("cut off|cannot be decoded"))
    expect(card(page, "words").get_by_role("button", name="Play")).to_be_disabled()
    card(page, "words").get_by_role("button", name="Download").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="BIN", exact=True).click()
    assert saved.value.suggested_filename == "a-words-1.bin"


def test_of_a_large_video_only_ranges_are_fetched(serve, open_page, tmp_path):
    noise = np.random.default_rng(1).integers(0, 255, (60, 240, 320, 3), np.uint8)
    padding = 80 << 20
    video = encoded_video(noise, 10, "mp4") + (padding + 8).to_bytes(4, "big") + b"free" + bytes(padding)
    log(tmp_path / "runs", "a", video_record("large", 1, video))
    page = open_page(serve(tmp_path / "runs").url)
    statuses: list[tuple[int, str]] = []
    page.on(
        "response",
        lambda answer: (
            "tensors/value" in answer.url
            and statuses.append((answer.status, answer.request.headers.get("range", "")))
        ),
    )
    sizes = page.context.new_cdp_session(page)
    sizes.send("Network.enable")
    got = [0]
    sizes.on("Network.dataReceived", lambda event: got.__setitem__(0, got[0] + event["dataLength"]))
    page.get_by_role("navigation", name="Panels").get_by_role("link", name="Video").click()
    ready(page, "large").focus()
    page.keyboard.press("End")
    page.wait_for_timeout(1000)
    assert statuses
    assert all(status == 206 and asked.startswith("bytes=") for status, asked in statuses)
    assert got[0] < len(video) / 4


def test_a_written_video_is_one_card(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_video("rollout", FRAMES.transpose(0, 3, 1, 2)[None], 3, fps=10)
    page = open_page(f"{serve(tmp_path).url}#/video", width=390, height=800, has_touch=True, is_mobile=True)
    ready(page, "rollout/video")
    expect(page.get_by_role("article")).to_have_count(1)
    stage(page, "rollout/video").tap()
    expect(stage(page, "rollout/video")).to_have_attribute("data-playing", "true")


@pytest.mark.parametrize(("theme", "language"), [("light", "en-US"), ("dark", "zh-CN")])
@pytest.mark.parametrize("width", [1440, 390])
def test_nobody_is_kept_out(serve, open_page, logdir, theme, language, width):
    page = open_page(f"{serve(logdir).url}#/video", theme=theme, language=language, width=width)
    ready(page, "rollout/gif")
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    full = card(page, "rollout/gif").get_by_role(
        "button", name={"en-US": "Full screen", "zh-CN": "全屏"}[language]
    )
    full.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("application")).to_have_attribute("data-ready", "true")
    expect(dialog).to_contain_text("1 / 20")
    assert serious_violations(page) == []
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
