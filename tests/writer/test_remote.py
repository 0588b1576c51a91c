"""Log directories behind fsspec URLs: in memory, and in an object storage that is spoken to over HTTP."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import subprocess
import sys
import tempfile
import textwrap
import time
import uuid
from pathlib import Path
from typing import ClassVar

import fsspec
import numpy as np
import pytest
from fsspec.implementations.memory import MemoryFileSystem

import sonde
from sonde import SummaryWriter
from sonde.writer.remote import Copier
from sonde.writer.trouble import Trouble
from support.logging_worker import log_in_worker
from support.object_storage import BUCKET, CREDENTIALS, object_storage
from support.writing import steps, told


@pytest.fixture(scope="module")
def s3_endpoint():
    with object_storage() as endpoint:
        yield endpoint


@pytest.fixture
def s3(s3_endpoint, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_endpoint)
    for name, content in CREDENTIALS.items():
        monkeypatch.setenv(name, content)
    return f"s3://{BUCKET}/{uuid.uuid4().hex}/run"


@pytest.fixture
def memory():
    yield f"memory://{uuid.uuid4().hex}/run"
    MemoryFileSystem.store.clear()


@pytest.fixture(params=["memory", "s3"])
def url(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """A folder of its own for what is copied, to see that it is left clean."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    yield tmp_path
    assert list(tmp_path.glob("sonde-*")) == []


def test_what_is_flushed_is_there(url):
    with SummaryWriter(url) as writer:
        assert writer.get_logdir() == url
        for step in range(100):
            writer.add_scalar("x", step, step)
        writer.flush()
        assert steps(url) == list(range(100))
        for step in range(100, 200):
            writer.add_scalar("x", step, step)
        writer.flush()
        assert steps(url) == list(range(200))
        writer.add_image("i", np.zeros((3, 4, 5), np.uint8), 7)

    with sonde.open(url) as board:
        assert [info.kind for info in board.series()] == ["images", "scalars"]
        (run,) = board.runs()
        assert len(run.files) == 1


def test_a_file_that_grows_while_it_is_copied_is_there_once(memory, monkeypatch):
    """What came after its size was taken belongs to the next copy."""
    copier = Copier(memory, 1000, Trouble())
    assert copier.flush(60)
    local = copier.folder / f"events.out.tfevents.1.host.{os.getpid()}.0"
    copy_bytes = Copier._copy_bytes

    def grow_and_copy(self, source, target, count):
        with local.open("ab") as growing:
            growing.write(b"more ")
        copy_bytes(self, source, target, count)

    local.write_bytes(b"first ")
    monkeypatch.setattr(Copier, "_copy_bytes", grow_and_copy)
    assert copier.flush(60)
    assert copier.flush(60)
    monkeypatch.setattr(Copier, "_copy_bytes", copy_bytes)
    copier.end(60)

    (stored,) = (data for path, data in MemoryFileSystem.store.items() if path.endswith(local.name))
    assert stored.getvalue().startswith(b"first more more ")
    assert stored.getvalue() == b"first " + b"more " * stored.getvalue().count(b"more ")


def test_files_grow_without_a_flush(memory):
    with SummaryWriter(memory, flush_secs=0.01) as writer:
        for step in range(3):
            writer.add_scalar("x", step, step)
            end = time.monotonic() + 10
            while steps(memory) != list(range(step + 1)):
                assert time.monotonic() < end
                time.sleep(0.05)


def test_embeddings_and_sub_runs_are_there_too(url):
    with SummaryWriter(url) as writer:
        writer.add_embedding(np.ones((3, 2)), metadata=["a", "b", "c"])
        writer.add_scalars("both", {"a": 1, "b": 2}, 1)
        writer.add_hparams({"lr": 0.1}, {"acc": 1.0}, run_name="trial")

    fs, root = fsspec.core.url_to_fs(url)
    assert fs.cat(f"{root}/00000/default/metadata.tsv") == b"a\nb\nc\n"
    assert fs.exists(f"{root}/projector_config.pbtxt")
    with sonde.open(url) as board:
        assert sorted(run.name for run in board.runs()) == [".", "both_a", "both_b", "trial"]


