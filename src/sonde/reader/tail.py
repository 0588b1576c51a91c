"""One event file that is read on as it grows, and read anew when it is not the same any more."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from sonde import _native
from sonde.model import RUNNING_SECS, Damage, LogFile
from sonde.names import printable
from sonde.reader.source import FileStat, Source
from sonde.reader.walk import is_marker

PATIENCE_SECS = 10.0
"""So long the rest of a torn record is waited for before others are looked for behind it."""


class Tail:
    """One event file of a run. Owned by the reader thread; what it hands out is immutable.

    A file is read anew when it shrank, when another file took its name, when it was written over in place (the core
    finds other bytes where it had read some), and when a torn record is completed that others were looked for behind.
    """

    def __init__(
        self,
        run: str,
        name: str,
        open_source: Callable[[Any], Source],
        stat: FileStat,
        *,
        follow: bool = False,
        identities: _native.Identities | None = None,
    ) -> None:
        self.run = run
        self.name = name
        self.stat = stat
        self._follow = follow
        self._open_source = open_source
        self._identities = identities
        self._read_stat: FileStat | None = None
        self._error = ""
        self._changed_time = _first_seen(stat)
        self._begin()

    def _begin(self) -> None:
        """Start from the first byte."""
        self.source = self._open_source(self.stat.identity)
        self.events = _native.EventFile(printable(self.name), self._identities)
        self._version = -1
        self.events.patient = self._follow and self._rested() < PATIENCE_SECS
        self._torn: tuple[int, float] | None = None
        self.columns = self.events.snapshot()
        self._read_stat = None
        self._file: LogFile | None = None
        self._state: tuple[object, ...] = (0, 0, 0, 0, "")

    @property
    def position(self) -> int:
        """Up to here the bytes were looked at; a half-written record at the end included."""
        return self.events.bytes + self.events.pending_bytes

    @property
    def bytes_left(self) -> int:
        return max(0, self.stat.size - self.position)

    def update(self, stat: FileStat) -> bool:
        """Take note of what a listing says now; true when there is something to read."""
        if stat.version != self.stat.version:
            self._changed_time = _seen_to_change(stat)
        self.stat = stat
        self._file = None
        if is_marker(self.name):
            return False
        before = self._read_stat
        if before is not None and stat.version == before.version and not self.events.shrank:
            # Permissions may have changed, which no listing shows.
            return bool(self._error) or self._loses_patience()
        if before is not None and (stat.identity != before.identity or stat.size < self.position):
            self._begin()
        self._loses_patience()
        return True

    def look(self) -> bool:
        """Take over what is read so far, also while reading goes on; true when there is something new to show."""
        events = self.events
        if events.version == self._version and self._error == self._state[-1]:
            return False
        self._version = events.version
        state = (events.records, events.bytes, events.pending_bytes, events.damage_count, self._error)
        if state == self._state:
            return False
        self._state = state
        self._file = None
        self.columns = events.snapshot()
        return True

    def finished(self, error: Exception | None) -> bool:
        """Take note of the end of a read; true when there is something new to show."""
        other_size = self._read_stat is None or self._read_stat.size != self.stat.size
        self._error = _reason(error) if error is not None else ""
        self._read_stat = self.stat
        self._note_torn()
        return self.look() or other_size

    def begin_anew(self) -> bool:
        """Forget what was read if it is not there any more; true then."""
        if not self.events.rewritten:
            return False
        self._begin()
        return True

    def _note_torn(self) -> None:
        """Remember where a torn record waits, and since when: a file that has long stood still has waited already."""
        offset = self.events.bytes
        if not self.events.pending_bytes:
            self._torn = None
        elif self._torn is None or self._torn[0] != offset:
            self._torn = (offset, time.monotonic() - self._rested())
            self.events.patient = self._follow

    def _rested(self) -> float:
        """For how long the file has not changed, at most `PATIENCE_SECS`; 0 where its time is unknown or in the future."""
        changed = self.stat.changed_time
        return 0.0 if changed is None else min(max(time.time() - changed, 0.0), PATIENCE_SECS)

    def _loses_patience(self) -> bool:
        """Whether a torn record has been waited for long enough; from then on others are looked for behind it."""
        if not self.events.patient or self._torn is None:
            return False
        if time.monotonic() - self._torn[1] < PATIENCE_SECS:
            return False
        self.events.patient = False
        return True

    def file(self) -> LogFile:
        """What is known of the file, for people."""
        if self._file is None:
            self._file = self._describe()
        return self._file

    def _describe(self) -> LogFile:
        damage = [Damage(self.run, self.events.name, *place) for place in self.events.damage]
        if self._error:
            damage.append(Damage(self.run, self.events.name, 0, 0, self._error))
        return LogFile(
            name=self.events.name,
            location=printable(self.source.location),
            size=self.stat.size,
            records=self.events.records,
            bytes=self.events.bytes,
            pending_bytes=self.events.pending_bytes,
            changed_time=self._changed_time,
            writer=self.events.writer,
            damage=tuple(damage),
            damage_count=self.events.damage_count + bool(self._error),
            file_version=self.events.file_version,
            session_starts=tuple(self.events.session_starts),
        )


def _first_seen(stat: FileStat) -> float | None:
    """When the file changed, by its file system. A time to come tells nothing but that a clock is wrong."""
    now = time.time()
    if stat.changed_time is None or stat.changed_time > now + RUNNING_SECS:
        return None
    return min(stat.changed_time, now)


def _seen_to_change(stat: FileStat) -> float:
    """The same for a file that has just been seen to change: it was now, whatever clock the file system goes by."""
    now = time.time()
    told = stat.changed_time
    return told if told is not None and now - RUNNING_SECS < told <= now else now


def _reason(error: Exception) -> str:
    what = error.strerror if isinstance(error, OSError) else None
    return f"the file cannot be read: {what or str(error) or type(error).__name__}"
