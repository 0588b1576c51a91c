"""Event files for a URL: written to a local folder first, and copied from there as they grow.

Object stores know no appending, and a training run must not wait for a network. So the engine writes local files as always,
and a thread copies what is new every `flush_secs`: by appending where the file system can, by replacing the whole file where
it can't or where an attempt failed half-way. A reader never finds anything but a file's beginning.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any, BinaryIO

from sonde.writer.files import filesystem
from sonde.writer.trouble import Trouble

_SOONEST = 1.0  # seconds between two copies, whatever flush_secs says

_PIECE = 8 << 20  # bytes held in memory while copying


def _copy_bytes(source: BinaryIO, target: Any, count: int) -> None:
    while count > 0:
        piece = source.read(min(count, _PIECE))
        if not piece:
            raise OSError(f"{source.name} ends {count} bytes before its size")
        target.write(piece)
        count -= len(piece)


class Copier:
    """Copies the event files that this process makes in `folder` to `url`.

    Any thread may call it; one copy is made at a time. A fork begins with nothing copied and a thread of its own, when
    `begin` is called there; it leaves the folder to the process that made it.
    """

    def __init__(self, url: str, flush_secs: float, trouble: Trouble) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sonde-"))
        self._url = url
        self._interval = max(_SOONEST, flush_secs)
        self._trouble = trouble
        self._owner = os.getpid()
        self.begin()

    def begin(self) -> None:
        """Starts the thread of this process."""
        self._lock = threading.Lock()
        self._copied: dict[str, int] = {}  # bytes of each file that are there
        self._whole: set[str] = set()  # files to be replaced, because an attempt to append failed
        self._fs: Any = None
        self._ended = threading.Event()
        threading.Thread(target=self._run, name="sonde-copier", daemon=True).start()

    def _run(self) -> None:
        ended = self._ended
        while not ended.wait(0 if not self._copied else self._interval):
            self.copy()

    def copy(self) -> bool:
        """Copies what is new; tells what fails, and tries again at the next call. True when all is there."""
        with self._lock:
            try:
                for local in self._files():
                    self._copy(local)
            except Exception as error:  # whatever a file system of any package may raise
                self._trouble.tell(
                    "copy",
                    f"sonde: cannot write to {self._url}: {type(error).__name__}: {error}. Training goes on; events are kept "
                    f"in {self.folder} and copied when it becomes possible",
                    error,
                )
                return False
            self._trouble.over("copy", f"sonde: {self._url} can be written again; nothing was lost")
            return True

    def end(self) -> None:
        """Copies what is new, ends the thread, and removes the folder, unless something in it could not be copied."""
        self._ended.set()
        if self.copy() and self._owner == os.getpid():
            shutil.rmtree(self.folder, ignore_errors=True)

    def _files(self) -> list[Path]:
        return sorted(path for path in self.folder.iterdir() if f".{os.getpid()}." in path.name)

    def _copy(self, local: Path) -> None:
        if self._fs is None:
            self._fs, self._root = filesystem(self._url)
            self._fs.makedirs(self._root, exist_ok=True)
        name, size, done = local.name, local.stat().st_size, self._copied.get(local.name, 0)
        if size == done:
            return
        remote = f"{self._root.rstrip('/')}/{name}"
        if done == 0 or name in self._whole:
            self._replace(local, remote, size)
        else:
            self._append(local, remote, done, size)
        self._copied[name] = size

    def _replace(self, local: Path, remote: str, size: int) -> None:
        """Copies the first `size` bytes: the file may have grown since, and what is counted must be what is there."""
        with local.open("rb") as source, self._fs.open(remote, "wb") as target:
            _copy_bytes(source, target, size)

    def _append(self, local: Path, remote: str, done: int, size: int) -> None:
        self._whole.add(local.name)  # unless this comes to its end
        try:
            with local.open("rb") as source, self._fs.open(remote, "ab") as target:
                source.seek(done)
                _copy_bytes(source, target, size - done)
        except (NotImplementedError, ValueError):  # what file systems say that can't append
            self._replace(local, remote, size)
            return
        self._whole.discard(local.name)
