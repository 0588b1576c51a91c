"""Mounts: which file system holds a path, as far as it matters."""

from __future__ import annotations

import os
import sys

# File systems whose other writers the kernel does not hear of, and whose locks it cannot vouch for.
_NETWORK_TYPES = frozenset(
    (
        *(
            "9p",
            "afs",
            "beegfs",
            "ceph",
            "cifs",
            "davfs",
            "drvfs",
            "gfs2",
            "glusterfs",
            "gpfs",
            "lustre",
            "ncpfs",
        ),
        *(
            "nfs",
            "nfs4",
            "ocfs2",
            "orangefs",
            "panfs",
            "pvfs2",
            "smb3",
            "smbfs",
            "vboxsf",
            "virtiofs",
            "wekafs",
        ),
    )
)


def network_file_system(path: str) -> str:
    """The type of the network or user-space file system that holds this path; empty for others, and where unknown."""
    if not sys.platform.startswith("linux"):
        return ""
    try:
        with open("/proc/self/mounts", encoding="utf-8", errors="surrogateescape") as mounts:
            columns = [line.split(" ") for line in mounts]
    except OSError:
        return ""
    real = os.path.realpath(path)
    best_point, best_type = "", ""
    for _device, escaped, kind, *_ in columns:
        point = escaped.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        # The last of equal mount points lies on top.
        if len(point) >= len(best_point) and (real == point or real.startswith(point.rstrip("/") + "/")):
            best_point, best_type = point, kind
    return (
        best_type
        if best_type in _NETWORK_TYPES or best_type == "fuse" or best_type.startswith("fuse.")
        else ""
    )
