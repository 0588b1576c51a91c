"""Log directories for the benchmarks: real event files, written fast, the same bytes every time.

A scalar log is what `torch.utils.tensorboard` writes: one record per value, all tags of a step after one another. Every
record of a run then has the same length while its step's varint does, so a NumPy structured array *is* the file.
"""

from __future__ import annotations

import io
import itertools
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

START = 1_700_000_000.0
STEPS_PER_BLOCK = 5_000


@dataclass(frozen=True, slots=True)
class Scalars:
    """A log of scalars: `runs` × `tags` × `steps` points."""

    name: str
    runs: int
    tags: int
    steps: int

    @property
    def points(self) -> int:
        return self.runs * self.tags * self.steps

    def tag(self, index: int) -> str:
        return f"group{index % 4}/metric_{index:03d}"

    def run(self, index: int) -> str:
        return f"run_{index:04d}"


@dataclass(frozen=True, slots=True)
class Images:
    """A log of about `megabytes` of PNG images of noise, over `runs` runs of four tags."""

    name: str
    runs: int
    megabytes: int


@dataclass(frozen=True, slots=True)
class Values:
    """A log of `runs` × `tags` × `steps` values that are no numbers, about `kilobytes` each (0: as it comes)."""

    name: str
    runs: int
    tags: int
    steps: int
    kilobytes: int = 0

    @property
    def points(self) -> int:
        return self.runs * self.tags * self.steps

    def tag(self, index: int) -> str:
        return f"group{index % 4}/{self.name}_{index:03d}"

    def run(self, index: int) -> str:
        return f"run_{index:04d}"


@dataclass(frozen=True, slots=True)
class Trials:
    """A log of `runs` trials, each with `hparams` hyperparameters and a curve of `steps` points for each of `tags` metrics."""

    name: str
    runs: int
    hparams: int
    tags: int
    steps: int

    @property
    def points(self) -> int:
        return self.runs * self.tags * self.steps

    @property
    def curves(self) -> Scalars:
        return Scalars(self.name, self.runs, self.tags, self.steps)

    def values(self, run: int) -> dict[str, bool | float | str]:
        """One trial's hyperparameters: numbers, a few choices and switches. What some of them are decides its curves."""
        random = np.random.default_rng(run)
        values: dict[str, bool | float | str] = {}
        for index in range(self.hparams):
            name = f"{('model', 'data', 'optimizer')[index % 3]}.hparam_{index:02d}"
            kind = index % 5
            if kind == 0:
                values[name] = float(10 ** random.uniform(-5, -1))
            elif kind == 1:
                values[name] = float(2 ** random.integers(3, 10))
            elif kind == 2:
                values[name] = ("adam", "sgd", "lamb", "adafactor")[int(random.integers(4))]
            elif kind == 3:
                values[name] = bool(random.integers(2))
            else:
                values[name] = float(random.integers(1, 100))
        return values


def write_trials(folder: Path, log: Trials) -> Path:
    """The log in `folder`/name, made unless it is there already; its path. Hyperparameters stand in TensorBoard's summaries."""
    from sonde.writer.sessions import SUCCESS, session_end_summary, session_start_summary

    target = folder / f"{log.name}-{log.runs}x{log.hparams}x{log.tags}x{log.steps}"
    if (target / ".complete").exists():
        return target
    blocks = _step_blocks(log.steps)
    for run in range(log.runs):
        path = target / f"run_{run:05d}" / f"events.out.tfevents.{int(START)}.bench.{run}.0"
        path.parent.mkdir(parents=True, exist_ok=True)
        begin, end = START + run, START + run + log.steps
        with path.open("wb") as file:
            file.write(_version_record())
            file.write(
                _summary_record(session_start_summary(log.values(run), f"trial_{run // 2}", begin), begin)
            )
            for low, high in blocks:
                file.write(_scalar_records(log.curves, run, low, high).tobytes())
            file.write(_summary_record(session_end_summary(SUCCESS, end), end))
    (target / ".complete").touch()
    return target


