"""The catalog over HTTP: what people add to runs, whoever's page it comes from, and the trash.

Every change is a POST of JSON, which pages of other sites cannot send, and is answered with what became different by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import unquote

from msgspec import UNSET, Meta, Struct, UnsetType
from starlette.requests import Request
from starlette.responses import Response

from sonde.catalog import Catalog
from sonde.catalog.catalog import new_id
from sonde.catalog.document import CatalogDocument, document_of, encode, take
from sonde.catalog.forms import Address, Colour, Id, Name, RunKey, Step, Tag, Text
from sonde.catalog.nouns import (
    Annotation,
    Edit,
    Group,
    Kind,
    ProjectEntry,
    RunEntry,
    State,
    View,
)
from sonde.catalog.nouns import Revision as RevisionOfCatalog
from sonde.catalog.trash import Candidate, Trash, Trashed
from sonde.errors import BadQueryError, NotAllowedError, NotFoundError
from sonde.server.answers import json_answer
from sonde.server.questions import MalformedQuestion
from sonde.server.router import Responses, Router

if TYPE_CHECKING:
    from sonde.model import Root

Seen = Annotated[
    Annotated[int, Meta(ge=0)] | None,
    Meta(
        description="the revision of what its author looked at; without it the last one wins, and the history has the others"
    ),
]
Author = Annotated[
    Annotated[str, Meta(max_length=600)] | None,
    Meta(description="who changes it, in percent-encoded UTF-8", extra={"in": "header"}),
]
_Keys = Annotated[list[RunKey], Meta(min_length=1, max_length=100_000)]


def _told(text: str) -> Meta:
    return Meta(description=text)


class RemovedAnswer(Struct, frozen=True):
    """Something that was thrown away."""

    kind: Literal["run", "project", "annotation", "view", "group"]
    id: str


class CatalogAnswer(Struct, frozen=True):
    """What people added: what is different since a revision."""

    identity: Annotated[
        str, _told("Tells catalogs apart: revisions of different ones cannot be compared. Empty without one.")
    ]
    revision: Annotated[int, _told("That of the newest change, whoever made it; 0 without any.")]
    since: Annotated[int, _told("What follows changed after this revision; with 0 it is all there is.")]
    location: Annotated[str, _told("Where it is kept, or is going to be.")]
    reason: Annotated[str, _told("Why it is not in the log directory; empty where it is.")]
    allow_delete: Annotated[bool, _told("Whether runs may be moved to the trash.")]
    runs: list[RunEntry]
    projects: list[ProjectEntry]
    annotations: list[Annotation]
    views: list[View]
    groups: list[Group]
    removed: list[RemovedAnswer]


class RunsChange(Struct, forbid_unknown_fields=True):
    """What is to become of some runs. What is not named stays; null puts a field back."""

    keys: Annotated[_Keys, Meta(description="keys of runs")]
    seen: Seen = None
    display_name: Name | UnsetType | None = UNSET
    note: Text | UnsetType | None = UNSET
    starred: bool | UnsetType = UNSET
    archived: bool | UnsetType = UNSET
    colour: Colour | UnsetType | None = UNSET
    add_tags: list[Tag] = []
    remove_tags: list[Tag] = []


class ProjectChange(Struct, forbid_unknown_fields=True):
    """What is to become of a root of the log directory."""

    key: Annotated[Id, Meta(description="key of a root")]
    seen: Seen = None
    note: Text | UnsetType | None = UNSET
    default_view: Id | UnsetType | None = UNSET


class AnnotationChange(Struct, forbid_unknown_fields=True):
    """A new annotation, or what is to become of one."""

    id: Annotated[Id | None, Meta(description="null makes a new one, which needs a run")] = None
    seen: Seen = None
    run: RunKey | UnsetType = UNSET
    tag: Annotated[str | UnsetType | None, Meta(description="null is the charts of all tags")] = UNSET
    first_step: Step | UnsetType = UNSET
    last_step: Step | UnsetType | None = UNSET
    text: Text | UnsetType = UNSET


class ViewChange(Struct, forbid_unknown_fields=True):
    """A new view, or what is to become of one."""

    id: Annotated[Id | None, Meta(description="null makes a new one, which needs a name and an address")] = (
        None
    )
    seen: Seen = None
    project: Annotated[Id | UnsetType, Meta(description="key of a root; the first one for a new view")] = (
        UNSET
    )
    name: Name | UnsetType = UNSET
    address: Address | UnsetType = UNSET


class GroupChange(Struct, forbid_unknown_fields=True):
    """A new group, or what is to become of one."""

    id: Annotated[Id | None, Meta(description="null makes a new one, which needs a name")] = None
    seen: Seen = None
    project: Annotated[Id | UnsetType, Meta(description="key of a root; the first one for a new group")] = (
        UNSET
    )
    name: Name | UnsetType = UNSET
    add_runs: list[RunKey] = []
    remove_runs: list[RunKey] = []


class Removal(Struct, forbid_unknown_fields=True):
    """What is to be thrown away; undoing that brings it back."""

    kind: Literal["annotation", "view", "group"]
    ids: Annotated[list[Id], Meta(min_length=1, max_length=10_000)]
    seen: Seen = None


class Undo(Struct, forbid_unknown_fields=True):
    """Which change is to be taken back."""

    revision: Annotated[int, Meta(ge=1)]


class TrashQuestion(Struct, forbid_unknown_fields=True):
    """Which runs are to be moved to the trash."""

    runs: Annotated[_Keys, Meta(description="keys of runs")]
    confirmed: Annotated[bool, Meta(description="true moves them; false only says what would be moved")] = (
        False
    )


class TrashItems(Struct, forbid_unknown_fields=True):
    """Which of the things in the trash."""

    ids: Annotated[
        list[str], Meta(min_length=1, max_length=10_000, description="as /api/catalog/trash has them")
    ]


class PurgeQuestion(TrashItems, forbid_unknown_fields=True):
    """Which of them are to be deleted for ever."""

    confirmed: Annotated[bool, Meta(description="must be true: what is purged does not come back")] = False


class CatalogDesk:
    """What the routes ask: the catalog, and whether runs may be deleted."""

    def __init__(self, catalog: Catalog, *, allow_delete: bool) -> None:
        self.catalog = catalog
        self.allow_delete = allow_delete

    @cached_property
    def roots(self) -> dict[str, Root]:
        """The roots of the log directory, by key."""
        return {root.key: root for root in self.catalog.roots}

    def answer(self, request: Request, state: State, since: int) -> Response:
        """What became different after this revision: of the runs and roots that this server serves."""
        place = self.catalog.place
        answer = CatalogAnswer(
            identity=self.catalog.identity,
            revision=state.revision,
            since=since,
            location=place.location,
            reason=place.reason,
            allow_delete=self.allow_delete,
            runs=[one for one in state.runs.values() if one.revision > since and self._serves(one.id)],
            projects=[
                one for one in state.projects.values() if one.revision > since and self._serves(one.id)
            ],
            annotations=[
                one for one in state.annotations.values() if one.revision > since and self._serves(one.run)
            ],
            views=[one for one in state.views.values() if one.revision > since and self._serves(one.project)],
            groups=[
                one for one in state.groups.values() if one.revision > since and self._serves(one.project)
            ],
            removed=[
                RemovedAnswer(kind, id) for (kind, id), revision in state.removed.items() if revision > since
            ],
        )
        return json_answer(request, answer)

    def change(
        self, request: Request, edits: Iterable[Edit], author: str | None, seen: int | None
    ) -> Response:
        """Make these changes and answer with what is different by them and after `seen`."""
        demand_json(request)
        wanted = list(edits)
        before = self.catalog.revision()
        state = self.catalog.change(wanted, author=name_of(author), seen=seen)
        return self.answer(request, state, before if seen is None else min(seen, before))

    def demand_served(self, *keys: str) -> None:
        """Raises NotFoundError for a run or a root that is none of this server's."""
        for key in keys:
            if not self._serves(key):
                raise NotFoundError(f"this server has no run or root {key!r}", "/api/runs lists the keys")

    def trashes(self, runs: Iterable[str]) -> dict[str, list[str]]:
        """The runs by the key of their root."""
        found: dict[str, list[str]] = {}
        for key in dict.fromkeys(runs):
            self.demand_served(key)
            found.setdefault(key.partition(":")[0], []).append(key)
        return found

    def demand_deletion(self) -> None:
        if not self.allow_delete:
            raise NotAllowedError(
                "this server does not delete runs", "start it with --allow-delete, or use `sonde rm`"
            )

    def _serves(self, key: str) -> bool:
        return key.partition(":")[0] in self.roots


