"""Conditions: what they say, for which rows they hold, and what is wrong with them, and where."""

from __future__ import annotations

import math
import time
from datetime import datetime, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonde.errors import ExpressionError
from sonde.expression.condition import MAX_DEPTH, MAX_ITEMS, MAX_LENGTH, MAX_OPERATIONS, parse
from sonde.expression.evaluation import evaluate
from sonde.expression.nodes import (
    Ago,
    Compared,
    Computed,
    Contained,
    Items,
    Literal,
    Matched,
    Missing,
    Moment,
    Name,
    Negative,
    Not,
    joined,
)
from sonde.expression.printing import text_of
from support.columns import PlainColumns, column

NOW = datetime(2026, 11, 20, 12, tzinfo=timezone.utc).timestamp()
DAY = 86_400.0

TABLE = PlainColumns(
    {
        "lr": column([0.1, 0.001, None, 1e-4]),
        "model": column(["vit", "cnn", "vit", None]),
        "val/acc.max": column([0.95, 0.5, math.nan, 0.97]),
        "started": column([NOW - DAY, NOW - 3 * DAY, NOW - 9 * DAY, None], "time"),
        "duration": column([60.0, 3600.0, None, 7200.0], "duration"),
        "starred": column([True, False, None, False]),
        "tags": column([["a", "b"], [], ["b"], None]),
        "seed": column([1, "auto", True, None]),
        "odd name": column([1, 2, 3, 4]),
        "in": column([1, 0, 0, 0]),
        "loss.val": column([2, 3, 5, 7]),
    }
)


def holds(text: str) -> list[int]:
    """The rows for which it holds."""
    return np.flatnonzero(evaluate(parse(text), TABLE, NOW)).tolist()


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("lr < 1e-2", [1, 3]),
        ("lr<.1", [1, 3]),
        ("lr >= 0.1", [0]),
        ("lr == 0.001", [1]),
        ("lr != 0.001", [0, 3]),
        ('model == "vit"', [0, 2]),
        ("model != 'vit'", [1]),
        ('model < "d"', [1]),
        ('lr < 1 and model == "vit"', [0]),
        ('lr < 1 or model == "vit"', [0, 1, 2, 3]),
        ("not lr < 1", []),
        ("not lr > 0.01", [1, 3]),
        ("not not lr > 0.01", [0]),
        ('not (lr > 0.01 and model == "vit")', [1, 3]),
        ("1e-4 < lr < 0.1", [1]),
        ("1e-4 <= lr <= 0.1 and starred == false", [1, 3]),
        ("val/acc.max > 0.9", [0, 3]),
        ("not val/acc.max > 0.9", [1, 2]),
        ("val/acc.max != val/acc.max", [2]),
        ("starred", [0]),
        ("not starred", [1, 3]),
        ("starred == true", [0]),
        ("lr is missing", [2]),
        ("lr is not missing", [0, 1, 3]),
        ("not lr is missing", [0, 1, 3]),
        ("(lr < 1) is missing", [2]),
        ("started > 2d ago", [0]),
        ("started < 2d ago", [1, 2]),
        ("started > now - 4d", [0, 1]),
        ("started < 2026-11-17T13:00Z", [1, 2]),
        ('started < "2026-11-17 13:00Z"', [1, 2]),
        ("now - started > 1w", [2]),
        ("duration > 10m", [1, 3]),
        ("duration >= 1h", [1, 3]),
        ("duration == 1h", [1]),
        ("duration == 0.5h + 30m", [1]),
        ("duration < 61", [0]),
        ("duration in [60s, 1h]", [0, 1]),
        ("duration / 2 == 1h", [3]),
        ("duration / 1h == 2", [3]),
        ('model in ["cnn", "mlp"]', [1]),
        ('model not in ["cnn", "mlp"]', [0, 2]),
        ("lr in [0.1, 1e-4]", [0, 3]),
        ("lr in []", []),
        ("lr not in []", [0, 1, 3]),
        ("starred in [true]", [0]),
        ('started in ["2026-11-19T12:00Z"]', [0]),
        ('"a" in tags', [0]),
        ('tags contains "b"', [0, 2]),
        ('tags not contains "a"', [1, 2]),
        ('tags == ["b"]', [2]),
        ('tags != ["b"]', [0, 1]),
        ('model contains "i"', [0, 2]),
        ('"cn" in model', [1]),
        ('model matches "^v.t$"', [0, 2]),
        ('model ~ "n"', [1]),
        ('model not matches "(?i)VIT"', [1]),
        ('tags matches "^a"', [0]),
        ("seed == 1", [0]),
        ("seed == true", [2]),
        ('seed == "auto"', [1]),
        ('seed != "auto"', [0, 2]),
        ("seed < 5", [0]),
        ("not seed < 5", []),
        ('seed in [1, "auto"]', [0, 1]),
        ('seed matches "au"', [1]),
        ("seed + 1 == 2", [0]),
        ("`odd name` > 2", [2, 3]),
        ("`in` == 1", [0]),
        ("loss.`val` % 2 == 1", [1, 2, 3]),
        ("loss.val * 2 - 4 == 0", [0]),
        ("-loss.val < -4", [2, 3]),
        ("loss.val - -1 == 3", [0]),
        ("lr < 1 AND TRUE", [0, 1, 3]),
        ("true", [0, 1, 2, 3]),
        ("  lr\n<\t1  ", [0, 1, 3]),
    ],
)
def test_for_which_rows_it_holds(text, rows):
    assert holds(text) == rows
    assert holds(text_of(parse(text))) == rows


