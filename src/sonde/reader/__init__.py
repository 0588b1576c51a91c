"""From event files to snapshots: finds them, reads them, and follows them while they grow."""

from sonde.reader.reader import Reader

__all__ = ["Reader"]
