"""docs/python-api.md: its examples run, and it names everything that is public."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from sonde import errors, model
from sonde.board import Board
from sonde.query import Scalars

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "python-api.md").read_text(encoding="utf-8")


def test_the_examples_run_from_top_to_bottom(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SONDE_STRICT", "1")
    pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    known: dict = {}

    for example in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(example, known)

    said = capsys.readouterr().out
    assert "['old_runs/train', 'runs/eval', 'runs/train']" in said
    assert "[b'hello']" in said


@pytest.mark.parametrize("name", [name for name in vars(Board) if not name.startswith("_")])
def test_every_part_of_a_board_is_named(name):
    assert f"board.{name}" in PAGE or f"query.{name}" in PAGE


@pytest.mark.parametrize(
    "noun", [model.Run, model.SeriesInfo, model.LogFile, model.Loading, model.Root, Scalars]
)
def test_every_field_is_named(noun):
    unnamed = [field.name for field in fields(noun) if f"`{field.name}`" not in PAGE]

    assert unnamed == []


@pytest.mark.parametrize("error", [one for one in vars(errors).values() if isinstance(one, type)])
def test_every_error_is_named(error):
    assert error.__name__ in PAGE or not issubclass(error, errors.SondeError)
