"""Immutable snapshots of a log directory, by generation. Sources commit their shares; everyone else only looks."""

from sonde.store.share import Part, Share
from sonde.store.snapshot import FileBytes, OpenFile, RunColumns, Snapshot, StoredFile, StoredRun, TagRows
from sonde.store.store import Store

__all__ = [
    "FileBytes",
    "OpenFile",
    "Part",
    "RunColumns",
    "Share",
    "Snapshot",
    "Store",
    "StoredFile",
    "StoredRun",
    "TagRows",
]