def _summary_record(summary: bytes, wall_time: float) -> bytes:
    return record(b"\x09" + struct.pack("<d", wall_time) + _bytes_field(5, summary))


def write_scalars(folder: Path, log: Scalars) -> Path:
    """The log in `folder`/name, made unless it is there already; its path."""
    target = folder / f"{log.name}-{log.runs}x{log.tags}x{log.steps}"
    if (target / ".complete").exists():
        return target
    for run in range(log.runs):
        path = target / log.run(run) / f"events.out.tfevents.{int(START)}.bench.{run}.0"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(_version_record())
            for low, high in _step_blocks(log.steps):
                file.write(_scalar_records(log, run, low, high).tobytes())
    (target / ".complete").touch()
    return target


def write_short_series(folder: Path, log: Scalars) -> Path:
    """The same by Sonde's own writer, which is not bound to tags of one length; its path."""
    from sonde._native import EventWriter

    target = folder / f"{log.name}-{log.runs}x{log.tags}x{log.steps}"
    if (target / ".complete").exists():
        return target
    tags = [log.tag(index) for index in range(log.tags)]
    for run in range(log.runs):
        directory = target / log.run(run)
        directory.mkdir(parents=True, exist_ok=True)
        writer = EventWriter(str(directory).encode(), b"", b"benchmarks", flush_secs=120.0, lazy=True)
        for step in range(log.steps):
            for index, tag in enumerate(tags):
                writer.add_scalar(tag, (run + index) / (step + 1), step, START + run + step)
        writer.close(30.0)
    (target / ".complete").touch()
    return target


def write_images(folder: Path, log: Images) -> Path:
    """The log in `folder`/name, made unless it is there already; its path."""
    target = folder / f"{log.name}-{log.runs}x{log.megabytes}MB"
    if (target / ".complete").exists():
        return target
    pictures = [_picture(seed) for seed in range(16)]
    steps = max(1, int(log.megabytes * 1e6 / (log.runs * 4 * len(pictures[0]))))
    for run in range(log.runs):
        path = target / f"run_{run:04d}" / f"events.out.tfevents.{int(START)}.bench.{run}.0"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(_version_record())
            for step in range(steps):
                for tag in range(4):
                    picture = pictures[(run + step + tag) % len(pictures)]
                    file.write(record(_image_event(f"samples/{tag}", step, picture)))
    (target / ".complete").touch()
    return target


def write_histograms(folder: Path, log: Values) -> Path:
    """Histograms as TensorFlow 2 logs them, 30 buckets each of numbers that drift; the log's path."""
    about = _bytes_field(1, _bytes_field(1, b"histograms")) + b"\x20\x02"
    shape = b"".join(_bytes_field(2, b"\x08" + _varint(size)) for size in (30, 3))
    limits = np.linspace(-4, 4, 31)
    shares = np.exp(-((limits[:-1] + limits[1:]) ** 2) / 8)
    random = np.random.default_rng(0)

    def value(run: int, tag: int, step: int) -> bytes:
        spread = (1 + tag % 7) * np.exp(-step / 300) / (1 + run % 3)
        edges = limits * spread + 0.002 * step * (tag % 5)
        counts = random.poisson(4000 * shares / shares.sum())
        rows = np.column_stack([edges[:-1], edges[1:], counts]).astype("<f8")
        tensor = b"\x08\x02" + _bytes_field(2, shape) + _bytes_field(4, rows.tobytes())
        return _bytes_field(8, tensor) + _bytes_field(9, about)

    return _write_values(folder, log, value)


