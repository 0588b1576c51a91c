"""Snapshots replace each other, stay as they were, and wake who waits."""

from __future__ import annotations

import threading
import time

from sonde.store import Store
from support.stored import commit, stored_run


def test_a_new_store_is_empty():
    snapshot = Store().snapshot()

    assert (snapshot.generation, dict(snapshot.runs)) == (0, {})
    assert not snapshot.loading.done


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
    thread = threading.Timer(0.05, store.end)
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
    unsubscribe = store.subscribe(lambda snapshot: heard.append(snapshot.generation))
    commit(store)
    commit(store)
    unsubscribe()
    unsubscribe()
    commit(store)

    assert heard == [1, 2]


def test_a_subscriber_may_ask_the_store():
    store, seen = Store(), []
    store.subscribe(lambda _snapshot: seen.append(store.changes(0).generation))

    commit(store)

    assert seen == [1]


def test_a_subscriber_that_fails_harms_no_other(caplog):
    store, heard = Store(), []
    store.subscribe(lambda _snapshot: 1 / 0)
    store.subscribe(lambda snapshot: heard.append(snapshot.generation))

    commit(store)

    assert heard == [1]
    assert "ZeroDivisionError" in caplog.text
