"""Completion: what may stand where somebody types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonde.errors import ExpressionError
from sonde.expression.completion import complete
from sonde.expression.condition import parse
from support.columns import PlainColumns, column

TABLE = PlainColumns(
    {
        "lr": column([0.1, 0.01]),
        "model": column(["vit", 'c"nn']),
        "val/lr": column([1, 2]),
        "started": column([1.0, 2.0], "time"),
        "duration": column([1.0, 2.0], "duration"),
        "starred": column([True, False]),
        "tags": column([["best", "old"], ["old"]]),
        "odd name": column([1, 2]),
    }
)


def offered(typed: str) -> list[str]:
    """What is offered at the `|`."""
    return [one.insert for one in complete(typed.replace("|", ""), typed.index("|"), TABLE)]


def taken(typed: str, insert: str) -> str:
    """The text when it is taken."""
    text = typed.replace("|", "")
    one = next(one for one in complete(text, typed.index("|"), TABLE) if one.insert == insert)
    return text[: one.start] + one.insert + text[one.end :]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("l|", ["lr", "val/lr", "model"]),
        ("LR|", ["lr", "val/lr"]),
        ("odd|", ["`odd name`"]),
        ("`odd |", ["`odd name`"]),
        ("lr |", ["<", ">", "<=", ">=", "==", "!=", "in", "not in", "is missing", "is not missing"]),
        ("model |", ["==", "!=", "contains", "matches", "in", "not in", "is missing", "is not missing"]),
        ("starred |", ["==", "!=", "is missing", "is not missing", "and", "or"]),
        ("lr < 1 |", ["and", "or"]),
        ("lr < 1 a|", ["and"]),
        ("(lr < 1 and model |", ["==", "!=", "contains", "matches", "in", "not in", "is missing", "is not missing"]),
        ("lr < 1 and (model == \"vit\" |", ["and", "or"]),
        ("lr is |", ["missing", "not missing"]),
        ("lr is not m|", ["missing"]),
        ("lr not |", ["in", "contains", "matches", "~"]),
        ('model == "v|', ['"vit"']),
        ("model == v|", ['"vit"', "val/lr"]),
        ('model in ["vit", |', ['"vit"', '"c\\"nn"']),
        ("tags contains |", ['"best"', '"old"']),
        ("starred == t|", ["true", "tags", "started"]),
        ("started > 2d |", ["ago", "and", "or"]),
        ("started > 1|", ["1h ago", "1d ago"]),
        ("lr < 1 and s|", ["started", "starred"]),
        ("lr @ 5 and sta|", ["started", "starred"]),
    ],
)  # fmt: skip
def test_what_is_offered(typed, expected):
    found = offered(typed)
    assert found[: len(expected)] == expected


def test_times_and_the_first_word():
    assert "2d ago" in offered("started > |")
    assert offered("|") == [
        "lr",
        "model",
        "val/lr",
        "started",
        "duration",
        "starred",
        "tags",
        "`odd name`",
        "not",
    ]
    assert "not" in offered("lr < 1 and |")
    assert "not" not in offered("lr < |")


@pytest.mark.parametrize(
    ("typed", "insert", "text"),
    [
        ("l|", "lr", "lr"),
        ("sta|rted > 1d ago", "starred", "starred > 1d ago"),
        ('model == "v|"', '"vit"', 'model == "vit"'),
        ('model == "v|', '"vit"', 'model == "vit"'),
        ("lr < 1 and od|", "`odd name`", "lr < 1 and `odd name`"),
        ("`odd| > 1", "`odd name`", "`odd name` > 1"),
    ],
)
def test_what_is_typed_is_replaced(typed, insert, text):
    assert taken(typed, insert) == text


@given(
    st.text('lr model"`()[]<=>and 12d,/.', max_size=30),
    st.integers(-3, 40),
)
def test_any_text_can_be_completed(text, position):
    for one in complete(text, position, TABLE):
        assert 0 <= one.start <= one.end <= len(text)
        assert one.insert


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12))
def test_what_is_offered_fits(choices):
    """Whoever takes what is offered never gets a text in which something is unexpected where it was taken."""
    text = ""
    for choice in choices:
        found = complete(text, len(text), TABLE)
        assert found
        one = found[choice % len(found)]
        text = text[: one.start] + one.insert + " " + text[one.end :]
        try:
            parse(text)
        except ExpressionError as error:
            assert error.problem in ("unfinished", "pattern"), text  # noqa: PT017
