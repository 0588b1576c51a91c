"""What the writers of one event file have in common: what they complain of and drop, and how they end."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from sonde.writer.event_sink import EventSink
from sonde.writer.trouble import Trouble, forgiving

if TYPE_CHECKING:
    from typing_extensions import Self


class OneFileWriter:
    """Writes to `sink`, and is a context manager that closes it and tells it of the exception that left the block."""

    def __init__(self, sink: EventSink) -> None:
        self.sink = sink

    @property
    def trouble(self) -> Trouble:
        """What this writer has complained of."""
        return self.sink.trouble

    @property
    def dropped(self) -> int:
        """How many events could not be written so far, in this process."""
        return self.sink.dropped

    def drop(self, events: int) -> None:
        """Counts events that were given up."""
        self.sink.drop(events)

    @forgiving("flush")
    def flush(self) -> None:
        """Returns when everything added before is with the operating system, or could not be written."""
        self.sink.flush()

    @forgiving("close")
    def close(self) -> None:
        """Flushes and closes the file. Closing twice is harmless; adding then is an error."""
        self.sink.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.sink.failure = error
        self.close()
