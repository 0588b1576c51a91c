"""The tooltip tells what is true: each row is the run's own point at the cursor's place, whatever the height of the pointer."""

from __future__ import annotations

import bisect
import random
import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from support.event_logs import write_run

START = 1_700_000_000.0
RUNS = 200
POINTS = 3_000


def plot(page: Page, tag: str) -> Locator:
    return page.locator(f"article[data-tag='{tag}']").first.get_by_role("application")


def tip(page: Page) -> Locator:
    return page.locator(".tip")


def place_of(page: Page) -> int:
    """The place of the axis that the tooltip names."""
    return int(re.sub(r"\D", "", tip(page).locator("thead .place").inner_text()))


def rows_of(page: Page) -> list[tuple[str, float, int]]:
    """Run, value and step of each row, as they are read."""
    cells = (
        tip(page)
        .locator("tbody tr")
        .evaluate_all(
            "rows => rows.map(row => [...row.cells].slice(1, 4).map(cell => cell.textContent.trim()))"
        )
    )
    return [
        (run, float(value.replace("−", "-").replace(",", "")), int(step.replace(",", "")))
        for run, value, step in cells
    ]


def move(page: Page, tag: str, along: float, down: float) -> None:
    box = plot(page, tag).bounding_box()
    page.mouse.move(box["x"] + along * box["width"], box["y"] + down * box["height"])


def wait_still(page: Page) -> None:
    """Until the server's answers to the last movements have come."""
    page.wait_for_function(
        """() => {
            const text = document.querySelector('.tip')?.textContent ?? '';
            const still = text !== '' && text === window.tipBefore;
            window.tipBefore = text;
            return still;
        }""",
        polling=100,
    )


def settled(page: Page) -> list[tuple[str, float, int]]:
    wait_still(page)
    return rows_of(page)


def six_digits(value: float) -> float:
    return float(f"{value:.6g}")


def check(rows: list[tuple[str, float, int]], runs: dict[str, list[tuple[int, float]]], place: int) -> None:
    """Each row is its run's last point at or before the place."""
    for run, value, step in rows:
        points = runs[run]
        found_step, found = points[bisect.bisect_right(points, (place, float("inf"))) - 1]
        assert step == found_step, (run, place)
        assert value == pytest.approx(six_digits(found), rel=2e-6), (run, place)


@pytest.fixture(scope="module")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[tuple[int, float]]]]:
    """200 runs of 3,000 points of noise, so close that a pixel stands for several steps; some log every step, some not."""
    logdir = tmp_path_factory.mktemp("noisy")
    rng = random.Random(7)
    runs = {}
    for number in range(RUNS):
        every = 1 + number % 3
        points = [(step, float(f"{rng.gauss(0, 1):.3f}")) for step in range(number % 5, POINTS, every)]
        runs[f"run{number:03}"] = points
        write_run(logdir / f"run{number:03}", {"noise": points}, START)
    return logdir, runs


def test_every_row_is_the_runs_own_point_whatever_the_height_of_the_pointer(serve, open_page, noisy):
    logdir, runs = noisy
    page = open_page(serve(logdir).url + "#/timeseries?smoothing=0", width=1440, height=900)
    expect(page.locator("article[data-tag='noise'] footer")).to_contain_text("points")
    rng = random.Random(1)
    seen = set()
    for _ in range(50):
        along = rng.uniform(0.15, 0.95)
        places = set()
        for down in (0.1, 0.5, 0.85):
            move(page, "noise", along, down)
            rows = settled(page)
            place = place_of(page)
            check(rows, runs, place)
            assert len(rows) == 8
            places.add(place)
            seen |= {run for run, _, _ in rows}
        assert len(places) == 1, "the place depends on the height of the pointer"
    assert len(seen) > RUNS / 2, "the rows should be those near the pointer"


