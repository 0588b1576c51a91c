"""The exception tree: drawn at the head of errors.py, and helpful."""

from __future__ import annotations

import inspect

import pytest

from sonde import errors


def _drawn() -> str:
    """The tree in the module's docstring, names only."""
    lines = [line for line in (errors.__doc__ or "").splitlines() if "Error" in line and "  " in line.strip()]
    return "\n".join(line.rstrip().split("Error")[0] + "Error" for line in lines)


def _walked(kind: type[BaseException], prefix: str = "    ") -> list[str]:
    children = [child for child in _in_order() if kind is child.__bases__[0]]
    lines = []
    for child in children:
        last = child is children[-1]
        lines.append(f"{prefix}{'└── ' if last else '├── '}{child.__name__}")
        lines += _walked(child, prefix + ("    " if last else "│   "))
    return lines


def _in_order() -> list[type[BaseException]]:
    """Every exception of the module in the order of the source."""
    found = [
        one
        for _name, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, errors.SondeError)
    ]
    return sorted(found, key=lambda one: inspect.getsourcelines(one)[1])


def test_the_drawing_is_the_tree():
    assert ["    SondeError", *_walked(errors.SondeError)] == _drawn().splitlines()


@pytest.mark.parametrize("kind", _in_order())
def test_every_error_says_what_to_do(kind):
    text = inspect.getdoc(kind)

    assert text
    assert text.count(".") >= 2, "one sentence says what happened, another what the caller does about it"


def test_codes_differ():
    codes = [kind.code for kind in _in_order()]

    assert len(set(codes)) == len(codes)


def test_an_unknown_run_suggests_near_names():
    error = errors.RunNotFoundError("trian", ["train", "eval", "baseline"])

    assert str(error) == "no run 'trian' (did you mean 'train'?)"


def test_the_end_of_a_name_is_near():
    error = errors.TagNotFoundError("run", "loss", ["accuracy", "validation_long_prefix/loss"])

    assert "validation_long_prefix/loss" in error.hint


def test_nothing_near_points_at_the_list():
    error = errors.TagNotFoundError("a", "xyz", ["loss", "accuracy"])

    assert str(error) == "no tag 'xyz' in run 'a' (see Board.series() for all 2)"


def test_a_missing_package_names_its_extra():
    error = errors.MissingExtraError("to_arrow()", "pyarrow", "arrow")

    assert isinstance(error, ImportError)
    assert "pip install 'sonde[arrow]'" in str(error)
