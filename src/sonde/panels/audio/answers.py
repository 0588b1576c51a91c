"""What is said of the clips of a point."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class ClipAnswer(Struct, frozen=True, kw_only=True):
    """One clip of a point. Where `problem` says what is wrong with it, the rest may be unknown."""

    part: Annotated[int, Meta(description="which of the clips of the point, from 0")]
    bytes: Annotated[int, Meta(description="how many it takes, encoded")]
    media_type: Annotated[str, Meta(description="empty where it is nothing that is known")]
    codec: Annotated[
        str, Meta(description="`pcm`, `float`, `alaw`, `mulaw`, `flac`, `vorbis`, `opus`, `mp3`; else empty")
    ]
    sample_rate: Annotated[int, Meta(description="frames per second; 0 where it does not tell")]
    channels: Annotated[int, Meta(description="0 where it does not tell")]
    bits: Annotated[int, Meta(description="of one sample; 0 where that means nothing")]
    frames: Annotated[
        int, Meta(description="samples of each channel that it holds; 0 where it does not tell")
    ]
    problem: Annotated[str, Meta(description="what is wrong with it; empty for nothing")]


class ClipsAnswer(Struct, frozen=True):
    """The clips of one point."""

    index: int
    samples: list[ClipAnswer]
