"""Damaged, torn and lying event files: a named damage entry at most, every intact record kept, memory bounded."""

import os
import struct
import subprocess
import sys
import threading
import time

import pytest

from sonde import _native
from support import records as r
from support import reference
from support.growing_file import GrowingFile, grow_on_disk
from support.native import contents

IMAGE = r.bytes_field(1, "img") + r.bytes_field(4, r.varint_field(1, 2) + r.bytes_field(4, b"PNG"))
HISTO = r.bytes_field(1, "h") + r.bytes_field(5, r.double_field(1, 1.0))
PAYLOADS = [
    r.version(),
    r.scalar("loss", 0.5, 1),
    r.event(
        r.summary(r.tensor_value("acc", r.tensor(1, (), r.float_field(5, 0.25)), r.metadata("scalars"))), 2
    ),
    r.event(r.summary(IMAGE, HISTO), 3),
    r.event(r.bytes_field(7, r.varint_field(1, 1)), 3),
    r.scalar("loss", 0.25, 4),
]
SMALL = r.records(PAYLOADS)
ENDS = [len(r.records(PAYLOADS[: i + 1])) for i in range(len(PAYLOADS))]


def large_image(length: int = 100_000) -> bytes:
    return r.event(
        r.summary(r.bytes_field(1, "big") + r.bytes_field(4, r.bytes_field(4, os.urandom(length)))), 9
    )


def read(data: bytes) -> _native.EventFile:
    file = _native.EventFile("events")
    file.read_source(GrowingFile(data, len(data)))
    return file


def values(file, tag):
    return _native.RunSnapshot([file.snapshot()]).scalars(tag)[2].tolist()


# Cuts and growth


@pytest.mark.parametrize("cut", range(len(SMALL)))
def test_a_file_cut_at_any_byte_pauses_and_goes_on(cut):
    source = GrowingFile(SMALL, cut)
    file = _native.EventFile("events")
    file.read_source(source)

    assert file.records == sum(end <= cut for end in ENDS)
    assert (file.damage, file.bytes + file.pending_bytes) == ([], cut)
    source.shown = len(SMALL)
    assert file.read_source(source)
    assert contents(file) == reference.read(SMALL)


def test_a_file_grown_byte_by_byte_shows_each_record_when_it_is_whole(tmp_path):
    file = _native.EventFile("events")
    path = tmp_path / "events"
    for size in grow_on_disk(path, SMALL, range(len(SMALL))):
        file.read_local(path)
        assert file.records == sum(end <= size for end in ENDS)
        assert file.damage_count == 0

    assert contents(file) == reference.read(SMALL)


@pytest.mark.parametrize("chunk", [2, 3, 7, 13, 64, 100])
def test_a_damaged_file_grown_in_chunks_ends_as_if_read_at_once(chunk):
    damaged = (
        SMALL[:40] + b"\x99" + SMALL[41:] + r.header(1000) + b"torn" + SMALL + bytes(30) + SMALL + SMALL[:50]
    )
    source = GrowingFile(damaged)
    file = _native.EventFile("events")
    for _ in source.stops(range(0, len(damaged), chunk)):
        file.read_source(source)

    assert contents(file) == reference.read(damaged)
    assert file.records >= 3 * len(PAYLOADS) - 1


def test_bytes_that_read_as_zeros_at_first_are_read_when_they_come():
    """Network file systems show the new size before the new bytes."""
    source = GrowingFile(SMALL[: ENDS[2]] + bytes(len(SMALL) - ENDS[2]), len(SMALL))
    file = _native.EventFile("events")
    file.read_source(source)
    assert (file.records, file.damage_count) == (3, 1)
    source.data = SMALL
    file.read_source(source)

    assert contents(file) == reference.read(SMALL)
    assert file.damage == []


# Flips


@pytest.mark.parametrize("bit", [0, 3, 7])
def test_a_flipped_bit_costs_one_record(bit):
    for at in range(len(SMALL)):
        data = bytearray(SMALL)
        data[at] ^= 1 << bit
        file = read(bytes(data))
        hit = sum(end <= at for end in ENDS)
        start = ENDS[hit - 1] if hit else 0

        assert contents(file) == reference.read(bytes(data))
        assert file.records == len(PAYLOADS) - 1
        [(offset, length, reason)] = file.damage
        assert (offset, offset + length) == (start, ENDS[hit])
        assert "checksum mismatch: got 0x" in reason


