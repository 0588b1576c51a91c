"""A small log directory, a board on it, and a client that talks to the application in process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import sonde
from sonde.server.app import Application
from support.event_logs import write_run


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    """Two runs: `a` with loss and accuracy, `nested/b`, which began earlier, with loss alone."""
    root = tmp_path / "runs"
    write_run(root / "a", {"loss": [(0, 1.0), (1, 0.5), (2, 0.25)], "accuracy": [(0, 0.1), (2, 0.9)]}, 2000.0)
    write_run(root / "nested" / "b", {"loss": [(0, 4.0), (10, 3.0)]}, 1000.0)
    return root


@pytest.fixture
def board(logdir: Path) -> Iterator[sonde.board.Board]:
    with sonde.open(logdir) as board:
        yield board


@pytest.fixture
def client(board: sonde.board.Board, tmp_path: Path) -> TestClient:
    return TestClient(
        Application(board, web_root=tmp_path / "web"),
        base_url="http://localhost:6006",
        raise_server_exceptions=False,
    )
