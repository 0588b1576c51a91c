"""The document: a whole catalog as one JSON file, out and in again."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any, Literal

import msgspec
from msgspec import Struct

from sonde.catalog.catalog import Catalog
from sonde.catalog.forms import checked
from sonde.catalog.keys import Keys
from sonde.catalog.nouns import (
    KINDS,
    SETS,
    Annotation,
    Edit,
    Entry,
    Group,
    ProjectEntry,
    Revision,
    RunEntry,
    State,
    View,
)
from sonde.errors import BadQueryError

_SAID = frozenset({"id", "revision", "author", "time"})
"""What an entry says of itself: nobody sets it."""


class CatalogDocument(Struct, frozen=True):
    """Everything that is in a catalog, and how it came to be. `root` is the key of the log directory that it was kept for."""

    format: Literal["sonde-catalog"]
    version: Literal[1]
    exported: float = 0.0
    root: str | None = None
    runs: tuple[RunEntry, ...] = ()
    projects: tuple[ProjectEntry, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    views: tuple[View, ...] = ()
    groups: tuple[Group, ...] = ()
    history: tuple[Revision, ...] = ()

    def of(self, kind: str) -> Sequence[Entry]:
        found: Sequence[Entry] = getattr(self, f"{kind}s")
        return found


def document_of(catalog: Catalog, root: str | None) -> CatalogDocument:
    """The whole catalog. `root` is the key of the first root of its log directory."""
    state = catalog.state()
    history = catalog.history(before=state.revision + 1, limit=None)
    entries: dict[str, Any] = {
        f"{kind}s": tuple(entry for _id, entry in sorted(state.of(kind).items())) for kind in KINDS
    }
    return CatalogDocument("sonde-catalog", 1, time.time(), root, history=tuple(reversed(history)), **entries)


def encode(document: CatalogDocument) -> bytes:
    """The file, in lines that can be read and compared."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def decode(text: bytes) -> CatalogDocument:
    """The document of a file. Raises BadQueryError, which says where it is wrong."""
    try:
        return msgspec.json.decode(text, type=CatalogDocument)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadQueryError(
            f"this is no catalog that `sonde catalog export` wrote: {error}", "give such a file"
        ) from None


def take(
    catalog: Catalog, document: CatalogDocument, root: str | None, *, author: str | None
) -> tuple[State, int]:
    """Put everything that a document says into the catalog: the new state, and how many fields became others.

    What the document does not speak of stays. An empty catalog takes over the history as well, and is then the same.
    Keys of the document's log directory become those of this one.
    """
    document = _moved(document, root)
    _demand_history(document.history)
    if document.history and catalog.revision() == 0:
        catalog.restore(document.history)
    state = catalog.state()
    edits = list(_edits(document, state))
    if edits:
        state = catalog.change(edits, author=author, action="import")
    return state, len(edits)


def _demand_history(history: Sequence[Revision]) -> None:
    """Nothing that could not have happened here."""
    numbers = [one.revision for one in history]
    if numbers != sorted(set(numbers)) or (numbers and numbers[0] < 1):
        raise BadQueryError("the history of this catalog is not in order", "give a file as it was exported")
    for one in history:
        for change in one.changes:
            checked(Edit(change.kind, change.id, change.field, change.after, change.element))


def _edits(document: CatalogDocument, state: State) -> Iterator[Edit]:
    """What makes the entries of the state those of the document."""
    for kind, noun in KINDS.items():
        for entry in document.of(kind):
            known = state.of(kind).get(entry.id) or noun(id=entry.id)
            for name in (one.name for one in fields_of(noun) if one.name not in _SAID):
                wanted, there = getattr(entry, name), getattr(known, name)
                if name in SETS.get(kind, ()):
                    yield from (
                        Edit(kind, entry.id, name, True, element)
                        for element in wanted
                        if element not in there
                    )
                elif wanted != there:
                    yield Edit(kind, entry.id, name, wanted)


def _moved(document: CatalogDocument, root: str | None) -> CatalogDocument:
    """The document with the keys of this log directory in place of those that it was written with."""
    old = document.root
    if old is None or root is None or old == root:
        return document

    def key(text: Any) -> Any:
        is_ours = isinstance(text, str) and (text == old or text.startswith(f"{old}:"))
        return root + text[len(old) :] if is_ours else text

    inward, outward = Keys(old).inward_change, Keys(root).outward

    return msgspec.structs.replace(
        document,
        root=root,
        runs=tuple(replace(one, id=key(one.id)) for one in document.runs),
        projects=tuple(replace(one, id=key(one.id)) for one in document.projects),
        annotations=tuple(replace(one, run=key(one.run)) for one in document.annotations),
        views=tuple(replace(one, project=key(one.project)) for one in document.views),
        groups=tuple(
            replace(one, project=key(one.project), runs=tuple(map(key, one.runs))) for one in document.groups
        ),
        history=tuple(
            replace(one, changes=tuple(outward(inward(change)) for change in one.changes))
            for one in document.history
        ),
    )
