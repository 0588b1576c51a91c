"""Routes that every page needs, whatever its panel: runs, tags, series, damage, status, and the live stream."""

from __future__ import annotations

import time
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from sonde.board import Board
from sonde.model import Run
from sonde.server.answers import json_answer
from sonde.server.live import Live
from sonde.server.status import Status

Kind = Annotated[str | None, Query(description="scalars, histograms, images, …; without it, every kind")]


def mount(router: APIRouter, board: Board, live: Live, status: Status) -> None:
    """Put the routes on `router`, which stands at /api."""

    def answer(request: Request, value: Any, generation: int) -> Response:
        return json_answer(request, value, {"Sonde-Generation": str(generation)})

    @router.get("/runs", summary="All runs", response_class=Response)
    def runs(request: Request) -> Response:
        """All runs, by start time, then name; runs without events last.

        The header `Sonde-Generation` says of which generation the list is.
        """
        query = board.query
        now = time.time()
        return answer(request, [_run(run, now) for run in query.runs()], query.generation)

    @router.get("/tags", summary="Tags over all runs", response_class=Response)
    def tags(request: Request, kind: Kind = None) -> Response:
        """Every tag once for each kind it has, by name, with the number of runs that have it."""
        query = board.query
        return answer(request, query.tags(kind), query.generation)

    @router.get("/series", summary="All series", response_class=Response)
    def series(
        request: Request,
        run: Annotated[str | None, Query(description="only this run")] = None,
        tag: Annotated[str | None, Query(description="only this tag")] = None,
        kind: Kind = None,
    ) -> Response:
        """Every series with its extent, by run, tag and kind; what is given narrows the list."""
        query = board.query
        return answer(request, query.series(kind=kind, run=run, tag=tag), query.generation)

    @router.get("/damage", summary="What could not be read", response_class=Response)
    def damage(request: Request) -> Response:
        """Each place in the event files that could not be read and was passed over; at most 1,000 for each file."""
        snapshot = board.snapshot()
        return answer(request, snapshot.all_damage, snapshot.generation)

    @router.get("/status", summary="The server and its data", response_class=Response)
    def server_status(request: Request) -> Response:
        """Version, log directories, how far reading has come, and sums over all runs."""
        now = status()
        return answer(request, now, now["generation"])

    @router.get(
        "/live",
        summary="What changes, as it changes",
        response_class=StreamingResponse,
        responses=_LIVE_RESPONSE,
    )
    async def events(
        generation: Annotated[
            int | None, Query(description="what the listener has; without it, the first event comes at once")
        ] = None,
        last_event_id: Annotated[str | None, Header(description="sent by browsers that reconnect")] = None,
    ) -> StreamingResponse:
        """Server-sent events named `change`, at most four a second, from the given generation on.

        The data is the answer of /api/status with `runs` and `tags` replaced by the names of those that changed (null: too
        many to name) and with `listed`, which is true when runs or tags came or went. A comment every 15 seconds keeps the
        connection open.
        """
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        stream = live.events(generation, last_event_id)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


def _run(run: Run, now: float) -> dict[str, Any]:
    return {
        "name": run.name,
        "start_time": run.start_time,
        "last_time": run.last_time,
        "points": run.points,
        "series": run.series,
        "attempts": run.attempts,
        "damage": run.damage_count,
        "state": run.state(now),
        "files": len(run.files),
    }


_LIVE_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The stream", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}
