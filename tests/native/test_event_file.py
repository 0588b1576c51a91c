"""EventFile: records of every kind become series; reading goes on where it stopped."""

import math
import os
import struct

import numpy as np
import pytest

from sonde import _native
from sonde._native import _testing
from support import records as r


def write(path, *payloads):
    path.write_bytes(r.records(payloads))
    return str(path)


def read(path) -> _native.EventFile:
    file = _native.EventFile(path.name)
    file.read_local(str(path))
    return file


def run_of(file) -> _native.RunSnapshot:
    return _native.RunSnapshot([file.snapshot()])


def keys(file):
    """(tag, kind, points) of every series."""
    return [(info[0], info[1], info[4]) for info in run_of(file).infos()]


def values(file, tag):
    return run_of(file).scalars(tag)[2].tolist()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "events.out.tfevents.1.host.1.0"


def test_old_scalars_become_columns(path):
    write(path, r.version(), *(r.scalar("loss", 1 / (i + 1), step=i, wall_time=10.0 + i) for i in range(3)))
    file = read(path)
    steps, wall_times, numbers, *_ = run_of(file).scalars("loss")

    assert steps.tolist() == [0, 1, 2]
    assert wall_times.tolist() == [10.0, 11.0, 12.0]
    assert [1.0, 0.5, float(np.float32(1 / 3))] == numbers.tolist()
    assert (4, path.stat().st_size, 0, 0) == (file.records, file.bytes, file.pending_bytes, file.damage_count)
    assert (file.file_version, file.first_wall_time, file.last_wall_time) == ("brain.Event:2", 1.0, 12.0)


def test_a_file_is_read_on_as_it_grows(path):
    write(path, r.scalar("a", 1, step=0))
    file = read(path)
    assert not file.read_local(str(path))
    with path.open("ab") as stream:
        stream.write(r.record(r.scalar("a", 2, step=1)))

    assert file.read_local(str(path))
    assert values(file, "a") == [1.0, 2.0]


SCALARS = r.metadata("scalars", display_name="The loss", description="*falls*", data_class=1)


def test_scalars_of_tensorflow_2_and_their_metadata(path):
    first = r.tensor_value("loss", r.tensor(1, (), r.bytes_field(5, struct.pack("<f", 0.25))), SCALARS)
    later = r.tensor_value("loss", r.tensor(1, (), r.bytes_field(4, struct.pack("<f", 0.5))))
    write(path, r.event(r.summary(first), 0), r.event(r.summary(later), 1))
    file = read(path)
    info = run_of(file).infos()[0]

    assert values(file, "loss") == [0.25, 0.5]
    assert (*info[:3], *info[12:15]) == ("loss", "scalars", "scalars", "The loss", "*falls*", 1)


@pytest.mark.parametrize(
    ("dtype", "listed", "expected"),
    [
        (1, r.float_field(5, 0.5), 0.5),
        (2, r.double_field(6, 1 / 3), 1 / 3),
        (2, r.bytes_field(4, struct.pack("<d", 1e300)), 1e300),
        (3, r.varint_field(7, -5), -5.0),
        (9, r.bytes_field(10, r.varint(1 << 40)), float(1 << 40)),
        (10, r.varint_field(11, 1), 1.0),
        (14, r.varint_field(13, 0x3FC0), 1.5),
        (19, r.varint_field(13, 0x3E00), 1.5),
        (19, r.bytes_field(4, b"\x00\x3e"), 1.5),
        (22, r.varint_field(16, 4_000_000_000), 4e9),
        (23, r.varint_field(17, 1 << 63), float(1 << 63)),
        (25, r.bytes_field(18, b"\x3c"), 1.5),
        (1, b"", 0.0),
    ],
)
@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_one_number_of_any_type_is_a_scalar(path, dtype, listed, expected, shape):
    write(path, r.event(r.summary(r.tensor_value("x", r.tensor(dtype, shape, listed), SCALARS))))

    assert [expected] == values(read(path), "x")


