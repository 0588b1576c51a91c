"""The tables under the charts: what every run has at a chosen step, and what a chosen range comes to."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from support.accessibility import serious_violations
from support.event_logs import append, scalars, write_run

START = 1_700_000_000.0


@pytest.fixture
def logdir(tmp_path):
    for name, slope in (("up", 1.0), ("down", -1.0), ("flat", 0.0)):
        points = [(s, slope * s + (50.0 if s == 123 else 0.0)) for s in range(1000)]
        write_run(tmp_path / name, {"a": points, "b": points[:400]}, START)
    return tmp_path


def card(page: Page, tag: str) -> Locator:
    return page.locator(f"article[data-tag='{tag}']").first


def table(page: Page, tag: str) -> list[list[str]]:
    return (
        card(page, tag)
        .locator(".chosen tbody tr:not([aria-hidden])")
        .evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.innerText.trim()))")
    )


def headings(page: Page, tag: str) -> list[str]:
    return [text.strip() for text in card(page, tag).locator(".chosen thead th").all_inner_texts()]


def test_every_chart_has_the_values_at_the_chosen_step(serve, open_page, logdir):
    page = open_page(serve(logdir).url + "#/timeseries?smoothing=0&timeseries.chosen=500")
    expect(card(page, "a").locator(".chosen tbody tr")).to_have_count(3)
    expect(card(page, "b").locator(".chosen tbody tr")).to_have_count(3)
    assert headings(page, "a") == ["Run", "Value", "Step", "Relative"]
    assert table(page, "a") == [
        ["down", "−500", "500", "8m 20s"],
        ["flat", "0", "500", "8m 20s"],
        ["up", "500", "500", "8m 20s"],
    ]
    assert [row[2] for row in table(page, "b")] == ["399"] * 3
    assert serious_violations(page) == []


def test_a_range_comes_to_start_end_change_least_most_and_mean(serve, open_page, logdir):
    page = open_page(
        serve(logdir).url + "#/timeseries?timeseries.chosen=100..200&timeseries.table_sort=-change"
    )
    expect(card(page, "a").locator(".chosen tbody tr")).to_have_count(3)
    told = dict(zip(headings(page, "a"), table(page, "a")[0], strict=True))
    assert [row[0] for row in table(page, "a")] == ["up", "flat", "down"]
    assert told == {
        "Run": "up", "Start": "100", "End": "200", "Change": "100", "%": "100%", "Min": "100", "Max": "200",
        "Mean": "150.495", "Step of min": "100", "Step of max": "200", "Start step": "100", "End step": "200",
        "Points": "101",
    }  # fmt: skip
    flat = dict(zip(headings(page, "a"), table(page, "a")[1], strict=True))
    assert (flat["Max"], flat["Step of max"], flat["%"]) == ("50", "123", "")
    card(page, "b").get_by_role("button", name="Change").click()
    expect(card(page, "a").locator(".chosen tbody tr").first).to_contain_text("down")


def test_the_axis_is_clicked_and_dragged_and_the_marks_moved_by_keys(serve, open_page, logdir):
    page = open_page(serve(logdir).url + "#/timeseries?smoothing=0")
    expect(card(page, "a").locator("footer")).to_contain_text("points")
    axis = card(page, "a").locator(".axis")
    box = axis.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 10)
    mark = card(page, "a").get_by_role("slider", name="Chosen place")
    at = int(mark.get_attribute("aria-valuenow"))
    assert 480 < at < 520
    expect(card(page, "b").get_by_role("slider")).to_have_count(0)  # beyond the end of its axis
    mark.press("ArrowLeft")
    expect(mark).not_to_have_attribute("aria-valuenow", str(at))
    mark.press("Home")
    expect(mark).to_have_attribute("aria-valuenow", "0")
    expect(card(page, "b").get_by_role("slider")).to_have_count(1)

    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + 16)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 16, steps=4)
    page.mouse.up()
    expect(card(page, "a").get_by_role("slider")).to_have_count(2)
    assert "Max" in headings(page, "a")
    start = card(page, "a").get_by_role("slider", name="Start of")
    start.press("Delete")
    expect(card(page, "a").get_by_role("slider")).to_have_count(1)
    card(page, "a").get_by_role("button", name="Close the tables").click()
    expect(page.locator(".chosen")).to_have_count(0)


def test_the_table_is_copied_with_every_digit(serve, open_page, tmp_path):
    write_run(tmp_path / "run", {"a": [(s, s / 3) for s in range(10)]}, START)
    page = open_page(serve(tmp_path).url + "#/timeseries?smoothing=0&timeseries.chosen=1")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    expect(card(page, "a").locator(".chosen tbody tr")).to_have_count(1)
    card(page, "a").hover()
    card(page, "a").get_by_role("button", name="Copy the table").click()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied[0] == "Run\tValue\tStep\tRelative"
    run, value, step, relative = copied[1].split("\t")
    assert (run, step, float(relative)) == ("run", "1", 1.0)
    assert float(value) == pytest.approx(1 / 3, rel=1e-7)


def test_a_thousand_runs_draw_only_the_rows_in_sight(serve, open_page, tmp_path):
    for number in range(600):
        write_run(tmp_path / f"run{number:03}", {"a": [(0, float(number)), (1, 1.0)]}, START)
    page = open_page(serve(tmp_path).url + "#/timeseries?runs=all&smoothing=0&timeseries.chosen=0")
    expect(card(page, "a").locator(".chosen")).to_contain_text("run", timeout=20_000)
    expect(card(page, "a").locator(".chosen tbody tr").first).to_be_visible()
    assert card(page, "a").locator(".chosen tbody tr").count() < 60


def test_restarts_are_flagged_and_what_they_replaced_is_one_click_away(serve, open_page, tmp_path):
    file = write_run(tmp_path / "run", {"a": [(s, 1.0) for s in range(300)]}, START)
    append(file, scalars("a", [(s, 2.0) for s in range(100, 250)], START + 5000))
    page = open_page(serve(tmp_path).url + "#/timeseries?smoothing=0")
    hidden = card(page, "a").get_by_role("button", name="200 superseded points hidden")
    expect(card(page, "a").locator(".restart")).to_have_count(1)
    expect(card(page, "a").locator("footer .points")).to_have_text("250 points")
    hidden.click()
    expect(hidden).to_have_count(0)
    expect(card(page, "a").locator("footer .points")).to_have_text("all 450 points")
