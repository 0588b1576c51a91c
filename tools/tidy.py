"""Run clang-tidy over the native rooms, two files at a time, and skip what has not changed since it last passed.

    python tools/tidy.py [--all]

A file has passed when its own text, every header of native/, the rules and its compile command are what they were; the
digests of passed files are kept in build/tidy. Needs the compile commands of an editable build.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "editable"
PASSED = ROOT / "build" / "tidy"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--all", action="store_true", help="check every file, also those that have passed")
    check_all = parser.parse_args().all
    commands = json.loads((BUILD / "compile_commands.json").read_text())
    native = ROOT / "native"
    ours = {e["file"]: e["command"] for e in commands if Path(e["file"]).is_relative_to(native)}
    rules = [*sorted(native.rglob("*.h")), *sorted(native.rglob(".clang-tidy")), ROOT / ".clang-tidy"]
    shared = b"".join(path.read_bytes() for path in rules)
    PASSED.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        results = pool.map(lambda file: _check(file, ours[file].encode() + shared, check_all), sorted(ours))
        return 1 if not all(list(results)) else 0


def _check(file: str, context: bytes, check_all: bool) -> bool:
    """Whether `file` passes; prints what clang-tidy says when it does not."""
    digest = hashlib.sha256(Path(file).read_bytes() + context).hexdigest()
    mark = PASSED / digest
    if mark.exists() and not check_all:
        return True
    tidy = Path(sys.executable).parent / "clang-tidy"
    done = subprocess.run([tidy, "-p", BUILD, "--quiet", file], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        mark.touch()
    else:
        print(done.stdout, done.stderr if not done.stdout else "", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
