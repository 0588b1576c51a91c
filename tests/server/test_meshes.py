"""Meshes as the server answers them: the bytes are TensorBoard's, parts of a step belong together, bad ones say so."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

import sonde
from sonde import SummaryWriter
from sonde.server.app import Application
from support.arrow import read_arrow
from support.event_writer import FLOAT, EventWriter, value
from support.records import bytes_field, metadata, tensor
from support.tensorboard_server import answer, tensorboard

CONFORMANCE = Path(__file__).resolve().parents[1] / "conformance"
COLUMNS = {
    "VERTEX": ("vertices", np.float32),
    "FACE": ("faces", np.int32),
    "COLOR": ("colors", np.uint8),
}
TRIANGLES = np.array([[[0, 1, 2], [0, 2, 3]]])


def client_of(logdir: Path, board: Any) -> TestClient:
    return TestClient(Application(board, web_root=logdir / "web"), base_url="http://localhost")


def mesh_of(client: TestClient, **asked: Any) -> tuple[dict[str, np.ndarray[Any, Any]], str, dict[str, str]]:
    found = client.get("/api/meshes", params=asked)
    assert found.status_code == 200, found.text
    columns, types, about = read_arrow(found.content)
    assert [types[name] for name, _ in COLUMNS.values()] == ["list<FLOAT>", "list<INT32>", "list<UINT8>"]
    parts = {part: np.array(columns[name][0], dtype) for part, (name, dtype) in COLUMNS.items()}
    return parts, columns["problem"][0], about


def same_as_tensorboard(logdir: Path) -> int:
    """Compares every part of every sample of every step; how many there are."""
    compared = 0
    with sonde.open(logdir) as board, tensorboard(logdir, "mesh") as theirs:
        client = client_of(logdir, board)
        for run, tags in answer(theirs, "mesh/tags").items():
            for tag, about in tags.items():
                steps = board.tensors(run, f"{tag}_VERTEX").steps.tolist()
                listed = answer(theirs, "mesh/meshes", run=run, tag=tag, sample="0")
                assert sorted({row["step"] for row in listed}) == steps
                config = json.loads(listed[0]["config"])
                for index, step in enumerate(steps):
                    parts_there = {row["content_type"] for row in listed if row["step"] == step}
                    for sample in range(about["samples"]):
                        parts, problem, said = mesh_of(client, run=run, tag=tag, index=index, sample=sample)
                        assert problem == ""
                        assert json.loads(said["config"]) == config
                        assert int(said["samples"]) == about["samples"]
                        for number, part in enumerate(COLUMNS, 1):
                            asked = {
                                "run": run,
                                "tag": tag,
                                "content_type": part,
                                "step": step,
                                "sample": sample,
                            }
                            found = theirs.get("/data/plugin/mesh/data", query_string=asked)
                            assert found.status_code == 200
                            assert parts[part].tobytes() == found.data, (tag, step, sample, part)
                            assert (number in parts_there) == (parts[part].size > 0)
                            compared += 1
    return compared


@pytest.mark.parametrize("case", ["torch", "tensorflow2"])
def test_bytes_are_tensorboards(case: str) -> None:
    assert same_as_tensorboard(CONFORMANCE / case / "logs") > 0


def test_bytes_of_every_way_of_logging_are_tensorboards(tmp_path: Path) -> None:
    import torch
    from torch.utils.tensorboard import SummaryWriter as TorchWriter

    rng = np.random.default_rng(5)
    config = {
        "camera": {"cls": "PerspectiveCamera", "fov": 30},
        "material": {"cls": "PointsMaterial", "size": 0.1},
    }
    with TorchWriter(str(tmp_path / "torch")) as writer:
        for step in (0, 7):
            vertices = torch.from_numpy(rng.normal(size=(3, 50, 3)).astype("f4"))
            colors = torch.from_numpy(rng.integers(0, 256, (3, 50, 3)))
            writer.add_mesh("scene/cloud", vertices, colors, config_dict=config, global_step=step)
            faces = torch.from_numpy(rng.integers(0, 50, (3, 20, 3)))
            writer.add_mesh("scene/mesh", vertices, faces=faces, global_step=step)
    with SummaryWriter(tmp_path / "sonde") as ours:
        ours.add_mesh(
            "m", rng.normal(size=(1, 4, 3)), rng.integers(0, 256, (1, 4, 3)), TRIANGLES, global_step=3
        )
    assert same_as_tensorboard(tmp_path) == 2 * 2 * 3 * 3 + 3


def test_a_large_cloud_is_read_by_samples(tmp_path: Path) -> None:
    vertices = np.arange(2 * 1_000_000 * 3, dtype=np.float32).reshape(2, -1, 3)
    with SummaryWriter(tmp_path / "a") as writer:
        writer.add_mesh("m", vertices, global_step=1)
    with sonde.open(tmp_path) as board:
        parts, problem, said = mesh_of(client_of(tmp_path, board), run="a", tag="m", index=0, sample=1)
        assert (problem, said["samples"]) == ("", "2")
        assert np.array_equal(parts["VERTEX"], vertices[1].ravel())


def test_parts_of_a_step_that_was_written_again_belong_together(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path / "a") as writer:
        for number, step in enumerate((1, 2, 1)):
            shade = np.full((1, 4, 3), 10 * number)
            faces = None if step == 2 else TRIANGLES[:, : number + 1][:, :2]
            writer.add_mesh("m", np.full((1, 4, 3), float(number)), shade, faces, global_step=step)
    with sonde.open(tmp_path) as board:
        client = client_of(tmp_path, board)
        for index, faces in enumerate((3, 0, 6)):
            parts, problem, _ = mesh_of(client, run="a", tag="m", index=index)
            assert problem == ""
            assert parts["VERTEX"][0] == index
            assert parts["COLOR"][0] == 10 * index
            assert parts["FACE"].size == faces


def test_what_is_no_mesh_says_so(tmp_path: Path) -> None:
    def floats(*shape: int) -> bytes:
        numbers = np.arange(np.prod(shape), dtype="<f4")
        return tensor(FLOAT, shape, bytes_field(4, numbers.tobytes()))

    with EventWriter(tmp_path / "a" / "events.out.tfevents.1.host.0") as writer:
        about = metadata("mesh", data_class=2)
        writer.values(1, value("flat_VERTEX", tensor=floats(4, 3), metadata=about))
        writer.values(1, value("good_VERTEX", tensor=floats(2, 4, 3), metadata=about))
        writer.values(1, value("good_COLOR", tensor=floats(1, 4, 2), metadata=about))
        writer.values(1, value("odd_FACE", tensor=floats(1, 4, 3), metadata=about))
        writer.values(
            1, value("nan_COLOR", tensor=tensor(FLOAT, (1, 1, 3), bytes_field(4, struct.pack("<3f", float("nan"), -3, 999))), metadata=about),
            value("nan_VERTEX", tensor=floats(1, 1, 3), metadata=about),
        )  # fmt: skip
    with sonde.open(tmp_path) as board:
        client = client_of(tmp_path, board)
        by_tag, _, _ = mesh_of(client, run="a", tag="nan_VERTEX", index=0)
        assert by_tag["COLOR"].tolist() == [0, 0, 255]
        parts, problem, _ = mesh_of(client, run="a", tag="flat", index=0)
        assert parts["VERTEX"].size == 0
        assert "batch × n × 3, found 4 × 3" in problem
        parts, problem, said = mesh_of(client, run="a", tag="good", index=0, sample=1)
        assert parts["VERTEX"].tolist() == list(range(12, 24))
        assert "colors: expected" in problem
        assert said == {"samples": "2", "config": ""}
        _, problem, _ = mesh_of(client, run="a", tag="good", index=0, sample=2)
        assert "no sample 2, there are 2" in problem
        parts, _, _ = mesh_of(client, run="a", tag="nan", index=0)
        assert parts["COLOR"].tolist() == [0, 0, 255]
        parts, problem, _ = mesh_of(client, run="a", tag="odd", index=0)
        assert (parts["FACE"].size, problem) == (0, "vertices: none were logged, only faces or colours")
        for asked in (
            {"tag": "gone"},
            {"tag": "good", "index": 9},
            {"tag": "good", "run": "b"},
        ):
            found = client.get("/api/meshes", params={"run": "a", "index": 0, **asked})
            assert found.status_code == 404, asked
