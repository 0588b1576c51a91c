"""The tabs: what the log has, in a fixed order; everything else under "More", where a guide says how to get there."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

import sonde
from sonde import SummaryWriter
from support.accessibility import serious_violations
from support.event_logs import append
from support.records import bytes_field, event, record

# A node of the name "x": bytes that are no text.
GRAPH = bytes_field(1, bytes_field(1, "x") + bytes_field(2, b"Const\xff"))


@pytest.fixture
def logdir(tmp_path):
    """A run with scalars and graphs."""
    with SummaryWriter(tmp_path / "runs" / "a") as writer:
        writer.add_scalar("loss", 0.5, 1)
    graphs = b"".join(record(event(bytes_field(4, GRAPH), step, 1000.0 + step)) for step in range(3))
    append(next((tmp_path / "runs" / "a").iterdir()), graphs)
    return tmp_path / "runs"


@pytest.fixture
def graph_alone(tmp_path):
    with SummaryWriter(tmp_path / "runs" / "a"):
        pass
    append(next((tmp_path / "runs" / "a").iterdir()), record(event(bytes_field(4, GRAPH), 1, 1000.0)))
    return tmp_path / "runs"


def tabs(page: Page):
    return page.get_by_role("navigation", name="Panels")


def more(page: Page):
    return tabs(page).get_by_role("button", name="More")


def menu(page: Page):
    return page.get_by_role("dialog", name="More")


def titles(page: Page, group: str) -> list[str]:
    return menu(page).get_by_role("list", name=group).get_by_role("link").all_inner_texts()


def test_what_the_log_has_comes_before_what_it_lacks(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    expect(tabs(page).get_by_role("link")).to_have_text(["Time Series", "Runs", "Custom Charts"])
    more(page).click()
    expect(menu(page).get_by_role("link", name="Graphs")).to_be_visible()
    assert titles(page, "Logged, without a page yet") == ["Graphs"]
    absent = titles(page, "Nothing to show yet")
    assert {"Images", "Video"} <= set(absent)
    assert absent[-1] == "Tensors"


def test_tabs_that_find_no_room_stand_under_more(serve, open_page, tmp_path):
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_scalar("loss", 0.5, 1)
        writer.add_histogram("weights", np.arange(9.0), 1)
        writer.add_image("digit", np.zeros((4, 4), np.uint8), 1, dataformats="HW")
        writer.add_audio("sound", np.zeros(800), 1, sample_rate=8000)
        writer.add_text("note", "a", 1)
        writer.add_pr_curve("curve", np.array([0, 1]), np.array([0.2, 0.8]), 1)
        writer.add_tensor("tensor", np.zeros((2, 2)), 1)
    page = open_page(serve(tmp_path).url, width=1400)
    expect(tabs(page).get_by_role("link")).to_have_count(9)
    for width in range(1300, 300, -100):
        page.set_viewport_size({"width": width, "height": 700})
        expect(more(page)).to_be_in_viewport(ratio=1)
        page.wait_for_function(
            "() => { const nav = document.querySelector('nav'); return nav.scrollWidth <= nav.clientWidth }"
        )
    more(page).click()
    expect(menu(page).get_by_role("link", name="Tensors")).to_be_visible()


def test_a_kind_without_a_page_says_what_there_is_and_how_to_read_it(serve, open_page, logdir):
    server = serve(logdir)
    page = open_page(server.url)
    more(page).click()
    menu(page).get_by_role("link", name="Graphs").click()
    expect(page.get_by_role("heading", name="Graphs: logged, without a page so far")).to_be_visible()
    expect(more(page)).to_have_attribute("aria-current", "page")
    expect(page.get_by_text("1 tag, 1 series, 3 points")).to_be_visible()
    expect(page.get_by_role("row", name="__run_graph__ 1 3")).to_be_visible()

    known: dict = {}
    *body, last = page.locator("pre").first.inner_text().splitlines()
    exec("\n".join(body), known)
    steps, value = eval(last, known)
    assert steps.tolist() == [0, 1, 2]
    assert bytes(value[0]) == GRAPH

    address = re.findall(r"'(http[^']+)'", page.locator("pre").last.inner_text())
    answers = [page.request.get(one) for one in address]
    assert answers[0].text().count("\n") == 4
    assert answers[1].headers["content-type"] == "application/octet-stream"


def test_a_kind_that_nobody_logged_says_how_to(serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/histograms")
    expect(page.get_by_role("heading", name="No data for Histograms yet")).to_be_visible()
    code = page.locator("pre")
    expect(code).to_contain_text("from torch.utils.tensorboard import SummaryWriter")
    expect(code).to_contain_text(f'SummaryWriter("{logdir}/first")')
    page.get_by_role("radio", name="TensorFlow").check()
    expect(code).to_contain_text('tf.summary.histogram("weights", weights, step=step)')
    page.get_by_role("radio", name="Sonde").check()
    expect(code).to_contain_text("from sonde import SummaryWriter")
    page.get_by_role("link", name="Graphs").click()
    expect(page).to_have_url(re.compile("#/graphs"))


def test_a_log_of_graphs_says_that_it_has_graphs(serve, open_page, graph_alone):
    page = open_page(serve(graph_alone).url)
    expect(page.get_by_role("heading", name="No data for Time Series yet")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Graphs")).to_contain_text("1 tag, 1 series, 1 point")
    page.get_by_role("link", name="Graphs").click()
    expect(page.get_by_role("heading", name="Graphs: logged")).to_be_visible()


def test_the_first_scalar_brings_the_charts(serve, open_page, graph_alone):
    page = open_page(serve(graph_alone).url)
    expect(page.get_by_role("heading", name="No data for Time Series yet")).to_be_visible()
    with SummaryWriter(graph_alone / "b") as writer:
        writer.add_scalar("loss", 0.5, 1)
    expect(page.get_by_role("article").filter(has_text="loss")).to_be_visible()


def test_the_menu_goes_by_keyboard(serve, open_page, logdir):
    page = open_page(serve(logdir).url)
    expect(tabs(page).get_by_role("link")).to_have_text(["Time Series", "Runs", "Custom Charts"])
    more(page).focus()
    page.keyboard.press("Enter")
    expect(menu(page).get_by_role("link", name="Graphs")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(
        menu(page).get_by_role("list", name="Nothing to show yet").get_by_role("link").first
    ).to_be_focused()
    page.keyboard.press("End")
    expect(menu(page).get_by_role("link", name="Tensors")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu(page)).to_be_hidden()
    expect(more(page)).to_be_focused()


@pytest.mark.parametrize(("theme", "language"), [("light", "en-US"), ("dark", "zh-CN")])
@pytest.mark.parametrize("panel", ["graphs", "text"])
def test_a_guide_stands_in_nobodys_way(serve, open_page, logdir, panel, theme, language):
    page = open_page(f"{serve(logdir).url}#/{panel}", theme=theme, language=language, width=390)
    expect(page.locator("pre").first).to_be_visible()
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    main = page.locator("main")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")


def test_every_kind_that_sonde_writes_has_its_own_place(serve, open_page, tmp_path):
    """Nothing that the SDK logs is left to "Tensors" but tensors."""
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_histogram("h", np.arange(9.0), 1)
        writer.add_video("v", np.zeros((1, 2, 3, 16, 16), np.uint8), 1)
        writer.add_audio("s", np.zeros(100), 1)
        writer.add_text("t", "hello", 1)
        writer.add_pr_curve("p", [0, 1], [0.2, 0.8], 1)
        writer.add_mesh("m", np.zeros((1, 3, 3)), global_step=1)
        writer.add_hparams({"lr": 0.1}, {"accuracy": 0.9}, same_run=True)
        writer.add_custom_scalars({"Loss": {"both": ["Multiline", ["a", "b"]]}})
    kinds = {series.kind for series in sonde.open(tmp_path).series()} - {"scalars"}
    assert len(kinds) >= 7

    page = open_page(serve(tmp_path).url)
    expect(tabs(page).get_by_role("link", name="Histograms")).to_be_visible()
    more(page).click()
    expect(menu(page).get_by_role("link", name="HParams")).to_be_visible()
    # Each has a page by now.
    assert titles(page, "Logged, without a page yet") == []


@pytest.fixture
def many(tmp_path, monkeypatch):
    """Eight installed panels that always have a tab, and one for text."""
    site = tmp_path / "site"
    (site / "many" / "page").mkdir(parents=True)
    (site / "many" / "page" / "panel.js").write_text("export function mount(e) { e.textContent = 'here'; }")
    names = [f"panel_{number}" for number in range(8)]
    lines = ["from importlib.resources import files", "from sonde.panels.contract import Page, Panel"]
    for name in [*names, "words"]:
        kinds = ("text",) if name == "words" else ()
        page = f"Page({name.replace('_', ' ').title()!r}, files('many') / 'page')"
        lines.append(f"{name} = Panel({name!r}, {kinds!r}, lambda router, app: None, {page})")
    (site / "many" / "__init__.py").write_text("\n".join(lines))
    metadata = site / "many-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: many\nVersion: 1.0\n")
    entries = [f"{name} = many:{name}" for name in [*names, "words"]]
    (metadata / "entry_points.txt").write_text("\n".join(["[sonde.panels]", *entries, ""]))
    monkeypatch.setenv("PYTHONPATH", str(site))


def test_tabs_without_room_are_in_the_menu_and_the_open_one_is_not(many, serve, open_page, logdir):
    page = open_page(f"{serve(logdir).url}#/panel_6", width=390)
    links = tabs(page).get_by_role("link")
    expect(links.filter(has_text="Panel 6")).to_have_attribute("aria-current", "page")
    in_bar = links.all_inner_texts()
    more(page).click()
    expect(menu(page).get_by_role("link", name="Panel 5")).to_be_visible()
    in_menu = titles(page, "Panels")
    everything = ["Time Series", "Runs", "Custom Charts", *(f"Panel {number}" for number in range(8))]
    assert sorted(in_bar + in_menu) == sorted(everything)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    menu(page).get_by_role("link", name="Panel 5").click()
    expect(links.filter(has_text="Panel 5")).to_have_attribute("aria-current", "page")
    page.set_viewport_size({"width": 1600, "height": 800})
    expect(links).to_have_text(everything)


def test_a_tab_that_comes_waits_for_the_pointer_to_leave(many, serve, open_page, logdir):
    page = open_page(serve(logdir).url, width=1600)
    links = tabs(page).get_by_role("link")
    expect(links).to_have_count(11)
    links.first.hover()
    with SummaryWriter(logdir / "b") as writer:
        writer.add_text("note", "hello", 1)
    expect(page.get_by_role("checkbox", name="Show b")).to_be_visible()
    page.wait_for_timeout(1000)
    expect(links).to_have_count(11)
    page.mouse.move(800, 500)
    expect(links).to_have_text(
        ["Time Series", "Runs", "Text", "Custom Charts", *(f"Panel {number}" for number in range(8)), "Words"]
    )
