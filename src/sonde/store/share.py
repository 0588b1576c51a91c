"""The share that one source has of a store: a root of the log directory, later whoever sends points over the network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sonde.model import Damage, Loading, Root
from sonde.store.snapshot import Snapshot, StoredFile, StoredRun


@dataclass(frozen=True, slots=True)
class Part:
    """What one source says beside its runs: how far it has come, what it could not read, its root, the files beside.

    The snapshot shows these of all sources together: loading is summed, the others are listed source by source.
    """

    loading: Loading
    damage: tuple[Damage, ...] = ()
    roots: tuple[Root, ...] = ()
    files: tuple[StoredFile, ...] = ()


class Share:
    """One source's hold on the store. Its source alone commits here, from one thread at a time.

    `key` tells sources apart and stays the same when the same thing is opened again.
    """

    def __init__(
        self,
        key: str,
        part: Part,
        commit: Callable[[str, Part, Mapping[str, StoredRun | None]], Snapshot],
        end: Callable[[str], None],
    ) -> None:
        self.key = key
        self._part = part
        self._commit = commit
        self._end = end

    @property
    def part(self) -> Part:
        """What was committed last."""
        return self._part

    def commit(self, changed: Mapping[str, StoredRun | None], part: Part) -> None:
        """Replace these runs of this source by name (None: drop it) and everything else that it says.

        The snapshot that follows is swapped in, and waiters and subscribers hear of it; where nothing is different there
        is none. Raises ValueError where a name leads to another source's run already.
        """
        if changed or part != self._part:
            self._commit(self.key, part, changed)
            self._part = part

    def end(self) -> None:
        """Nothing will be committed any more: where that is so of all sources, nobody waits for more."""
        self._end(self.key)
