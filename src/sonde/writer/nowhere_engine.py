"""An engine that takes everything and writes nothing: where nothing can be written, or nothing is to be."""

from __future__ import annotations

from typing import Any

TAKEN, ATTEND, CLOSED, FOREIGN = range(4)
"""What an engine answers to an event: it is taken; there is something to tell; it is closed; it is no event."""


class NowhereEngine:
    """What EventSink uses of `_native.EventWriter`. counts: what comes is dropped, and not merely unwanted."""

    def __init__(self, *, counts: bool) -> None:
        self._counts = counts
        self._dropped = 0

    def open(self) -> bool:
        return True

    def add_scalar(self, *_: Any) -> int:
        self._dropped += self._counts
        return TAKEN

    add_tensor_scalar = add_summary = add_event = add_scalar

    def drop(self, events: int) -> None:
        self._dropped += events

    def acknowledge(self) -> None:
        pass

    def flush(self, patience_secs: float = 0) -> bool:
        del patience_secs
        return True

    def close(self, patience_secs: float) -> bool:
        del patience_secs
        return True

    def report(self) -> dict[str, Any]:
        counts = "error", "stalled", "dropped", "waiting", "opened", "taken_away"
        return dict.fromkeys(counts, 0) | {"path": b"", "dropped": self._dropped}
