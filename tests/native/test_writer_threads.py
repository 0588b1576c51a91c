"""Threads and forks write through one engine, and pictures of any kind are encoded: no data race, no memory error."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPILER = shutil.which("g++") or shutil.which("clang++")


def build(sanitizer, program, sources):
    command = [COMPILER, "-std=c++20", "-O1", "-g", f"-fsanitize={sanitizer}", "-fno-sanitize-recover=all"]
    return subprocess.run(
        [*command, f"-I{ROOT / 'native'}", *map(str, sources), "-pthread", "-o", program],
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.skipif(COMPILER is None, reason="no C++ compiler on PATH")
@pytest.mark.parametrize("sanitizer", ["thread", "address,undefined"])
def test_every_event_is_written_once_under(sanitizer, tmp_path):
    empty = tmp_path / "empty.cc"
    empty.write_text("int main() { return 0; }\n")
    if build(sanitizer, tmp_path / "empty", [empty]).returncode != 0:
        pytest.skip(f"{COMPILER} has no runtime for -fsanitize={sanitizer} here")
    rooms = [path for room in ("writer", "crc32c") for path in sorted((ROOT / "native" / room).glob("*.cc"))]

    built = build(sanitizer, tmp_path / "stress", [Path(__file__).with_name("writer_threads.cc"), *rooms])
    assert built.returncode == 0, built.stderr
    done = subprocess.run(
        [tmp_path / "stress"],
        check=False,
        capture_output=True,
        text=True,
        # Forks of a process with threads, and threads in those, are what is tried here.
        env={**os.environ, "TSAN_OPTIONS": "die_after_fork=0"},
    )

    if "unexpected memory mapping" in done.stderr:
        pytest.skip("this kernel lays memory out in a way that the thread sanitizer cannot work with")
    assert done.returncode == 0, done.stdout + done.stderr
