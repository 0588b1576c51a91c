"""Panels of installed packages: the example, installed by pip, and what happens when one is broken."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from support.accessibility import serious_violations
from support.event_logs import append, scalar, write_run
from support.example_panel import install_example
from support.servers import SondeProcess


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    return install_example(tmp_path_factory.mktemp("example"))


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    for number, run in enumerate(("a", "b")):
        steps = range(10)
        write_run(
            tmp_path / "runs" / run,
            {
                "loss": [(step, 10.0 - step - number) for step in steps],
                "accuracy": [(step, step / 10) for step in steps],
                "rate": [(step, 0.1) for step in steps],
            },
            1000.0 + number,
        )
    return tmp_path / "runs"


@pytest.fixture
def scatter(site, logdir, monkeypatch, serve):
    monkeypatch.setenv("PYTHONPATH", str(site))
    return serve(logdir)


def tabs(page: Page):
    return page.get_by_role("navigation", name="Panels")


def chart(page: Page):
    return page.get_by_role("img")


def test_it_has_a_tab_after_sondes_own_and_draws(scatter, open_page):
    page = open_page(scatter.url)
    expect(tabs(page).get_by_role("link")).to_have_text(["Time Series", "Runs", "Custom Charts", "Scatter"])
    tabs(page).get_by_role("link", name="Scatter").click()
    expect(chart(page)).to_have_accessible_name("loss over accuracy, 20 pairs")
    expect(page).to_have_url(re.compile("#/scatter"))


def test_the_tags_are_in_the_address_and_back_undoes(scatter, open_page):
    page = open_page(f"{scatter.url}#/scatter?scatter.x=rate&scatter.y=accuracy")
    expect(chart(page)).to_have_accessible_name("accuracy over rate, 20 pairs")
    page.get_by_label("Vertical").select_option("loss")
    expect(chart(page)).to_have_accessible_name("loss over rate, 20 pairs")
    expect(page).to_have_url(re.compile("scatter.y=loss"))
    page.get_by_role("button", name="Swap").click()
    expect(chart(page)).to_have_accessible_name("rate over loss, 20 pairs")
    page.go_back()
    expect(chart(page)).to_have_accessible_name("loss over rate, 20 pairs")
    page.go_back()
    expect(chart(page)).to_have_accessible_name("accuracy over rate, 20 pairs")


def test_it_follows_the_selection_and_new_points(scatter, open_page, logdir):
    page = open_page(f"{scatter.url}#/scatter?scatter.x=accuracy&scatter.y=loss")
    expect(chart(page)).to_have_accessible_name("loss over accuracy, 20 pairs")
    page.locator("[data-row='1'] label").click()
    expect(chart(page)).to_have_accessible_name("loss over accuracy, 10 pairs")
    file = next((logdir / "a").iterdir())
    append(file, scalar("loss", 10, 0.0, 2000.0))
    append(file, scalar("accuracy", 10, 0.99, 2000.0))
    expect(chart(page)).to_have_accessible_name("loss over accuracy, 11 pairs")


def test_the_pointer_reads_a_dot(scatter, open_page):
    page = open_page(f"{scatter.url}#/scatter?scatter.x=accuracy&scatter.y=loss&runs=none&except=a")
    expect(chart(page)).to_have_accessible_name("loss over accuracy, 10 pairs")
    box = page.locator("canvas").bounding_box()
    # The newest dot: at the right end of the axis, less the air that is left there.
    width, height = box["width"] - 84, box["height"] - 64
    page.mouse.move(box["x"] + 64 + width * (1.04 / 1.08), box["y"] + 20 + height * (1.04 / 1.08))
    expect(page.locator("figcaption")).to_have_text("a\nstep 9\naccuracy 0.9\nloss 1", use_inner_text=True)
    page.mouse.move(5, 5)
    expect(page.locator("figcaption")).to_be_hidden()


def test_its_colours_language_and_theme_are_the_pages(scatter, open_page):
    page = open_page(f"{scatter.url}#/scatter", language="zh-CN", theme="dark")
    expect(page.get_by_text("20 对", exact=True)).to_be_visible()
    ground = page.evaluate("getComputedStyle(document.querySelector('.scatter figure')).backgroundColor")
    page.keyboard.press("t")
    expect(page.locator(".scatter figure")).not_to_have_css("background-color", ground)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_text("20 pairs", exact=True)).to_be_visible()


def test_it_is_left_and_comes_back(scatter, open_page):
    page = open_page(f"{scatter.url}#/scatter?scatter.x=rate")
    expect(chart(page)).to_be_visible()
    tabs(page).get_by_role("link", name="Time Series").click()
    expect(page.locator(".scatter")).to_have_count(0)
    expect(page.get_by_role("article")).to_have_count(3)
    tabs(page).get_by_role("link", name="Scatter").click()
    expect(chart(page)).to_have_accessible_name(re.compile("over rate"))


def test_below_a_prefix_and_with_a_token(site, logdir, monkeypatch, open_page):
    monkeypatch.setenv("PYTHONPATH", str(site))
    with SondeProcess("serve", str(logdir), "--path-prefix", "/team/one", "--token", "secret") as server:
        page = open_page(
            f"http://localhost:{server.port}/team/one/?token=secret#/scatter", may_lose_server=True
        )
        expect(chart(page)).to_have_accessible_name(re.compile("20 pairs"))


@pytest.mark.parametrize("width", [1200, 390])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_kept_out(scatter, open_page, theme, width):
    page = open_page(f"{scatter.url}#/scatter", theme=theme, width=width)
    expect(chart(page)).to_be_visible()
    assert serious_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


BROKEN = {
    "syntax": "export function mount( {",
    "absent": "import { nothing } from './not_there.js';\nexport function mount() {}",
    "mountless": "export const version = 1;",
    "throwing": "export function mount(element) { element.textContent = 'half'; throw new Error('no luck'); }",
    "rejecting": "export async function mount() { throw new Error('no luck later'); }",
    "newer": "export const version = 7;\nexport function mount() {}",
    "odd": "export function mount() { return 7; }",
    "listener": "export function mount(e, host) { e.textContent = 'here'; host.on('theme', () => { throw new Error('dark'); }); }",
    "event": "export function mount(e) { e.textContent = 'here'; e.onclick = () => { throw new Error('clicked'); }; }",
    "promise": "export function mount(e) { e.textContent = 'here'; e.onclick = async () => { throw new Error('late'); }; }",
    "asking": "export async function mount(e, host) { await host.query.own('nothing'); }",
    "leaving": "export function mount(e) { e.textContent = 'here'; return () => { throw new Error('gone'); }; }",
    "good": "export function mount(e, host) { e.textContent = JSON.stringify([host.version, host.panel, host.language]); }",
}


@pytest.fixture
def broken(tmp_path, logdir, monkeypatch, serve, browser: Browser):
    """Opens one of these modules; nobody minds what the console says."""
    site = tmp_path / "site"
    (site / "broken" / "page").mkdir(parents=True)
    lines = ["from importlib.resources import files", "from sonde.panels.contract import Page, Panel"]
    for name, module in BROKEN.items():
        (site / "broken" / "page" / f"{name}.js").write_text(module)
        page = f"Page({name!r}, files('broken') / 'page', module='{name}.js')"
        lines.append(f"{name} = Panel({name!r}, (), lambda router, app: None, {page})")
    (site / "broken" / "__init__.py").write_text("\n".join(lines))
    metadata = site / "broken-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    entries = [f"{name} = broken:{name}" for name in BROKEN]
    (metadata / "entry_points.txt").write_text("\n".join(["[sonde.panels]", *entries, ""]))
    monkeypatch.setenv("PYTHONPATH", str(site))
    url = serve(logdir).url
    context = browser.new_context(locale="en-US")

    def start(name: str) -> Page:
        page = context.new_page()
        page.goto(f"{url}#/{name}")
        return page

    yield start
    context.close()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("syntax", "Unexpected end of input"),
        ("absent", "Failed to fetch"),
        ("mountless", "expected an exported function 'mount', found undefined"),
        ("throwing", "no luck"),
        ("rejecting", "no luck later"),
        ("newer", "it needs version 7 of the panel interface, this page has 1"),
        ("odd", "expected 'mount' to give a function or nothing, found number"),
        ("asking", "nothing is served at '/api/asking/nothing'"),
    ],
)
def test_a_module_that_cannot_be_mounted_says_why(broken, name, reason):
    page = broken(name)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(f"The panel “{name}” could not be opened")
    expect(alert).to_contain_text(reason)
    expect(page.get_by_text("half")).to_have_count(0)
    tabs(page).get_by_role("link", name="Time Series").click()
    expect(page.get_by_role("article")).to_have_count(3)


@pytest.mark.parametrize(
    ("name", "reason"), [("listener", "dark"), ("event", "clicked"), ("promise", "late")]
)
def test_what_goes_wrong_later_is_told_and_the_panel_stays(broken, name, reason):
    page = broken(name)
    expect(page.get_by_text("here")).to_be_visible()
    page.get_by_text("here").click()
    page.keyboard.press("t")
    expect(page.get_by_role("alert")).to_have_text(f"This panel has a problem: {reason}")
    expect(page.get_by_text("here")).to_be_visible()
    page.get_by_role("alert").get_by_role("button", name="Close").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_panel_that_cannot_be_left_well_is_left(broken):
    page = broken("leaving")
    expect(page.get_by_text("here")).to_be_visible()
    tabs(page).get_by_role("link", name="Time Series").click()
    expect(page.get_by_role("article")).to_have_count(3)


def test_a_good_one_among_broken_ones_is_well(broken):
    page = broken("good")
    expect(page.locator("main")).to_contain_text(json.dumps([1, "good", "en"]).replace(" ", ""))
