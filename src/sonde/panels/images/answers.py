"""What is said of the images of a point."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class ImageAnswer(Struct, frozen=True, kw_only=True):
    """One image of a point. Where `problem` says why it cannot be shown, the rest may be unknown."""

    part: Annotated[int, Meta(description="which of the images of the point, from 0")]
    bytes: Annotated[int, Meta(description="how many it takes, encoded")]
    media_type: Annotated[str, Meta(description="empty where it is nothing that is known")]
    width: Annotated[int, Meta(description="in pixels; 0 where it does not tell")]
    height: Annotated[int, Meta(description="in pixels; 0 where it does not tell")]
    said_width: Annotated[
        int, Meta(description="what its summary says that it is; 0 where that says nothing")
    ]
    said_height: Annotated[int, Meta(description="likewise")]
    mode: Annotated[
        str,
        Meta(
            description="its channels: `L` (one), `I;16` (one of 16 bits), `P` (palette), `RGB`, `RGBA`, …; empty of an SVG"
        ),
    ]
    bits: Annotated[int, Meta(description="of each value: 8, 16 or 32; 0 of an SVG")]
    moves: Annotated[bool, Meta(description="whether it has more than one frame")]
    problem: Annotated[str, Meta(description="why it cannot be shown; empty if it can")]


class PointAnswer(Struct, frozen=True):
    """The images of one point."""

    index: int
    samples: list[ImageAnswer]


class PixelsAnswer(Struct, frozen=True, kw_only=True):
    """A part of an image, as it was logged."""

    x: Annotated[int, Meta(description="of its left column")]
    y: Annotated[int, Meta(description="of its upper row")]
    width: Annotated[int, Meta(description="less than was asked for where the image ends")]
    height: Annotated[int, Meta(description="likewise")]
    channels: Annotated[int, Meta(description="1 grey, 2 grey and alpha, 3 RGB, 4 RGBA")]
    values: Annotated[list[float], Meta(description="row by row, of each pixel its channels")]
