"""What changed since a generation: exactly, or "ask again for everything"."""

from __future__ import annotations

import pytest

from sonde.store import Changes, Store, changes
from support.stored import commit, stored_run


@pytest.fixture
def store():
    store = Store()
    commit(store, stored_run("a", x=[1], y=[1]), stored_run("b", x=[1]))
    return store


def test_nothing_changed(store):
    assert store.changes(1) == Changes(1, frozenset(), frozenset(), listed=False)


def test_more_points_change_a_tag(store):
    commit(store, stored_run("a", x=[1, 2], y=[1]))

    assert store.changes(1) == Changes(2, frozenset({"a"}), frozenset({"x"}), listed=False)


def test_several_commits_are_joined(store):
    commit(store, stored_run("a", x=[1, 2], y=[1]))
    commit(store, stored_run("a", x=[1, 2], y=[1, 2]))
    commit(store, stored_run("b", x=[1, 2]))

    assert store.changes(1) == Changes(4, frozenset({"a", "b"}), frozenset({"x", "y"}), listed=False)
    assert store.changes(3) == Changes(4, frozenset({"b"}), frozenset({"x"}), listed=False)


def test_a_new_series_changes_the_lists(store):
    commit(store, stored_run("b", x=[1], z=[1]))

    assert store.changes(1) == Changes(2, frozenset({"b"}), frozenset({"z"}), listed=True)


def test_a_new_start_changes_the_lists(store):
    commit(store, stored_run("b", 5e8, x=[1]))

    assert store.changes(1).listed


@pytest.mark.parametrize("change", [{"runs": ["c"]}, {"gone": ("a",)}])
def test_runs_that_come_or_go_concern_every_tag(store, change):
    commit(store, *(stored_run(name, x=[1]) for name in change.get("runs", ())), gone=change.get("gone", ()))

    assert store.changes(1) == Changes(2, frozenset({"c"} if "runs" in change else {"a"}), None, listed=True)


def test_many_tags_are_not_named(store):
    tags = {f"t{i}": [1.0] for i in range(changes.MANY_TAGS + 1)}
    commit(store, stored_run("a", **tags))

    assert store.changes(1).tags is None
    assert store.changes(1).runs == {"a"}


def test_who_is_too_far_behind_asks_for_everything(store):
    for number in range(changes.KEPT_GENERATIONS + 1):
        commit(store, stored_run("b", x=[number] * 2))
    newest = store.snapshot().generation

    assert store.changes(1) == Changes(newest, None, None, listed=True, files=True)
    assert store.changes(newest - changes.KEPT_GENERATIONS).runs == {"b"}


def test_a_generation_from_before_a_restart_asks_for_everything(store):
    assert store.changes(-1) == Changes(1, None, None, listed=True, files=True)
