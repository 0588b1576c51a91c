"""Sinks that write nothing."""

from __future__ import annotations

import os

from sonde.writer.event_sink import EventSink
from sonde.writer.nowhere_engine import NowhereEngine


class NowhereSink(EventSink):
    """Takes everything and writes nothing."""

    def _begin(self, *, lazy: bool) -> None:
        del lazy
        self.closed = False
        self._copier = None
        self._pid = os.getpid()
        self.engine = NowhereEngine(counts=False)


class LateSink(NowhereSink):
    """For what is logged after the process has closed its writers: told once and counted, and begins no file."""

    def _begin(self, *, lazy: bool) -> None:
        super()._begin(lazy=lazy)
        self.engine = NowhereEngine(counts=True)
        self.trouble.tell(
            "late",
            f"sonde: what was logged to {self.logdir} after its writer was closed, as the process ended, is not kept",
        )