class NoAppend(MemoryFileSystem):
    """A file system such as gcsfs: files are written whole or not at all."""

    protocol = "noappend"
    cachable = False

    def _open(self, path, mode="rb", **kwargs):
        if "a" in mode:
            raise NotImplementedError("no appending here")
        return super()._open(path, mode, **kwargs)


def test_file_systems_that_cannot_append(memory):
    fsspec.register_implementation("noappend", NoAppend, clobber=True)
    url = memory.replace("memory", "noappend")
    with SummaryWriter(url) as writer:
        for step in range(5):
            writer.add_scalar("x", step, step)
            writer.flush()
            assert steps(url) == list(range(step + 1))


class Failing(MemoryFileSystem):
    """A file system whose network is down for a while, and fails in the middle of an append."""

    protocol = "failing"
    cachable = False
    down = False

    def _open(self, path, mode="rb", **kwargs):
        file = super()._open(path, mode, **kwargs)
        if Failing.down and "b" in mode and mode != "rb":
            file.write(b"half a record")
            raise ConnectionError("network is unreachable")
        return file

    def put_file(self, lpath, rpath, **kwargs):
        if Failing.down:
            raise ConnectionError("network is unreachable")
        super().put_file(lpath, rpath, **kwargs)


def test_a_network_that_is_down_for_a_while_costs_nothing(memory, caplog):
    fsspec.register_implementation("failing", Failing, clobber=True)
    url = memory.replace("memory", "failing")
    with SummaryWriter(url) as writer:
        for step in range(30):
            Failing.down = 10 <= step < 20
            writer.add_scalar("x", step, step)
            writer.flush()

    assert steps(url) == list(range(30))
    messages = [record.message for record in caplog.records if record.name == "sonde"]
    assert len(messages) == 2
    assert "network is unreachable" in messages[0]
    assert "can be written again" in messages[1]


def test_what_never_arrives_is_kept(memory, caplog, temporary):
    fsspec.register_implementation("failing", Failing, clobber=True)
    Failing.down = True
    try:
        with SummaryWriter(memory.replace("memory", "failing")) as writer:
            writer.add_scalar("x", 1, 1)
    finally:
        Failing.down = False

    (folder,) = temporary.glob("sonde-*")
    assert str(folder) in caplog.text
    assert steps(folder) == [1]
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def test_a_protocol_that_is_not_installed_is_told(caplog, temporary):
    with SummaryWriter("nosuchprotocol://bucket/run") as writer:
        writer.add_scalar("x", 1, 1)

    assert "cannot write to nosuchprotocol://bucket/run" in caplog.text
    (folder,) = temporary.glob("sonde-*")
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def run_script(script, *args):
    # From Python 3.12 on, every fork beside a thread is warned of, and NumPy's threads are enough for that.
    python = [sys.executable, "-W", "ignore:This process:DeprecationWarning"]
    done = subprocess.run(
        [*python, "-c", textwrap.dedent(script), *args], check=False, capture_output=True, text=True
    )
    assert done.stderr == ""
    return done


def test_the_end_of_a_script_copies_what_is_left(s3):
    run_script(
        """
        import sys, sonde
        writer = sonde.SummaryWriter(sys.argv[1])
        for step in range(1000): writer.add_scalar("x", step, step)
        """,
        s3,
    )

    assert steps(s3) == list(range(1000))


