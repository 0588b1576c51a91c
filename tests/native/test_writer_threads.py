"""Threads and forks write through one engine, and pictures of any kind are encoded: no data race, no memory error."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.sanitizers import SANITIZERS, run_under, sources_of


@pytest.mark.slow
@pytest.mark.parametrize("sanitizer", SANITIZERS)
def test_every_event_is_written_once_under(sanitizer, tmp_path):
    program = Path(__file__).with_name("writer_threads.cc")
    # Forks of a process with threads, and threads in those, are what is tried here.
    forks_may_go_on = {"TSAN_OPTIONS": "die_after_fork=0"}

    run_under(sanitizer, [program, *sources_of("writer", "crc32c")], tmp_path, forks_may_go_on)