def write_pictures(folder: Path, log: Values) -> Path:
    """PNG images of noise, about `log.kilobytes` each; the log's path."""
    side = int((log.kilobytes * 1000 / 3) ** 0.5)
    pictures = [_picture(seed, side) for seed in range(8)]
    size = b"\x08" + _varint(side) + b"\x10" + _varint(side) + b"\x18\x03"

    def value(run: int, tag: int, step: int) -> bytes:
        picture = pictures[(run + 3 * tag + step) % len(pictures)]
        return _bytes_field(4, size + _bytes_field(4, picture))

    return _write_values(folder, log, value)


def write_sounds(folder: Path, log: Values) -> Path:
    """Clips of two seconds as WAV, 16 bits at 16 kHz; the log's path."""
    rate, seconds = 16_000, 2
    times = np.arange(rate * seconds) / rate
    about = b"\x0d" + struct.pack("<f", rate) + b"\x10\x01\x18" + _varint(len(times))

    def value(run: int, tag: int, step: int) -> bytes:
        tone = np.sin(2 * np.pi * (110 + 20 * tag + 3 * run) * times) * np.exp(-times * (1 + step % 4))
        clip = _wav((tone * 20_000).astype("<i2"), rate)
        return _bytes_field(6, about + _bytes_field(4, clip) + _bytes_field(5, b"audio/wav"))

    return _write_values(folder, log, value)


def _write_values(folder: Path, log: Values, value: Callable[[int, int, int], bytes]) -> Path:
    """The log in `folder`/name, made unless it is there already; `value(run, tag, step)` is a Summary.Value without its tag."""
    target = folder / f"{log.name}-{log.runs}x{log.tags}x{log.steps}x{log.kilobytes}"
    if (target / ".complete").exists():
        return target
    for run in range(log.runs):
        path = target / log.run(run) / f"events.out.tfevents.{int(START)}.bench.{run}.0"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(_version_record())
            for step in range(log.steps):
                when = b"\x09" + struct.pack("<d", START + step) + b"\x10" + _varint(step)
                for tag in range(log.tags):
                    inner = _bytes_field(1, log.tag(tag).encode()) + value(run, tag, step)
                    file.write(record(when + _bytes_field(5, _bytes_field(1, inner))))
    (target / ".complete").touch()
    return target


def _wav(samples: np.ndarray, rate: int) -> bytes:
    data = samples.tobytes()
    about = struct.pack("<HHIIHH", 1, 1, rate, 2 * rate, 2, 16)
    body = b"WAVEfmt " + struct.pack("<I", len(about)) + about + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def record(payload: bytes) -> bytes:
    """One TFRecord: length, its checksum, payload, its checksum."""
    length = struct.pack("<Q", len(payload))
    return length + _checksum(length) + payload + _checksum(payload)


def scalar_event(tag: str, step: int, wall_time: float, value: float) -> bytes:
    """One Event message with one simple value, for logs that grow while something watches."""
    inner = _bytes_field(1, tag.encode()) + b"\x15" + struct.pack("<f", value)
    return (
        b"\x09"
        + struct.pack("<d", wall_time)
        + b"\x10"
        + _varint(step)
        + _bytes_field(5, _bytes_field(1, inner))
    )


def version_record() -> bytes:
    """The record that begins every event file."""
    return _version_record()


def value_at(run: int, tag: int, steps: np.ndarray) -> np.ndarray:
    """A loss-like curve of its own for each run and tag."""
    decay = np.exp(-steps / (400.0 * (1 + tag))) * (1 + 0.02 * (run % 50))
    return (decay + 0.04 * np.sin(steps * (0.31 + 0.013 * tag) + 1.3 * run)).astype("<f4")


