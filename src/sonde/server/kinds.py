"""The kinds of data that a log directory holds, summed over its tags."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from sonde.model import TagInfo
from sonde.server.schema import KindAnswer


def kinds_of(tags: Iterable[TagInfo]) -> list[KindAnswer]:
    """Every kind of these tags, by name."""

    def kind(info: TagInfo) -> str:
        return info.kind

    grouped = [(name, list(infos)) for name, infos in groupby(sorted(tags, key=kind), key=kind)]
    return [
        KindAnswer(name, len(infos), sum(info.runs for info in infos), sum(info.points for info in infos))
        for name, infos in grouped
    ]
