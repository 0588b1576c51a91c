"""The lines of code in the page's guides: run, they log the kind that they are there for."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

import sonde
import sonde.hparams
import sonde.summary

MORE = Path(__file__).resolve().parents[2] / "web" / "src" / "panels" / "more"
CODE = json.loads((MORE / "code.json").read_text(encoding="utf-8"))
TOPICS = dict(
    re.findall(r"id: '(\w+)',\s*icon: '\w+',\s*kinds: (\[.*?\]|'others')", (MORE / "topics.ts").read_text())
)
# What is kept beside the event files, what needs a model, and what needs moviepy: these lines are only looked at.
UNTRIED = {("projector", style) for style in CODE["projector"]}
UNTRIED |= {("profile", style) for style in CODE["profile"]}
UNTRIED |= {("graphs", style) for style in CODE["graphs"]} | {("video", "torch")}

KNOWN = {
    "step": 1,
    "loss": 0.5,
    "weights": np.arange(9.0),
    "image": np.zeros((8, 8, 3), np.uint8),
    "frames": np.zeros((1, 2, 3, 16, 16), np.uint8),
    "sound": np.zeros(100, np.float32),
    "sounds": np.zeros((1, 100, 1), np.float32),
    "labels": np.array([0, 1]),
    "predictions": np.array([0.2, 0.8]),
    "vertices": np.zeros((1, 3, 3), np.float32),
    "faces": np.zeros((1, 1, 3), np.int32),
    "attention": np.zeros((2, 2), np.float32),
}


@pytest.fixture
def tensorflow(monkeypatch):
    """`sonde.summary` writes what TensorFlow writes, byte for byte, which is far smaller to install."""
    monkeypatch.setitem(sys.modules, "tensorflow", SimpleNamespace(summary=sonde.summary))
    api = ModuleType("tensorboard.plugins.hparams")
    api.api = sonde.hparams
    monkeypatch.setitem(sys.modules, "tensorboard.plugins.hparams", api)


def test_every_topic_has_lines_in_at_least_two_manners():
    assert set(CODE) == set(TOPICS)
    assert all("torch" in styles and "sonde" in styles for styles in CODE.values())


@pytest.mark.parametrize(
    ("topic", "style"), [(topic, style) for topic, styles in CODE.items() for style in styles]
)
@pytest.mark.filterwarnings("ignore")  # those of the libraries
def test_the_lines_log_it(tmp_path, monkeypatch, request, topic, style):
    monkeypatch.chdir(tmp_path)
    program = compile(CODE[topic][style], topic, "exec")
    assert 3 <= CODE[topic][style].count("\n") + 1 <= 4
    if (topic, style) in UNTRIED:
        return
    values = dict(KNOWN)
    if style == "tensorflow":
        request.getfixturevalue("tensorflow")
    if style == "torch":
        import torch

        tensors = ("vertices", "faces", "sound", "attention")
        values |= {name: torch.as_tensor(values[name]) for name in tensors}
    exec(program, values)

    with sonde.open("runs") as board:
        kinds = {series.kind for series in board.series()}
    named = set(re.findall(r"'(\w+)'", " ".join(TOPICS.values()))) - {"others"}
    assert (
        kinds - named if TOPICS[topic] == "'others'" else kinds & set(re.findall(r"'(\w+)'", TOPICS[topic]))
    )


@pytest.mark.parametrize("page", ["kinds.md", "kinds.zh-CN.md"])
def test_the_page_of_kinds_has_the_same_lines(page):
    text = (MORE.parents[3] / "docs" / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)\n```", text, re.DOTALL)
    shown = [topic for topic in CODE if f"kinds-{topic}." in text]

    # As the formatter has them: an empty line behind imports.
    blocks = [block.replace("\n\n", "\n") for block in blocks]
    assert blocks == [lines for topic in shown for lines in CODE[topic].values()]
    assert len(shown) == 10
