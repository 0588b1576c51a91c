"""Logs of real writers read the same as TensorBoard reads them."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

import sonde

HERE = Path(__file__).resolve().parent
CASES = sorted(make.parent.name for make in HERE.glob("*/make.py"))


def _check_expected():
    """The tool that people run on logs of their own."""
    spec = importlib.util.spec_from_file_location(
        "check_expected", HERE.parents[1] / "tools" / "check_expected.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("case", CASES)
def test_every_fact_is_as_tensorboard_reads_it(case):
    expected = json.loads((HERE / case / "expected.json").read_text())

    board = sonde.open(HERE / case / "logs")

    assert list(_check_expected().differences(board, expected)) == []
    assert board.damage() == []


@pytest.mark.parametrize("case", CASES)
def test_the_expectation_is_tensorboards(case):
    pytest.importorskip("tensorboard")
    command = [sys.executable, "-W", "ignore", str(HERE / "expect.py"), str(HERE / case / "logs")]

    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert json.loads(said) == json.loads((HERE / case / "expected.json").read_text())


def test_a_difference_is_named():
    board = sonde.open(HERE / "keras" / "logs")
    expected = json.loads((HERE / "keras" / "expected.json").read_text())
    expected["train"]["tags"]["epoch_loss"]["points"] = 7
    expected["lost"] = {"tags": {}}

    assert list(_check_expected().differences(board, expected)) == [
        "run 'lost' is missing",
        "train: epoch_loss: points: expected 7, found 2",
    ]


def test_a_restarted_session_is_a_second_attempt():
    loss = sonde.open(HERE / "tensorflow1" / "logs").scalars(".", "loss_1")

    assert loss.steps.tolist() == [0, 1, 2, 3, 4, 3, 4, 5]
    assert loss.attempts.tolist() == [0, 0, 0, 0, 0, 1, 1, 1]
    assert loss.current().steps.tolist() == [0, 1, 2, 3, 4, 5]


def test_descriptions_are_kept():
    (loss,) = sonde.open(HERE / "tensorflow2" / "logs").series(tag="loss")

    assert loss.description == "The *training* loss"
