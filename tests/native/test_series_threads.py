"""One thread appends while others read: no data race, no torn point, no memory error."""

from __future__ import annotations

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
def test_readers_see_whole_snapshots_while_a_file_grows(sanitizer, tmp_path):
    empty = tmp_path / "empty.cc"
    empty.write_text("int main() { return 0; }\n")
    if build(sanitizer, tmp_path / "empty", [empty]).returncode != 0:
        pytest.skip(f"{COMPILER} has no runtime for -fsanitize={sanitizer} here")
    sources = [
        Path(__file__).with_name("series_threads.cc"),
        *sorted((ROOT / "native" / "series").glob("*.cc")),
    ]

    built = build(sanitizer, tmp_path / "stress", sources)
    assert built.returncode == 0, built.stderr
    done = subprocess.run([tmp_path / "stress"], check=False, capture_output=True, text=True)

    if "unexpected memory mapping" in done.stderr:
        pytest.skip("this kernel lays memory out in a way that the thread sanitizer cannot work with")
    assert done.returncode == 0, done.stdout + done.stderr
