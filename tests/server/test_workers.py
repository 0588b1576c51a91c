"""Threads for answers: what does not answer itself holds nobody else, and not the end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import sonde
from sonde.panels.contract import Panel
from sonde.server import workers
from sonde.server.app import Application
from sonde.server.connections import Connection
from sonde.server.workers import BusyError, Workers
from support.asgi_server import serving
from support.event_logs import write_run
from support.raw_http import RawClient
from support.servers import SondeProcess


def run_async(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """On a thread of its own: this one may have the event loop of the browser's tests."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def test_a_function_runs_on_a_thread_and_its_error_comes_back() -> None:
    some = Workers("some", 2)

    async def ask() -> None:
        assert await some.run(lambda a, b: (a + b, threading.current_thread().name), 1, b=2) == (3, "some")
        with pytest.raises(ZeroDivisionError):
            await some.run(lambda: 1 / 0)
        assert [piece async for piece in some.iterate(iter("abc"))] == ["a", "b", "c"]
        assert sorted(await asyncio.gather(*(some.run(lambda n: n, n) for n in range(50)))) == list(range(50))

    run_async(ask())
    assert some.settle(1)
    assert sum(thread.name == "some" for thread in threading.enumerate()) <= 2


def test_who_waits_for_a_thread_in_vain_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "QUEUE_SECS", 0.1)
    few = Workers("few", 1)
    held = threading.Event()

    async def ask() -> None:
        first = asyncio.ensure_future(few.run(held.wait))
        await asyncio.sleep(0.05)
        with pytest.raises(BusyError, match="1 are still at others"):
            await few.run(lambda: None)
        held.set()
        assert await first is True
        assert await few.run(lambda: "again") == "again"

    run_async(ask())


@contextlib.contextmanager
def asking(port: int, target: bytes, times: int) -> Iterator[None]:
    """So many clients that wait for an answer."""
    with contextlib.ExitStack() as stack:
        for _ in range(times):
            sock = stack.enter_context(socket.create_connection(("127.0.0.1", port), 20))
            sock.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.5)
        yield


@pytest.fixture
def stuck() -> Iterator[threading.Event]:
    held = threading.Event()
    yield held
    held.set()


def test_files_that_do_not_answer_hold_no_other_answer(
    board: sonde.board.Board, stuck: threading.Event
) -> None:
    def mount(router, app) -> None:
        @router.get("/read")
        def read(request):
            stuck.wait()
            return app.json(request, "at last")

    app = Application(board, panels=[Panel("stuck", (), mount)])
    with serving(app, Connection) as port, asking(port, b"/api/stuck/read", 30):
        client = RawClient(port)
        for path in (b"/", b"/api/runs", b"/api/status", b"/api/panels", b"/api/openapi.json"):
            assert client.ask(path).status == 200
        client.close()
        stuck.set()


# A server on a log directory whose file system stops to answer: reads and walks never come back.
STUCK = """
import sys, threading
from sonde.cli import main
from sonde.reader.local import LocalBytes, LocalTree
for_ever = lambda *arguments: threading.Event().wait()
if "read" in sys.argv[1]:
    LocalBytes.read = for_ever
if "walk" in sys.argv[1]:
    LocalTree.walk = LocalTree.walk_below = LocalTree.list_run = for_ever
sys.exit(main(["serve", sys.argv[2], "--no-browser", "--port", sys.argv[3], "--poll", "0.1"]))
"""


@pytest.mark.parametrize("what", ["read", "walk"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_a_server_whose_files_do_not_answer(tmp_path: Path, what: str, number: int) -> None:
    with sonde.SummaryWriter(tmp_path / "a") as writer:
        writer.add_text("note", "first", 0)
    command = [sys.executable, "-c", STUCK, what, str(tmp_path), "0"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    port = int(process.stdout.readline().partition("localhost:")[2].partition("/")[0])
    client = RawClient(port)
    if what == "read":
        while b'"note' not in client.ask(b"/api/series").body:
            time.sleep(0.05)
    target = b"/api/tensors/value?run=a&tag=note/text_summary&index=0"
    with asking(port, target, 12 if what == "read" else 0):
        assert client.ask(b"/api/status").status == 200
        process.send_signal(number)
        _, err = process.communicate(timeout=15)
    client.close()

    assert process.returncode == 0
    assert "Traceback" not in err


def test_a_pipe_in_place_of_an_event_file_is_said_to_be_another_file(tmp_path: Path) -> None:
    file = write_run(tmp_path / "a", {"loss": [(0, 1.0)]})
    with sonde.SummaryWriter(tmp_path / "b") as writer:
        writer.add_text("note", "first", 0)
    with SondeProcess(str(tmp_path)) as server:
        server.live().wait_for(lambda event: event["loading"]["done"])
        for one in (file, *(tmp_path / "b").iterdir()):
            one.unlink()
            os.mkfifo(one)
        answers = [
            server.request("GET", "/api/tensors/value?run=b&tag=note/text_summary&index=0")[0].status
            for _ in range(20)
        ]
        assert server.request("GET", "/api/status")[0].status == 200
        status, _, err = server.stop()

    assert set(answers) <= {404, 409}
    assert (status, "Traceback" in err) == (0, False)
