"""Run the benchmarks: python -m benchmarks [NAME…] [--small] [--repeat N] [--data DIR]."""

from __future__ import annotations

import argparse
import importlib
import json
import time
from datetime import datetime, timezone
from pathlib import Path

from benchmarks import machine, peer
from benchmarks.plan import Plan
from benchmarks.rows import Row, table

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"
NAMES = ["load", "series", "images", "start", "stop", "query", "runs", "page", "kinds", "live", "idle", "sdk"]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Sonde and TensorBoard, side by side."
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which benchmarks to run (all: {', '.join(NAMES)})"
    )
    parser.add_argument("--small", action="store_true", help="small logs: proves that everything runs")
    parser.add_argument("--repeat", type=int, default=5, help="samples per figure (default 5)")
    parser.add_argument(
        "--data", type=Path, default=ROOT / "build" / "bench", help="where the logs are made and kept"
    )
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(NAMES)
    if unknown:
        parser.error(f"no benchmark named {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")

    peer.python()
    plan = Plan(arguments.data, arguments.small, arguments.repeat)
    rows: list[Row] = []
    for name in arguments.names or NAMES:
        print(f"{name} …", flush=True)
        before = time.perf_counter()
        rows += importlib.import_module(f"benchmarks.{name}").run(plan)
        print(f"{name}: {time.perf_counter() - before:.0f} s", flush=True)
    print_table(rows)
    path = keep(rows, plan, whole=not arguments.names)
    print(f"\nkept in {path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}")


def print_table(rows: list[Row]) -> None:
    lines = table(rows)
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    print()
    for line in lines:
        first, *rest = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        print(
            "  ".join(
                [first, *(cell.strip().rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
            )
        )


def keep(rows: list[Row], plan: Plan, *, whole: bool) -> Path:
    """The rows as JSON: a whole run at full size by its date, anything else in build/, where nothing takes it for real."""
    now = datetime.now(timezone.utc)
    folder = RESULTS if whole and not plan.small else plan.data
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{now:%Y-%m-%d}.json" if folder is RESULTS else folder / "latest.json"
    result = {
        "taken": now.isoformat(timespec="seconds"),
        "machine": machine.describe(),
        "versions": {**peer.versions(), "sonde": _own_version()},
        "repeat": plan.repeat,
        "rows": [row.to_json() for row in rows],
    }
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def _own_version() -> str:
    from sonde import __version__

    return __version__


if __name__ == "__main__":
    main()
