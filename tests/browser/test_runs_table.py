"""The table of runs: filtered by a condition, ordered by columns, compared and exported, by pointer and by keyboard."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import sonde
from support.sweep import accuracy, rates, write_sweep


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sweep(tmp_path_factory.mktemp("sweep"))


def rows(page: Page) -> Locator:
    return page.locator("[role=row][data-row]")


def names(page: Page) -> list[str]:
    """The runs that are drawn, in the order of the table."""
    found = page.locator("[role=rowheader]").evaluate_all(
        "cells => cells.map(cell => [Number(cell.closest('[data-row]').dataset.row), cell.textContent.trim()])"
    )
    return [name for _, name in sorted(found)]


def open_runs(open_page, url: str, rest: str = "", **options: object) -> Page:
    page: Page = open_page(f"{url}#/runs{rest}", **options)
    expect(rows(page).first).to_be_visible()
    expect(page.get_by_role("rowheader").first).not_to_be_empty()
    return page


def condition(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Filter of runs")


def test_a_condition_finds_the_best_runs_on_every_page(serve, open_page, sweep):
    page = open_runs(open_page, serve(sweep).url)
    expect(page.get_by_text("200 runs", exact=True)).to_be_visible()
    condition(page).fill('lr == 0.01 and model == "vit" and val/acc.max > 0.9499')
    expect(page.get_by_text(re.compile(r"^\d+ of 200 runs$"))).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("columnheader", name="val/acc").get_by_role("button").first.click()
    page.get_by_role("columnheader", name="val/acc").get_by_role("button").first.click()
    expect(page.get_by_role("columnheader", name="val/acc")).to_have_attribute("aria-sort", "descending")
    expected = [
        f"seed={seed:03}"
        for seed, lr in enumerate(rates())
        if lr == 0.01 and seed % 2 and accuracy(lr, seed) > 0.9499
    ]
    expect(rows(page)).to_have_count(len(expected))
    assert sorted(names(page)) == sorted(expected)
    assert names(page)[0] == min(expected, key=lambda name: int(name[5:]) % 7)

    # The same holds where curves are drawn, and in a link to it.
    page.get_by_role("tab", name="Time Series").or_(
        page.get_by_role("link", name="Time Series")
    ).first.click()
    expect(page.get_by_text(f"{len(expected)} of 200", exact=True)).to_be_visible()
    assert "where=" in page.url
    again = open_page(page.url)
    expect(again.get_by_text(f"{len(expected)} of 200", exact=True)).to_be_visible()


def test_what_makes_no_sense_is_pointed_at_and_the_last_condition_holds(serve, open_page, sweep):
    page = open_runs(open_page, serve(sweep).url)
    condition(page).fill("seed < 10")
    expect(page.get_by_text("10 of 200 runs")).to_be_visible()
    condition(page).fill("seed < 10 and lrr > 1")
    page.keyboard.press("Escape")
    wrong = page.get_by_role("alert")
    expect(wrong.locator("mark")).to_have_text("lrr")
    expect(wrong).to_contain_text("lr")
    expect(rows(page)).to_have_count(10)


def test_the_field_offers_what_may_come_next(serve, open_page, sweep):
    page = open_runs(open_page, serve(sweep).url)
    condition(page).press_sequentially("mod")
    offered = page.get_by_role("listbox", name="What may come next")
    expect(offered.get_by_role("option").first).to_contain_text("model")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(condition(page)).to_have_value(re.compile("^model"))
    condition(page).press_sequentially(" == ")
    expect(offered.get_by_role("option").filter(has_text="vit")).to_be_visible()


def test_columns_are_chosen_moved_and_ordered_by_several(serve, open_page, sweep):
    page = open_runs(open_page, serve(sweep).url)
    page.get_by_role("columnheader", name="model").get_by_role("button").first.click()
    page.get_by_role("columnheader", name="seed").get_by_role("button").first.click(modifiers=["Shift"])
    expect(page.get_by_role("columnheader", name="seed")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("rowheader").first).to_have_text("seed=000")
    assert names(page)[:3] == ["seed=000", "seed=002", "seed=004"]

    page.get_by_role("button", name="What to do with val/acc").click()
    page.get_by_role("combobox", name="Show its").select_option("max")
    expect(page.get_by_role("columnheader", name="val/acc max")).to_be_visible()
    page.get_by_role("button", name="Columns", exact=True).click()
    page.get_by_role("searchbox", name="Search columns").fill("model")
    page.get_by_role("checkbox", name="model").uncheck()
    page.keyboard.press("Escape")
    expect(page.get_by_role("columnheader", name="model")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("columnheader", name="val/acc max")).to_be_visible()
    expect(page.get_by_role("columnheader", name="model")).to_have_count(0)


def test_rows_are_compared_and_shown_by_keyboard(serve, open_page, sweep):
    page = open_runs(open_page, serve(sweep).url, "?runs.sort=hparams.seed")
    expect(page.get_by_role("rowheader").first).to_have_text("seed=000")
    page.get_by_role("checkbox", name="Show seed=000 in the charts").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_text("2 chosen")).to_be_visible()
    page.get_by_role("button", name="Compare").click()
    dialog = page.get_by_role("dialog", name="Comparison of 2 runs")
    expect(dialog.get_by_role("row", name=re.compile("^model"))).to_contain_text("vit")
    expect(dialog.get_by_role("row", name=re.compile("^model"))).to_contain_text("cnn")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Only these in the charts").click()
    expect(page.get_by_text("2 in the charts")).to_be_visible()
    page.get_by_role("checkbox", name="Show seed=000 in the charts").focus()
    page.keyboard.press("End")
    expect(page.get_by_role("checkbox", name="Show seed=199 in the charts")).to_be_focused()


def test_the_table_is_exported_as_it_is_seen(serve, open_page, sweep, tmp_path):
    page = open_runs(
        open_page,
        serve(sweep).url,
        "?where=seed%20%3C%203&runs.columns=hparams.lr,hparams.seed&runs.sort=-hparams.seed",
    )
    expect(rows(page)).to_have_count(3)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").click()
    download.value.save_as(tmp_path / "runs.csv")
    with (tmp_path / "runs.csv").open(newline="") as file:
        table = list(csv.reader(file))
    assert [row[0] for row in table[1:]] == ["seed=002", "seed=001", "seed=000"]
    assert len(table[0]) == 3


def test_it_grows_live_and_speaks_chinese(serve, open_page, tmp_path):
    with sonde.SummaryWriter(tmp_path / "first") as writer:
        writer.add_scalar("loss", 1.0, 0)
    page = open_runs(open_page, serve(tmp_path).url, language="zh-CN", width=390, height=800, theme="dark")
    expect(page.get_by_text("1 个运行", exact=True)).to_be_visible()
    with sonde.SummaryWriter(tmp_path / "second") as writer:
        writer.add_scalar("loss", 0.5, 0)
    expect(page.get_by_text("2 个运行", exact=True)).to_be_visible()
    assert names(page) == ["first", "second"]


def test_notes_of_one_browser_reach_another(serve, open_page, tmp_path):
    for name in ("first", "second"):
        with sonde.SummaryWriter(tmp_path / name) as writer:
            writer.add_scalar("loss", 1.0, 0)
    url = serve(tmp_path).url
    page = open_runs(open_page, url)
    other = open_runs(open_page, url)
    page.get_by_role("row").filter(has_text="first").hover()
    page.get_by_role("button", name="Notes and details of first").click()
    card = page.get_by_role("dialog", name="first")
    card.get_by_role("button", name="Star", exact=True).click()
    card.get_by_role("textbox", name="Note", exact=True).fill("the warm-up was too short")
    card.get_by_role("combobox", name="Add a tag").fill("keep")
    page.keyboard.press("Enter")
    expect(card.get_by_role("button", name="Remove the tag keep")).to_be_visible()
    card.get_by_role("textbox", name="Name to show").fill("baseline")
    page.keyboard.press("Enter")

    expect(other.get_by_role("rowheader", name="baseline")).to_be_visible()
    condition(other).fill('starred and tags contains "keep" and note contains "warm-up"')
    expect(other.get_by_text("1 of 2 runs")).to_be_visible()
    other.keyboard.press("Escape")
    other.get_by_role("row").filter(has_text="baseline").hover()
    other.get_by_role("button", name="Notes and details of first").click()
    expect(other.get_by_role("textbox", name="Note", exact=True)).to_have_value("the warm-up was too short")


def test_runs_go_to_the_trash_and_come_back(serve, open_page, tmp_path):
    logdir = tmp_path / "runs"
    for name in ("keep", "drop"):
        with sonde.SummaryWriter(logdir / name) as writer:
            writer.add_scalar("loss", 1.0, 0)
    for file in logdir.rglob("*tfevents*"):
        os.utime(file, (1_700_000_000, 1_700_000_000))
    before = {file.relative_to(logdir): file.read_bytes() for file in (logdir / "drop").iterdir()}

    page = open_runs(open_page, serve(logdir, "--allow-delete").url)
    page.get_by_role("row").filter(has_text="drop").click()
    page.get_by_role("button", name="Move to the trash…").click()
    dialog = page.get_by_role("dialog", name="Trash")
    expect(dialog.get_by_text("1 file,").first).to_be_visible()
    dialog.get_by_role("button", name="Move to the trash", exact=True).click()
    expect(page.get_by_text("1 run", exact=True)).to_be_visible()
    assert not (logdir / "drop").exists()
    dialog.get_by_role("button", name="Bring back drop").click()
    expect(page.get_by_text("2 runs", exact=True)).to_be_visible()
    assert {file.relative_to(logdir): file.read_bytes() for file in (logdir / "drop").iterdir()} == before
