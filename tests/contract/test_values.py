"""Values that are no scalars: decoded one by one, as bytes by ranges, and many at once."""

from __future__ import annotations

import io

import numpy as np
import pytest

from sonde.errors import BadQueryError, DamagedBlobError, NotFoundError, TagNotFoundError
from sonde.query import Stretch
from sonde.query.contract import MAX_VALUES
from support.event_writer import EventWriter, value
from support.growth import later


def test_values_are_decoded_one_by_one(query):
    note = query.tensors("train", "note")

    assert (note.kind, note.steps.tolist()) == ("text", [0, 1, 2, 3])
    assert [one.ravel().tolist() for one in note.values] == [[f"at {step}".encode()] for step in range(4)]
    assert query.tensors("eval", "weights").values[0] == 0.25


def test_a_value_is_bytes_that_are_read_by_ranges(query):
    one = query.blob("train", "note", 2)

    assert (one.size, one.is_array) == (4, False)
    assert (one.read(0, 4), one.read(3, 100), b"".join(one.pieces(1, 4))) == (b"at 2", b"2", b"t 2")


def test_numbers_are_a_numpy_file(query):
    one = query.blob("eval", "weights", 0)

    assert one.is_array
    assert np.load(io.BytesIO(one.read(0, one.size))) == 0.25


def test_an_etag_stays_and_is_of_one_value(query, newest):
    etags = [query.blob("train", "note", index).etag for index in range(4)]

    assert len(set(etags)) == 4
    assert [newest().blob("train", "note", index).etag for index in range(4)] == etags


def test_many_values_come_in_the_order_of_the_question(query):
    found = query.values(
        [
            Stretch("eval", "weights"),
            Stretch("train", "note", first=1, last=4, every=2),
            Stretch("train", "note", last=1),
        ]
    )

    assert [(one.stretch, one.index, one.step) for one in found] == [
        (0, 0, 10),
        (1, 1, 1),
        (1, 3, 3),
        (2, 0, 0),
    ]
    assert [one.value.ravel().tolist() for one in found] == [[0.25], [b"at 1"], [b"at 3"], [b"at 0"]]
    assert [one.error for one in found] == [""] * 4
    assert query.values([]) == []


def test_what_is_not_there_is_told(query):
    with pytest.raises(NotFoundError):
        query.blob("train", "note", 4)
    with pytest.raises(NotFoundError):
        query.blob("train", "note", 0, part=1).read(0, 1)
    with pytest.raises(TagNotFoundError):
        query.blob("train", "nothing", 0)
    with pytest.raises(TagNotFoundError):
        query.values([Stretch("train", "nothing")])
    with pytest.raises(BadQueryError):
        query.values([Stretch("train", "note", every=0)])
    with pytest.raises(BadQueryError):
        query.values([Stretch("train", "note")] * (MAX_VALUES // 4 + 1))


@pytest.mark.parametrize("size", [100_000, 5 << 20])
def test_damage_in_a_large_value_is_an_error_of_it_alone(newest, logdir, tmp_path, size):
    with EventWriter(tmp_path / "events.out.tfevents.1") as writer:
        for step in range(3):
            writer.values(step, value("pictures", image=(4, 4, bytes([65 + step]) * size)))
    data = bytearray(writer.path.read_bytes())
    data[data.index(b"B" * 1000) + size // 2] ^= 1
    writer.path.write_bytes(data)
    (logdir / "blobs").mkdir()
    writer.path.rename(logdir / "blobs" / writer.path.name)
    query = later(newest, lambda query: [run.points for run in query.runs() if run.name == "blobs"] == [3])

    pictures = query.tensors("blobs", "pictures")
    assert (pictures.bytes > size).all()
    for index, letter in ((0, b"A"), (2, b"C")):
        one = query.blob("blobs", "pictures", index)
        assert (one.size, one.read(size - 2, size)) == (size, letter * 2)
        assert pictures.value(index).tolist() == [b"4", b"4", letter * size]
    with pytest.raises(DamagedBlobError):
        query.blob("blobs", "pictures", 1).read(0, 1)
    with pytest.raises(DamagedBlobError):
        pictures.value(1)
    found = query.values([Stretch("blobs", "pictures")])
    assert [one.value is None for one in found] == [False, True, False]
    assert [bool(one.error) for one in found] == [False, True, False]


def test_a_value_is_an_array_of_which_a_part_is_read(query):
    weights, note = query.array("eval", "weights", 0), query.array("train", "note", 2)

    assert (weights.dtype, weights.shape, weights.read([])) == (np.float64, (), 0.25)
    assert (note.dtype, note.shape, note.read([]).item()) == (object, (), b"at 2")
    assert weights.etag == query.blob("eval", "weights", 0).etag
    with pytest.raises(NotFoundError, match="no point 4"):
        query.array("train", "note", 4)
    with pytest.raises(TagNotFoundError):
        query.array("train", "loss", 0)


def test_the_numbers_of_points_that_are_kept(query):
    assert query.kept("train", "note", "current").tolist() == [0, 1, 2, 3]
    assert query.kept("train", "note", "tensorboard", "text").tolist() == [0, 1, 2, 3]
    assert query.kept("train", "note", "all").tolist() == [0, 1, 2, 3]
    with pytest.raises(TagNotFoundError):
        query.kept("train", "none", "all")
