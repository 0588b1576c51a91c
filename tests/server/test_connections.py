"""What is kept open, and for how long."""

from __future__ import annotations

import re
import resource
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sonde.server import connections
from support.asgi_server import serving
from support.servers import SondeProcess

HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


async def echo(scope, receive, send) -> None:
    """Answers when the body is whole."""
    while (message := await receive())["type"] == "http.request" and message["more_body"]:
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server that waits half a second for a request instead of thirty."""
    monkeypatch.setattr(connections, "REQUEST_SECS", 0.5)
    with serving(echo, connections.Connection, timeout_keep_alive=1) as port:
        yield port


def ended_after(sock: socket.socket) -> float:
    """The seconds until the server closes the connection."""
    begun = time.monotonic()
    try:
        while sock.recv(4096):
            pass
    except ConnectionError:
        pass
    return time.monotonic() - begun


@pytest.mark.parametrize(
    "half",
    [
        b"",
        b"G",
        HEAD,
        HEAD + b"Content-Length: 3\r\n\r\nab",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
        HEAD + b"\r\n" + HEAD,
    ],
)
def test_a_half_sent_request_is_not_waited_for_for_ever(port: int, half: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        sock.sendall(half)

        assert ended_after(sock) > 0.3


def test_who_sends_a_byte_now_and_then_gains_nothing(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        begun = time.monotonic()
        try:
            while time.monotonic() - begun < 5:
                sock.sendall(b"G")
                time.sleep(0.1)
        except ConnectionError:
            pass

    assert time.monotonic() - begun < 3


def test_a_whole_request_has_all_the_time_it_needs(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 10) as sock:
        for _ in range(3):
            sock.sendall(HEAD + b"\r\n")
            answer = b""
            while not answer.endswith(b"ok"):
                answer += sock.recv(4096)
            time.sleep(0.6)


def test_out_of_descriptors_is_told_once_and_passes(logdir: Path) -> None:
    with SondeProcess(str(logdir)) as server:
        server.request("GET", "/api/scalars?tag=loss")  # everything is imported then
        pid = server.process.pid
        open_files = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (open_files + 5, open_files + 5))
        many = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(60)]
        time.sleep(2.5)
        for one in many:
            one.close()
        assert server.get("/api/status")["runs"] == 2
        _, _, err = server.stop()

    assert len(re.findall("new connections wait", err)) == 1
    assert "ulimit -n" in err
    assert len(err) < 400