def test_forked_processes_copy_files_of_their_own(s3):
    run_script(
        """
        import os, sys, sonde
        writer = sonde.SummaryWriter(sys.argv[1])
        writer.add_scalar("x", 0, 0)
        writer.flush()
        if os.fork() == 0:
            writer.add_scalar("x", 1, 1)
            writer.close()
            os._exit(0)
        os.wait()
        writer.add_scalar("x", 2, 2)
        """,
        s3,
    )

    assert steps(s3) == [0, 1, 2]
    with sonde.open(s3) as board:
        (run,) = board.runs()
        assert len(run.files) == 2


def test_spawned_workers_copy_files_of_their_own(s3):
    context = multiprocessing.get_context("spawn")
    with SummaryWriter(s3) as writer:
        worker = context.Process(target=log_in_worker, args=[writer, 0])
        worker.start()
        worker.join()
        assert worker.exitcode == 0

    assert steps(s3, "worker 0") == list(range(100))


def test_an_unused_copy_makes_nothing(memory, temporary):
    copier = Copier(memory, 120, sonde.SummaryWriter(memory, write_to_disk=False).trouble)
    copier.end(60)

    assert Path(copier.folder).exists() is False
    assert os.listdir(temporary) == []  # noqa: PTH208


# --- what goes on beside ---------------------------------------------------------------------------------------------


def test_a_fork_keeps_its_points_when_the_parent_closes_first(tmp_path):
    """Both write below one local folder until they end; the first to end must leave it to the other."""
    script = """
        import os, sys
        from sonde import SummaryWriter
        writer = SummaryWriter(sys.argv[1])
        begun, closed = os.pipe(), os.pipe()
        child = os.fork()
        if child == 0:
            writer.add_scalar("x", 100, 100)
            os.write(begun[1], b".")
            os.read(closed[0], 1)
            for step in range(101, 140): writer.add_scalar("x", step, step)
            writer.close()
            os._exit(writer.dropped)
        for step in range(40): writer.add_scalar("x", step, step)
        os.read(begun[0], 1)
        writer.close()
        os.write(closed[1], b".")
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    """
    remote = tmp_path / "remote"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", textwrap.dedent(script), remote.as_uri()]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60, env=environment)

    assert (done.returncode, done.stderr) == (0, "")
    assert steps(remote) == [*range(40), *range(100, 140)]


class Raising(MemoryFileSystem):
    """Raises `errors` where a file is opened, one each time: asyncio does so to a task that is cancelled."""

    protocol = "raising"
    store: ClassVar[dict] = {}
    pseudo_dirs: ClassVar[list] = [""]
    errors: ClassVar[list[type[BaseException]]] = []

    def open(self, *args, **kwargs):
        if Raising.errors:
            raise Raising.errors.pop()
        return super().open(*args, **kwargs)


@pytest.mark.parametrize("error", [asyncio.CancelledError, SystemExit, KeyboardInterrupt])
def test_copying_outlives_any_exception(error, caplog):
    fsspec.register_implementation("raising", Raising, clobber=True)
    Raising.errors.append(error)
    writer = SummaryWriter("raising://bucket/run")
    for step in range(3):
        writer.add_scalar("x", step, step)
        writer.flush()
    writer.close()

    assert steps("raising://bucket/run") == [0, 1, 2]
    assert not [message for message in told(caplog) if "nothing has moved" in message]
    Raising.store.clear()


@pytest.mark.parametrize("change", ["removed", "changed"])
def test_a_remote_file_that_is_taken_away_is_copied_anew_whole(tmp_path, caplog, change):
    """Appending would bring it back as a tail without its beginning."""
    remote = tmp_path / "remote"
    writer = SummaryWriter(remote.as_uri())
    for step in range(10):
        writer.add_scalar("x", step, step)
    writer.flush()
    (file,) = remote.glob("*tfevents*")
    file.unlink() if change == "removed" else file.write_bytes(file.read_bytes()[:-20])
    for step in range(10, 20):
        writer.add_scalar("x", step, step)
    writer.close()

    assert steps(remote) == list(range(20))
    (message,) = told(caplog)
    assert f"was {change} while it was being written" in message