def test_days_begin_here():
    midnight = time.mktime((*time.localtime(NOW)[:3], 0, 0, 0, 0, 0, -1))
    table = PlainColumns({"t": column([midnight - 1, midnight, midnight - 86_400 + 1], "time")})
    assert evaluate(parse("t >= today"), table, NOW).tolist() == [False, True, False]
    assert evaluate(parse("t >= yesterday and t < today"), table, NOW).tolist() == [True, False, True]


def test_no_rows_are_no_trouble():
    table = PlainColumns({"lr": column([], "number"), "model": column([], "text")})
    for text in ("lr < 1", 'model in ["a"]', 'model matches "a"', "lr in [1]", "not lr is missing"):
        assert evaluate(parse(text), table, NOW).tolist() == []


def wrong(text: str) -> tuple[str, str]:
    """The problem, and the part of the text that it is about."""
    with pytest.raises(ExpressionError) as caught:
        holds(text)
    error = caught.value
    assert error.code == "bad_expression"
    assert error.message
    assert 0 <= error.position <= len(text)
    assert error.position + error.length <= len(text)
    return error.problem, text[error.position : error.position + error.length]


@pytest.mark.parametrize(
    ("text", "problem", "where"),
    [
        ("", "empty", ""),
        (" \n", "empty", ""),
        ("lr <", "unfinished", "<"),
        ("lr < < 1", "unexpected", "<"),
        ("lr lr", "unexpected", "lr"),
        ("lr = 1", "unexpected", "="),
        ("lr < 1 && lr > 0", "unexpected", "&"),
        ("(lr < 1", "unclosed", "("),
        ("lr in [1, 2", "unclosed", "["),
        ("lr < 1)", "unexpected", ")"),
        ('model == "vit', "unclosed_text", '"vit'),
        ("`odd name > 1", "unclosed_name", "`odd name > 1"),
        ("lr", "condition", "lr"),
        ("lr < 1 and model", "condition", "model"),
        ("not 5", "condition", "5"),
        ("lrate < 1", "unknown_name", "lrate"),
        ("model == vit", "unknown_name", "vit"),
        ('lr < "0.1"', "compared", '"0.1"'),
        ("model == 5", "compared", "5"),
        ("model in [5]", "compared", "5"),
        ("starred < true", "compared", "starred < true"),
        ("tags < tags", "compared", "tags < tags"),
        ("started > 2d", "compared", "2d"),
        ("started > 2d ago ago", "unexpected", "ago"),
        ('started > "soon"', "date", '"soon"'),
        ("started > 2026-02-31", "date", "2026-02-31"),
        ("lr > 2days", "unexpected", "2"),
        ('lr contains "a"', "container", "lr"),
        ("model contains 5", "compared", "5"),
        ('lr matches "a"', "pattern", "lr"),
        ("model matches model", "pattern", "model"),
        ('model matches "a(b"', "regex", '"a(b"'),
        ('model matches "a)b"', "regex", ")b"),
        ('model matches ""', "empty", '""'),
        ("lr is", "unfinished", "is"),
        ("lr is 5", "unexpected", "5"),
        ("lr not 5", "unexpected", "5"),
        ("lr in [lr]", "unexpected", "lr"),
        ("lr in [now]", "item", "now"),
        ("lr in [-true]", "item", "-true"),
        ("model + 1 == 2", "computed", "model"),
        ("-model == 2", "computed", "model"),
        ("started + started > 1", "computed", "started + started"),
        ("lr == not starred", "unexpected", "not"),
        ("lr.__class__ == 1", "unknown_name", "lr.__class__"),
        ("__import__('os')", "unexpected", "("),
        ("lr < 1; lr", "unexpected", ";"),
    ],
)
def test_what_is_wrong_and_where(text, problem, where):
    assert wrong(text) == (problem, where)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("lrr < 1", "did you mean lr?"),
        ("`odd nme` < 1", "did you mean `odd name`?"),
        ("model == zzz", 'a text stands in quotes: "zzz"'),
        ("lr = 1", "write =="),
        ("lr < 1 && starred", "write and"),
        ("!starred", "write not"),
        ("started > 2d", "2d ago"),
        ('lr < "0.1"', "without quotes"),
        ("model == 5", '"5"'),
    ],
)
def test_a_hint_says_what_may_have_been_meant(text, hint):
    with pytest.raises(ExpressionError) as caught:
        holds(text)
    assert hint in caught.value.hint


