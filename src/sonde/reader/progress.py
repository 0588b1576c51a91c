"""How far a read has come, root by root, told ever more rarely: telling must stay cheap beside reading."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sonde.model import Loading
from sonde.reader.root import FollowedRoot
from sonde.reader.tail import Tail

PROGRESS_SHARE = 0.05
"""Partial commits during a long read take no more than about this share of the time."""


class Progress:
    """What is told of one read while it lasts. It is silent for so long at first."""

    def __init__(self, waiting: Iterable[tuple[FollowedRoot, Tail]], silent_secs: float) -> None:
        self._tails: dict[FollowedRoot, list[tuple[Tail, int]]] = defaultdict(list)
        for root, tail in waiting:
            self._tails[root].append((tail, tail.bytes_left))
        self._begun = time.monotonic()
        self._due = self._begun + silent_secs

    def due(self) -> bool:
        self._begun = time.monotonic()
        return self._begun >= self._due

    def told(self) -> None:
        now = time.monotonic()
        self._due = now + (now - self._begun) / PROGRESS_SHARE

    def roots(self) -> list[FollowedRoot]:
        """Those with files to read."""
        return list(self._tails)

    def of(self, root: FollowedRoot, *, begun: bool = True) -> Loading:
        """How far the files of this root are read: never done, as long as the read lasts."""
        return _loading(self._tails.get(root, ()), begun)

    def all(self) -> Loading:
        """The same of all roots together."""
        return _loading([one for tails in self._tails.values() for one in tails], True)


def _loading(tails: Sequence[tuple[Tail, int]], begun: bool) -> Loading:
    size = sum(before for _, before in tails)
    if not begun:
        return Loading(0, len(tails), 0, size)
    left = sum(tail.bytes_left for tail, _ in tails)
    done = sum(tail.position >= tail.stat.size for tail, _ in tails)
    return Loading(min(done, max(0, len(tails) - 1)), len(tails), max(0, size - left), size)
