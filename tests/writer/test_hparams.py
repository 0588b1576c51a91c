"""sonde.hparams writes what tensorboard.plugins.hparams.api writes, and says how trials ended."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.hparams import api_pb2, summary_v2
from tensorboard.plugins.hparams.plugin_data_pb2 import HParamsPluginData

import sonde
from sonde import hparams, summary
from support.tensorboard_reader import all_events, raw_events

RECORDED = Path(__file__).parent.parent / "data" / "tf2"


def experiment(api):
    """The hyperparameters and metrics of the recorded experiment, by either module."""
    return (
        [
            api.HParam("lr", api.RealInterval(1e-4, 1e-1)),
            api.HParam("opt", api.Discrete(["adam", "sgd"])),
            api.HParam("layers", api.IntInterval(1, 8)),
            api.HParam("bias", api.Discrete([True, False])),
        ],
        [
            api.Metric("acc", display_name="Accuracy"),
            api.Metric("loss", group="validation", display_name="Loss (val.)"),
        ],
    )


def content(value) -> HParamsPluginData:
    return HParamsPluginData.FromString(value.metadata.plugin_data.content)


def assert_same(ours, theirs):
    """The same Summary.Values, their maps in any order."""
    assert len(ours) == len(theirs)
    for our, their in zip(ours, theirs, strict=True):
        assert (our.tag, our.metadata.plugin_data.plugin_name) == (
            their.tag,
            their.metadata.plugin_data.plugin_name,
        )
        assert content(our) == content(their)
        assert our.tensor == their.tensor


def test_an_experiment_is_written_as_tensorboard_writes_it(tmp_path):
    with summary.create_file_writer(tmp_path).as_default() as writer:
        assert hparams.hparams_config(*experiment(hparams)) is True
    writer.close()

    (recorded,) = (
        event for event in raw_events(RECORDED / "hparams_experiment.tfevents.v2") if event.summary.value
    )
    (ours,) = all_events(tmp_path)
    assert ours.step == 0
    assert_same(ours.summary.value, recorded.summary.value)


@pytest.mark.parametrize("number", [0, 1])
def test_a_trial_is_written_as_tensorboard_writes_it(tmp_path, number):
    (lr, opt, layers, bias), _ = experiment(hparams)
    recorded = [e for e in raw_events(RECORDED / f"hparams_trial_{number}.tfevents.v2") if e.summary.value]
    started = content(recorded[0].summary.value[0]).session_start_info.start_time_secs
    values = {
        lr: 10 ** -(1 + number / 2),
        opt: ["adam", "sgd"][number % 2],
        layers: number + 1,
        bias: number % 3 == 0,
    }
    with summary.create_file_writer(tmp_path).as_default() as writer:
        hparams.hparams(values, trial_id=f"t{number // 2}", start_time_secs=started)
        for step in range(3):
            summary.scalar("acc", 0.1 * number + 0.01 * step, step=step)
    writer.close()

    *ours, end = all_events(tmp_path)
    for our, their in zip(ours, recorded, strict=True):
        assert our.step == their.step
        assert_same(our.summary.value, their.summary.value)
    # TensorBoard's functions write no end; ours does, when the writer is closed.
    assert content(end.summary.value[0]).session_end_info.status == api_pb2.STATUS_SUCCESS


def test_bytes_of_both_modules_agree():
    ours = Summary.FromString(hparams.hparams_config_pb(*experiment(hparams), 12.5))
    assert_same(ours.value, summary_v2.hparams_config_pb(*experiment(summary_v2), 12.5).value)
    values = {"f": np.float32(0.5), "i": 3, "s": "é", "b": True}
    ours = Summary.FromString(hparams.hparams_pb(values, start_time_secs=1.5))
    assert_same(ours.value, summary_v2.hparams_pb(values, start_time_secs=1.5).value)


@pytest.mark.parametrize(
    "make",
    [
        lambda api: api.IntInterval(1, 2.5),
        lambda api: api.IntInterval(3, 2),
        lambda api: api.RealInterval(1, 2.0),
        lambda api: api.RealInterval(2.0, 1.0),
        lambda api: api.Discrete([]),
        lambda api: api.Discrete([None]),
        lambda api: api.Discrete([1, "a"]),
        lambda api: api.HParam("x", domain=[1, 2]),
        lambda api: api.Metric("x", dataset_type=7),
        lambda api: api.hparams_pb({"x": [1]}),
        lambda api: api.hparams_pb({"x": 1, api.HParam("x"): 2}),
        lambda api: api.hparams_pb({"x": 1}, trial_id=7),
    ],
)
def test_both_modules_refuse_the_same(make):
    with pytest.raises((TypeError, ValueError)) as theirs:
        make(summary_v2)
    with pytest.raises(theirs.type):
        make(hparams)


def test_domains_know_their_values():
    import random

    rng = random.Random(1)
    assert hparams.Discrete([3, 1, 2]).values == [1, 2, 3]
    assert hparams.Discrete([], dtype=str).values == []
    assert str(hparams.Discrete(["b", "a"])) == "{'a', 'b'}"
    assert 1 <= hparams.IntInterval(1, 3).sample_uniform(rng) <= 3
    assert 1 <= hparams.RealInterval(1.0, 3.0).sample_uniform(rng) <= 3
    assert hparams.Discrete(["a"]).sample_uniform(rng) == "a"
    assert repr(hparams.HParam("lr", hparams.RealInterval(0.0, 1.0))).startswith(
        "HParam(name='lr', domain=RealInterval"
    )


# --- how a trial ends ------------------------------------------------------------------------------------------------


def ends(directory):
    """(status, description) of every end of a session in a run."""
    values = [value for event in all_events(directory) for value in event.summary.value]
    return [
        (api_pb2.Status.Name(content(value).session_end_info.status), value.metadata.summary_description)
        for value in values
        if value.tag == "_hparams_/session_end_info"
    ]


def test_a_trial_without_an_end_still_runs(tmp_path):
    writer = summary.create_file_writer(tmp_path)
    with writer.as_default():
        hparams.hparams({"lr": 0.1})
    writer.flush()

    assert ends(tmp_path) == []
    writer.close()
    assert ends(tmp_path) == [("STATUS_SUCCESS", "")]


def test_an_exception_makes_a_trial_a_failure(tmp_path):
    writer = summary.create_file_writer(tmp_path)

    def train():
        with writer.as_default():
            hparams.hparams({"lr": 0.1})
            return 1 / 0

    with pytest.raises(ZeroDivisionError):
        train()
    writer.close()

    assert ends(tmp_path) == [("STATUS_FAILURE", "`ZeroDivisionError: division by zero`")]


def test_hparams_in_the_run_itself_end_with_it(tmp_path):
    with sonde.SummaryWriter(tmp_path) as writer:
        writer.add_hparams({"lr": 0.1}, {"acc": 0.5}, same_run=True)
        writer.flush()
        assert ends(tmp_path) == []

    assert ends(tmp_path) == [("STATUS_SUCCESS", "")]


@pytest.mark.parametrize(
    ("last_line", "status"),
    [
        ("", "STATUS_SUCCESS"),
        ("sys.exit(0)", "STATUS_SUCCESS"),
        ("raise ValueError('the loss exploded')", "STATUS_FAILURE"),
        ("raise KeyboardInterrupt", "STATUS_FAILURE"),
    ],
)
def test_the_end_of_the_process_is_the_end_of_the_trial(tmp_path, last_line, status):
    script = f"""
        import sys, sonde
        writer = sonde.SummaryWriter({str(tmp_path)!r})
        writer.add_hparams({{"lr": 0.1}}, {{"acc": 0.5}}, same_run=True)
        {last_line}
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False, capture_output=True)

    ((ended, description),) = ends(tmp_path)
    assert ended == status
    assert ("exploded" in description) == ("exploded" in last_line)
