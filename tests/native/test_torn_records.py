"""A torn record whose payload holds what looks like records: its inside is never taken for points that were logged."""

from __future__ import annotations

import pytest

from sonde import _native
from support import records as r

HEAD = r.record(r.version())
INSIDE = HEAD + r.records([r.scalar("inside", step, step) for step in range(20)])
AFTER = r.record(r.scalar("loss", 0.5, 1))


def tensor(filler: int) -> bytes:
    """A record with an event file in a tensor, and more behind that."""
    held = r.bytes_field(8, INSIDE + bytes(filler))
    return r.record(r.event(r.summary(r.bytes_field(1, b"file") + r.bytes_field(8, held)), 1, 2.0))


@pytest.fixture
def grow(tmp_path):
    path = tmp_path / "events"

    def read_as(events, content):
        path.write_bytes(content)
        events.read_local(str(path))

    return read_as


def tags(events):
    run = _native.RunSnapshot([events.snapshot()])
    return sorted(row[0] for row in run.infos())


@pytest.fixture(params=[1000, 200_000, 6_000_000])
def torn(request):
    return tensor(request.param)


def cuts(torn):
    return [12, 40, len(INSIDE) + 200, len(torn) - 4, len(torn) - 1]


def test_while_its_rest_may_come_nothing_is_looked_for_inside(torn, grow):
    events = _native.EventFile("events")
    events.patient = True
    for cut in cuts(torn):
        grow(events, HEAD + torn[:cut])
        assert (tags(events), events.damage, events.pending_bytes) == ([], [], cut)
    grow(events, HEAD + torn + AFTER)

    assert tags(events) == ["file", "loss"]
    assert (events.damage, events.rewritten) == ([], False)


def test_behind_damage_too(torn, grow):
    """What follows bytes that cannot be read may be a torn record as well."""
    events = _native.EventFile("events")
    events.patient = True
    for cut in cuts(torn):
        grow(events, HEAD + b"\xff" * 50 + torn[:cut])
        assert (tags(events), events.pending_bytes) == ([], cut)
    grow(events, HEAD + b"\xff" * 50 + torn + AFTER)

    assert tags(events) == ["file", "loss"]
    assert [place[:2] for place in events.damage] == [(len(HEAD), 50)]


@pytest.mark.parametrize("damage", [b"", b"\xff" * 50])
def test_given_up_and_completed_after_all_it_is_read_anew(torn, grow, damage):
    events = _native.EventFile("events")
    grow(events, HEAD + damage + torn[: len(INSIDE) + 200])
    assert tags(events) == ["inside"], "nobody waits: what stands behind a torn record is taken"
    grow(events, HEAD + damage + torn[:-1])
    assert not events.rewritten

    grow(events, HEAD + damage + torn)

    assert events.rewritten


def test_given_up_and_overtaken_by_others_it_stays_damage(grow):
    """A write failed in the middle and the writer went on: the torn record's end comes, but not its rest."""
    torn = r.record(r.scalar("x" * 3000, 1.0))[:1000]
    events = _native.EventFile("events")
    for count in (1, 100, 200):
        grow(events, HEAD + torn + AFTER * count)
        assert not events.rewritten

    assert events.records == 201
    assert [place[:2] for place in events.damage] == [(len(HEAD), 1000)]


def test_losing_patience_finds_what_stands_behind(grow):
    torn = r.record(r.scalar("x" * 300_000, 1.0))[:1000]
    events = _native.EventFile("events")
    events.patient = True
    grow(events, HEAD + torn + AFTER)
    assert (tags(events), events.pending_bytes) == ([], len(torn + AFTER))

    events.patient = False
    grow(events, HEAD + torn + AFTER)

    assert tags(events) == ["loss"]
    assert [place[:2] for place in events.damage] == [(len(HEAD), 1000)]
