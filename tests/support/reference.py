"""The native reader once more, in plain Python: slow, short, and easy to check by reading.

`read(data)` says what an event file of these bytes holds. It knows the whole file at once, so it has no buffers, no
resuming and no threads, and copies whatever it looks at.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from support.records import masked

RESIDENT = 64 << 10  # larger payloads are believed when a header follows them
PLAUSIBLE = 1 << 40  # longer claims are not believed of a header that was searched for

OLD_FIELDS = {2: "scalars", 4: "images", 5: "histograms", 6: "audio"}
TENSORBOARDS_OWN = {
    *("scalars", "histograms", "images", "audio", "text", "pr_curves", "mesh", "custom_scalars", "hparams"),
    *("graph_keras_model", "graph_run_metadata"),
}


class DamagedMessageError(Exception):
    """The rest of a protobuf message cannot be read."""


@dataclass
class Contents:
    """(tag, kind) -> points: (step, wall time bits, value bits) or (step, wall time bits, record, offset, length, field)."""

    series: dict[tuple[str, str], list[tuple[int, ...]]] = field(default_factory=dict)
    records: int = 0
    damage: list[tuple[int, int]] = field(default_factory=list)  # (offset, length), neighbours joined
    pending: int = 0


# Records


def header_holds(data: bytes, at: int) -> bool:
    return len(data) - at >= 12 and masked(data[at : at + 8]) == struct.unpack_from("<I", data, at + 8)[0]


def claimed_end(data: bytes, at: int) -> int:
    return at + 16 + struct.unpack_from("<Q", data, at)[0]


def payload_holds(data: bytes, at: int) -> bool:
    end = claimed_end(data, at)
    return masked(data[at + 12 : end - 4]) == struct.unpack_from("<I", data, end - 4)[0]


def is_intact(data: bytes, at: int) -> bool:
    if not header_holds(data, at) or claimed_end(data, at) > len(data):
        return False
    end = claimed_end(data, at)
    if end - at - 16 > RESIDENT and header_holds(data, end):
        return True
    return payload_holds(data, at)


def first_intact(data: bytes, start: int, end: int) -> int | None:
    for at in range(start, min(end, len(data) - 15)):
        if struct.unpack_from("<Q", data, at)[0] < PLAUSIBLE and is_intact(data, at):
            return at
    return None


def first_torn(data: bytes, start: int) -> int:
    """The first header that holds and claims more than there is, or the end of the data."""
    for at in range(start, len(data) - 11):
        if (
            struct.unpack_from("<Q", data, at)[0] < PLAUSIBLE
            and header_holds(data, at)
            and claimed_end(data, at) > len(data)
        ):
            return at
    return len(data)


def split(data: bytes) -> Iterator[tuple[str, int, int]]:
    """("record" | "damage" | "pending", offset, end) of every part of a file, in order."""
    at = 0
    while at < len(data):
        if is_intact(data, at):
            yield "record", at, claimed_end(data, at)
            at = claimed_end(data, at)
            continue
        if len(data) - at < 12:
            yield "pending", at, len(data)
            return
        good_header = header_holds(data, at)
        torn = good_header and claimed_end(data, at) > len(data)
        limit = len(data)
        if good_header and not torn and header_holds(data, claimed_end(data, at)):
            limit = claimed_end(data, at)
        found = first_intact(data, at + (12 if good_header else 1), limit)
        if found is None and limit < len(data):
            found = limit
        if found is None:
            tail = at if torn else first_torn(data, at + (12 if good_header else 1))
            if tail > at:
                yield "damage", at, tail
            if tail < len(data):
                yield "pending", tail, len(data)
            return
        yield "damage", at, found
        at = found


# Protobuf


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    number = 0
    for i in range(10):
        if at + i >= len(data):
            raise DamagedMessageError
        number |= (data[at + i] & 0x7F) << (7 * i)
        if data[at + i] < 0x80:
            return number & ((1 << 64) - 1), at + i + 1
    raise DamagedMessageError


def fields(data: bytes, offset: int = 0) -> Iterator[tuple[int, int, int | bytes, int]]:
    """(number, wire type, value, where its bytes start) of every field; raises DamagedMessageError behind the last good one."""
    at = 0
    while at < len(data):
        key, at = read_varint(data, at)
        number, wire_type = key >> 3, key & 7
        if number == 0 or key >= 1 << 32:
            raise DamagedMessageError
        if wire_type == 0:
            value, at = read_varint(data, at)
            yield number, 0, value, offset + at
            continue
        if wire_type == 2:
            length, at = read_varint(data, at)
        elif wire_type in (1, 5):
            length = 8 if wire_type == 1 else 4
        else:
            raise DamagedMessageError
        if length > len(data) - at:
            raise DamagedMessageError
        yield number, wire_type, data[at : at + length], offset + at
        at += length


def signed(number: int) -> int:
    return number - (1 << 64) if number >= 1 << 63 else number


def text(raw: bytes) -> str:
    """Each byte that is not part of valid UTF-8 becomes one U+FFFD."""
    out = []
    at = 0
    while at < len(raw):
        for length in (1, 2, 3, 4):
            try:
                out.append(raw[at : at + length].decode())
            except UnicodeDecodeError:
                continue
            at += length
            break
        else:
            out.append("\ufffd")
            at += 1
    return "".join(out)


# Tensors of one number

FORMATS = {
    1: ("<f", 5),
    2: ("<d", 6),
    3: ("<i", 7),
    4: ("<B", 7),
    5: ("<h", 7),
    6: ("<b", 7),
    9: ("<q", 10),
    10: ("<?", 11),
    11: ("<b", 7),
    12: ("<B", 7),
    13: ("<i", 7),
    15: ("<h", 7),
    16: ("<H", 7),
    17: ("<H", 7),
    19: ("<e", 13),
    22: ("<I", 16),
    23: ("<Q", 17),
}


def single_number(data: bytes) -> float | None:
    """Without bfloat16 and the 8-bit floats, which have tests of their own."""
    dtype, content, size = 0, b"", 1
    parts = list(fields(data))
    for number, wire_type, value, _ in parts:
        if number == 1 and wire_type == 0:
            dtype = value - 100 if value > 100 else value
        elif number == 2 and wire_type == 2:
            for n, w, v, _ in fields(value):
                if n == 3 and w == 0 and v:
                    return None
                if n == 2 and w == 2:
                    dims = [d for m, k, d, _ in fields(v) if m == 1 and k == 0]
                    size *= dims[-1] if dims else 0
                    if size != 1:
                        return None
        elif number == 4 and wire_type == 2:
            content = value
    if dtype not in FORMATS:
        return None
    code, wanted = FORMATS[dtype]
    if content:
        return float(struct.unpack(code, content)[0]) if len(content) == struct.calcsize(code) else None
    items = [
        item for n, w, v, _ in parts if n == wanted for item in listed_items(w, v, {5: 4, 6: 8}.get(n, 0))
    ]
    if not items:
        return 0.0
    if len(items) > 1 or items[0] is None:
        return None
    if dtype == 10:
        return float(any(items[0]))
    return float(struct.unpack(code, items[0][: struct.calcsize(code)])[0])


def listed_items(wire_type: int, value: int | bytes, width: int) -> list[bytes | None]:
    """The entries in one field, packed or not; None where they cannot be read."""
    if wire_type != 2:
        if wire_type != {0: 0, 4: 5, 8: 1}[width]:
            return [None]
        return [value if width else struct.pack("<Q", value)]
    if width:
        return [None] if len(value) % width else [value[i : i + width] for i in range(0, len(value), width)]
    items: list[bytes | None] = []
    at = 0
    while at < len(value):
        item, at = read_varint(value, at)
        items.append(struct.pack("<Q", item))
    return items


# Events


class Reader:
    def __init__(self) -> None:
        self.contents = Contents()
        self.first_plugin: dict[bytes, str] = {}
        self.last_metadata: dict[bytes, bytes] = {}

    def event(self, record: int, payload: bytes) -> bool:
        """False where something in it is damaged."""
        self.good = True
        self.record = record
        parts = []
        self.step, self.wall_time = 0, bytes(8)
        try:
            for part in fields(payload, record + 12):
                parts.append(part)
                if part[:2] == (1, 1):
                    self.wall_time = part[2]
                if part[:2] == (2, 0):
                    self.step = signed(part[2])
        except DamagedMessageError:
            self.good = False
        for number, wire_type, value, offset in parts:
            if wire_type != 2:
                continue
            if number == 4:
                self.add("__run_graph__", "graphs", offset, len(value), 4)
            elif number == 9:
                self.add("__meta_graph__", "meta_graphs", offset, len(value), 9)
            elif number == 8:
                tags = [v for n, w, v, _ in self.try_fields(value) if (n, w) == (1, 2)]
                self.add(text(tags[-1]) if tags else "", "graph_tagged_run_metadata", offset, len(value), 8)
            elif number == 5:
                for n, w, v, at in self.try_fields(value, offset):
                    if (n, w) == (1, 2):
                        self.value(v, at)
            elif number in (7, 10):
                list(self.try_fields(value))
        return self.good

    def try_fields(self, data: bytes, offset: int = 0) -> list[tuple[int, int, int | bytes, int]]:
        """The fields up to damage, if there is any."""
        good: list[tuple[int, int, int | bytes, int]] = []
        try:
            good.extend(fields(data, offset))
        except DamagedMessageError:
            self.good = False
        return good

    def value(self, data: bytes, offset: int) -> None:
        try:
            parts = list(fields(data, offset))
        except DamagedMessageError:
            self.good = False
            return
        last = {(n, w): v for n, w, v, _ in parts}
        raw_tag = last.get((1, 2)) or last.get((7, 2), b"")
        oneof = [(n, v) for n, w, v, _ in parts if (n, w) == (2, 5) or (n in (4, 5, 6, 8) and w == 2)]
        number, content = oneof[-1] if oneof else (0, b"")
        plugin = self.plugin(raw_tag, last[9, 2]) if (9, 2) in last else ""
        followed = self.first_plugin.get(raw_tag, "")
        if not plugin and not (number in OLD_FIELDS and followed in TENSORBOARDS_OWN):
            plugin = followed
        own_kind = OLD_FIELDS.get(number, "tensors")
        kind = plugin or own_kind
        if kind == "scalars":
            if number == 2:
                self.add_scalar(raw_tag, struct.unpack("<f", content)[0])
                return
            if number == 8:
                try:
                    scalar = single_number(content)
                except DamagedMessageError:
                    scalar = None
                if scalar is not None:
                    self.add_scalar(raw_tag, scalar)
                    return
            self.good = False
            kind = own_kind
        self.add(text(raw_tag), kind, offset, len(data), 0)

    def plugin(self, raw_tag: bytes, metadata: bytes) -> str:
        name = ""
        try:
            for n, w, v, _ in list(fields(metadata)):
                if (n, w) == (1, 2):
                    for m, k, u, _ in list(fields(v)):
                        if (m, k) == (1, 2):
                            name = text(u)
        except DamagedMessageError:
            name = ""
            if self.last_metadata.get(raw_tag) != metadata:  # the same damage is told once in a row
                self.good = False
        self.last_metadata[raw_tag] = metadata
        if name:
            self.first_plugin.setdefault(raw_tag, name)
        return name

    def add_scalar(self, raw_tag: bytes, value: float) -> None:
        bits = struct.unpack("<q", struct.pack("<d", value))[0]
        self.append(text(raw_tag), "scalars", (bits,))

    def add(self, tag: str, kind: str, offset: int, length: int, number: int) -> None:
        self.append(tag, kind, (self.record, offset, length, number))

    def append(self, tag: str, kind: str, rest: tuple[int, ...]) -> None:
        wall_bits = struct.unpack("<q", self.wall_time)[0]
        self.contents.series.setdefault((tag, kind), []).append((self.step, wall_bits, *rest))


def read(data: bytes) -> Contents:
    reader = Reader()
    contents = reader.contents

    def damaged(start: int, end: int) -> None:
        if contents.damage and sum(contents.damage[-1]) == start:
            start = contents.damage.pop()[0]
        contents.damage.append((start, end - start))

    for what, start, end in split(data):
        if what == "pending":
            contents.pending = end - start
        elif what == "damage":
            damaged(start, end)
        else:
            contents.records += 1
            if not reader.event(start, data[start + 12 : end - 4]):
                damaged(start, end)
    return contents
