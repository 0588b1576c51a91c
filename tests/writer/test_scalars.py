"""SummaryWriter.add_scalar and add_scalars, and the files that they make."""

from __future__ import annotations

import math
import re
import time

import numpy as np
import pytest
import torch

from sonde import SummaryWriter
from support.tensorboard_reader import all_events, event_files, raw_events, read_run


def test_a_point_is_what_torch_writes(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", 0.25, 7, 1234.5)

    (event,) = all_events(tmp_path)
    assert (event.step, event.wall_time) == (7, 1234.5)
    (value,) = event.summary.value
    assert (value.tag, value.simple_value, value.HasField("metadata")) == ("loss", 0.25, False)


def test_a_file_is_named_and_headed_as_tensorflow_does(tmp_path):
    before = time.time()
    SummaryWriter(tmp_path, filename_suffix=".mine").close()

    (path,) = event_files(tmp_path)
    assert re.fullmatch(r"events\.out\.tfevents\.\d{10}\..+\.\d+\.\d+\.mine", path.name)
    (first,) = raw_events(path)
    assert first.file_version == "brain.Event:2"
    assert first.source_metadata.writer.startswith("sonde ")
    assert before <= first.wall_time <= time.time()


@pytest.mark.parametrize(
    "number",
    [
        2,
        True,
        2.5,
        10**300,
        np.float32(2.5),
        np.float16(2.5),
        np.int64(-3),
        np.array([[2.5]]),
        torch.tensor(2.5),
        torch.tensor([2.5], requires_grad=True),
        torch.tensor(2.5, dtype=torch.bfloat16),
        torch.tensor(3, dtype=torch.int8),
        [2.5],
    ],
    ids=repr,
)
def test_numbers_of_any_kind(tmp_path, number):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("x", number, 1)
        assert writer.dropped == 0

    expected = np.float64(number.detach().float() if isinstance(number, torch.Tensor) else np.squeeze(number))
    with np.errstate(over="ignore"):
        assert read_run(tmp_path)["x"].values == [np.float32(expected)]


@pytest.mark.parametrize("step", [5, np.int32(5), torch.tensor(5), np.array([5]), 5.9, "5"], ids=repr)
def test_steps_of_any_kind(tmp_path, step):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("x", 1.0, step)

    assert read_run(tmp_path)["x"].steps == [5]


@pytest.mark.parametrize("step", [-1, 2**62, -(2**62), None])
def test_steps_of_any_size(tmp_path, step):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("x", 1.0, step)

    assert read_run(tmp_path)["x"].steps == [step or 0]


def test_nan_and_infinities_are_values(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        for number in (math.nan, math.inf, -math.inf):
            writer.add_scalar("x", number)

    nan, *infinities = read_run(tmp_path)["x"].values
    assert np.isnan(nan)
    assert infinities == [math.inf, -math.inf]


def test_double_precision_keeps_every_bit(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("x", 1.23456789012345, 1, new_style=True, double_precision=True)
        writer.add_scalar("y", 1.23456789012345, 1, new_style=True)

    run = read_run(tmp_path)
    assert run["x"].values == [1.23456789012345]
    assert run["y"].values == [np.float32(1.23456789012345)]


def test_title_and_description_are_kept(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("x", 1, display_name="The loss", summary_description="*lower* is better")

    series = read_run(tmp_path)["x"]
    assert (series.plugin, series.display_name, series.description) == (
        "scalars",
        "The loss",
        "*lower* is better",
    )


def test_tags_of_any_kind(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        for tag in ("损失/训练", "a b%/c", "", b"bytes", 7, "lone \ud800 surrogate"):
            writer.add_scalar(tag, 1.0)

    assert set(read_run(tmp_path)) == {"损失/训练", "a b%/c", "", "bytes", "7", "lone ? surrogate"}


def test_scalars_go_to_runs_of_their_own(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalars("loss/both", {"train": 1, "test": np.float32(2)}, 3)

    assert read_run(tmp_path / "loss_both_train")["loss/both"].values == [1]
    assert read_run(tmp_path / "loss_both_test")["loss/both"].values == [2]


def test_scalars_can_stay_in_the_run(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalars("loss", {"train": 1, "test": 2}, 3, same_run=True)

    assert [path.name for path in tmp_path.iterdir()] == [path.name for path in event_files(tmp_path)]
    assert {tag: series.values for tag, series in read_run(tmp_path).items()} == {
        "loss/train": [1],
        "loss/test": [2],
    }


def test_the_default_directory_is_named_after_time_and_host(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    writer = SummaryWriter(comment="_lr_0.1")
    writer.close()

    assert re.fullmatch(r"runs/[A-Z][a-z]{2}\d\d_\d\d-\d\d-\d\d_.+_lr_0\.1", writer.get_logdir())
    assert len(event_files(tmp_path / writer.log_dir)) == 1


def test_adding_after_close_begins_a_new_file(tmp_path):
    writer = SummaryWriter(tmp_path)
    writer.add_scalar("x", 1, 1)
    writer.close()
    writer.close()
    writer.add_scalar("x", 2, 2)
    writer.close()

    assert len(event_files(tmp_path)) == 2
    assert read_run(tmp_path)["x"].values == [1, 2]


def test_purge_step_says_where_training_begins_anew(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        writer.add_scalar("x", 1, 5)
    with SummaryWriter(tmp_path, purge_step=3) as writer:
        writer.add_scalar("x", 2, 3)

    restart = next(event for event in all_events(tmp_path) if event.HasField("session_log"))
    assert (restart.step, restart.session_log.status) == (3, restart.session_log.START)


def test_a_writer_may_write_nowhere(tmp_path):
    with SummaryWriter(tmp_path / "never", write_to_disk=False) as writer:
        writer.add_scalar("x", 1)
        writer.add_scalars("y", {"a": 1})

    assert list(tmp_path.iterdir()) == []
