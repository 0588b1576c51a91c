"""From what a person typed to the roots of a log directory."""

from __future__ import annotations

import os
from collections.abc import Sequence

from sonde.errors import LogdirError
from sonde.reader.keys import root_key
from sonde.reader.local import LocalTree
from sonde.reader.remote import RemoteTree, open_remote

Logdir = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


def open_roots(logdir: Logdir) -> dict[str, LocalTree | RemoteTree]:
    """The roots by label: the empty one alone, several each with a label that their runs' names begin with.

    The label is the last part of a root's path; where two agree, as many parts before it as tell them apart. A root
    given twice counts once, by whatever path.
    """
    given = [logdir] if isinstance(logdir, (str, bytes, os.PathLike)) else list(logdir)
    locations = list(
        {root_key(location): location for location in reversed(list(map(_location, given)))}.values()
    )[::-1]
    if not locations:
        raise LogdirError("no log directory was given", "name at least one path or URL")
    labels = _labels(locations) if len(locations) > 1 else [""]
    return {label: _open(location) for label, location in zip(labels, locations, strict=True)}


def is_url(location: str) -> bool:
    """Whether this goes to fsspec. Plain paths do not, nor does a Windows path with its drive letter."""
    return "://" in location


def _location(given: str | os.PathLike[str]) -> str:
    text = os.fspath(given)
    if not isinstance(text, str):
        raise LogdirError(f"expected a path as text, got {text!r}", "decode it with os.fsdecode")
    if not text:
        raise LogdirError("the log directory is an empty string", "use '.' for the current directory")
    if text.startswith("file://"):
        text = text.removeprefix("file://")
    if is_url(text):
        protocol, _, path = text.partition("://")
        return f"{protocol}://{path.rstrip('/')}"  # the root of a storage has slashes only in front
    return os.path.abspath(os.path.expanduser(text))


def _open(location: str) -> LocalTree | RemoteTree:
    return open_remote(location) if is_url(location) else LocalTree(location)


def _labels(locations: list[str]) -> list[str]:
    """The shortest endings of these paths, in whole parts, that are all different and of which none begins another: a run
    `b` of the root `x` and the root `x/b` would have one name.
    """
    parts = [
        [part for part in location.replace("://", "/").replace(os.sep, "/").split("/") if part]
        for location in locations
    ]
    for length in range(1, max(map(len, parts)) + 1):
        labels = ["/".join(one[-length:]) or "/" for one in parts]
        if len(set(labels)) == len(labels) and not any(
            one.startswith(f"{other}/") for one in labels for other in labels
        ):
            return labels
    return locations
