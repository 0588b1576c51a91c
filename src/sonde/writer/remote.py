"""Event files for a URL: written to a local folder first, and copied from there as they grow.

Object stores know no appending, and a training run must not wait for a network. So the engine writes local files as always,
and a thread copies what is new every `flush_secs`: by appending where the file system can, by replacing the whole file where
it can't or where an attempt failed half-way. A reader never finds anything but a file's beginning. A network that hangs holds
up that thread alone.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
from pathlib import Path
from typing import Any, BinaryIO

from sonde.errors import WriteError
from sonde.writer.files import filesystem
from sonde.writer.trouble import Trouble, said

_SOONEST = 1.0  # seconds between two copies, whatever flush_secs says

_PIECE = 8 << 20  # bytes held in memory while copying


class Copier:
    """Copies the event files that this process makes in `folder` to `url`.

    One thread copies, and nobody else waits for the network longer than the patience that it brings. Any thread may call.
    A fork begins with nothing copied and a thread of its own, when `begin` is called there; it shares the folder, where
    each process has files of its own, and the last to end removes it.
    """

    def __init__(self, url: str, flush_secs: float, trouble: Trouble) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="sonde-"))
        self._url = url
        self._interval = min(max(_SOONEST, flush_secs), threading.TIMEOUT_MAX)
        self._trouble = trouble
        self.begin()

    def begin(self) -> None:
        """Starts the thread of this process."""
        self.folder.mkdir(mode=0o700, exist_ok=True)  # who made it may have ended
        self._copied: dict[str, int] = {}  # bytes of each file that are there
        self._whole: set[str] = set()  # files to be replaced, because an attempt to append failed
        self._fs: Any = None
        self._news = threading.Condition()  # guards what follows
        self._asked = 1  # for so many copies, the first one at once
        self._begun = self._done = (
            0  # the number that was asked for when the last copy began, and of the last that ended
        )
        self._failure: BaseException | None = None  # of the last copy
        self._moved = 0  # pieces written so far
        self._ended = False
        threading.Thread(target=self._run, name="sonde-copier", daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._news:
                wait = self._interval if self._copied else _SOONEST
                self._news.wait_for(lambda: self._asked > self._begun or self._ended, wait)
                if self._ended and self._asked == self._begun:
                    return
                self._begun = self._asked
            self._copy_all()

    def _copy_all(self) -> None:
        failure: BaseException | None = None
        try:
            for local in self._files():
                self._copy(local)
        except (
            BaseException
        ) as error:  # whatever a file system of any package may raise, asyncio.CancelledError too
            failure = error
        with contextlib.suppress(WriteError):  # strict mode has it raised where someone waits
            self._tell(failure)
        with self._news:
            self._done, self._failure = self._begun, failure
            self._news.notify_all()

    def _tell(self, failure: BaseException | None) -> None:
        if failure is None:
            self._trouble.over("copy", f"sonde: {self._url} can be written again; nothing was lost")
            return
        self._trouble.tell(
            "copy",
            f"sonde: cannot write to {self._url}: {type(failure).__name__}: {said(failure)}. Training goes on; events are kept "
            f"in {self.folder} and copied when it becomes possible",
            failure,
        )

    def flush(self, patience_secs: float) -> bool:
        """Has all copied that is there now; tells what fails, and tries again later. True when all is there.

        Waits no longer than `patience_secs` for a network that moves nothing; the copy goes on then.
        """
        with self._news:
            self._asked += 1
            wanted = self._asked
            self._news.notify_all()
            if not self._wait_for(wanted, patience_secs):
                failure: BaseException | None = TimeoutError(
                    f"nothing has moved for {patience_secs:.0f} seconds"
                )
            else:
                failure = self._failure
        self._tell(failure)
        return failure is None

    def _wait_for(self, wanted: int, patience_secs: float) -> bool:
        """Waits for the copy of that number, as long as something moves."""
        moved = -1
        while self._done < wanted and moved != self._moved:
            moved = self._moved
            self._news.wait_for(lambda: self._done >= wanted, patience_secs)
        return self._done >= wanted

    def end(self, patience_secs: float) -> None:
        """Copies what is new, ends the thread, and removes what was copied, and the folder when nothing is left in it."""
        try:
            copied = self.flush(patience_secs)
        finally:
            with self._news:
                self._ended = True
                self._news.notify_all()
        if copied:
            with contextlib.suppress(OSError):  # files of other processes are in it
                for local in self._files():
                    local.unlink()
                self.folder.rmdir()

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
        if done == 0 or name in self._whole or not self._is_there(remote, done):
            self._replace(local, remote, size)
        else:
            self._append(local, remote, done, size)
        self._copied[name] = size
        self._whole.discard(name)

    def _is_there(self, remote: str, size: int) -> bool:
        """Whether the remote file is what was copied so far; otherwise somebody removed or changed it, which is told."""
        self._fs.invalidate_cache(self._root)
        try:
            found = self._fs.info(remote).get("size")
        except FileNotFoundError:
            change = "removed"
        else:
            if found in (None, size):
                return True
            change = "changed"
        self._whole.add(remote.rpartition("/")[2])
        self._trouble.tell(
            "taken away",
            f"sonde: an event file in {self._url} was {change} while it was being written; all of it is copied anew",
        )
        return False

    def _replace(self, local: Path, remote: str, size: int) -> None:
        """Copies the first `size` bytes: the file may have grown since, and what is counted must be what is there."""
        with local.open("rb") as source, self._fs.open(remote, "wb") as target:
            self._copy_bytes(source, target, size)

    def _append(self, local: Path, remote: str, done: int, size: int) -> None:
        self._whole.add(local.name)  # unless this comes to its end
        try:
            with local.open("rb") as source, self._fs.open(remote, "ab") as target:
                source.seek(done)
                self._copy_bytes(source, target, size - done)
        except (NotImplementedError, ValueError):  # what file systems say that can't append
            self._replace(local, remote, size)

    def _copy_bytes(self, source: BinaryIO, target: Any, count: int) -> None:
        while count > 0:
            piece = source.read(min(count, _PIECE))
            if not piece:
                raise OSError(f"{source.name} ends {count} bytes before its size")
            target.write(piece)
            self._moved += 1
            count -= len(piece)
