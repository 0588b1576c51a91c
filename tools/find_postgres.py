"""Find the programs of a PostgreSQL server for the tests of the catalog; with --install, get them.

    python tools/find_postgres.py [--install]     prints their folder

Looked for in this order: $SONDE_POSTGRES, PATH, the usual places of Debian, Homebrew and others. Installing means Debian's
`postgresql` where we are root and apt-get is there. Without any the tests that need one are skipped, and say so.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from pathlib import Path

PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
)
NONE = "no PostgreSQL found: the tests of a catalog in PostgreSQL are skipped; install it, or set SONDE_POSTGRES to its bin"


def find() -> str | None:
    """The folder that holds initdb and pg_ctl, or None."""
    named = os.environ.get("SONDE_POSTGRES")
    if named:
        return named
    on_path = shutil.which("initdb")
    if on_path is not None:
        return str(Path(on_path).resolve().parent)
    found = (folder for place in PLACES for folder in sorted(Path("/").glob(place[1:]), reverse=True))
    return next((str(folder) for folder in found if os.access(folder / "initdb", os.X_OK)), None)


def install() -> str | None:
    """Install one; the folder of its programs, or None where that is not to be had."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "postgresql"]
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
    return find()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--install", action="store_true", help="install one when none is found")
    print(find() or (install() if parser.parse_args().install else None) or NONE)


if __name__ == "__main__":
    main()
