"""The routes of videos. Their points and their bytes as they were logged are answered by /api/tensors."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from sonde.errors import NotFoundError
from sonde.panels.contract import App, Panel, Request, Response, Router
from sonde.panels.video.answers import FilmAnswer, FilmsAnswer, VideoListAnswer
from sonde.panels.video.film import Read, look
from sonde.panels.video.listing import Listing

if TYPE_CHECKING:
    from sonde.query import Query

RunName = Annotated[str, Meta(description="the run")]
TagName = Annotated[str, Meta(description="the tag")]
Index = Annotated[int, Meta(description="which point, from 0", ge=0)]
KindName = Annotated[str, Meta(description="the kind of the series: `videos`, or `images` for a GIF")]


def mount(router: Router, app: App) -> None:
    listing = Listing()

    @router.get("/series", summary="The series that hold videos", answers=VideoListAnswer)
    def series(request: Request) -> Response:
        """Those of the kind `videos`, and those of images whose first picture is an animated GIF, as PyTorch stores videos.

        A series of images is looked at once. Where there are very many, the answer is not `complete` at first.
        """
        return app.json(request, listing.ask(app.query()))

    @router.get("/about", summary="What the videos of a point are", answers=FilmsAnswer)
    def about(
        request: Request, run: RunName, tag: TagName, index: Index, kind: KindName = "videos"
    ) -> Response:
        """Container, codec, size, frames and rate of each, by its header; no frame is decoded for it."""
        films = [
            _answer(part, read, size)
            for part, (read, size) in enumerate(_films(app.query(), run, tag, index, kind))
        ]
        return app.json(request, FilmsAnswer(index, films))


def _answer(part: int, read: Read, size: int) -> FilmAnswer:
    film = look(read, size)
    return FilmAnswer(
        part=part,
        bytes=size,
        media_type=film.media_type,
        codec=film.codec,
        width=film.width,
        height=film.height,
        frames=film.frames,
        fps=round(film.fps, 3),
        problem=film.problem,
    )


def _films(query: Query, run: str, tag: str, index: int, kind: str) -> Iterator[tuple[Read, int]]:
    """The videos of a point, of which no more is read than is asked for."""
    for part in count():
        blob = query.blob(run, tag, index, kind, part)
        try:
            size = blob.size
        except NotFoundError:
            return
        if blob.is_array:
            return
        yield blob.read, size


PANEL = Panel(id="video", kinds=("videos",), mount=mount)
