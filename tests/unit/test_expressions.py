"""Expressions of tags: what they say, what they are worth, and what is wrong with them, and where."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonde.panels.custom_charts.expression import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_OPERATIONS,
    MAX_TAGS,
    ExpressionError,
    evaluate,
    parse,
    tags_of,
)
from sonde.panels.custom_charts.functions import FUNCTIONS, Points

A = np.array([1.0, 2.0, 4.0, 8.0])
B = np.array([3.0, -1.0, 0.5, 2.0])


def points(**values: np.ndarray) -> Points:
    size = len(next(iter(values.values())))
    return Points(np.arange(size) * 10, 1e9 + np.arange(size), np.arange(size) * 1.0, values)


def worth(text: str, **values: np.ndarray) -> list[float]:
    return evaluate(parse(text), points(**(values or {"a": A, "b": B}))).tolist()


def wrong(text: str) -> tuple[str, str]:
    """The code, and the part of the text that it is about."""
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    error = caught.value
    assert 0 <= error.position <= len(text)
    assert error.position + error.length <= len(text)
    return error.problem, text[error.position : error.position + error.length]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("loss/val - loss/train", ["loss/val", "loss/train"]),
        ("loss / val", ["loss", "val"]),
        ("a.b:c_1 + step", ["a.b:c_1", "step"]),
        ('"loss val" + {loss-1}', ["loss val", "loss-1"]),
        (r'"a\"b" - {c\}d} - {e\\}', ['a"b', "c}d", "e\\"]),
        ("损失/训练 * 2", ["损失/训练"]),
        ("ema(ema, 0.5)", ["ema"]),
        ("a + a", ["a"]),
    ],
)
def test_which_tags_are_meant(text, tags):
    assert [tag.name for tag in tags_of(parse(text))] == tags


def test_a_tag_knows_where_it_is_written():
    (tag,) = tags_of(parse("1 + {a b}"))
    assert (tag.position, tag.length) == (4, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * 2", A + B * 2),
        ("(a + b) * 2", (A + B) * 2),
        ("a - b - 1", A - B - 1),
        ("a / b % 3", (A / B) % 3),
        ("-a ^ 2", -(A**2)),
        ("a ** 2 ** -1", A ** (2.0**-1)),
        ("+-+--a", -A),
        ("1e-3 * a + .5", A * 1e-3 + 0.5),
        ("abs(b)", np.abs(B)),
        ("sqrt(a)", np.sqrt(A)),
        ("log(exp(a))", A),
        ("log2(a) + log10(100 * a) + log1p(a) + expm1(a)", np.log2(A) + np.log10(100 * A) + np.log1p(A) + np.expm1(A)),
        ("min(a, b)", np.minimum(A, B)),
        ("max(a, b, 3)", np.maximum(np.maximum(A, B), 3)),
        ("mean(a, b)", (A + B) / 2),
        ("min(a)", [1, 1, 1, 1]),
        ("a / first(a) - a / last(a)", A / 1 - A / 8),
        ("a - mean(a)", A - 3.75),
        ("median(a) + std(a) * 0", [3.0] * 4),
        ("diff(a)", [math.nan, 1, 2, 4]),
        ("cumsum(b)", np.cumsum(B)),
        ("cummin(b) + cummax(b)", [6, 2, 2, 2]),
        ("clip(b, 0, 2.5)", [2.5, 0, 0.5, 2]),
        ("rolling(a, 2)", [1, 1.5, 3, 6]),
        ("step() + a * 0", [0, 10, 20, 30]),
        ("wall_time() - 1e9 - relative_time() + a * 0", [0, 0, 0, 0]),
        ("diff(a) / diff(step())", [math.nan, 0.1, 0.2, 0.4]),
        ("sign(b) + floor(b) + ceil(b) + round(b)", np.sign(B) + np.floor(B) + np.ceil(B) + np.round(B)),
        ("sigmoid(a) + tanh(a) + sin(a) + cos(a)", 1 / (1 + np.exp(-A)) + np.tanh(A) + np.sin(A) + np.cos(A)),
    ],
)  # fmt: skip
def test_what_it_is_worth(text, expected):
    np.testing.assert_allclose(worth(text), expected, rtol=1e-12)


def test_an_average_is_that_of_smoothed_lines():
    last, expected = 0.0, []
    for n, value in enumerate(A, 1):
        last = last * 0.9 + 0.1 * value
        expected.append(last / (1 - 0.9**n))
    np.testing.assert_allclose(worth("ema(a, 0.9)"), expected)


def test_what_has_no_value_is_not_finite_and_warns_nobody():
    assert worth("a / (a - a)") == [math.inf] * 4
    assert all(map(math.isnan, worth("log(-a)")))
    assert worth("a ^ 9999 ^ 9999") == [1, math.inf, math.inf, math.inf]


def test_numbers_of_a_line_pass_over_what_is_not_finite():
    odd = np.array([math.nan, 2.0, math.inf, 4.0])
    assert worth("mean(a)", a=odd) == [3] * 4
    assert worth("first(a) + last(a)", a=odd) == [6] * 4
    np.testing.assert_array_equal(worth("cummin(a)", a=odd), [math.nan, 2, 2, 2])
    assert worth("rolling(a, 3)", a=odd)[3] == 3
    assert all(map(math.isnan, worth("max(a)", a=odd * math.nan)))


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("", "empty", ""),
        ("  ", "empty", ""),
        ("a +", "unfinished", "+"),
        ("a + * b", "unexpected", "*"),
        ("a b", "unexpected", "b"),
        ("a $ b", "unexpected", "$"),
        ("(a + b", "unclosed", "("),
        ("ema(a, 0.9", "unclosed", "("),
        ("a)", "unexpected", ")"),
        ('1 + "loss', "unclosed_tag", '"loss'),
        ("{loss", "unclosed_tag", "{loss"),
        ("1 + 2", "no_tag", "1 + 2"),
        ("step()", "no_tag", "step()"),
        ("exec(a)", "unknown_function", "exec"),
        ("1 + abs(a, b)", "arguments", "abs(a, b)"),
        ("abs()", "arguments", "abs()"),
        ("ema(a, b)", "constant", "ema(a, b)"),
        ("ema(a, 1)", "constant", "ema(a, 1)"),
        ("ema(a, -0.1)", "constant", "ema(a, -0.1)"),
        ("rolling(a, 1.5)", "constant", "rolling(a, 1.5)"),
        ("rolling(a, 0)", "constant", "rolling(a, 0)"),
        ("a.__class__()", "unknown_function", "a.__class__"),
        ("loss//val", "unexpected", "/"),
    ],
)
def test_what_is_wrong_and_where(text, code, where):
    assert wrong(text) == (code, where)


def test_hostile_expressions_are_refused_at_once():
    began = time.monotonic()
    assert wrong("(" * 1000 + "a" + ")" * 999)[0] == "too_deep"
    assert wrong("abs(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1))[0] == "too_deep"
    assert wrong("^".join(["a"] * (MAX_DEPTH + 2)))[0] == "too_deep"
    assert wrong("+".join(["a"] * (MAX_OPERATIONS + 2)))[0] == "too_many"
    assert wrong("+".join(f"a{i}" for i in range(MAX_TAGS + 1)))[0] == "too_many_tags"
    assert wrong("a" * (MAX_LENGTH + 1))[0] == "too_long"
    assert wrong("-" * (MAX_LENGTH - 1))[0] == "unfinished"
    assert time.monotonic() - began < 5


def test_the_largest_allowed_one_is_computed():
    text = "+".join(["a"] * (MAX_OPERATIONS + 1))
    assert worth(text) == (A * (MAX_OPERATIONS + 1)).tolist()
    assert worth("-" * 1000 + "a") == A.tolist()
    nested = "(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH
    assert worth(nested) == A.tolist()


# Any expression, as text and as what Python makes of it.
leaves = st.sampled_from([("a", A), ("b", B), ("2", np.float64(2)), ("0.5", np.float64(0.5))])


def grown(inner):
    def quietly(function):
        def compute(*values):
            with np.errstate(all="ignore"):
                return function(*values)

        return compute

    def two(sign, function):
        function = quietly(function)
        return st.tuples(inner, inner).map(
            lambda pair: (f"({pair[0][0]} {sign} {pair[1][0]})", function(pair[0][1], pair[1][1]))
        )

    return st.one_of(
        two("+", np.add),
        two("-", np.subtract),
        two("*", np.multiply),
        two("/", np.divide),
        inner.map(lambda one: (f"-{one[0]}", np.negative(one[1]))),
        inner.map(lambda one: (f"abs({one[0]})", np.abs(one[1]))),
        st.tuples(inner, inner).map(
            lambda pair: (f"min({pair[0][0]}, {pair[1][0]})", np.minimum(pair[0][1], pair[1][1]))
        ),
    )


@given(st.recursive(leaves, grown, max_leaves=12))
def test_any_expression_is_worth_what_numpy_makes_of_it(pair):
    text, expected = pair
    with np.errstate(all="ignore"):
        found = worth(f"{text} + 0 * a")
        np.testing.assert_allclose(found, np.broadcast_to(expected + 0 * A, 4), rtol=1e-12)


@given(st.text(max_size=60) | st.text("ab(){}\"'+-*/^,. 1e9", max_size=60))
def test_any_text_is_an_expression_or_says_what_is_wrong(text):
    error = None
    try:
        node = parse(text)
    except ExpressionError as refused:
        error = refused
    if error is None:
        values = {tag.name: A for tag in tags_of(node)}
        assert evaluate(node, Points(np.arange(4), A, A, values)).shape == (4,)
    else:
        assert error.message
        assert 0 <= error.position <= error.position + error.length <= len(text)


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(st.floats(), max_size=6))
def test_every_function_takes_any_numbers(name, numbers):
    function = FUNCTIONS[name]
    own = ["a"] * (function.least - function.constants) + ["0"] * (function.constants and name == "ema")
    own += ["1"] * (function.constants and name == "rolling")
    text = f"{name}({', '.join(own)}) + a"
    column = np.array(numbers, float)
    assert (
        evaluate(parse(text), points(a=column) if numbers else Points(*[column] * 3, {"a": column})).shape
        == column.shape
    )
