"""One thread appends while others read: no data race, no torn point, no memory error."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.sanitizers import SANITIZERS, run_under, sources_of


@pytest.mark.slow
@pytest.mark.parametrize("sanitizer", SANITIZERS)
def test_readers_see_whole_snapshots_while_a_file_grows(sanitizer, tmp_path):
    program = Path(__file__).with_name("snapshot_threads.cc")

    run_under(sanitizer, [program, *sources_of("columns", "lines")], tmp_path)
