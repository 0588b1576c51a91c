"""docs/coming-from.md and its Chinese twin: the examples run, and are the same in both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sonde
from sonde.errors import WriteError

DOCS = Path(__file__).resolve().parents[2] / "docs"
ENGLISH = (DOCS / "coming-from.md").read_text(encoding="utf-8")
CHINESE = (DOCS / "coming-from.zh-CN.md").read_text(encoding="utf-8")


def examples(page: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", page, re.DOTALL)


def code(example: str) -> str:
    """An example without its comments, which are translated."""
    return re.sub(r"\s+# .*", "", example)


@pytest.mark.filterwarnings("ignore")  # Keras's own
def test_the_examples_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SONDE_STRICT", "1")
    known: dict = {}

    for example in examples(ENGLISH):
        exec(example, known)

    with sonde.open("runs") as board:
        assert board.damage() == []
        runs = {run.name for run in board.runs()}
        assert {"torch", "values", "session", "x", "tf2", "tf1", "trials/0", "keras/train"} <= runs
        assert len(board.scalars("torch", "loss").steps) == 100


def test_both_languages_have_the_same_examples():
    assert [code(example) for example in examples(CHINESE)] == [
        code(example) for example in examples(ENGLISH)
    ]


def test_both_languages_have_the_same_sections():
    def shape(page: str) -> list[str]:
        return [re.match(r"#+|\|", line)[0] for line in page.splitlines() if re.match(r"#+ |\|", line)]

    assert shape(CHINESE) == shape(ENGLISH)


def test_what_is_named_is_there():
    """Every sonde.x.Y that a page names can be imported."""
    from importlib import import_module

    for name in set(re.findall(r"`sonde\.(\w+)\.(\w+)", ENGLISH + CHINESE)):
        module, attribute = name
        assert hasattr(import_module(f"sonde.{module}"), attribute), name
    assert "SONDE_STRICT=1" in ENGLISH
    assert "SONDE_STRICT=1" in CHINESE
    assert issubclass(WriteError, Exception)
