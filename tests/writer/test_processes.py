"""Threads, forks, spawned workers, pickles and the ends of processes: one file per process, nothing lost, nothing twice."""

from __future__ import annotations

import multiprocessing
import pickle
import random
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
import torch

import sonde
from sonde import SummaryWriter
from support.logging_worker import log_in_worker
from support.tensorboard_reader import all_events, event_files, raw_events


def points(directory) -> dict[str, list[int]]:
    """The steps of every tag, sorted."""
    with sonde.open(directory) as board:
        assert board.damage() == []
        return {
            info.tag: sorted(board.scalars(".", info.tag).steps.tolist()) for info in board.series("scalars")
        }


def run_script(script: str, *args: str, **kwargs) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", textwrap.dedent(script), *args], check=False, **kwargs)


def test_eight_threads_share_a_writer(tmp_path):
    with SummaryWriter(tmp_path) as writer:

        def log(number):
            for step in range(5000):
                writer.add_scalar(f"thread {number}", step, step)

        threads = [threading.Thread(target=log, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(event_files(tmp_path)) == 1
    assert points(tmp_path) == {f"thread {number}": list(range(5000)) for number in range(8)}


def test_eight_threads_and_four_forks_at_once(tmp_path):
    """Forks while threads add and the background thread writes: each process has its file, and each point is there once."""
    script = """
        import os, sys, threading, sonde
        writer = sonde.SummaryWriter(sys.argv[1])
        go_on = True

        def log(number):
            step = 0
            while go_on and step < 100_000:
                writer.add_scalar(f"thread {number}", step, step)
                step += 1
            counts[number] = step

        counts = {}
        threads = [threading.Thread(target=log, args=[number]) for number in range(8)]
        for thread in threads: thread.start()
        children = []
        for number in range(4):
            child = os.fork()
            if child == 0:
                for step in range(2000): writer.add_scalar(f"child {number}", step, step)
                if number == 0: writer.flush(); os._exit(0)
                if number == 1: writer.close(); os._exit(0)
                break
            children.append(child)
        if len(children) < 4 and child == 0:
            # The threads were not forked, so this ends like any script: by atexit.
            threading._shutdown = lambda: None
            sys.exit(0)
        for child in children: assert os.waitpid(child, 0)[1] == 0
        go_on = False
        for thread in threads: thread.join()
        writer.close()
        print([counts[number] for number in range(8)])
    """
    done = run_script(script, str(tmp_path), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    counts = eval(done.stdout)

    assert len(event_files(tmp_path)) == 5
    logged = points(tmp_path)
    for number in range(4):
        assert logged[f"child {number}"] == list(range(2000))
    for number in range(8):
        assert logged[f"thread {number}"] == list(range(counts[number]))


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_workers_of_multiprocessing_write_files_of_their_own(tmp_path, method):
    context = multiprocessing.get_context(method)
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("parent", 0, 0)
        workers = [context.Process(target=log_in_worker, args=[writer, number]) for number in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert [worker.exitcode for worker in workers] == [0, 0]
        writer.add_scalar("parent", 1, 1)

    assert len(event_files(tmp_path)) == 3
    assert points(tmp_path) == {
        "parent": [0, 1],
        "worker 0": list(range(100)),
        "worker 1": list(range(100)),
    }


class LoggingDataset(torch.utils.data.Dataset):
    def __init__(self, writer):
        self.writer = writer

    def __len__(self):
        return 40

    def __getitem__(self, index):
        self.writer.add_scalar("sample", index, index)
        return index


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_workers_of_a_data_loader_log(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        loader = torch.utils.data.DataLoader(LoggingDataset(writer), batch_size=4, num_workers=2)
        for batch in loader:
            writer.add_scalar("batch", batch.sum(), int(batch[0]))

    assert len(event_files(tmp_path)) == 3
    assert points(tmp_path) == {"batch": list(range(0, 40, 4)), "sample": list(range(40))}


def test_a_fork_that_logs_nothing_makes_no_file(tmp_path):
    run_script(
        """
        import os, sys, sonde
        writer = sonde.SummaryWriter(sys.argv[1])
        writer.add_scalar("x", 1, 1)
        child = os.fork()
        if child: os.waitpid(child, 0)
        """,
        str(tmp_path),
    )

    assert len(event_files(tmp_path)) == 1
    assert points(tmp_path) == {"x": [1]}


def test_a_pickled_writer_begins_a_file_at_its_first_point(tmp_path):
    with SummaryWriter(tmp_path, filename_suffix=".s") as writer:
        writer.add_scalar("x", 1, 1)
        copy = pickle.loads(pickle.dumps(writer))
        assert len(event_files(tmp_path)) == 1
        copy.add_scalar("x", 2, 2)
        copy.close()

    assert [path.suffix for path in event_files(tmp_path)] == [".s", ".s"]
    assert points(tmp_path) == {"x": [1, 2]}


@pytest.mark.parametrize(
    "ending",
    [
        "",
        "sys.exit(3)",
        "raise RuntimeError('out of memory')",
        "del writer",
        "writer.close(); writer.close()",
        "signal.raise_signal(signal.SIGINT)",
    ],
)
def test_every_point_is_there_however_a_script_ends(tmp_path, ending):
    run_script(
        f"""
        import signal, sys, sonde
        writer = sonde.SummaryWriter(sys.argv[1])
        for step in range(1000): writer.add_scalar("x", step, step)
        {ending}
        """,
        str(tmp_path),
        capture_output=True,
    )

    assert points(tmp_path) == {"x": list(range(1000))}


def test_what_is_logged_at_exit_is_written_too(tmp_path):
    run_script(
        """
        import atexit, sys, sonde
        def last():
            writer.add_scalar("last", 1, 1)
            writer.close()
        writer = None
        atexit.register(lambda: last())   # heard after Sonde's own
        from sonde import SummaryWriter
        writer = SummaryWriter(sys.argv[1])
        writer.add_scalar("x", 1, 1)
        """,
        str(tmp_path),
    )

    assert points(tmp_path) == {"x": [1], "last": [1]}


def test_a_point_is_in_the_file_soon_without_a_flush(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("x", 1, 1)
        started = time.monotonic()
        while not all_events(tmp_path):
            assert time.monotonic() - started < 30
            time.sleep(0.01)


def test_an_idle_writer_costs_nothing(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("x", 1, 1)
        writer.flush()
        before = time.process_time()
        time.sleep(0.5)
        assert time.process_time() - before < 0.1  # waiting in a loop would take all of it


def test_memory_stays_flat(tmp_path):
    script = """
        import resource, sys, sonde
        writer = sonde.SummaryWriter(sys.argv[1])
        def log(n):
            for step in range(n): writer.add_scalar("loss/train", 0.5, step)
            writer.flush()
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        first = log(200_000)
        print((log(1_000_000) - first) / 1024)
    """
    done = run_script(script, str(tmp_path), capture_output=True, text=True)

    assert float(done.stdout) < 70, "more than the buffer's bound of 64 MiB"


KILLED = """
import os, random, signal, sys, time
import sonde

logdir, rounds, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
chance = random.Random(seed)
for number in range(rounds):
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        writer = sonde.SummaryWriter(f"{logdir}/{number}", flush_secs=0.001)
        step = 0
        while True:
            writer.add_text("t", "x" * (step * 7919 % 5_000), step)
            writer.add_scalar("x", step, step)
            if step % 10 == 9:
                writer.flush()
                os.write(tell, b"%d\\n" % step)
            step += 1
    os.close(tell)
    os.read(told, 1)
    time.sleep(chance.uniform(0, 0.02))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    rest = b""
    while chunk := os.read(told, 65536):
        rest += chunk
    os.close(told)
    flushed = [int(line) for line in rest.decode().split("\\n")[:-1] if line]
    print(number, max(flushed, default=-1), flush=True)
"""


def test_a_hundred_kills_lose_nothing_that_was_flushed(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), "100", "17"], check=True, capture_output=True, text=True
    )

    killed = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    assert len(killed) == 100
    torn = 0
    for number, flushed in killed:
        (path,) = event_files(tmp_path / str(number))
        steps, whole = scalar_steps(path)
        torn += not whole
        assert steps == list(range(len(steps)))
        assert len(steps) > flushed
    print(f"{torn} of 100 files end in a torn record")


def scalar_steps(path: Path) -> tuple[list[int], bool]:
    """The steps of the scalars in a file that may end in a torn record, and whether it does not."""
    from sonde import _native

    file = _native.EventFile(path.name)
    file.read_local(path)
    assert file.damage_count == 0
    run = _native.RunSnapshot([file.snapshot()])
    steps = run.scalars("x")[0].tolist() if any(info[0] == "x" for info in run.infos()) else []
    return steps, file.pending_bytes == 0


def test_random_seed_is_not_touched(tmp_path):
    random.seed(5)
    torch.manual_seed(5)
    expected = random.Random(5).random()
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("x", 1)
        writer.add_histogram("h", [1, 2, 3])
    assert random.random() == expected
    assert len(raw_events(event_files(tmp_path)[0])) == 3


def test_a_writer_opens_no_file_in_processes_that_others_start(tmp_path):
    """The event file is closed on exec, so that a subprocess does not keep a removed run's space."""
    with SummaryWriter(tmp_path):
        listed = subprocess.run(
            ["ls", "-l", "/proc/self/fd"], check=True, capture_output=True, text=True
        ).stdout

    assert "tfevents" not in listed
    assert len(event_files(tmp_path)) == 1
