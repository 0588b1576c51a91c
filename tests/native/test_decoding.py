"""decode_value, decode_tensor and decode_histogram: what the reader only refers to, decoded when it is asked for."""

import math
import struct

import numpy as np
import pytest

import sonde
from sonde import _native
from sonde._native import _testing
from support import records as r

NUMPY_TYPES = {
    1: "<f4",
    2: "<f8",
    3: "<i4",
    4: "u1",
    5: "<i2",
    6: "i1",
    8: "<c8",
    9: "<i8",
    10: "?",
    11: "i1",
    12: "u1",
    13: "<i4",
    15: "<i2",
    16: "<u2",
    17: "<u2",
    18: "<c16",
    19: "<f2",
    22: "<u4",
    23: "<u8",
    29: "i1",
    30: "u1",
    31: "i1",
    32: "u1",
}
VALUE_FIELDS = {
    1: 5,
    2: 6,
    3: 7,
    4: 7,
    5: 7,
    6: 7,
    9: 10,
    10: 11,
    11: 7,
    12: 7,
    13: 7,
    15: 7,
    16: 7,
    17: 7,
    22: 16,
    23: 17,
}


@pytest.mark.parametrize("dtype", NUMPY_TYPES)
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0,), (2, 0, 5)])
def test_tensor_content_of_every_type(dtype, shape):
    array = (np.arange(math.prod(shape)).reshape(shape) * 7 % 2).astype(NUMPY_TYPES[dtype])
    decoded = _native.decode_tensor(r.tensor(dtype, shape, r.bytes_field(4, array.tobytes())))

    assert decoded.dtype == array.dtype
    assert decoded.shape == array.shape
    assert decoded.tobytes() == array.tobytes()
    assert decoded.flags.writeable


@pytest.mark.parametrize("dtype", VALUE_FIELDS)
@pytest.mark.parametrize("packed", [True, False])
def test_listed_values_of_every_type(dtype, packed):
    array = np.array([1, 0, 1]).astype(NUMPY_TYPES[dtype])
    if np.issubdtype(array.dtype, np.signedinteger):
        array[0] = -2
    number = VALUE_FIELDS[dtype]
    if array.dtype.kind == "f":
        wire_type = 5 if array.itemsize == 4 else 1
        items = [item.tobytes() for item in array]
    else:
        wire_type = 0
        items = [r.varint(int(item)) for item in array]
    listed = (
        r.bytes_field(number, b"".join(items))
        if packed
        else b"".join(r.varint(number << 3 | wire_type) + item for item in items)
    )

    assert _native.decode_tensor(r.tensor(dtype, (3,), listed)).tolist() == array.tolist()


def test_complex_values_are_listed_in_pairs():
    listed = b"".join(r.float_field(9, x) for x in (1, 2, 3, 4))

    assert _native.decode_tensor(r.tensor(8, (2,), listed)).tolist() == [1 + 2j, 3 + 4j]
    with pytest.raises(ValueError, match="lacks its second half"):
        _native.decode_tensor(r.tensor(8, (2,), r.float_field(9, 1)))


def small_floats(exponent_bits, mantissa_bits, bias, special):
    """Every value of a format of 8 bits or fewer, by its definition."""
    values = []
    for bits in range(1 << (1 + exponent_bits + mantissa_bits)):
        mantissa = bits & ((1 << mantissa_bits) - 1)
        exponent = (bits >> mantissa_bits) & ((1 << exponent_bits) - 1)
        sign = -1.0 if bits >> (mantissa_bits + exponent_bits) else 1.0
        value = sign * (mantissa / 2**mantissa_bits + (exponent > 0)) * 2.0 ** (max(exponent, 1) - bias)
        values.append(special(bits, sign, exponent, mantissa, value))
    return values


def ieee(_bits, sign, exponent, mantissa, value):
    return value if exponent != 31 else math.nan if mantissa else sign * math.inf


