"""The native reader and the plain one agree on generated and on damaged files, read at once or while they grow."""

import struct

from hypothesis import given, settings
from hypothesis import strategies as st

from sonde import _native
from support import records as r
from support import reference
from support.growing_file import GrowingFile
from support.native import contents

TAGS = st.sampled_from(["loss", "a/b", "学习率", ""]) | st.binary(max_size=6)
STEPS = st.integers(-3, 6) | st.integers(-(1 << 63), (1 << 63) - 1)
TIMES = st.floats(0, 2e9) | st.floats()
PLUGINS = st.sampled_from(["scalars", "histograms", "text", "mine", ""])


@st.composite
def metadatas(draw):
    if draw(st.booleans()):
        return b""
    if draw(st.integers(0, 9)) == 0:
        return r.bytes_field(9, draw(st.binary(max_size=8)))
    return r.metadata(draw(PLUGINS), draw(st.binary(max_size=4)), data_class=draw(st.integers(0, 3)))


@st.composite
def tensors(draw):
    dtype = draw(st.sampled_from([*sorted(reference.FORMATS), 7, 8, 20, 101, 250]))
    shape = draw(st.lists(st.integers(0, 2), max_size=2))
    code, number = reference.FORMATS.get(dtype, ("<f", 8))
    content = draw(
        st.binary(max_size=9) | st.binary(min_size=struct.calcsize(code), max_size=struct.calcsize(code))
    )
    listed = draw(
        st.sampled_from(
            [
                b"",
                r.bytes_field(4, content),
                r.bytes_field(number, content),
                r.varint_field(number, draw(st.integers(0, (1 << 64) - 1))),
                r.float_field(number, 1.5),
                r.double_field(number, 2.5),
            ]
        )
    )
    return r.tensor(dtype, shape, listed)


@st.composite
def summary_values(draw):
    tag = draw(TAGS)
    name = r.bytes_field(draw(st.sampled_from([1, 1, 1, 7])), tag)
    content = draw(
        st.one_of(
            *[st.floats(width=32).map(lambda x: r.float_field(2, x))] * 2,
            *[tensors().map(lambda m: r.bytes_field(8, m))] * 2,
            st.binary(max_size=8).map(lambda m: r.bytes_field(8, m)),
            st.sampled_from([4, 5, 6]).map(lambda n: r.bytes_field(n, b"\x08\x01")),
            st.just(b""),
        )
    )
    parts = draw(st.permutations([name, content, draw(metadatas())]))
    garbage = draw(st.binary(max_size=3)) if draw(st.integers(0, 9)) == 0 else b""
    return b"".join(parts) + garbage


@st.composite
def payloads(draw):
    what = draw(
        st.one_of(
            *[st.lists(summary_values(), max_size=3).map(lambda values: r.summary(*values))] * 6,
            st.sampled_from([4, 9]).map(lambda n: r.bytes_field(n, b"graph")),
            TAGS.map(lambda tag: r.bytes_field(8, r.bytes_field(1, tag) + r.bytes_field(2, b"x"))),
            st.integers(0, 2).map(lambda status: r.bytes_field(7, r.varint_field(1, status))),
            st.just(r.bytes_field(3, "brain.Event:2")),
            st.binary(max_size=12),
            st.just(b""),
        )
    )
    parts = [r.double_field(1, draw(TIMES)), r.varint_field(2, draw(STEPS)), what]
    if draw(st.booleans()):
        parts = draw(st.permutations(parts))
    return b"".join(parts)


@st.composite
def damages(draw, data):
    """One wound: what disks, dying writers and liars do to a file."""
    at = draw(st.integers(0, len(data)))
    length = draw(st.integers(1, 60))
    kind = draw(st.sampled_from(["flip", "cut out", "cut off", "zero", "insert", "lie", "insert record"]))
    if kind == "flip" and at < len(data):
        return data[:at] + bytes([data[at] ^ (1 << draw(st.integers(0, 7)))]) + data[at + 1 :]
    if kind == "cut out":
        return data[:at] + data[at + length :]
    if kind == "cut off":
        return data[:at]
    if kind == "zero":
        return data[:at] + bytes(len(data[at : at + length])) + data[at + length :]
    if kind == "insert":
        return data[:at] + draw(st.binary(max_size=40)) + data[at:]
    if kind == "insert record":
        return data[:at] + r.record(r.scalar("inserted", 1.0, 5)) + data[at:]
    claim = draw(
        st.integers(0, 400)
        | st.sampled_from([1 << 31, (1 << 40) - 1, 1 << 40, 1 << 63, (1 << 64) - 1, (1 << 64) - 16])
    )
    return data[:at] + r.header(claim) + data[at + draw(st.sampled_from([0, 12])) :]


@st.composite
def files(draw):
    data = r.records(draw(st.lists(payloads(), max_size=6)))
    for _ in range(draw(st.integers(0, 3))):
        data = draw(damages(data))
    return data


@given(st.lists(payloads(), max_size=8))
@settings(deadline=None, max_examples=150)
def test_whole_files(payload_list):
    source = GrowingFile(data := r.records(payload_list), len(data))
    file = _native.EventFile("f")
    file.read_source(source)

    assert contents(file) == reference.read(data)


@given(files())
@settings(deadline=None, max_examples=300)
def test_damaged_files(data):
    file = _native.EventFile("f")
    file.read_source(GrowingFile(data, len(data)))

    assert contents(file) == reference.read(data)


@given(files(), st.lists(st.integers(0, 600), max_size=8))
@settings(deadline=None, max_examples=150)
def test_damaged_files_that_grow(data, sizes):
    source = GrowingFile(data)
    file = _native.EventFile("f")
    for _ in source.stops(sorted(size for size in sizes if size <= len(data))):
        file.read_source(source)

    assert contents(file) == reference.read(data)
