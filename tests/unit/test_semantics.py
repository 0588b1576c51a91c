"""What the words mean on real files: attempts, writers, damage, odd numbers, hostile sizes."""

from __future__ import annotations

import math
import os
import resource
import signal
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

import sonde
from sonde.reader.local import LocalTree
from sonde.reader.roots import open_roots
from support import records
from support.boards import settled, until, values
from support.event_writer import EventWriter, text_tensor, value

FIRST, SECOND, THIRD = "events.out.tfevents.1", "events.out.tfevents.2", "events.out.tfevents.3"
TEXT = records.metadata("text")


def points(board, tag="loss", run="."):
    """(step, value, attempt, writer, superseded) of every point."""
    loss = board.scalars(run, tag)
    columns = (loss.steps, loss.values, loss.attempts, loss.writers, loss.superseded)
    return list(zip(*(column.tolist() for column in columns), strict=True))


# Attempts


def test_a_job_resumed_from_a_checkpoint_loses_nothing(tmp_path):
    with EventWriter(tmp_path / FIRST, wall_time=1e9) as writer:
        writer.scalars("loss", [5, 4, 3, 2])
    with EventWriter(tmp_path / SECOND, wall_time=2e9) as writer:
        writer.scalars("loss", [30, 20], first_step=2)

    board = sonde.open(tmp_path)

    assert points(board) == [
        (0, 5, 0, 0, False),
        (1, 4, 0, 0, False),
        (2, 3, 0, 0, True),
        (3, 2, 0, 0, True),
        (2, 30, 1, 0, False),
        (3, 20, 1, 0, False),
    ]
    assert board.runs()[0].attempts == 2


def test_files_count_by_their_times_not_their_names(tmp_path):
    with EventWriter(tmp_path / SECOND, wall_time=1e9) as writer:
        writer.scalars("loss", [5, 4])
    with EventWriter(tmp_path / FIRST, wall_time=2e9) as writer:
        writer.scalars("loss", [50], first_step=1)

    assert points(sonde.open(tmp_path)) == [(1, 50, 1, 0, False), (0, 5, 0, 0, False), (1, 4, 0, 0, True)]


def test_a_session_start_begins_an_attempt(tmp_path):
    with EventWriter(tmp_path / FIRST) as writer:
        writer.scalars("loss", [5, 4, 3])
        writer.start_session()
        writer.scalars("loss", [2], first_step=3)

    assert [row[2:] for row in points(sonde.open(tmp_path))] == [(0, 0, False)] * 3 + [(1, 0, False)]


def test_equal_steps_in_a_row_stay(tmp_path):
    with EventWriter(tmp_path / FIRST) as writer:
        for number in range(3):
            writer.scalar("loss", 0, number)

    assert [row[4] for row in points(sonde.open(tmp_path))] == [False] * 3


def test_files_written_side_by_side_are_writers(tmp_path):
    with EventWriter(tmp_path / FIRST) as first, EventWriter(tmp_path / SECOND) as second:
        for step in range(3):
            first.scalar("loss", step, step)
            second.scalar("loss", step, 10 + step)

    board = sonde.open(tmp_path)

    assert [(row[3], row[4]) for row in points(board)] == [(0, False)] * 3 + [(1, False)] * 3
    assert board.series()[0].writers == 2
    lines = board.query.scalars_lines("loss")
    assert (lines.run_names, lines.writers.tolist()) == ((".", "."), [0, 1])
    assert len(set(lines.writer_names)) == 2
    assert board.scalars(".", "loss").written_by == tuple((name, 3) for name in lines.writer_names)