def nan_at_top(bits, _sign, _exponent, _mantissa, value):
    return math.nan if bits & 0x7F == 0x7F else value


def nan_at_minus_zero(bits, _sign, _exponent, _mantissa, value):
    return math.nan if bits == 0x80 else value


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [
        (24, small_floats(5, 2, 15, ieee)),
        (25, small_floats(4, 3, 7, nan_at_top)),
        (26, small_floats(4, 3, 8, nan_at_minus_zero)),
        (27, small_floats(4, 3, 11, nan_at_minus_zero)),
        (28, small_floats(5, 2, 16, nan_at_minus_zero)),
        (33, small_floats(2, 1, 1, lambda *args: args[-1])),
    ],
)
def test_8_bit_and_4_bit_floats_become_float32(dtype, expected):
    every = bytes(range(len(expected)))
    decoded = _native.decode_tensor(r.tensor(dtype, (len(every),), r.bytes_field(4, every)))

    assert decoded.dtype == np.float32
    np.testing.assert_array_equal(decoded, np.array(expected, np.float32))
    if dtype != 33:
        np.testing.assert_array_equal(
            _native.decode_tensor(r.tensor(dtype, (len(every),), r.bytes_field(18, every))), decoded
        )
    for bits in every:
        number = _testing.single_number(r.tensor(dtype, (), r.bytes_field(4, bytes([bits]))))
        np.testing.assert_equal(number, float(decoded[bits]))


def test_half_and_bfloat16_values_are_bit_patterns():
    assert _native.decode_tensor(r.tensor(19, (2,), r.varint_field(13, 0x3E00))).tolist() == [1.5, 1.5]
    assert _native.decode_tensor(r.tensor(14, (1,), r.varint_field(13, 0x3FC0))).dtype == np.float32
    assert _native.decode_tensor(r.tensor(14, (2,), r.bytes_field(4, b"\xc0\x3f\x80\x7f"))).tolist() == [
        1.5,
        math.inf,
    ]


@pytest.mark.parametrize(
    "dtype", ["float16", "bfloat16", "uint8", "int8", "int16", "int64", "bool", "float64"]
)
def test_tensors_of_every_type_that_pytorch_writes(tmp_path, dtype):
    """It lists halves as the bits of float32, and uint8 where uint32 belongs."""
    torch = pytest.importorskip("torch")
    tensorboard = pytest.importorskip("torch.utils.tensorboard")
    tensor = torch.tensor([[0.0, 1.5, 200.25], [3.0, 0.125, 7.0]]).to(getattr(torch, dtype))
    with tensorboard.SummaryWriter(tmp_path) as writer:
        writer.add_tensor("weights", tensor)

    with sonde.open(tmp_path) as board:
        (read,) = board.tensors(".", "weights").values

    np.testing.assert_array_equal(read, tensor.double().numpy())


def test_every_half_is_the_number_that_numpy_reads():
    every = np.arange(1 << 16, dtype=np.uint16)
    numbers = [
        _testing.single_number(r.tensor(19, (), r.bytes_field(4, bits.tobytes()))) for bits in every[::37]
    ]

    np.testing.assert_array_equal(numbers, every[::37].view(np.float16).astype(np.float64))


def test_a_short_list_is_filled_up_with_its_last_value():
    assert _native.decode_tensor(r.tensor(3, (2, 2), r.varint_field(7, 5))).tolist() == [[5, 5], [5, 5]]
    assert _native.decode_tensor(r.tensor(3, (3,), r.bytes_field(7, b"\x01\x02"))).tolist() == [1, 2, 2]
    assert _native.decode_tensor(r.tensor(1, (2,))).tolist() == [0, 0]
    assert _native.decode_tensor(r.tensor(7, (2,), r.bytes_field(8, b"x"))) == ([b"x", b"x"], (2,))