def test_hostile_conditions_are_refused_at_once():
    began = time.monotonic()
    assert wrong("(" * 100_000)[0] == "too_deep"
    assert wrong("(" * (MAX_DEPTH + 1) + "starred" + ")" * (MAX_DEPTH + 1))[0] == "too_deep"
    assert wrong(" or ".join(["starred"] * (MAX_OPERATIONS + 2)))[0] == "too_many"
    assert wrong("+".join(["lr"] * (MAX_OPERATIONS + 2)) + " > 1")[0] == "too_many"
    assert wrong("lr <" * 400)[0] in ("too_many", "unexpected", "unfinished")
    assert wrong("x" * (MAX_LENGTH + 1))[0] == "too_long"
    assert wrong("-" * MAX_LENGTH)[0] == "unfinished"
    assert wrong("not " * 1000)[0] == "unfinished"
    assert wrong(f"lr in [{'1,' * (MAX_ITEMS + 1)}]")[0] == "too_many"
    assert wrong("`" * 99_999)[0] == "unclosed_name"
    assert wrong("9" * 99_000)[0] == "condition"
    assert time.monotonic() - began < 5


def test_a_hostile_regular_expression_is_given_up():
    table = PlainColumns({"name": column(["a" * 40 + "!"] * 3)})
    began = time.monotonic()
    with pytest.raises(ExpressionError) as caught:
        evaluate(parse('name == "a" or name matches "(a|a)*$"'), table, NOW)
    assert caught.value.problem == "regex_slow"
    assert (caught.value.position, caught.value.length) == (28, 9)
    assert time.monotonic() - began < 5
    for text in (
        "(" * 1900,
        "a{99999999}",
        "[" * 1900,
        "(?:a{9}){9999}",
        "(?R)a",
        "(a(?1))",
        r"(\1)",
        "(?P<a>",
        "\\",
    ):
        with pytest.raises(ExpressionError) as caught:
            evaluate(parse(f"name matches {text_of(Literal('text', text))}"), table, NOW)
        assert caught.value.problem in ("regex", "regex_slow")


def test_the_largest_allowed_ones_are_evaluated():
    assert holds(" or ".join(["starred"] * (MAX_OPERATIONS + 1))) == [0]
    assert holds("+".join(["lr"] * MAX_OPERATIONS) + " > 1") == [0]
    assert holds("(" * MAX_DEPTH + "starred" + ")" * MAX_DEPTH) == [0]
    assert holds("not " * 1000 + "starred") == [0]
    assert holds(f"loss.val in [{'1, ' * (MAX_ITEMS - 1)} 5]") == [2]


# Any condition, as a tree.

