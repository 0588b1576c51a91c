"""docs/runs.md and its Chinese twin: the examples are conditions, and the same in both."""

from __future__ import annotations

import re
from pathlib import Path

from sonde.catalog.nouns import State
from sonde.expression.condition import WORDS, parse
from sonde.runs.facts import FACTS
from sonde.runs.people import people_columns
from sonde.runs.statistics import STATISTICS

DOCS = Path(__file__).resolve().parents[2] / "docs"
ENGLISH = (DOCS / "runs.md").read_text(encoding="utf-8")
CHINESE = (DOCS / "runs.zh-CN.md").read_text(encoding="utf-8")


def code(page: str) -> list[str]:
    spans = re.findall(r"```\n(.*?)```|`` (.+?) ``|`([^`\n]+)`", page, re.DOTALL)
    return [one.strip() for found in spans for one in found if one]


def test_the_examples_are_conditions():
    for example in code(ENGLISH):
        if re.search(r" (<|==|>|in|contains|matches|is) ", example) and not example.startswith(
            ("sonde", "board")
        ):
            parse(example)


def test_every_column_statistic_and_word_is_named():
    said = code(ENGLISH)
    text = " ".join(said)
    assert set(FACTS) <= set(said)
    assert set(people_columns(State(), ())) <= set(said)
    assert all(f".{name}" in text for name in STATISTICS if name != "last")
    assert all(re.search(rf"\b{word}\b", text) for word in WORDS)


def test_both_languages_have_the_same_examples():
    assert sorted(code(CHINESE)) == sorted(code(ENGLISH))
