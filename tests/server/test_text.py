"""Text, as the server answers it: which points there are, texts and tables that are safe to show, what is found in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

import sonde
from sonde import summary as summaries
from sonde.panels.text import documents, finding
from sonde.server.app import Application
from support.arrow import read_arrow

ANSWER = "answer/text_summary"  # as torch writes the tag `answer`
ANSWERS = ["# One\n\nthe **first** answer", "the second", "the Third <script>alert(1)</script>"]


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    for run in ("a", "b"):
        with sonde.SummaryWriter(tmp_path / run) as writer:
            for step, text in enumerate(ANSWERS):
                writer.add_text("answer", f"{text} of {run}", step * 10, walltime=1000.0 + step)
    with summaries.create_file_writer(str(tmp_path / "tf")).as_default():
        summaries.text("table", [["a", "*b*"], ["c", "d"], ["e", "f"]], step=5)
        summaries.text("column", ["one", "two"], step=5)
        summaries.text("deep", np.array([[["1", "2"]], [["3", "4"]]]), step=5)
        summaries.text("empty", np.empty((0, 2), dtype=str), step=5)
        summaries.text("zero", "a\0b", step=5)
    with sonde.open(tmp_path) as board:
        yield TestClient(
            Application(board, web_root=tmp_path / "web"),
            base_url="http://localhost:6006",
            raise_server_exceptions=False,
        )


def ask(client: TestClient, route: str, **question: Any) -> Any:
    answer = client.post(f"/api/text/{route}", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def shown(client: TestClient, run: str, tag: str, index: int = 0, **more: Any) -> dict[str, Any]:
    markdown = more.pop("markdown", True)
    (found,) = ask(
        client, "documents", points=[{"run": run, "tag": tag, "index": index, **more}], markdown=markdown
    )
    return dict(found)


def test_every_point_of_every_run(client: TestClient) -> None:
    answer = client.post("/api/text/points", json={"tag": ANSWER})
    columns, _, metadata = read_arrow(answer.content)

    assert int(metadata["generation"]) > 0
    assert columns["run"] == ["a", "b"]
    assert columns["step"] == [[0, 10, 20]] * 2
    assert columns["wall_time"] == [[1000.0, 1001.0, 1002.0]] * 2
    assert columns["attempt"] == columns["superseded"] == [[0, 0, 0]] * 2
    only = read_arrow(client.post("/api/text/points", json={"tag": ANSWER, "runs": ["b", "gone"]}).content)[0]
    assert only["run"] == ["b"]
    assert read_arrow(client.post("/api/text/points", json={"tag": "gone"}).content)[0]["run"] == []


def test_a_text_as_markdown_and_as_it_is(client: TestClient) -> None:
    found = shown(client, "a", ANSWER, 0)
    assert found["html"] is True
    assert "<h1>One</h1>" in found["cells"][0]
    assert "<strong>first</strong>" in found["cells"][0]
    assert (found["step"], found["wall_time"], found["shape"], found["error"]) == (0, 1000.0, [1], "")

    plain = shown(client, "a", ANSWER, 0, markdown=False)
    assert plain["html"] is False
    assert plain["cells"] == [ANSWERS[0] + " of a"]
    assert plain["chars"] == len(ANSWERS[0] + " of a")
    assert "<script" not in shown(client, "a", ANSWER, 2)["cells"][0]


def test_tensors_of_strings_are_tables(client: TestClient) -> None:
    table = shown(client, "tf", "table")
    assert (table["rows"], table["columns"], table["shape"]) == (3, 2, [3, 2])
    assert table["cells"][1] == "<p><em>b</em></p>\n"
    column = shown(client, "tf", "column", markdown=False)
    assert (column["rows"], column["columns"], column["cells"]) == (2, 1, ["one", "two"])
    assert shown(client, "tf", "empty")["cells"] == []
    assert shown(client, "tf", "zero", markdown=False)["cells"] == ["ab"]


def test_of_more_than_two_axes_each_slice_can_be_seen(client: TestClient) -> None:
    first = shown(client, "tf", "deep", markdown=False)
    assert (first["shape"], first["slice"], first["cells"]) == ([2, 1, 2], [0], ["1", "2"])
    second = shown(client, "tf", "deep", markdown=False, slice=[1])
    assert (second["slice"], second["cells"]) == ([1], ["3", "4"])
    assert shown(client, "tf", "deep", markdown=False, slice=[9])["slice"] == [1]


def test_what_cannot_be_had_is_an_error_of_its_own(client: TestClient) -> None:
    found = ask(
        client,
        "documents",
        points=[
            {"run": run, "tag": tag, "index": index}
            for run, tag, index in (("a", ANSWER, 9), ("gone", ANSWER, 0), ("a", ANSWER, 1))
        ],
    )
    assert "no point 9" in found[0]["error"]
    assert "no run 'gone'" in found[1]["error"]
    assert found[2]["error"] == ""
    assert client.post("/api/text/documents", json={"points": []}).status_code == 400


def test_damaged_text_says_so(tmp_path: Path) -> None:
    """Records that are large are verified when they are looked at, and one that is damaged harms no other."""
    with sonde.SummaryWriter(tmp_path / "a") as writer:
        writer.add_text("answer", "x" * 2_000_000, 0)
        writer.add_text("answer", "y" * 40, 1)
    (file,) = (tmp_path / "a").iterdir()
    file.write_bytes(file.read_bytes().replace(b"x" * 40, b"z" * 40, 1))
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost")
        assert "checksum" in shown(client, "a", ANSWER, 0)["error"]
        assert shown(client, "a", ANSWER, 1)["error"] == ""
        found = ask(client, "find", text="y")
        assert (found["looked"], found["unreadable"], len(found["found"])) == (2, 1, 1)


def test_long_texts_are_cut_and_say_so(tmp_path: Path) -> None:
    long = "**word** " * 60_000
    with sonde.SummaryWriter(tmp_path / "a") as writer:
        writer.add_text("long", long, 0)
        writer.add_text("middle", long[: documents.MAX_MARKDOWN_CHARS + 1], 0)
    with summaries.create_file_writer(str(tmp_path / "tf")).as_default():
        summaries.text("many", [["a", "b"]] * documents.MAX_CELLS, step=0)
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost")
        cut = shown(client, "a", "long/text_summary")
        middle = shown(client, "a", "middle/text_summary")
        many = shown(client, "tf", "many", markdown=False)

    assert (len(cut["cells"][0]), cut["html"]) == (documents.MAX_CHARS, False)
    assert cut["left_out"] == len(long) - documents.MAX_CHARS
    assert (middle["html"], middle["left_out"]) == (False, 0)
    assert (len(many["cells"]), many["cells_left_out"]) == (documents.MAX_CELLS, documents.MAX_CELLS)
    assert (many["rows"], many["columns"]) == (documents.MAX_CELLS // 2, 2)


def test_finding_says_where_and_what_stands_around(client: TestClient) -> None:
    found = ask(client, "find", text="THIRD")
    assert [(one["run"], one["tag"], one["step"], one["index"]) for one in found["found"]] == [
        ("a", ANSWER, 20, 2),
        ("b", ANSWER, 20, 2),
    ]
    assert (found["found"][0]["before"], found["found"][0]["match"]) == ("the ", "Third")
    assert found["found"][0]["after"].startswith(" <script>")
    assert (found["looked"], found["next"]) == (11, None)
    assert ask(client, "find", text="of", runs=["b"], tag=ANSWER)["looked"] == 3
    assert ask(client, "find", text="*")["found"][0]["count"] == 4
    assert ask(client, "find", text="of", runs=[])["found"] == []
    assert client.post("/api/text/find", json={"text": ""}).status_code == 400


def test_finding_goes_on_where_it_stopped(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ask(client, "find", text="a")
    for limit in ("MAX_POINTS", "MAX_FOUND", "MAX_CHARS"):
        with monkeypatch.context() as patch:
            patch.setattr(finding, limit, 2)
            pieces, start = [], None
            while True:
                piece = ask(client, "find", text="a", start=start)
                pieces.append(piece)
                start = piece["next"]
                if start is None:
                    break
        assert len(pieces) > 1
        assert [one for piece in pieces for one in piece["found"]] == whole["found"]
        assert sum(piece["looked"] for piece in pieces) == whole["looked"]
