"""The table of runs: its columns, which runs match, and in which order they stand."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sonde
from sonde.catalog import Catalog
from sonde.catalog.nouns import Edit
from sonde.errors import ColumnNotFoundError, ExpressionError, RunNotFoundError
from sonde.runs.column import Column
from sonde.runs.difference import difference
from sonde.runs.grouping import by_columns, by_directory, by_hand, by_pattern
from sonde.runs.order import ranks_of, sorted_rows
from sonde.runs.overview import overview_of
from sonde.runs.statistics import STATISTICS
from sonde.runs.table import RunTable, Sort, Tables
from support.event_logs import append, scalars
from support.trials import write_trial, write_trials


@pytest.fixture
def board(tmp_path):
    write_trials(tmp_path / "runs")
    with sonde.open(tmp_path / "runs") as board:
        yield board


@pytest.fixture
def table(board):
    return RunTable(board.query)


def names(table, rows):
    return [table.names[row] for row in rows]


def matching(table, where):
    return names(table, table.matching(where))


def test_columns_are_facts_what_people_said_hyperparameters_and_metrics(table):
    ids = [str(id) for id in table.ids()]

    assert ids[:3] == ["name", "key", "state"]
    assert ids[-8:] == [
        "hparams.amp",
        "hparams.layers",
        "hparams.lr",
        "hparams.model",
        "hparams.opt.name",
        "hparams.seed",
        "metrics.loss.last",
        "metrics.val/acc.last",
    ]
    assert "starred" in ids
    assert all(len(table.column(id)) == 4 for id in ids)
    assert all(str(table.id_of(id)) == id for id in ids)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("lr", [0.1, 0.001, 0.01, None]),
        ("hparams.lr", [0.1, 0.001, 0.01, None]),
        ("amp", [True, False, True, None]),
        ("layers", [[1, 2], [3], [3], None]),
        ("seed", [1, "auto", True, None]),
        ("opt.name", ["sgd", "adam", "adam", None]),
        ("started", [1000.0, 2000.0, 3000.0, 4000.0]),
        ("run.points", [6, 6, 4, 1]),
        ("val/acc.max", pytest.approx([0.5, 0.9, 0.3, 0.95])),
        ("val/acc.best", pytest.approx([0.5, 0.9, 0.3, 0.95])),
        ("val/acc.best_step", [1, 1, 0, 0]),
        ("loss.best", [0.25, 0.5, None, None]),
        ("loss.min_step", [2, 2, None, None]),
        ("val/acc.count", [3, 3, 3, 1]),
        ("loss.mean", pytest.approx([1.75 / 3, 3.5 / 3, None, None])),
        ("metrics.loss.first", [1.0, 2.0, math.nan, None]),
        ("loss.last_step", [2, 2, 0, None]),
        ("starred", [False] * 4),
        ("catalog.tags", [None] * 4),
    ],
)
def test_what_a_column_holds(table, name, values):
    found = table.column(name).tolist()
    if isinstance(values, list):
        assert [type(one) for one in found] == [type(one) for one in values]
    np.testing.assert_equal(found, values) if isinstance(values, list) else None
    assert isinstance(values, list) or [0 if one is None else one for one in found] == pytest.approx(
        [0 if one is None else one for one in values.expected], rel=1e-6
    )


def test_a_name_in_short_is_a_fact_then_a_hyperparameter_then_a_metric(tmp_path):
    write_trial(
        tmp_path / "x", {"state": "odd", "loss": 5, "run": {"a": 1}}, {"loss": [1.0], "loss.max": [7.0, 8.0]}
    )
    table = RunTable(sonde.open(tmp_path).query)

    assert str(table.id_of("state")) == "state"
    assert table.column("hparams.state").tolist() == ["odd"]
    assert str(table.id_of("loss")) == "hparams.loss"
    assert table.column("metrics.loss").tolist() == [1.0]
    assert table.column("loss.max").tolist() == [1.0]
    assert table.column("metrics.loss.max.last").tolist() == [8.0]
    assert table.column("metrics.loss.max.max").tolist() == [8.0]
    assert table.column("run.a").tolist() == [1]


def test_an_unknown_column_suggests_near_ones(table):
    for name, near in (
        ("val/ac", "'val/acc'"),
        ("val/ac.max", "'val/acc.max'"),
        ("acc", "'val/acc'"),
        ("lrs", "'lr'"),
    ):
        with pytest.raises(ColumnNotFoundError, match=near):
            table.column(name)
    with pytest.raises(ColumnNotFoundError):
        table.sorted(table.all_rows, [Sort("nothing")])


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (None, ["cnn/a", "vit/b", "vit/c", "vit/d"]),
        (" ", ["cnn/a", "vit/b", "vit/c", "vit/d"]),
        ("lr < 0.05", ["vit/b", "vit/c"]),
        ('lr < 0.05 and model == "vit" and val/acc.max > 0.5', ["vit/b"]),
        ("val/acc.max > 0.8", ["vit/b", "vit/d"]),
        ("started > 2500", ["vit/c", "vit/d"]),
        ("started < 1970-01-01T00:40Z", ["cnn/a", "vit/b"]),
        ("started > 2d ago", []),
        ("lr is missing", ["vit/d"]),
        ("loss != loss", ["vit/c"]),
        ("loss.min is missing and loss is not missing", ["vit/c"]),
        ("3 in layers", ["vit/b", "vit/c"]),
        ("seed == 1", ["cnn/a"]),
        ('name matches "^vit/[bc]$"', ["vit/b", "vit/c"]),
        ('state == "finished" or state == "running"', ["cnn/a", "vit/b", "vit/c", "vit/d"]),
        ("not starred and note is missing", ["cnn/a", "vit/b", "vit/c", "vit/d"]),
    ],
)
def test_which_runs_match(table, where, expected):
    assert matching(table, where) == expected


def test_the_board_gives_runs_that_match(board):
    assert [run.name for run in board.runs(where='model == "vit" and lr > 0.005')] == ["vit/c"]
    assert board.runs(where="true") == board.runs()
    with pytest.raises(ExpressionError, match="no column 'lrr'") as caught:
        board.runs(where="lrr < 1")
    assert (caught.value.position, caught.value.length) == (0, 3)


def test_what_people_said_is_a_part_of_it(board):
    keys = {run.name: run.key for run in board.runs()}
    catalog = Catalog(board.roots)
    catalog.change(
        [
            Edit("run", keys["vit/b"], "starred", True),
            Edit("run", keys["vit/b"], "note", "the best"),
            Edit("run", keys["cnn/a"], "tags", True, "old"),
        ]
    )
    table = RunTable(board.query, catalog=catalog.state)

    assert matching(table, "starred") == ["vit/b"]
    assert matching(table, 'tags contains "old"') == ["cnn/a"]
    assert table.column("note").tolist() == [None, "the best", None, None]
    assert [run.name for run in board.runs(where='note contains "best"')] == ["vit/b"]


def test_a_catalog_is_not_opened_unless_it_is_asked_for(board):
    def asked():
        raise AssertionError("nobody wants it")

    table = RunTable(board.query, catalog=asked)

    assert matching(table, "lr < 0.005") == ["vit/b"]
    with pytest.raises(AssertionError):
        table.matching("starred")


def test_many_columns_are_not_kept_for_ever(board, monkeypatch):
    monkeypatch.setattr("sonde.runs.table._KEPT_COLUMNS", 3)
    table = RunTable(board.query)
    expected = [RunTable(board.query).column(id).tolist() for id in table.ids()]

    np.testing.assert_equal([table.column(id).tolist() for id in table.ids()], expected)
    np.testing.assert_equal([column.tolist() for column in table.columns(table.ids())], expected)
    assert matching(table, "lr < 0.05 and val/acc.max > 0.5 and loss.min < 5") == ["vit/b"]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ([Sort("lr")], ["vit/b", "vit/c", "cnn/a", "vit/d"]),
        ([Sort("lr", descending=True)], ["cnn/a", "vit/c", "vit/b", "vit/d"]),
        ([Sort("val/acc.last")], ["cnn/a", "vit/b", "vit/d", "vit/c"]),
        ([Sort("val/acc.last", descending=True)], ["vit/d", "vit/b", "cnn/a", "vit/c"]),
        ([Sort("opt.name"), Sort("lr", descending=True)], ["vit/c", "vit/b", "cnn/a", "vit/d"]),
        ([Sort("amp")], ["vit/b", "cnn/a", "vit/c", "vit/d"]),
        ([Sort("seed")], ["vit/c", "cnn/a", "vit/b", "vit/d"]),
        ([Sort("started", descending=True)], ["vit/d", "vit/c", "vit/b", "cnn/a"]),
        ([], ["cnn/a", "vit/b", "vit/c", "vit/d"]),
    ],
)
def test_rows_are_sorted_with_what_is_missing_last(table, by, expected):
    assert names(table, table.sorted(table.all_rows, by)) == expected


cells = st.none() | st.floats(allow_infinity=True, allow_nan=True)


@given(st.lists(st.tuples(cells, cells), max_size=12), st.booleans(), st.booleans())
def test_sorting_is_that_of_plain_python(rows, first, second):
    def column(values):
        numbers = np.array([math.nan if one is None else one for one in values], float)
        return Column("number", numbers, np.array([one is not None for one in values], bool))

    def key(value, descending):
        if value is None:
            return (2, 0.0)
        return (1, 0.0) if math.isnan(value) else (0, -value if descending else value)

    found = sorted_rows(
        np.arange(len(rows)),
        [
            (ranks_of(column([one for one, _ in rows])), first),
            (ranks_of(column([other for _, other in rows])), second),
        ],
    )
    expected = sorted(range(len(rows)), key=lambda at: (key(rows[at][0], first), key(rows[at][1], second)))
    assert found.tolist() == expected


def test_texts_are_sorted_as_people_do(tmp_path):
    for name in ("run10", "run2", "Run3"):
        write_trial(tmp_path / name, {})
    table = RunTable(sonde.open(tmp_path).query)

    assert names(table, table.sorted(table.all_rows, [Sort("name")])) == ["run2", "Run3", "run10"]


def test_an_overview_says_whether_runs_differ(table):
    model = table.overview(table.id_of("model"))
    assert (model.present, model.differs, model.distinct, model.values[0]) == (4, True, 3, "vit")
    lr = table.overview(table.id_of("lr"))
    assert (lr.present, lr.differs, lr.min, lr.max) == (3, True, 0.001, 0.1)
    same = table.overview(table.id_of("opt.name"), table.matching('name in ["vit/b", "vit/c"]'))
    assert (same.present, same.differs, same.values) == (2, False, ("adam",))
    some = overview_of(Column("number", np.array([1.0, np.nan]), np.array([True, False])), np.arange(2))
    assert some.differs
    nans = overview_of(Column("number", np.array([np.nan, np.nan]), np.array([True, True])), np.arange(2))
    assert (nans.differs, nans.min) == (False, None)


def test_seeds_of_several_types_are_told_apart(table):
    assert table.overview(table.id_of("seed")).distinct == 3


def test_values_are_offered_for_what_is_typed(table):
    assert [one.insert for one in table.complete('model == "v', 11)] == ['"vit"', '"vit|2"']
    assert "opt.name" in [one.insert for one in table.complete("opt", 3)]
    offered = [one.insert for one in table.complete("val/acc.", 8)]
    assert offered == [f"val/acc.{one}" for one in STATISTICS]
    assert [one.insert for one in table.complete("metrics.lo", 10)] == ["metrics.loss"]


# Groups


def groups(found):
    return {one.name: list(one.runs) for one in found.groups}


def test_groups_by_columns_stand_in_the_order_of_their_values(table):
    found = by_columns(table, table.all_rows, ["lr"])
    assert list(groups(found).items()) == [
        ("lr=0.001", ["vit/b"]),
        ("lr=0.01", ["vit/c"]),
        ("lr=0.1", ["cnn/a"]),
        ("lr=–", ["vit/d"]),
    ]
    assert [one.values for one in found.groups][-1] == {"hparams.lr": None}
    both = by_columns(table, table.matching("lr is not missing"), ["opt.name", "amp"])
    assert groups(both) == {
        "opt.name=adam, amp=false": ["vit/b"],
        "opt.name=adam, amp=true": ["vit/c"],
        "opt.name=sgd, amp=true": ["cnn/a"],
    }


def test_nan_is_one_group(tmp_path):
    for name in ("a", "b", "c"):
        write_trial(tmp_path / name, {}, {"loss": [1.0 if name == "c" else math.nan]})
    table = RunTable(sonde.open(tmp_path).query)
    assert groups(by_columns(table, table.all_rows, ["loss"])) == {"loss=1": ["c"], "loss=nan": ["a", "b"]}


def test_groups_by_directory(table):
    assert groups(by_directory(table, table.all_rows, 1)) == {
        "cnn": ["cnn/a"],
        "vit": ["vit/b", "vit/c", "vit/d"],
    }
    assert groups(by_directory(table, table.all_rows, -1)) == groups(by_directory(table, table.all_rows, 1))
    assert list(groups(by_directory(table, table.all_rows, 2))) == ["cnn/a", "vit/b", "vit/c", "vit/d"]


def test_groups_by_what_a_regular_expression_finds(table):
    found = by_pattern(table, table.all_rows, r"(?P<net>\w+)/(?P<letter>[bc])")
    assert [one.values for one in found.groups] == [
        {"net": "vit", "letter": "b"},
        {"net": "vit", "letter": "c"},
    ]
    assert found.rest == ("cnn/a", "vit/d")
    assert groups(by_pattern(table, table.all_rows, "^(...)")) == {
        "cnn": ["cnn/a"],
        "vit": ["vit/b", "vit/c", "vit/d"],
    }
    assert groups(by_pattern(table, table.all_rows, "(x)?vit")) == {"–": ["vit/b", "vit/c", "vit/d"]}
    with pytest.raises(ExpressionError) as caught:
        by_pattern(table, table.all_rows, "a)b")
    assert (caught.value.problem, caught.value.position) == ("regex", 1)


def test_groups_by_hand_keep_their_order(table):
    found = by_hand(
        table, table.matching("lr is not missing"), [("z", ["vit/c", "cnn/a", "gone"]), ("y", ["vit/c"])]
    )
    assert list(groups(found).items()) == [("z", ["cnn/a", "vit/c"]), ("y", ["vit/c"])]
    assert found.rest == ("vit/b",)


# Differences


def test_a_difference_has_a_line_for_all_that_any_run_has(table):
    lines = {str(line.id): line for line in difference(table, ["vit/b", "vit/d"], ["last", "max"])}

    assert lines["hparams.model"].values == ("vit", "vit|2")
    assert lines["hparams.lr"].values == (0.001, None)
    assert lines["hparams.lr"].differs
    assert not lines["attempts"].differs
    assert lines["metrics.val/acc.max"].values == pytest.approx((0.9, 0.95))
    assert lines["metrics.loss.last"].values == (0.5, None)
    assert "host" not in lines or lines["host"].values == ("host", "host")
    with pytest.raises(RunNotFoundError):
        difference(table, ["vit/b", "vit/x"])


# What is kept


def test_unchanged_runs_are_looked_at_once(board):
    tables = Tables()
    first = tables.of(board.query)
    lr, acc = first.column("lr"), first.column("val/acc.max")
    second = tables.of(board.query)

    assert second is not first
    assert second.column("lr") is lr
    assert second.column("val/acc.max") is acc


def test_new_points_are_seen(tmp_path):
    write_trials(tmp_path)
    tables = Tables()
    with sonde.open(tmp_path, follow=True) as board:
        until = time.monotonic() + 20
        while not board.loading.done or len(board.runs()) < 4:
            assert time.monotonic() < until
            board.wait(board.generation, 1)
        assert matching(tables.of(board.query), "val/acc.max > 2") == []
        append(next((tmp_path / "vit" / "c").glob("*tfevents*")), scalars("val/acc", [(3, 5.0)], 3000.0))
        while not matching(tables.of(board.query), "val/acc.max > 2"):
            assert time.monotonic() < until
            board.wait(board.generation, 1)
        assert matching(tables.of(board.query), "val/acc.max > 2") == ["vit/c"]


def test_a_state_changes_as_time_goes_by(board):
    tables = Tables()
    now = time.time()
    assert matching(tables.of(board.query, now=now), 'state == "running"') == [
        "cnn/a",
        "vit/b",
        "vit/c",
        "vit/d",
    ]
    assert matching(tables.of(board.query, now=now + 3600), 'state == "running"') == []
    assert matching(tables.of(board.query, now=now + 3600), 'state == "finished"') == [
        "cnn/a",
        "vit/b",
        "vit/c",
        "vit/d",
    ]


def test_a_directory_without_runs_is_an_empty_table(tmp_path):
    table = RunTable(sonde.open(tmp_path).query)
    assert matching(table, 'name == "a" and state == "running" and started > 1d ago') == []
    assert by_columns(table, table.all_rows, ["name"]).groups == ()
    assert [table.overview(id).present for id in table.ids()] == [0] * len(list(table.ids()))