def mount(router: Router, desk: CatalogDesk) -> None:
    """Put the routes on `router`, which stands at /api/catalog."""

    @router.get("", summary="What people added", answers=CatalogAnswer)
    def catalog(
        request: Request,
        since: Annotated[int, Meta(ge=0, description="only what changed after this revision")] = 0,
    ) -> Response:
        """Names, notes, tags, stars, colours, annotations, views and groups; where they are kept, and since which change.

        /api/live has an event `catalog` when there is a newer revision, also by another server or `sonde note`.
        """
        return desk.answer(request, desk.catalog.state(), since)

    @router.get("/history", summary="Who changed what", answers=list[RevisionOfCatalog])
    def history(
        request: Request,
        kind: Annotated[Kind | None, Meta(description="with `id`: only what was said of this")] = None,
        id: str | None = None,
        before: Annotated[int | None, Meta(description="only older revisions than this one")] = None,
        limit: Annotated[int, Meta(ge=1, le=1000)] = 100,
    ) -> Response:
        """Every change, the newest first, with what was before; also those that were refused, as somebody else was first."""
        found = desk.catalog.history(kind, id, before=before, limit=limit)
        return json_answer(request, found)

    @router.post("/runs", summary="Change what is said of runs", answers=CatalogAnswer)
    def runs(request: Request, question: RunsChange, sonde_author: Author = None) -> Response:
        """Name, note, star, archive, colour and tags of one run or of many at once. Fields merge one by one.

        A field that somebody else changed after `seen` is not overwritten: 409, with both values in `conflicts`.
        """
        desk.demand_served(*question.keys)
        edits = [
            edit
            for key in question.keys
            for edit in (
                *_given("run", key, question, ("display_name", "note", "starred", "archived", "colour")),
                *_elements("run", key, "tags", question.add_tags, question.remove_tags),
            )
        ]
        return desk.change(request, edits, sonde_author, question.seen)

    @router.post("/projects", summary="Change what is said of a log directory", answers=CatalogAnswer)
    def projects(request: Request, question: ProjectChange, sonde_author: Author = None) -> Response:
        """Its note, and the view that its page opens with."""
        desk.demand_served(question.key)
        edits = _given("project", question.key, question, ("note", "default_view"))
        return desk.change(request, edits, sonde_author, question.seen)

    @router.post("/annotations", summary="Make or change an annotation", answers=CatalogAnswer)
    def annotations(request: Request, question: AnnotationChange, sonde_author: Author = None) -> Response:
        """A text at a step of a run, or at a range of steps, in the charts of one tag or of all."""
        _demand_new(question, "run")
        if question.run is not UNSET:
            desk.demand_served(question.run)
        id = question.id or new_id()
        edits = _given("annotation", id, question, ("run", "tag", "first_step", "last_step", "text"))
        return desk.change(request, edits, sonde_author, question.seen)

    @router.post("/views", summary="Save or change a view", answers=CatalogAnswer)
    def views(request: Request, question: ViewChange, sonde_author: Author = None) -> Response:
        """A page as it is, under a name."""
        _demand_new(question, "name", "address")
        _of_first_root(question, desk)
        edits = _given("view", question.id or new_id(), question, ("project", "name", "address"))
        return desk.change(request, edits, sonde_author, question.seen)

    @router.post("/groups", summary="Make or change a group", answers=CatalogAnswer)
    def groups(request: Request, question: GroupChange, sonde_author: Author = None) -> Response:
        """Runs that somebody puts together by hand."""
        _demand_new(question, "name")
        _of_first_root(question, desk)
        desk.demand_served(*question.add_runs)
        id = question.id or new_id()
        edits = [
            *_given("group", id, question, ("project", "name")),
            *_elements("group", id, "runs", question.add_runs, question.remove_runs),
        ]
        return desk.change(request, edits, sonde_author, question.seen)

    @router.post("/remove", summary="Throw away annotations, views or groups", answers=CatalogAnswer)
    def remove(request: Request, question: Removal, sonde_author: Author = None) -> Response:
        """They are gone from every page; undoing the revision brings them back."""
        state = desk.catalog.state()
        edits = [edit for id in question.ids for edit in _emptied(question.kind, id, state)]
        return desk.change(request, edits, sonde_author, question.seen)

    @router.post("/undo", summary="Take back a change", answers=CatalogAnswer)
    def undo(request: Request, question: Undo, sonde_author: Author = None) -> Response:
        """What a revision changed becomes what it was; 409 where that was changed again since."""
        demand_json(request)
        before = desk.catalog.revision()
        state = desk.catalog.undo(question.revision, author=name_of(sonde_author))
        return desk.answer(request, state, before)

    @router.get("/export", summary="The whole catalog", responses=_DOCUMENT_RESPONSE)
    def export() -> Response:
        """Everything that was added and its history as one JSON file, as `sonde catalog export` writes it."""
        headers = {"Content-Disposition": 'attachment; filename="catalog.json"', "Cache-Control": "no-store"}
        body = encode(document_of(desk.catalog, next(iter(desk.roots), None)))
        return Response(body, media_type="application/json", headers=headers)

    @router.post("/import", summary="Take in a whole catalog", answers=CatalogAnswer)
    def import_(request: Request, question: CatalogDocument, sonde_author: Author = None) -> Response:
        """What such a file says becomes so; what it does not speak of stays. An empty catalog takes over its history too."""
        demand_json(request)
        before = desk.catalog.revision()
        root = next(iter(desk.roots), None)
        state, _count = take(desk.catalog, question, root, author=name_of(sonde_author))
        return desk.answer(request, state, before)

    @router.get("/trash", summary="What is in the trash", answers=list[Trashed], reads_files=True)
    def trash(request: Request) -> Response:
        """Runs that were taken out of the log directory and can come back, the newest first."""
        found = [item for root in desk.roots.values() for item in Trash(root).items()]
        return json_answer(request, sorted(found, key=lambda item: item.time, reverse=True))

    @router.post("/trash", summary="Move runs to the trash", answers=list[Candidate], reads_files=True)
    def put(request: Request, question: TrashQuestion, sonde_author: Author = None) -> Response:
        """What is moved for each run, and why it is not: a run's whole directory goes, and comes back byte for byte.

        Without `confirmed` nothing is moved. With it all are moved, or none (409 says why). 403 unless the server was
        started with `--allow-delete`.
        """
        demand_json(request)
        desk.demand_deletion()
        by_root = desk.trashes(question.runs)
        found = [one for root, keys in by_root.items() for one in Trash(desk.roots[root]).look(keys)]
        if question.confirmed:
            author = name_of(sonde_author)
            for root, keys in by_root.items():
                Trash(desk.roots[root]).put(keys, author)
        return json_answer(request, found)

    @router.post("/trash/undo", summary="Take runs out of the trash", answers=list[Trashed], reads_files=True)
    def restore(request: Request, question: TrashItems) -> Response:
        """They come back to where they were, byte for byte; 409 where something new is there."""
        demand_json(request)
        desk.demand_deletion()
        return json_answer(
            request, [one for trash, ids in _holding(desk, question.ids) for one in trash.undo(ids)]
        )

    @router.post("/trash/purge", summary="Delete from the trash", answers=list[Trashed], reads_files=True)
    def purge(request: Request, question: PurgeQuestion) -> Response:
        """For ever. Nothing but what is in the trash can be deleted."""
        demand_json(request)
        desk.demand_deletion()
        if not question.confirmed:
            raise BadQueryError("what is purged does not come back", "say so: confirmed: true")
        return json_answer(
            request, [one for trash, ids in _holding(desk, question.ids) for one in trash.purge(ids)]
        )


