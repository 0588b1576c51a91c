"""The server and its data as a whole, in one record: what /api/status answers and every live event carries."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from sonde import __version__
from sonde.board import Board


class Status:
    """Sums over the newest snapshot. They are kept until the next one, since every listener asks."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.instance = secrets.token_hex(4)
        self._kept: tuple[object, dict[str, Any]] | None = None

    def __call__(self) -> dict[str, Any]:
        kept = self._kept
        snapshot = self._board.snapshot()
        if kept is None or kept[0] is not snapshot:
            kept = self._kept = (snapshot, self._describe())
        return dict(kept[1])

    def _describe(self) -> dict[str, Any]:
        snapshot = self._board.snapshot()
        runs = [stored.run for stored in snapshot.runs.values()]
        return {
            "version": __version__,
            "instance": self.instance,
            "generation": snapshot.generation,
            "state": _state(
                bool(runs), snapshot.loading.done, any(root.following != "no" for root in snapshot.roots)
            ),
            "logdirs": [root.location for root in snapshot.roots],
            "roots": [asdict(root) for root in snapshot.roots],
            "loading": {**asdict(snapshot.loading), "done": snapshot.loading.done},
            "runs": len(runs),
            "series": sum(run.series for run in runs),
            "points": sum(run.points for run in runs),
            "bytes": sum(file.bytes for run in runs for file in run.files),
            "damage": len(snapshot.damage) + sum(run.damage_count for run in runs),
        }


def _state(any_runs: bool, loaded: bool, following: bool) -> str:
    if not loaded:
        return "loading"
    if not following:
        return "loaded"
    return "following" if any_runs else "waiting"