@pytest.mark.parametrize(
    "message",
    [
        r.tensor(1, (2,), r.bytes_field(5, bytes(8))),
        r.tensor(7, (), r.bytes_field(8, b"text")),
        r.tensor(8, (), r.float_field(9, 1) + r.float_field(9, 2)),
        r.tensor(1, (), r.bytes_field(4, bytes(3))),
        r.tensor(77, ()),
    ],
    ids=["vector", "text", "complex", "short", "unknown type"],
)
def test_a_scalar_that_is_no_number_is_kept_and_noted(path, message):
    write(path, r.event(r.summary(r.tensor_value("x", message, SCALARS))), r.scalar("y", 1))
    file = read(path)

    assert keys(file) == [("x", "tensors", 1), ("y", "scalars", 1)]
    [(offset, length, reason)] = file.damage
    assert offset == 0
    assert length + len(r.record(r.scalar("y", 1))) == path.stat().st_size
    assert 'a value of the plugin "scalars" is not one real number' in reason


def test_kinds_follow_metadata_then_the_first_metadata_then_the_field(path):
    plain = r.tensor(1, (2,), r.bytes_field(4, bytes(8)))
    write(
        path,
        r.event(
            r.summary(
                r.tensor_value("own", plain, r.metadata("my_plugin")),
                r.tensor_value("own", plain),
                r.tensor_value("bare", plain),
                r.bytes_field(1, "h") + r.bytes_field(5, b""),
                r.bytes_field(1, "i") + r.bytes_field(4, b""),
                r.bytes_field(1, "a") + r.bytes_field(6, b""),
                r.bytes_field(1, "hp") + r.metadata("hparams", b"content"),
                r.tensor_value("note", r.tensor(7, (), r.bytes_field(8, b"hello")), r.metadata("text")),
                r.simple_value("note", 3.0),
                r.simple_value("custom", 1.0) + r.metadata("my_plugin"),
                r.simple_value("custom", 2.0),
                r.bytes_field(7, "node") + r.float_field(2, 4.0),
            )
        ),
    )
    file = read(path)

    assert keys(file) == [
        ("a", "audio", 1),
        ("bare", "tensors", 1),
        ("custom", "my_plugin", 2),
        ("h", "histograms", 1),
        ("hp", "hparams", 1),
        ("i", "images", 1),
        ("node", "scalars", 1),
        ("note", "scalars", 1),
        ("note", "text", 1),
        ("own", "my_plugin", 2),
    ]
    assert file.damage_count == 0


def test_blobs_are_references_to_their_bytes(path):
    image = r.bytes_field(1, "img") + r.bytes_field(4, r.varint_field(1, 2) + r.bytes_field(4, b"PNG"))
    write(path, r.version(), r.event(r.summary(r.simple_value("x", 1), image), step=7))
    file = read(path)
    steps, _, files, record_offsets, offsets, lengths, fields, *_ = run_of(file).blobs("img", "images")
    blob = _testing.read_blob(str(path), int(offsets[0]), int(lengths[0]))

    assert ([7], [0], [len(r.record(r.version()))], [0]) == tuple(
        column.tolist() for column in (steps, files, record_offsets, fields)
    )
    assert image == blob
    assert _native.decode_value(blob)["value"] == {
        "height": 2,
        "width": 0,
        "colorspace": 0,
        "encoded": b"PNG",
    }
    assert _native.verify_record(str(path), int(record_offsets[0]))


def test_graphs_and_run_metadata(path):
    write(
        path,
        r.event(r.bytes_field(4, b"graph def")),
        r.event(r.bytes_field(9, b"meta graph")),
        r.event(r.bytes_field(8, r.bytes_field(1, "step1") + r.bytes_field(2, b"run metadata")), step=1),
    )
    file = read(path)
    *_, offsets, lengths, fields, _, _, _ = run_of(file).blobs("__run_graph__", "graphs")

    assert keys(file) == [
        ("__meta_graph__", "meta_graphs", 1),
        ("__run_graph__", "graphs", 1),
        ("step1", "graph_tagged_run_metadata", 1),
    ]
    assert _testing.read_blob(str(path), int(offsets[0]), int(lengths[0])) == b"graph def"
    assert fields.tolist() == [4]


def test_the_writer_is_named(path):
    write(
        path,
        r.event(
            r.bytes_field(3, "brain.Event:2")
            + r.bytes_field(10, r.bytes_field(1, "tensorboard.summary.writer"))
        ),
    )

    assert read(path).writer == "tensorboard.summary.writer"


def test_a_session_start_begins_an_attempt(path):
    start = r.event(r.bytes_field(7, r.varint_field(1, 1)))
    stop = r.event(r.bytes_field(7, r.varint_field(1, 2)))
    write(path, start, r.scalar("a", 1, 1), stop, r.scalar("a", 2, 2), start, r.scalar("a", 3, 3))

    assert run_of(read(path)).scalars("a")[3].tolist() == [0, 0, 1]


