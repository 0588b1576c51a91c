"""Arrays of which only a part is read: the same numbers as in the whole value, and no more of the file than is needed."""

from __future__ import annotations

import struct
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sonde
from sonde.errors import DamagedBlobError, LargeBlobError
from sonde.query.local import array as arrays
from sonde.query.local.plain import plain_in
from support import records
from support.event_writer import EventWriter, value
from support.records import bytes_field

DTYPES = {
    1: "<f4", 2: "<f8", 3: "<i4", 4: "u1", 5: "<i2", 6: "i1", 8: "<c8", 9: "<i8", 10: "?",
    17: "<u2", 18: "<c16", 19: "<f2", 22: "<u4", 23: "<u8",
}  # fmt: skip


def stored(numbers: np.ndarray, data_type: int) -> bytes:
    content = bytes_field(4, numbers.tobytes())
    return value("t", tensor=records.tensor(data_type, numbers.shape, content))


@pytest.fixture
def piecemeal(monkeypatch):
    """Every value is large, and is read sixteen bytes at a time."""
    monkeypatch.setattr(arrays, "READ_AT_ONCE_BYTES", 16)


def opened(tmp_path, *values: bytes):
    with EventWriter(tmp_path / "a" / "events.out.tfevents.1") as writer:
        for step, one in enumerate(values):
            writer.values(step, one)
    return sonde.open(tmp_path)


@pytest.mark.parametrize("data_type", DTYPES)
def test_every_type_is_read_as_the_whole_value_is(tmp_path, piecemeal, data_type):
    raw = np.random.default_rng(data_type).integers(0, 120, (3, 4, 5))
    numbers = raw.astype(DTYPES[data_type])
    with opened(tmp_path, stored(numbers, data_type)) as board:
        array = board.query.array("a", "t", 0)
        whole = board.tensors("a", "t").values[0]
        part = array.read([slice(1, 3), slice(0, 4, None), slice(2, 9)])

    assert (array.dtype, array.shape) == (whole.dtype, whole.shape)
    np.testing.assert_array_equal(part, whole[1:3, :, 2:])
    np.testing.assert_array_equal(whole, numbers)


def test_bfloat16_comes_as_float32(tmp_path, piecemeal):
    bits = np.array([0x3F80, 0xC000, 0x7F80, 0x0001], "<u2").reshape(2, 2)
    with opened(tmp_path, stored(bits, 14)) as board:
        array = board.query.array("a", "t", 0)
        whole = board.tensors("a", "t").values[0]

        assert array.dtype == np.float32
        np.testing.assert_array_equal(array.read([slice(0, 2)] * 2), whole)
    assert whole.ravel().tolist()[:3] == [1.0, -2.0, np.inf]


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_window_of_any_shape(tmp_path_factory, data):
    shape = tuple(data.draw(st.lists(st.integers(1, 5), max_size=4)))
    numbers = np.arange(prod(shape), dtype="<f4").reshape(shape)
    window = [
        slice(*sorted((data.draw(st.integers(0, size)), data.draw(st.integers(0, size))))) for size in shape
    ]
    with (
        opened(tmp_path_factory.mktemp("log"), stored(numbers, 1)) as board,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(arrays, "READ_AT_ONCE_BYTES", data.draw(st.integers(4, 40)))
        np.testing.assert_array_equal(board.query.array("a", "t", 0).read(window), numbers[tuple(window)])


@pytest.mark.parametrize(
    ("data_type", "shape", "rest"),
    [
        (1, (2,), bytes_field(5, struct.pack("<2f", 1, 2))),  # listed in the packed form
        (2, (), bytes_field(6, struct.pack("<d", 1))),
        (1, (2,), bytes_field(4, struct.pack("<2f", 1, 2))),
    ],
)
def test_where_numbers_stand_one_behind_the_other_they_are_found(data_type, shape, rest):
    message = value("t", tensor=records.tensor(data_type, shape, rest))
    found = plain_in(lambda at, n: message[at : at + n], len(message), 0)

    assert found is not None
    assert found.shape == shape
    first = np.frombuffer(message, found.stored, 1, found.offset)
    assert first == 1


@pytest.mark.parametrize(
    ("data_type", "shape", "rest"),
    [
        (1, (3,), bytes_field(5, struct.pack("<2f", 1, 2))),  # the last stands for the others
        (1, (3,), bytes_field(4, struct.pack("<2f", 1, 2))),  # too short
        (3, (2,), bytes_field(7, b"\x01\x02")),  # packed numbers of any length
        (7, (1,), bytes_field(8, "text")),
        (7, (1,), bytes_field(4, "text")),
        (99, (1,), bytes_field(4, "text")),
        (1, (0,), b""),
        (1, (1,), bytes_field(4, b"abcd") + bytes_field(5, b"abcd")),
    ],
)
def test_everything_else_is_decoded(data_type, shape, rest):
    message = value("t", tensor=records.tensor(data_type, shape, rest))
    assert plain_in(lambda at, n: message[at : at + n], len(message), 0) is None


def test_no_bytes_whatever_they_are_raise_anything():
    rng = np.random.default_rng(0)
    whole = bytearray(stored(np.arange(4, dtype="<f4"), 1))
    for _ in range(2_000):
        message = bytearray(whole)
        for at in rng.integers(0, len(message), 3):
            message[at] = rng.integers(0, 256)
        found = plain_in(lambda at, n, bytes_=bytes(message): bytes_[at : at + n], len(message), 0)
        assert found is None or found.offset + prod(found.shape) * found.stored.itemsize <= len(message)


def test_a_large_value_that_cannot_be_read_in_parts_says_so(tmp_path, piecemeal, monkeypatch):
    monkeypatch.setattr(arrays, "MAX_VALUES_BYTES", 20)
    with (
        opened(tmp_path, value("t", tensor=records.tensor(7, (1,), bytes_field(8, "x" * 50)))) as board,
        pytest.raises(LargeBlobError, match="no part of it can be read alone"),
    ):
        _ = board.query.array("a", "t", 0).shape


def test_damage_is_found_before_anything_is_read(tmp_path):
    numbers = np.zeros((1500, 1000), "<f4")
    with opened(tmp_path, stored(numbers, 1)) as board:
        (file,) = (tmp_path / "a").iterdir()
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        with file.open("r+b") as there:
            there.write(data)
        with pytest.raises(DamagedBlobError, match="checksum"):
            _ = board.query.array("a", "t", 0).shape


def test_of_a_large_value_only_the_asked_part_is_in_memory(tmp_path):
    import tracemalloc

    numbers = np.arange(4_000_000, dtype="<f8").reshape(2000, 2000)
    with opened(tmp_path, stored(numbers, 2)) as board:
        array = board.query.array("a", "t", 0)
        _ = array.shape  # its checksum is verified
        tracemalloc.start()
        corner = array.read([slice(1990, 2000), slice(1990, 2000)])
        column = array.read([slice(0, 2000), slice(7, 8)])
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    np.testing.assert_array_equal(corner, numbers[1990:, 1990:])
    np.testing.assert_array_equal(column, numbers[:, 7:8])
    assert most < 10_000_000
