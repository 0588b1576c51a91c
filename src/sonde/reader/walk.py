"""The walk of a log directory: which runs there are, and which event files each of them holds."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any, Protocol

from sonde.model import OWN_DIRECTORY, Damage
from sonde.names import printable
from sonde.reader.source import FileStat, Source
from sonde.store import FileBytes


@dataclass(slots=True)
class FoundRun:
    """A directory that directly holds event files. `identity` tells directories apart whatever their path."""

    directory: str
    identity: Any = None
    files: dict[str, FileStat] = field(default_factory=dict)


@dataclass(slots=True)
class Found:
    """What one walk found: runs by their name below the root, files beside the event files by their path below it (with
    slashes), and what could not be listed.

    `unlisted` names the directories that may hold runs which this walk did not see: what is known of those stays.
    `present` is false where there is no root. `identity` is that of the root where it is a directory that the operating
    system can be asked to watch. `linked` is true where a directory may stand under several names.
    """

    runs: dict[str, FoundRun] = field(default_factory=dict)
    beside: dict[str, FileStat] = field(default_factory=dict)
    damage: list[Damage] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    present: bool = True
    identity: Any = None
    linked: bool = False

    def could_not_list(self, directory: str, reason: str) -> None:
        self.damage.append(Damage(directory, "", 0, 0, reason))
        self.unlisted.append(directory)


class Tree(Protocol):
    """One root of the log directory: what is below it, and how its files are opened."""

    @property
    def location(self) -> str:
        """Its path or URL, for people."""
        ...

    @property
    def unwatched(self) -> str:
        """Why a root without an identity cannot be watched by the operating system."""
        ...

    @property
    def poll_secs(self) -> float:
        """How often a walk may come where nothing else tells of changes. It comes less often where it takes long."""
        ...

    def walk(self) -> Found:
        """Everything below the root. What vanishes meanwhile is left out; what can't be listed is damage."""
        ...

    def source(self, directory: str, name: str, identity: Any) -> Source:
        """The bytes of one of its event files."""
        ...

    def beside(self, path: str, identity: Any) -> FileBytes:
        """The bytes of a file beside them, by its path below the root. They are never those of a file outside the root."""
        ...


def is_event_file(name: str) -> bool:
    return "tfevents" in name


def is_own(path: str) -> bool:
    """Whether a path, with slashes, leads into a directory of Sonde's own: there are no runs, whatever lies there."""
    return OWN_DIRECTORY in path.split("/")


def is_marker(name: str) -> bool:
    """Whether this event file only makes its directory a run (written for profiles without summaries)."""
    return name.endswith(".profile-empty")


def run_name(relative: str) -> str:
    """The name of a run from its path below the root: with slashes everywhere, `.` for the root itself."""
    return printable(relative.replace(os.sep, "/")) or "."


def lies_in(run: str, directory: str) -> bool:
    """Whether a run, by its name, is in this directory or below it."""
    return directory in (".", run) or run.startswith(directory + "/")
