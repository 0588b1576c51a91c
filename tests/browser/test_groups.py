"""Groups of runs in the page: 200 runs as 20 bands, the numbers of the tooltip, a baseline, colours, and what the address keeps."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from support.event_logs import write_run

GROUPS, SEEDS, POINTS = 20, 10, 60
VALUES = np.float32(
    np.random.default_rng(5).normal(0, 0.2, (GROUPS, SEEDS, POINTS)) + 1 + np.arange(GROUPS)[:, None, None]
)
"""By folder, run and step; half of the runs have a point at every second step only."""


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("grouped")
    for group in range(GROUPS):
        for seed in range(SEEDS):
            points = [(step, float(VALUES[group, seed, step])) for step in range(0, POINTS, 1 + seed % 2)]
            run = root / f"lr={group:02}" / f"seed={seed}"
            write_run(run, {"loss": points}, 1e9 + 100 * group + seed)
            (run / "hparams.yaml").write_text(f"depth: {group % 4}\n")
    return root


def card(page: Page) -> Locator:
    return page.locator("article[data-tag='loss']").first


def menu(page: Page) -> Locator:
    page.get_by_role("button", name="Groups, baseline and colours").click()
    return page.get_by_role("dialog", name="Groups, baseline and colours")


def rows_at_the_middle(page: Page, count: int) -> tuple[int, list[list[str]]]:
    """The step that the tooltip is about, and its rows' cells."""
    box = card(page).get_by_role("application").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    rows = page.locator(".tip tbody tr")
    expect(rows).to_have_count(count)
    step = int(re.sub(r"\D", "", page.locator(".tip thead .place").inner_text()))
    cells = rows.evaluate_all(
        "rows => rows.map(row => [...row.cells].slice(1).map(cell => cell.textContent.trim()))"
    )
    return step, cells


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


def at(group: int, step: int) -> np.ndarray:
    """What the runs of a group have at a step, by straight lines between their own points."""
    return np.array(
        [
            np.interp(step, np.arange(0, POINTS, 1 + seed % 2), VALUES[group, seed, :: 1 + seed % 2])
            for seed in range(SEEDS)
            if step <= (POINTS - 1) // (1 + seed % 2) * (1 + seed % 2)
        ],
        np.float64,
    )


def test_200_runs_as_20_bands_with_the_numbers_of_numpy(logdir, serve, open_page):
    server = serve(logdir)
    page = open_page(f"{server.url}#/timeseries?smoothing=0")
    expect(page.get_by_text("200 of 200 shown")).to_be_visible()

    menu(page).get_by_label("Group runs by").select_option(label="folder, level 1")
    page.keyboard.press("Escape")

    expect(card(page).get_by_text("20 groups of 200 runs")).to_be_visible()
    expect(page.get_by_text("20 groups by folder, level 1")).to_be_visible()
    expect(page).to_have_url(re.compile("group_by=directory:1"))
    step, rows = rows_at_the_middle(page, 8)
    for name, mean, band, runs in rows:
        values = at(int(name.removeprefix("lr=")), step)
        low, high = map(number, band.split(" … "))
        assert number(mean) == pytest.approx(values.mean(), rel=1e-4)
        assert low == pytest.approx(values.mean() - values.std(ddof=1), rel=1e-4)
        assert high == pytest.approx(values.mean() + values.std(ddof=1), rel=1e-4)
        assert int(runs) == len(values)


def test_the_run_list_is_the_legend_of_groups(logdir, serve, open_page):
    server = serve(logdir)
    page = open_page(f"{server.url}#/timeseries?smoothing=0&group_by=directory:1&group_band=minmax")

    group = page.get_by_role("checkbox", name="Show all in lr=07")
    expect(group).to_be_checked()
    group.uncheck()
    expect(card(page).get_by_text("19 groups of 190 runs")).to_be_visible()
    page.get_by_role("button", name="Runs of the group lr=07").click()
    seed = page.get_by_role("checkbox", name="Show lr=07/seed=3")
    seed.check()
    expect(card(page).get_by_text("20 groups of 191 runs")).to_be_visible()
    colour = "element => getComputedStyle(element).getPropertyValue('--colour')"
    assert seed.evaluate(colour) == group.evaluate(colour)
    page.get_by_role("button", name="Ungroup").click()
    expect(card(page).get_by_text("20 groups")).to_have_count(0)


