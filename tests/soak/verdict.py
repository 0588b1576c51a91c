"""What the server shows at the end, held against what a slow reader finds in the files."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from support import reference


def differences(host: str, port: int, logdir: Path) -> Iterator[str]:
    """Each run, series or point that is not the same here and there."""
    ask = Asker(host, port)
    runs = _runs(logdir)
    shown = {run["name"] for run in ask("/api/runs")}
    yield from (f"run {name} is not shown" for name in runs.keys() - shown)
    yield from (f"run {name} is shown and not there" for name in shown - runs.keys())
    for name, contents in runs.items():
        if name in shown:
            yield from (f"{name}: {what}" for what in _in_run(ask, name, contents))


class Asker:
    """Asks for JSON."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    def __call__(self, path: str, **query: str) -> Any:
        connection = HTTPConnection(self._host, self._port, timeout=300)
        try:
            connection.request("GET", f"{path}?{urlencode(query)}")
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{path} {query}: {answer.status} {body[:300]!r}")
        return json.loads(body)


def _runs(logdir: Path) -> dict[str, reference.Contents]:
    files = [path for path in logdir.rglob("*tfevents*") if path.is_file()]
    return {path.parent.relative_to(logdir).as_posix(): reference.read(path.read_bytes()) for path in files}


def _in_run(ask: Asker, name: str, contents: reference.Contents) -> Iterator[str]:
    shown = {(one["tag"], one["kind"]): one["points"] for one in ask("/api/series", run=name)}
    there = {key: len(points) for key, points in contents.series.items()}
    if shown != there:
        yield f"series and their points: {shown} shown, {there} there"
        return
    for tag, kind in there:
        if kind == "scalars":
            rows = ask("/api/scalars", run=name, tag=tag, format="json")
            found = [(row["step"], row["value"]) for row in rows]
            wanted = [(step, _float(bits)) for step, _wall, bits in contents.series[tag, kind]]
            if found != wanted:
                yield f"{tag}: {len(found)} points are not the {len(wanted)} of the file"


def _float(bits: int) -> float:
    return float(struct.unpack("<d", struct.pack("<q", bits))[0])
