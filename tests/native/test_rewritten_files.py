"""A file whose first or last bytes are not those that were read is said to be rewritten, and read no further."""

from __future__ import annotations

import pytest

from sonde import _native
from support import records

HEAD = records.record(records.version())
POINTS = [records.record(records.scalar("loss", value, step)) for step, value in enumerate([1.0, 2.0, 3.0])]
OTHER = records.record(records.scalar("loss", 9.0, 0))


def read(events, path, content):
    path.write_bytes(content)
    return events.read_local(str(path))


@pytest.fixture
def events(tmp_path):
    events = _native.EventFile("events")
    read(events, tmp_path / "events", HEAD + POINTS[0])
    return events


@pytest.mark.parametrize("more", [b"", POINTS[1], POINTS[1][:20]])
def test_growth_is_no_rewriting(events, tmp_path, more):
    read(events, tmp_path / "events", HEAD + POINTS[0] + more)

    assert not events.rewritten


@pytest.mark.parametrize("more", [b"", POINTS[1], POINTS[1] * 100])
def test_another_last_record_is_rewriting(events, tmp_path, more):
    assert read(events, tmp_path / "events", HEAD + OTHER + more)

    assert events.rewritten
    assert (events.records, events.snapshot().points) == (2, 1)
    assert not read(events, tmp_path / "events", HEAD + POINTS[0] + POINTS[1]), "there is no way back"


def test_another_head_is_rewriting(tmp_path):
    events = _native.EventFile("events")
    padding = POINTS[2] * 5
    read(events, tmp_path / "events", POINTS[0] + padding)

    read(events, tmp_path / "events", OTHER + padding)

    assert events.rewritten


def test_a_torn_record_may_be_finished_otherwise(events, tmp_path):
    """A writer that comes back may cut the torn record off and write another."""
    read(events, tmp_path / "events", HEAD + POINTS[0] + POINTS[1][:20])
    read(events, tmp_path / "events", HEAD + POINTS[0] + POINTS[2])

    assert not events.rewritten
    assert events.records == 3


def test_a_shorter_file_is_told_as_such(events, tmp_path):
    read(events, tmp_path / "events", HEAD)

    assert events.shrank
    assert not events.rewritten
