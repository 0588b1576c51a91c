"""Processes under measurement: start, memory and processor time of a whole tree, an end without leftovers. Linux only."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def running(command: Sequence[str | Path], **options: object) -> Iterator[subprocess.Popen[str]]:
    """The command as a process group of its own, ended with all its children."""
    process = subprocess.Popen(  # type: ignore[call-overload]
        [str(part) for part in command],
        text=True,
        start_new_session=True,
        **{
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "stdin": subprocess.DEVNULL,
            **options,
        },
    )
    try:
        yield process
    finally:
        for signal_number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal_number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
        for stream in (process.stdout, process.stderr, process.stdin):
            if stream is not None:
                stream.close()


def tree(pid: int) -> list[int]:
    """The process and all its descendants."""
    found = [pid]
    for parent in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def memory_mb(pid: int) -> float:
    """What the tree holds now, in MB: proportional set size, so that shared pages count once."""
    return sum(_field(process, "smaps_rollup", "Pss") for process in tree(pid)) * 1024 / 1e6


def peak_memory_mb(pid: int) -> float:
    """The sum of each process's largest resident size, in MB."""
    return sum(_field(process, "status", "VmHWM") for process in tree(pid)) * 1024 / 1e6


def cpu_seconds(pid: int) -> float:
    """Processor time that the tree has used so far."""
    total = 0
    for process in tree(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def _field(pid: int, file: str, name: str) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1])
    return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fetch(
    url: str, data: bytes | None = None, headers: dict[str, str] | None = None, timeout: float = 120
) -> bytes:
    request = urllib.request.Request(url, data, headers or {})
    with urllib.request.urlopen(request, timeout=timeout) as response:
        return bytes(response.read())


def until(
    check: Callable[[], bool],
    *,
    timeout: float,
    every: float = 0.005,
    what: str,
    server: subprocess.Popen[str] | None = None,
) -> None:
    """Ask `check` again and again; an error of the network means not yet, unless `server` has ended."""
    deadline = time.monotonic() + timeout
    while True:
        if server is not None and server.poll() is not None:
            raise RuntimeError(f"{what}: the server ended with status {server.returncode}")
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError, KeyError):
            if check():
                return
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {timeout:g} s")
        time.sleep(every)


def in_page_cache(folder: Path) -> None:
    """Read every file once, so that no measurement waits for the disk."""
    buffer = bytearray(1 << 20)
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb", buffering=0) as file:
                while file.readinto(buffer):
                    pass
