"""What a value says of itself, also where a later one says something else: a run that was resumed."""

from __future__ import annotations

import shutil
from pathlib import Path

import sonde

LOGS = Path(__file__).resolve().parents[2] / "conformance" / "hparams" / "logs"
TAG = "_hparams_/session_start_info"


def test_the_hyperparameters_of_a_resumed_run_are_its_own(tmp_path):
    files = [next((LOGS / run).glob("events*")) for run in ("adam", "sgd")]
    shutil.copy(files[0], tmp_path / "events.out.tfevents.1.first.1.0.v2")
    shutil.copy(files[1], tmp_path / "events.out.tfevents.2.resumed.2.0.v2")

    board = sonde.open(tmp_path)
    found = board.tensors(".", TAG)

    assert len(found) == 2
    said = [found.metadata(index) for index in range(2)]
    assert [one.plugin for one in said] == ["hparams", "hparams"]
    assert b"adam" in said[0].plugin_content
    assert b"sgd" in said[1].plugin_content
    (info,) = board.series(tag=TAG)
    assert said[0].plugin_content == info.plugin_content != said[1].plugin_content


def test_a_value_without_metadata_says_what_the_first_one_said(tmp_path):
    with sonde.SummaryWriter(tmp_path) as writer:
        writer.add_text("note", "one", 0)
        writer.add_text("note", "two", 1)
    found = sonde.open(tmp_path).tensors(".", "note/text_summary")

    assert found.metadata(1) == found.metadata(0)
    assert found.metadata(1).plugin == "text"
