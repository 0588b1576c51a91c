"""A disk that hangs: an ext4 in a file, frozen, so that whoever writes to it waits until it is thawed."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FreezingDisk:
    """Mounted at `path`; hangs between `freeze` and `thaw`. What waits for it then can't even be killed."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def freeze(self) -> None:
        subprocess.run(["fsfreeze", "--freeze", str(self.path)], check=True)

    def thaw(self) -> None:
        subprocess.run(["fsfreeze", "--unfreeze", str(self.path)], check=False, capture_output=True)


@contextmanager
def freezing_disk(folder: Path) -> Iterator[FreezingDisk | None]:
    """Makes a disk of 128 MiB below `folder`; gives None where this user may not mount one."""
    image, path = folder / "disk.img", folder / "disk"
    path.mkdir(parents=True)
    image.write_bytes(b"")
    with image.open("r+b") as file:
        file.truncate(128 << 20)
    try:
        for command in (
            ["mkfs.ext4", "-q", "-F", str(image)],
            ["mount", "-o", "loop", str(image), str(path)],
        ):
            subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        yield None
        return
    disk = FreezingDisk(path)
    try:
        disk.freeze()
        disk.thaw()
    except (OSError, subprocess.CalledProcessError):
        disk = None
    try:
        yield disk
    finally:
        if disk:
            disk.thaw()
        subprocess.run(["umount", "-l", str(path)], check=False, capture_output=True)
