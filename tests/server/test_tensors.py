"""Points of series that are no scalars, and their values as files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from httpx2 import Response
from PIL import Image
from starlette.testclient import TestClient

import sonde
from sonde.server.app import Application
from support.arrow import read_arrow

URL = "/api/tensors/value"


@pytest.fixture(scope="module")
def logdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("runs")
    pictures = np.zeros((2, 3, 4, 6), np.uint8)
    pictures[1, 0] = 255
    with sonde.SummaryWriter(root / "a") as writer:
        writer.add_scalar("loss", 1.0, 0)
        for step in (0, 5):
            writer.add_image("picture", pictures[1], step)
        writer.add_images("pictures", pictures, 3)
        writer.add_audio("tone", np.sin(np.arange(800) / 9, dtype=np.float32), 1, sample_rate=8000)
        writer.add_text("note", "<b>**größer**</b>", 2)
        writer.add_text("svg", "<svg onload='alert(1)'/>", 2)
        writer.add_tensor("weights", np.arange(6, dtype=np.float64).reshape(2, 3), 7)
        writer.add_histogram("values", np.arange(10.0), 4)
    return root


@pytest.fixture(scope="module")
def client(logdir: Path) -> Iterator[TestClient]:
    with sonde.open(logdir) as board:
        yield TestClient(Application(board), base_url="http://localhost:6006", raise_server_exceptions=False)


def ask(client: TestClient, tag: str, index: int = 0, part: int = 0, **headers: str) -> Response:
    params = {"run": "a", "tag": tag, "index": index, "part": part}
    return client.get(URL, params=params, headers=headers)


def test_points_are_listed_in_every_form(client: TestClient) -> None:
    listed = client.get("/api/tensors", params={"run": "a", "tag": "picture", "format": "json"}).json()

    assert [(row["index"], row["step"], row["attempt"], row["superseded"]) for row in listed] == [
        (0, 0, 0, False),
        (1, 5, 0, False),
    ]
    assert all(row["bytes"] > 0 for row in listed)
    table = client.get("/api/tensors", params={"run": "a", "tag": "picture", "format": "csv"}).text
    assert table.splitlines()[0] == "index,step,wall_time,attempt,writer,superseded,bytes"
    arrow = client.get("/api/tensors", params={"run": "a", "tag": "picture"})
    assert arrow.headers["content-type"] == "application/vnd.apache.arrow.stream"


def test_the_points_of_a_tag_come_by_run(logdir: Path, client: TestClient) -> None:
    def ask(**question: object) -> list[tuple[str, list[int]]]:
        answer = client.post("/api/tensors/points", json={"kind": "images", **question})
        columns, _, _ = read_arrow(answer.content)
        assert list(columns) == ["run", "step", "wall_time", "attempt", "superseded"]
        return list(zip(columns["run"], columns["step"], strict=True))

    assert ask(tag="picture") == [("a", [0, 5])]
    assert ask(tag="picture", runs=["a", "b"]) == [("a", [0, 5])]
    assert ask(tag="picture", runs=["b"]) == []
    assert ask(tag="loss") == []


def test_an_image_is_the_file_that_was_written(client: TestClient) -> None:
    answer = ask(client, "picture", 1)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(answer.content)).size == (6, 4)


def test_each_image_of_several_has_its_number(client: TestClient) -> None:
    count = 0
    while ask(client, "pictures", 0, count).status_code == 200:
        count += 1
    pixels = [
        np.asarray(Image.open(io.BytesIO(ask(client, "pictures", 0, part).content))) for part in range(count)
    ]

    assert sum(int(one.sum()) for one in pixels) == 4 * 6 * 255
    missing = ask(client, "pictures", 0, count)
    assert missing.status_code == 404
    assert missing.json()["error"]["hint"] == f"it has {count}, counted from 0"


def test_sound_text_and_numbers_each_come_as_what_they_are(client: TestClient) -> None:
    assert ask(client, "tone").headers["content-type"] == "audio/wav"
    note = ask(client, "note/text_summary")
    assert (note.text, note.headers["content-type"]) == ("<b>**größer**</b>", "text/plain; charset=utf-8")
    weights = ask(client, "weights")
    assert weights.headers["content-disposition"] == 'attachment; filename="weights-0.npy"'
    np.testing.assert_array_equal(np.load(io.BytesIO(weights.content)), np.arange(6.0).reshape(2, 3))
    assert np.load(io.BytesIO(ask(client, "values").content)).shape[1] == 3


def test_what_could_run_scripts_comes_as_text(client: TestClient) -> None:
    answer = ask(client, "svg/text_summary")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_etag_is_strong_and_spares_the_second_answer(client: TestClient) -> None:
    etag = ask(client, "picture").headers["etag"]

    assert etag.startswith('"')
    again = ask(client, "picture", **{"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=10-", 206, slice(10, None)),
        ("bytes=-7", 206, slice(-7, None)),
        ("bytes=0-999999", 206, slice(None)),
        ("bytes=999999-", 416, slice(0)),
        ("bytes=-0", 416, slice(0)),
        ("bytes=5-2", 200, slice(None)),
        ("bytes=0-1,4-5", 200, slice(None)),
        ("bytes=-", 200, slice(None)),
        ("lines=0-1", 200, slice(None)),
        (f"bytes={'9' * 5000}-", 416, slice(0)),
        (f"bytes=0-{'9' * 5000}", 206, slice(None)),
        (f"bytes=-{'9' * 5000}", 206, slice(None)),
        (f"bytes={'0' * 5000}3-5", 206, slice(3, 6)),
        (f"bytes={'9' * 5000}-{'8' * 5000}", 416, slice(0)),
    ],
)
def test_ranges(client: TestClient, asked: str, status: int, part: slice) -> None:
    whole = ask(client, "tone").content
    answer = ask(client, "tone", Range=asked)

    assert (answer.status_code, answer.content) == (status, whole[part])
    if status == 206:
        start, stop, _ = part.indices(len(whole))
        assert answer.headers["content-range"] == f"bytes {start}-{stop - 1}/{len(whole)}"
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{len(whole)}"


def test_a_range_of_another_version_is_answered_with_everything(client: TestClient) -> None:
    etag = ask(client, "tone").headers["etag"]

    assert ask(client, "tone", Range="bytes=0-3", **{"If-Range": etag}).status_code == 206
    assert ask(client, "tone", Range="bytes=0-3", **{"If-Range": '"older"'}).status_code == 200


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"run": "a", "tag": "picture", "index": 2}, 404, "not_found"),
        ({"run": "b", "tag": "picture", "index": 0}, 404, "run_not_found"),
        ({"run": "a", "tag": "pikture", "index": 0}, 404, "tag_not_found"),
        ({"run": "a", "tag": "loss", "index": 0}, 404, "tag_not_found"),
        ({"run": "a", "tag": "picture", "index": -1}, 400, "bad_request"),
        ({"run": "a", "tag": "picture"}, 400, "bad_request"),
    ],
)
def test_what_is_not_there_is_said_plainly(
    client: TestClient, params: dict[str, object], status: int, code: str
) -> None:
    answer = client.get(URL, params=params)

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_a_damaged_value_is_410_and_the_others_are_unharmed(tmp_path: Path) -> None:
    picture = np.random.default_rng(0).integers(
        0, 256, (3, 300, 300), dtype=np.uint8
    )  # more than is checked at load
    with sonde.SummaryWriter(tmp_path / "a") as writer:
        for step in range(2):
            writer.add_image("picture", picture, step)
    (file,) = (tmp_path / "a").iterdir()
    data = bytearray(file.read_bytes())
    data[len(data) // 4] ^= 1
    file.write_bytes(data)
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost:6006")
        broken, whole = ask(client, "picture", 0), ask(client, "picture", 1)

    assert (broken.status_code, broken.json()["error"]["code"]) == (410, "damaged_blob")
    assert whole.status_code == 200


def test_a_replaced_file_is_409(tmp_path: Path) -> None:
    with sonde.SummaryWriter(tmp_path / "a") as writer:
        writer.add_text("note", "first", 0)
    (file,) = (tmp_path / "a").iterdir()
    with sonde.open(tmp_path) as board:
        file.unlink()
        file.write_bytes(b"")
        answer = ask(TestClient(Application(board), base_url="http://localhost:6006"), "note/text_summary")

    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "stale_blob")


def test_what_the_client_has_is_answered_without_a_read_of_it(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = ask(client, "pictures").headers["etag"]
    monkeypatch.setattr("sonde.query.local.blob.Blob._locate", lambda *_: 1 / 0)

    assert ask(client, "pictures", **{"If-None-Match": etag}).status_code == 304
    assert ask(client, "pictures", **{"If-None-Match": f'"x", {etag}'}).status_code == 304


def test_a_large_value_is_sent_while_it_is_read(tmp_path: Path) -> None:
    from support.event_writer import EventWriter, value

    encoded = b"\x1aE\xdf\xa3" + np.random.default_rng(0).bytes(9_000_000)
    with EventWriter(tmp_path / "a" / "events.out.tfevents.1") as writer:
        writer.values(0, value("clip", image=(4, 4, encoded)))
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost:6006")
        whole = ask(client, "clip")
        middle = ask(client, "clip", Range="bytes=1000000-8999999")
        end = ask(client, "clip", Range="bytes=-10")

    assert (whole.headers["content-type"], whole.headers["content-length"]) == (
        "video/webm",
        str(len(encoded)),
    )
    assert whole.content == encoded
    assert (middle.status_code, middle.content) == (206, encoded[1000000:9000000])
    assert middle.headers["content-length"] == "8000000"
    assert end.content == encoded[-10:]


def test_many_values_come_in_one_answer(client: TestClient) -> None:
    import pyarrow as pa

    question = {
        "series": [
            {"run": "a", "tag": "weights"},
            {"run": "a", "tag": "picture", "first": 1},
            {"run": "a", "tag": "note/text_summary", "kind": "text"},
        ]
    }
    answer = client.post("/api/tensors/values", json=question)
    table = pa.ipc.open_stream(answer.content).read_all()
    numbers, picture, note = table.to_pylist()

    assert int(table.schema.metadata[b"generation"]) > 0
    assert (numbers["series"], numbers["index"], numbers["step"]) == (0, 0, 7)
    array = np.frombuffer(bytes(numbers["data"]), numbers["dtype"]).reshape(numbers["shape"])
    np.testing.assert_array_equal(array, np.arange(6.0).reshape(2, 3))
    assert (picture["series"], picture["index"], picture["step"], picture["dtype"]) == (1, 1, 5, "bytes")
    data = bytes(picture["data"])
    assert data[: sum(picture["sizes"][:2])] == b"64"
    assert Image.open(io.BytesIO(data[sum(picture["sizes"][:2]) :])).size == (6, 4)
    assert bytes(note["data"]).decode() == "<b>**größer**</b>"
    assert [row["error"] for row in (numbers, picture, note)] == ["", "", ""]


@pytest.mark.parametrize(
    ("series", "status", "code"),
    [
        ([{"run": "a", "tag": "nothing"}], 404, "tag_not_found"),
        ([{"run": "b", "tag": "weights"}], 404, "run_not_found"),
        ([{"run": "a", "tag": "weights", "first": -1}], 400, "bad_request"),
        ([{"run": "a", "tag": "weights", "last": -1}], 400, "bad_request"),
        ([{"run": "a", "tag": "weights", "first": 2, "last": 1}], 400, "bad_query"),
        ([{"run": "a", "tag": "weights", "every": 0}], 400, "bad_request"),
        ([{"tag": "weights"}], 400, "bad_request"),
        ([{"run": "a", "tag": "weights"}] * 10_001, 400, "bad_request"),
    ],
)
def test_a_bad_question_for_many_values_is_refused(
    client: TestClient, series: list[object], status: int, code: str
) -> None:
    answer = client.post("/api/tensors/values", json={"series": series})

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_files_beside_are_listed_and_read_by_key(tmp_path: Path) -> None:
    with sonde.SummaryWriter(tmp_path / "a") as writer:
        writer.add_scalar("loss", 1.0, 0)
    (tmp_path / "a" / "config.yaml").write_text("größe: 3\n")
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost:6006")
        (file,) = client.get("/api/files").json()
        content = client.get("/api/files/content", params={"key": file["key"]})
        again = client.get(
            "/api/files/content",
            params={"key": file["key"]},
            headers={"If-None-Match": content.headers["etag"]},
        )
        part = client.get("/api/files/content", params={"key": file["key"]}, headers={"Range": "bytes=-2"})
        missing = client.get(
            "/api/files/content", params={"key": file["key"].replace("config.yaml", "../../x")}
        )

    assert file | {"changed_time": 0} == {
        "key": f"{board.roots[0].key}:a/config.yaml",
        "path": "a/config.yaml",
        "name": "config.yaml",
        "run": "a",
        "kind": "config",
        "size": 11,
        "changed_time": 0,
    }
    assert (content.text, content.headers["content-type"]) == ("größe: 3\n", "text/plain; charset=utf-8")
    assert 'filename="config.yaml"' in content.headers["content-disposition"]
    assert (again.status_code, part.content, missing.status_code) == (304, b"3\n", 404)
