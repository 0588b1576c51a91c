"""Keys: what a root, a run and a file beside are called for ever, whatever is opened with them."""

from __future__ import annotations

import os
from hashlib import blake2b


def root_key(location: str) -> str:
    """Twelve hexadecimal digits of where the root is, links resolved.

    It is the place that counts, not the device and inode that hold it: those change when a disk is mounted again.
    """
    place = location if "://" in location else os.path.realpath(location)
    return blake2b(os.fsencode(place), digest_size=6).hexdigest()


def key_below(root: str, relative: str) -> str:
    """The key of what lies at this path below a root, given as it is shown; `.` is the root itself."""
    return f"{root}:{relative}"


def below_label(name: str, label: str) -> str:
    """The path below its root of what is shown under this name; empty for the root itself."""
    relative = name.removeprefix(label).removeprefix("/") if label else name
    return "" if relative == "." else relative
