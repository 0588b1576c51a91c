"""Configuration files: what their values mean, and that nothing in one does harm."""

from __future__ import annotations

import json
import math
import time

import pytest

from sonde.runs.config import MAX_DEPTH, MAX_FILE_BYTES, MAX_LIST, MAX_TEXT, MAX_VALUES, read_config


def values(text, name="config.yaml"):
    config = read_config(name, text.encode())
    assert config.problem == ""
    return config.values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("-12", -12),
        ("0x1F", 31),
        ("0o17", 15),
        ("1e-3", 0.001),
        ("1.", 1.0),
        (".5", 0.5),
        ("1.0e+5", 1e5),
        ("-.inf", -math.inf),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("on", "on"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2024-01-02", "2024-01-02"),
        ("'1'", "1"),
        ('"true"', "true"),
        ("!!float 3", 3),
        ("!!python/name:os.system", ""),
        ("é", "é"),
        ("12345678901234567890", 12345678901234567890),
        ("[1, 2.5, a, null, true]", (1, 2.5, "a", None, True)),
        ("[]", ()),
        ("!!python/tuple [0.9, 0.99]", (0.9, 0.99)),
    ],
)
def test_a_scalar_means_what_yaml_1_2_says(text, value):
    (found,) = values(f"x: {text}").values()

    assert (found, type(found)) == (value, type(value))


def test_not_a_number_is_a_number():
    assert math.isnan(values("x: .nan")["x"])


@pytest.mark.parametrize("text", ["x:", "x: ~", "x: null", "x: {}"])
def test_nothing_is_no_value(text):
    assert values(text) == {}


def test_nested_values_have_dotted_names():
    text = "a:\n  b: {c: 1, d: [x, y]}\n  7: seven\ne:\n- {f: 1}\n- {f: 2}\n- [3]\n"

    assert values(text) == {
        "a.b.c": 1,
        "a.b.d": ("x", "y"),
        "a.7": "seven",
        "e.0.f": 1,
        "e.1.f": 2,
        "e.2": (3,),
    }


def test_merged_and_repeated_parts_are_taken_over():
    text = "base: &base {lr: 1, opt: adam}\nother: &other {opt: sgd}\nrun: {<<: [*base, *other], lr: 2}\nagain: *base\n"

    assert values(text) == {
        "base.lr": 1,
        "base.opt": "adam",
        "other.opt": "sgd",
        "run.lr": 2,
        "run.opt": "adam",
        "again.lr": 1,
        "again.opt": "adam",
    }


def test_json_keeps_its_types():
    data = {"lr": 1e-3, "n": 3, "amp": True, "none": None, "nested": {"a": [1, 2]}, "name": "x"}

    assert values(json.dumps(data), "params.json") == {
        "lr": 1e-3,
        "n": 3,
        "amp": True,
        "nested.a": (1, 2),
        "name": "x",
    }


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("config.yaml", b"a: [1\nb: 2", "line 2"),
        ("config.yaml", b"\xff\xfe\x00", "config.yaml: "),
        ("config.yaml", b"just words", "no mapping"),
        ("config.yaml", b"- 1\n- 2", "no mapping"),
        ("config.yaml", b"# nothing\n", "no mapping"),
        ("config.yaml", b"a: *b", "line 1: nothing is called 'b'"),
        ("params.json", b'{"a": ', "line 1, column"),
        ("params.json", b"[1, 2]", "no mapping"),
        ("params.json", b"[" * 100_000, "nested"),
        ("params.json", b'{"a": ' + b"9" * 5000 + b"}", "params.json"),
        ("config.yaml", b"a: 1\n" + b"#" * MAX_FILE_BYTES, "larger than"),
    ],
)
def test_what_is_wrong_is_said(name, data, problem):
    config = read_config(name, data)

    assert config.values == {}
    assert problem in config.problem
    assert len(config.problem) < 500


HOSTILE = {
    "aliases of aliases": b"a0: &a0 [1,1,1,1,1,1,1,1,1,1]\n"
    + b"".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n".encode() for i in range(1, 30)),
    "merges of merges": b"m0: &m0 {}\n"
    + b"".join(f"m{i}: &m{i} {{<<: [{','.join([f'*m{i - 1}'] * 10)}]}}\n".encode() for i in range(1, 30)),
    "itself": b"a: &a [*a, *a]\n",
    "deep flow": b"[" * 500_000,
    "deep flow mapping": b"{a: " * 100_000,
    "deep block": b"- " * 300_000,
    "many keys": b"".join(b"k%d: 1\n" % i for i in range(60_000)),
    "long text": b"a: " + b"x" * 900_000,
    "long list": b"a: [" + b"1," * 400_000 + b"1]",
    "an object": b"a: !!python/object/apply:os.system ['touch /tmp/pwned']\n",
    "many anchors": b"".join(b"- &a%d x\n" % i for i in range(50_000)),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_cost_little_and_execute_nothing(data, monkeypatch):
    monkeypatch.setattr("os.system", lambda _command: pytest.fail("executed"))
    began = time.process_time()
    config = read_config("config.yaml", data)

    assert time.process_time() - began < 10
    assert len(config.values) <= MAX_VALUES
    for value in config.values.values():
        assert len(value) <= max(MAX_TEXT, MAX_LIST) if isinstance(value, (str, tuple)) else True


def test_what_lies_too_deep_is_left_out():
    deep = (
        "a:\n"
        + "".join(f"{'  ' * level}b:\n" for level in range(1, MAX_DEPTH + 5))
        + "  " * (MAX_DEPTH + 5)
        + "c: 1\n"
    )
    config = read_config("config.yaml", deep.encode())

    assert config.values == {}
    assert "nested deeper" in config.problem


def test_of_many_values_the_first_are_taken():
    config = read_config("config.yaml", b"".join(b"k%d: %d\n" % (i, i) for i in range(MAX_VALUES + 1)))

    assert list(config.values) == [f"k{i}" for i in range(MAX_VALUES)]
    assert "more than" in config.problem