def test_damage_everywhere_is_counted_and_the_list_is_capped():
    good, bad = r.record(r.scalar("a", 1)), bytearray(r.record(r.scalar("a", 2)))
    bad[-1] ^= 1
    file = read((good + bytes(bad)) * 1500)

    assert (file.records, file.damage_count, len(file.damage)) == (1500, 1500, 1000)


def test_neighbouring_damage_is_one_place():
    bad = bytearray(r.record(r.scalar("a", 2)))
    bad[-1] ^= 1
    file = read(bytes(bad) * 5 + SMALL)

    assert [(0, 5 * len(bad))] == [(offset, length) for offset, length, _ in file.damage]


# Lying lengths

LIES = [
    0,
    1,
    17,
    200,
    1 << 16,
    (1 << 16) + 1,
    1 << 20,
    1 << 31,
    1 << 32,
    1 << 40,
    1 << 62,
    1 << 63,
    (1 << 64) - 1,
    (1 << 64) - 16,
]


@pytest.mark.parametrize("claim", LIES)
@pytest.mark.parametrize("place", [0, ENDS[1], ENDS[-1]])
def test_a_lying_length_with_a_valid_checksum_hides_nothing(claim, place):
    data = SMALL[:place] + r.header(claim) + b"some bytes" + SMALL[place:]
    file = read(data)

    assert contents(file) == reference.read(data)
    assert file.records == len(PAYLOADS)
    assert file.damage_count <= 1


@pytest.mark.parametrize("claim", LIES)
def test_a_lying_length_with_a_bad_checksum_hides_nothing(claim):
    data = struct.pack("<QI", claim, 12345) + SMALL
    file = read(data)

    assert file.records == len(PAYLOADS)
    assert [(offset, length) for offset, length, _ in file.damage] == [(0, 12)]
    assert "length checksum mismatch" in file.damage[0][2]


@pytest.mark.parametrize(
    "torn",
    [
        r.record(r.scalar("a tag of some length", 1.0)),
        r.record(large_image()),
        r.header(3 << 30) + bytes(100),
    ],
    ids=["small", "large", "huge"],
)
@pytest.mark.parametrize("kept", [5, 12, 13, 40])
def test_a_torn_record_followed_by_intact_ones(torn, kept):
    """A writer died, and another one appended to its file."""
    data = SMALL + torn[:kept] + SMALL
    file = read(data)

    assert contents(file) == reference.read(data)
    assert file.records == 2 * len(PAYLOADS)
    assert [(len(SMALL), kept)] == [(offset, length) for offset, length, _ in file.damage]


@pytest.mark.parametrize("step", [1, 50])
def test_a_torn_image_followed_by_intact_records_while_it_grows(step):
    torn = r.record(large_image(70_000))
    filler = r.records([r.scalar("a", i, i) for i in range(1500)])
    data = SMALL + torn[:30] + filler
    claimed = len(SMALL) + len(torn)
    source = GrowingFile(data)
    file = _native.EventFile("events")
    for _ in source.stops([100, 30_000, *range(claimed - 60, claimed + 60, step)]):
        file.read_source(source)

    assert file.records == len(PAYLOADS) + 1500
    assert [(len(SMALL), 30)] == [(offset, length) for offset, length, _ in file.damage]


def test_many_lying_headers_do_not_make_reading_slow():
    lies = b"".join(r.header(claim) for claim in (60_000, 500_000, 1 << 30)) * 8000
    data = lies + SMALL
    start = time.monotonic()
    file = read(data)

    assert file.records == len(PAYLOADS)
    assert time.monotonic() - start < 10


# Messages


def test_deep_nesting_is_no_recursion():
    groups = b"\x0b" * 50_000  # each opens a group inside the one before
    nested = b""
    for _ in range(4000):
        nested = r.bytes_field(5, nested)
    deep_summary = nested
    for _ in range(2000):
        deep_summary = r.bytes_field(1, deep_summary)
    payloads = [
        groups,
        nested,
        r.bytes_field(5, deep_summary),
        r.event(r.summary(r.tensor_value("t", nested))),
    ]
    data = r.records([*payloads, *PAYLOADS])
    file = read(data)

    assert contents(file) == reference.read(data)
    assert file.records == len(payloads) + len(PAYLOADS)


@pytest.mark.parametrize(
    "garbage",
    [b"\xff" * 50, b"\x00" * 50, b"\x2a\x7f", b"\x08" + b"\x80" * 11, b"\x2a\x05\x0a\x09abc", b"\x09\x00"],
)
def test_a_record_that_is_no_event_is_named(garbage):
    data = r.record(garbage) + SMALL
    file = read(data)

    assert contents(file) == reference.read(data)
    assert file.records == len(PAYLOADS) + 1
    assert [(0, len(r.record(garbage)))] == [(offset, length) for offset, length, _ in file.damage]
    assert "(byte " in file.damage[0][2]


