"""Put the newest full table of results/ into the README files: python -m benchmarks.report [--check].

It stands between `<!-- benchmarks -->` and `<!-- /benchmarks -->`; --check changes nothing and fails when it is not the
newest.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

from benchmarks import machine
from benchmarks.rows import from_json, table

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"
PLACE = re.compile(r"(<!-- benchmarks -->\n).*?(<!-- /benchmarks -->)", re.DOTALL)
WORDS = {
    "README.md": (
        "Measured on {machine}, on {day}, both programs in turn in one run (medians; TensorBoard {tb}).",
        None,
    ),
    "README.zh-CN.md": (
        "测量环境：{machine}；日期：{day}；两个程序在同一次运行中交替测量（取中位数；TensorBoard {tb}）。",
        ["项目", "TensorBoard", "Sonde", "倍数", "目标", ""],
    ),
}


def newest() -> Path | None:
    files = sorted(RESULTS.glob("*.json"))
    return files[-1] if files else None


def markdown(result: dict[str, object], sentence: str, header: list[str] | None) -> str:
    rows = [from_json(row) for row in result["rows"]]  # type: ignore[attr-defined]
    lines = table(rows)
    lines[0] = header or lines[0]
    text = [
        sentence.format(
            machine=machine.sentence(result["machine"]),  # type: ignore[arg-type]
            day=str(result["taken"])[:10],
            tb=result["versions"]["tensorboard"],  # type: ignore[index]
        ),
        "",
        "| " + " | ".join(lines[0]) + " |",
        "|---|--:|--:|--:|--:|:-:|",
        *("| " + " | ".join(line) + " |" for line in lines[1:]),
    ]
    return "\n".join(text) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.report", description=__doc__.split("\n", maxsplit=1)[0]
    )
    parser.add_argument(
        "--check", action="store_true", help="only say whether the README files hold the newest table"
    )
    check = parser.parse_args().check
    path = newest()
    if path is None:
        print("no full run in benchmarks/results yet: `make bench` makes one")
        return 0
    result = json.loads(path.read_text(encoding="utf-8"))
    stale = False
    for name, (sentence, header) in WORDS.items():
        file = ROOT / name
        old = file.read_text(encoding="utf-8")
        new = PLACE.sub(lambda found, s=sentence, h=header: found[1] + markdown(result, s, h) + found[2], old)
        stale |= new != old
        if new != old and not check:
            file.write_text(new, encoding="utf-8")
    if stale and check:
        print(f"the README files do not hold the table of {path.name}: run `python -m benchmarks.report`")
    return int(stale and check)


if __name__ == "__main__":
    sys.exit(main())
