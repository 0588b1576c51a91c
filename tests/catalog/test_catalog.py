"""What people add is kept, told with who and when, and never lost to somebody else's change."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from sonde.catalog import Catalog
from sonde.catalog.nouns import Annotation, Edit, Group, RunEntry, State, View
from sonde.errors import BadQueryError, ConflictError, NotFoundError
from sonde.model import Root

Opener = Callable[[], Catalog]


def edit(root: Root, field: str, value: object, run: str = "a") -> Edit:
    return Edit("run", f"{root.key}:{run}", field, value)


def tag(root: Root, name: str, value: object = True) -> Edit:
    return Edit("run", f"{root.key}:a", "tags", value, name)


def test_an_empty_catalog_makes_nothing(catalog: Catalog, root: Root, address: str | None) -> None:
    assert catalog.state() == State()
    assert catalog.revision() == 0
    assert catalog.history() == []
    if address is None:
        from pathlib import Path

        assert list(Path(root.location).iterdir()) == []


def test_every_field_of_a_run_is_kept(open_catalog: Opener, root: Root) -> None:
    begun = time.time()
    open_catalog().change(
        [
            edit(root, "display_name", "the best"),
            edit(root, "note", "# why\n\n学习率 0.1 \0 and a zero byte"),
            edit(root, "starred", True),
            edit(root, "archived", True),
            edit(root, "colour", "#0b7285"),
            tag(root, "good"),
            tag(root, "baseline"),
        ],
        author="ada",
    )

    found = open_catalog().state().runs[f"{root.key}:a"]
    assert begun <= found.time <= time.time()
    assert found == RunEntry(
        f"{root.key}:a",
        "the best",
        "# why\n\n学习率 0.1 \0 and a zero byte",
        True,
        True,
        "#0b7285",
        ("baseline", "good"),
        1,
        "ada",
        found.time,
    )


def test_a_field_goes_back_to_its_default(catalog: Catalog, root: Root) -> None:
    catalog.change([edit(root, "starred", True), edit(root, "colour", 3), tag(root, "good")])
    state = catalog.change(
        [edit(root, "starred", False), edit(root, "colour", None), tag(root, "good", None)]
    )

    found = state.runs[f"{root.key}:a"]
    assert (found.starred, found.colour, found.tags, found.revision) == (False, None, (), 2)


def test_what_changes_nothing_is_no_change(catalog: Catalog, root: Root) -> None:
    catalog.change([edit(root, "note", "x")])
    catalog.change([edit(root, "note", "x"), edit(root, "starred", False)])

    assert catalog.revision() == 1
    assert len(catalog.history()) == 1


def test_annotations_views_and_groups_are_made_and_thrown_away(catalog: Catalog, root: Root) -> None:
    run = f"{root.key}:a"
    state = catalog.change(
        [
            Edit("annotation", "n1", "run", run),
            Edit("annotation", "n1", "tag", "loss"),
            Edit("annotation", "n1", "first_step", 10),
            Edit("annotation", "n1", "last_step", 20),
            Edit("annotation", "n1", "text", "it diverged"),
            Edit("view", "v1", "project", root.key),
            Edit("view", "v1", "name", "the losses"),
            Edit("view", "v1", "address", "?tags=loss"),
            Edit("group", "g1", "project", root.key),
            Edit("group", "g1", "name", "wide"),
            Edit("group", "g1", "runs", True, run),
            Edit("project", root.key, "default_view", "v1"),
        ]
    )
    assert state.annotations["n1"] == Annotation(
        "n1", run, 10, 20, "loss", "it diverged", 1, None, state.annotations["n1"].time
    )
    assert state.views["v1"] == View(
        "v1", root.key, "the losses", "?tags=loss", 1, None, state.views["v1"].time
    )
    assert state.groups["g1"] == Group("g1", root.key, "wide", (run,), 1, None, state.groups["g1"].time)
    assert state.projects[root.key].default_view == "v1"

    state = catalog.change(
        [Edit("annotation", "n1", name, None) for name in ("run", "tag", "first_step", "last_step", "text")]
    )
    assert state.annotations == {}
    assert state.removed == {("annotation", "n1"): 2}
    with pytest.raises(NotFoundError, match="no annotation 'n1'"):
        catalog.change([Edit("annotation", "n1", "text", "too late")])

    assert catalog.undo(2).annotations["n1"].text == "it diverged"
    assert catalog.state().removed == {}


def test_another_server_sees_every_change(open_catalog: Opener, root: Root) -> None:
    one, two = open_catalog(), open_catalog()
    one.change([edit(root, "note", "first")])
    assert two.state().runs[f"{root.key}:a"].note == "first"
    two.change([edit(root, "note", "second"), edit(root, "note", "other", "b")])

    assert one.revision() == 2
    assert {key: entry.note for key, entry in one.state().runs.items()} == {
        f"{root.key}:a": "second",
        f"{root.key}:b": "other",
    }
    assert one.identity == two.identity != ""


def test_changes_of_different_fields_merge(open_catalog: Opener, root: Root) -> None:
    one, two = open_catalog(), open_catalog()
    seen = one.change([edit(root, "note", "x")]).revision
    two.change([edit(root, "starred", True), tag(root, "good")], seen=seen)
    state = one.change([edit(root, "display_name", "best"), tag(root, "bad")], seen=seen)

    found = state.runs[f"{root.key}:a"]
    assert (found.note, found.starred, found.display_name, found.tags) == ("x", True, "best", ("bad", "good"))


def test_of_two_changes_of_one_note_the_second_is_told_both_texts_and_kept(
    open_catalog: Opener, root: Root
) -> None:
    one, two = open_catalog(), open_catalog()
    seen = one.change([edit(root, "note", "draft")]).revision
    one.change([edit(root, "note", "by ada")], author="ada", seen=seen)
    with pytest.raises(ConflictError, match="changed by ada meanwhile") as refused:
        two.change([edit(root, "note", "by bob"), edit(root, "starred", True)], author="bob", seen=seen)

    (conflict,) = refused.value.conflicts
    assert (conflict.value, conflict.yours, conflict.author) == ("by ada", "by bob", "ada")
    found = two.state().runs[f"{root.key}:a"]
    assert (found.note, found.starred) == ("by ada", False)
    kept = two.history("run", f"{root.key}:a")[0]
    assert (kept.refused, kept.author) == (True, "bob")
    assert {change.field: change.after for change in kept.changes} == {"note": "by bob", "starred": True}

    two.change([edit(root, "note", "by ada and bob")], seen=conflict.revision)
    assert one.state().runs[f"{root.key}:a"].note == "by ada and bob"


def test_without_having_seen_anything_the_last_one_wins_and_the_history_has_the_other(
    open_catalog: Opener, root: Root
) -> None:
    open_catalog().change([edit(root, "note", "by ada")], author="ada")
    other = open_catalog()
    other.change([edit(root, "note", "by bob")], author="bob")

    newest, oldest = other.history()
    assert (newest.changes[0].before, newest.changes[0].after) == ("by ada", "by bob")
    assert (oldest.author, oldest.changes[0].after) == ("ada", "by ada")


def test_undo_takes_back_one_change_and_refuses_when_it_was_changed_since(
    catalog: Catalog, root: Root
) -> None:
    catalog.change([edit(root, "note", "one"), tag(root, "good")])
    catalog.change([edit(root, "note", "two")])
    with pytest.raises(ConflictError):
        catalog.undo(1)
    assert catalog.undo(2).runs[f"{root.key}:a"].note == "one"
    with pytest.raises(NotFoundError, match="no change 99"):
        catalog.undo(99)

    found = catalog.history()[0]
    assert found.action == "undo 2"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (Edit("run", "k:a", "colour", "red"), "colour"),
        (Edit("run", "k:a", "starred", "yes"), "expected bool"),
        (Edit("run", "k:a", "mood", 1), "there is no field 'mood'"),
        (Edit("dog", "k:a", "note", "x"), "there is no field"),  # type: ignore[arg-type]
        (Edit("run", "", "note", "x"), "length >= 1"),
        (Edit("run", "k:" + "ä" * 1400, "note", "x"), "1500 bytes"),
        (Edit("run", "k:a\0", "note", "x"), "regex"),
        (Edit("run", "k:a", "tags", True, ""), "length >= 1"),
        (Edit("annotation", "n", "first_step", 2**63), "first_step"),
    ],
)
def test_what_a_field_cannot_hold_is_refused(catalog: Catalog, wrong: Edit, message: str) -> None:
    with pytest.raises(BadQueryError, match=message):
        catalog.change([wrong])
    assert catalog.revision() == 0


def test_many_writers_at_once_lose_nothing(open_catalog: Opener, root: Root) -> None:
    """Two catalogs (servers) with four writers each: tags, annotations, and one note that all of them add a line to."""
    run = f"{root.key}:a"
    rounds = 10
    failed: list[BaseException] = []

    def write(catalog: Catalog, name: str) -> None:
        try:
            for number in range(rounds):
                word = f"{name}-{number}"
                catalog.change([tag(root, word)], author=name)
                catalog.change([Edit("annotation", word, "run", run), Edit("annotation", word, "text", word)])
                while True:
                    state = catalog.state()
                    known = state.runs[run].note
                    try:
                        catalog.change(
                            [edit(root, "note", f"{known}{word}\n")], author=name, seen=state.revision
                        )
                        break
                    except ConflictError:
                        continue
        except BaseException as error:
            failed.append(error)

    servers = [open_catalog(), open_catalog()]
    threads = [
        threading.Thread(target=write, args=(server, f"s{i}w{j}"))
        for i, server in enumerate(servers)
        for j in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    words = {f"s{i}w{j}-{number}" for i in range(2) for j in range(4) for number in range(rounds)}
    for server in servers:
        state = server.state()
        assert set(state.runs[run].tags) == words
        assert set(state.annotations) == words
        assert sorted(state.runs[run].note.splitlines()) == sorted(words)
    history = servers[0].history(limit=None)
    assert [one.revision for one in history] == list(range(len(history), 0, -1))
    told = {change.after for one in history for change in one.changes if change.field == "note"}
    assert len(told) == sum(any(change.field == "note" for change in one.changes) for one in history)


def test_ten_thousand_runs_are_changed_at_once(catalog: Catalog, root: Root) -> None:
    keys = [f"{root.key}:run{number}" for number in range(10_000)]
    catalog.change([Edit("run", key, "starred", True) for key in keys])
    state = catalog.change([Edit("run", key, "tags", True, "old") for key in keys])

    assert state.revision == 2
    assert all(state.runs[key].starred and state.runs[key].tags == ("old",) for key in keys)
