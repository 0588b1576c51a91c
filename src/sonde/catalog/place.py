"""The place: where the catalog of a log directory is kept, and why there.

In the log directory itself (`.sonde/catalog.db` in its first root), so that it moves and is backed up with the runs; in the
user's data directory where a database cannot be kept there; or where the user says.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from sonde.errors import CatalogError
from sonde.model import OWN_DIRECTORY, Root
from sonde.mounts import network_file_system

FILE_NAME = "catalog.db"

_REFUSALS = (errno.EACCES, errno.EPERM, errno.EROFS)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a catalog is kept. `reason` says why it is not where one would look for it; empty where it is.

    `file` is that of a SQLite database; of one that a server keeps there is the `url`. `location` is for people: no
    password. `own` says that it is the catalog of this log directory alone, and that the log directory may be moved.
    """

    url: str
    file: Path | None
    location: str
    reason: str = ""
    own: bool = False

    @property
    def exists(self) -> bool:
        """Whether there may be something to read."""
        return self.file is None or self.file.exists()


def place_of(roots: Sequence[Root], catalog: str | None = None) -> Place:
    """Where the catalog of these roots is. `catalog` is a path or URL that the user gave instead.

    Looks at file systems, which may take a while where one does not answer. Raises CatalogError for a URL of another kind.
    """
    if catalog:
        return _given(catalog)
    if not roots:
        return _in_user_data("none", "there is no log directory")
    root = roots[0]
    reason = _why_not_in(root.location)
    if reason:
        return _in_user_data(root.key, reason)
    return _file(Path(root.location) / OWN_DIRECTORY / FILE_NAME, own=True)


def make_room(place: Place, roots: Sequence[Root]) -> Place:
    """Make the directory that the database is to be in. The place in the user's data directory where that is refused.

    Raises CatalogError where there is no place at all.
    """
    if place.file is None:
        return place
    try:
        place.file.parent.mkdir(parents=True, exist_ok=True)
        _demand_writable(place.file)
    except OSError as error:
        if not place.own or place.reason or error.errno not in _REFUSALS:
            raise CatalogError(
                f"the catalog cannot be kept at {place.location}: {error.strerror}",
                "say where else: --catalog FILE",
            ) from error
        why = f"{place.file.parent.parent} cannot be written to: {error.strerror}"
        return make_room(_in_user_data(roots[0].key, why), roots)
    return place


def _demand_writable(file: Path) -> None:
    """A database is written beside too, so its directory must take files."""
    if not os.access(file.parent, os.W_OK | os.X_OK) or (file.exists() and not os.access(file, os.W_OK)):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))


def _given(catalog: str) -> Place:
    if catalog.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        parts = urlsplit(catalog)
        url = urlunsplit(("postgresql+psycopg", *parts[1:]))
        return Place(url, None, _without_password(catalog))
    if catalog.startswith("sqlite:///"):
        catalog = catalog.removeprefix("sqlite:///")
    if "://" in catalog or not catalog:
        scheme = catalog.partition("://")[0]
        raise CatalogError(
            f"expected a catalog in a SQLite file or at postgresql://…, got {scheme}://…",
            "give a path, or postgresql://user@host/database",
        )
    file = Path(catalog).expanduser().absolute()
    kind = network_file_system(str(file.parent))
    reason = f"it is on {kind}, where two machines must not write to it at once" if kind else ""
    return _file(file, reason)


def _file(file: Path, reason: str = "", *, own: bool = False) -> Place:
    return Place("", file, str(file), reason, own)


def _why_not_in(location: str) -> str:
    """Why a database cannot be kept in this log directory; empty where it can."""
    if "://" in location:
        return f"{location} is no directory of this machine"
    if os.path.exists(location) and not os.path.isdir(location):
        return f"{location} is a single file"
    kind = network_file_system(location)
    if kind:
        return f"{location} is on {kind}, where locks between machines cannot be relied on"
    return _why_not_written(location)


def _why_not_written(location: str) -> str:
    """Whether this user may write there: to `.sonde`, or to the nearest directory that is there."""
    directory = Path(location) / OWN_DIRECTORY
    while not directory.exists() and directory != directory.parent:
        directory = directory.parent
    if os.access(directory, os.W_OK | os.X_OK):
        return ""
    others = Path(location, OWN_DIRECTORY, FILE_NAME)
    known = f"; what {others} holds is not shown" if others.exists() else ""
    return f"{directory} cannot be written to{known}"


def _in_user_data(root_key: str, reason: str) -> Place:
    return _file(user_data(os.environ) / "catalogs" / f"{root_key}.db", reason, own=True)


def user_data(environment: Mapping[str, str]) -> Path:
    """Where programs keep what belongs to this user."""
    if named := environment.get("XDG_DATA_HOME"):
        return Path(named) / "sonde"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "sonde"
    return Path.home() / ".local" / "share" / "sonde"


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    return urlunsplit((parts.scheme, user.partition(":")[0] + at + host, parts.path, "", ""))
