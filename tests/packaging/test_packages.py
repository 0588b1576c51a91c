"""What is shipped: the sdist and the wheel carry what they should, and the wheel serves the page in a bare environment."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
import zipfile

import pytest

BUNDLE_PAGE = "src/sonde/_web/index.html"


def test_sdist_carries_sources_and_the_web_bundle(sdist):
    names = _names_in_sdist(sdist)

    assert {
        BUNDLE_PAGE,
        "CMakeLists.txt",
        "LICENSE",
        "PKG-INFO",
        "README.md",
        "build_backend/backend.py",
        "native/bind/module.cc",
        "pyproject.toml",
        "src/sonde/__init__.py",
        "src/sonde/py.typed",
        "web/package-lock.json",
    } <= names


def test_sdist_carries_nothing_that_a_build_left(sdist):
    left = ("node_modules/", "build/", ".venv", "dist/")

    assert not [name for name in _names_in_sdist(sdist) if name.startswith(left) or "/node_modules/" in name]
    assert sdist.stat().st_size < 5_000_000


def test_wheel_carries_the_package_and_nothing_else(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {"sonde/__init__.py", "sonde/py.typed", "sonde/_native.pyi", "sonde/_web/index.html"} <= names
    assert "sonde/panels/host.d.ts" in names
    assert "sonde/catalog/migrations/versions/0001_tables.py" in names
    assert [name for name in names if name.startswith("sonde/_native.") and name.endswith(".so")]
    assert {name.split("/")[0].split("-")[0] for name in names} == {"sonde"}
    assert wheel.stat().st_size < 3_000_000


def test_wheel_is_tagged_for_the_stable_abi_from_python_3_12(wheel):
    if sys.version_info >= (3, 12):
        assert "-cp312-abi3-" in wheel.name
    else:
        version = f"cp{sys.version_info.major}{sys.version_info.minor}"
        assert f"-{version}-{version}-" in wheel.name


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The interpreter of an environment that holds the wheel and its dependencies, nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", wheel], check=True)
    return python


def test_installed_wheel_knows_its_version(installed):
    from sonde import __version__

    said = subprocess.check_output([installed.parent / "sonde", "--version"], text=True)
    as_module = subprocess.check_output([installed, "-m", "sonde", "--version"], text=True)

    assert __version__ in said
    assert as_module == said


def test_installed_wheel_writes_reads_and_serves_the_page(installed, tmp_path):
    write = "import sonde\nwith sonde.SummaryWriter('runs/a') as w:\n    w.add_scalar('loss', 0.5, 3)"
    subprocess.run([installed, "-c", write], cwd=tmp_path, check=True)
    port = _free_port()
    command = [installed, "-m", "sonde", "serve", "runs", "--port", str(port), "--no-browser"]
    with subprocess.Popen(command, cwd=tmp_path) as server:
        try:
            page = _fetch(f"http://127.0.0.1:{port}/")
            runs = json.loads(_fetch(f"http://127.0.0.1:{port}/api/runs"))
            reference = _fetch(f"http://127.0.0.1:{port}/api/docs")
        finally:
            server.terminate()

    assert '<div id="app">' in page
    assert [run["name"] for run in runs] == ["a"]
    assert "<code>GET /api/runs</code>" in reference


def _names_in_sdist(sdist):
    with tarfile.open(sdist) as archive:
        return {name.partition("/")[2] for name in archive.getnames()}


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _fetch(url: str) -> str:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=10) as response:
                return response.read().decode()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
    raise AssertionError(f"no answer from {url} in 10 s")
