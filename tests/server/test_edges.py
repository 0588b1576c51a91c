"""What no well-behaved client sends: answered in the one shape or refused, never with 500, never by leading elsewhere."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sonde
from sonde.server.ports import listen
from support.event_logs import write_run
from support.raw_http import Answer, RawClient
from support.servers import SondeProcess, peak_mb

REQUESTS = int(os.environ.get("SONDE_FUZZ_REQUESTS", "600"))
"""So many for each server; 50,000 were once sent by hand."""

TOKEN = "to & ken/?#中"
PREFIX = "/团 队/a"


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("runs")
    write_run(root / "a", {"loss": [(0, 1.0), (1, 0.5)], "中/ä": [(0, 0.1)]}, 2000.0)
    with sonde.SummaryWriter(root / "b") as writer:
        writer.add_text("note", "first", 0)
    return root


@pytest.fixture(scope="module")
def open_server(logs: Path) -> Iterator[SondeProcess]:
    with SondeProcess(str(logs)) as server:
        yield server
        _, _, err = server.stop()
        assert "Traceback" not in err


@pytest.fixture(scope="module")
def guarded_server(logs: Path) -> Iterator[SondeProcess]:
    with SondeProcess(str(logs), "--token", TOKEN, "--path-prefix", PREFIX) as server:
        yield server
        _, _, err = server.stop()
        assert "Traceback" not in err


@pytest.fixture
def raw(open_server: SondeProcess) -> Iterator[RawClient]:
    client = RawClient(open_server.port)
    yield client
    client.close()


@pytest.fixture
def guarded(guarded_server: SondeProcess) -> Iterator[RawClient]:
    client = RawClient(guarded_server.port)
    yield client
    client.close()


# Headers


@pytest.mark.parametrize(
    "host",
    [
        b"[::1].evil.example",
        b"[::1]evil.example",
        b"[::1",
        b"[",
        b"::1",
        b"127.0.0.1:6006.evil.example",
        b"127.0.0.1:evil",
        b"localhost:80:evil.example",
        b"evil.example\\.localhost:x",
        b"evil.example/.localhost",
        b"evil.example@localhost",
        b"\xe4\xb8\xad",
    ],
)
def test_what_is_no_name_of_this_machine_is_refused(raw: RawClient, host: bytes) -> None:
    assert raw.ask(b"/api/runs", host=host).status == 403


@pytest.mark.parametrize(
    "origin",
    [
        b"http://[",
        b"http://[::1",
        b"http://[::1].evil.example",
        b"http://localhost\\@evil.example",
        b"http://",
        b"//localhost",
        b"\xff",
        b"http://\xe2\x84\x80.example",
    ],
)
def test_what_is_no_origin_is_refused(raw: RawClient, origin: bytes) -> None:
    assert raw.ask(b"/api/runs", headers=[(b"Origin", origin)]).status == 403


@pytest.mark.parametrize("number", ["9" * 5000, "-1", "١٢", "²", "1e3", " 1", ""])
def test_an_event_id_that_is_no_number_means_that_nothing_is_known(
    raw: RawClient, open_server: SondeProcess, number: str
) -> None:
    instance = open_server.get("/api/status")["instance"]
    stream = open_server.live(**{"Last-Event-ID": quote(f"{instance}-{number}", safe="²")})

    assert next(iter(stream))["listed"] is True


def test_the_longest_generation_is_an_error_in_words(raw: RawClient) -> None:
    answer = raw.ask(b"/api/live?generation=" + b"9" * 5000)

    assert answer.status == 400
    assert "generation" in json.loads(answer.body)["error"]["message"]


# Addresses


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/%e4%b8%ad", "/%E4%B8%AD"),
        ("/%0d%0aSet-Cookie:%20a=b", "/%0D%0ASet-Cookie%3A%20a%3Db"),
        ("//evil.example/x", "/evil.example/x"),
        ("///evil.example", "/evil.example"),
        ("/%2f/evil.example", "/evil.example"),
        ("/%5cevil.example", "/%5Cevil.example"),
        ("/\\evil.example", "/%5Cevil.example"),
        ("/%09/evil.example", "/%09/evil.example"),
        ("http://evil.example/x", "/http%3A//evil.example/x"),
    ],
)
def test_the_token_never_leads_off_the_site(
    board: sonde.board.Board, logs: Path, target: str, location: str
) -> None:
    with SondeProcess(str(logs), "--token", "t") as server:
        client = RawClient(server.port)
        answer = client.ask(f"{target}?token=t&a=%0d".encode())
        client.close()

    assert (answer.status, answer.headers["location"]) == (303, f"{location}?a=%0D")


@pytest.mark.parametrize("path", ["", "/", "/api/runs", "/%0d%0a", "//evil.example/"])
def test_below_an_odd_prefix_with_an_odd_token_everything_is_answered(guarded: RawClient, path: str) -> None:
    target = f"{quote(PREFIX)}{path}?{urlencode({'token': TOKEN})}".encode()
    answer = guarded.ask(target)

    assert answer.status in (200, 303, 307)
    if answer.status != 200:
        assert answer.headers["location"].startswith(f"{quote(PREFIX)}/")
    if answer.status != 307:
        assert f"Path={quote(PREFIX)}/;" in answer.headers["set-cookie"]


def test_printed_addresses_can_be_opened(guarded_server: SondeProcess) -> None:
    answer, _ = guarded_server.request("GET", guarded_server.path)

    assert answer.status == 303
    listening = listen("localhost", 0)
    listening.close()
    assert listening.urls("/a b", "&#") == [f"http://localhost:{listening.port}/a%20b/?token=%26%23"]


# Bodies


@pytest.mark.parametrize(
    "body",
    [
        b'{"tag": "\\ud800"}',
        b'{"tag": "loss", "runs": ["\\udfff"]}',
        b'{"\\ud800": 1}',
        b'{"tag": "\xed\xa0\x80"}',
        b'{"tag": "\xff"}',
        b"\xff\xfe",
        b"",
        b"null",
        b"[" * 100_000,
        b'{"tag": ' + b"[" * 100_000,
        b'{"tag": "loss", "width": ' + b"9" * 5000 + b"}",
        b'{"tag": "loss", "x_range": [1e999, null]}',
        b'{"tag": "loss", "x_range": [NaN, null]}',
    ],
)
def test_a_body_that_is_no_question_is_400(raw: RawClient, body: bytes) -> None:
    answer = raw.ask(b"/api/scalars/query", method=b"POST", body=body)

    assert answer.status == 400
    assert json.loads(answer.body)["error"]["message"].startswith("body")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_long_is_let_by_and_refused(
    raw: RawClient, open_server: SondeProcess, chunked: bool
) -> None:
    body = b'{"tag": "loss", "runs": [' + b"[]," * 20_000_000 + b"[]]}"
    before = peak_mb(open_server)
    if chunked:
        request = b"POST /api/scalars/query HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        answer = raw.send(request + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), "POST")
    else:
        answer = raw.ask(b"/api/scalars/query", method=b"POST", body=body)

    assert answer.status == 413
    assert json.loads(answer.body)["error"]["code"] == "too_long"
    assert "4,194,304" in json.loads(answer.body)["error"]["message"]
    assert peak_mb(open_server) - before < 40
    assert raw.ask(b"/api/runs").status == 200


@pytest.mark.parametrize("field", ["first", "last", "every"])
def test_a_number_beyond_all_points_is_400(raw: RawClient, field: str) -> None:
    stretch = {"run": "b", "tag": "note/text_summary", field: 2**70}
    body = json.dumps({"series": [stretch]}).encode()

    assert raw.ask(b"/api/tensors/values", method=b"POST", body=body).status == 400
    for parameter in (b"index", b"part"):
        target = b"/api/tensors/value?run=b&tag=note/text_summary&index=0&" + parameter + b"=%d" % 2**70
        assert raw.ask(target).status == 400


def test_the_server_says_where_half_a_character_stands(raw: RawClient) -> None:
    answer = raw.ask(b"/api/scalars/query", method=b"POST", body=b'{"tag": "\\ud800"}')

    assert "half of a UTF-16 character" in json.loads(answer.body)["error"]["message"]


# Everything at once

NASTY = [
    "", "loss", "a", "中/ä", "note/text_summary", "0", "-1", "9" * 5000, "1e999", "NaN", "true", "null", "\0", "\r\n", "\r\nX: y",
    "%", "%00", "%ff", "\ud800", "../..", "//evil.example", "[::1]", "[", "x" * 3000, "😀", "'", '"', "<script>", "csv",
    "json", "arrow", "bytes=0-" + "9" * 5000, "bytes=-" + "9" * 5000, 'W/"', "*", ",", ";", "=", "step", "all", "1",
]  # fmt: skip
HEADERS = [
    "Accept", "Accept-Encoding", "Authorization", "Content-Type", "Cookie", "If-Match", "If-Modified-Since", "If-None-Match",
    "If-Range", "Last-Event-ID", "Origin", "Range", "Referer", "Sec-Fetch-Mode", "Sec-Fetch-Site", "Transfer-Encoding",
    "Upgrade", "Connection", "X-Forwarded-For", "X-Forwarded-Prefix", "Expect",
]  # fmt: skip

texts = st.sampled_from(NASTY) | st.text(max_size=20)
values = texts.map(lambda text: text.encode("utf-8", "surrogatepass"))
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def requests(draw: st.DrawFn, description: dict[str, object], prefix: str) -> dict[str, object]:
    """A request of a route that there is (or nearly), its parameters, headers and body of any kind."""
    paths: dict[str, dict[str, dict[str, object]]] = description["paths"]
    path = draw(st.sampled_from([*paths, "/", "/assets/x", "/api/docs"]))
    operation = draw(st.sampled_from(list(paths.get(path, {"get": {}}).items())))
    known = [one["name"] for one in operation[1].get("parameters", []) if one["in"] == "query"]
    names = st.sampled_from([*known, "token"]) if draw(st.integers(0, 9)) else texts
    query = draw(st.lists(st.tuples(names, values), max_size=4))
    tail = draw(st.just(b"") | st.just(b"") | values.map(quote).map(str.encode))
    named = [(name.encode("utf-8", "surrogatepass"), value) for name, value in query]
    if draw(st.booleans()):
        named.append((b"token", TOKEN.encode()))
    body = b""
    if operation[0] == "post":
        properties = [
            "tag",
            "runs",
            "x",
            "x_range",
            "width",
            "smoothing",
            "columns",
            "attempts",
            "steps",
            "tags",
        ]
        form = st.dictionaries(st.sampled_from(properties), json_values, max_size=4)
        content = draw(form.map(lambda fields: {"tag": "loss", **fields}) | json_values)
        body = json.dumps(content).encode() if draw(st.integers(0, 9)) else draw(st.binary(max_size=40))
    headers = draw(st.lists(st.tuples(st.sampled_from(HEADERS), values), max_size=3))
    return {
        "target": quote(prefix).encode() + path.encode() + tail + b"?" + urlencode(named).encode(),
        "method": draw(st.sampled_from([operation[0].upper().encode()] * 8 + [b"HEAD", b"PUT", b"OPTIONS"])),
        "headers": [
            (name.encode(), value) for name, value in headers if b"\r" not in value and b"\n" not in value
        ],
        "body": body,
        "stream": path == "/api/live",
    }


def check(answer: Answer) -> None:
    """An answer, in the one shape where it is an error, that leads nowhere else. 0 is a connection that was closed."""
    assert answer.status < 500, answer
    if answer.status >= 400 and answer.headers["content-type"] == "application/json" and answer.body:
        assert json.loads(answer.body)["error"]["message"]
    if "location" in answer.headers:
        parts = urlsplit(answer.headers["location"])
        assert (parts.scheme, parts.netloc) == ("", "")
        assert answer.headers["location"].startswith("/")


@settings(
    max_examples=REQUESTS, deadline=None, suppress_health_check=list(HealthCheck), derandomize=REQUESTS < 5000
)
@given(data=st.data())
def test_no_request_is_answered_with_500(
    open_server: SondeProcess, raw: RawClient, data: st.DataObject
) -> None:
    check(raw.ask(**data.draw(requests(open_server.get("/api/openapi.json"), ""))))


@settings(
    max_examples=REQUESTS, deadline=None, suppress_health_check=list(HealthCheck), derandomize=REQUESTS < 5000
)
@given(data=st.data())
def test_no_request_is_answered_with_500_behind_a_token(
    open_server: SondeProcess, guarded: RawClient, data: st.DataObject
) -> None:
    check(guarded.ask(**data.draw(requests(open_server.get("/api/openapi.json"), PREFIX))))