def test_strings_come_with_their_shape():
    listed = b"".join(r.bytes_field(8, item) for item in (b"a", b"", b"\xff\x00c", b"d"))

    assert _native.decode_tensor(r.tensor(7, (2, 2), listed)) == ([b"a", b"", b"\xff\x00c", b"d"], (2, 2))
    assert _native.decode_tensor(r.tensor(7, (), r.bytes_field(8, b"x"))) == ([b"x"], ())


def test_an_unknown_rank_is_a_list():
    unknown = r.varint_field(1, 3) + r.bytes_field(2, r.varint_field(3, 1))

    assert _native.decode_tensor(unknown + r.bytes_field(7, b"\x01\x02\x03")).tolist() == [1, 2, 3]


def test_references_are_read_as_what_they_refer_to():
    assert _native.decode_tensor(r.tensor(101, (), r.float_field(5, 2.5))).item() == 2.5


@pytest.mark.parametrize(
    ("message", "error"),
    [
        (r.tensor(20), "a tensor of type resource .20. cannot be read"),
        (r.tensor(99), "a tensor of type unknown .99. cannot be read"),
        (b"", "a tensor of type invalid .0. cannot be read"),
        (
            r.tensor(1, (3,), r.bytes_field(4, bytes(8))),
            "expected 3 entries of float32 in tensor_content, found 8 bytes",
        ),
        (
            r.tensor(1, (), r.bytes_field(4, bytes(8))),
            "expected 1 entries of float32 in tensor_content, found 8 bytes",
        ),
        (r.tensor(3, (1,), r.bytes_field(7, b"\x01\x02")), "expected 1 entries, found 2"),
        (r.tensor(7, (), r.bytes_field(8, b"") * 2), "expected 1 strings, found 2"),
        (r.tensor(1, (-1,)), "expected a dimension of 0 or more, found -1"),
        (r.tensor(1, (1,) * 33), "expected at most 32 dimensions"),
        (r.tensor(1, (1 << 40,) * 2), "more entries than any memory could hold"),
        (r.tensor(1, (1 << 62,), r.float_field(5, 1)), "more than is filled up"),
        (r.tensor(2, (1 << 26,)), "more than is filled up"),
        (r.tensor(7, (1 << 40,)), "more than is filled up"),
        (
            r.tensor(7, (40_000,), r.bytes_field(8, bytes(60_000))),
            "would take 60016 bytes each, more than is filled up",
        ),
        (
            r.tensor(1, ((16 << 20) + 2,), r.float_field(5, 1)),
            "more than is filled up unasked .67108864 bytes.",
        ),
        (r.tensor(14, ((16 << 20) + 1,)), "would take 4 bytes each"),
        (r.tensor(1, (1 << 40,), r.bytes_field(4, bytes(4))), "found 4 bytes"),
        (r.tensor(1, (2,), r.bytes_field(5, bytes(7))), "ends inside an entry"),
        (r.tensor(3, (2,), r.bytes_field(7, b"\xff")), "cut off"),
        (r.tensor(1, (1,), r.varint_field(5, 1)), "wrong wire type"),
        (r.tensor(1, (1,)) + b"\x22\x7f", r"runs past the end of its message .byte 8 of the tensor"),
    ],
)
def test_what_is_wrong_with_a_tensor_is_said_before_memory_is_taken(message, error):
    with pytest.raises(ValueError, match=error):
        _native.decode_tensor(message)


def test_what_is_filled_up_is_bounded_by_what_is_allowed():
    ones = r.tensor(1, (1000,), r.float_field(5, 1) * 10)
    texts = r.tensor(7, (1000,), r.bytes_field(8, b"long" * 100))

    assert _native.decode_tensor(ones, 990 * 4).sum() == 1000
    strings, shape = _native.decode_tensor(texts, 1 << 20)
    assert (set(strings), shape) == ({b"long" * 100}, (1000,))
    assert strings[0] is strings[-1]
    for message, allowed in ((ones, 990 * 4 - 1), (texts, 1000 * 400)):
        with pytest.raises(_native.FilledError, match=f"unasked .{allowed} bytes."):
            _native.decode_tensor(message, allowed)


