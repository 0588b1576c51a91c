"""Installs examples/panel as anyone would, into a folder of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "panel"


def install_example(folder: Path) -> Path:
    """The folder of installed packages; put it on a process's PYTHONPATH. Needs no network: what it needs is here."""
    source, site = folder / "source", folder / "site"
    # A build leaves things beside the sources; those of the checkout stay clean.
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("build", "*.egg-info", "__pycache__"))
    options = ["--quiet", "--disable-pip-version-check", "--no-build-isolation", "--no-deps", "--no-index"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", str(site), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return site
