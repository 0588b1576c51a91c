"""A whole catalog as one JSON file: out and in again, the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from sonde.catalog import Catalog
from sonde.catalog.document import CatalogDocument, decode, document_of, encode, take
from sonde.catalog.nouns import Edit
from sonde.errors import BadQueryError, ConflictError
from sonde.model import Root
from support.catalogs import root_of


@pytest.fixture
def filled(catalog: Catalog, root: Root) -> Catalog:
    """Something of everything, changed by two people, with a change that was refused, one that was undone, and one thrown away."""
    run = f"{root.key}:a/b"
    catalog.change(
        [Edit("run", run, "note", "学习率 \0 \U0001f600"), Edit("run", run, "tags", True, "good")],
        author="ada",
    )
    catalog.change(
        [Edit("run", run, "colour", 3), Edit("run", f"{root.key}:c", "starred", True)], author="bob"
    )
    with pytest.raises(ConflictError):
        catalog.change([Edit("run", run, "colour", "#112233")], seen=1)
    catalog.undo(2)
    catalog.change([Edit("run", run, "colour", 7), Edit("run", run, "display_name", "best")])
    for id, text in (("n1", "here"), ("n2", "gone")):
        catalog.change(
            [
                Edit("annotation", id, "run", run),
                Edit("annotation", id, "first_step", 5),
                Edit("annotation", id, "text", text),
            ]
        )
    catalog.change([Edit("annotation", "n2", name, None) for name in ("run", "first_step", "text")])
    catalog.change(
        [
            Edit("view", "v", "project", root.key),
            Edit("view", "v", "name", "losses"),
            Edit("view", "v", "address", "?a"),
            Edit("group", "g", "project", root.key),
            Edit("group", "g", "name", "both"),
            Edit("group", "g", "runs", True, run),
            Edit("project", root.key, "note", "# all"),
            Edit("project", root.key, "default_view", "v"),
        ]
    )
    return catalog


def whole(document: CatalogDocument) -> CatalogDocument:
    return msgspec.structs.replace(document, exported=0.0)


def test_an_empty_catalog_becomes_the_same(filled: Catalog, root: Root, tmp_path: Path) -> None:
    document = document_of(filled, root.key)
    again = decode(encode(document))
    other = Catalog([root], str(tmp_path / "other.db"))
    state, changed = take(other, again, root.key, author="eve")

    assert changed == 0
    assert state == filled.state()
    assert whole(document_of(other, root.key)) == whole(document)
    assert [one.refused for one in other.history()].count(True) == 1
    assert other.undo(state.revision).views == {}


def test_another_log_directory_takes_it_over(filled: Catalog, root: Root, tmp_path: Path) -> None:
    moved = root_of(tmp_path / "moved")
    other = Catalog([moved])
    state, _changed = take(other, document_of(filled, root.key), moved.key, author=None)

    def ours(value: object) -> str:
        return json.dumps(
            value, default=lambda one: sorted(one) if isinstance(one, set) else msgspec.to_builtins(one)
        )

    assert ours(sorted(state.runs.items())) == ours(sorted(filled.state().runs.items())).replace(
        root.key, moved.key
    )
    assert state.annotations["n1"].run == f"{moved.key}:a/b"
    assert state.groups["g"].runs == (f"{moved.key}:a/b",)
    told = document_of(other, moved.key)
    assert root.key not in encode(told).decode()


def test_what_is_there_already_stays_and_is_merged(
    filled: Catalog, open_catalog: Callable[[], Catalog], root: Root, tmp_path: Path
) -> None:
    other = Catalog([root], str(tmp_path / "other.db"))
    run = f"{root.key}:a/b"
    other.change([Edit("run", run, "tags", True, "mine"), Edit("run", run, "note", "mine")], author="eve")
    other.change([Edit("run", f"{root.key}:z", "starred", True)], author="eve")
    state, changed = take(other, document_of(filled, root.key), root.key, author="eve")

    assert changed > 0
    assert state.runs[run].tags == ("good", "mine")
    assert state.runs[run].note == "学习率 \0 \U0001f600"
    assert state.runs[f"{root.key}:z"].starred
    newest = other.history()[0]
    assert (newest.action, newest.author, newest.revision) == ("import", "eve", 3)
    assert take(other, document_of(filled, root.key), root.key, author="eve")[1] == 0
    assert other.undo(3).runs[run].note == "mine"


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda text: text[:-10], "truncated"),
        (lambda text: text.replace(b'"sonde-catalog"', b'"other"'), "format"),
        (lambda text: text.replace(b'"revision": 2,', b'"revision": 1,', 9), "not in order"),
        (lambda text: text.replace(b'"field": "colour"', b'"field": "mood"'), "no field 'mood'"),
        (lambda text: text.replace(b'"after": 7', b'"after": "red"'), "colour"),
        (lambda text: b"\xff" + text, "malformed"),
    ],
)
def test_a_file_that_was_spoilt_changes_nothing(
    filled: Catalog, root: Root, tmp_path: Path, spoil: Callable[[bytes], bytes], message: str
) -> None:
    other = Catalog([root], str(tmp_path / "other.db"))
    with pytest.raises(BadQueryError, match=message):
        take(other, decode(spoil(encode(document_of(filled, root.key)))), root.key, author=None)
    assert other.revision() == 0
