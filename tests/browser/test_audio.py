"""Sounds: cards by tag and run, played, drawn, compared, together, and what cannot be played."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from sonde import SummaryWriter, summary
from support.accessibility import serious_violations
from support.event_logs import append
from support.media import encoded_sound, event_file, sound_record, tone

RATE = 16_000
SECONDS = 2


def sound(pitch: float) -> np.ndarray:
    return tone(SECONDS * RATE, RATE, pitch=pitch)[:, 0]


@pytest.fixture
def logdir(tmp_path):
    root = tmp_path / "runs"
    for number, run in enumerate(("a", "b")):
        with SummaryWriter(root / run) as writer:
            for step in range(0, 30, 10):
                writer.add_audio("speech/tone", sound(1000 + 1000 * number + 10 * step), step, RATE)
    return root


@pytest.fixture
def formats(tmp_path):
    """One run with a sound of each format, and such as cannot be played."""
    pcm = tone(RATE, RATE, channels=2)
    files = {form: encoded_sound(pcm, RATE, form) for form in ("wav", "flac", "ogg", "opus", "mp3")}
    files["cut"] = files["wav"][:40_000]
    files["words"] = b"no sound"
    files["damaged"] = files["flac"][:60] + bytes(3000)
    directory = tmp_path / "runs" / "a"
    directory.mkdir(parents=True)
    records = [sound_record(tag, 1, data) for tag, data in files.items()]
    (directory / "events.out.tfevents.0000001000.host.0").write_bytes(event_file(*records))
    return tmp_path / "runs"


def card(page: Page, tag: str = "speech/tone", run: str = "a"):
    return page.locator(f"article[data-tag='{tag}'][data-run='{run}']").first


def stage(page: Page, tag: str = "speech/tone", run: str = "a"):
    return card(page, tag, run).get_by_role("application")


def drawn(page: Page, tag: str = "speech/tone", run: str = "a"):
    return card(page, tag, run).locator("canvas[data-drawn='true']")


def moment(page: Page, run: str = "a") -> float:
    return float(card(page, run=run).get_by_role("slider", name="Moment").input_value())


def test_each_run_has_a_card_whose_newest_sound_is_drawn_and_played(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    page.get_by_role("navigation", name="Panels").get_by_role("link", name="Audio").click()
    for run in ("a", "b"):
        expect(drawn(page, run=run)).to_be_visible()
        expect(stage(page, run=run)).to_have_attribute("data-step", "20")
    expect(card(page).locator("footer")).to_contain_text("WAV · 16,000 Hz · mono · 16 bits · 64 kB")
    expect(card(page)).to_contain_text("0:00.00 / 0:02.00")
    card(page).get_by_role("button", name="Play").click()
    expect(stage(page)).to_have_attribute("data-playing", "true")
    page.wait_for_function("() => document.querySelector('article input[aria-label^=Moment]').value > 0.2")
    card(page, run="b").get_by_role("button", name="Play").click()
    expect(stage(page, run="b")).to_have_attribute("data-playing", "true")
    expect(stage(page)).to_have_attribute("data-playing", "false")


def test_the_spectrogram_has_the_tone_where_it_is(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/audio?audio.shape=spectrum")
    spectrum = card(page).locator("canvas.spectrum:not(.blank)")
    expect(spectrum).to_be_visible()
    box = spectrum.bounding_box()
    # 1,200 Hz of 8,000, from below
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * (1 - 1200 / 8000))
    expect(card(page)).to_contain_text(re.compile(r"0:01\.\d+ · 1,[12]\d\d Hz · -1?\d dB"))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.2)
    expect(card(page)).to_contain_text(re.compile(r"Hz · ≤ -90 dB"))


def test_keys_move_play_and_repeat(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/audio")
    expect(drawn(page)).to_be_visible()
    stage(page).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert moment(page) == pytest.approx(0.2, abs=1e-3)
    page.keyboard.press("End")
    assert moment(page) == pytest.approx(SECONDS, abs=1e-3)
    page.keyboard.press("Home")
    page.keyboard.press("l")
    expect(page).to_have_url(re.compile(r"audio\.loop=1"))
    page.keyboard.press("Space")
    expect(stage(page)).to_have_attribute("data-playing", "true")
    page.keyboard.press("Space")
    expect(stage(page)).to_have_attribute("data-playing", "false")
    page.get_by_label("Speed").select_option("4")
    expect(page).to_have_url(re.compile(r"audio\.speed=4"))


def test_steps_go_by_slider_and_link(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/audio")
    slider = card(page).get_by_role("slider", name="Step of")
    slider.press("ArrowLeft")
    expect(stage(page)).to_have_attribute("data-step", "10")
    page.get_by_label("One step for all cards").check()
    slider.press("Home")
    for run in ("a", "b"):
        expect(stage(page, run=run)).to_have_attribute("data-step", "0")


def test_cards_in_sight_play_together(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/audio")
    for run in ("a", "b"):
        expect(drawn(page, run=run)).to_be_visible()
    page.get_by_label("Play together").check()
    card(page).get_by_role("button", name="Play").click()
    for run in ("a", "b"):
        expect(stage(page, run=run)).to_have_attribute("data-playing", "true")
    page.wait_for_function("() => document.querySelector('article input[aria-label^=Moment]').value > 0.3")
    card(page).get_by_role("button", name="Pause").click()
    expect(stage(page, run="b")).to_have_attribute("data-playing", "false")
    assert abs(moment(page) - moment(page, "b")) < 0.5


def test_a_and_b_are_switched_without_losing_the_place(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/audio?audio.loop=1")
    card(page).get_by_role("button", name="Full screen").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Compare with").select_option("b")
    expect(dialog.locator("canvas[data-drawn='true']")).to_have_count(2)
    dialog.get_by_role("application").focus()
    page.keyboard.press("Space")
    expect(dialog.get_by_role("application")).to_have_attribute("data-playing", "true")
    slider = dialog.get_by_role("slider", name="Moment")
    page.wait_for_function("() => document.querySelector('dialog input[aria-label^=Moment]').value > 0.3")
    before = float(slider.input_value())
    expect(dialog.get_by_role("radio", name="A · a")).to_be_checked()
    page.keyboard.press("x")
    expect(dialog.get_by_role("radio", name="B · b")).to_be_checked()
    assert (float(slider.input_value()) - before) % SECONDS < 1
    expect(dialog.get_by_role("application")).to_have_attribute("data-playing", "true")
    expect(page).to_have_url(re.compile(r"audio\.other=b"))
    page.keyboard.press(",")
    expect(dialog.get_by_role("application")).to_have_attribute("data-step", "10")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_new_sound_appears_unless_another_step_was_chosen(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/audio")
    card(page, run="b").get_by_role("slider", name="Step of").press("Home")
    expect(stage(page, run="b")).to_have_attribute("data-step", "0")
    new = encoded_sound(tone(RATE, RATE), RATE, "flac")
    for run in ("a", "b"):
        append(next((logdir / run).iterdir()), sound_record("speech/tone", 60, new))
    expect(stage(page)).to_have_attribute("data-step", "60")
    expect(card(page).locator("footer")).to_contain_text("FLAC")
    expect(stage(page, run="b")).to_have_attribute("data-step", "0")


def test_samples_of_a_step(serve, open_page, tmp_path):
    with summary.create_file_writer(str(tmp_path / "a")).as_default():
        clips = np.stack([tone(RATE, RATE, pitch=pitch) / 32768 for pitch in (300, 600)])
        summary.audio("several", clips, RATE, 1, description="what it said")
    page = open_page(f"{serve(tmp_path).url}#/audio")
    several = card(page, "several")
    expect(several).to_contain_text("1 / 2")
    several.get_by_role("button", name="Next sample").click()
    expect(several).to_contain_text("2 / 2")
    expect(drawn(page, "several")).to_be_visible()
    several.get_by_role("button", name="Description").click()
    expect(page.get_by_text("what it said")).to_be_visible()


def test_every_format_plays_and_what_does_not_says_so(serve, open_page, formats):
    page = open_page(f"{serve(formats).url}#/audio", height=1500, may_lose_server=True)
    for tag in ("wav", "flac", "ogg", "opus", "mp3", "cut"):
        expect(drawn(page, tag)).to_be_visible()
        card(page, tag).get_by_role("button", name="Play").click()
        expect(stage(page, tag)).to_have_attribute("data-playing", "true")
    expect(card(page, "cut").locator("footer")).to_contain_text("the sound is cut off: of 16,000 frames")
    expect(card(page, "words")).to_contain_text("No sound: expected a sound")
    expect(card(page, "words").get_by_role("button", name="Play")).to_be_disabled()
    expect(card(page, "damaged")).to_contain_text("This browser does not play it (FLAC")
    card(page, "damaged").get_by_role("button", name="Download").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="FLAC", exact=True).click()
    assert saved.value.suggested_filename == "a-damaged-1.flac"


def test_of_500_clips_only_those_in_sight_are_fetched_and_memory_is_freed(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path / "a") as writer:
        for number in range(500):
            writer.add_audio(f"group/{number:03}", sound(200)[:1600], 1, RATE)
    asked: list[str] = []
    page = open_page(serve(tmp_path).url)
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate(
        """() => {
        window.alive = 0;
        const [make, free] = [URL.createObjectURL, URL.revokeObjectURL];
        URL.createObjectURL = (blob) => (window.alive++, make.call(URL, blob));
        URL.revokeObjectURL = (url) => (window.alive--, free.call(URL, url));
    }"""
    )
    page.get_by_role("navigation", name="Panels").get_by_role("link", name="Audio").click()
    expect(drawn(page, "group/000")).to_be_visible()
    page.wait_for_timeout(500)
    visible = page.evaluate(
        "[...document.querySelectorAll('article')].filter(one => one.getBoundingClientRect().top < innerHeight).length"
    )
    clips = [url for url in asked if "/api/tensors/value" in url]
    assert 0 < len(clips) <= visible < 40
    assert len(set(clips)) == len(clips)
    page.mouse.move(700, 500)
    for _ in range(12):
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(100)
    expect(drawn(page, "group/000")).to_have_count(0)
    expect(page.locator("canvas[data-drawn='true']").first).to_be_visible()
    page.wait_for_timeout(500)
    assert page.evaluate("window.alive") <= page.get_by_role("article").count() < 40


def test_a_finger_goes_to_a_moment(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/audio", width=390, height=800, has_touch=True, is_mobile=True)
    expect(drawn(page)).to_be_visible()
    box = drawn(page).bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + 10)
    assert moment(page) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(("theme", "language"), [("light", "en-US"), ("dark", "zh-CN")])
@pytest.mark.parametrize("width", [1440, 390])
def test_nobody_is_kept_out(serve, open_page, logdir, theme, language, width):
    page = open_page(f"{serve(logdir).url}#/audio?audio.other=b", theme=theme, language=language, width=width)
    expect(drawn(page)).to_be_visible()
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    card(page).get_by_role("button", name={"en-US": "Full screen", "zh-CN": "全屏"}[language]).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("canvas[data-drawn='true']")).to_have_count(2)
    assert serious_violations(page) == []
    assert dialog.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
