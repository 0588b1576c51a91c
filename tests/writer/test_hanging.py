"""A disk or a network that hangs: training goes on at full speed, what is lost is counted, and nobody waits for ever."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import uuid

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

import sonde
from sonde import SummaryWriter
from sonde.writer import event_sink
from support.frozen_disk import freezing_disk
from support.writing import steps, told, wait_until

PATIENCE = event_sink.PATIENCE_SECS


@pytest.fixture
def disk(tmp_path):
    with freezing_disk(tmp_path / "freezing") as disk:
        if disk is None:
            pytest.skip("needs the right to mount and freeze a file system")
        yield disk


class Clock:
    """How long each of some calls took."""

    def __init__(self) -> None:
        self.longest = 0.0

    def __call__(self, method, *args):
        started = time.monotonic()
        method(*args)
        took = time.monotonic() - started
        self.longest = max(self.longest, took)
        return took


# --- a disk ----------------------------------------------------------------------------------------------------------


def test_a_disk_that_hangs_for_a_while_costs_nothing(disk, caplog):
    """Points wait in memory; a flush gives up waiting and says so; all is written when the disk is back."""
    writer = SummaryWriter(disk.path / "run")
    writer.add_scalar("x", 0, 0)
    writer.flush()
    disk.freeze()

    clock = Clock()
    for step in range(1, 10_000):
        clock(writer.add_scalar, "x", step, step)
    assert clock.longest < PATIENCE, "an add waits for no disk"
    assert clock(writer.flush) < PATIENCE + 2
    assert clock(writer.flush) < PATIENCE, "who knows that it hangs does not wait again"
    (message,) = told(caplog)
    assert "has not come forward" in message
    assert "check whether that disk or network file system answers" in message

    disk.thaw()
    wait_until(lambda: len(steps(disk.path / "run")) == 10_000)
    writer.add_scalar("x", 10_000, 10_000)
    writer.flush()
    assert told(caplog)[1:] == [f"sonde: {disk.path / 'run'} can be written again"]
    writer.close()
    assert writer.dropped == 0
    assert steps(disk.path / "run") == list(range(10_001))


def test_what_finds_no_room_in_memory_is_dropped_and_counted(disk, caplog):
    writer = SummaryWriter(disk.path / "run")
    disk.freeze()
    clock = Clock()
    for step in range(100):
        clock(writer.add_text, "big", "." * 1_000_000, step)
    assert clock.longest < PATIENCE + 2
    assert clock(writer.add_text, "big", "." * 1_000_000, 100) < PATIENCE
    dropped = writer.dropped
    assert 60 < dropped < 80
    assert len(told(caplog)) == 2
    assert "memory for them is full" in told(caplog)[1]

    disk.thaw()
    writer.flush()
    assert f"can be written again; {dropped} events in between are lost" in told(caplog)[-1]
    writer.close()
    with sonde.open(disk.path / "run") as board:
        (run,) = board.runs()
        assert run.points == 101 - dropped
    assert len(told(caplog)) == 3


def test_a_disk_that_hangs_does_not_hold_up_another(disk, tmp_path):
    hanging, writer = SummaryWriter(disk.path / "run"), SummaryWriter(tmp_path / "healthy")
    disk.freeze()
    for step in range(100):
        hanging.add_text("big", "." * 1_000_000, step)
    for step in range(100):
        writer.add_text("big", "." * 1_000_000, step)
        writer.add_scalar("x", step, step)
    clock = Clock()
    assert clock(writer.flush) < PATIENCE
    assert steps(tmp_path / "healthy") == list(range(100))
    assert writer.dropped == 0
    writer.close()
    disk.thaw()
    hanging.close()


def test_a_writer_that_is_made_while_the_disk_hangs(disk, caplog):
    disk.freeze()
    clock = Clock()
    made = []
    assert clock(lambda: made.append(SummaryWriter(disk.path / "run"))) < PATIENCE + 2
    (writer,) = made
    writer.add_scalar("x", 1, 1)
    assert "has not come forward" in told(caplog)[0]

    disk.thaw()
    writer.close()
    assert steps(disk.path / "run") == [1]


def test_closing_leaves_the_rest_to_be_written(disk, caplog):
    writer = SummaryWriter(disk.path / "run")
    disk.freeze()
    writer.add_scalar("x", 1, 1)
    assert Clock()(writer.close) < PATIENCE + 2
    assert "1 events for" in told(caplog)[-1]
    assert "still wait to be written" in told(caplog)[-1]

    disk.thaw()
    wait_until(lambda: steps(disk.path / "run") == [1])


@pytest.mark.slow
def test_the_end_of_the_process_does_not_wait_for_ever(disk):
    """All that is left is the system's own wait for a call that nothing can end."""
    script = f"""
        import atexit, sys, time
        atexit.register(lambda: print("over", flush=True))  # heard last
        import sonde
        writers = [sonde.SummaryWriter({str(disk.path)!r} + "/" + name) for name in "abc"]
        print("ready", flush=True)
        sys.stdin.readline()
        for step in range(100):
            for writer in writers: writer.add_scalar("x", step, step)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout.readline() == "ready\n"
        disk.freeze()
        rescue = threading.Timer(60, disk.thaw)
        rescue.start()
        started = time.monotonic()
        process.stdin.write("go\n")
        process.stdin.flush()
        assert process.stdout.readline() == "over\n"
        took = time.monotonic() - started
        rescue.cancel()
        disk.thaw()
        assert process.wait(30) == 0
        messages = process.stderr.read().splitlines()
    assert took < 20
    assert sum("has not come forward" in message for message in messages) == 3
    assert sum("100 events" in message and "still wait" in message for message in messages) == 3


# --- a network -------------------------------------------------------------------------------------------------------


class Hanging(MemoryFileSystem):
    """A file system whose server does not answer while `answers` is not set."""

    protocol = "hanging"
    cachable = False
    answers = threading.Event()

    def _open(self, path, mode="rb", **kwargs):
        if mode != "rb":
            Hanging.answers.wait()
        return super()._open(path, mode, **kwargs)


@pytest.fixture
def url(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(event_sink, "PATIENCE_SECS", 1.0)
    fsspec.register_implementation("hanging", Hanging, clobber=True)
    Hanging.answers.set()
    yield f"hanging://{uuid.uuid4().hex}/run"
    Hanging.answers.set()
    MemoryFileSystem.store.clear()


def test_a_network_that_hangs_for_a_while_costs_nothing(url, caplog, tmp_path):
    writer = SummaryWriter(url)
    writer.add_scalar("x", 0, 0)
    writer.flush()
    Hanging.answers.clear()
    clock = Clock()
    for step in range(1, 10_000):
        clock(writer.add_scalar, "x", step, step)
    assert clock.longest < PATIENCE, "an add waits for no disk"
    assert clock(writer.flush) < PATIENCE
    (message,) = told(caplog)
    assert "nothing has moved for 1 seconds" in message
    assert "Training goes on; events are kept in" in message

    Hanging.answers.set()
    writer.flush()
    assert "can be written again; nothing was lost" in told(caplog)[1]
    writer.close()
    assert writer.dropped == 0
    assert steps(url) == list(range(10_000))
    assert list(tmp_path.glob("sonde-*")) == []


def test_closing_leaves_what_was_not_copied_in_its_folder(url, caplog, tmp_path):
    Hanging.answers.clear()
    writer = SummaryWriter(url)
    writer.add_scalar("x", 1, 1)
    assert Clock()(writer.close) < PATIENCE + 2

    (folder,) = tmp_path.glob("sonde-*")
    assert str(folder) in caplog.text
    assert steps(folder) == [1]


@pytest.mark.slow
def test_the_end_of_the_process_does_not_wait_for_a_network_for_ever(tmp_path):
    script = f"""
        import tempfile, threading, time
        tempfile.tempdir = {str(tmp_path)!r}
        import fsspec, sonde
        from fsspec.implementations.memory import MemoryFileSystem

        class Hanging(MemoryFileSystem):
            protocol = "hanging"
            def _open(self, path, mode="rb", **kwargs):
                threading.Event().wait()

        fsspec.register_implementation("hanging", Hanging)
        writer = sonde.SummaryWriter("hanging://bucket/run")
        writer.add_scalar("x", 1, 1)
    """
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0
    assert time.monotonic() - started < 20
    (folder,) = tmp_path.glob("sonde-*")
    assert str(folder) in done.stderr
    assert steps(folder) == [1]


def test_a_network_that_is_away_from_the_start_is_not_hammered(tmp_path, monkeypatch):
    """Attempts are a second apart, also before the first one that succeeds."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    attempts = []

    class Away(MemoryFileSystem):
        protocol = "away"
        cachable = False

        def _open(self, path, mode="rb", **kwargs):
            attempts.append(path)
            raise ConnectionError("nobody is there")

    fsspec.register_implementation("away", Away, clobber=True)
    writer = SummaryWriter("away://bucket/run")
    time.sleep(1.5)
    assert 1 <= len(attempts) <= 3
    writer.close()
