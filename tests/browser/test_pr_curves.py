"""The PR Curves panel: its four views, steps and thresholds by keyboard, growing, bad content, touch, both languages."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from sonde import SummaryWriter
from support.accessibility import serious_violations
from support.event_writer import FLOAT, EventWriter, value
from support.records import bytes_field, metadata, tensor


def log(writer: SummaryWriter, step: int, skill: float, tag: str = "val/cat") -> None:
    """A curve of 100 cases, 30 of which are positive and score higher by `skill`."""
    rng = np.random.default_rng(step)
    labels = np.arange(100) < 30
    writer.add_pr_curve(tag, labels, np.clip(rng.random(100) * 0.6 + skill * labels, 0, 1), step)


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """Two runs over five steps; `late` begins at the third."""
    root = tmp_path / "runs"
    for run, first in (("early", 0), ("late", 20)):
        with SummaryWriter(root / run) as writer:
            for step in range(first, 50, 10):
                log(writer, step, step / 100)
    return root


def card(page: Page, tag: str = "val/cat") -> Locator:
    return page.locator(f'article[data-tag="{tag}"]')


def plane(page: Page, tag: str = "val/cat") -> Locator:
    return card(page, tag).get_by_role("application")


def slider(page: Page, tag: str = "val/cat") -> Locator:
    return card(page, tag).get_by_role("slider")


def tip(page: Page) -> Locator:
    return page.locator(".tip")


def test_the_pointer_is_told_the_threshold_and_the_counts_of_each_run(serve, open_page, logdir):
    server = serve(logdir)
    page = open_page(f"{server.url}#/pr_curves")
    expect(card(page).locator("footer")).to_contain_text("AP 0.")
    plane(page).hover()
    expect(tip(page).locator("tbody tr")).to_have_count(2)
    threshold = float(re.search(r"Threshold ([\d.]+)", tip(page).inner_text())[1])
    told = tip(page).locator("tbody tr", has_text="early").locator("td").all_inner_texts()[2:]
    row = page.request.get(f"{server.url}api/pr_curves?run=early&tag=val/cat").json()[-1]
    at = row["thresholds"].index(pytest.approx(threshold, abs=1e-4))
    assert [float(text) for text in told[:2]] == pytest.approx(
        [row["precision"][at], row["recall"][at]], abs=1e-4
    )
    assert [float(text) for text in told[3:]] == [row[name][at] for name in ("tp", "fp", "tn", "fn")]
    footer = card(page).locator("footer").inner_text()
    assert float(re.search(r"AP ([\d.]+)", footer)[1]) == pytest.approx(row["average_precision"], abs=1e-4)


def test_steps_go_by_keyboard_and_each_run_shows_its_last_before(serve, open_page, logdir):
    with SummaryWriter(logdir / "early") as writer:
        for step in (0, 40):
            log(writer, step, 0.3, "val/dog")
    page = open_page(f"{serve(logdir).url}#/pr_curves")
    expect(slider(page)).to_have_attribute("aria-valuetext", "Step 40")
    slider(page).press("Home")
    expect(slider(page)).to_have_attribute("aria-valuetext", "Step 0")
    expect(card(page).locator("footer")).to_contain_text("1 curve begins later")
    expect(slider(page, "val/dog")).to_have_attribute("aria-valuetext", "Step 40")
    page.get_by_label("One step for all cards").check()
    slider(page).press("ArrowLeft")
    expect(slider(page)).to_have_attribute("aria-valuetext", "Step 30")
    expect(slider(page, "val/dog")).to_have_attribute("aria-valuetext", "Step 0")
    plane(page, "val/dog").hover()
    expect(tip(page)).to_contain_text("early")
    expect(page).to_have_url(re.compile(r"pr_curves\.step=30"))
    page.reload()
    expect(slider(page)).to_have_attribute("aria-valuetext", "Step 30")


def test_a_threshold_is_chosen_by_key_and_click_and_the_matrix_tells_its_counts(serve, open_page, logdir):
    server = serve(logdir)
    page = open_page(f"{server.url}#/pr_curves?pr_curves.threshold=0.25")
    expect(card(page).locator("footer")).to_contain_text("AP")
    number = page.get_by_role("spinbutton", name="Threshold")
    expect(number).to_have_value("0.25")
    plane(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(tip(page)).to_contain_text("Threshold 0.2619")
    page.keyboard.press("Enter")
    expect(number).to_have_value("0.261905")
    page.keyboard.press("Escape")
    expect(tip(page)).to_have_count(0)
    plane(page).click()
    expect(number).not_to_have_value("0.261905")
    chosen = float(number.input_value())

    page.get_by_role("radio", name="Confusion").check(force=True)
    matrix = card(page).get_by_role("table", name="Confusion matrix of early")
    counts = [int(text) for text in matrix.locator(".count").all_inner_texts()]
    row = page.request.get(f"{server.url}api/pr_curves?run=early&tag=val/cat").json()[-1]
    at = row["thresholds"].index(pytest.approx(chosen, abs=1e-4))
    assert counts == [row[name][at] for name in ("tp", "fn", "fp", "tn")]
    assert sum(counts) == 100


def test_scores_stand_over_the_steps(serve, open_page, logdir):
    server = serve(logdir)
    page = open_page(f"{server.url}#/pr_curves?pr_curves.view=scores")
    for name, field in (("AP", "average_precision"), ("AUC", "auc")):
        page.get_by_role("radio", name=name, exact=True).check(force=True)
        plane(page).hover()
        expect(tip(page)).to_contain_text(name)
        plane(page).focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
        expect(tip(page).locator("th.place")).to_have_text("10")
        told = tip(page).locator("tbody tr", has_text="early").locator("td").all_inner_texts()
        rows = page.request.get(f"{server.url}api/pr_curves?run=early&tag=val/cat").json()
        assert float(told[2]) == pytest.approx(rows[1][field], abs=1e-4)
        assert told[3] == "10"


def test_it_grows_and_a_chosen_step_stays(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path / "a", flush_secs=1) as writer:
        for step in (0, 10):
            log(writer, step, 0.1)
        writer.flush()
        page = open_page(f"{serve(tmp_path).url}#/pr_curves")
        expect(slider(page)).to_have_attribute("aria-valuetext", "Step 10")
        with page.expect_request(re.compile("pr_curves/query")) as asked:
            log(writer, 20, 0.4)
            writer.flush()
        assert json.loads(asked.value.post_data)["curves"] == [{"run": "a", "indices": [2]}]
        expect(slider(page)).to_have_attribute("aria-valuetext", "Step 20")
        slider(page).press("Home")
        log(writer, 30, 0.4)
        writer.flush()
        expect(slider(page)).to_have_attribute("max", "3")
        expect(slider(page)).to_have_attribute("aria-valuetext", "Step 0")


def test_all_attempts_are_lines_of_their_own(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path / "a") as writer:
        for step in (0, 10, 20, 10):
            log(writer, step, 0.2)
    page = open_page(f"{serve(tmp_path).url}#/pr_curves")
    expect(slider(page)).to_have_attribute("max", "1")
    page.get_by_role("button", name="PR curve settings").click()
    page.get_by_label("All attempts").check()
    page.keyboard.press("Escape")
    expect(slider(page)).to_have_attribute("max", "2")
    plane(page).hover()
    expect(tip(page).locator("tbody tr")).to_have_count(2)


def test_what_cannot_be_read_says_why_beside_what_can(serve, open_page, tmp_path):
    about = metadata("pr_curves", data_class=2)
    wrong = tensor(FLOAT, (2, 2), bytes_field(4, struct.pack("<4f", 1, 2, 3, 4)))
    nan = tensor(FLOAT, (6, 2), bytes_field(4, struct.pack("<12f", *[float("nan")] * 8, 0.5, 1, 1, 0.5)))
    with EventWriter(tmp_path / "bad" / "events.out.tfevents.1.host.0") as writer:
        writer.values(1, value("val/cat", tensor=wrong, metadata=about))
        writer.values(1, value("val/alone", tensor=wrong, metadata=about))
        writer.values(1, value("val/nan", tensor=nan, metadata=about))
    with SummaryWriter(tmp_path / "good") as good:
        log(good, 1, 0.3)
    page = open_page(f"{serve(tmp_path).url}#/pr_curves")
    expect(card(page).locator("footer")).to_contain_text("1 curve cannot be read")
    expect(card(page, "val/alone")).to_contain_text("expected 6 rows")
    plane(page).hover()
    expect(tip(page).locator("tbody tr")).to_have_count(1)
    plane(page, "val/nan").hover()
    expect(tip(page)).to_contain_text("NaN")
    page.get_by_role("radio", name="ROC").check(force=True)
    expect(card(page, "val/nan")).to_contain_text("no ROC curve")


def test_full_screen_has_a_table_and_pictures_and_data_are_saved(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/pr_curves")
    card(page).hover()
    card(page).get_by_role("button", name="Full screen").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("tbody tr")).to_have_count(2)
    expect(dialog.locator("thead")).to_contain_text("AUC")
    for name in ("SVG", "CSV"):
        dialog.get_by_role("button", name="Download").click()
        with page.expect_download() as saved:
            page.get_by_role("button", name=name).click()
        text = Path(saved.value.path()).read_text(encoding="utf-8")
        assert ("Precision" if name == "SVG" else "precision") in text
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


@pytest.mark.parametrize(("theme", "language"), [("light", "en-US"), ("dark", "zh-CN")])
@pytest.mark.parametrize("view", ["pr", "confusion", "scores"])
def test_each_view_is_usable_when_narrow(serve, open_page, logdir, theme, language, view):
    page = open_page(
        f"{serve(logdir).url}#/pr_curves?pr_curves.view={view}", theme=theme, language=language, width=390
    )
    expect(card(page)).to_be_visible()
    expect(card(page).locator("table" if view == "confusion" else "canvas").first).to_be_visible()
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    if language == "zh-CN":
        expect(page.get_by_role("radio", name="混淆矩阵")).to_be_attached()


def test_a_finger_reads_a_curve(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/pr_curves", width=390, has_touch=True, is_mobile=True)
    expect(card(page).locator("footer")).to_contain_text("AP")
    plane(page).tap()
    expect(tip(page)).to_contain_text("Threshold")
    expect(tip(page).locator("tbody tr")).to_have_count(2)
    box = tip(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
