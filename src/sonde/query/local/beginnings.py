"""The first bytes of what series hold: enough to tell what it is, and read without the rest."""

from __future__ import annotations

from collections.abc import Sequence

from sonde.errors import SondeError
from sonde.query.local.blob import Place, opened
from sonde.query.local.part import parts_in
from sonde.query.local.tensors import read
from sonde.store import Snapshot


def beginnings(snapshot: Snapshot, series: Sequence[tuple[str, str]], kind: str, length: int) -> list[bytes]:
    return [_beginning(read(snapshot, run, tag, kind, 0, 1).place(0), length) for run, tag in series]


def _beginning(place: Place, length: int) -> bytes:
    try:
        with opened(place) as file:
            parts = parts_in(
                lambda at, size: file.read(place.offset + at, size),
                place.length,
                place.field,
                place.plugin,
                classified=place.classified,
            )
            if not parts:
                return b""
            start, size = parts[0]
            return file.read(place.offset + start, min(size, length))
    except SondeError:
        return b""
