"""Compare what Sonde reads in a log directory with what TensorBoard's own loader read there.

    python tools/check_expected.py LOGDIR EXPECTED.json      prints each difference, exit status 1 when there is one

EXPECTED.json names, for every run and tag, the plugin, the number of points, the first and the last step, and SHA-256
hashes (16 hexadecimal digits) of all steps, wall times and values; tests/conformance/expect.py writes such a file with
TensorBoard. What must agree is every run, every tag and every one of these facts. Two differences are meant: TensorBoard
knows a tag by its name alone and does not list the MetaGraph of a run.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import sonde
from sonde.board import Board
from sonde.model import SeriesInfo

NOT_LISTED_BY_TENSORBOARD = "meta_graphs"

Facts = dict[str, Any]


def differences(board: Board, expected: dict[str, Facts]) -> Iterator[str]:
    """Each fact that is not as expected, as a line of text."""
    found = read(board)
    yield from _missing("run", found, expected)
    for run in sorted(found.keys() & expected.keys()):
        tags, expected_tags = found[run], expected[run]["tags"]
        yield from _missing(f"{run}: tag", tags, expected_tags)
        for tag in sorted(tags.keys() & expected_tags.keys()):
            for fact, value in expected_tags[tag].items():
                if tags[tag].get(fact) != value:
                    yield f"{run}: {tag}: {fact}: expected {value!r}, found {tags[tag].get(fact)!r}"


def read(board: Board) -> dict[str, dict[str, Facts]]:
    """The same facts as Sonde sees them, by run and tag."""
    runs: dict[str, dict[str, Facts]] = {run.name: {} for run in board.runs()}
    for info in board.series():
        if info.kind != NOT_LISTED_BY_TENSORBOARD:
            runs[info.run][info.tag] = _describe(board, info)
    return runs


def _missing(what: str, found: dict[str, Any], expected: dict[str, Any]) -> Iterator[str]:
    yield from (f"{what} {name!r} is missing" for name in sorted(expected.keys() - found.keys()))
    yield from (f"{what} {name!r} is not expected" for name in sorted(found.keys() - expected.keys()))


def _describe(board: Board, info: SeriesInfo) -> Facts:
    scalar = info.kind == "scalars"
    points = board.scalars(info.run, info.tag) if scalar else board.tensors(info.run, info.tag, info.kind)
    facts = {
        "plugin": info.plugin,
        "points": len(points),
        "first_step": int(points.steps[0]),
        "last_step": int(points.steps[-1]),
        "steps": _sha(points.steps.astype("<i8").tobytes()),
        "wall_times": _sha(points.wall_times.astype("<f8").tobytes()),
    }
    return facts | (_scalar_facts(points.values) if scalar else _tensor_facts(list(points.values)))


def _scalar_facts(values: Any) -> Facts:
    narrow = values.astype("<f4")
    last = float(narrow[-1])
    return {
        "values": _sha(narrow.tobytes()),
        "last": last if math.isfinite(last) else str(last),
        "non_finite": int((~np.isfinite(narrow)).sum()),
    }


def _tensor_facts(arrays: list[Any]) -> Facts:
    last = arrays[-1]
    return {"dtype": str(last.dtype), "shape": list(last.shape), "tensors": _sha(*map(_tensor_bytes, arrays))}


def _tensor_bytes(array: Any) -> bytes:
    if array.dtype == object:
        return b"\0".join(array.ravel())
    return bytes(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes())


def _sha(*chunks: bytes) -> str:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    return digest.hexdigest()[:16]


def main(logdir: str, expected: str) -> int:
    board = sonde.open(logdir)
    lines = list(differences(board, json.loads(Path(expected).read_text())))
    print("\n".join(lines) or f"{len(board.runs())} runs with {len(board.series())} series agree")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
