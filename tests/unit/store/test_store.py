"""Snapshots replace each other, stay as they were, and wake who waits."""

from __future__ import annotations

import threading
import time

import pytest

from sonde.model import Damage, Loading
from sonde.store import Part, Store
from support.stored import commit, stored_run


def test_a_new_store_is_empty():
    snapshot = Store().snapshot()

    assert (snapshot.generation, dict(snapshot.runs)) == (0, {})
    assert snapshot.roots == ()


def test_a_commit_replaces_and_drops_runs():
    store = Store()
    commit(store, stored_run("a", loss=[1]), stored_run("b", loss=[1]))
    before = store.snapshot()

    assert commit(store, stored_run("b", loss=[1, 2]), gone=("a",)) == 2

    assert [(run.name, run.run.points) for run in store.snapshot().runs.values()] == [("b", 2)]
    assert [(run.name, run.run.points) for run in before.runs.values()] == [("a", 1), ("b", 1)]


def test_runs_are_in_order_of_start_and_name_and_those_without_events_last():
    store = Store()
    times = {"late": 3e9, "b": 1e9, "a": 1e9, "empty": None, "early": 0.0}
    commit(store, *(stored_run(name, start_time) for name, start_time in times.items()))

    assert list(store.snapshot().runs) == ["early", "a", "b", "late", "empty"]


def test_waiting_ends_with_the_next_generation():
    store = Store()
    thread = threading.Timer(0.05, lambda: commit(store, stored_run("a")))
    thread.start()

    assert store.wait(0, timeout=10) == 1
    thread.join()


def test_waiting_ends_with_the_timeout():
    begun = time.monotonic()

    assert Store().wait(0, timeout=0.05) == 0
    assert time.monotonic() - begun >= 0.05


def test_nobody_waits_for_what_will_not_come():
    store = Store()
    share, other = (store.share(key, Part(Loading(0, 1, 0, 0))) for key in "ab")
    other.end()
    thread = threading.Timer(0.05, share.end)
    thread.start()

    assert store.wait(0) == 0
    assert store.wait(0) == 0
    thread.join()


def test_an_old_generation_does_not_wait():
    store = Store()
    commit(store, stored_run("a"))

    assert store.wait(0) == 1


def test_subscribers_hear_of_every_commit_until_they_end():
    store, heard = Store(), []
    unsubscribe = store.subscribe(heard.append)
    commit(store)
    commit(store)
    unsubscribe()
    unsubscribe()
    commit(store)

    assert heard == [1, 2]


def test_a_subscriber_may_ask_the_store():
    store, seen = Store(), []
    store.subscribe(lambda _generation: seen.append(store.changes(0).generation))

    commit(store)

    assert seen == [1]


def test_a_subscriber_that_fails_harms_no_other(caplog):
    store, heard = Store(), []
    store.subscribe(lambda _generation: 1 / 0)
    store.subscribe(heard.append)

    commit(store)

    assert heard == [1]
    assert "ZeroDivisionError" in caplog.text


def test_each_source_commits_its_own_share():
    store = Store()
    one, two = (store.share(key, Part(Loading(0, 1, 0, 10))) for key in ("one", "two"))

    one.commit(
        {"x/a": stored_run("x/a", loss=[1])}, Part(Loading(1, 1, 10, 10), (Damage("x", "", 0, 0, "no"),))
    )
    two.commit(
        {"y/a": stored_run("y/a", loss=[1])}, Part(Loading(1, 2, 3, 20), (Damage("y", "", 0, 0, "no"),))
    )
    one.commit({"x/a": None}, one.part)

    snapshot = store.snapshot()
    assert (list(snapshot.runs), snapshot.generation) == (["y/a"], 3)
    assert snapshot.loading == Loading(2, 3, 13, 30)
    assert [place.run for place in snapshot.damage] == ["x", "y"]


def test_a_commit_without_a_difference_is_none():
    store = Store()
    share = store.share("one", Part(Loading(0, 1, 0, 0)))
    share.commit({}, Part(Loading(1, 1, 0, 0)))

    share.commit({}, Part(Loading(1, 1, 0, 0)))

    assert store.snapshot().generation == 1


def test_two_sources_cannot_have_a_run_of_one_name():
    store = Store()
    one, two = (store.share(key, Part(Loading(1, 1, 0, 0))) for key in ("one", "two"))
    one.commit({"a": stored_run("a", loss=[1])}, one.part)
    other = stored_run("a", loss=[1])
    other.key = "two:a"

    with pytest.raises(ValueError, match="two sources call a run 'a': test:a and two:a"):
        two.commit({"a": other}, two.part)
    with pytest.raises(ValueError, match="a source 'one' already"):
        store.share("one", one.part)
    assert store.snapshot().runs_by_key["test:a"].name == "a"


def test_sources_that_commit_at_once_lose_nothing():
    store = Store()
    heard = []
    store.subscribe(heard.append)
    shares = [store.share(str(i), Part(Loading(0, 1, 0, 0))) for i in range(4)]

    def commits(share):
        for number in range(50):
            name = f"{share.key}/{number}"
            share.commit({name: stored_run(name)}, Part(Loading(number, 50, 0, 0)))

    threads = [threading.Thread(target=commits, args=(share,)) for share in shares]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(store.snapshot().runs) == 200
    assert heard == list(range(1, 201))
