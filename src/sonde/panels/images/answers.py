"""What is said of the images of a point."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

SVG = "image/svg+xml"


class ImageAnswer(Struct, frozen=True, kw_only=True):
    """One image of a point. Where `problem` says why it cannot be shown, the rest may be unknown."""

    part: Annotated[int, Meta(description="which of the images of the point, from 0")]
    bytes: Annotated[int, Meta(description="how many it takes, encoded")]
    media_type: Annotated[str, Meta(description="empty where it is nothing that is known")]
    width: Annotated[int, Meta(description="in pixels; 0 where it does not tell")]
    height: Annotated[int, Meta(description="in pixels; 0 where it does not tell")]
    mode: Annotated[
        str,
        Meta(description="its channels: `L` (one), `I;16` (one of 16 bits), `P` (palette), `RGB`, `RGBA`, …"),
    ]
    moves: Annotated[bool, Meta(description="whether it has more than one frame")]
    problem: Annotated[str, Meta(description="why it cannot be shown; empty if it can")]


class PointAnswer(Struct, frozen=True):
    """The images of one point."""

    index: int
    samples: list[ImageAnswer]
