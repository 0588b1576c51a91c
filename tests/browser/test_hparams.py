"""The HParams panel: brushes that choose runs on every page, axes by pointer and keys, all views, studies, both languages."""

from __future__ import annotations

import math
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from sonde import SummaryWriter
from support.accessibility import serious_violations

RECORDED = Path(__file__).parents[1] / "data" / "keras_tuner"
VIEWS = ("Parallel", "Matrix", "Scatter", "Contour", "Importance", "Best so far", "Table")


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty trials, the better the nearer their learning rate is to 1e-3; and a study of KerasTuner."""
    root = tmp_path_factory.mktemp("hparams") / "runs"
    made = np.random.default_rng(1)
    for number in range(40):
        lr = 10 ** -(1 + number / 10)
        values = {
            "lr": lr,
            "layers": number % 4 + 1,
            "optimizer": ["adam", "sgd"][number % 2],
            "seed": float(made.random()),
        }
        with SummaryWriter(root / f"t{number:02}") as writer:
            writer.add_hparams(values, {"val/accuracy": math.exp(-((math.log10(lr) + 3) ** 2))}, run_name=".")
            writer.add_scalar("loss", lr, 1)
    shutil.copytree(RECORDED, root / "tuned")
    return root


def plot(page: Page) -> Locator:
    return page.locator(".view").get_by_role("application")


def drag(page: Page, axis: str, from_part: float, to_part: float) -> None:
    """Draw along an axis, from one part of its height to another."""
    box = page.locator(f'.rail[data-axis="{axis}"]').bounding_box()
    assert box is not None
    x = box["x"] + box["width"] / 2
    page.mouse.move(x, box["y"] + from_part * box["height"])
    page.mouse.down()
    for part in np.linspace(from_part, to_part, 5):
        page.mouse.move(x, box["y"] + float(part) * box["height"])
    page.mouse.up()


def chosen(page: Page) -> Locator:
    return page.locator(".status [role=status]")


def test_a_brush_chooses_the_runs_of_every_page_and_stands_in_the_address(serve, open_page, logdir):
    server = serve(logdir)
    page = open_page(f"{server.url}#/hparams")
    expect(chosen(page)).to_have_text("40 trials")
    # The upper half of a logarithmic axis: learning rates above 10^-2.95, t00 to t19.
    drag(page, "h:lr", 0.0, 0.5)
    expect(chosen(page)).to_have_text("20 of 40 trials")
    drag(page, "h:optimizer", 0.55, 1.0)
    expect(chosen(page)).to_have_text("10 of 40 trials")
    expect(page.locator("aside").first).to_contain_text("10 of 40 shown")

    address = page.url
    page.get_by_role("link", name="Time Series").click()
    expect(page.locator('article[data-tag="loss"]')).to_be_visible()
    expect(page.locator("aside").first).to_contain_text("10 of 40 shown")
    with page.expect_response("**/api/scalars/query*") as answered:
        page.reload()
    asked = answered.value.request.post_data_json
    assert sorted(asked["runs"]) == [f"t{number:02}" for number in range(0, 20, 2)]

    again = open_page(address)
    expect(chosen(again)).to_have_text("10 of 40 trials")
    expect(again.locator(".rail .brush")).to_have_count(2)
    again.get_by_role("button", name="Clear brush").click()
    expect(chosen(again)).to_have_text("40 trials")
    expect(again.locator("aside").first).to_contain_text("40 of 40 shown")
    again.go_back()
    expect(chosen(again)).to_have_text("10 of 40 trials")


def test_axes_are_moved_scaled_and_limited_by_pointer_and_keys(serve, open_page, logdir):
    server = serve(logdir)
    page = open_page(f"{server.url}#/hparams")
    heads = page.locator(".view .head bdi")
    expect(heads).to_have_text(["layers", "lr", "optimizer", "seed", "val/accuracy"])

    page.get_by_role("button", name="Axis layers").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(heads).to_have_text(["lr", "layers", "optimizer", "seed", "val/accuracy"])
    box = page.get_by_role("button", name="Axis seed").bounding_box()
    first = page.get_by_role("button", name="Axis lr").bounding_box()
    assert box is not None
    assert first is not None
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(first["x"] + 40, box["y"] + 10, steps=6)
    page.mouse.up()
    expect(heads).to_have_text(["seed", "lr", "layers", "optimizer", "val/accuracy"])

    page.get_by_role("button", name="Axis layers").press("Enter")
    menu = page.get_by_role("dialog", name="Axis layers")
    menu.get_by_role("radio", name="Quantile").check()
    menu.get_by_label("From").fill("3")
    menu.get_by_label("From").press("Enter")
    expect(chosen(page)).to_have_text("20 of 40 trials")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Axis layers")).to_contain_text("Quantile")
    page.reload()
    expect(heads).to_have_text(["seed", "lr", "layers", "optimizer", "val/accuracy"])
    expect(page.get_by_role("button", name="Axis layers")).to_contain_text("Quantile")


def test_a_trial_is_found_by_keys_and_told(serve, open_page, logdir):
    server = serve(logdir)
    page = open_page(f"{server.url}#/hparams")
    expect(chosen(page)).to_have_text("40 trials")
    plot(page).focus()
    page.keyboard.press("ArrowDown")
    # The best: a learning rate of 1e-3.
    expect(page.locator(".tip")).to_contain_text("t20")
    page.keyboard.press("Enter")
    details = page.get_by_role("complementary", name="Trial t20")
    expect(details).to_contain_text("0.001")
    details.get_by_role("button", name="Show only its runs").click()
    expect(page.locator("aside").first).to_contain_text("1 of 40 shown")
    expect(chosen(page)).to_have_text("1 of 40 trials")


@pytest.mark.parametrize(("language", "theme", "width"), [("en-US", "light", 1200), ("zh-CN", "dark", 390)])
def test_every_view_shows_the_trials(serve, open_page, logdir, language, theme, width):
    server = serve(logdir)
    page = open_page(f"{server.url}#/hparams", language=language, theme=theme, width=width)
    for number, view in enumerate(VIEWS):
        page.locator(".toolbar .segmented label").nth(number).click()
        expect(page.locator(".view > *").first).to_be_visible()
        if view == "Importance":
            first = page.locator(".importance tbody tr").first
            expect(first).to_contain_text("lr", timeout=60_000)
        if view == "Table":
            expect(page.locator(".view .row").first).to_contain_text("t20")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious_violations(page) == []


def test_a_study_opens_in_the_same_page(serve, open_page, logdir):
    server = serve(logdir)
    page = open_page(f"{server.url}#/hparams")
    page.get_by_label("Trials of").select_option("KerasTuner: regression")
    expect(chosen(page)).to_have_text("6 trials")
    expect(page.locator(".view .head bdi")).to_have_text(
        ["units", "activation", "dropout", "learning_rate", "score"]
    )
    expect(page).to_have_url(re.compile("hparams.source=keras_tuner"))
    drag(page, "h:activation", 0.0, 0.4)
    expect(chosen(page)).to_contain_text("of 6 trials")


def test_a_log_whose_only_hyperparameters_are_a_studys_has_the_page(serve, open_page, tmp_path):
    shutil.copytree(RECORDED, tmp_path / "tuned")
    with SummaryWriter(tmp_path / "other") as writer:
        writer.add_scalar("loss", 1, 0)
    server = serve(tmp_path)
    page = open_page(server.url)
    page.get_by_role("link", name="HParams").click()
    expect(chosen(page)).to_have_text("6 trials")


def test_without_hyperparameters_the_page_says_how_to_log_some(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", 1, 0)
    server = serve(tmp_path)
    page = open_page(f"{server.url}#/hparams")
    expect(page.get_by_text("HParams").first).to_be_visible()
    expect(page.locator("main, body").first).to_contain_text("add_hparams")
