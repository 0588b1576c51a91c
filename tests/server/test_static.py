"""The page's files."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

import sonde
from sonde.server.app import Application


@pytest.fixture
def web(tmp_path: Path) -> Path:
    root = tmp_path / "web"
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text("<!doctype html><title>Sonde</title>")
    (root / "assets" / "app-1a2b3c.js").write_text("console.log(1);" * 200)
    (root / "icon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    return root


@pytest.fixture
def page(board: sonde.board.Board, web: Path) -> TestClient:
    return TestClient(Application(board, web_root=web), base_url="http://localhost")


def test_the_root_is_the_page(page: TestClient) -> None:
    for path in ("/", "/index.html"):
        answer = page.get(path)
        assert answer.text == "<!doctype html><title>Sonde</title>"
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "no-cache"


def test_files_with_a_hash_in_their_name_are_kept_for_ever(page: TestClient) -> None:
    answer = page.get("/assets/app-1a2b3c.js")

    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.text == "console.log(1);" * 200


def test_a_file_that_the_browser_has_is_not_sent_again(page: TestClient) -> None:
    etag = page.get("/icon.svg").headers["etag"]

    assert page.get("/icon.svg", headers={"If-None-Match": etag}).status_code == 304


def test_a_file_that_was_built_anew_is_sent_anew(page: TestClient, web: Path) -> None:
    old = page.get("/icon.svg").headers["etag"]
    (web / "icon.svg").write_text("<svg><path/></svg>")
    answer = page.get("/icon.svg", headers={"If-None-Match": old})

    assert answer.status_code == 200
    assert answer.text == "<svg><path/></svg>"


def test_head_gives_the_headers_alone(page: TestClient) -> None:
    answer = page.head("/assets/app-1a2b3c.js")

    assert answer.status_code == 200
    assert answer.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets",
        "/none.js",
        "/%00",
        "/" + "x" * 5000,
    ],
)
def test_nothing_else_is_served(page: TestClient, path: str) -> None:
    answer = page.get(path)

    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


def test_the_page_takes_no_other_methods(page: TestClient) -> None:
    answer = page.post("/")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_without_a_bundle_the_root_says_what_is_missing(board: sonde.board.Board, tmp_path: Path) -> None:
    answer = TestClient(Application(board, web_root=tmp_path / "none"), base_url="http://localhost").get("/")

    assert answer.status_code == 200
    assert "make web" in answer.text
    assert 'href="api/docs"' in answer.text
