"""Run the server: open the sockets, read the log directory, answer until told to stop.

The order of the start is what makes it quick. The sockets come first, so that a browser or a script can already connect;
then a thread imports the native core and begins to read, with all processors but one, while this thread imports the web
framework. What the first answer does not need, NumPy and the panels, is imported behind it. Ctrl-C or SIGTERM ends the live streams at once and everything else within a second.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sonde.server.ports import Listening, listen
from sonde.server.workers import ANSWERS, FILES

if TYPE_CHECKING:
    import uvicorn

    from sonde.board import Board
    from sonde.catalog import Catalog
    from sonde.server.app import Access, Application

DEFAULT_PORT = 6006

# How long answers under way may take when the server is told to stop: a question about hundreds of runs takes a tenth of
# it, and no time would do for a download that nobody reads on. The live streams end by themselves.
_GRACE_SECS = 0.3
_KEEP_ALIVE_SECS = 30
_BACKLOG = 128
_FIRST_ANSWER_SECS = 1.0
_PREPARED_SECS = 0.5
_CLOSE_SECS = 2.0
_SETTLE_SECS = 0.5


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What the user asked for. Without a `token` one is made up where other machines can reach the server."""

    logdirs: Sequence[str]
    host: str = "localhost"
    port: int = DEFAULT_PORT
    auth: bool = True
    token: str | None = None
    allowed_hosts: Sequence[str] = ()
    path_prefix: str = ""
    poll_secs: float | None = None
    catalog: str | None = None
    allow_delete: bool = False
    webhooks: Sequence[str] = ()
    mails: Sequence[str] = ()
    mail_server: str = ""
    mail_password: str = ""
    mail_from: str = ""
    public_url: str = ""
    studies: Sequence[str] = ()


class Running:
    """A server that answers. `urls` are ready to open, the best one first. `stop` may be called from any thread."""

    def __init__(
        self, board: Board, catalog: Catalog, port: int, urls: list[str], stop: Callable[[], None]
    ) -> None:
        self.board = board
        self.catalog = catalog
        self.port = port
        self.urls = urls
        self.stop = stop


def serve(options: ServeOptions, started: Callable[[Running], None]) -> bool:
    """Serve until SIGINT, SIGTERM or `Running.stop`. `started` is called once, as soon as answers are given.

    Returns whether everything has ended. Where a file system does not answer, threads that wait for it are left: an
    interpreter that ends in the ordinary way could trip over them, so leave the process by `os._exit`.

    Must be called from the main thread, which gets the signals. Raises ListenError when there is no port to be had and
    what `sonde.open` raises when a log directory cannot be read by anything installed.
    """
    # Imports make hundreds of thousands of objects that all stay; looking through them for rubbish only takes time.
    gc.disable()
    listening = listen(options.host, options.port)
    opening = _Opening(options)
    try:
        from sonde.server.app import AlertOptions, Application

        access = _access(options, listening)
        board = opening.board()
        alerts = AlertOptions(
            options.webhooks,
            options.mails,
            options.mail_server,
            options.mail_password,
            options.mail_from,
            options.public_url,
        )
        app = Application(
            board,
            access,
            studies=options.studies,
            catalog=options.catalog,
            allow_delete=options.allow_delete,
            alert_options=alerts,
        )
        preparing = threading.Thread(target=_prepare, args=(app,), name="sonde-prepare", daemon=True)
        urls = listening.urls(options.path_prefix, access.token)

        def answering(stop: Callable[[], None]) -> None:
            opening.started()
            preparing.start()
            started(Running(board, app.catalog, listening.port, urls, stop))

        server = _server(app, answering)
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=listening.sockets)
        app.answered.set()
        app.close()
        if preparing.is_alive():
            preparing.join(
                _PREPARED_SECS
            )  # an import that the interpreter's end cuts off leaves half a module
    finally:
        gc.enable()
        listening.close()
        ended = opening.close() and all(workers.settle(_SETTLE_SECS) for workers in (ANSWERS, FILES))
    return ended


def _prepare(app: Application) -> None:
    """Import what answers need, NumPy above all, behind the first one: it needs none of that."""
    app.answered.wait(_FIRST_ANSWER_SECS)
    with contextlib.suppress(Exception):  # what fails here is told by the answer that needs it
        app.prepare()


class _Opening:
    """A board that is being opened on a thread of its own, so that reading begins before the server is imported.

    Until it is told that the server has `started`, reading leaves a processor to that.
    """

    def __init__(self, options: ServeOptions) -> None:
        self._options = options
        self._board: Board | None = None
        self._error: BaseException | None = None
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._open, name="sonde-open", daemon=True)
        self._thread.start()

    def _open(self) -> None:
        try:
            from sonde.board import Board

            self._board = Board(
                list(self._options.logdirs),
                follow=True,
                poll_secs=self._options.poll_secs,
                others_busy=lambda: not self._started.is_set(),
            )
        except BaseException as error:  # it is raised where the board is asked for
            self._error = error

    def board(self) -> Board:
        self._thread.join()
        if self._error is not None:
            raise self._error
        assert self._board is not None  # noqa: S101  either an error or a board
        return self._board

    def started(self) -> None:
        self._started.set()

    def close(self) -> bool:
        """Close the board; whether that ended in time."""
        closing = threading.Thread(target=self._close, name="sonde-close", daemon=True)
        closing.start()
        closing.join(_CLOSE_SECS)
        return not closing.is_alive()

    def _close(self) -> None:
        self._thread.join()
        if self._board is not None:
            self._board.close()


def _access(options: ServeOptions, listening: Listening) -> Access:
    """A token where other machines reach the server, unless told otherwise; checked host names where there is none."""
    from sonde.server.app import Access
    from sonde.server.auth import new_token
    from sonde.server.hosts import own_names

    token = options.token
    if token is None and options.auth and not listening.loopback:
        token = new_token()
    names = own_names(listening.host, options.allowed_hosts) if token is None else None
    if "*" in options.allowed_hosts:
        names = None
    return Access(names, token, listening.port, options.path_prefix)


def _server(app: Application, started: Callable[[Callable[[], None]], None]) -> uvicorn.Server:
    import asyncio

    import uvicorn

    from sonde.server.connections import Complaints, Connection

    class Server(uvicorn.Server):
        """Uvicorn, with two differences: the live streams are ended when it is told to stop (it would wait for them), and
        a signal that ended it cleanly is not raised again.
        """

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            gc.enable()
            asyncio.get_running_loop().set_exception_handler(Complaints())
            started(self.stop)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            # Answers that do not end in time are cut off, which uvicorn and Starlette each report as an error.
            logging.getLogger("uvicorn.error").disabled = True
            await super().shutdown(sockets)

        def stop(self) -> None:
            self.should_exit = True
            app.live.close()

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            before = {number: signal.signal(number, lambda *_: self.stop()) for number in _STOP_SIGNALS}
            try:
                yield
            finally:
                for number, handler in before.items():
                    signal.signal(number, handler)

    return Server(
        uvicorn.Config(
            app,
            loop="asyncio",
            http=Connection,
            backlog=_BACKLOG,
            log_level="error",  # requests that are no HTTP are not worth a line each
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECS,
            timeout_graceful_shutdown=_GRACE_SECS,  # type: ignore[arg-type]  # asyncio takes parts of seconds
        )
    )


_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
