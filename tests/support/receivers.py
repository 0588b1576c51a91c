"""What messages are sent to: a real HTTP server and a real SMTP server on loopback, which keep what they get."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Self


@dataclass
class Posted:
    """A request as it came."""

    path: str
    host: str
    body: Any


class _Server:
    server: socketserver.BaseServer

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])  # type: ignore[index]


class WebhookReceiver(_Server):
    """Answers each request by `answer`, given its number: status, headers and body."""

    def __init__(
        self, answer: Callable[[int], tuple[int, dict[str, str], bytes]] = lambda _number: (200, {}, b"ok")
    ) -> None:
        posted = self.posted = list[Posted]()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                posted.append(Posted(self.path, self.headers["Host"], json.loads(body)))
                status, headers, said = answer(len(posted))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass
class Letter:
    """A message as it was handed over."""

    sender: str
    to: list[str] = field(default_factory=list)
    text: str = ""


class MailReceiver(_Server):
    """Speaks as much SMTP as smtplib needs. `refuses` is a recipient that it does not know."""

    def __init__(self, refuses: str = "") -> None:
        letters = self.letters = list[Letter]()

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 test\r\n")
                letter = Letter("")
                while line := self.rfile.readline():
                    command = line.decode().strip()
                    verb = command[:4].upper()
                    if verb == "MAIL":
                        letter = Letter(command.partition("<")[2].partition(">")[0])
                    elif verb == "RCPT":
                        recipient = command.partition("<")[2].partition(">")[0]
                        if recipient == refuses:
                            self.wfile.write(b"550 no such user\r\n")
                            continue
                        letter.to.append(recipient)
                    elif verb == "DATA":
                        self.wfile.write(b"354 go on\r\n")
                        lines: list[bytes] = []
                        while (part := self.rfile.readline()) != b".\r\n":
                            lines.append(part)
                        letter.text = b"".join(lines).decode()
                        letters.append(letter)
                    self.wfile.write(b"250 ok\r\n" if verb != "QUIT" else b"221 bye\r\n")
                    if verb == "QUIT":
                        return

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
