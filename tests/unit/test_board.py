"""The Python API: names, types, order, and errors that help."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import sonde
from sonde.errors import AmbiguousTagError, RunNotFoundError, TagNotFoundError
from support import records
from support.boards import settled, until
from support.event_writer import EventWriter, double_tensor, float_tensor, histogram, text_tensor, value


@pytest.fixture
def logdir(tmp_path):
    with EventWriter(tmp_path / "train" / "events.out.tfevents.1") as writer:
        writer.scalars("loss", [1.0, 0.5, 0.25])
        writer.values(
            3, value("note", tensor=text_tensor("hello", "world"), metadata=records.metadata("text"))
        )
    with EventWriter(tmp_path / "eval" / "events.out.tfevents.2", wall_time=1.6e9) as writer:
        writer.scalar("accuracy", 7, 0.75)
    return tmp_path


def test_runs_come_in_order_of_their_start(logdir):
    runs = sonde.open(logdir).runs()

    assert [(run.name, run.points, run.attempts, run.damage) for run in runs] == [
        ("eval", 1, 1, ()),
        ("train", 4, 1, ()),
    ]
    assert runs[0].start_time == 1.6e9


def test_a_run_in_the_root_is_called_dot(tmp_path):
    with EventWriter(tmp_path / "events.out.tfevents.1") as writer:
        writer.scalar("loss", 0, 1.0)

    assert [run.name for run in sonde.open(tmp_path).runs()] == ["."]


def test_scalars_are_arrays_of_equal_length(logdir):
    loss = sonde.open(logdir).scalars("train", "loss")

    assert loss.steps.tolist() == [0, 1, 2]
    assert loss.wall_times.tolist() == [1_700_000_001.0, 1_700_000_002.0, 1_700_000_003.0]
    assert loss.values.tolist() == [1.0, 0.5, 0.25]
    assert loss.attempts.tolist() == [0, 0, 0]
    assert loss.superseded.tolist() == [False, False, False]
    assert [
        column.dtype for column in (loss.steps, loss.wall_times, loss.values, loss.attempts, loss.superseded)
    ] == [
        np.int64,
        np.float64,
        np.float64,
        np.int32,
        np.bool_,
    ]


def test_what_is_shared_cannot_be_written(logdir):
    loss = sonde.open(logdir).scalars("train", "loss")

    with pytest.raises(ValueError, match="read-only"):
        loss.values[0] = 2


def test_series_can_be_asked_for_by_kind_run_and_tag(logdir):
    board = sonde.open(logdir)

    assert [(one.run, one.tag, one.kind) for one in board.series()] == [
        ("eval", "accuracy", "scalars"),
        ("train", "loss", "scalars"),
        ("train", "note", "text"),
    ]
    assert [one.tag for one in board.series(kind="text")] == ["note"]
    assert [one.tag for one in board.series(run="train")] == ["loss", "note"]
    assert [(one.first_step, one.last_step, one.points) for one in board.series(tag="loss")] == [(0, 2, 3)]


def test_other_kinds_are_decoded_one_by_one(logdir):
    note = sonde.open(logdir).tensors("train", "note")

    assert len(note) == len(note.values) == 1
    assert note.steps.tolist() == [3]
    assert note.values[0].tolist() == [b"hello", b"world"]
    assert [one.tolist() for one in note.values[0:1]] == [[b"hello", b"world"]]
    assert b"hello" in note.blob(0)


def test_histograms_of_old_writers_come_out_as_bins(tmp_path):
    with EventWriter(tmp_path / "events.out.tfevents.1") as writer:
        writer.values(0, value("h", histo=histogram(-1.5, 2.5, [-9, 0, 1, 1.7e308], [0, 3, 0, 2])))

    bins = sonde.open(tmp_path).tensors(".", "h").values[0]

    assert bins.dtype == np.float32
    assert bins.tolist() == [[-1.5, 0, 3], [0, 1, 0], [1, 2.5, 2]]


def test_images_and_audio_of_old_writers_come_out_as_bytes(tmp_path):
    with EventWriter(tmp_path / "events.out.tfevents.1") as writer:
        writer.values(0, value("i", image=(7, 9, b"png\0")), value("a", audio=b"wav\0"))

    board = sonde.open(tmp_path)

    assert board.tensors(".", "i").values[0].tolist() == [b"7", b"9", b"png\0"]
    assert board.tensors(".", "a").values[0].tolist() == [b"wav\0"]


def test_float64_scalars_keep_every_digit(tmp_path):
    with EventWriter(tmp_path / "events.out.tfevents.1") as writer:
        writer.values(
            1, value("x", tensor=double_tensor(1.23456789012345), metadata=records.metadata("scalars"))
        )

    assert sonde.open(tmp_path).scalars(".", "x").values.tolist() == [1.23456789012345]


def test_a_bare_tensor_belongs_to_nobody(tmp_path):
    with EventWriter(tmp_path / "events.out.tfevents.1") as writer:
        writer.values(1, value("x", tensor=float_tensor(1, 2)))

    (info,) = sonde.open(tmp_path).series()

    assert (info.kind, info.plugin) == ("tensors", "")


def test_an_unknown_plugin_keeps_its_name_and_its_tensors(tmp_path):
    with EventWriter(tmp_path / "events.out.tfevents.1") as writer:
        writer.values(
            1, value("x", tensor=float_tensor(1, 2), metadata=records.metadata("mystery", b"content"))
        )

    board = sonde.open(tmp_path)
    (info,) = board.series()

    assert (info.kind, info.plugin, info.plugin_content) == ("mystery", "mystery", b"content")
    assert board.tensors(".", "x").values[0].tolist() == [1, 2]


def test_a_tag_with_several_kinds_asks_which(tmp_path):
    for number, plugin in enumerate(("one", "two")):
        with EventWriter(tmp_path / f"events.out.tfevents.{number}") as writer:
            writer.values(1, value("x", tensor=float_tensor(number), metadata=records.metadata(plugin)))
    board = sonde.open(tmp_path)

    with pytest.raises(AmbiguousTagError, match="several kinds: 'one', 'two'"):
        board.tensors(".", "x")
    assert board.tensors(".", "x", kind="two").values[0].tolist() == [1]


def test_scalars_and_tensors_of_one_tag_do_not_get_into_each_others_way(tmp_path):
    with EventWriter(tmp_path / "events.out.tfevents.1") as writer:
        writer.scalar("x", 0, 1.5)
    with EventWriter(tmp_path / "events.out.tfevents.2") as writer:
        writer.values(1, value("x", tensor=float_tensor(1, 2)))
    board = sonde.open(tmp_path)

    assert board.scalars(".", "x").values.tolist() == [1.5]
    assert board.tensors(".", "x").values[0].tolist() == [1, 2]


def test_wrong_names_suggest_right_ones(logdir):
    board = sonde.open(logdir)

    with pytest.raises(RunNotFoundError, match="did you mean 'train'"):
        board.scalars("trian", "loss")
    with pytest.raises(TagNotFoundError, match="did you mean 'loss'"):
        board.scalars("train", "los")
    with pytest.raises(TagNotFoundError, match="did you mean 'note'"):
        board.tensors("train", "notes")


def test_the_wrong_door_names_the_right_one(logdir):
    board = sonde.open(logdir)

    with pytest.raises(TagNotFoundError, match=r"it holds text: read it with Board\.tensors\(\)"):
        board.scalars("train", "note")
    with pytest.raises(TagNotFoundError, match=r"read it with Board\.scalars\(\)"):
        board.tensors("train", "loss")
    with pytest.raises(TagNotFoundError, match="it holds text"):
        board.tensors("train", "note", kind="images")


def test_current_points_and_single_attempts(tmp_path):
    with EventWriter(tmp_path / "events.out.tfevents.1") as writer:
        writer.scalars("loss", [5, 4, 3, 2], first_step=0)
        writer.scalars("loss", [30, 20], first_step=2)
    loss = sonde.open(tmp_path).scalars(".", "loss")

    assert loss.superseded.tolist() == [False, False, True, True, False, False]
    assert loss.current().values.tolist() == [5, 4, 30, 20]
    assert loss.attempt(0).values.tolist() == [5, 4, 3, 2]
    assert loss.attempt(1).steps.tolist() == [2, 3]
    assert len(loss.attempt(2)) == 0


def test_to_pandas(logdir):
    pytest.importorskip("pandas")

    frame = sonde.open(logdir).scalars("train", "loss").to_pandas()

    assert list(frame.columns) == [
        "step",
        "wall_time",
        "value",
        "attempt",
        "writer",
        "writer_name",
        "superseded",
    ]
    assert frame["value"].tolist() == [1.0, 0.5, 0.25]
    assert frame["writer_name"].tolist() == [""] * 3


def test_to_arrow(logdir):
    pytest.importorskip("pyarrow")
    board = sonde.open(logdir)

    table = board.to_arrow()

    assert table.column_names == [
        "run",
        "tag",
        "step",
        "wall_time",
        "value",
        "attempt",
        "writer",
        "writer_name",
        "superseded",
    ]
    assert table["run"].to_pylist() == ["eval", "train", "train", "train"]
    assert table["value"].to_pylist() == [0.75, 1.0, 0.5, 0.25]
    assert board.to_arrow("accuracy").num_rows == 1
    with pytest.raises(TagNotFoundError, match=r"no scalars tag 'los' in any run .*'loss'"):
        board.to_arrow("los")


@pytest.fixture
def ranks(tmp_path):
    """Two ranks of a job, the first of which was set back by one step."""
    with (
        EventWriter(tmp_path / "events.out.tfevents.1000.node1.7.0") as first,
        EventWriter(tmp_path / "events.out.tfevents.1000.node2.8.0") as second,
    ):
        for step in (0, 1, 1):
            second.scalar("loss", step, 10 + step)
        for step in (0, 1, 0):
            first.scalar("loss", step, step)
    return tmp_path


def test_writers_of_points_are_named(ranks):
    loss = sonde.open(ranks).scalars(".", "loss")

    assert loss.written_by == (("node1:7", 3), ("node2:8", 3))
    assert loss.writer_names.tolist() == ["node1:7"] * 3 + ["node2:8"] * 3
    assert loss.current().writer_names.tolist() == ["node1:7"] + ["node2:8"] * 3
    assert loss.attempt(1).written_by == (("node1:7", 1),)
    assert loss.attempt(9).current().writer_names.tolist() == []


def test_writers_are_named_in_tables(ranks):
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    board = sonde.open(ranks)

    names = ["node1:7"] * 3 + ["node2:8"] * 3
    assert board.scalars(".", "loss").to_pandas()["writer_name"].tolist() == names
    assert board.to_arrow("loss")["writer_name"].to_pylist() == names


@pytest.mark.parametrize(
    ("missing", "call"),
    [("pandas", "board.scalars('train', 'loss').to_pandas()"), ("pyarrow", "board.to_arrow()")],
)
def test_a_missing_package_is_named_with_its_extra(logdir, missing, call):
    code = f"import sys; sys.modules[{missing!r}] = None; import sonde; board = sonde.open({str(logdir)!r}); {call}"

    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert f"needs {missing}, which is not installed (pip install 'sonde[" in ended.stderr


def test_progress_is_told(logdir):
    told = []

    sonde.open(logdir, progress=told.append)

    assert told[-1].done
    assert told[-1].bytes_done == told[-1].bytes > 0


def test_a_missing_log_directory_is_an_empty_board(tmp_path):
    board = sonde.open(tmp_path / "nothing")

    assert board.runs() == []
    assert not board.roots[0].present


def test_a_single_event_file_is_a_log_directory_too(logdir):
    board = sonde.open(logdir / "train" / "events.out.tfevents.1")

    assert [run.name for run in board.runs()] == ["."]
    assert board.scalars(".", "loss").values.tolist() == [1.0, 0.5, 0.25]


def test_answers_agree_within_one_query(logdir):
    query = sonde.open(logdir).query

    assert query.generation == query.snapshot.generation
    assert {run.name for run in query.runs()} == {one.run for one in query.series()}


def test_waiting_on_a_board_that_will_not_change_ends_at_once(logdir):
    board = sonde.open(logdir)
    with sonde.open(logdir, follow=True) as followed:
        waiting = threading.Thread(target=lambda: followed.wait(10**9))
        waiting.start()

    assert board.wait(board.generation) == board.generation
    waiting.join(10)
    assert not waiting.is_alive()


def test_closing_ends_the_thread_but_not_the_answers(logdir):
    before = set(threading.enumerate())
    with sonde.open(logdir, follow=True) as board:
        while not board.loading.done or board.generation == 0:
            board.wait(board.generation, 5)

    assert board.scalars("train", "loss").values.tolist() == [1.0, 0.5, 0.25]
    assert not any(thread.name.startswith("sonde") for thread in set(threading.enumerate()) - before)


def test_printing_a_board_says_what_it_holds(logdir):
    write = (logdir / "train" / "config.yaml").write_text
    write("lr: 0.1")

    lines = repr(sonde.open(logdir)).splitlines()

    assert lines[0] == f"Board of {logdir}: 2 runs"
    assert "  scalars: 2 series, 4 points" in lines
    assert lines[-1] == "  1 file beside the event files"
    with sonde.open(logdir, follow=True) as board:
        while not board.loading.done or board.generation == 0:
            board.wait(board.generation, 5)
        assert repr(board).splitlines()[0] == f"Board of {logdir}: 2 runs, following"


def test_a_time_to_come_in_the_events_makes_no_run_running(tmp_path):
    with EventWriter(tmp_path / "events.out.tfevents.1") as writer:
        writer.scalar("loss", 0, 1.0, wall_time=time.time() + 1e6)
    os.utime(writer.path, (1e9, 1e9))

    (run,) = sonde.open(tmp_path).runs()

    assert (run.changed_time, run.state(time.time())) == (1e9, "finished")


def test_a_file_changed_in_time_to_come_is_running_only_when_it_is_seen_to_change(tmp_path):
    with EventWriter(tmp_path / "events.out.tfevents.1") as writer:
        writer.scalar("loss", 0, 1.0)
        ahead = time.time() + 1e6
        os.utime(writer.path, (ahead, ahead))
        with sonde.open(tmp_path, follow=True) as board:
            settled(board)
            (run,) = board.runs()
            assert (run.changed_time, run.state(time.time())) == (None, "finished")
            writer.scalar("loss", 1, 1.0)
            os.utime(writer.path, (ahead, ahead))
            until(board, lambda b: b.runs()[0].points == 2)
            (run,) = board.runs()
            assert run.changed_time == pytest.approx(time.time(), abs=30)
            assert run.state(time.time()) == "running"
            assert run.state(time.time() + 61) == "finished"
