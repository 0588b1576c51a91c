"""An sdist made from a copy of this checkout, and a wheel made from that sdist, once for all packaging tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.fspath).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.packaging)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory) -> Path:
    """What a fresh clone would hold, without touching this one's node_modules and builds."""
    target = tmp_path_factory.mktemp("checkout") / "sonde"
    names = subprocess.check_output(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, text=True
    )
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


@pytest.fixture(scope="session")
def sdist(checkout, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("sdist")
    _build("--sdist", checkout, out)
    return _only(out)


@pytest.fixture(scope="session")
def wheel(sdist, tmp_path_factory) -> Path:
    """Built from the unpacked sdist, where neither npm nor git can be found."""
    source = tmp_path_factory.mktemp("source")
    shutil.unpack_archive(sdist, source, filter="data")
    out = tmp_path_factory.mktemp("wheel")
    path = _path_without({"npm", "node", "git"}, tmp_path_factory.mktemp("path"))
    _build("--wheel", _only(source), out, environment={"PATH": path})
    return _only(out)


def _path_without(programs: set[str], stand_in: Path) -> str:
    """PATH where these programs are not found: a folder that holds one becomes links to everything else in it."""
    folders = []
    for number, folder in enumerate(map(Path, os.environ["PATH"].split(os.pathsep))):
        if not any((folder / program).exists() for program in programs):
            folders.append(folder)
            continue
        links = stand_in / str(number)
        links.mkdir()
        for entry in folder.iterdir():
            if entry.name not in programs:
                (links / entry.name).symlink_to(entry)
        folders.append(links)
    return os.pathsep.join(map(str, folders))


def _build(kind: str, source: Path, out: Path, environment: dict[str, str] | None = None) -> None:
    # Without isolation: what a build needs is in this environment, and no test waits for its download.
    command = [sys.executable, "-m", "build", kind, "--no-isolation", "--outdir", out, source]
    done = subprocess.run(
        command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def _only(folder: Path) -> Path:
    (entry,) = folder.iterdir()
    return entry
