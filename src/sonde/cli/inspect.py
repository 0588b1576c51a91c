"""Print what log directories hold: runs, tags, files, and what in them is damaged.

For each run: its tags with kind, number of points, first and last step and attempts, then each of its files and every
place in it that could not be read; then the files beside the event files. With --json the same as one JSON document, for scripts. Damage does not change the
exit status: everything around it was read.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sonde.cli import logdir
from sonde.cli.terminal import bytes_text, count_text, printable, table, time_text
from sonde.errors import NotFoundError

if TYPE_CHECKING:
    from sonde.model import Damage, FileBeside, LogFile, Run, SeriesInfo

_SHOWN_DAMAGE = 10


def add_arguments(parser: ArgumentParser) -> None:
    logdir.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of tables")


def run(options: Namespace) -> int:
    with logdir.read(options.logdir) as board:
        query = board.query
        runs = query.runs()
        found = [
            (run, [info for info in query.series(run=run.name) if logdir.matches(options.tag, info.tag)])
            for run in runs
            if logdir.matches(options.run, run.name)
        ]
        if not found:
            raise NotFoundError(
                f"no run matches {options.run.pattern!r}",
                f"there are {count_text(len(runs), 'run')}; see --run",
            )
        beside = [file for file in query.files() if logdir.matches(options.run, file.run)]
        unlisted = [place for place in query.damage() if not place.file]
        if options.json:
            json.dump(as_json(found, beside, unlisted), sys.stdout, indent=1, ensure_ascii=False)
            print()
        else:
            print(as_text(found, beside, unlisted))
    return 0


def as_json(
    found: Iterable[tuple[Run, list[SeriesInfo]]], beside: Iterable[FileBeside], unlisted: Iterable[Damage]
) -> dict[str, Any]:
    """The document of --json. A tag that has several kinds comes once for each, the further ones as "tag (kind)".

    A tag's `damage` counts the damaged places in the files of its run: what was lost there may have been points of it.
    """
    return {
        "runs": {
            run.name: {
                "key": run.key,
                "tags": _tags(run, series),
                "files": {file.name: _file(file) for file in run.files},
                "damage": run.damage_count,
            }
            for run, series in found
        },
        "beside": [
            {"key": file.key, "path": file.path, "run": file.run, "kind": file.kind, "size": file.size}
            for file in beside
        ],
        "damage": [{"directory": place.run, "reason": place.reason} for place in unlisted],
    }


def _tags(run: Run, series: Iterable[SeriesInfo]) -> dict[str, Any]:
    tags: dict[str, Any] = {}
    for info in series:
        name = f"{info.tag} ({info.kind})" if info.tag in tags else info.tag
        tags[name] = {
            "kind": info.kind,
            "plugin": info.plugin,
            "points": info.points,
            "first_step": info.first_step,
            "last_step": info.last_step,
            "attempts": info.attempts,
            "damage": run.damage_count,
        }
    return tags


def _file(file: LogFile) -> dict[str, Any]:
    return {
        "records": file.records,
        "bytes": file.bytes,
        "damage": [
            {"offset": place.offset, "length": place.length, "reason": place.reason} for place in file.damage
        ],
        "damage_count": file.damage_count,
        "pending_bytes": file.pending_bytes,
    }


def as_text(
    found: Iterable[tuple[Run, list[SeriesInfo]]], beside: Iterable[FileBeside], unlisted: Iterable[Damage]
) -> str:
    """The tables."""
    parts = [_run_text(run, series) for run, series in found]
    files = [("beside the event files", "kind", "size")]
    files += [(file.path, file.kind, bytes_text(file.size)) for file in beside]
    parts += [table(files, right=frozenset({2}))] if len(files) > 1 else []
    parts += [f"not read: {printable(place.run or '.')}: {place.reason}" for place in unlisted]
    return "\n\n".join(parts)


def _run_text(run: Run, series: list[SeriesInfo]) -> str:
    lines = [
        f"{printable(run.name)}  {count_text(run.points, 'point')}, {time_text(run.start_time)} to {time_text(run.last_time)}"
    ]
    if series:
        heads = ("tag", "kind", "points", "steps", "attempts")
        rows = [heads, *(_series_row(info) for info in series)]
        lines.append(table(rows, right=frozenset({2, 4}), indent="  "))
    else:
        lines.append("  no tags")
    for file in run.files:
        lines.append(_file_text(file))
        lines += [
            f"    damage at byte {place.offset:,}: {place.reason}" for place in file.damage[:_SHOWN_DAMAGE]
        ]
        if file.damage_count > _SHOWN_DAMAGE:
            lines.append(f"    and {file.damage_count - _SHOWN_DAMAGE:,} more damaged places; see --json")
    return "\n".join(lines)


def _series_row(info: SeriesInfo) -> tuple[str, ...]:
    steps = f"{info.first_step:,} … {info.last_step:,}" if info.points > 1 else f"{info.first_step:,}"
    return info.tag, info.kind, f"{info.points:,}", steps, f"{info.attempts:,}"


def _file_text(file: LogFile) -> str:
    text = f"  {printable(file.name)}  {count_text(file.records, 'record')}, {bytes_text(file.bytes)}"
    if file.damage_count:
        text += f", {count_text(file.damage_count, 'damaged place')}"
    if file.pending_bytes:
        text += f", {bytes_text(file.pending_bytes)} of an unfinished record at the end"
    return text
