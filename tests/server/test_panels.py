"""Panels: built in, installed, broken, and the files that an installed one brings."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import sonde
from sonde.panels import BUILT_IN, RESERVED, load_panels
from sonde.panels.contract import Page, Panel
from sonde.server.app import Access, Application

COUNTER = """
from importlib.resources import files

from sonde.panels.contract import App, Page, Panel, Request, Response, Router


def mount(router: Router, app: App) -> None:
    @router.get("/count", summary="How many runs there are")
    def count(request: Request) -> Response:
        return app.json(request, {"runs": len(app.query().runs())})


def broken(router: Router, app: App) -> None:
    raise RuntimeError("no routes today")


PAGE = Page("Counter", files("counter") / "page", chinese_title="计数器")
PANEL = Panel("counter", ("scalars",), mount, PAGE)
ROUTES_ALONE = Panel("routes_alone", (), mount)
UNMOUNTED = Panel("unmounted", (), broken)
MISNAMED = Panel("A Counter", (), mount)
DOUBLE = Panel("scalars", (), mount)
OWN = Panel("runs", (), mount)
PAGELESS = Panel("pageless", (), mount, Page("Pageless", files("counter") / "page", module="other.js"))
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages in which one, `counter`, stands as an installer leaves it, its entry points too."""
    site = tmp_path / "site"
    package = site / "counter"
    (package / "page").mkdir(parents=True)
    (package / "__init__.py").write_text(COUNTER, encoding="utf-8")
    (package / "page" / "panel.js").write_text("export { mount } from './draw.js';\n")
    (package / "page" / "draw.js").write_text("export function mount(element, host) {}\n" + "// \n" * 500)
    (package / "page" / "panel.css").write_text("p { margin: 0 }\n")
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.syspath_prepend(site)
    yield site
    sys.modules.pop("counter", None)


def install(site: Path, **entries: str) -> None:
    """Writes the metadata of `counter` with these entry points."""
    metadata = site / "counter-1.0.dist-info"
    metadata.mkdir(exist_ok=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: counter\nVersion: 1.0\n")
    lines = [f"{name} = counter:{attribute}" for name, attribute in entries.items()]
    (metadata / "entry_points.txt").write_text("\n".join(["[sonde.panels]", *lines, ""]))


@pytest.fixture
def installed(site: Path, board: sonde.board.Board) -> TestClient:
    install(site, counter="PANEL", routes_alone="ROUTES_ALONE")
    return TestClient(Application(board), base_url="http://localhost")


def test_the_built_in_panels_come_first() -> None:
    assert [panel.id for panel in load_panels()][: len(BUILT_IN)] == list(BUILT_IN)


def test_an_installed_panel_answers_below_its_id(installed: TestClient) -> None:
    assert installed.get("/api/counter/count").json() == {"runs": 2}
    assert installed.get("/api/routes_alone/count").json() == {"runs": 2}
    assert "/api/counter/count" in installed.get("/api/openapi.json").json()["paths"]


def test_the_pages_of_installed_panels_are_listed(installed: TestClient) -> None:
    assert installed.get("/api/panels").json() == [
        {
            "id": "counter",
            "title": "Counter",
            "chinese_title": "计数器",
            "kinds": ["scalars"],
            "module": "panels/counter/panel.js",
        }
    ]


def test_a_page_without_a_chinese_title_has_its_english_one(tmp_path: Path) -> None:
    assert Page("Counter", tmp_path).titles == ("Counter", "Counter")


def test_the_files_of_a_page_are_served(installed: TestClient) -> None:
    module = installed.get("/panels/counter/panel.js")
    assert module.text == "export { mount } from './draw.js';\n"
    assert module.headers["content-type"].startswith("text/javascript")
    assert "default-src 'self'" in module.headers["content-security-policy"]
    assert installed.get("/panels/counter/panel.css").headers["content-type"].startswith("text/css")
    again = installed.get("/panels/counter/panel.js", headers={"If-None-Match": module.headers["etag"]})
    assert again.status_code == 304
    assert installed.get("/panels/counter/draw.js").headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "path",
    [
        "/panels/counter/",
        "/panels/counter/missing.js",
        "/panels/counter/../__init__.py",
        "/panels/counter/%2e%2e/__init__.py",
        "/panels/counter/..%2f..%2f..%2fsecret.txt",
        "/panels/counter/..\\__init__.py",
        "/panels/counter//panel.js",
        "/panels/counter/panel.js/",
        "/panels/counter/panel.js%00",
        f"/panels/counter/{'x' * 5000}",
        "/panels/routes_alone/panel.js",
        "/panels/nobody/panel.js",
        "/panels/",
    ],
)
def test_nothing_else_is(installed: TestClient, path: str) -> None:
    answer = installed.get(path)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_the_files_are_read_only(installed: TestClient) -> None:
    assert installed.post("/panels/counter/panel.js").status_code == 405
    assert installed.head("/panels/counter/panel.js").status_code == 200


def test_a_token_guards_them_too(site: Path, board: sonde.board.Board) -> None:
    install(site, counter="PANEL")
    access = Access(token="secret", port=6006, path_prefix="/team")
    client = TestClient(Application(board, access), base_url="http://localhost")

    assert client.get("/team/panels/counter/panel.js").status_code == 401
    headers = {"Authorization": "Bearer secret"}
    assert client.get("/team/panels/counter/panel.js", headers=headers).status_code == 200
    assert client.get("/panels/counter/panel.js", headers=headers).status_code == 404


@pytest.mark.parametrize(
    ("attribute", "reason"),
    [
        ("MISSING", "AttributeError"),
        ("mount", "expected a sonde.panels.contract.Panel, found function"),
        ("MISNAMED", "'A Counter' should be lower-case"),
        ("DOUBLE", "already a panel with the id 'scalars'"),
        ("OWN", "the id 'runs' is taken by Sonde itself"),
        ("PAGELESS", "its page has no file 'other.js'"),
    ],
)
def test_a_broken_panel_is_left_out_and_named(
    site: Path, caplog: pytest.LogCaptureFixture, attribute: str, reason: str
) -> None:
    install(site, a_broken_one=attribute, counter="PANEL")
    with caplog.at_level(logging.WARNING):
        panels = load_panels()

    assert [panel.id for panel in panels] == [*BUILT_IN, "counter"]
    assert reason in caplog.text
    assert f"counter:{attribute}" in caplog.text


def test_a_panel_whose_routes_fail_takes_no_other_away(
    site: Path, board: sonde.board.Board, caplog: pytest.LogCaptureFixture
) -> None:
    install(site, a="UNMOUNTED", counter="PANEL")
    client = TestClient(Application(board), base_url="http://localhost")

    assert client.get("/api/counter/count").json() == {"runs": 2}
    assert client.get("/api/unmounted/count").status_code == 404
    assert "the routes of panel 'unmounted' are left out" in caplog.text
    assert "no routes today" in caplog.text


def test_no_panel_can_stand_where_the_server_itself_answers(board: sonde.board.Board) -> None:
    paths = Application(board, panels=()).api.routes
    own = {route.path.split("/")[2] for route in paths if not route.path.startswith("/api/scalars")}

    assert own <= RESERVED


def test_panels_that_are_given_stand_instead_of_the_installed(site: Path, board: sonde.board.Board) -> None:
    install(site, counter="PANEL")
    client = TestClient(Application(board, panels=[Panel("own", (), lambda router, app: None)]))

    assert client.get("/api/panels", headers={"host": "localhost"}).json() == []
