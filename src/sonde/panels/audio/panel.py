"""The route of sounds. Their points and their bytes as they were logged are answered by /api/tensors."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from sonde.errors import BadQueryError, NotFoundError
from sonde.panels.audio.answers import ClipAnswer, ClipsAnswer
from sonde.panels.audio.sound import Read, look
from sonde.panels.contract import App, Panel, Request, Response, Router
from sonde.query import Stretch

if TYPE_CHECKING:
    from sonde.query import Query

RunName = Annotated[str, Meta(description="the run")]
TagName = Annotated[str, Meta(description="the tag")]
Index = Annotated[int, Meta(description="which point, from 0", ge=0)]
KindName = Annotated[str, Meta(description="the kind of the series")]


def mount(router: Router, app: App) -> None:
    @router.get("/about", summary="What the sounds of a point are", answers=ClipsAnswer)
    def about(
        request: Request, run: RunName, tag: TagName, index: Index, kind: KindName = "audio"
    ) -> Response:
        """Format, sample rate, channels and length of each, by its header; no sound is decoded for it."""
        clips = [
            _answer(part, read, size)
            for part, (read, size) in enumerate(_clips(app.query(), run, tag, index, kind))
        ]
        return app.json(request, ClipsAnswer(index, clips))


def _answer(part: int, read: Read, size: int) -> ClipAnswer:
    sound = look(read, size)
    return ClipAnswer(
        part=part,
        bytes=size,
        media_type=sound.media_type,
        codec=sound.codec,
        sample_rate=sound.sample_rate,
        channels=sound.channels,
        bits=sound.bits,
        frames=sound.frames,
        problem=sound.problem,
    )


def _clips(query: Query, run: str, tag: str, index: int, kind: str) -> Iterator[tuple[Read, int]]:
    """The clips of a point: from one read, or, where it is too large for that, from the parts of each that are asked for."""
    try:
        found = query.values([Stretch(run, tag, kind, index, index + 1)])
    except BadQueryError:
        yield from _large_clips(query, run, tag, index, kind)
        return
    value = found[0].value if found else None
    if value is None or value.dtype != object:
        query.blob(run, tag, index, kind).read(0, 1)  # raises what is wrong with it
        return
    for clip in value.ravel().tolist():
        yield lambda start, stop, clip=clip: clip[start:stop], len(clip)  # type: ignore[misc]


def _large_clips(query: Query, run: str, tag: str, index: int, kind: str) -> Iterator[tuple[Read, int]]:
    for part in count():
        blob = query.blob(run, tag, index, kind, part)
        try:
            size = blob.size
        except NotFoundError:
            return
        yield blob.read, size


PANEL = Panel(id="audio", kinds=("audio",), mount=mount)
