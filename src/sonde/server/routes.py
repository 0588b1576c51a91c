"""Routes that every page needs, whatever its panel: runs, tags, series, damage, status, and the live stream."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta, Struct
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from sonde.model import Run, SeriesInfo
from sonde.server.answers import json_answer
from sonde.server.blobs import blob_answer, plain_file_name
from sonde.server.kinds import kinds_of
from sonde.server.live import Live
from sonde.server.router import Responses, Router
from sonde.server.schema import (
    DamageAnswer,
    FileAnswer,
    KindAnswer,
    RunAnswer,
    SeriesAnswer,
    StatusAnswer,
    TagAnswer,
)
from sonde.server.status import Status

if TYPE_CHECKING:
    from sonde.query import Growing

Kind = Annotated[str | None, Meta(description="scalars, histograms, images, …; without it, every kind")]


class TagsQuestion(Struct, forbid_unknown_fields=True):
    """Which runs' tags, and of which kind."""

    kind: Annotated[str, Meta(description="scalars, histograms, images, …")]
    runs: Annotated[list[str], Meta(description="names of runs")]


def mount(router: Router, board: Growing, live: Live, status: Status) -> None:
    """Put the routes on `router`, which stands at /api."""

    def answer(request: Request, value: Any, generation: int) -> Response:
        return json_answer(request, value, {"Sonde-Generation": str(generation)})

    @router.get("/runs", summary="All runs", answers=list[RunAnswer])
    def runs(request: Request) -> Response:
        """All runs, by start time, then name; runs without events last.

        The header `Sonde-Generation` says of which generation the list is.
        """
        query = board.query
        now = time.time()
        return answer(request, [_run(run, now) for run in query.runs()], query.generation)

    @router.get("/tags", summary="Tags over all runs", answers=list[TagAnswer])
    def tags(request: Request, kind: Kind = None) -> Response:
        """Every tag once for each kind it has, by name, with the number of runs that have it."""
        query = board.query
        return answer(request, query.tags(kind), query.generation)

    @router.post("/tags/query", summary="Tags of some runs", answers=list[str])
    def tags_of(request: Request, question: TagsQuestion) -> Response:
        """The names of the tags of one kind that any of these runs has, sorted; a run that is not there has none."""
        query = board.query
        return answer(request, query.tag_names(question.kind, question.runs), query.generation)

    @router.get("/kinds", summary="Kinds of data", answers=list[KindAnswer])
    def kinds(request: Request) -> Response:
        """Every kind that some run has, by name, with how much there is of it."""
        query = board.query
        return answer(request, kinds_of(query.tags()), query.generation)

    @router.get("/series", summary="All series", answers=list[SeriesAnswer])
    def series(
        request: Request,
        run: Annotated[str | None, Meta(description="only this run")] = None,
        tag: Annotated[str | None, Meta(description="only this tag")] = None,
        kind: Kind = None,
    ) -> Response:
        """Every series with its extent, by run, tag and kind; what is given narrows the list."""
        query = board.query
        return answer(request, [_series(one) for one in query.series(kind, run, tag)], query.generation)

    @router.get("/files", summary="Files beside the event files", answers=list[FileAnswer])
    def files(
        request: Request,
        run: Annotated[str | None, Meta(description="only this run's")] = None,
        kind: Annotated[
            str | None, Meta(description="hparams, config, trace, profile, …; without it, every kind")
        ] = None,
    ) -> Response:
        """Files of known names below the log directories: configurations, traces, tables of labels …; by path."""
        query = board.query
        return answer(request, query.files(run, kind), query.generation)

    @router.get("/files/content", summary="One file's bytes", responses=_BYTES_RESPONSE, reads_files=True)
    def file_content(
        request: Request, key: Annotated[str, Meta(description="the file's key in /api/files")]
    ) -> Response:
        """A file beside the event files, whole or by byte ranges, with a strong ETag. Only what is listed can be read."""
        about = board.query.file(key)
        return blob_answer(request, about, plain_file_name(about.name))

    @router.get("/damage", summary="What could not be read", answers=list[DamageAnswer])
    def damage(request: Request) -> Response:
        """Each place in the event files that could not be read and was passed over; at most 1,000 for each file."""
        query = board.query
        return answer(request, query.damage(), query.generation)

    @router.get("/status", summary="The server and its data", answers=StatusAnswer)
    def server_status(request: Request) -> Response:
        """Version, log directories, how far reading has come, and sums over all runs."""
        now = status()
        return answer(request, now, now["generation"])

    @router.get(
        "/live",
        summary="What changes, as it changes",
        responses=_LIVE_RESPONSE,
    )
    async def events(
        generation: Annotated[
            int | None, Meta(description="what the listener has; without it, the first event comes at once")
        ] = None,
        last_event_id: Annotated[
            str | None, Meta(description="sent by browsers that reconnect", extra={"in": "header"})
        ] = None,
    ) -> StreamingResponse:
        """Server-sent events named `change`, at most four a second, from the given generation on.

        The data is the answer of /api/status with `runs` and `tags` replaced by the names of those that changed (null: too
        many to name) and with `listed`, which is true when runs or tags came or went. A comment every 15 seconds keeps the
        connection open.
        """
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        stream = live.events(generation, last_event_id)
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


def _run(run: Run, now: float) -> RunAnswer:
    return RunAnswer(
        key=run.key,
        name=run.name,
        start_time=run.start_time,
        last_time=run.last_time,
        points=run.points,
        series=run.series,
        attempts=run.attempts,
        damage=run.damage_count,
        state=run.state(now),
        files=len(run.files),
    )


def _series(info: SeriesInfo) -> SeriesAnswer:
    """All but `plugin_content`: raw bytes that only a panel of that plugin can read; its routes decode them."""
    return SeriesAnswer(**{name: getattr(info, name) for name in SeriesAnswer.__struct_fields__})


_BYTES_RESPONSE: Responses = {
    status: {"description": meaning, "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}
    for status, meaning in ((200, "The bytes"), (206, "The asked range of them"))
}
_LIVE_RESPONSE: Responses = {
    200: {"description": "The stream", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
}
