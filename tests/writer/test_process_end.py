"""The end of a process: its exit status is its own, whoever still logs, and what was logged is there."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from support.tensorboard_reader import event_files
from support.writing import steps

ENDS = 5  # each of them aborted as often as not before; a thousand were tried by hand

LOGGING_THREADS = """
import sys, threading, time
import numpy as np
import sonde

folder, threads, pictures, pause = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "pictures", float(sys.argv[4])
writer = sonde.SummaryWriter(folder)
picture = np.random.default_rng(0).integers(0, 256, (3, 512, 512), np.uint8)
started = threading.Barrier(threads + 1)

def log(number):
    started.wait()
    step = 0
    while True:
        writer.add_scalar(f"thread {number}", step, step)
        if pictures:
            writer.add_image("picture", picture, step)
        step += 1

for number in range(threads):
    threading.Thread(target=log, args=(number,), daemon=True).start()
started.wait()
for step in range(200):
    writer.add_scalar("x", step, step)
time.sleep(pause)
writer.flush()
"""


def ended(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize(("threads", "what"), [(1, "pictures"), (4, "scalars")])
def test_daemon_threads_that_go_on_logging_change_no_exit_status(tmp_path, threads, what):
    for number in range(ENDS):
        folder = tmp_path / str(number)
        done = ended(LOGGING_THREADS, folder, threads, what, number / 200)

        assert (done.returncode, done.stderr) == (0, "")
        assert len(event_files(folder)) == 1, "what comes after the writers were closed begins no new file"
        assert steps(folder) == list(range(200))


@pytest.mark.parametrize(("ending", "status"), [("sys.exit(3)", 3), ("raise RuntimeError('no luck')", 1)])
def test_the_status_is_the_scripts_own(tmp_path, ending, status):
    done = ended(LOGGING_THREADS + ending, tmp_path, 2, "scalars", 0)

    assert done.returncode == status
    assert steps(tmp_path) == list(range(200))


def test_a_thread_that_outlives_the_main_one_loses_nothing(tmp_path):
    done = ended(
        """
        import sys, threading, time
        from sonde import SummaryWriter
        writer = SummaryWriter(sys.argv[1])
        def train():
            threading.main_thread().join()
            for step in range(100): writer.add_scalar("x", step, step)
        threading.Thread(target=train).start()
        """,
        tmp_path,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert steps(tmp_path) == list(range(100))
    assert len(event_files(tmp_path)) == 1


def test_hooks_that_are_heard_after_ours_log_to_the_same_file(tmp_path):
    done = ended(
        """
        import atexit, sys
        atexit.register(lambda: [writer.add_scalar("x", step, step) for step in range(100)])
        from sonde import SummaryWriter
        writer = SummaryWriter(sys.argv[1])
        writer.add_scalar("y", 0, 0)
        """,
        tmp_path,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert steps(tmp_path) == list(range(100))
    assert len(event_files(tmp_path)) == 1


def test_what_comes_after_a_closed_writer_as_the_process_ends_is_told_once(tmp_path):
    done = ended(
        """
        import atexit, sys
        def late():
            for step in range(10): writer.add_scalar("x", step, step)
            print(writer.dropped)
        atexit.register(late)
        from sonde import SummaryWriter
        with SummaryWriter(sys.argv[1]) as writer: writer.add_scalar("x", 100, 100)
        """,
        tmp_path,
    )

    assert (done.returncode, done.stdout) == (0, "10\n")
    assert done.stderr.count("after its writer was closed, as the process ended, is not kept") == 1
    assert done.stderr.splitlines()[1:] == [
        f"sonde: 10 events for {tmp_path} could not be written and are lost"
    ]
    assert steps(tmp_path) == [100]
    assert len(event_files(tmp_path)) == 1


def test_the_core_lets_go_of_the_lock_in_no_other_way():
    """Nanobind's own guards abort the process when a thread asks for the lock at its end; see native/bind/gil.h."""
    sources = (Path(__file__).parents[2] / "native" / "bind").glob("*.cc")

    assert [source.name for source in sources if "gil_scoped" in source.read_text(encoding="utf-8")] == []
