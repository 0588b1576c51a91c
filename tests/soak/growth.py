"""Log directories that grow, tear, break, vanish and come back: what a server under soak has to follow.

python -m soak.growth LOGDIR SECONDS      a process of its own, so that its cost is not the server's
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from support import records

NAME = "events.out.tfevents.1000000000.host.1"
STEADY_RUNS = 20


class Pace:
    """Says when to end, and waits between deeds."""

    def __init__(self, seconds: float, seed: int) -> None:
        self._end = time.monotonic() + seconds
        self.random = random.Random(seed)

    @property
    def going(self) -> bool:
        return time.monotonic() < self._end

    def wait(self, least: float, most: float) -> None:
        time.sleep(max(0.0, min(self.random.uniform(least, most), self._end - time.monotonic())))


def append(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab", buffering=0) as file:
        file.write(data)


def scalar(tag: str, step: int) -> bytes:
    return records.record(records.scalar(tag, step * 0.5, step, time.time()))


def begin() -> bytes:
    return records.record(records.version())


def steady(logdir: Path, pace: Pace) -> None:
    """Runs that log ten scalars a second each, in one write."""
    paths = [logdir / "steady" / str(i) / NAME for i in range(STEADY_RUNS)]
    for path in paths:
        append(path, begin())
    step = 0
    while pace.going:
        for path in paths:
            append(path, b"".join(scalar(f"metric/{i}", step) for i in range(5)))
        step += 1
        pace.wait(0.4, 0.6)


def blobs(logdir: Path, pace: Pace) -> None:
    """A run that logs tensors of 100 KB, and one whose tensors hold event files and come in pieces."""
    whole, torn = logdir / "blobs" / "whole" / NAME, logdir / "blobs" / "torn" / NAME
    append(whole, begin())
    append(torn, begin())
    inside = begin() + b"".join(scalar("inside", i) for i in range(20))
    step = 0
    while pace.going:
        append(whole, _tensor("bytes", step, pace.random.randbytes(100_000)))
        data = _tensor("file", step, inside + bytes(pace.random.randrange(200_000)))
        cut = pace.random.randrange(1, len(data))
        append(torn, data[:cut])
        pace.wait(0, 15 if step % 20 == 19 else 2)  # now and then longer than anybody waits for the rest
        append(torn, data[cut:] + scalar("behind", step))
        step += 1
        pace.wait(1, 2)


def _tensor(tag: str, step: int, content: bytes) -> bytes:
    value = records.summary(records.tensor_value(tag, records.tensor(7, (), records.bytes_field(8, content))))
    return records.record(records.event(value, step, time.time()))


def damaged(logdir: Path, pace: Pace) -> None:
    """A run whose file gets rubbish between its records, and records that are never finished."""
    path = logdir / "damaged" / NAME
    append(path, begin())
    step = 0
    while pace.going:
        rubbish = pace.random.choice(
            [
                pace.random.randbytes(pace.random.randrange(1, 300)),
                bytes(pace.random.randrange(1, 5000)),
                scalar("torn", step)[:-7],
            ]
        )
        append(path, rubbish)
        append(path, b"".join(scalar("loss", step + i) for i in range(10)))
        step += 10
        pace.wait(1, 3)


def replaced(logdir: Path, pace: Pace) -> None:
    """Runs whose file is replaced by another of the same name, cut short, or written over in place."""
    path = logdir / "replaced" / NAME
    while pace.going:
        content = begin() + b"".join(scalar("loss", i) for i in range(pace.random.randrange(1, 500)))
        path.parent.mkdir(parents=True, exist_ok=True)
        how = pace.random.choice(["rename", "cut", "over"])
        if how == "rename" or not path.exists():
            other = path.with_name("other")
            other.write_bytes(content)
            other.replace(path)
        elif how == "cut":
            os.truncate(path, pace.random.randrange(path.stat().st_size + 1))
        else:
            path.write_bytes(content)
        pace.wait(0.5, 3)


def coming_and_going(logdir: Path, pace: Pace) -> None:
    """Runs that appear, grow, are moved, and are deleted while they are read."""
    number = 0
    while pace.going:
        folder = logdir / "passing" / str(number)
        for _ in range(5):
            append(folder / NAME, begin() + b"".join(scalar("loss", i) for i in range(50)))
            pace.wait(0, 0.5)
        if number % 3 == 0:
            folder.rename(folder.with_name(f"{number}-moved"))
            folder = folder.with_name(f"{number}-moved")
        if number % 2 == 0:
            shutil.rmtree(folder)
        number += 1
        pace.wait(0.5, 2)


def silent_files(logdir: Path, pace: Pace) -> None:
    """Files that do not answer: pipes named like event files, also in the place of one that was read."""
    path, kept = logdir / "silent" / NAME, logdir / "silent" / "kept"
    append(path, begin() + scalar("loss", 0))
    step = 1
    while pace.going:
        path.rename(kept)
        os.mkfifo(path)
        pace.wait(1, 4)
        path.unlink()
        kept.rename(path)
        append(path, scalar("loss", step))
        step += 1
        pace.wait(1, 4)


def bombs(logdir: Path, _pace: Pace) -> None:
    """Values that claim to be far larger than their bytes."""
    text = records.tensor(7, (40_000,), records.bytes_field(8, b"x" * 60_000))
    floats = records.tensor(1, (64 << 20,), records.float_field(5, 1.0))
    huge = records.tensor(7, (16_000_000,), records.bytes_field(8, b"x" * 60_000))
    values = [
        records.tensor_value(tag, made) for tag, made in (("text", text), ("floats", floats), ("huge", huge))
    ]
    append(
        logdir / "bombs" / NAME,
        begin() + b"".join(records.record(records.event(records.summary(one), 1)) for one in values),
    )


DEEDS: tuple[Callable[[Path, Pace], None], ...] = (
    *(steady, blobs, damaged, replaced),
    *(coming_and_going, silent_files, bombs),
)


def grow(logdir: Path, seconds: float) -> None:
    """Do all of it at once, each on a thread of its own, until the time is over."""
    threads = [
        threading.Thread(target=deed, args=(logdir, Pace(seconds, seed)), name=deed.__name__)
        for seed, deed in enumerate(DEEDS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        grow(Path(sys.argv[1]), float(sys.argv[2]))
