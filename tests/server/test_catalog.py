"""What people add, over HTTP: kept, merged, told to every page, and changed by nobody else's page."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

import sonde
from sonde.server.app import Application
from support.servers import SondeProcess


@pytest.fixture
def root(board: sonde.board.Board) -> str:
    return board.roots[0].key


@pytest.fixture
def client(board: sonde.board.Board, tmp_path: Path) -> Iterator[TestClient]:
    app = Application(board, web_root=tmp_path / "web", allow_delete=True)
    yield TestClient(app, base_url="http://localhost:6006", raise_server_exceptions=False)
    app.catalog.close()


def post(client: TestClient, path: str, **question: Any) -> Any:
    answer = client.post(f"/api/catalog/{path}", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refusal(client: TestClient, path: str, status: int, **question: Any) -> dict[str, Any]:
    answer = client.post(f"/api/catalog/{path}", json=question)
    assert answer.status_code == status, answer.text
    error: dict[str, Any] = answer.json()["error"]
    return error


def test_without_a_change_there_is_nothing(client: TestClient, logdir: Path) -> None:
    found = client.get("/api/catalog").json()

    assert found["revision"] == 0
    assert found["location"] == str(logdir / ".sonde" / "catalog.db")
    assert found["reason"] == ""
    assert all(
        found[name] == [] for name in ("runs", "projects", "annotations", "views", "groups", "removed")
    )
    assert not (logdir / ".sonde").exists()


def test_a_run_is_named_and_noted(client: TestClient, root: str) -> None:
    author = {"Sonde-Author": quote("阿达")}
    question = {
        "keys": [f"{root}:a"],
        "display_name": "best",
        "note": "why",
        "starred": True,
        "add_tags": ["good"],
    }
    answer = client.post("/api/catalog/runs", json=question, headers=author).json()

    (run,) = answer["runs"]
    assert answer["revision"] == 1
    assert {**run, "time": 0} == {
        "id": f"{root}:a",
        "display_name": "best",
        "note": "why",
        "starred": True,
        "archived": False,
        "colour": None,
        "tags": ["good"],
        "revision": 1,
        "author": "阿达",
        "time": 0,
    }
    assert client.get("/api/catalog").json()["runs"] == [run]
    assert client.get("/api/catalog?since=1").json()["runs"] == []
    post(
        client,
        "runs",
        keys=[f"{root}:a", f"{root}:nested/b"],
        display_name=None,
        remove_tags=["good"],
        colour=4,
    )
    found = client.get("/api/catalog?since=1").json()
    assert [(one["id"], one["display_name"], one["tags"], one["colour"]) for one in found["runs"]] == [
        (f"{root}:a", None, [], 4),
        (f"{root}:nested/b", None, [], 4),
    ]


def test_annotations_views_and_groups(client: TestClient, root: str) -> None:
    note = post(client, "annotations", run=f"{root}:a", first_step=3, tag="loss", text="here")["annotations"][
        0
    ]
    view = post(client, "views", name="losses", address="?tags=loss")["views"][0]
    group = post(client, "groups", name="both", add_runs=[f"{root}:a", f"{root}:nested/b"])["groups"][0]
    post(client, "projects", key=root, note="# All", default_view=view["id"])
    assert (note["first_step"], note["last_step"], note["tag"]) == (3, None, "loss")
    assert view["project"] == root
    assert group["runs"] == [f"{root}:a", f"{root}:nested/b"]

    changed = post(client, "annotations", id=note["id"], text="there", last_step=5, tag=None)["annotations"][
        0
    ]
    assert (changed["text"], changed["first_step"], changed["last_step"], changed["tag"]) == (
        "there",
        3,
        5,
        None,
    )
    answer = post(client, "remove", kind="annotation", ids=[note["id"]])
    assert answer["removed"] == [{"kind": "annotation", "id": note["id"]}]
    assert client.get("/api/catalog").json()["annotations"] == []
    answer = post(client, "undo", revision=answer["revision"])
    assert answer["annotations"][0]["text"] == "there"
    assert client.get("/api/catalog").json()["projects"][0]["default_view"] == view["id"]


def test_the_second_of_two_who_change_one_note_gets_both_texts(client: TestClient, root: str) -> None:
    key = f"{root}:a"
    seen = post(client, "runs", keys=[key], note="draft")["revision"]
    post(client, "runs", keys=[key], note="mine", seen=seen)
    error = refusal(client, "runs", 409, keys=[key], note="yours", starred=True, seen=seen)

    assert error["code"] == "conflict"
    (conflict,) = error["conflicts"]
    assert (conflict["id"], conflict["field"], conflict["value"], conflict["yours"]) == (
        key,
        "note",
        "mine",
        "yours",
    )
    post(client, "runs", keys=[key], note="both", seen=conflict["revision"])
    history = client.get("/api/catalog/history", params={"kind": "run", "id": key}).json()
    assert [(one["refused"], one["changes"][0]["after"]) for one in history] == [
        (False, "both"),
        (True, "yours"),
        (False, "mine"),
        (False, "draft"),
    ]


@pytest.mark.parametrize(
    ("path", "question", "message"),
    [
        ("runs", {"keys": []}, "keys"),
        ("runs", {"note": "x"}, "keys: it is required"),
        ("runs", {"keys": ["ROOT:a"], "colour": "red"}, "colour"),
        ("runs", {"keys": ["ROOT:a"], "starred": 1}, "starred"),
        ("runs", {"keys": ["ROOT:a"], "mood": "x"}, "mood"),
        ("runs", {"keys": ["ROOT:a"], "seen": -1}, "seen"),
        ("runs", {"keys": ["ROOT:a"], "add_tags": [""]}, "add_tags"),
        ("annotations", {"text": "x"}, "run: it is required for a new one"),
        ("annotations", {"run": "ROOT:a", "first_step": 1.5}, "first_step"),
        ("views", {"name": "x"}, "address: it is required"),
        ("groups", {}, "name: it is required"),
        ("remove", {"kind": "run", "ids": ["a"]}, "kind"),
        ("undo", {"revision": 0}, "revision"),
        ("import", {"format": "other", "version": 1}, "format"),
        ("trash/purge", {"ids": ["a"]}, "does not come back"),
    ],
)
def test_a_malformed_change_is_400(
    client: TestClient, root: str, path: str, question: dict[str, Any], message: str
) -> None:
    question = json.loads(json.dumps(question).replace("ROOT", root))
    assert message in refusal(client, path, 400, **question)["message"]
    assert client.get("/api/catalog").json()["revision"] == 0


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("runs", {"keys": ["elsewhere:a"], "note": "x"}),
        ("projects", {"key": "elsewhere", "note": "x"}),
        ("annotations", {"id": "none", "text": "x"}),
        ("annotations", {"run": "elsewhere:a"}),
        ("groups", {"name": "x", "add_runs": ["elsewhere:a"]}),
        ("remove", {"kind": "view", "ids": ["none"]}),
        ("undo", {"revision": 7}),
        ("trash", {"runs": ["elsewhere:a"]}),
        ("trash/undo", {"ids": ["none"]}),
        ("trash/purge", {"ids": ["none"], "confirmed": True}),
    ],
)
def test_what_is_not_there_is_404(client: TestClient, path: str, question: dict[str, Any]) -> None:
    assert refusal(client, path, 404, **question)["code"] == "not_found"


def test_a_page_of_another_site_changes_nothing(client: TestClient, root: str) -> None:
    body = json.dumps({"keys": [f"{root}:a"], "note": "x"})
    for headers in (
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/json", "Origin": "http://evil.example"},
        {"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
        {"Content-Type": "application/json", "Host": "evil.example"},
    ):
        assert client.post("/api/catalog/runs", content=body, headers=headers).status_code in (400, 403)
    for path in ("runs", "undo", "trash", "import"):
        assert client.get(f"/api/catalog/{path}").status_code in (200, 405)
    assert client.get("/api/catalog").json()["revision"] == 0


def test_a_catalog_that_does_not_answer_is_503(board: sonde.board.Board) -> None:
    app = Application(board, catalog="postgresql://ada:secret@127.0.0.1:1/none")
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    answer = client.get("/api/catalog")

    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "catalog"
    assert "secret" not in answer.text
    assert client.get("/api/runs").status_code == 200


def test_the_whole_goes_out_and_in(
    client: TestClient, board: sonde.board.Board, root: str, tmp_path: Path
) -> None:
    post(client, "runs", keys=[f"{root}:a"], note="why", add_tags=["good"])
    post(client, "annotations", run=f"{root}:a", text="here")
    document = client.get("/api/catalog/export").json()
    other_app = Application(board, catalog=str(tmp_path / "other.db"))
    other = TestClient(other_app, base_url="http://localhost")
    post(other, "import", **document)

    again = other.get("/api/catalog/export").json()
    assert {**again, "exported": 0} == {**document, "exported": 0}
    other_app.catalog.close()


# The trash


def rest(logdir: Path) -> None:
    """Nothing was written for an hour."""
    past = time.time() - 3600
    for file in logdir.rglob("*"):
        os.utime(file, (past, past))


def test_a_run_goes_to_the_trash_and_comes_back(client: TestClient, logdir: Path, root: str) -> None:
    rest(logdir)
    key = f"{root}:nested/b"
    (looked,) = post(client, "trash", runs=[key])
    assert (looked["refused"], looked["files"], looked["path"]) == ("", 1, "nested/b")
    assert (logdir / "nested" / "b").exists()

    post(client, "trash", runs=[key], confirmed=True)
    assert not (logdir / "nested" / "b").exists()
    (item,) = client.get("/api/catalog/trash").json()
    assert (item["runs"], item["path"]) == ([key], "nested/b")
    post(client, "trash/undo", ids=[item["id"]])
    assert (logdir / "nested" / "b").exists()
    post(client, "trash", runs=[key], confirmed=True)
    post(client, "trash/purge", ids=[client.get("/api/catalog/trash").json()[0]["id"]], confirmed=True)
    assert client.get("/api/catalog/trash").json() == []
    assert not (logdir / "nested" / "b").exists()


def test_a_running_run_is_refused(client: TestClient, logdir: Path, root: str) -> None:
    rest(logdir)
    os.utime(next((logdir / "a").iterdir()))
    error = refusal(client, "trash", 409, runs=[f"{root}:a", f"{root}:nested/b"], confirmed=True)

    assert error["code"] == "refused"
    assert "a is still running" in error["message"]
    assert (logdir / "nested" / "b").exists()


def test_without_being_told_the_server_deletes_nothing(
    board: sonde.board.Board, root: str, logdir: Path
) -> None:
    rest(logdir)
    client = TestClient(Application(board), base_url="http://localhost")
    for path, question in (
        ("trash", {"runs": [f"{root}:a"], "confirmed": True}),
        ("trash/undo", {"ids": ["x"]}),
        ("trash/purge", {"ids": ["x"], "confirmed": True}),
    ):
        error = refusal(client, path, 403, **question)
        assert error["code"] == "not_allowed"
        assert "--allow-delete" in error["hint"]
    assert (logdir / "a").exists()
    assert client.get("/api/catalog").json()["allow_delete"] is False


# Two servers


def test_two_servers_with_four_writers_each_lose_nothing(logdir: Path) -> None:
    rounds = 8
    with SondeProcess(str(logdir)) as one, SondeProcess(str(logdir)) as two:
        servers = (one, two)
        key = one.get("/api/status")["roots"][0]["key"] + ":a"
        failed: list[BaseException] = []

        def change(server: SondeProcess, path: str, **question: Any) -> tuple[int, Any]:
            headers = {"Content-Type": "application/json"}
            response, body = server.request("POST", f"/api/catalog/{path}", question, headers)
            return response.status, json.loads(body)

        def write(server: SondeProcess, name: str) -> None:
            try:
                for number in range(rounds):
                    word = f"{name}-{number}"
                    assert change(server, "runs", keys=[key], add_tags=[word])[0] == 200
                    assert change(server, "annotations", run=key, text=word)[0] == 200
                    while True:
                        known = server.get("/api/catalog")
                        text = known["runs"][0]["note"] + word + "\n"
                        status, said = change(server, "runs", keys=[key], note=text, seen=known["revision"])
                        if status == 200:
                            break
                        assert said["error"]["code"] == "conflict", said
            except BaseException as error:
                failed.append(error)

        threads = [
            threading.Thread(target=write, args=(server, f"s{i}w{j}"))
            for i, server in enumerate(servers)
            for j in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert failed == []
        words = sorted(f"s{i}w{j}-{number}" for i in range(2) for j in range(4) for number in range(rounds))
        for server in servers:
            (run,) = server.get("/api/catalog")["runs"]
            assert run["tags"] == words
            assert sorted(run["note"].splitlines()) == words
            assert sorted(one["text"] for one in server.get("/api/catalog")["annotations"]) == words


def test_a_change_reaches_the_pages_of_both_servers(logdir: Path) -> None:
    with SondeProcess(str(logdir)) as one, SondeProcess(str(logdir)) as two:
        streams = [server.live() for server in (one, two)]
        for stream in streams:
            stream.wait_for(lambda event: event.get("points") == 7)
        key = one.get("/api/status")["roots"][0]["key"] + ":a"
        for revision, server in enumerate((one, two), 1):
            question = {"keys": [key], "note": f"note {revision}"}
            server.request("POST", "/api/catalog/runs", question, {"Content-Type": "application/json"})
            for stream, asked in zip(streams, (one, two), strict=True):
                told = stream.wait_for(lambda event: "identity" in event)
                assert told["revision"] == revision
                assert (
                    asked.get(f"/api/catalog?since={revision - 1}")["runs"][0]["note"] == f"note {revision}"
                )
        late = two.live()
        assert late.wait_for(lambda event: "identity" in event)["revision"] == 2


def test_a_server_that_ends_leaves_one_file(logdir: Path) -> None:
    with SondeProcess(str(logdir)) as server:
        key = server.get("/api/status")["roots"][0]["key"] + ":a"
        question = {"keys": [key], "note": "kept"}
        server.request("POST", "/api/catalog/runs", question, {"Content-Type": "application/json"})
        status, _said, complaint = server.stop()

    assert (status, complaint) == (0, "")
    assert [path.name for path in (logdir / ".sonde").iterdir()] == ["catalog.db"]


def test_where_notes_are_kept_is_said_where_one_would_not_look(logdir: Path, tmp_path: Path) -> None:
    file = next((logdir / "a").iterdir())
    environment = {"XDG_DATA_HOME": str(tmp_path / "home")}
    os.environ.update(environment)
    try:
        with SondeProcess(str(file)) as server:
            assert "is a single file" in server.get("/api/catalog")["reason"]
            time.sleep(0.5)
            server.stop_output = server.stop()
    finally:
        del os.environ["XDG_DATA_HOME"]
    assert "notes are kept in" in server.stop_output[2]
