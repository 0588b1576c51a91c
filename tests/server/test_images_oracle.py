"""Images as the server answers them, against a real TensorBoard: which there are, when they were logged, and their bytes."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient
from werkzeug.test import Client

import sonde
from sonde.server.app import Application
from support.tensorboard_server import answer, tensorboard

CONFORMANCE = Path(__file__).resolve().parents[1] / "conformance"
CASES = sorted(logs.parent.name for logs in CONFORMANCE.glob("*/logs"))


def agreeing(logdir: Path) -> int:
    """Compares every image of every run below a log directory; how many there were."""
    compared = 0
    with sonde.open(logdir) as board, tensorboard(logdir, "images") as theirs:
        ours = TestClient(Application(board), base_url="http://localhost")
        tags_of = answer(theirs, "images/tags")
        assert {(one.run, one.tag) for one in board.query.series("images")} == {
            (run, tag) for run, tags in tags_of.items() for tag in tags
        }
        for run, tags in tags_of.items():
            for tag, about in tags.items():
                for sample in range(about["samples"]):
                    compared += _samples_agree(ours, theirs, run, tag, sample)
    return compared


def _samples_agree(ours: TestClient, theirs: Client, run: str, tag: str, sample: int) -> int:
    points = ours.get(
        "/api/tensors", params={"run": run, "tag": tag, "kind": "images", "format": "json"}
    ).json()
    images = {
        point["index"]: ours.get(
            "/api/images/about", params={"run": run, "tag": tag, "index": point["index"]}
        ).json()["samples"]
        for point in points
    }
    # Of a step that was logged again TensorBoard has the first image only; a point without the sample is passed over.
    firsts: dict[int, Any] = {}
    for point in points:
        if len(images[point["index"]]) > sample:
            firsts.setdefault(point["step"], point)
    shown = [firsts[step] for step in sorted(firsts)]
    found = answer(theirs, "images/images", run=run, tag=tag, sample=str(sample))
    assert [(point["step"], point["wall_time"]) for point in shown] == [
        (one["step"], one["wall_time"]) for one in found
    ]
    for point, one in zip(shown, found, strict=True):
        encoded = theirs.get(f"/data/plugin/images/individualImage?{one['query']}").data
        place = {"run": run, "tag": tag, "index": point["index"], "part": sample}
        assert ours.get("/api/tensors/value", params={**place, "kind": "images"}).content == encoded
        said = images[point["index"]][sample]
        assert (said["width"], said["height"]) == Image.open(io.BytesIO(encoded)).size
        assert (said["said_width"], said["said_height"]) == (said["width"], said["height"])
        assert said["bytes"] == len(encoded)
    return len(shown)


@pytest.mark.parametrize("case", CASES)
def test_images_are_tensorboards(case: str) -> None:
    logdir = CONFORMANCE / case / "logs"
    with sonde.open(logdir) as board:
        some = len(board.query.series("images")) > 0

    assert (agreeing(logdir) > 0) == some


def test_there_are_images_to_compare() -> None:
    assert agreeing(CONFORMANCE / "tensorboardx" / "logs") > 1