def test_values_around_a_damaged_one_are_kept():
    broken = r.bytes_field(1, "broken") + b"\x15\x00"
    data = r.record(r.event(r.summary(r.simple_value("before", 1), broken, r.simple_value("after", 2))))
    file = read(data)

    assert [(i[0], i[4]) for i in _native.RunSnapshot([file.snapshot()]).infos()] == [
        ("after", 1),
        ("before", 1),
    ]
    assert file.damage_count == 1


def test_ten_thousand_tags_one_event_each():
    data = r.records(r.scalar(f"group{i % 7}/tag{i}", i, step) for step in range(2) for i in range(10_000))
    file = read(data)

    assert file.snapshot().points == 20_000
    assert values(file, f"group{4000 % 7}/tag4000") == [4000.0, 4000.0]


MERGED = r.event(r.summary(*(r.simple_value(f"tag{i}", i) for i in range(10_000))), 3)


def test_ten_thousand_tags_in_one_event():
    data = r.records([MERGED, *PAYLOADS, MERGED])
    file = read(data)

    assert len(MERGED) > reference.RESIDENT
    assert contents(file) == reference.read(data)
    assert file.damage_count == 0


def test_scalars_of_a_large_record_are_believed_only_with_its_checksum():
    data = bytearray(r.records([MERGED, *PAYLOADS]))
    data[5000] ^= 1
    file = read(bytes(data))

    assert {tag for tag, *_ in _native.RunSnapshot([file.snapshot()]).infos()} == {"loss", "acc", "img", "h"}
    assert file.damage == [(0, len(r.record(MERGED)), "payload checksum mismatch")]


def test_a_flipped_bit_in_a_large_blob_is_found_when_it_is_served(tmp_path):
    path = tmp_path / "events"
    data = bytearray(r.record(large_image()) + SMALL)
    data[50_000] ^= 1
    path.write_bytes(data)
    file = _native.EventFile("events")
    file.read_local(path)

    assert (file.records, file.damage) == (len(PAYLOADS) + 1, [])
    assert not _native.verify_record(path, 0)
    assert _native.verify_record(path, len(r.record(large_image())))


def test_metadata_behind_a_large_tensor_are_found():
    value = r.tensor_value("t", r.tensor(7, (1,), r.bytes_field(8, bytes(300_000))), r.metadata("images"))
    data = r.record(r.event(r.summary(value, r.simple_value("x", 1.0), value), 5)) * 3
    file = read(data)

    assert [(*i[:2], i[4]) for i in _native.RunSnapshot([file.snapshot()]).infos()] == [
        ("t", "images", 6),
        ("x", "scalars", 3),
    ]
    assert _native.RunSnapshot([file.snapshot()]).blobs("t", "images")[0].tolist() == [5] * 6


# Files that change while they are read


def test_a_file_that_shrinks_is_told_and_nothing_is_lost(tmp_path):
    path = tmp_path / "events"
    path.write_bytes(SMALL)
    file = _native.EventFile("events")
    file.read_local(path)
    path.write_bytes(SMALL[:50])

    assert file.read_local(path)
    assert file.shrank
    assert file.records == len(PAYLOADS)
    assert not file.read_local(path)


@pytest.mark.parametrize("left", range(0, len(SMALL), 7))
def test_a_file_that_shrinks_between_a_look_at_its_size_and_the_read(left):
    class Shrinking(GrowingFile):
        def read(self, offset, length):
            return self.data[offset : min(offset + length, left)]

    file = _native.EventFile("events")
    file.read_source(Shrinking(SMALL, len(SMALL)))

    assert file.records == sum(end <= left for end in ENDS)
    assert file.damage == []


def test_a_large_record_that_vanishes_while_it_is_walked():
    data = SMALL + r.record(large_image()) + SMALL

    class Vanishing(GrowingFile):
        def read(self, offset, length):
            return self.data[offset : offset + length] if offset < 70_000 else b""

    file = _native.EventFile("events")
    file.read_source(Vanishing(data, len(data)))

    assert file.records >= len(PAYLOADS)


def test_a_source_that_fails_in_the_middle_goes_on_later():
    data = r.records(r.scalar("a", i, i) for i in range(5000))

    class Flaky(GrowingFile):
        broken = True

        def read(self, offset, length):
            if self.broken and offset > 0:
                raise TimeoutError("the network is slow")
            return super().read(offset, length)

    source = Flaky(data, len(data))
    file = _native.EventFile("events")
    with pytest.raises(TimeoutError):
        file.read_source(source)
    some = file.records
    source.broken = False
    file.read_source(source)

    assert 0 < some < 5000
    assert contents(file) == reference.read(data)


