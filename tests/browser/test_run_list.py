"""The run list: found, shown, hidden, sorted and coloured, by pointer and by keyboard."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from support.event_logs import write_run


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """Five runs, from the oldest to the newest."""
    names = ["sweep/lr=0.1/seed=2", "sweep/lr=0.1/seed=10", "sweep/lr=0.01/seed=1", "baseline", "old"]
    for age, name in enumerate(reversed(names)):
        write_run(tmp_path / name, {"loss": [(0, 1.0), (1, 0.5)]}, 1_700_000_000.0 + 1000 * age)
    return tmp_path


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=f"Show {name}", exact=True)


def centre(locator: Locator) -> tuple[float, float]:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def names(page: Page) -> list[str]:
    """The runs in the order of the list."""
    boxes = page.locator("[data-row]").filter(has=page.get_by_role("checkbox"))
    expect(boxes.first).to_be_visible()
    found = boxes.evaluate_all(
        "rows => rows.map(row => [Number(row.dataset.row), row.querySelector('input').ariaLabel])"
    )
    return [label.removeprefix("Show ") for _, label in sorted(found)]


def shown(page: Page) -> Locator:
    return page.get_by_text(re.compile(r"^[\d,]+ of [\d,]+ shown$"))


def test_names_are_sorted_as_people_count(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    assert names(page) == [
        "baseline",
        "old",
        "sweep/lr=0.01/seed=1",
        "sweep/lr=0.1/seed=2",
        "sweep/lr=0.1/seed=10",
    ]


def test_the_list_can_be_sorted_by_start_and_turned_round(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    page.get_by_role("combobox", name="Sort by").select_option("start")
    newest_first = [
        "sweep/lr=0.1/seed=2",
        "sweep/lr=0.1/seed=10",
        "sweep/lr=0.01/seed=1",
        "baseline",
        "old",
    ]
    expect(page.locator("[data-row='0'] input")).to_have_attribute("aria-label", "Show sweep/lr=0.1/seed=2")
    assert names(page) == newest_first
    page.get_by_role("button", name="Descending").click()
    expect(page.locator("[data-row='0'] input")).to_have_attribute("aria-label", "Show old")
    assert names(page) == newest_first[::-1]


def test_a_search_finds_words_in_any_order(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    page.get_by_role("searchbox", name="Search runs").fill("seed=1 SWEEP")
    expect(page.get_by_text("2 matching")).to_be_visible()
    assert names(page) == ["sweep/lr=0.01/seed=1", "sweep/lr=0.1/seed=10"]


def test_a_search_by_expression_says_what_is_wrong_with_it(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    sidebar = page.get_by_role("complementary", name="Runs")
    sidebar.get_by_role("button", name="Regular expression").click()
    search = page.get_by_role("searchbox", name="Search runs")
    search.fill("seed=(1")
    expect(page.get_by_role("alert")).to_have_text("Not a valid expression: Unterminated group")
    assert len(names(page)) == 5
    search.fill("seed=1$|^old")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_text("2 matching")).to_be_visible()


def test_only_what_was_found_can_be_shown(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    page.get_by_role("searchbox", name="Search runs").fill("sweep")
    page.get_by_role("button", name="Only these").click()
    expect(shown(page)).to_have_text("3 of 5 shown")
    expect(page).to_have_url(re.compile("runs=matching&runs_match=sweep$"))
    write_run(logdir / "sweep/later", {"loss": [(0, 1.0)]}, 1_700_100_000.0)
    expect(shown(page)).to_have_text("4 of 6 shown")
    page.get_by_role("complementary", name="Runs").get_by_role("button", name="Clear the search").click()
    expect(row(page, "old")).not_to_be_checked()
    expect(page.get_by_text("Runs that match “sweep” are shown")).to_be_visible()
    page.get_by_role("button", name="Show all", exact=True).click()
    expect(shown(page)).to_have_text("6 of 6 shown")


def test_a_row_toggles_shift_takes_a_range_and_alt_shows_one_alone(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    page.locator("[data-row='1'] label").click()
    expect(shown(page)).to_have_text("4 of 5 shown")
    page.locator("[data-row='3'] label").click(modifiers=["Shift"])
    expect(shown(page)).to_have_text("2 of 5 shown")
    page.locator("[data-row='2'] label").click(modifiers=["Alt"])
    expect(shown(page)).to_have_text("1 of 5 shown")
    expect(row(page, "sweep/lr=0.01/seed=1")).to_be_checked()
    page.locator("[data-row='2'] label").click(modifiers=["Alt"])
    expect(shown(page)).to_have_text("2 of 5 shown")


def test_shift_takes_a_range_from_box_to_box(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    page.locator("[data-row='1'] input").click()
    expect(shown(page)).to_have_text("4 of 5 shown")
    page.locator("[data-row='4'] input").click(modifiers=["Shift"])
    expect(shown(page)).to_have_text("1 of 5 shown")
    expect(row(page, "baseline")).to_be_checked()
    page.locator("[data-row='3'] input").click()
    expect(shown(page)).to_have_text("2 of 5 shown")


def test_a_double_click_shows_one_run_alone(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    page.locator("[data-row='0'] label").dblclick()
    expect(shown(page)).to_have_text("1 of 5 shown")
    expect(row(page, "baseline")).to_be_checked()


def rows(page: Page) -> list[str]:
    """What the rows of the tree say, folders with their count, indented by depth."""
    return page.locator("[data-row]").evaluate_all(
        """rows => rows.sort((a, b) => a.dataset.row - b.dataset.row).map(row => {
            const depth = Number(row.querySelector('.row').style.getPropertyValue('--depth'))
            return ' '.repeat(depth) + row.querySelector('.name').textContent.trim()
              + (row.querySelector('.count')?.textContent.replace(/^/, ' ') ?? '')
        })"""
    )


def test_runs_are_shown_as_folders(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    page.get_by_role("button", name="As folders").click()
    expect(page.get_by_role("button", name="Folder sweep/", exact=True)).to_be_visible()
    tree = ["baseline", "old", "sweep/ 3/3", " lr=0.01/seed=1", " lr=0.1/ 2/2", "  seed=2", "  seed=10"]
    assert rows(page) == tree

    page.get_by_role("checkbox", name="Show all in sweep/lr=0.1/").click()
    expect(shown(page)).to_have_text("3 of 5 shown")
    folder = page.get_by_role("checkbox", name="Show all in sweep/", exact=True)
    assert folder.evaluate("box => box.indeterminate")
    folder.click()
    expect(shown(page)).to_have_text("5 of 5 shown")

    folder.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="Folder sweep/", exact=True)).to_have_attribute(
        "aria-expanded", "false"
    )
    assert rows(page) == tree[:3]
    expect(page).to_have_url(re.compile(r"run_folded=sweep%?2?F?/?&run_tree=1"))
    page.reload()
    expect(folder).to_be_visible()
    assert rows(page) == tree[:3]

    page.get_by_role("searchbox", name="Search runs").fill("seed=2")
    expect(row(page, "sweep/lr=0.1/seed=2")).to_be_visible()
    page.get_by_role("searchbox", name="Search runs").fill("")
    folder.focus()
    for key in ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft"]:
        page.keyboard.press(key)
    expect(page.get_by_role("checkbox", name="Show all in sweep/lr=0.1/")).to_be_focused()
    page.keyboard.press("Enter")
    expect(shown(page)).to_have_text("2 of 5 shown")


def test_a_run_pointed_at_in_the_list_comes_forward_and_one_in_a_chart_is_marked_in_the_list(
    serve, open_page, tmp_path
):
    for value in range(3):
        write_run(
            tmp_path / f"run{value}", {"a": [(0, value), (9, value)], "b": [(0, value)]}, 1_700_000_000.0
        )
    page = open_page(serve(tmp_path).url)
    chart = page.get_by_role("application", name="a, line chart")
    expect(page.get_by_text("all 6 points")).to_be_visible()
    before = chart.screenshot()
    page.locator("[data-row='2'] label").hover()
    expect(page.locator(".row.pointed")).to_contain_text("run2")
    page.wait_for_timeout(200)
    assert chart.screenshot() != before
    box = chart.bounding_box()
    assert box is not None
    # Values 0 to 2 fill the chart: the lowest line is at its bottom.
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 24)
    expect(page.locator(".row.pointed")).to_contain_text("run0")
    page.mouse.move(5, 5)
    expect(page.locator(".row.pointed")).to_have_count(0)
    page.wait_for_timeout(200)
    assert chart.screenshot() == before


def test_the_list_stays_a_tree_on_this_browser(serve, open_page, logdir):
    url = serve(logdir).url
    page = open_page(url)
    page.get_by_role("button", name="As folders").click()
    expect(page).to_have_url(re.compile("run_tree=1"))
    again = open_page(url, context=page.context)
    expect(again.get_by_role("button", name="As folders")).to_have_attribute("aria-pressed", "true")
    told = open_page(url + "#/timeseries?run_tree=0", context=page.context)
    expect(told.get_by_role("button", name="As folders")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("width", [1200, 390])
def test_what_tells_long_names_apart_is_never_cut(serve, open_page, tmp_path, width):
    for units in (16, 32):
        for dropout in (0.1, 0.2):
            name = (
                f"hparam_tuning/units_{units}-dropout_{dropout}-of-the-hidden-layers-lr_0.001-optimizer_adam"
            )
            write_run(tmp_path / name, {"loss": [(0, 1.0)]}, 1_700_000_000.0)
    write_run(tmp_path / "baseline", {"loss": [(0, 1.0)]}, 1_700_000_000.0)
    page = open_page(serve(tmp_path).url, width=width)
    if width == 390:
        page.get_by_role("button", name="Show the run list").click()
    for units in (16, 32):
        for dropout in ("0.1", "0.2"):
            line = page.locator("[data-row]").filter(has_text=f"_{units}-dropout_{dropout}")
            cut = line.locator(".name .name > span").evaluate_all(
                "spans => spans.filter(span => span.scrollWidth > span.clientWidth).map(span => span.textContent)"
            )
            assert cut
            assert not any(re.search(r"16|32|0\.[12]", part) for part in cut)
            expect(line.get_by_text(dropout, exact=False).first).to_be_visible()


def test_hidden_runs_are_in_the_address_and_come_back_with_it(serve, open_page, logdir):
    url = serve(logdir).url
    page = open_page(url)
    page.locator("[data-row='0'] label").click()
    expect(page).to_have_url(re.compile(r"except=baseline"))

    again = open_page(page.url)
    expect(shown(again)).to_have_text("4 of 5 shown")
    expect(row(again, "baseline")).not_to_be_checked()
    page.go_back()
    expect(shown(page)).to_have_text("5 of 5 shown")
    page.go_forward()
    expect(shown(page)).to_have_text("4 of 5 shown")


def test_with_no_run_shown_the_page_says_how_to_show_some(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    page.get_by_role("checkbox", name="Show all of these runs").uncheck()
    expect(page.get_by_role("heading", name="No run is shown")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Show all runs").click()
    expect(shown(page)).to_have_text("5 of 5 shown")


def test_the_keyboard_reaches_everything(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    expect(shown(page)).to_have_text("5 of 5 shown")
    page.keyboard.press("r")
    page.keyboard.type("seed")
    expect(page.get_by_text("3 matching")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(row(page, "sweep/lr=0.01/seed=1")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(row(page, "sweep/lr=0.1/seed=2")).not_to_be_checked()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(shown(page)).to_have_text("1 of 5 shown")
    page.keyboard.press("Enter")
    expect(shown(page)).to_have_text("4 of 5 shown")

    page.keyboard.press("c")
    card = page.get_by_role("dialog", name="sweep/lr=0.1/seed=10")
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(row(page, "sweep/lr=0.1/seed=10")).to_be_focused()


def test_a_colour_is_the_same_after_a_reload_and_can_be_chosen(serve, open_page, logdir):
    url = serve(logdir).url
    page = open_page(url)

    def colour(name: str) -> str:
        return str(row(page, name).evaluate("box => box.style.getPropertyValue('--colour')"))

    expect(row(page, "old")).to_be_visible()
    usual = {name: colour(name) for name in names(page)}
    assert len(set(usual.values())) == 5
    page.reload()
    expect(row(page, "old")).to_be_visible()
    assert {name: colour(name) for name in names(page)} == usual

    page.locator("[data-row='1']").hover()
    page.get_by_role("button", name="Colour and details of old").click()
    slots = page.get_by_role("group", name="Colour").get_by_role("button")
    other = slots.and_(page.locator("[aria-pressed='false']")).last
    other.click()
    chosen = colour("old")
    assert chosen != usual["old"]
    page.reload()
    expect(row(page, "old")).to_be_visible()
    assert colour("old") == chosen

    page.locator("[data-row='1']").hover()
    page.get_by_role("button", name="Colour and details of old").click()
    page.get_by_role("button", name="Usual colour").click()
    assert colour("old") == usual["old"]


def test_the_card_of_a_run_says_what_is_in_it(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    page.locator("[data-row='0'] label").click(button="right")
    card = page.get_by_role("dialog", name="baseline")
    for name, value in {"State": "running", "Points": "2", "Series": "1", "Files": "1"}.items():
        expect(card.locator(f"dt:text-is('{name}') + dd")).to_have_text(value)


def test_a_new_run_appears_and_a_deleted_one_goes(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    expect(shown(page)).to_have_text("5 of 5 shown")
    file = write_run(logdir / "later", {"loss": [(0, 1.0)]}, 1_700_100_000.0)
    expect(row(page, "later")).to_be_visible()
    expect(shown(page)).to_have_text("6 of 6 shown")
    file.unlink()
    expect(row(page, "later")).to_have_count(0)


def test_runs_that_come_above_do_not_move_what_is_in_sight(serve, open_page, tmp_path):
    for number in range(100):
        write_run(tmp_path / f"run{number}", {"loss": [(0, 1.0)]}, 1_700_000_000.0 + number)
    page = open_page(serve(tmp_path).url)
    page.get_by_role("combobox", name="Sort by").select_option("start")
    expect(row(page, "run99")).to_be_in_viewport()
    runs = page.get_by_role("list", name="Runs")
    runs.evaluate("list => { list.scrollTop = 1000 }")
    expect(row(page, "run50")).to_be_in_viewport()
    before = centre(row(page, "run50"))

    write_run(tmp_path / "later", {"loss": [(0, 1.0)]}, 1_700_100_000.0)
    write_run(tmp_path / "latest", {"loss": [(0, 1.0)]}, 1_700_200_000.0)
    expect(shown(page)).to_have_text("102 of 102 shown")
    assert centre(row(page, "run50")) == before

    runs.evaluate("list => { list.scrollTop = 0 }")
    expect(row(page, "latest")).to_be_in_viewport()


def test_a_thousand_runs_are_a_window_on_a_list(serve, open_page, tmp_path):
    for number in range(1000):
        write_run(tmp_path / f"sweep/run{number}", {"loss": [(0, 1.0)]}, 1_700_000_000.0 + number)
    page = open_page(serve(tmp_path).url)
    expect(page.get_by_text("The 100 newest of 1,000 runs are shown.")).to_be_visible()
    assert page.locator("[data-row]").count() < 60
    expect(row(page, "sweep/run999")).to_be_checked()

    row(page, "sweep/run999").focus()
    page.keyboard.press("End")
    expect(row(page, "sweep/run0")).to_be_focused()
    expect(row(page, "sweep/run0")).not_to_be_checked()
    assert page.locator("[data-row]").count() < 60

    page.get_by_role("searchbox", name="Search runs").fill("run77")
    expect(page.get_by_text("11 matching")).to_be_visible()
    page.get_by_role("button", name="Show all", exact=True).click()
    expect(shown(page)).to_have_text("1,000 of 1,000 shown")


def test_runs_are_counted_aloud_when_they_change_and_not_when_the_page_opens(serve, open_page, tmp_path):
    for run in ("a", "b"):
        write_run(tmp_path / run, {"loss": [(0, 1.0)]})
    page = open_page(serve(tmp_path).url)
    expect(page.locator("[data-row]")).to_have_count(2)
    page.wait_for_timeout(1000)  # what is said waits until it has rested
    expect(page.get_by_role("status").filter(has_text="run")).to_have_count(0)
    row(page, "a").uncheck(force=True)
    expect(page.get_by_role("status").filter(has_text="1 of 2")).to_have_count(1)
