"""One blob costs one blob: what is opened and read for it is counted."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass, field

import numpy as np
import pytest

import sonde
from sonde.errors import BadQueryError, DamagedBlobError, NotFoundError, StaleBlobError
from sonde.query import Stretch
from sonde.query.local import pieces, record
from sonde.query.local.decode import value as decode_value
from sonde.query.local.part import parts_in
from sonde.reader import local
from support import records
from support.event_writer import EventWriter, value
from support.records import bytes_field, metadata, varint_field

FILE = "events.out.tfevents.1"


@dataclass
class Counted:
    opened: int = 0
    reads: list[int] = field(default_factory=list)
    verified: int = 0


@pytest.fixture
def counted(monkeypatch) -> Counted:
    """What the files of this machine are asked for."""
    counted = Counted()

    class Bytes(local.LocalBytes):
        def __init__(self, descriptor):
            super().__init__(descriptor)
            counted.opened += 1

        def read(self, offset, length):
            counted.reads.append(length)
            return super().read(offset, length)

        def verify(self, record_offset):
            counted.verified += 1
            return super().verify(record_offset)

    monkeypatch.setattr(local, "LocalBytes", Bytes)
    return counted


def image(encoded: bytes) -> bytes:
    return value("pictures", image=(4, 4, encoded), metadata=b"")


@pytest.fixture
def pictures(tmp_path):
    """2,000 pictures of 3 kB."""
    with EventWriter(tmp_path / FILE) as writer:
        for step in range(2000):
            writer.values(step, image(b"%06d" % step * 500))
    return sonde.open(tmp_path).query


def test_looking_at_some_of_2000_blobs_costs_just_these(pictures, counted):
    for index in range(700, 712):
        assert pictures.blob(".", "pictures", index).read(0, 6) == b"%06d" % index

    assert counted.opened == 12
    assert len(counted.reads) == 12
    assert sum(counted.reads) < 12 * 3200


def test_looking_at_one_copies_no_columns_of_the_others(pictures, monkeypatch):
    columns = pictures.snapshot.runs["."].columns
    asked = []

    class Asked:
        def blobs(self, tag, kind, first=0, last=None):
            asked.append((first, last))
            return columns.blobs(tag, kind, first, last)

        def infos_of(self, tag):
            return columns.infos_of(tag)

    monkeypatch.setattr(pictures.snapshot.runs["."], "columns", Asked())
    pictures.blob(".", "pictures", 1999)

    assert asked == [(1999, 2000)]


def test_what_names_a_blob_costs_two_small_reads_once(pictures, counted):
    etags = [pictures.blob(".", "pictures", 5).etag for _ in range(3)]

    assert len(set(etags)) == 1
    assert counted.reads == [8, 4]
    assert pictures.blob(".", "pictures", 6).etag != etags[0]


def test_what_names_a_blob_is_free_after_it_was_read(pictures, counted):
    one = pictures.blob(".", "pictures", 5)
    one.read(0, 1)
    one.etag  # noqa: B018

    assert (counted.opened, len(counted.reads)) == (1, 1)


def test_a_part_that_is_not_there_is_said(pictures):
    with pytest.raises(NotFoundError, match="no part 1"):
        pictures.blob(".", "pictures", 0, part=1).read(0, 1)
    with pytest.raises(NotFoundError, match="no point 2000 in tag 'pictures'"):
        pictures.blob(".", "pictures", 2000)
    with pytest.raises(NotFoundError, match="no point -1"):
        pictures.blob(".", "pictures", -1)


@pytest.fixture
def video(tmp_path):
    """A video of 9 MB as TensorFlow would write it: a tensor of width, height and the encoded bytes."""
    encoded = np.random.default_rng(0).bytes(9_000_000)
    with EventWriter(tmp_path / FILE) as writer:
        writer.values(
            0,
            value(
                "clip",
                tensor=string_tensor(b"64", b"48", encoded, shape=(3,)),
                metadata=metadata("videos", data_class=2),
            ),
        )
        writer.scalar("loss", 0, 1.0)
    return tmp_path, encoded


def test_a_range_of_a_large_blob_reads_that_range(video, counted):
    root, encoded = video
    query = sonde.open(root).query
    first = query.blob(".", "clip", 0)
    assert first.read(5_000_000, 5_001_000) == encoded[5_000_000:5_001_000]
    assert (first.size, first.is_array, counted.verified) == (9_000_000, False, 1)
    counted.reads.clear()
    counted.opened = 0

    second = query.blob(".", "clip", 0)
    assert second.read(8_999_000, 10_000_000) == encoded[8_999_000:]

    assert counted.verified == 1
    assert counted.opened == 2
    assert counted.reads == [1000]


def test_a_large_blob_comes_in_pieces_of_bounded_size(video, counted):
    root, encoded = video
    one = sonde.open(root).query.blob(".", "clip", 0)

    assert b"".join(one.pieces(0, one.size)) == encoded
    assert max(counted.reads) <= pieces.READ_AT_ONCE_BYTES


def test_damage_in_a_large_blob_is_found_before_any_of_it_is_given(video):
    root, encoded = video
    data = bytearray((root / FILE).read_bytes())
    data[len(encoded) // 2] ^= 1
    (root / FILE).write_bytes(data)

    with pytest.raises(DamagedBlobError, match="checksum of videos tag 'clip'"):
        sonde.open(root).query.blob(".", "clip", 0).read(0, 10)


def test_a_blob_whose_file_was_cut_is_stale(video):
    root, _ = video
    query = sonde.open(root).query
    with (root / FILE).open("r+b") as file:
        file.truncate(1000)

    with pytest.raises(StaleBlobError, match="is shorter than when it was read"):
        query.blob(".", "clip", 0).read(0, 10)
    with pytest.raises(StaleBlobError, match="is shorter than when it was read"):
        query.blob(".", "clip", 0).etag  # noqa: B018


def test_another_file_of_the_same_name_has_another_etag(tmp_path):
    etags = []
    for text in (b"first", b"other"):
        (tmp_path / FILE).unlink(missing_ok=True)
        with EventWriter(tmp_path / FILE) as writer:
            writer.values(
                0,
                value("note", tensor=string_tensor(text, shape=()), metadata=metadata("text", data_class=2)),
            )
        etags.append(sonde.open(tmp_path).query.blob(".", "note", 0).etag)

    assert etags[0] != etags[1]


def test_one_opening_serves_checksum_and_value(tmp_path, counted):
    with EventWriter(tmp_path / FILE) as writer:
        writer.values(0, image(b"x" * 100_000))  # more than is verified at load
    query = sonde.open(tmp_path).query

    assert query.blob(".", "pictures", 0).read(0, 3) == b"xxx"
    assert query.tensors(".", "pictures").values[0][2] == b"x" * 100_000

    assert (counted.opened, len(counted.reads), counted.verified) == (2, 2, 0)


def test_a_value_among_others_in_a_large_record_is_verified(tmp_path, counted):
    with EventWriter(tmp_path / FILE) as writer:
        writer.values(0, image(b"x" * 400_000), value("other", image=(1, 1, b"y" * 10)))
    query = sonde.open(tmp_path).query

    assert query.blob(".", "pictures", 0).read(0, 3) == b"xxx"
    assert query.blob(".", "other", 0).read(0, 3) == b"yyy"
    assert counted.verified == 1


def test_what_is_remembered_of_a_file_is_bounded(pictures, monkeypatch):
    monkeypatch.setattr(record, "KEPT_RECORDS", 10)
    for index in range(100):
        pictures.blob(".", "pictures", index).read(0, 1)

    assert len(record.known_of(pictures.snapshot.runs["."].sources[0]).frames) <= 10


def string_tensor(*strings: bytes, shape: tuple[int, ...]) -> bytes:
    return records.tensor(7, shape, b"".join(bytes_field(8, one) for one in strings))


@pytest.mark.parametrize(
    ("message", "plugin", "classified"),
    [
        (value("t", image=(4, 4, b"encoded")), "images", False),
        (value("t", audio=b"clip"), "audio", False),
        (value("t", tensor=string_tensor(b"4", b"4", b"one", b"two", shape=(4,))), "images", True),
        (value("t", tensor=string_tensor(b"a", b"", b"c" * 300, shape=(3,))), "text", True),
        (value("t", tensor=string_tensor(b"only", shape=())), "text", True),
        (value("t", tensor=string_tensor(b"a", b"b", b"c", b"d", shape=(2, 2))), "text", True),
    ],
)
def test_parts_are_found_where_decoding_finds_them(message, plugin, classified):
    found = parts_in(lambda at, n: message[at : at + n], len(message), 0, plugin, classified=classified)

    decoded = decode_value(message, 0, plugin, classified=classified).ravel().tolist()
    wanted = decoded[2:] if plugin in ("images", "videos") else decoded
    assert [message[at : at + size] for at, size in found] == wanted


@pytest.mark.parametrize(
    ("message", "plugin", "classified"),
    [
        (value("t", tensor=records.tensor(1, (2,), bytes_field(4, struct.pack("<2f", 1, 2)))), "", True),
        (value("t", tensor=string_tensor(b"repeated", shape=(3,))), "text", True),
        (value("t", tensor=string_tensor(b"clip", b"label", shape=(1, 2))), "audio", False),
        (value("t", simple=1.0), "", False),
        (value("t", image=(4, 4, b"encoded")), "text", False),
        (value("t", tensor=string_tensor(*[b"x"] * 2000, shape=(2000,))), "text", True),
        (bytes_field(1, b"t") + b"\x42\xff", "text", True),
        (b"\xff" * 12, "text", True),
        (varint_field(1, 3) + b"\x0b", "text", True),
    ],
)
def test_what_only_decoding_tells_is_decoded(message, plugin, classified):
    assert (
        parts_in(lambda at, n: message[at : at + n], len(message), 0, plugin, classified=classified) is None
    )


@pytest.fixture
def histograms(tmp_path):
    with sonde.SummaryWriter(tmp_path / "a") as writer:
        for step in range(200):
            writer.add_tensor("weights", np.full(4, step, np.float32), step)
            writer.add_text("note", f"at {step}", step)
    with sonde.SummaryWriter(tmp_path / "b") as writer:
        for step in range(3):
            writer.add_tensor("weights", np.full(4, -step, np.float32), step)
    return sonde.open(tmp_path).query


def test_many_values_of_many_runs_cost_one_opening_a_file(histograms, counted):
    found = histograms.values(
        [
            Stretch("a", "weights"),
            Stretch("b", "weights", first=1),
            Stretch("a", "note/text_summary", last=9, every=4),
        ]
    )

    assert [(one.stretch, one.index) for one in found] == (
        [(0, i) for i in range(200)] + [(1, 1), (1, 2)] + [(2, 0), (2, 4), (2, 8)]
    )
    assert [one.value[0] for one in found[:200]] == list(range(200))
    assert [(one.step, one.value.tolist()) for one in found[200:202]] == [(1, [-1.0] * 4), (2, [-2.0] * 4)]
    assert [one.value.ravel().tolist() for one in found[202:]] == [[b"at 0"], [b"at 4"], [b"at 8"]]
    assert counted.opened == 2
    assert len(counted.reads) == 205


def test_too_many_values_are_refused_before_any_is_read(histograms, counted, monkeypatch):
    from sonde.query.local import values

    monkeypatch.setattr(values, "MAX_VALUES", 100)
    with pytest.raises(BadQueryError, match="the values of 200 points at once"):
        histograms.values([Stretch("a", "weights")])
    monkeypatch.setattr(values, "MAX_VALUES_BYTES", 100)
    with pytest.raises(BadQueryError, match="bytes at once"):
        histograms.values([Stretch("a", "weights", last=50)])
    for bad in (
        Stretch("a", "weights", first=-1),
        Stretch("a", "weights", first=3, last=2),
        Stretch("a", "weights", every=0),
    ):
        with pytest.raises(BadQueryError):
            histograms.values([bad])
    assert counted.opened == 0


def test_a_value_that_cannot_be_had_harms_no_other(tmp_path):
    with EventWriter(tmp_path / "a" / FILE) as writer:
        for step in range(3):
            writer.values(step, image(bytes([step]) * 100_000))
    with EventWriter(tmp_path / "b" / FILE) as writer:
        writer.values(0, image(b"b"))
    data = bytearray((tmp_path / "a" / FILE).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "a" / FILE).write_bytes(data)
    query = sonde.open(tmp_path).query
    (tmp_path / "b" / FILE).unlink()

    found = query.values([Stretch("a", "pictures"), Stretch("b", "pictures")])

    assert [one.value is None for one in found] == [False, True, False, True]
    assert "checksum" in found[1].error
    assert "is gone" in found[3].error


def test_numbers_are_a_numpy_file(histograms):
    one = histograms.blob("a", "weights", 3)

    assert one.is_array
    assert np.load(io.BytesIO(one.read(0, one.size))).tolist() == [3.0] * 4
