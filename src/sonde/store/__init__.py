"""Immutable snapshots of a log directory, by generation. Readers commit them; everyone else only looks."""

from sonde.store.changes import Changes
from sonde.store.snapshot import FileBytes, RunColumns, Snapshot, StoredRun
from sonde.store.store import Store

__all__ = ["Changes", "FileBytes", "RunColumns", "Snapshot", "Store", "StoredRun"]