def test_a_baseline_for_groups_and_for_single_runs(logdir, serve, open_page):
    server = serve(logdir)
    page = open_page(
        f"{server.url}#/timeseries?smoothing=0&group_by=directory:1&baseline=group:lr%3D10&compare=ratio"
    )

    expect(card(page).get_by_text("ratio to lr=10")).to_be_visible()
    step, rows = rows_at_the_middle(page, 8)
    for name, ratio, _band, _runs in rows:
        want = at(int(name.removeprefix("lr=")), step).mean() / at(10, step).mean()
        assert number(ratio) == pytest.approx(want, rel=1e-4)

    page = open_page(f"{server.url}#/timeseries?smoothing=0&baseline=run:lr%3D10/seed%3D0")
    expect(card(page).get_by_text("difference to lr=10/seed=0")).to_be_visible()
    step, rows = rows_at_the_middle(page, 8)
    for name, difference in rows:
        group, seed = (int(part.split("=")[1]) for part in name.split("/"))
        step_of = step // (1 + seed % 2) * (1 + seed % 2)
        assert number(difference) == pytest.approx(
            float(VALUES[group, seed, step_of]) - float(VALUES[10, 0, step_of]), abs=2e-3
        )


def test_groups_by_an_expression_and_by_hand(logdir, serve, open_page):
    server = serve(logdir)
    page = open_page(f"{server.url}#/timeseries?smoothing=0")
    settings = menu(page)
    settings.get_by_label("Group runs by").select_option(label="a regular expression")
    settings.get_by_label("Regular expression that finds").fill("lr=(?<tens>\\d")
    expect(settings.get_by_role("alert")).to_be_visible()
    settings.get_by_label("Regular expression that finds").fill("lr=(?<tens>\\d)")
    expect(card(page).get_by_text("2 groups of 200 runs")).to_be_visible()
    expect(page.get_by_role("button", name="Runs of the group tens=1")).to_be_visible()

    settings.get_by_label("Group runs by").select_option(label="hand")
    settings.get_by_label("Name of a new group").fill("everything")
    settings.get_by_role("button", name="Make of the 200 shown runs").click()
    expect(card(page).get_by_text("1 group of 200 runs")).to_be_visible()


def test_chinese_dark_and_narrow(logdir, serve, open_page):
    server = serve(logdir)
    page = open_page(
        f"{server.url}#/timeseries?group_by=directory:1&group_runs=1",
        language="zh-CN",
        theme="dark",
        width=390,
        height=800,
    )

    expect(card(page).get_by_text("20 个分组，共 200 个运行")).to_be_visible()
    _, rows = rows_at_the_middle(page, 8)
    assert len(rows[0]) == 5
    tip = page.locator(".tip").bounding_box()
    assert tip is not None
    assert tip["x"] >= 0
    assert tip["x"] + tip["width"] <= 390


def test_groups_and_colours_by_a_hyperparameter(logdir, serve, open_page):
    server = serve(logdir)
    page = open_page(f"{server.url}#/timeseries?smoothing=0")
    settings = menu(page)
    settings.get_by_label("Group runs by").select_option("column hparams.depth")
    expect(card(page).get_by_text("4 groups of 200 runs")).to_be_visible()
    settings.get_by_label("Colour runs by").select_option("column hparams.depth")
    page.keyboard.press("Escape")

    expect(page.get_by_text("4 groups by depth")).to_be_visible()
    expect(page.locator(".scale .ends")).to_have_text("03")
    colours = page.get_by_role("checkbox", name=re.compile("Show all in depth=")).evaluate_all(
        "boxes => boxes.map(box => getComputedStyle(box).getPropertyValue('--colour'))"
    )
    assert [colours[0], colours[3]] == ["#2f9c8d", "#4a1d6b"]
    assert len(set(colours)) == 4
    expect(page).to_have_url(re.compile(r"colour_by=column:hparams\.depth&group_by=column:hparams\.depth"))
