"""Catalogs for tests: a log directory's root, and servers of PostgreSQL of our own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sonde.model import Root
from sonde.reader.keys import root_key

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))

import find_postgres


def root_of(directory: Path) -> Root:
    """A directory as the only root of a log directory."""
    return Root(root_key(str(directory)), str(directory), "", True, "no", "")


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server with an empty database, in a folder of its own, until the block ends.

    It runs as a user that is not root: it refuses root.
    """
    programs = find_postgres.find()
    assert programs is not None
    user = "nobody" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="sonde-postgres-"))
    try:
        if user:
            shutil.chown(folder, user)
        data = folder / "data"
        _run(
            user,
            f"{programs}/initdb",
            "-D",
            str(data),
            "-U",
            "sonde",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        )
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        log = str(folder / "log")
        _run(user, f"{programs}/pg_ctl", "-D", str(data), "-l", log, "-o", options, "-w", "start")
        try:
            yield f"postgresql://sonde@127.0.0.1:{port}/postgres"
        finally:
            _run(user, f"{programs}/pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(user: str | None, *command: str) -> None:
    done = subprocess.run(
        command, user=user, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