def test_every_run_has_its_row_when_there_is_room(serve, open_page, noisy):
    logdir, runs = noisy
    page = open_page(serve(logdir).url + "#/timeseries?smoothing=0&timeseries.tooltip_rows=50")
    expect(page.locator("article[data-tag='noise'] footer")).to_contain_text("points")
    move(page, "noise", 0.6, 0.5)
    rows = settled(page)
    check(rows, runs, place_of(page))
    assert len(rows) == 50
    expect(tip(page)).to_contain_text("+ 150 more")
    values = [value for _, value, _ in rows]
    assert values == sorted(values, reverse=True)


def test_rows_stay_while_the_pointer_moves_up_and_down(serve, open_page, tmp_path):
    for number in range(6):
        write_run(tmp_path / f"run{number}", {"loss": [(s, number + s / 100) for s in range(100)]}, START)
    page = open_page(serve(tmp_path).url + "#/timeseries?smoothing=0")
    expect(page.locator("article[data-tag='loss'] footer")).to_contain_text("600")
    move(page, "loss", 0.5, 0.5)
    before = settled(page)
    bold = set()
    for down in (0.1, 0.3, 0.7, 0.85):
        move(page, "loss", 0.5, down)
        assert settled(page) == before
        bold.add(tip(page).locator("tr.nearest").inner_text())
    assert [run for run, _, _ in before] == [f"run{number}" for number in (5, 4, 3, 2, 1, 0)]
    assert len(bold) > 1, "the row at the pointer stands out"


def test_a_single_step_is_told_from_everywhere_in_its_chart(serve, open_page, tmp_path):
    write_run(tmp_path / "run", {"accuracy": [(7, 0.25)]}, START)
    page = open_page(serve(tmp_path).url + "#/timeseries?smoothing=0")
    expect(page.locator("article[data-tag='accuracy'] footer")).to_contain_text("1 point")
    for along in (0.2, 0.5, 0.9):
        move(page, "accuracy", along, 0.3)
        expect(tip(page).locator("tbody tr")).to_have_count(1)
        assert rows_of(page) == [("run", 0.25, 7)]
        move(page, "accuracy", 0.5, 2)
        expect(tip(page)).to_have_count(0)


def test_a_run_that_ended_before_says_where(serve, open_page, tmp_path):
    write_run(tmp_path / "long", {"loss": [(s, 1.0) for s in range(100)]}, START)
    write_run(tmp_path / "short", {"loss": [(s, 2.0) for s in range(40)]}, START)
    page = open_page(serve(tmp_path).url + "#/timeseries?smoothing=0")
    expect(page.locator("article[data-tag='loss'] footer")).to_contain_text("140")
    move(page, "loss", 0.9, 0.5)
    rows = settled(page)
    assert [run for run, _, _ in rows] == ["long", "short"]
    assert rows[1][2] == 39
    expect(tip(page).locator("tr.ended")).to_contain_text("short")


def test_values_are_as_exact_as_the_axis(serve, open_page, tmp_path):
    write_run(tmp_path / "run", {"level": [(s, 1_000_000.0 + s / 16) for s in range(9)]}, START)
    page = open_page(serve(tmp_path).url + "#/timeseries?smoothing=0")
    expect(page.locator("article[data-tag='level'] footer")).to_contain_text("9 points")
    move(page, "level", 0.25, 0.5)
    expect(tip(page)).to_contain_text(re.compile(r"1,000,000\.\d\d"))


def test_with_smoothing_it_is_that_of_all_points(serve, open_page, noisy):
    logdir, runs = noisy
    page = open_page(serve(logdir).url + "#/timeseries?smoothing=0.9", width=1440, height=900)
    expect(page.locator("article[data-tag='noise'] footer")).to_contain_text("points")
    move(page, "noise", 0.7, 0.5)
    wait_still(page)
    place = place_of(page)
    for run, smoothed, value in (
        tip(page)
        .locator("tbody tr")
        .evaluate_all(
            "rows => rows.map(row => [...row.cells].slice(1, 4).map(cell => cell.textContent.trim().replace('−', '-')))"
        )
    ):
        last = n = 0.0
        for step, each in runs[run]:
            if step > place:
                break
            n += 1
            last = last * 0.9 + 0.1 * each
            point = each
        assert float(value) == pytest.approx(point)
        assert float(smoothed) == pytest.approx(last / (1 - 0.9**n), rel=1e-5)
