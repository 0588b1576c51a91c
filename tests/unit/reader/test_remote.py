"""Log directories behind fsspec URLs: in memory, and in an object storage that is spoken to over HTTP."""

from __future__ import annotations

import time
import uuid

import fsspec
import pytest

import sonde
from sonde.errors import StaleBlobError
from sonde.reader import remote
from support import records
from support.boards import until, values
from support.event_writer import EventWriter, text_tensor, value
from support.object_storage import BUCKET, CREDENTIALS, object_storage

FILE = "events.out.tfevents.1"


@pytest.fixture(scope="module")
def s3_endpoint():
    pytest.importorskip("s3fs")
    pytest.importorskip("moto.server")
    with object_storage() as endpoint:
        yield endpoint


@pytest.fixture(params=["memory", "s3"])
def storage(request, monkeypatch):
    """The URL of an empty place, and its file system."""
    place = uuid.uuid4().hex
    if request.param == "memory":
        yield f"memory://{place}/runs", fsspec.filesystem("memory")
        fsspec.filesystem("memory").store.clear()
        return
    monkeypatch.setenv("AWS_ENDPOINT_URL", request.getfixturevalue("s3_endpoint"))
    for name, content in CREDENTIALS.items():
        monkeypatch.setenv(name, content)
    yield f"s3://{BUCKET}/{place}/runs", fsspec.filesystem("s3")


@pytest.fixture
def local(tmp_path):
    with EventWriter(tmp_path / FILE) as writer:
        writer.scalars("loss", [1.0, 0.5])
        writer.values(2, value("note", tensor=text_tensor("hello"), metadata=records.metadata("text")))
        yield writer


def put(storage, writer, run):
    """Upload the file as it is now, as a training job on another machine would."""
    url, fs = storage
    fs.pipe_file(f"{url}/{run}/{FILE}", writer.path.read_bytes())


def test_runs_and_points_are_the_same_as_local_ones(storage, local):
    put(storage, local, "a/b")
    put(storage, local, "c")

    board = sonde.open(storage[0])

    assert sorted(run.name for run in board.runs()) == ["a/b", "c"]
    assert board.scalars("a/b", "loss").values.tolist() == [1.0, 0.5]
    assert board.tensors("c", "note").values[0].tolist() == [b"hello"]
    assert board.damage() == []


def test_nothing_there_is_an_empty_board(storage):
    board = sonde.open(storage[0])

    assert board.runs() == []
    assert board.damage() == []
    assert not board.roots[0].present


def test_growing_files_are_followed(storage, local, monkeypatch):
    monkeypatch.setattr(remote.RemoteTree, "poll_secs", 0.1)
    with sonde.open(storage[0], follow=True) as board:
        until(board, lambda b: b.generation > 0)
        put(storage, local, "a")
        until(board, lambda b: values(b, "a", "loss") == [1.0, 0.5])
        local.scalar("loss", 2, 0.25)
        put(storage, local, "a")
        until(board, lambda b: values(b, "a", "loss") == [1.0, 0.5, 0.25])
        put(storage, local, "b")
        until(board, lambda b: len(b.runs()) == 2)
        storage[1].rm(f"{storage[0]}/a/{FILE}")

        until(board, lambda b: [run.name for run in b.runs()] == ["b"])
        assert board.roots[0].following == "polling"
        assert board.roots[0].following_reason == "a storage behind a URL gives no notices of changes"


def test_only_new_bytes_are_fetched(storage, local, monkeypatch):
    monkeypatch.setattr(remote.RemoteTree, "poll_secs", 0.1)
    put(storage, local, "a")
    asked = []
    read = remote.RemoteSource.read
    with sonde.open(storage[0], follow=True) as board:
        until(board, lambda b: values(b, "a", "loss"))
        size = local.path.stat().st_size
        monkeypatch.setattr(
            remote.RemoteSource,
            "read",
            lambda self, at, length: asked.append((at, length)) or read(self, at, length),
        )
        local.scalar("loss", 2, 0.25)
        put(storage, local, "a")
        until(board, lambda b: len(values(b, "a", "loss")) == 3)

    fetched = [(at, length) for at, length in asked if length > 64]
    assert all(at >= size for at, _length in fetched), "all but the little that tells a rewritten file by"


