"""Texts beside TensorBoard's: the same steps and times, and the same words to read."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import sonde
from sonde import summary as summaries
from sonde.server.app import Application
from support.arrow import read_arrow
from support.tensorboard_server import answer, tensorboard

CONFORMANCE = Path(__file__).resolve().parents[1] / "conformance"
CASES = sorted(logs.parent.name for logs in CONFORMANCE.glob("*/logs"))


class Words(HTMLParser):
    """What a reader sees of HTML, blanks aside."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._parts: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self._parts.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", "", "".join(self._parts))


def own(root: Path) -> Path:
    """Text of every shape, and a run that was restarted."""
    with sonde.SummaryWriter(root / "a") as writer:
        for step, text in enumerate(("# One\n\n* **two**\n* `three`", "x < 3 & y", "größe 你好")):
            writer.add_text("note", text, step, walltime=1000.5 + step)
    with summaries.create_file_writer(str(root / "b")).as_default():
        summaries.text("table", [["a", "*b*"], ["c", "d"]], step=5)
        summaries.text("column", ["one", "two"], step=6)
    return root


@pytest.mark.parametrize("case", [*CASES, "own"])
def test_steps_times_and_words_are_tensorboards(case: str, tmp_path: Path) -> None:
    logdir = own(tmp_path) if case == "own" else CONFORMANCE / case / "logs"
    compared = 0
    with sonde.open(logdir) as board, tensorboard(logdir, "text") as theirs:
        ours = TestClient(Application(board), base_url="http://localhost:6006")
        for run, tags in answer(theirs, "text/tags").items():
            for tag in tags:
                expected = answer(theirs, "text/text", run=run, tag=tag)
                asked = ours.post("/api/text/points", json={"tag": tag, "runs": [run]})
                points, _, _ = read_arrow(asked.content)
                (steps, times, superseded) = (points[name][0] for name in ("step", "wall_time", "superseded"))
                index_of = {key: i for i, key in enumerate(zip(steps, times, strict=True))}
                keys = [(one["step"], one["wall_time"]) for one in expected]
                # Of a restarted run it shows some of what was replaced; here all of it can be reached.
                assert set(keys) <= set(index_of)
                if not any(superseded):
                    assert keys == list(index_of)
                found = ours.post(
                    "/api/text/documents",
                    json={"points": [{"run": run, "tag": tag, "index": index_of[key]} for key in keys]},
                ).json()
                for one, same in zip(found, expected, strict=True):
                    assert one["error"] == ""
                    assert Words("".join(one["cells"])).text == Words(same["text"]).text
                    compared += 1
    if case == "own":
        assert compared == 5
