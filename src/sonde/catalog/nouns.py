"""The nouns: what people add, in the words that every room uses.

An *entry* is what was added about one thing: a run, a project (a root of the log directory), or something that people made
themselves: an *annotation*, a *view*, a *group*. Its *fields* change one by one; a field is a value or a set. Every change
is a *revision* of the catalog, a number that grows; `revision`, `author` and `time` of an entry are those of its last
change. A field that nobody set has its default.

Everything here is frozen. Runs and projects are named by their keys (`sonde.model.Run.key`, `Root.key`), times are seconds
since the epoch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

Kind = Literal["run", "project", "annotation", "view", "group"]

Colour = int | str
"""A slot of the page's palette, which suits both themes, or a colour as `#rrggbb`."""


@dataclass(frozen=True, slots=True)
class RunEntry:
    """What people say of a run. Without a `display_name` it is called as its directory is."""

    kind: ClassVar[Kind] = "run"
    id: str
    display_name: str | None = None
    note: str = ""
    starred: bool = False
    archived: bool = False
    colour: Colour | None = None
    tags: tuple[str, ...] = ()
    revision: int = 0
    author: str | None = None
    time: float = 0.0


@dataclass(frozen=True, slots=True)
class ProjectEntry:
    """What people say of a root of the log directory. `default_view` is the id of the view that its page opens with."""

    kind: ClassVar[Kind] = "project"
    id: str
    note: str = ""
    default_view: str | None = None
    revision: int = 0
    author: str | None = None
    time: float = 0.0


@dataclass(frozen=True, slots=True)
class Annotation:
    """A text at a step of a run, or at all steps up to `last_step`; in the charts of one tag, or of all."""

    kind: ClassVar[Kind] = "annotation"
    id: str
    run: str = ""
    first_step: int = 0
    last_step: int | None = None
    tag: str | None = None
    text: str = ""
    revision: int = 0
    author: str | None = None
    time: float = 0.0


@dataclass(frozen=True, slots=True)
class View:
    """A page as somebody left it: `address` is the part of its address that holds the view."""

    kind: ClassVar[Kind] = "view"
    id: str
    project: str = ""
    name: str = ""
    address: str = ""
    revision: int = 0
    author: str | None = None
    time: float = 0.0


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that somebody put together by hand."""

    kind: ClassVar[Kind] = "group"
    id: str
    project: str = ""
    name: str = ""
    runs: tuple[str, ...] = ()
    revision: int = 0
    author: str | None = None
    time: float = 0.0


Entry = RunEntry | ProjectEntry | Annotation | View | Group

KINDS: Mapping[Kind, type[Entry]] = {
    noun.kind: noun for noun in (RunEntry, ProjectEntry, Annotation, View, Group)
}

SETS: Mapping[Kind, frozenset[str]] = {"run": frozenset({"tags"}), "group": frozenset({"runs"})}
"""The fields that are sets: what is put in and taken out is one change each."""

MADE: Mapping[Kind, str] = {"annotation": "run", "view": "project", "group": "project"}
"""What people make and throw away, and the field that each of them has as long as it is there."""


@dataclass(frozen=True, slots=True)
class State:
    """Everything that is in the catalog at one revision. `removed` says since when something is not there any more."""

    revision: int = 0
    runs: Mapping[str, RunEntry] = field(default_factory=dict)
    projects: Mapping[str, ProjectEntry] = field(default_factory=dict)
    annotations: Mapping[str, Annotation] = field(default_factory=dict)
    views: Mapping[str, View] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    removed: Mapping[tuple[Kind, str], int] = field(default_factory=dict)

    def of(self, kind: Kind) -> Mapping[str, Entry]:
        """The entries of a kind, by id."""
        found: Mapping[str, Entry] = getattr(self, f"{kind}s")
        return found


@dataclass(frozen=True, slots=True)
class Edit:
    """One field that is to become `value`; None puts it back to its default.

    Of a set it is one `element` that is put in (`True`) or taken out (None).
    """

    kind: Kind
    id: str
    field: str
    value: Any
    element: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that became another. Of a set, `before` and `after` are True where the `element` is in it."""

    kind: Kind
    id: str
    field: str
    element: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Revision:
    """What somebody changed at once. `refused` are changes that were not made, because somebody else was first."""

    revision: int
    time: float
    author: str | None
    action: str
    refused: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that somebody else changed meanwhile: what it is now, since when and by whom, and what it was to become."""

    kind: Kind
    id: str
    field: str
    value: Any
    yours: Any
    revision: int
    author: str | None
    time: float
