"""Where conditions begin to hold, on real files."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

import pytest

import sonde
from sonde.alerts.checking import checked
from sonde.alerts.nouns import Condition, Ended, Expression, NotFinite, Onset, Plateau, Rule, Silence
from sonde.alerts.trial import Trial, try_rule
from sonde.errors import BadQueryError, ExpressionError
from support.event_logs import Point, append, scalar, write_run


def tried(root: Path, condition: Condition, tag: str = "loss", where: str = "") -> Trial:
    with sonde.open(root) as board:
        rule = checked(Rule(condition=condition, tag=tag, where=where))
        return try_rule(board.query, rule, lambda _query, _where: {"a"}, 1e6)


def found(root: Path, condition: Condition, tag: str = "loss") -> list[Onset]:
    return sorted(tried(root, condition, tag).found, key=lambda onset: onset.time)


def runs(root: Path, points: Mapping[str, list[Point]]) -> Path:
    for name, of_run in points.items():
        write_run(root / name, {"loss": of_run})
    return root


def test_an_expression_fires_once_where_it_begins_to_hold(tmp_path: Path) -> None:
    points = [(0, 4.0), (1, 1.0), (2, 1.5), (3, 2.5), (4, 9.0), (5, 1.0), (6, 9.0)]
    (onset,) = found(runs(tmp_path, {"a": points}), Expression(expression="loss > 2 * best"))
    assert (onset.run, onset.tag, onset.step, onset.value, onset.best) == ("a", "loss", 3, 2.5, 1.0)


def test_a_resumed_job_may_fire_again(tmp_path: Path) -> None:
    file = write_run(tmp_path / "a", {"loss": [(0, 1.0), (5, math.nan)]})
    append(file, scalar("loss", 3, 1.0, 2000.0) + scalar("loss", 4, math.nan, 2001.0))
    assert [onset.step for onset in found(tmp_path, NotFinite())] == [4]  # step 5 was replaced


def test_values_that_are_not_finite(tmp_path: Path) -> None:
    root = runs(tmp_path, {"a": [(0, 1.0), (1, math.inf)], "b": [(0, 1.0)], "c": [(7, math.nan)]})
    assert [(onset.run, onset.step) for onset in found(root, NotFinite())] == [("a", 1), ("c", 7)]


def test_a_plateau_says_since_when(tmp_path: Path) -> None:
    points = [(0, 2.0), (100, 1.0), (200, 1.1), (300, 0.999), (400, 1.2), (500, 1.0)]
    root = runs(tmp_path, {"a": points})
    assert found(root, Plateau(steps=300)) == []
    (onset,) = found(root, Plateau(steps=300, least=0.01))
    assert (onset.step, onset.since, onset.best) == (400, 100.0, 1.0)


def test_silences_between_points_and_at_the_end(tmp_path: Path) -> None:
    root = runs(tmp_path, {"a": [(0, 1.0), (10, 1.0), (500, 1.0)]})  # the wall time is that of the step
    onsets = found(root, Silence(seconds=100))
    assert [(onset.step, onset.time) for onset in onsets] == [(10, 1110.0), (500, 1600.0)]


def test_runs_that_ended(tmp_path: Path) -> None:
    root = runs(tmp_path, {"a": [(0, 1.0)], "b": [(0, 1.0)]})
    with sonde.open(root) as board:
        changed = board.runs()[0].changed_time
        assert changed is not None
        rule = checked(Rule(condition=Ended()))
        nothing = try_rule(board.query, rule, lambda *_: (), changed + 1)
        both = try_rule(board.query, rule, lambda *_: (), changed + 3600)
    assert nothing.fired == 0
    assert sorted((onset.run, onset.state) for onset in both.found) == [("a", "finished"), ("b", "finished")]


def test_a_pattern_of_tags_and_a_condition_of_runs(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_run(tmp_path / name, {"val/loss": [(0, 5.0)], "val/acc": [(0, 5.0)], "lr": [(0, 5.0)]})
    condition = Expression(expression="value > 1")
    assert tried(tmp_path, condition, "val/*").fired == 4
    in_a = tried(tmp_path, condition, "val/*", where="any text: the function that is given says which")
    assert {onset.run for onset in in_a.found} == {"a"}
    assert (in_a.runs, in_a.series, in_a.fired) == (1, 2, 2)


def test_an_expression_may_name_its_tag(tmp_path: Path) -> None:
    assert checked(Rule(condition=Expression(expression="val/loss > 2 * best"))).tag == "val/loss"
    assert checked(Rule(condition=Expression(expression="value > last5.mean"), tag="x")).tag == "x"
    for expression, tag, position in (("val/loss > trn/loss", "val/loss", 11), ("value > bst", "x", 8)):
        with pytest.raises(ExpressionError) as raised:
            checked(Rule(condition=Expression(expression=expression), tag=tag))
        assert raised.value.position == position
    with pytest.raises(ExpressionError, match="condition"):
        checked(Rule(condition=Expression(expression="value * 2"), tag="x"))
    with pytest.raises(BadQueryError, match="tag"):
        checked(Rule(condition=NotFinite()))