def demand_json(request: Request) -> None:
    """A page of another site can send a form without asking; it cannot send JSON."""
    sent = request.headers.get("content-type", "")
    if sent.partition(";")[0].strip().lower() != "application/json":
        raise MalformedQuestion(f"Content-Type: expected application/json, got {sent[:80]!r}")


def name_of(author: str | None) -> str | None:
    """The author's name as a header has it."""
    return unquote(author).strip()[:200] or None if author else None


def _given(kind: Kind, id: str, question: Struct, names: Iterable[str]) -> list[Edit]:
    """An edit for each of these fields that the question names."""
    return [Edit(kind, id, name, value) for name in names if (value := getattr(question, name)) is not UNSET]


def _elements(kind: Kind, id: str, field: str, added: Iterable[str], removed: Iterable[str]) -> list[Edit]:
    return [
        *(Edit(kind, id, field, True, element) for element in added),
        *(Edit(kind, id, field, None, element) for element in removed),
    ]


def _emptied(kind: Kind, id: str, state: State) -> list[Edit]:
    """What throws away a thing: all that was said of it goes."""
    entry = state.of(kind).get(id)
    if entry is None:
        raise NotFoundError(f"there is no {kind} {id!r} (any more)")
    names: dict[Kind, tuple[str, ...]] = {
        "annotation": ("run", "tag", "first_step", "last_step", "text"),
        "view": ("project", "name", "address"),
        "group": ("project", "name"),
    }
    members = entry.runs if isinstance(entry, Group) else ()
    return [*(Edit(kind, id, name, None) for name in names[kind]), *_elements(kind, id, "runs", (), members)]


