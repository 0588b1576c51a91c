"""Which directories the operating system gives notices of. At its limit of watches it leaves the others out and says nothing."""

from __future__ import annotations

import os
import re

LIMIT_REASON = "the system's limit of watched directories is reached (fs.inotify.max_user_watches)"

_WATCH = re.compile(r"^inotify wd:\S+ ino:([0-9a-f]+) ", re.MULTILINE)


def watched_inodes() -> frozenset[int]:
    """The inodes of all directories that this process watches, as Linux tells them (proc(5), fdinfo); none elsewhere."""
    found: set[int] = set()
    try:
        descriptors = os.listdir("/proc/self/fd")
    except OSError:
        return frozenset()
    for descriptor in descriptors:
        try:
            if os.readlink(f"/proc/self/fd/{descriptor}") == "anon_inode:inotify":
                with open(f"/proc/self/fdinfo/{descriptor}", encoding="ascii") as file:
                    found.update(int(inode, 16) for inode in _WATCH.findall(file.read()))
        except OSError:
            continue  # closed meanwhile
    return frozenset(found)