def test_a_replaced_object_is_read_anew(storage, local, tmp_path, monkeypatch):
    monkeypatch.setattr(remote.RemoteTree, "poll_secs", 0.1)
    put(storage, local, "a")
    with sonde.open(storage[0], follow=True) as board:
        until(board, lambda b: values(b, "a", "loss") == [1.0, 0.5])
        with EventWriter(tmp_path / "other", wall_time=1.6e9) as other:
            other.scalars("loss", [9.0, 8.0, 7.0, 6.0, 5.0])
        put(storage, other, "a")

        until(board, lambda b: values(b, "a", "loss") == [9.0, 8.0, 7.0, 6.0, 5.0])


def test_a_vanished_object_is_stale(storage, local):
    put(storage, local, "a")
    notes = sonde.open(storage[0]).tensors("a", "note")
    storage[1].rm(f"{storage[0]}/a/{FILE}")

    with pytest.raises(StaleBlobError, match="is gone"):
        _ = notes.values[0]


def test_a_large_blob_is_verified_when_it_is_served(storage, local):
    text = "x" * 100_000
    local.values(3, value("long", tensor=text_tensor(text), metadata=records.metadata("text")))
    put(storage, local, "a")

    assert sonde.open(storage[0]).tensors("a", "long").values[0].tolist() == [text.encode()]


def test_a_storage_that_fails_is_named(monkeypatch):
    def fail(*_arguments, **_options):
        raise ConnectionError("no route to the storage")

    monkeypatch.setattr(fsspec.filesystem("memory").__class__, "find", fail)

    board = sonde.open("memory://place/runs")

    assert [place.reason for place in board.damage()] == [
        "memory://place/runs cannot be listed: no route to the storage"
    ]


def test_a_value_whose_storage_is_out_of_reach_is_told_so(local, monkeypatch):
    """Storages raise kinds of their own, which know nothing of OSError."""
    memory = fsspec.filesystem("memory")
    put(("memory://unreached/runs", memory), local, "a")
    note = sonde.open("memory://unreached/runs").tensors("a", "note")
    monkeypatch.setattr(type(memory), "cat_file", lambda *_, **__: 1 / 0)

    with pytest.raises(StaleBlobError, match=r"cannot be read: memory://\S+: division by zero"):
        note.blob(0)
    memory.store.clear()


def test_closing_does_not_wait_for_the_rest_of_a_large_object(local, monkeypatch):
    """Nor for its other requests: only for the one under way."""
    memory = fsspec.filesystem("memory")
    local.scalars("long", [1.0] * 150_000, first_step=3)
    put(("memory://slow/runs", memory), local, "a")
    monkeypatch.setattr(remote, "READ_AHEAD", 1 << 10)
    requests = []
    cat_file = type(memory).cat_file

    def slow(*arguments, **options):
        requests.append(options)
        time.sleep(0.3)
        return cat_file(*arguments, **options)

    monkeypatch.setattr(type(memory), "cat_file", slow)
    with sonde.open("memory://slow/runs", follow=True):
        end = time.monotonic() + 10
        while not requests and time.monotonic() < end:
            time.sleep(0.01)
    assert 0 < len(requests) < 4  # of nine: the one under way, and what came before the end was seen
    memory.store.clear()


def test_a_single_object_is_a_log_directory_too(storage, local):
    put(storage, local, "a")

    assert [run.name for run in sonde.open(f"{storage[0]}/a/{FILE}").runs()] == ["."]


def test_runs_stay_while_the_storage_cannot_be_reached(local, monkeypatch):
    monkeypatch.setattr(remote.RemoteTree, "poll_secs", 0.05)
    memory = fsspec.filesystem("memory")
    put(("memory://outage/runs", memory), local, "a")
    find = type(memory).find
    with sonde.open("memory://outage/runs", follow=True) as board:
        until(board, lambda b: values(b, "a", "loss"))
        monkeypatch.setattr(type(memory), "find", lambda *_, **__: 1 / 0)
        until(board, lambda b: b.damage())
        assert values(board, "a", "loss") == [1.0, 0.5]
        monkeypatch.setattr(type(memory), "find", find)
        until(board, lambda b: b.damage() == [])
    memory.store.clear()
