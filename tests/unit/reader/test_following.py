"""A followed log directory: what is written is seen, what is gone disappears, what is not the same is read anew."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from pathlib import Path

import pytest
import watchfiles

import sonde
from sonde.reader import loader, reader, runs, tail, watched
from support import records
from support.boards import settled, until, values
from support.event_writer import EventWriter, text_tensor, value

FILE = "events.out.tfevents.1"


@pytest.fixture
def writer(tmp_path):
    with EventWriter(tmp_path / "logs" / "a" / FILE) as writer:
        writer.scalar("loss", 0, 1.0)
        yield writer


@pytest.fixture
def board(writer, tmp_path):
    with sonde.open(tmp_path / "logs", follow=True) as board:
        settled(board)
        yield board


def names(board):
    return sorted(run.name for run in board.runs())


def test_a_new_point_is_seen(board, writer):
    writer.scalar("loss", 1, 0.5)

    until(board, lambda b: values(b, "a", "loss") == [1.0, 0.5])


def holds_an_event_file(filler):
    """A record whose tensor holds an event file of twenty points."""
    inside = records.record(records.version()) + records.records(
        [records.scalar("inside", step, step) for step in range(20)]
    )
    held = records.bytes_field(8, inside + bytes(filler))
    return records.record(
        records.event(records.summary(records.bytes_field(1, b"file") + records.bytes_field(8, held)), 1, 2.0)
    )


def all_tags(board):
    return sorted({info.tag for info in board.series()})


def test_an_event_file_in_a_tensor_that_comes_in_pieces_is_no_points(board, writer):
    payload = holds_an_event_file(6_000_000)
    writer.raw(payload[:3_000_000])
    until(board, lambda b: b.runs()[0].files[0].pending_bytes == 3_000_000)
    assert all_tags(board) == ["loss"]
    writer.raw(payload[3_000_000:])
    writer.scalar("loss", 1, 0.5)
    until(board, lambda b: len(values(b, "a", "loss")) == 2)

    assert all_tags(board) == ["file", "loss"]
    assert board.runs()[0].damage_count == 0


def test_what_was_found_in_a_torn_record_is_undone_when_its_rest_comes(writer, tmp_path, monkeypatch):
    monkeypatch.setattr(tail, "PATIENCE_SECS", 0.2)
    payload = holds_an_event_file(200_000)
    with sonde.open(tmp_path / "logs", follow=True, poll_secs=0.05) as board:
        settled(board)
        writer.raw(payload[:100_000])
        until(board, lambda b: "inside" in all_tags(b))
        writer.raw(payload[100_000:])
        writer.scalar("loss", 1, 0.5)
        until(board, lambda b: all_tags(b) == ["file", "loss"])

        assert values(board, "a", "loss") == [1.0, 0.5]
        assert board.runs()[0].damage_count == 0


def test_a_snapshot_stays_as_it_was(board, writer):
    before = board.query
    writer.scalar("loss", 1, 0.5)
    until(board, lambda b: len(values(b, "a", "loss")) == 2)

    assert before.scalars("a", "loss").values.tolist() == [1.0]
    assert before.runs()[0].points == 1


def test_a_record_may_come_in_pieces(board, writer):
    payload = records.record(records.event(records.summary(value("loss", simple=0.25)), 1, 2e9))
    for cut in (3, 8, 12, 20, len(payload) - 4, len(payload) - 1):
        writer.raw(payload[:cut])
        until(board, lambda b, cut=cut: b.runs()[0].files[0].pending_bytes == cut)
        assert values(board, "a", "loss") == [1.0]
        writer.raw(payload[cut:])
        until(board, lambda b: len(values(b, "a", "loss")) == 2)
        with writer.path.open("r+b") as file:  # and back to the beginning
            file.truncate(writer.path.stat().st_size - len(payload))
        until(board, lambda b: len(values(b, "a", "loss")) == 1)

    assert board.damage() == []


def test_new_runs_and_files_are_seen(board, tmp_path):
    with EventWriter(tmp_path / "logs" / "x" / "y" / FILE) as writer:
        writer.scalar("loss", 0, 7.0)
    until(board, lambda b: names(b) == ["a", "x/y"])
    with EventWriter(tmp_path / "logs" / "a" / "events.out.tfevents.2", wall_time=1.8e9) as writer:
        writer.scalar("loss", 1, 8.0)

    until(board, lambda b: values(b, "a", "loss") == [1.0, 8.0])


def test_a_run_that_moves_in_with_its_files_is_seen(board, tmp_path):
    with EventWriter(tmp_path / "elsewhere" / "run" / FILE) as writer:
        writer.scalar("loss", 0, 7.0)

    (tmp_path / "elsewhere").rename(tmp_path / "logs" / "moved")

    until(board, lambda b: names(b) == ["a", "moved/run"])


def test_a_deleted_run_disappears(board, tmp_path):
    shutil.rmtree(tmp_path / "logs" / "a")

    until(board, lambda b: b.runs() == [])


def test_a_deleted_file_takes_its_points_along(board, tmp_path):
    with EventWriter(tmp_path / "logs" / "a" / "events.out.tfevents.2", wall_time=1.8e9) as second:
        second.scalar("loss", 1, 8.0)
    until(board, lambda b: len(values(b, "a", "loss")) == 2)

    (tmp_path / "logs" / "a" / FILE).unlink()

    until(board, lambda b: values(b, "a", "loss") == [8.0])


def test_a_renamed_run_has_its_new_name(board, tmp_path):
    (tmp_path / "logs" / "a").rename(tmp_path / "logs" / "b")

    until(board, lambda b: names(b) == ["b"])
    assert values(board, "b", "loss") == [1.0]


def test_a_replaced_file_is_read_anew(board, writer, tmp_path):
    with EventWriter(tmp_path / "other") as other:
        other.scalars("loss", [4.0, 5.0, 6.0])

    (tmp_path / "other").replace(writer.path)

    until(board, lambda b: values(b, "a", "loss") == [4.0, 5.0, 6.0])


def test_a_shortened_file_is_read_anew(board, writer):
    size = writer.path.stat().st_size
    writer.scalars("loss", [0.5, 0.25], first_step=1)
    until(board, lambda b: len(values(b, "a", "loss")) == 3)

    with writer.path.open("r+b") as file:
        file.truncate(size)

    until(board, lambda b: values(b, "a", "loss") == [1.0])


def test_a_file_rewritten_in_place_is_read_anew(board, writer, tmp_path):
    """Same inode, same size, same first bytes: only what was read last is different."""
    with EventWriter(tmp_path / "other") as other:
        other.scalar("loss", 0, 3.0)
    assert (tmp_path / "other").stat().st_size == writer.path.stat().st_size
    time.sleep(0.02)  # a later modification time, also where clocks are coarse

    with writer.path.open("r+b") as file:
        file.write((tmp_path / "other").read_bytes())

    until(board, lambda b: values(b, "a", "loss") == [3.0])


def test_a_file_rewritten_longer_is_read_anew(board, writer, tmp_path):
    with EventWriter(tmp_path / "other") as other:
        other.scalars("loss", [3.0, 2.0, 1.0, 0.0])

    with writer.path.open("r+b") as file:
        file.write((tmp_path / "other").read_bytes())

    until(board, lambda b: values(b, "a", "loss") == [3.0, 2.0, 1.0, 0.0])


def test_a_touched_file_is_not_read_anew(board, writer, monkeypatch):
    begun = []
    monkeypatch.setattr(tail.Tail, "_begin", begun.append)
    os.utime(writer.path)
    writer.scalar("loss", 1, 0.5)
    until(board, lambda b: len(values(b, "a", "loss")) == 2)

    assert begun == []


def test_only_what_changed_is_read(board, writer, tmp_path, monkeypatch):
    for run in range(5):
        with EventWriter(tmp_path / "logs" / f"idle{run}" / FILE) as idle:
            idle.scalar("loss", 0, 1.0)
    until(board, lambda b: len(b.runs()) == 6)
    read = []
    monkeypatch.setattr(runs, "read", lambda tails, *rest: read.extend(tails) or loader.read(tails, *rest))

    writer.scalar("loss", 1, 0.5)
    until(board, lambda b: len(values(b, "a", "loss")) == 2)

    assert {tail.run for tail in read} == {"a"}


def test_changes_name_runs_and_tags(board, writer):
    generation = board.generation
    writer.scalar("loss", 1, 0.5)
    until(board, lambda b: len(values(b, "a", "loss")) == 2)
    changes = board.changes(generation)

    assert (changes.runs, changes.tags, changes.listed) == ({"a"}, {"loss"}, False)

    writer.scalar("new", 1, 0.5)
    until(board, lambda b: values(b, "a", "new"))
    assert board.changes(changes.generation).tags == {"new"}
    assert board.changes(changes.generation).listed


def test_a_run_through_a_link_is_followed_under_both_names(board, writer, tmp_path):
    (tmp_path / "logs" / "latest").symlink_to(writer.path.parent)
    until(board, lambda b: names(b) == ["a", "latest"])

    writer.scalar("loss", 1, 0.5)

    until(board, lambda b: len(values(b, "a", "loss")) == len(values(b, "latest", "loss")) == 2)


def test_a_directory_that_only_holds_a_profile_is_a_run(board, tmp_path):
    (tmp_path / "logs" / "profiled").mkdir()
    (tmp_path / "logs" / "profiled" / "events.out.tfevents.1.profile-empty").write_bytes(b"not an event file")

    until(board, lambda b: names(b) == ["a", "profiled"])
    assert board.damage() == []
    assert [run.points for run in board.runs() if run.name == "profiled"] == [0]


def test_a_log_directory_may_come_later(tmp_path):
    with sonde.open(tmp_path / "later" / "logs", follow=True) as board:
        until(board, lambda b: b.generation > 0)
        assert not board.roots[0].present
        with EventWriter(tmp_path / "later" / "logs" / "a" / FILE) as writer:
            writer.scalar("loss", 0, 1.0)
            until(board, lambda b: values(b, "a", "loss") == [1.0])
            settled(board)
            assert board.roots[0].present
            writer.scalar("loss", 1, 0.5)
            until(board, lambda b: len(values(b, "a", "loss")) == 2)


def test_a_log_directory_may_be_made_anew(board, tmp_path):
    shutil.rmtree(tmp_path / "logs")
    until(board, lambda b: b.runs() == [] and not b.roots[0].present)

    with EventWriter(tmp_path / "logs" / "b" / FILE) as writer:
        writer.scalar("loss", 0, 1.0)
        until(board, lambda b: names(b) == ["b"])
        settled(board)
        writer.scalar("loss", 1, 0.5)
        until(board, lambda b: len(values(b, "b", "loss")) == 2)


def test_a_single_file_is_followed(writer):
    with sonde.open(writer.path, follow=True) as board:
        until(board, lambda b: values(b, ".", "loss") == [1.0])
        assert board.roots[0].following_reason == "a single file is looked at again and again"
        writer.scalar("loss", 1, 0.5)
        until(board, lambda b: len(values(b, ".", "loss")) == 2)


def test_network_file_systems_are_polled(writer, tmp_path, monkeypatch):
    monkeypatch.setattr(watched, "network_file_system", lambda _path: "nfs4")

    with sonde.open(tmp_path / "logs", follow=True) as board:
        settled(board)
        writer.scalar("loss", 1, 0.5)
        until(board, lambda b: len(values(b, "a", "loss")) == 2)

        assert board.roots[0].following == "polling"
        assert board.roots[0].following_reason == "nfs4 gives no notices of changes made on other machines"


def test_where_the_system_refuses_notices_files_are_polled(writer, tmp_path, monkeypatch, caplog):
    def refuse(*_paths, **_options):
        raise OSError("OS file watch limit reached.")

    monkeypatch.setattr(watchfiles, "watch", refuse)

    with caplog.at_level(logging.WARNING), sonde.open(tmp_path / "logs", follow=True) as board:
        settled(board)
        writer.scalar("loss", 1, 0.5)
        until(board, lambda b: len(values(b, "a", "loss")) == 2)

        assert "limit of watched directories" in board.roots[0].following_reason
    assert "polling" in caplog.text


def test_a_bug_while_following_is_logged_and_survived(board, writer, monkeypatch, caplog):
    failures = iter([OSError("odd")])

    def fail_once(tails, tick, others_busy):
        for failure in failures:
            raise failure
        return loader.read(tails, tick)

    monkeypatch.setattr(runs, "read", fail_once)
    monkeypatch.setattr(reader, "FIRST_RETRY_SECS", 0.01)
    writer.scalar("loss", 1, 0.5)
    while "could not be followed" not in caplog.text:
        time.sleep(0.01)
    writer.scalar("loss", 2, 0.25)

    until(board, lambda b: values(b, "a", "loss") == [1.0, 0.5, 0.25])


def test_values_of_a_replaced_file_are_stale_not_wrong(board, writer, tmp_path):
    writer.values(1, value("note", tensor=text_tensor("old"), metadata=records.metadata("text")))
    until(board, lambda b: b.series(kind="text"))
    notes = board.tensors("a", "note")
    with EventWriter(tmp_path / "other") as other:
        other.scalar("loss", 0, 3.0)

    assert notes.values[0].tolist() == [b"old"]
    (tmp_path / "other").replace(writer.path)
    with pytest.raises(sonde.errors.StaleBlobError, match="replaced by another file"):
        _ = notes.values[0]


def test_opening_and_closing_leaves_nothing_behind(writer, tmp_path):
    handles = Path("/proc/self/fd")
    if not handles.exists():
        pytest.skip("only Linux lists the open files of a process")
    before = len(list(handles.iterdir()))
    for _ in range(5):
        with sonde.open(tmp_path / "logs", follow=True) as board:
            settled(board)

    assert len(list(handles.iterdir())) <= before + 2


def test_runs_in_a_directory_that_cannot_be_listed_any_more_stay(board, writer, tmp_path, monkeypatch):
    scandir = os.scandir

    def fail(path):
        if str(path).endswith("/logs/a"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", fail)
    writer.scalar("loss", 1, 0.5)
    until(board, lambda b: b.damage())

    assert [(place.run, place.reason) for place in board.damage()] == [
        ("a", "the directory cannot be listed: Permission denied")
    ]
    assert values(board, "a", "loss") == [1.0]
    monkeypatch.undo()
    writer.scalar("loss", 2, 0.25)
    until(board, lambda b: values(b, "a", "loss") == [1.0, 0.5, 0.25] and b.damage() == [])


def test_a_flood_of_notices_becomes_one_walk(board, writer, tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MANY_NOTICES", 3)
    for number in range(20):
        with EventWriter(tmp_path / "logs" / f"run{number}" / FILE) as other:
            other.scalar("loss", 0, number)

    until(board, lambda b: len(b.runs()) == 21)


def test_what_is_read_so_far_can_be_looked_at(tmp_path, monkeypatch):
    """A long read is committed in part; here the reading waits in the middle."""
    for number in range(3):
        with EventWriter(tmp_path / f"run{number}" / FILE) as writer:
            writer.scalar("loss", 0, number)
    go_on = threading.Event()

    def read_slowly(tails, tick, others_busy):
        outcome = loader.read(tails[:1], tick)
        tick(1)
        while not go_on.is_set():
            time.sleep(0.01)
            tick(2)
        return outcome + loader.read(tails[1:], tick)

    monkeypatch.setattr(runs, "read", read_slowly)
    with sonde.open(tmp_path, follow=True) as board:
        until(board, lambda b: b.runs())
        assert len(board.runs()) == 1
        assert not board.loading.done
        assert board.loading.files == 3
        go_on.set()
        until(board, lambda b: len(b.runs()) == 3 and b.loading.done)


def test_closing_ends_a_long_read(tmp_path, monkeypatch):
    with EventWriter(tmp_path / "run" / FILE) as writer:
        writer.scalar("loss", 0, 1.0)

    def read_for_ever(_tails, tick, _others_busy):
        while True:
            time.sleep(0.01)
            tick(0)

    monkeypatch.setattr(runs, "read", read_for_ever)
    board = sonde.open(tmp_path, follow=True)
    time.sleep(0.05)
    begun = time.monotonic()
    board.close()

    assert time.monotonic() - begun < 5


def test_while_others_are_busy_a_processor_is_left_to_them(tmp_path, monkeypatch):
    for number in range(5):
        with EventWriter(tmp_path / f"run{number}" / FILE) as writer:
            writer.scalar("loss", 0, number)
    busy = iter([True, True])
    calls = []
    read_files = loader._native.read_local_files

    def noted(files, paths, threads, progress):
        calls.append((len(files), threads))
        return read_files(files, paths, threads=threads, progress=progress)

    monkeypatch.setattr(loader._native, "read_local_files", noted)
    monkeypatch.setattr(loader, "BATCH_BYTES", 1)
    monkeypatch.setattr(loader.os, "cpu_count", lambda: 4)
    told = []
    with sonde.board.Board(tmp_path, progress=told.append, others_busy=lambda: next(busy, False)) as board:
        assert [values(board, f"run{number}", "loss") for number in range(5)] == [[0], [1], [2], [3], [4]]

    assert calls == [(1, 3), (1, 3), (3, 0)]
    assert told[-1].done


def test_an_observer_that_fails_ends_opening_with_its_error(writer, tmp_path):
    def fail(_loading):
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        sonde.open(tmp_path / "logs", progress=fail)


def test_columns_grow_and_shrink_across_their_chunks(board, writer):
    """The core packs points 512 at a time; here they come and go around those borders, a torn record behind them."""
    line = records.record(records.event(records.summary(value("loss", simple=0.5)), 7, 2e9))
    header = writer.path.stat().st_size
    for total in (510, 511, 512, 513, 1023, 1024, 1025):
        have = (writer.path.stat().st_size - header) // len(line)
        writer.raw(line * (total - have) + line[:25])
        until(board, lambda b, total=total: len(values(b, "a", "loss")) == 1 + total)
        assert board.scalars("a", "loss").values.tolist() == [1.0] + [0.5] * total
        writer.raw(line[25:])
        until(board, lambda b, total=total: len(values(b, "a", "loss")) == 2 + total)
    for total in (1024, 512, 511):
        with writer.path.open("r+b") as file:
            file.truncate(header + total * len(line) + 25)
        until(board, lambda b, total=total: len(values(b, "a", "loss")) == 1 + total)
        assert board.runs()[0].files[0].pending_bytes == 25
        assert board.damage() == []
