"""Native programs built with a sanitizer and run: a data race, or a memory error, is a failure."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

NATIVE = Path(__file__).resolve().parents[2] / "native"
COMPILER = shutil.which("g++") or shutil.which("clang++")
SANITIZERS = ["thread", "address,undefined"]


def run_under(
    sanitizer: str, sources: Iterable[Path], folder: Path, environment: Mapping[str, str] | None = None
) -> None:
    """Build a program of these sources and run it. Skips the test where this machine has no such sanitizer."""
    if COMPILER is None:
        pytest.skip("no C++ compiler on PATH")
    empty = folder / "empty.cc"
    empty.write_text("int main() { return 0; }\n")
    if _build(sanitizer, [empty], folder / "empty").returncode != 0:
        pytest.skip(f"{COMPILER} has no runtime for -fsanitize={sanitizer} here")

    built = _build(sanitizer, sources, folder / "program")
    assert built.returncode == 0, built.stderr
    done = subprocess.run(
        [folder / "program"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **(environment or {})},
    )

    if "unexpected memory mapping" in done.stderr:
        pytest.skip("this kernel lays memory out in a way that the thread sanitizer cannot work with")
    assert done.returncode == 0, done.stdout + done.stderr


def sources_of(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((NATIVE / room).glob("*.cc"))]


def _build(sanitizer: str, sources: Iterable[Path], program: Path) -> subprocess.CompletedProcess[str]:
    command = [COMPILER, "-std=c++20", "-O1", "-g", f"-fsanitize={sanitizer}", "-fno-sanitize-recover=all"]
    return subprocess.run(
        [*command, f"-I{NATIVE}", *map(str, sources), "-pthread", "-o", str(program)],
        check=False,
        capture_output=True,
        text=True,
    )
