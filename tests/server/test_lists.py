"""Runs, tags, series, damage and status, as a page asks for them."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import msgspec
import pytest
from starlette.testclient import TestClient

import sonde
from sonde.server import schema
from sonde.server.app import Application
from support.event_logs import append, scalars, write_run


def test_runs_come_by_start_time(client: TestClient, board: sonde.board.Board) -> None:
    answer = client.get("/api/runs")

    assert [run["name"] for run in answer.json()] == ["nested/b", "a"]
    a = answer.json()[1]
    assert a | {"state": ""} == {
        "key": board.runs()[1].key,
        "name": "a",
        "start_time": 2000.0,
        "last_time": 2002.0,
        "points": 5,
        "series": 2,
        "attempts": 1,
        "damage": 0,
        "state": "",
        "files": 1,
    }
    assert a["state"] == "running"


def test_lists_say_of_which_generation_they_are(client: TestClient, board: sonde.board.Board) -> None:
    for path in ("/api/runs", "/api/tags", "/api/kinds", "/api/series", "/api/damage", "/api/status"):
        assert client.get(path).headers["sonde-generation"] == str(board.generation)


def test_tags_count_runs_and_points(client: TestClient) -> None:
    tags = client.get("/api/tags", params={"kind": "scalars"}).json()

    assert [(tag["tag"], tag["kind"], tag["runs"], tag["points"]) for tag in tags] == [
        ("accuracy", "scalars", 1, 2),
        ("loss", "scalars", 2, 5),
    ]


def test_tags_of_some_runs(client: TestClient, board: sonde.board.Board) -> None:
    def ask(**question: object) -> Any:
        return client.post("/api/tags/query", json=question)

    both = ask(kind="scalars", runs=["a", "nested/b"])
    assert both.json() == ["accuracy", "loss"]
    assert both.headers["sonde-generation"] == str(board.generation)
    assert ask(kind="scalars", runs=["nested/b", "gone"]).json() == ["loss"]
    assert ask(kind="images", runs=["a"]).json() == []
    missing = ask(kind="scalars")
    assert (missing.status_code, missing.json()["error"]["code"]) == (400, "bad_request")


def test_kinds_count_tags_series_and_points(client: TestClient, logdir: Path) -> None:
    assert client.get("/api/kinds").json() == [{"kind": "scalars", "tags": 2, "series": 3, "points": 7}]


def test_every_kind_is_named(tmp_path: Path) -> None:
    with sonde.SummaryWriter(tmp_path / "a") as writer:
        writer.add_text("note", "one", 0)
        writer.add_text("note", "two", 1)
        writer.add_scalar("note", 1.0, 0)
    with sonde.open(tmp_path) as board:
        kinds = TestClient(Application(board), base_url="http://localhost").get("/api/kinds").json()

    assert kinds == [
        {"kind": "scalars", "tags": 1, "series": 1, "points": 1},
        {"kind": "text", "tags": 1, "series": 1, "points": 2},
    ]


def test_tags_of_a_kind_that_nobody_has_are_an_empty_list(client: TestClient) -> None:
    assert client.get("/api/tags", params={"kind": "images"}).json() == []


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, [("nested/b", "loss"), ("a", "accuracy"), ("a", "loss")]),
        ({"run": "a"}, [("a", "accuracy"), ("a", "loss")]),
        ({"tag": "loss"}, [("nested/b", "loss"), ("a", "loss")]),
        ({"run": "a", "tag": "loss", "kind": "scalars"}, [("a", "loss")]),
        ({"kind": "images"}, []),
    ],
)
def test_series_can_be_narrowed(
    client: TestClient, params: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    series = client.get("/api/series", params=params).json()

    assert [(one["run"], one["tag"]) for one in series] == expected


def test_damage_is_listed_with_its_place(logdir: Path) -> None:
    file = next((logdir / "a").iterdir())
    intact = file.read_bytes()
    # The last byte of the first record's payload, and a whole record behind it.
    file.write_bytes(intact[:30] + bytes([intact[30] ^ 1]) + intact[31:])
    append(file, scalars("loss", [(3, 0.125)], 2000.0))
    with sonde.open(logdir) as board:
        client = TestClient(Application(board), base_url="http://localhost")
        (place,) = client.get("/api/damage").json()
        runs = {run["name"]: run for run in client.get("/api/runs").json()}

    assert (place["run"], place["file"], place["offset"]) == ("a", file.name, 0)
    assert "checksum" in place["reason"]
    assert runs["a"]["damage"] == 1
    assert runs["a"]["points"] == 6


def test_status_sums_over_all_runs(client: TestClient, logdir: Path) -> None:
    status = client.get("/api/status").json()

    assert status["version"] == sonde.__version__
    assert status["logdirs"] == [str(logdir)]
    assert status["state"] == "loaded"
    assert status["loading"]["done"] is True
    assert (status["runs"], status["series"], status["points"], status["damage"]) == (2, 3, 7, 0)
    assert status["bytes"] == sum(file.stat().st_size for file in logdir.rglob("*tfevents*"))


def test_status_says_when_there_is_nothing_to_show_yet(tmp_path: Path) -> None:
    with sonde.open(tmp_path / "later", follow=True) as board:
        board.wait(0, 5)
        status = TestClient(Application(board), base_url="http://localhost").get("/api/status").json()

    assert status["state"] == "waiting"
    assert status["roots"][0]["present"] is False


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/api/runs", schema.RunAnswer),
        ("/api/tags", schema.TagAnswer),
        ("/api/series", schema.SeriesAnswer),
        ("/api/status", schema.StatusAnswer),
    ],
)
def test_answers_have_the_form_that_the_api_describes(
    client: TestClient, path: str, form: type[schema.StatusAnswer]
) -> None:
    answer = client.get(path).json()

    for one in answer if isinstance(answer, list) else [answer]:
        msgspec.convert(one, form)
        assert list(one) == list(form.__struct_fields__)


def test_an_answer_that_the_client_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/api/runs")
    again = client.get("/api/runs", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]


def test_an_etag_changes_with_the_data(logdir: Path) -> None:
    tags = set()
    for step in range(2):
        with sonde.open(logdir) as board:
            client = TestClient(Application(board), base_url="http://localhost")
            tags.add(client.get("/api/runs").headers["etag"])
        append(next((logdir / "a").iterdir()), scalars("loss", [(3 + step, 0.1)], 2000.0))

    assert len(tags) == 2


def test_long_lists_are_compressed_for_who_takes_that(tmp_path: Path) -> None:
    for number in range(30):
        write_run(tmp_path / f"run-{number}", {"loss": [(0, 1.0)]})
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost")
        plain = client.get("/api/runs", headers={"Accept-Encoding": "identity"})
        with client.stream("GET", "/api/runs", headers={"Accept-Encoding": "gzip"}) as compressed:
            raw = b"".join(compressed.iter_raw())

    assert "content-encoding" not in plain.headers
    assert compressed.headers["content-encoding"] == "gzip"
    assert compressed.headers["vary"] == "Accept-Encoding"
    assert len(raw) < len(plain.content) / 4
    assert gzip.decompress(raw) == plain.content