def _demand_new(question: Any, *names: str) -> None:
    """What a new one must come with."""
    missing = [name for name in names if getattr(question, name) is UNSET]
    if question.id is None and missing:
        raise MalformedQuestion(f"body {missing[0]}: it is required for a new one, and missing")


def _of_first_root(question: Any, desk: CatalogDesk) -> None:
    if question.project is UNSET and question.id is None:
        question.project = next(iter(desk.roots), "")
    if question.project is not UNSET:
        desk.demand_served(question.project)


def _holding(desk: CatalogDesk, ids: Sequence[str]) -> list[tuple[Trash, list[str]]]:
    """Which trash holds which of these. Raises NotFoundError where one is in none."""
    found: list[tuple[Trash, list[str]]] = []
    left = list(dict.fromkeys(ids))
    for root in desk.roots.values():
        trash = Trash(root)
        known = {item.id for item in trash.items()}
        here = [id for id in left if id in known]
        left = [id for id in left if id not in known]
        found += [(trash, here)] if here else []
    if left:
        raise NotFoundError(f"there is no {left[0]!r} in the trash (any more)", "/api/catalog/trash lists it")
    return found


_DOCUMENT_RESPONSE: Responses = {
    200: {"description": "The file", "content": {"application/json": {"schema": {"type": "object"}}}}
}