def test_fields_may_come_in_any_order_and_unknown_ones_are_passed_over(path):
    unknown = (
        r.bytes_field(99, b"later version")
        + r.double_field(100, 1.0)
        + r.float_field(101, 1.0)
        + r.varint_field(102, 1)
    )
    payload = (
        unknown
        + r.summary(unknown + r.float_field(2, 5.0) + r.bytes_field(1, "late"))
        + r.varint_field(2, 42)
        + r.double_field(1, 99.0)
    )
    write(path, payload)
    steps, wall_times, numbers, *_ = run_of(read(path)).scalars("late")

    assert (steps.tolist(), wall_times.tolist(), numbers.tolist()) == ([42], [99.0], [5.0])


def test_negative_and_huge_steps(path):
    write(path, r.scalar("a", 1, -5), r.scalar("a", 1, (1 << 63) - 1))

    assert run_of(read(path)).scalars("a")[0].tolist() == [-5, (1 << 63) - 1]


def test_non_finite_values_are_values(path):
    write(path, *(r.scalar("a", value) for value in (math.nan, math.inf, -math.inf)))
    nan, plus, minus = values(read(path), "a")

    assert math.isnan(nan)
    assert (math.inf, -math.inf) == (plus, minus)


def test_tags_that_are_not_utf8_are_still_text(path):
    write(path, r.scalar(b"caf\xe9", 1), r.scalar("学习率", 2), r.scalar("", 3))

    assert [tag for tag, _, _ in keys(read(path))] == ["", "caf\ufffd", "学习率"]


def test_an_event_without_anything_is_a_record(path):
    write(path, b"", r.scalar("a", 1))
    file = read(path)

    assert (file.records, file.damage_count) == (2, 0)


def test_read_local_files_reads_all_and_reports_what_it_cannot(tmp_path):
    paths = [tmp_path / f"events.tfevents.{i}" for i in range(8)]
    for i, path in enumerate(paths):
        write(path, *(r.scalar("a", i, step) for step in range(100 * i)))
    files = [_native.EventFile(path.name) for path in paths] + [_native.EventFile("gone")]
    seen = []
    errors = _native.read_local_files(
        files, [*map(str, paths), str(tmp_path / "gone")], threads=3, progress=seen.append
    )

    assert errors[:8] == [None] * 8
    assert isinstance(errors[8], FileNotFoundError)
    assert str(tmp_path / "gone") == errors[8].filename
    assert [100 * i for i in range(8)] == [file.snapshot().points for file in files[:8]]
    assert sum(path.stat().st_size for path in paths) == seen[-1]


