"""What is kept of answers that took work: the least recently used go first, and memory is bounded."""

from __future__ import annotations

import threading
from collections import OrderedDict


class Kept:
    """Bytes by name, at most `most_bytes` of them. Safe to share between threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._by_name: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def size(self) -> int:
        """How many bytes are kept."""
        return self._bytes

    def get(self, name: str) -> bytes | None:
        with self._lock:
            found = self._by_name.get(name)
            if found is not None:
                self._by_name.move_to_end(name)
            return found

    def put(self, name: str, data: bytes) -> None:
        """Keeps `data`, unless it would take more than an eighth of the room."""
        if len(data) > self._most_bytes // 8:
            return
        with self._lock:
            self._bytes += len(data) - len(self._by_name.pop(name, b""))
            self._by_name[name] = data
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._by_name.popitem(last=False)[1])
