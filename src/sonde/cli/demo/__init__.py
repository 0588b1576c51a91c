"""Train small real networks for about a minute and watch them live.

Five networks learn to read handwritten digits (from scikit-learn: pip install 'sonde[demo]') with five learning rates, in
a process of their own that writes event files as any training script does; the page shows the curves while they grow.
One rate is too high: see how its loss climbs away to infinity. Afterwards the page stays until Ctrl-C.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from sonde.cli import serve
from sonde.errors import SondeError

if TYPE_CHECKING:
    from sonde.server.run import Running

_END_SECS = 5

_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""For matrices this small, waiting for each other costs threads ten times what they save."""


def add_arguments(parser: ArgumentParser) -> None:
    serve.add_server_arguments(parser)
    parser.add_argument(
        "--once", action="store_true", help="stop serving when the training has ended; for scripts"
    )
    parser.add_argument(
        "--logdir", metavar="DIR", help="write the runs here and keep them (default: a temporary directory)"
    )
    parser.add_argument(
        "--seconds",
        metavar="SECONDS",
        type=serve.positive,
        default=60.0,
        help="how long to train (default: 60)",
    )


def run(options: Namespace) -> int:
    from sonde.cli.demo.digits import find_digits
    from sonde.server.run import serve as serve_board

    find_digits()  # the error that names the missing package comes before anything is started
    with contextlib.ExitStack() as stack:
        logdir = options.logdir or stack.enter_context(tempfile.TemporaryDirectory(prefix="sonde-demo-"))
        training = _Training(logdir, options.seconds, stay=not options.once)
        stack.callback(training.end)
        asked = serve.server_options(options, [logdir])

        def started(running: Running) -> None:
            serve.announce(running, asked, open_browser=not options.no_browser, tell_reading=False)
            training.start(running)

        ended = serve_board(asked, started)
        training.raise_if_failed()
    if not ended:
        serve.leave()
    return 0


class _Training:
    """The process that trains, and the thread that waits for its end."""

    def __init__(self, logdir: str, seconds: float, *, stay: bool) -> None:
        module = "sonde.cli.demo.training"
        self._command = [
            sys.executable,
            "-m",
            module,
            logdir,
            f"--seconds={seconds}",
            f"--parent={os.getpid()}",
        ]
        self._seconds = seconds
        self._stay = stay
        self._process: subprocess.Popen[bytes] | None = None
        self._failed = False

    def start(self, running: Running) -> None:
        print(f"training five networks for {self._seconds:g} seconds", flush=True)
        self._process = subprocess.Popen(self._command, env={**_ONE_THREAD, **os.environ})
        threading.Thread(
            target=self._watch, args=(self._process, running), name="sonde-demo", daemon=True
        ).start()

    def _watch(self, process: subprocess.Popen[bytes], running: Running) -> None:
        status = process.wait()
        self._failed = status > 0  # below 0 it was ended by a signal, as Ctrl-C does
        if self._failed or not self._stay:
            running.stop()
        elif status == 0:
            print("the training has ended; the page stays until Ctrl-C", flush=True)

    def end(self) -> None:
        """End it, if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_END_SECS)

    def raise_if_failed(self) -> None:
        if self._failed:
            raise SondeError("the training failed", "its own message stands above")
