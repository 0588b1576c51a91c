"""A file system of a given small size, for what happens when it is full."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def small_disk(path: Path, kilobytes: int, *options: str) -> Iterator[Path]:
    """Mounts a tmpfs at `path`; gives None where this user may not mount."""
    path.mkdir(parents=True, exist_ok=True)
    settings = ",".join([f"size={kilobytes}k", *options])
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", settings, "sonde-test", str(path)], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        yield None
        return
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", str(path)], check=False, capture_output=True)