def test_what_progress_raises_stops_the_reading(tmp_path):
    path = tmp_path / "events.tfevents"
    write(path, r.scalar("a", 1))

    def stop(_bytes_done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _native.read_local_files([_native.EventFile("a")], [str(path)], progress=stop)


class Remote:
    """A file as the reader wraps those behind a URL."""

    def __init__(self, data: bytes, most: int = 1000) -> None:
        self.data = data
        self.most = most
        self.reads = 0

    def size(self) -> int:
        return len(self.data)

    def read(self, offset: int, length: int) -> bytes:
        self.reads += 1
        return self.data[offset : offset + min(length, self.most)]


def test_any_object_with_size_and_read_is_a_source():
    source = Remote(r.records(r.scalar("a", i, i) for i in range(200)))
    file = _native.EventFile("remote")

    assert file.read_source(source)
    assert list(range(200)) == values(file, "a")
    assert _native.verify_record_source(source, 0)
    assert not _native.verify_record_source(source, 1)


def test_a_blob_costs_one_read_though_the_header_behind_it_is_looked_at_first():
    count = 40
    picture = r.bytes_field(4, r.varint_field(1, 8) + r.bytes_field(4, bytes(100_000)))
    value = r.bytes_field(1, "sample") + picture
    source = Remote(r.records(r.event(r.summary(value), step=i) for i in range(count)), most=1 << 20)
    file = _native.EventFile("remote")

    assert file.read_source(source)
    assert keys(file) == [("sample", "images", count)]
    assert source.reads < 2 * count


def test_errors_of_a_source_pass_through():
    class Broken(Remote):
        def read(self, offset, length):
            raise ConnectionResetError("the other side is gone")

    with pytest.raises(ConnectionResetError, match="the other side is gone"):
        _native.EventFile("remote").read_source(Broken(b"x" * 100))


def test_os_errors_carry_the_path(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        _native.EventFile("a").read_local(tmp_path / "none")

    assert str(tmp_path / "none") == caught.value.filename


def test_a_pipe_that_is_called_like_an_event_file_does_not_make_reading_wait(tmp_path):
    os.mkfifo(tmp_path / "events.tfevents.pipe")

    assert not _native.EventFile("a").read_local(tmp_path / "events.tfevents.pipe")


FLOAT32_CONTENT = r.varint(4 << 3 | 2) + b"\x04"


def tf2_scalar(value: float, meta: bytes = b"", dtype: int = 1, shape: tuple[int, ...] = ()) -> bytes:
    return r.event(
        r.summary(
            r.tensor_value("x", r.tensor(dtype, shape, FLOAT32_CONTENT + struct.pack("<f", value)), meta)
        )
    )


def test_values_that_only_look_like_the_last_one_are_taken_apart(path):
    """The reader recognises a value by the bytes around its number; each of these differs in something that matters."""
    as_int32 = 1065353216  # the bits of 1.0
    write(
        path,
        *[tf2_scalar(0.5, SCALARS)] * 3,
        tf2_scalar(1.0, SCALARS, dtype=3),
        tf2_scalar(2.0, SCALARS),
        tf2_scalar(3.0, SCALARS, shape=(1,)),
        tf2_scalar(4.0),
        *[r.scalar("x", 5.0)] * 2,
        r.event(r.summary(r.tensor_value("x", r.tensor(2, (), r.double_field(6, 6.0)), SCALARS))),
        r.event(r.summary(r.bytes_field(1, "x") + r.float_field(2, 9.0) + r.float_field(2, 7.0))),
        r.event(r.summary(r.bytes_field(1, "x") + r.float_field(2, 9.0) + r.float_field(2, 8.0))),
        *[r.event(r.summary(r.simple_value("x", 9.0), r.simple_value("x", 10.0)))] * 2,
    )
    file = read(path)

    assert values(file, "x") == [0.5, 0.5, 0.5, as_int32, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 9, 10]
    assert keys(file) == [("x", "scalars", 16)]


@pytest.mark.parametrize("tag", ["loss", "x" * 120, "x" * 125, "x" * 20_000])
def test_events_that_only_look_like_the_last_one_are_taken_apart(path, tag):
    one = r.summary(r.simple_value(tag, 0.5))
    time = r.double_field(1, 2.0)
    long_step = r.varint(2 << 3 | 0) + b"\x85\x00"  # 5 in two bytes
    other_time = r.double_field(7, 3.0)  # no wall time, but as long
    events = [
        (r.event(one, 0), 0, [0.5]),
        (r.event(one, 1), 1, [0.5]),
        (r.event(one, 127), 127, [0.5]),
        (r.event(one, 128), 128, [0.5]),
        (r.event(one, 1 << 14), 1 << 14, [0.5]),
        (r.event(one, 1 << 40), 1 << 40, [0.5]),
        (r.event(one, -1), -1, [0.5]),
        (time + one, 0, [0.5]),
        (time + long_step + one, 5, [0.5]),
        (time + r.varint_field(3, 6) + one, 0, [0.5]),
        (other_time + r.varint_field(2, 7) + one, 7, [0.5]),
        (time + r.varint_field(2, 8) + r.varint_field(2, 9) + one, 9, [0.5]),
        (time + r.varint_field(2, 9) + one + one, 9, [0.5, 0.5]),
        (time + one + r.varint_field(2, 10), 10, [0.5]),
        (r.event(r.summary(r.simple_value(tag, 1.5), r.simple_value(tag, 2.5)), 11), 11, [1.5, 2.5]),
        (r.event(r.summary(r.simple_value(tag, 3.5)), 12), 12, [3.5]),
    ]
    write(path, *(event for event, _, _ in events))
    file = read(path)
    steps, _, numbers, *_ = run_of(file).scalars(tag)

    assert steps.tolist() == [step for _, step, kept in events for _ in kept]
    assert numbers.tolist() == [number for _, _, kept in events for number in kept]
    assert file.records == len(events)


def test_a_plugin_that_is_named_late_takes_the_values_after_it(path):
    write(
        path,
        *[r.scalar("x", 1.0)] * 3,
        r.event(r.summary(r.simple_value("x", 2.0) + r.metadata("mine"))),
        *[r.scalar("x", 3.0)] * 3,
    )

    assert keys(read(path)) == [("x", "mine", 4), ("x", "scalars", 3)]
