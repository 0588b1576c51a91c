"""What changed since a generation: exactly, or "ask again for everything"."""

from __future__ import annotations

import pytest

from sonde.model import Changes
from sonde.store import Store, changes
from support.stored import commit, stored_run


@pytest.fixture
def store():
    store = Store()
    commit(store, stored_run("a", x=[1], y=[1]), stored_run("b", x=[1]))
    return store


def scalars(*tags):
    return {"scalars": tags} if tags else {}


def test_nothing_changed(store):
    assert store.changes(1) == Changes(1, frozenset(), {}, listed=False)


def test_more_points_change_a_series(store):
    commit(store, stored_run("a", x=[1, 2], y=[1]))

    assert store.changes(1) == Changes(2, frozenset({"a"}), {"a": scalars("x")}, listed=False)
    assert store.changes(1).tags == {"x"}


def test_other_points_change_a_series(store):
    commit(store, stored_run("a", x=[2], y=[1]))

    assert store.changes(1).series == {"a": scalars("x")}


def test_several_commits_are_joined(store):
    commit(store, stored_run("a", x=[1, 2], y=[1]))
    commit(store, stored_run("a", x=[1, 2], y=[1, 2]))
    commit(store, stored_run("b", x=[1, 2]))

    assert store.changes(1) == Changes(
        4, frozenset({"a", "b"}), {"a": scalars("x", "y"), "b": scalars("x")}, listed=False
    )
    assert store.changes(3) == Changes(4, frozenset({"b"}), {"b": scalars("x")}, listed=False)


def test_a_new_series_changes_the_lists(store):
    commit(store, stored_run("b", x=[1], z=[1]))

    assert store.changes(1) == Changes(2, frozenset({"b"}), {"b": scalars("z")}, listed=True)


def test_a_new_start_changes_the_lists(store):
    commit(store, stored_run("b", 5e8, x=[1]))

    assert store.changes(1).listed


def test_a_run_that_comes_or_goes_names_its_series_and_those_of_the_others(store):
    commit(store, stored_run("c", z=[1]), stored_run("a", x=[1], y=[1, 2]), gone=("b",))

    assert store.changes(1) == Changes(
        2,
        frozenset({"a", "b", "c"}),
        {"a": scalars("y"), "b": scalars("x"), "c": scalars("z")},
        listed=True,
    )


def test_a_run_with_many_changed_series_is_not_named_but_the_others_are(store):
    many = {f"t{i}": [1.0] for i in range(changes.MANY_SERIES + 1)}
    commit(store, stored_run("c", **many), stored_run("a", x=[1], y=[1, 2]))

    told = store.changes(1)
    assert told.runs == {"a", "c"}
    assert told.series == {"a": scalars("y")}
    assert told.tags is None


def test_what_one_of_several_commits_does_not_name_is_not_named(store):
    many = {f"t{i}": [1.0] for i in range(changes.MANY_SERIES + 1)}
    commit(store, stored_run("b", **many))
    commit(store, stored_run("b", x=[2], **many))

    assert store.changes(1).series == {}
    assert store.changes(2).series == {"b": scalars("x")}


def test_a_run_may_change_without_its_series(store):
    commit(store, stored_run("b", x=[1]))

    assert store.changes(1) == Changes(2, frozenset({"b"}), {"b": {}}, listed=False)


def test_who_is_too_far_behind_asks_for_everything(store):
    for number in range(changes.KEPT_GENERATIONS + 1):
        commit(store, stored_run("b", x=[number] * 2))
    newest = store.snapshot().generation

    assert store.changes(1) == Changes(newest, None, None, listed=True, files=True)
    assert store.changes(newest - changes.KEPT_GENERATIONS).runs == {"b"}


def test_a_generation_from_before_a_restart_asks_for_everything(store):
    assert store.changes(-1) == Changes(1, None, None, listed=True, files=True)
