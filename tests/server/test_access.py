"""Who is answered: Host, Origin, token, path prefix; and what browsers are told."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

import sonde
from sonde.server.app import Access, Application
from sonde.server.hosts import host_name, own_names

TOKEN = "correct-horse"


def client(board: sonde.board.Board, access: Access, base_url: str = "http://localhost:6006") -> TestClient:
    return TestClient(Application(board, access), base_url=base_url, follow_redirects=False)


# Host


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:6006",
        "LocalHost",
        "127.0.0.1:6006",
        "[::1]:6006",
        "10.0.0.7",
        "tb.localhost",
        "gpu-box:6006",
    ],
)
def test_own_names_and_addresses_are_answered(board: sonde.board.Board, host: str) -> None:
    answer = client(board, Access(frozenset({"gpu-box"}))).get("/api/runs", headers={"Host": host})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:6006", "localhost.evil.example", "127.0.0.1.evil.example", ""]
)
def test_foreign_names_are_refused(board: sonde.board.Board, host: str) -> None:
    answer = client(board, Access()).get("/api/runs", headers={"Host": host})

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "forbidden"
    assert "--allow-host" in answer.json()["error"]["hint"]


def test_with_a_token_every_name_is_answered(board: sonde.board.Board) -> None:
    """The cookie belongs to the name, so a page that rebinds its own name has none."""
    open_client = client(board, Access(None, TOKEN))
    headers = {"Host": "any.example", "Authorization": f"Bearer {TOKEN}"}

    assert open_client.get("/api/runs", headers=headers).status_code == 200
    assert open_client.get("/api/runs", headers={"Host": "any.example"}).status_code == 401


def test_own_names_are_the_bound_one_and_the_machines() -> None:
    assert {"box.lab", "proxy.example"} < own_names("box.lab", ["proxy.example"])
    assert "" not in own_names("", [])


@pytest.mark.parametrize(
    ("header", "name"),
    [("a.b:80", "a.b"), ("A.b.", "a.b"), ("[::1]:6006", "::1"), ("[::1]", "::1"), ("", "")],
)
def test_the_name_in_a_host_header(header: str, name: str) -> None:
    assert host_name(header) == name


# Origin


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("localhost:6006", "http://localhost:6006"),
        ("localhost:5173", "http://localhost:5173"),
        ("localhost", "http://localhost:80"),
        ("proxy.example", "https://proxy.example"),
        ("localhost:6006", "https://proxy.example"),
    ],
)
def test_requests_of_our_own_page_are_answered(board: sonde.board.Board, host: str, origin: str) -> None:
    own = client(board, Access(frozenset({"proxy.example"})))

    assert own.get("/api/runs", headers={"Host": host, "Origin": origin}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://localhost:7000", "null", "file://", "http://127.0.0.1:6006"]
)
def test_requests_of_other_pages_are_refused(board: sonde.board.Board, origin: str) -> None:
    answer = client(board, Access()).post(
        "/api/scalars/query", json={"tag": "loss"}, headers={"Origin": origin}
    )

    assert answer.status_code == 403
    assert origin in answer.json()["error"]["message"]


def test_pictures_and_scripts_on_other_sites_get_nothing(board: sonde.board.Board) -> None:
    own = client(board, Access())
    embedded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}

    assert own.get("/api/runs", headers=embedded).status_code == 403
    assert own.get("/api/runs", headers=link).status_code == 200


# Token


def test_without_the_token_nothing_is_shown(board: sonde.board.Board) -> None:
    closed = client(board, Access(None, TOKEN))

    for path in ("/api/runs", "/api/docs", "/api/openapi.json", "/api/live", "/", "/assets/app.js"):
        answer = closed.get(path)
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "unauthorized"
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("shown", ["", "wrong", TOKEN + "x", "córrect"])
def test_a_wrong_token_is_no_token(board: sonde.board.Board, shown: str) -> None:
    closed = client(board, Access(None, TOKEN, 6006))
    digest_of_nothing = {"Cookie": "sonde-6006=0"}

    assert closed.get("/api/runs", params={"token": shown}).status_code == 401
    assert closed.get("/api/runs", headers=digest_of_nothing).status_code == 401
    assert closed.get("/api/runs", headers={"Authorization": f"Basic {TOKEN}"}).status_code == 401


def test_programs_send_the_token_with_each_request(board: sonde.board.Board) -> None:
    closed = client(board, Access(None, TOKEN))

    assert closed.get("/api/runs", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    closed.cookies.clear()
    assert closed.get("/api/runs", params={"token": TOKEN}).status_code == 200


def test_a_browser_opens_the_url_once_and_then_has_the_cookie(board: sonde.board.Board) -> None:
    closed = client(board, Access(None, TOKEN, 6006))
    first = closed.get("/", params={"token": TOKEN, "a": "b"})

    assert first.status_code == 303
    assert first.headers["location"] == "/?a=b"
    cookie = first.headers["set-cookie"]
    assert cookie.startswith("sonde-6006=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert TOKEN not in cookie
    assert closed.get("/api/runs").status_code == 200


def test_a_browser_without_the_token_is_asked_for_it(board: sonde.board.Board) -> None:
    answer = client(board, Access(None, TOKEN)).get("/", headers={"Accept": "text/html"})

    assert answer.status_code == 401
    assert "<input name=token" in answer.text
    assert answer.headers["content-type"].startswith("text/html")
    style = re.search("<style>(.*)</style>", answer.text, re.DOTALL)[1]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text


def test_the_page_that_asks_says_when_a_token_was_wrong_in_the_reader_s_language(
    board: sonde.board.Board,
) -> None:
    closed = client(board, Access(None, TOKEN))
    html = {"Accept": "text/html"}

    assert "not the token" not in closed.get("/", headers=html).text
    assert "not the token" in closed.get("/", params={"token": "x<b>"}, headers=html).text
    chinese = closed.get(
        "/", params={"token": "x"}, headers={**html, "Accept-Language": "zh-CN,zh;q=0.9"}
    ).text
    assert "这不是此服务器的令牌。" in chinese


def test_two_servers_of_one_host_have_cookies_of_their_own(board: sonde.board.Board) -> None:
    names = set()
    for port in (6006, 6007):
        answer = client(board, Access(None, TOKEN, port)).get("/", params={"token": TOKEN})
        names.add(answer.headers["set-cookie"].partition("=")[0])

    assert len(names) == 2


# Path prefix


def test_below_a_prefix_everything_is_answered_and_elsewhere_nothing(board: sonde.board.Board) -> None:
    prefixed = client(board, Access(path_prefix="/team/sonde"))

    assert len(prefixed.get("/team/sonde/api/runs").json()) == 2
    assert prefixed.get("/team/sonde/").status_code == 200
    assert prefixed.post("/team/sonde/api/scalars/query", json={"tag": "loss"}).status_code == 200
    for path in ("/team/sonde", "/"):
        assert prefixed.get(path).status_code == 307
        assert prefixed.get(path).headers["location"] == "/team/sonde/"
    assert prefixed.get("/?token=a").headers["location"] == "/team/sonde/?token=a"
    for path in ("/none", "/api/runs", "/team/sondeapi/runs", "/team/sonde/api/none"):
        answer = prefixed.get(path)
        assert answer.status_code == 404
        assert "/team/sonde/" in answer.json()["error"]["hint"]


def test_the_token_leads_back_below_the_prefix(board: sonde.board.Board) -> None:
    prefixed = client(board, Access(None, TOKEN, path_prefix="/team/sonde"))
    answer = prefixed.get("/team/sonde/", params={"token": TOKEN})

    assert answer.headers["location"] == "/team/sonde/"
    assert "Path=/team/sonde/" in answer.headers["set-cookie"]


# What browsers are told


def test_every_answer_carries_the_security_headers(board: sonde.board.Board) -> None:
    own = client(board, Access())
    for path in ("/", "/api/runs", "/api/none", "/api/docs", "/api/scalars?tag=loss"):
        headers = own.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in headers


class _Resources(HTMLParser):
    """What a page would load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []
        self.anchors: set[str] = set()
        self.targets: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in ("script", "style") or "style" in named or any(name.startswith("on") for name in named):
            self.inline.append(tag)
        if tag == "link" or "src" in named:
            self.loaded.append(named.get("href") or named.get("src") or "")
        if tag == "a" and (named.get("href") or "").startswith("#"):
            self.targets.add(str(named["href"])[1:])
        if named.get("id"):
            self.anchors.add(str(named["id"]))


def test_the_description_of_the_api_needs_nothing_that_the_policy_forbids(board: sonde.board.Board) -> None:
    own = client(board, Access())
    page = own.get("/api/docs")
    resources = _Resources()
    resources.feed(page.text)

    assert page.status_code == 200
    assert resources.inline == []
    assert resources.loaded == ["docs.css"]
    assert own.get("/api/docs.css").headers["content-type"] == "text/css; charset=utf-8"
    assert resources.targets <= resources.anchors
    for path in own.get("/api/openapi.json").json()["paths"]:
        assert path in page.text
