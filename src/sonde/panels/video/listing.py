"""The list of series that hold videos: those of the kind, and those of images whose first picture moves.

PyTorch and tensorboardX store a video as an animated GIF among images. Nothing but its first bytes tells, which are read
once for each series, for at most so long at a time. Sonde's writer puts a small GIF beside each video, for TensorBoard:
where there is the video itself, that is not listed.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from sonde.panels.video.answers import VideoListAnswer, VideoSeriesAnswer
from sonde.panels.video.film import moves

if TYPE_CHECKING:
    from sonde.query import Query

HEAD_BYTES = 1024
"""As much as a GIF needs to say that it moves: its colours, and what stands before its first picture."""

SECONDS_AT_ONCE = 1.0
SERIES_AT_ONCE = 200


class Listing:
    """Remembers which series of images move. Safe to share between threads, of which one looks at a time."""

    def __init__(self) -> None:
        self._moves: dict[tuple[str, str], bool] = {}
        self._lock = threading.Lock()

    def ask(self, query: Query) -> VideoListAnswer:
        """What is known, after a second at most; asked again, it goes on from there."""
        videos = [(info.run, info.tag) for info in query.series("videos")]
        images = [(info.run, info.tag) for info in query.series("images")]
        with self._lock:
            complete = self._look(query, images)
            moving = [one for one in images if self._moves.get(one, False)]
        previews = {(run, tag.removesuffix("/video")) for run, tag in videos if tag.endswith("/video")}
        listed = [VideoSeriesAnswer(*one, "videos") for one in videos]
        listed += [
            VideoSeriesAnswer(*one, "images")
            for one in moving
            if one not in previews and one not in set(videos)
        ]
        return VideoListAnswer(listed, complete)

    def _look(self, query: Query, images: list[tuple[str, str]]) -> bool:
        present = set(images)
        for gone in [one for one in self._moves if one not in present]:
            del self._moves[gone]
        unknown = [one for one in images if one not in self._moves]
        until = time.monotonic() + SECONDS_AT_ONCE
        for start in range(0, len(unknown), SERIES_AT_ONCE):
            if time.monotonic() > until:
                return False
            some = unknown[start : start + SERIES_AT_ONCE]
            for one, head in zip(some, query.beginnings(some, "images", HEAD_BYTES), strict=True):
                self._moves[one] = moves(head)
        return True