def _scalar_records(log: Scalars, run: int, low: int, high: int) -> np.ndarray:
    """The records of steps [low, high), whose varints are equally long: shape (steps, tags)."""
    steps = np.arange(low, high)
    step_width = len(_varint(low)) if low else 0  # proto3 leaves a step of 0 out
    tag_length = len(log.tag(0))
    value_length = 2 + tag_length + 5
    payload = [("wall_key", "u1"), ("wall", "<f8")]
    payload += [("step_key", "u1"), ("step", "u1", (step_width,))] if step_width else []
    payload += [("head", "u1", (6,)), ("tag", "u1", (tag_length,)), ("value_key", "u1"), ("value", "<f4")]
    dtype = np.dtype([("length", "<u8"), ("length_crc", "<u4"), ("payload", payload), ("payload_crc", "<u4")])

    records = np.zeros((len(steps), log.tags), dtype)
    inner = records["payload"]
    size = dtype["payload"].itemsize
    records["length"] = size
    records["length_crc"] = np.frombuffer(_checksum(struct.pack("<Q", size)), "<u4")[0]
    inner["wall_key"] = 0x09
    inner["wall"] = START + steps[:, None] * 0.5 + np.arange(log.tags) * 1e-3
    if step_width:
        inner["step_key"] = 0x10
        for k in range(step_width):
            more = 0x80 if k < step_width - 1 else 0
            inner["step"][:, :, k] = ((steps >> (7 * k)) & 0x7F | more)[:, None]
    inner["head"] = np.frombuffer(bytes([0x2A, value_length + 2, 0x0A, value_length, 0x0A, tag_length]), "u1")
    for tag in range(log.tags):
        inner["tag"][:, tag] = np.frombuffer(log.tag(tag).encode(), "u1")
        inner["value"][:, tag] = value_at(run, tag, steps)
    inner["value_key"] = 0x15
    rows = records.reshape(-1).view("u1").reshape(records.size, dtype.itemsize)
    records["payload_crc"] = _masked_crc(rows[:, 12 : 12 + size]).reshape(records.shape)
    return records


def _step_blocks(steps: int) -> list[tuple[int, int]]:
    """[0, steps) cut where a step's varint grows, and into blocks of bounded memory."""
    edges = {0, 1, steps} | {1 << (7 * k) for k in range(1, 9)} | set(range(0, steps, STEPS_PER_BLOCK))
    ordered = sorted(edge for edge in edges if edge <= steps)
    return list(itertools.pairwise(ordered))


def _image_event(tag: str, step: int, picture: bytes) -> bytes:
    image = b"\x08\x80\x02\x10\x80\x02\x18\x03" + _bytes_field(4, picture)
    value = _bytes_field(1, tag.encode()) + _bytes_field(4, image)
    summary = _bytes_field(5, _bytes_field(1, value))
    return b"\x09" + struct.pack("<d", START + step) + b"\x10" + _varint(step) + summary


def _picture(seed: int, side: int = 256) -> bytes:
    """A PNG of side × side pixels of noise, about three bytes each, as incompressible as real samples."""
    from PIL import Image

    pixels = np.random.default_rng(seed).integers(0, 256, (side, side, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _version_record() -> bytes:
    return record(b"\x09" + struct.pack("<d", START) + _bytes_field(3, b"brain.Event:2"))


def _bytes_field(number: int, payload: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(payload)) + payload


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _checksum(data: bytes) -> bytes:
    from sonde._native import _testing  # a picture's worth of bytes at a time: too much for the table below

    return struct.pack("<I", _testing.masked_crc32c(data))


def _crc_table() -> np.ndarray:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, table >> 1 ^ np.uint32(0x82F63B78), table >> 1)
    return table.astype(np.uint32)


_TABLE = _crc_table()


def _masked_crc(rows: np.ndarray) -> np.ndarray:
    """The masked CRC-32C of every row of a matrix of bytes."""
    crc = np.full(rows.shape[0], 0xFFFFFFFF, np.uint32)
    for column in np.ascontiguousarray(rows.T):
        crc = _TABLE[(crc ^ column) & 0xFF] ^ (crc >> np.uint32(8))
    crc ^= np.uint32(0xFFFFFFFF)
    return (crc >> np.uint32(15) | crc << np.uint32(17)) + np.uint32(0xA282EAD8)
