"""Requests as bytes: what no well-behaved client would send, over a real socket."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse

SECONDS = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """`status` is 0 where the server closed the connection without an answer."""

    status: int
    headers: dict[str, str]
    body: bytes


class RawClient:
    """Keeps one connection open as long as the server does."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(
        self,
        target: bytes,
        *,
        method: bytes = b"GET",
        host: bytes = b"localhost",
        headers: Iterable[tuple[bytes, bytes]] = (),
        body: bytes = b"",
        stream: bool = False,
    ) -> Answer:
        """`stream`: the answer has no end; its head is enough."""
        lines = [method + b" " + target + b" HTTP/1.1", b"Host: " + host]
        lines += [name + b": " + value for name, value in headers]
        if body or method == b"POST":
            lines += [b"Content-Length: %d" % len(body)]
        return self.send(b"\r\n".join(lines) + b"\r\n\r\n" + body, method.decode("latin-1"), stream=stream)

    def send(self, request: bytes, method: str = "GET", *, stream: bool = False) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), SECONDS)
        response = HTTPResponse(self._socket, method=method)
        try:
            self._socket.sendall(request)
            response.begin()
            content = b"" if stream and response.status == 200 else response.read()
        except (ConnectionError, HTTPException):
            self.close()
            return Answer(0, {}, b"")
        answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, content)
        if stream or response.will_close:
            self.close()
        return answer

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