def test_a_writer_that_is_killed_and_restarted_while_two_files_are_written(tmp_path):
    """The whole story, with real processes: kill -9 in the middle of a record, then a restart from an earlier step."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from support.event_writer import EventWriter\n"
        "from support import records\n"
        "first, second = EventWriter(sys.argv[2], 1e9), EventWriter(sys.argv[3], 1e9)\n"
        "for step in range(100):\n"
        "    first.scalar('loss', step, step); second.scalar('loss', step, -step)\n"
        "first.raw(records.record(records.scalar('loss', 100.0, 100, 1e9 + 101))[:21])\n"
        "print('torn', flush=True); sys.stdin.read()\n"
    )
    tests = Path(__file__).resolve().parents[1]
    with sonde.open(tmp_path, follow=True) as board:
        command = [sys.executable, "-c", script, str(tests), str(tmp_path / FIRST), str(tmp_path / SECOND)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as job:
            assert job.stdout.readline() == b"torn\n"
            job.send_signal(signal.SIGKILL)
        until(board, lambda b: len(values(b, ".", "loss")) == 200)
        assert board.runs()[0].files[0].pending_bytes == 21
        with EventWriter(tmp_path / THIRD, wall_time=2e9) as writer:
            writer.scalars("loss", [1000 + step for step in range(60, 120)], first_step=60)
        until(board, lambda b: len(values(b, ".", "loss")) == 260)
        loss = board.scalars(".", "loss")

    assert loss.attempts.tolist() == [0] * 200 + [1] * 60
    assert loss.writers.tolist() == [0] * 100 + [1] * 100 + [0] * 60
    assert loss.superseded.tolist() == ([False] * 60 + [True] * 40) * 2 + [False] * 60
    assert board.damage() == []


# Numbers


def test_nan_and_infinities_are_values(tmp_path):
    with EventWriter(tmp_path / FIRST) as writer:
        writer.scalars("loss", [math.nan, math.inf, -math.inf, 1.0])

    found = sonde.open(tmp_path).scalars(".", "loss").values

    assert np.isnan(found[0])
    assert found[1:].tolist() == [math.inf, -math.inf, 1.0]


@pytest.mark.parametrize("step", [-5, 0, 2**31, 2**53 + 1, 2**63 - 1, -(2**63)])
def test_any_int64_is_a_step(tmp_path, step):
    with EventWriter(tmp_path / FIRST) as writer:
        writer.scalar("loss", step, 1.0)

    board = sonde.open(tmp_path)

    assert board.scalars(".", "loss").steps.tolist() == [step]
    assert board.series()[0].first_step == step


@pytest.mark.parametrize(
    ("dtype", "content"), [(2, struct.pack("<d", 0.1)), (9, struct.pack("<q", -3)), (10, b"\1")]
)
def test_scalars_may_be_tensors_of_any_type(tmp_path, dtype, content):
    tensor = records.tensor(dtype, (), records.bytes_field(4, content))
    with EventWriter(tmp_path / FIRST) as writer:
        writer.values(0, value("x", tensor=tensor, metadata=records.metadata("scalars")))

    assert sonde.open(tmp_path).scalars(".", "x").values.tolist() == [{2: 0.1, 9: -3.0, 10: 1.0}[dtype]]


# Damage


def test_damage_is_named_and_everything_around_it_is_read(tmp_path):
    with EventWriter(tmp_path / "a" / FIRST) as writer:
        writer.scalar("loss", 0, 1.0)
        place = writer.path.stat().st_size
        writer.scalar("loss", 1, 2.0)
        length = writer.path.stat().st_size - place
        writer.scalar("loss", 2, 3.0)
    with writer.path.open("r+b") as file:
        file.seek(place + 20)
        file.write(b"\xff\xff")

    board = sonde.open(tmp_path)
    (damage,) = board.damage()

    assert board.scalars("a", "loss").steps.tolist() == [0, 2]
    assert (damage.run, damage.file, damage.offset, damage.length) == ("a", FIRST, place, length)
    assert "checksum" in damage.reason
    assert board.runs()[0].damage == (damage,)
    assert board.runs()[0].damage_count == board.runs()[0].files[0].damage_count == 1


def test_a_damaged_large_blob_is_an_error_for_itself_alone(tmp_path):
    with EventWriter(tmp_path / FIRST) as writer:
        for step in range(3):
            writer.values(step, value("text", tensor=text_tensor(str(step) * 100_000), metadata=TEXT))
    place = writer.path.stat().st_size // 2
    with writer.path.open("r+b") as file:
        file.seek(place)
        file.write(b"x")
    texts = sonde.open(tmp_path).tensors(".", "text")

    assert texts.values[0].tolist() == [b"0" * 100_000]
    with pytest.raises(
        sonde.errors.DamagedBlobError,
        match=r"checksum of text tag 'text' in run '\.', step 1 .* does not hold",
    ):
        _ = texts.values[1]
    assert texts.values[2].tolist() == [b"2" * 100_000]


def test_a_value_that_is_no_tensor_is_an_error_for_itself_alone(tmp_path):
    with EventWriter(tmp_path / FIRST) as writer:
        writer.values(0, value("text", tensor=records.tensor(7, (2,), b"\xff"), metadata=TEXT))
        writer.values(1, value("text", tensor=text_tensor("fine"), metadata=TEXT))
    texts = sonde.open(tmp_path).tensors(".", "text")

    with pytest.raises(sonde.errors.DamagedBlobError, match=r"step 0 .* cannot be decoded"):
        _ = texts.values[0]
    assert texts.values[1].tolist() == [b"fine"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become somebody else")
def test_a_file_that_may_not_be_read_is_named(tmp_path):
    """Permissions do not bind root, so somebody else looks."""
    code = (
        "import os, sys, sonde; sonde.open(sys.argv[2]); os.setgroups([]); os.setgid(65534); os.setuid(65534);"
        "board = sonde.open(sys.argv[1]);"
        "print([(run.name, run.points) for run in board.runs()], [(d.run, d.file, d.reason) for d in board.damage()])"
    )
    with tempfile.TemporaryDirectory() as root:
        Path(root).chmod(0o755)
        for name in ("closed", "open"):
            with EventWriter(Path(root) / name / FIRST, wall_time=1e9) as writer:
                writer.scalar("loss", 0, 1.0)
        (Path(root) / "closed" / FIRST).chmod(0o600)

        command = [sys.executable, "-c", code, root, str(tmp_path)]  # everything is imported by then
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert said.splitlines() == [
        f"[('open', 1), ('closed', 0)] [('closed', '{FIRST}', 'the file cannot be read: Permission denied')]"
    ]


def test_a_file_that_vanishes_before_it_is_read_is_no_run(tmp_path, monkeypatch):
    with EventWriter(tmp_path / "a" / FIRST) as writer:
        writer.scalar("loss", 0, 1.0)
    walk = LocalTree.walk

    def walk_and_delete(tree):
        found = walk(tree)
        writer.path.unlink()
        return found

    monkeypatch.setattr(LocalTree, "walk", walk_and_delete)
    board = sonde.open(tmp_path)

    assert board.runs() == []
    assert board.damage() == []


# Size


def test_ten_thousand_tags_in_one_file(tmp_path):
    summaries = [
        [value(f"group{tag // 100}/tag{tag}", simple=tag) for tag in range(10_000)] for _step in range(3)
    ]
    with EventWriter(tmp_path / FIRST) as writer:
        for step, summary in enumerate(summaries):
            writer.values(step, *summary)

    board = sonde.open(tmp_path)

    assert len(board.series()) == len(board.query.tags("scalars")) == 10_000
    assert board.scalars(".", "group99/tag9999").values.tolist() == [9999] * 3


def test_a_record_of_three_gigabytes_costs_its_index(tmp_path):
    """A hole in the file stands for an enormous image; what comes after it is read."""
    size = 3 << 30
    head = records.bytes_field(1, "huge") + _head_of_bytes(4, size + 6) + _head_of_bytes(4, size)
    summary = _head_of_bytes(5, len(head) + size + 6) + _head_of_bytes(1, len(head) + size)
    event = records.double_field(1, 1e9) + summary + head
    path = tmp_path / FIRST
    with path.open("wb") as file:
        file.write(records.record(records.version()))
        file.write(records.header(len(event) + size) + event)
        file.seek(size, os.SEEK_CUR)
        file.write(b"\0\0\0\0")
        file.write(records.record(records.scalar("loss", 0.5, 1, 1e9 + 1)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    board = sonde.open(tmp_path)

    assert board.scalars(".", "loss").values.tolist() == [0.5]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000
    (huge,) = board.series(tag="huge")
    assert (huge.kind, huge.points) == ("images", 1)


def _head_of_bytes(number: int, length: int) -> bytes:
    return records.varint(number << 3 | 2) + records.varint(length)


def test_a_lying_length_hides_nothing_and_costs_nothing(tmp_path):
    with EventWriter(tmp_path / FIRST) as writer:
        writer.scalar("loss", 0, 1.0)
        writer.raw(records.header(1 << 62))
        writer.scalar("loss", 1, 2.0)

    board = sonde.open(tmp_path)

    assert board.scalars(".", "loss").values.tolist() == [1.0, 2.0]
    assert len(board.damage()) == 1


def test_reading_ends_when_the_board_is_closed(tmp_path):
    for run in range(50):
        with EventWriter(tmp_path / f"run{run}" / FIRST) as writer:
            writer.scalar("loss", 0, 1.0)

    board = sonde.open(tmp_path, follow=True)
    board.close()
    generation = board.generation
    with EventWriter(tmp_path / "late" / FIRST) as writer:
        writer.scalar("loss", 0, 1.0)

    assert board.wait(generation, 0.3) == generation


def test_a_board_that_is_forgotten_ends_its_threads(tmp_path):
    code = (
        "import gc, sys, threading, sonde\n"
        "board = sonde.open(sys.argv[1], follow=True)\n"
        "board.wait(0, 10); del board; gc.collect()\n"
        "print([thread.name for thread in threading.enumerate()])"
    )

    said = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == "['MainThread']"


def test_the_interpreter_ends_while_files_are_followed(tmp_path):
    code = (
        "import sys, sonde; board = sonde.open(sys.argv[1], follow=True); board.wait(0, 10); keep = [board]"
    )

    ended = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_settled_board_says_how_it_follows(tmp_path):
    with sonde.open(tmp_path, follow=True) as board:
        settled(board)

        assert [(root.present, root.following) for root in board.roots] == [(True, "notices")]
    assert sonde.open(tmp_path).roots[0].following == "no"


def test_a_file_without_points_has_a_start_and_no_last_point(tmp_path):
    EventWriter(tmp_path / FIRST, wall_time=1e9).close()

    (run,) = sonde.open(tmp_path).runs()

    assert (run.start_time, run.last_time, run.points) == (1e9, None, 0)


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_a_clock_that_says_nonsense_is_not_believed(tmp_path, odd):
    with EventWriter(tmp_path / FIRST, wall_time=odd) as writer:
        writer.scalar("loss", 0, 1.0, wall_time=odd)
        writer.scalar("loss", 1, 2.0, wall_time=1e9)

    board = sonde.open(tmp_path)
    (run,) = board.runs()

    assert (run.start_time, run.last_time, run.points) == (1e9, 1e9, 2)
    assert np.array_equal(board.scalars(".", "loss").wall_times, [odd, 1e9], equal_nan=True)


def test_an_earlier_event_that_comes_later_is_the_start(tmp_path):
    with EventWriter(tmp_path / FIRST, wall_time=2e9) as writer:
        writer.scalar("loss", 0, 1.0, wall_time=1e9)

    assert sonde.open(tmp_path).runs()[0].start_time == 1e9


def test_runs_of_several_roots_never_share_a_name():
    """By their last two parts, a run `b` of the root `/x` and the root `/y/x/b` would both be called `x/b`."""
    assert list(open_roots(["/x", "/y/x/b", "/q/b"])) == ["x", "y/x/b", "q/b"]
    assert list(open_roots(["/runs", "/runs/b"])) == ["runs", "b"]