numbers = st.floats(allow_nan=False) | st.integers(-5, 5).map(float)
texts = st.text(max_size=4) | st.sampled_from(["vit", "a", 'q"\\'])
literals = st.one_of(
    numbers.map(lambda value: Literal("number", value)),
    texts.map(lambda value: Literal("text", value)),
    st.booleans().map(lambda value: Literal("bool", value)),
    st.floats(-1e12, 1e12).map(lambda value: Literal("duration", value)),
    st.integers(-(10**9), 4 * 10**9).map(lambda value: Literal("time", float(value))),
)
names = st.sampled_from(["lr", "a/b.c:d", "odd name", "not", "损失", "a`b", "1x"]) | st.text(
    min_size=1, max_size=5
)
durations = st.floats(0, 1e12).map(lambda value: Literal("duration", value))
values = st.recursive(
    literals
    | names.map(Name)
    | st.sampled_from(["now", "today", "yesterday"]).map(Moment)
    | durations.map(Ago)
    | st.lists(literals, max_size=3).map(lambda items: Items(tuple(items))),
    lambda inner: st.one_of(
        st.builds(Computed, st.sampled_from("+-*/%"), inner, inner),
        inner.filter(
            lambda node: not isinstance(node, Literal) or node.type not in ("number", "duration")
        ).map(Negative),
    ),
    max_leaves=4,
)
comparisons = st.one_of(
    st.builds(Compared, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), values, values),
    st.builds(Contained, values, values, st.booleans()),
    st.builds(Matched, values, texts.map(lambda value: Literal("text", value))),
    st.builds(Missing, values),
)
conditions = st.recursive(
    comparisons | names.map(Name),
    lambda inner: st.one_of(
        inner.filter(lambda node: not isinstance(node, Not)).map(Not),
        st.builds(joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=6,
)


@given(conditions)
def test_any_condition_reads_as_it_is_written(node):
    assert parse(text_of(node)) == node


fragments = st.sampled_from(
    [
        "lr",
        "model",
        "tags",
        "starred",
        "started",
        "seed",
        "and",
        "or",
        "not",
        "in",
        "is",
        "missing",
        "contains",
        "matches",
        "~",
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "+",
        "-",
        "*",
        "/",
        "%",
        "(",
        ")",
        "[",
        "]",
        ",",
        "1",
        "0.1",
        "2d",
        "ago",
        "now",
        "2026-11-20",
        '"vit"',
        '"a("',
        "true",
        "`in`",
        "`odd",
        "name`",
        ".",
        ":",
        "&",
        "=",
        "",
    ]
)


@given(st.lists(fragments, max_size=14).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_condition_or_says_what_is_wrong(text):
    error = None
    try:
        node = parse(text)
        assert parse(text_of(node)) == node
        evaluate(node, TABLE, NOW)
    except ExpressionError as refused:
        error = refused
    if error is not None:
        assert error.message
        assert 0 <= error.position <= error.position + error.length <= len(text)


# Any rows, one after the other, by the rules of SQL.

KINDS = {
    "x": st.none() | st.sampled_from([0.0, 1.0, 2.0, -1.5]),
    "y": st.none() | st.sampled_from([0.0, 1.0, 2.0, -1.5]),
    "s": st.none() | st.sampled_from(["a", "b", "ab"]),
    "flag": st.none() | st.booleans(),
    "mix": st.none() | st.sampled_from([1, 1.0, True, "a", "1"]),
    "many": st.none() | st.lists(st.sampled_from(["a", "b"]), max_size=2),
}
TYPES = {"x": "number", "y": "number", "s": "text", "flag": "bool", "mix": "mixed", "many": "list"}

COMPARE = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _kind(value):
    return (
        "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__
    )


def of_row(node, row):
    """The value, None where there is none: also of a condition of which nothing is known."""
    if isinstance(node, Name):
        return row[node.name]
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Compared):
        a, b = of_row(node.left, row), of_row(node.right, row)
        if a is None or b is None:
            return None
        ordered = node.operator not in ("==", "!=")
        # Of true and false, or of two lists, nobody says which is more.
        if _kind(a) != _kind(b) or (ordered and _kind(a) not in ("number", "str")):
            return {"==": False, "!=": True}.get(node.operator)
        return COMPARE[node.operator](a, b)
    if isinstance(node, Contained) and isinstance(node.container, Items):
        a = of_row(node.item, row)
        return (
            None
            if a is None
            else any(_kind(a) == _kind(b.value) and a == b.value for b in node.container.items)
        )
    if isinstance(node, Contained):
        a, b = of_row(node.item, row), of_row(node.container, row)
        return None if a is None or b is None else a in b
    if isinstance(node, Missing):
        return of_row(node.operand, row) is None
    if isinstance(node, Not):
        a = of_row(node.operand, row)
        return None if a is None else not a
    found = [of_row(part, row) for part in node.parts]
    decisive = node.word == "or"
    return decisive if decisive in found else None if None in found else not decisive


some = {
    "x": st.sampled_from([Literal("number", 0.0), Literal("number", 1.0), Name("x"), Name("y"), Name("mix")]),
    "s": st.sampled_from([Literal("text", "a"), Literal("text", "ab"), Name("s"), Name("mix")]),
}
signs = st.sampled_from(list(COMPARE))
simple = st.one_of(
    st.builds(Compared, signs, some["x"], some["x"]),
    st.builds(Compared, signs, some["s"], some["s"]),
    st.builds(Compared, signs, st.just(Name("mix")), st.just(Literal("bool", True)) | some["x"] | some["s"]),
    st.builds(
        Contained, some["s"].filter(lambda node: node != Name("mix")), st.just(Name("many")), st.booleans()
    ),
    st.builds(
        Contained,
        st.sampled_from([Name("s"), Name("mix")]),
        st.just(Items((Literal("text", "a"), Literal("text", "1")))),
    ),
    st.builds(Missing, st.sampled_from([Name(name) for name in KINDS])),
    st.just(Name("flag")),
)
whole = st.recursive(
    simple,
    lambda inner: st.one_of(
        inner.map(Not),
        st.builds(joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=6,
)


@given(whole, st.lists(st.fixed_dictionaries(KINDS), max_size=6))
def test_columns_hold_what_rows_hold_one_by_one(node, rows):
    table = PlainColumns({name: column([row[name] for row in rows], type) for name, type in TYPES.items()})

    assert evaluate(node, table, NOW).tolist() == [of_row(node, row) is True for row in rows]
