"""Values of few bytes that stand for a great many: refused in words before any memory is taken."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import nanoarrow as na
import pytest

import sonde
from sonde.errors import LargeBlobError
from support import records as r
from support.servers import SondeProcess, peak_mb

BOMBS = {
    "text": r.tensor(7, (40_000,), r.bytes_field(8, b"x" * 60_000)),
    "more text": r.tensor(7, (16_000_000,), r.bytes_field(8, b"x" * 60_000)),
    "numbers": r.tensor(1, (64 << 20,), r.float_field(5, 1.0)),
    "zeros": r.tensor(2, (1 << 60,)),
}


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with a tag for each bomb, and one whose value is filled up to 32 MB, which is allowed."""
    root = tmp_path_factory.mktemp("runs")
    values = BOMBS | {"fine": r.tensor(1, (8 << 20,), r.float_field(5, 1.0))}
    events = [r.event(r.summary(r.tensor_value(tag, value)), 0, 1.0) for tag, value in values.items()]
    (root / "events.out.tfevents.1").write_bytes(r.records([r.version(), *events]))
    return root


@pytest.fixture(scope="module")
def server(logs: Path) -> Iterator[SondeProcess]:
    with SondeProcess(str(logs)) as server:
        server.live().wait_for(lambda event: event["loading"]["done"])
        server.request("GET", "/api/tensors/value?run=.&tag=none&index=0")  # everything is imported then
        yield server


@pytest.mark.parametrize("tag", BOMBS)
def test_a_bomb_is_refused_in_words(server: SondeProcess, tag: str) -> None:
    before = peak_mb(server)
    begun = time.monotonic()
    answer, body = server.request("GET", f"/api/tensors/value?run=.&tag={tag.replace(' ', '%20')}&index=0")

    assert answer.status == 422
    assert b"large_blob" in body
    assert b"more than is filled up unasked (67108864 bytes)" in body
    assert b"whole=True" in body
    assert peak_mb(server) - before < 10
    assert time.monotonic() - begun < 5


def test_what_is_filled_up_within_the_limit_is_sent(server: SondeProcess) -> None:
    answer, body = server.request("GET", "/api/tensors/value?run=.&tag=fine&index=0")

    assert answer.status == 200
    assert len(body) == 128 + (32 << 20)


def test_many_values_at_once_share_one_limit(server: SondeProcess) -> None:
    """`fine` takes 32 MB each time: two of five fit."""
    before = peak_mb(server)
    question = {"series": [{"run": ".", "tag": "fine"}] * 5 + [{"run": ".", "tag": "text"}]}
    answer, body = server.request("POST", "/api/tensors/values", question)
    errors = na.ArrayStream.from_readable(body).read_all().to_pylist()

    assert answer.status == 200
    assert [bool(row["error"]) for row in errors] == [False, False, True, True, True, True]
    assert "more than is filled up unasked" in errors[-1]["error"]
    assert peak_mb(server) - before < 400


def test_who_means_it_gets_the_whole_in_python(logs: Path) -> None:
    with sonde.open(logs) as board:
        numbers, text = board.tensors(".", "numbers"), board.tensors(".", "text")
        with pytest.raises(LargeBlobError, match="larger than it looks"):
            numbers.value(0)

        assert numbers.value(0, whole=True).shape == (64 << 20,)
        whole = text.value(0, whole=True)
        assert whole.shape == (40_000,)
        assert whole[0] is whole[-1]
