"""Pictures, cells and statistics of tensors: what NumPy finds in the same numbers, in a slow and obvious way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from starlette.testclient import TestClient

import sonde
from sonde.panels.tensors import picture, statistics
from sonde.server.app import Application
from support import records
from support.event_writer import EventWriter, value
from support.records import bytes_field, metadata

NUMBERS = np.random.default_rng(3).normal(size=(5, 7, 11)).astype(np.float32)
ODD = np.array([[np.nan, 1.0, np.inf], [-np.inf, -2.0, 0.0], [np.nan, np.nan, 4.0]])
LARGE = np.array([[2**63 - 1, -(2**63)], [9007199254740993, 0]])
BYTES = [b"\x0a\x03abc\x10\x01", "größe".encode(), b"", b"x" * 5000]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    root = tmp_path_factory.mktemp("runs")
    with sonde.SummaryWriter(root / "a") as writer:
        writer.add_tensor("numbers", NUMBERS, 1)
        writer.add_tensor("odd", ODD, 1)
        writer.add_tensor("large", LARGE, 1)
        writer.add_tensor("wave", np.array([[1 + 2j, 3j], [0, -4]], np.complex64), 1)
        writer.add_tensor("yes", np.array([True, False, True]), 1)
        writer.add_tensor("one", np.float32(0.1), 1)
        writer.add_tensor("none", np.zeros((3, 0), np.float32), 1)
        writer.add_tensor("same", np.full((4, 4), 7, np.int16), 1)
        writer.add_tensor("huge", np.array([-1.7e308, 1.7e308]), 1)
    with EventWriter(root / "b" / "events.out.tfevents.1") as events:
        texts = b"".join(bytes_field(8, one) for one in BYTES)
        events.values(
            0, value("blobs", tensor=records.tensor(7, (2, 2), texts), metadata=metadata("own_plugin"))
        )
    with sonde.open(root) as board:
        yield TestClient(Application(board), base_url="http://localhost:6006", raise_server_exceptions=False)


def ask(client: TestClient, route: str, tag: str, run: str = "a", **asked: Any) -> Any:
    answer = client.get(f"/api/tensors/{route}", params={"run": run, "tag": tag, "index": 0, **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def pictured(client: TestClient, tag: str, **asked: Any) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
    """Values and marks as an array each, and what the schema says."""
    answer = client.get("/api/tensors/picture", params={"run": "a", "tag": tag, "index": 0, **asked})
    assert answer.status_code == 200, answer.text
    table = pa.ipc.open_stream(answer.content).read_all()
    said = {
        name.decode(): json.loads(text) for name, text in table.schema.metadata.items() if name != b"dtype"
    }
    rows = -(-(said["last_row"] - said["first_row"]) // said["row_block"])
    values, marks = (table[name].to_numpy().reshape(rows, -1) for name in ("value", "marks"))
    return values, marks, said


def blocks(plane: np.ndarray, rows: int, columns: int, function: Any) -> np.ndarray:
    """The slow and obvious way."""
    return np.array(
        [
            [
                function(plane[row : row + rows, column : column + columns])
                for column in range(0, plane.shape[1], columns)
            ]
            for row in range(0, plane.shape[0], rows)
        ]
    )


def test_what_a_value_is(client: TestClient) -> None:
    assert ask(client, "about", "numbers") == {"dtype": "float32", "shape": [5, 7, 11]}
    assert ask(client, "about", "one") == {"dtype": "float32", "shape": []}
    assert ask(client, "about", "wave")["dtype"] == "complex64"
    assert ask(client, "about", "blobs", "b") == {"dtype": "string", "shape": [2, 2]}


def test_a_small_plane_is_its_numbers(client: TestClient) -> None:
    values, marks, said = pictured(client, "numbers", at=[3])

    np.testing.assert_array_equal(values, NUMBERS[3].astype(np.float64))
    assert not marks.any()
    assert (said["low"], said["high"]) == (NUMBERS[3].min(), NUMBERS[3].max())
    assert (said["rows"], said["columns"], said["row_block"], said["column_block"]) == (7, 11, 1, 1)


@pytest.mark.parametrize("shown", ["mean", "min", "max"])
@pytest.mark.parametrize(
    ("rows", "columns", "plane"),
    [
        (0, 2, NUMBERS[:, 4, :]),
        (2, 0, NUMBERS[:, 4, :].T),
        (1, 0, NUMBERS[:, :, 6].T),
        (-1, 2, NUMBERS[2:3, 4, :]),
        (2, -1, NUMBERS[2, 4, :, None]),
    ],
)
@pytest.mark.parametrize("at_once", [1 << 20, 4, 1])
def test_any_two_axes_in_cells_of_many(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, shown, rows, columns, plane, at_once
) -> None:
    monkeypatch.setattr(picture, "NUMBERS_AT_ONCE", at_once)
    place = [2, 4, 6]
    values, _, said = pictured(
        client,
        "numbers",
        row_axis=rows,
        column_axis=columns,
        at=place,
        max_rows=3,
        max_columns=4,
        shown=shown,
    )
    expected = blocks(plane.astype(np.float64), said["row_block"], said["column_block"], getattr(np, shown))

    np.testing.assert_allclose(values, expected, rtol=1e-12)
    assert len(values) <= 3
    assert (said["low"], said["high"]) == (plane.min(), plane.max())


def test_a_part_of_a_plane(client: TestClient) -> None:
    values, _, said = pictured(
        client, "numbers", first_row=2, last_row=6, first_column=5, last_column=900, max_columns=3
    )

    np.testing.assert_allclose(values, blocks(NUMBERS[0, 2:6, 5:].astype(float), 1, 2, np.mean), rtol=1e-12)
    assert (said["first_row"], said["last_row"], said["first_column"], said["last_column"]) == (2, 6, 5, 11)


def test_what_is_not_finite_is_left_out_and_marked(client: TestClient) -> None:
    values, marks, said = pictured(client, "odd")
    np.testing.assert_array_equal(values, np.where(np.isfinite(ODD), ODD, np.nan))
    assert marks.tolist() == [[1, 0, 2], [4, 0, 0], [1, 1, 0]]
    assert (said["low"], said["high"]) == (-2, 4)

    values, marks, _ = pictured(client, "odd", max_rows=1, max_columns=2)
    assert values.tolist() == [[-0.5, 2.0]]
    assert marks.tolist() == [[5, 2]]


def test_complex_numbers_are_as_dark_as_they_are_large(client: TestClient) -> None:
    values, _, _ = pictured(client, "wave")
    np.testing.assert_allclose(values, [[5**0.5, 3], [0, 4]], rtol=1e-6)


def test_cells_are_exact(client: TestClient) -> None:
    found = ask(client, "cells", "numbers", at=[1], first_row=2, last_row=4, last_column=3)
    read = np.array([np.float32(text) for text in found["cells"]]).reshape(2, 3)

    np.testing.assert_array_equal(read, NUMBERS[1, 2:4, :3])
    assert ask(client, "cells", "one")["cells"] == ["0.1"]
    assert ask(client, "cells", "large")["cells"] == [str(one) for one in LARGE.ravel()]
    assert ask(client, "cells", "odd", last_row=1)["cells"] == ["nan", "1.0", "inf"]
    assert ask(client, "cells", "wave", last_row=1)["cells"] == ["(1+2j)", "3j"]
    assert ask(client, "cells", "yes")["cells"] == ["True", "False", "True"]
    assert ask(client, "cells", "none")["cells"] == []


def test_strings_are_texts_or_bytes(client: TestClient) -> None:
    found = ask(client, "cells", "blobs", "b")

    assert found["binary"] == [True, False, False, False]
    assert found["cells"][:3] == [BYTES[0].hex(), "größe", ""]
    assert found["sizes"] == list(map(len, BYTES))
    assert found["cells"][3] == "x" * 2000
    lone = ask(client, "cells", "blobs", "b", first_row=1, first_column=1)
    assert lone["cells"] == ["x" * 5000]


@pytest.mark.parametrize("at_once", [1 << 20, 7])
def test_statistics(client: TestClient, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    monkeypatch.setattr(statistics, "NUMBERS_AT_ONCE", at_once)
    found = ask(client, "statistics", "numbers")
    wide = NUMBERS.astype(np.float64)

    assert (found["count"], found["min"], found["max"]) == (NUMBERS.size, wide.min(), wide.max())
    assert found["mean"] == pytest.approx(wide.mean(), rel=1e-12)
    assert found["std"] == pytest.approx(wide.std(), rel=1e-12)
    assert found["bins"] == np.histogram(wide, 60)[0].tolist()


def test_statistics_of_what_is_odd(client: TestClient) -> None:
    odd = ask(client, "statistics", "odd")
    assert [odd[name] for name in ("count", "nan", "infinite", "negative_infinite", "zeros")] == [
        9,
        3,
        1,
        1,
        1,
    ]
    assert (odd["min"], odd["max"], odd["mean"]) == (-2, 4, 0.75)
    same = ask(client, "statistics", "same")
    assert (same["mean"], same["std"], same["bins"]) == (7, 0, [])
    none = ask(client, "statistics", "none")
    assert (none["count"], none["min"], none["bins"]) == (0, "NaN", [])
    assert ask(client, "statistics", "huge")["bins"] == []


@pytest.mark.parametrize(
    ("route", "asked", "status", "says"),
    [
        ("picture", {"tag": "numbers", "row_axis": 3}, 400, "axis 3"),
        ("picture", {"tag": "numbers", "row_axis": 1, "column_axis": 1}, 400, "as rows and as columns"),
        ("picture", {"tag": "numbers", "at": [1, 2, 3, 4]}, 400, "4 axes"),
        ("picture", {"tag": "numbers", "max_rows": 0}, 400, "max_rows"),
        ("picture", {"tag": "numbers", "shown": "median"}, 400, "shown"),
        ("picture", {"tag": "blobs", "run": "b"}, 400, "strings"),
        ("statistics", {"tag": "blobs", "run": "b"}, 400, "strings"),
        ("about", {"tag": "numbers", "index": 1}, 404, "no point 1"),
        ("about", {"tag": "nothing"}, 404, "nothing"),
    ],
)
def test_what_makes_no_sense_is_said_plainly(client: TestClient, route, asked, status, says) -> None:
    answer = client.get(f"/api/tensors/{route}", params={"run": "a", "index": 0, **asked})

    assert answer.status_code == status
    assert says in answer.json()["error"]["message"]


def test_too_many_cells_are_refused(tmp_path: Path) -> None:
    with sonde.SummaryWriter(tmp_path / "a") as writer:
        writer.add_tensor("numbers", np.zeros((200, 200)), 0)
    with sonde.open(tmp_path) as board:
        client = TestClient(Application(board), base_url="http://localhost:6006")
        answer = client.get("/api/tensors/cells", params={"run": "a", "tag": "numbers", "index": 0})

    assert answer.status_code == 400
    assert "10,000" in answer.json()["error"]["hint"]


def test_windows_are_every_number_once() -> None:
    for shape in [(), (1,), (5,), (3, 4), (2, 3, 4), (4, 1, 6), (0, 3)]:
        seen = np.zeros(shape, int)
        for most in (1, 3, 7, 100):
            seen[...] = 0
            for window in statistics.windows(shape, most):
                part = seen[(*window, ...)]
                assert part.size <= most
                part += 1
            assert (seen == 1).all(), (shape, most)
