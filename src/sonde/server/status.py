"""The server and its data as a whole, in one record: what /api/status answers and every live event carries."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sonde import __version__

if TYPE_CHECKING:
    from sonde.query import Growing, Query


class Status:
    """Sums over all runs. They are kept until the next generation, since every listener asks."""

    def __init__(self, board: Growing) -> None:
        self._board = board
        self.instance = secrets.token_hex(4)
        self._kept: dict[str, Any] | None = None

    def __call__(self) -> dict[str, Any]:
        kept = self._kept
        if kept is None or kept["generation"] != self._board.generation:
            kept = self._kept = self._describe(self._board.query)
        return dict(kept)

    def _describe(self, query: Query) -> dict[str, Any]:
        totals = query.totals()
        return {
            "version": __version__,
            "instance": self.instance,
            "generation": query.generation,
            "state": _state(
                totals.runs > 0, query.loading.done, any(root.following != "no" for root in query.roots)
            ),
            "logdirs": [root.location for root in query.roots],
            "roots": [asdict(root) for root in query.roots],
            "loading": {**asdict(query.loading), "done": query.loading.done},
            **asdict(totals),
        }


def _state(any_runs: bool, loaded: bool, following: bool) -> str:
    if not loaded:
        return "loading"
    if not following:
        return "loaded"
    return "following" if any_runs else "waiting"