def test_a_file_truncated_and_rewritten_by_another_thread_does_no_harm(tmp_path):
    path = tmp_path / "events"
    data = r.records(r.scalar("a", i, i) for i in range(3000)) + r.record(large_image())
    stop = threading.Event()

    def meddle():
        while not stop.is_set():
            path.write_bytes(data)
            os.truncate(path, 1000)

    path.write_bytes(data)
    meddler = threading.Thread(target=meddle)
    meddler.start()
    try:
        for _ in range(200):
            file = _native.EventFile("events")
            file.read_local(path)
            assert file.records <= 3001
    finally:
        stop.set()
        meddler.join()


def test_snapshots_can_be_taken_while_another_thread_reads(tmp_path):
    path = tmp_path / "events"
    path.write_bytes(r.records(r.scalar("a", 1.0, 0) for _ in range(300)) * 500)
    file = _native.EventFile("events")
    reader = threading.Thread(target=file.read_local, args=(path,))
    reader.start()
    seen = []
    while reader.is_alive():
        seen.append(file.snapshot().points)
    reader.join()

    assert seen == sorted(seen)
    assert file.snapshot().points == 150_000


# Memory

MEASURE = """
import resource, sys
import numpy
from sonde import _native
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = peak()
file = _native.EventFile("events")
file.read_local(sys.argv[1])
print(file.records, file.damage_count, file.pending_bytes, peak() - before)
"""


def measure(path):
    """(records, damage_count, pending_bytes, growth of the peak in KiB) of reading this file in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True
    )
    return tuple(map(int, done.stdout.split()))


THREE_GB = 3 << 30


def test_a_record_of_3_gb_is_indexed_without_memory(tmp_path):
    """A sparse file: its bytes are zeros that no disk holds."""
    path = tmp_path / "events"
    image_length = THREE_GB - 100
    head = b"\x22" + r.varint(image_length)  # Image.encoded_image_string
    value_head = r.bytes_field(1, "huge") + b"\x22" + r.varint(len(head) + image_length) + head
    summary_head = b"\x0a" + r.varint(len(value_head) + image_length) + value_head
    event_head = r.double_field(1, 1.0) + b"\x2a" + r.varint(len(summary_head) + image_length) + summary_head
    length = len(event_head) + image_length
    with path.open("wb") as stream:
        stream.write(SMALL + r.header(length) + event_head)
        stream.seek(len(SMALL) + 12 + length + 4)
        stream.write(SMALL)
    records, damage, pending, growth = measure(path)

    assert (records, damage, pending) == (2 * len(PAYLOADS) + 1, 0, 0)
    assert growth < 20_000
    file = _native.EventFile("events")
    file.read_local(path)
    *_, lengths, _, _, _, _ = _native.RunSnapshot([file.snapshot()]).blobs("huge", "images")
    assert lengths.tolist() == [len(value_head) + image_length]


@pytest.mark.parametrize("claim", [1 << 30, THREE_GB, 1 << 50, (1 << 64) - 1])
def test_lying_lengths_cost_no_memory(tmp_path, claim):
    path = tmp_path / "events"
    path.write_bytes(SMALL + r.header(claim) + bytes(1000) + SMALL)
    records, damage, _, growth = measure(path)

    assert (records, damage) == (2 * len(PAYLOADS), 1)
    assert growth < 20_000


def test_a_hole_of_zeros_is_passed_over_quickly(tmp_path):
    """What is left where a machine lost power before its data reached the disk."""
    path = tmp_path / "events"
    with path.open("wb") as stream:
        stream.write(SMALL)
        stream.seek(200 << 20)
        stream.write(SMALL)
    start = time.monotonic()
    records, damage, pending, growth = measure(path)

    assert (records, damage, pending) == (2 * len(PAYLOADS), 1, 0)
    assert growth < 20_000
    assert time.monotonic() - start < 20


def test_a_torn_record_of_3_gb_waits_without_memory(tmp_path):
    path = tmp_path / "events"
    with path.open("wb") as stream:
        stream.write(SMALL + r.header(THREE_GB))
        stream.truncate(100 << 20)
    records, damage, pending, growth = measure(path)

    assert (records, damage, pending) == (len(PAYLOADS), 0, (100 << 20) - len(SMALL))
    assert growth < 20_000
