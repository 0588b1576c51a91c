"""Files beside the event file, in a log directory that is local or an fsspec URL."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import Any

from sonde.errors import MissingExtraError


def path_text(path: Any) -> str:
    """A path or URL, given as str, bytes or os.PathLike, as text. What no path may have (a lone surrogate) becomes "?"."""
    text = str.__str__(os.fsdecode(path))  # without what a subclass of str may do
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text


def is_url(logdir: str) -> bool:
    """Whether a log directory is for fsspec: protocol://… or chained with ::."""
    return "://" in logdir or "::" in logdir


def filesystem(logdir: str) -> tuple[Any, str]:
    """The fsspec file system of a URL, and the path in it. Raises MissingExtraError when what it needs is not there."""
    from fsspec.core import url_to_fs

    try:
        return url_to_fs(logdir)  # type: ignore[no-any-return]
    except ImportError as error:
        protocol = logdir.partition("://")[0]
        raise MissingExtraError(f"writing to {logdir}", str(error), protocol) from error


def names(directory: str) -> list[str]:
    """The names of what is in a directory; none when there is no such directory."""
    try:
        if is_url(directory):
            fs, path = filesystem(directory)
            return [entry.rstrip("/").rpartition("/")[2] for entry in fs.ls(path, detail=False)]
        return [entry.name for entry in Path(directory).iterdir()]
    except OSError:
        return []


def write(logdir: str, name: str, content: bytes) -> None:
    """Writes one file below `logdir`, and the directories that it needs."""
    if is_url(logdir):
        fs, path = filesystem(logdir)
        full = posixpath.join(path, name)
        fs.makedirs(posixpath.dirname(full), exist_ok=True)
        fs.pipe_file(full, content)
        return
    local = Path(logdir, name)
    local.parent.mkdir(parents=True, exist_ok=True)
    local.write_bytes(content)