def test_entries_that_are_there_are_no_matter_of_filling():
    assert _native.decode_tensor(r.tensor(1, (4,), r.bytes_field(5, bytes(16))), 0).shape == (4,)


def test_a_tensor_cut_at_any_byte_is_an_error_or_shorter():
    whole = r.tensor(1, (2, 3), r.bytes_field(4, bytes(24)))
    for cut in range(len(whole)):
        try:
            _native.decode_tensor(whole[:cut])
        except ValueError:
            continue


def test_a_histogram():
    limits, counts = [-1.0, 0.0, 1.7976931348623157e308], [0.0, 3.0, 2.0]
    message = b"".join(r.double_field(i + 1, x) for i, x in enumerate((-0.5, 4.0, 5.0, 3.0, 17.0)))
    message += r.bytes_field(6, struct.pack("<3d", *limits)) + b"".join(r.double_field(7, x) for x in counts)
    *numbers, edges, heights = _native.decode_histogram(message)

    assert numbers == [-0.5, 4.0, 5.0, 3.0, 17.0]
    assert (edges.tolist(), heights.tolist()) == (limits, counts)
    with pytest.raises(ValueError, match="ends inside a bucket"):
        _native.decode_histogram(r.bytes_field(6, bytes(9)))
    with pytest.raises(ValueError, match=r"past the end of its message .byte 0 of the histogram"):
        _native.decode_histogram(message[:5])


def test_values_are_taken_apart():
    value = r.tensor_value("t", b"tensor", r.metadata("text", b"\x00content", "name", "*what*", 2))

    assert _native.decode_value(value) == {
        "tag": "t",
        "metadata": {
            "plugin_name": "text",
            "plugin_content": b"\x00content",
            "display_name": "name",
            "description": "*what*",
            "data_class": 2,
        },
        "field": "tensor",
        "value": b"tensor",
    }
    assert _native.decode_value(r.simple_value("x", 0.5)) == {
        "tag": "x",
        "metadata": None,
        "field": "simple_value",
        "value": 0.5,
    }
    assert _native.decode_value(r.bytes_field(7, "node")) == {
        "tag": "node",
        "metadata": None,
        "field": None,
        "value": None,
    }


def test_old_audio():
    audio = r.float_field(1, 44100) + r.varint_field(2, 2) + r.varint_field(3, 9) + r.bytes_field(4, b"RIFF")
    value = _native.decode_value(
        r.bytes_field(1, "a") + r.bytes_field(6, audio + r.bytes_field(5, "audio/wav"))
    )

    assert value["field"] == "audio"
    assert value["value"] == {
        "sample_rate": 44100.0,
        "num_channels": 2,
        "length_frames": 9,
        "encoded": b"RIFF",
        "content_type": "audio/wav",
    }


@pytest.mark.parametrize(
    "broken", [b"\x0a\x05x", b"\x4a\x02\x0a\x7f", r.bytes_field(4, b"\x22\x7f"), b"\x0f"]
)
def test_a_broken_value_is_an_error(broken):
    with pytest.raises(ValueError, match=r"past the end|wire type"):
        _native.decode_value(broken)


def test_a_range_of_a_file(tmp_path):
    path = tmp_path / "f"
    path.write_bytes(b"0123456789")

    assert _testing.read_blob(path, 3, 4) == b"3456"
    assert _testing.read_blob(path, 10, 0) == b""
    for offset, length in [(5, 6), (11, 1), (0, 1 << 62), ((1 << 64) - 1, 5)]:
        with pytest.raises(OSError, match="No data available") as caught:
            _testing.read_blob(path, offset, length)
        assert caught.value.filename == str(path)
