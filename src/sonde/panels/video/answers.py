"""What is said of videos."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class VideoSeriesAnswer(Struct, frozen=True):
    """A series that holds videos."""

    run: str
    tag: str
    kind: Annotated[str, Meta(description="`videos`, or `images` for pictures that move")]


class VideoListAnswer(Struct, frozen=True):
    """The series that hold videos."""

    series: list[VideoSeriesAnswer]
    complete: Annotated[
        bool, Meta(description="false while series of images remain to be looked at: ask again")
    ]


class FilmAnswer(Struct, frozen=True, kw_only=True):
    """One video of a point. Where `problem` says what is wrong with it, the rest may be unknown."""

    part: Annotated[int, Meta(description="which of the videos of the point, from 0")]
    bytes: Annotated[int, Meta(description="how many it takes, encoded")]
    media_type: Annotated[
        str, Meta(description="`video/mp4`, `video/webm`, `image/gif`; empty where it is nothing known")
    ]
    codec: Annotated[str, Meta(description="as its container names it, such as `avc1` or `V_VP9`")]
    width: Annotated[int, Meta(description="in pixels; 0 where it does not tell")]
    height: Annotated[int, Meta(description="in pixels; 0 where it does not tell")]
    frames: Annotated[int, Meta(description="0 where it does not tell")]
    fps: Annotated[float, Meta(description="frames per second; 0 where it does not tell")]
    problem: Annotated[str, Meta(description="what is wrong with it; empty for nothing")]


class FilmsAnswer(Struct, frozen=True):
    """The videos of one point."""

    index: int
    samples: list[FilmAnswer]
