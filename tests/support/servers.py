"""A real `sonde` process for tests: start it, ask it, stop it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Self

START_SECS = 20
STOP_SECS = 10


class SondeProcess:
    """`sonde ARGUMENTS…` on a free port. `url` is the address that it printed; `lines` all that it printed till then."""

    def __init__(self, *arguments: str, port: int = 0) -> None:
        command = [sys.executable, "-m", "sonde.cli", *arguments, "--no-browser", "--port", str(port)]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self._streams: list[LiveStream] = []
        self.first_line = self.process.stdout.readline()
        found = re.search(r"http://(\S+):(\d+)(\S*)", self.first_line)
        if found is None:
            self.process.kill()
            raise AssertionError(f"expected a URL, got {self.first_line!r}: {self.process.communicate()[1]}")
        self.url = found[0]
        self.host, self.port, self.path = found[1], int(found[2]), found[3]

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=START_SECS)

    def request(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[HTTPResponse, bytes]:
        connection = self.connect()
        try:
            connection.request(method, path, None if body is None else json.dumps(body), dict(headers or {}))
            response = connection.getresponse()
            return response, response.read()
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Any:
        """The JSON of a GET that must be answered with 200."""
        response, body = self.request("GET", path, headers=headers)
        assert response.status == 200, body
        return json.loads(body)

    def live(self, query: str = "", **headers: str) -> LiveStream:
        """A listener to /api/live, which is closed with the server at the latest."""
        stream = LiveStream(self.connect(), query, headers)
        self._streams.append(stream)
        return stream

    def stop(self, number: int = signal.SIGINT) -> tuple[int, str, str]:
        """Send a signal; exit status, and the rest of stdout and stderr."""
        self.process.send_signal(number)
        self.process.wait(STOP_SECS)
        return self.process.returncode, *self.rest()

    def rest(self) -> tuple[str, str]:
        """What it still prints on stdout and stderr until it ends."""
        return self.process.stdout.read(), self.process.stderr.read()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in self._streams:
            stream.close()
        if self.process.poll() is None:
            self.process.kill()
        # What it complained of is shown with a test that failed.
        sys.stderr.write(self.process.communicate()[1])


class LiveStream:
    """Listens to /api/live. Iterating gives the data of each event; `wait_for` skips to the first that fits."""

    def __init__(self, connection: HTTPConnection, query: str, headers: dict[str, str]) -> None:
        self._connection = connection
        connection.request("GET", f"/api/live{query}", headers=headers)
        self.response = connection.getresponse()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for line in self.response:
            if line.startswith(b"data: "):
                yield json.loads(line.removeprefix(b"data: "))

    def wait_for(self, fits: Any) -> dict[str, Any]:
        return next(event for event in self if fits(event))

    def lines(self) -> Sequence[bytes]:
        """All that comes until the server ends the stream."""
        return self.response.readlines()

    def close(self) -> None:
        self.response.close()
        self._connection.close()


def peak_mb(server: SondeProcess) -> float:
    """The most memory that the process ever held. Linux only."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000
