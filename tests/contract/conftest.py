"""The data that every implementation of `sonde.query.Query` and `sonde.query.Growing` is asked about, and the implementations.

An implementation is a context manager that takes a log directory, reads it whole and follows it. It gives a `Growing`; what is
written to the directory is in one of its next generations. Another store adds itself to `IMPLEMENTATIONS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

import sonde
from sonde.query import Growing, Query
from support.boards import settled
from support.event_writer import EventWriter, double_tensor, value
from support.records import bytes_field, metadata, tensor

FILE = "events.out.tfevents.1.host.7"
Newest = Callable[[], Query]
Implementation = Callable[[Path], AbstractContextManager[Growing]]


@contextmanager
def local(logdir: Path) -> Iterator[Growing]:
    """The store in this process."""
    with sonde.open(logdir, follow=True, poll_secs=0.05) as board:
        settled(board)
        yield board


IMPLEMENTATIONS: dict[str, Implementation] = {"local": local}


def text(tag: str, step_text: str) -> bytes:
    return value(
        tag, tensor=tensor(7, (), bytes_field(8, step_text)), metadata=metadata("text", data_class=2)
    )


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """Two runs: `train` goes back once, from step 3 to step 2; `eval` began earlier and has a damaged record."""
    root = tmp_path / "logs"
    with EventWriter(root / "train" / FILE, wall_time=2e9) as writer:
        for step, number in ((0, 4.0), (1, 2.0), (2, float("nan")), (3, 1.0), (2, 8.0), (3, 0.5)):
            writer.scalar("loss", step, number, wall_time=2e9 + step)
        for step in range(4):
            writer.values(step, text("note", f"at {step}"), wall_time=2e9 + step)
    with EventWriter(root / "eval" / FILE, wall_time=1e9) as writer:
        writer.scalar("loss", 10, 3.0, wall_time=1e9)
        writer.values(10, value("weights", tensor=double_tensor(0.25)))
        begin = writer.path.stat().st_size
        writer.scalar("lost", 11, 3.0, wall_time=1e9)
        writer.scalar("accuracy", 12, 0.5, wall_time=1e9 + 2)
    data = bytearray(writer.path.read_bytes())
    data[begin + 14] ^= 1
    writer.path.write_bytes(data)
    (root / "train" / "hparams.yaml").write_text("lr: 0.1\n")
    (tmp_path / "hparams.yaml").write_text("secret")
    return root


@pytest.fixture(params=sorted(IMPLEMENTATIONS))
def implementation(request: pytest.FixtureRequest) -> Implementation:
    return IMPLEMENTATIONS[request.param]


@pytest.fixture
def growing(implementation: Implementation, logdir: Path) -> Iterator[Growing]:
    with implementation(logdir) as growing:
        yield growing


@pytest.fixture
def newest(growing: Growing) -> Newest:
    """Gives a query of the newest moment, and time for the next to come."""

    def newest() -> Query:
        growing.wait(growing.generation, 0.1)
        return growing.query

    return newest


@pytest.fixture
def query(newest: Newest) -> Query:
    return newest()
