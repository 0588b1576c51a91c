"""A panel is one slice: without its two folders and their lines, the rest is built, served and shown as before."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

import sonde
import sonde._native
from support.event_logs import write_run
from support.servers import SondeProcess

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def without_scalars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package and of its page without the scalars and their Time Series, first on every process's path."""
    package, web = tmp_path / "src" / "sonde", tmp_path / "web"
    shutil.copytree(ROOT / "src" / "sonde", package, ignore=shutil.ignore_patterns("__pycache__", "_web"))
    shutil.copytree(ROOT / "web", web, ignore=shutil.ignore_patterns("node_modules"))
    (web / "node_modules").symlink_to(ROOT / "web" / "node_modules")
    shutil.rmtree(package / "panels" / "scalars")
    shutil.rmtree(web / "src" / "panels" / "timeseries")
    without(package / "panels" / "__init__.py", '    "scalars",\n')
    without(web / "src" / "panels" / "index.ts", "import { timeseries } from './timeseries';\n")
    # Behind its name there is another's, in the same line or in the next.
    without(web / "src" / "panels" / "index.ts", "timeseries, ", "  timeseries,\n")
    done = subprocess.run(
        [ROOT / "web" / "node_modules" / ".bin" / "vite", "build"],
        cwd=web,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

    # The compiled core stays where it is, and an editable installation would go before the path.
    core = Path(sys.modules["sonde._native"].__file__)
    (package / core.name).symlink_to(core)
    (tmp_path / "src" / "sitecustomize.py").write_text(
        "import sys\nsys.meta_path[:] = [finder for finder in sys.meta_path if 'editable' not in repr(finder)]\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "src"))
    return package


def without(file: Path, *lines: str) -> None:
    """Takes out whichever of these the file has."""
    text = file.read_text(encoding="utf-8")
    assert any(line in text for line in lines), f"{file.name} has none of {lines}"
    for line in lines:
        text = text.replace(line, "")
    file.write_text(text, encoding="utf-8")


def test_what_is_left_goes_on(without_scalars, tmp_path, open_page):
    write_run(tmp_path / "runs" / "a", {"loss": [(0, 1.0)]})
    where = subprocess.check_output([sys.executable, "-c", "import sonde; print(sonde.__file__)"], text=True)
    assert where.strip() == str(without_scalars / "__init__.py") != sonde.__file__

    with SondeProcess("serve", str(tmp_path / "runs")) as server:
        assert [run["name"] for run in server.get("/api/runs")] == ["a"]
        assert not [path for path in server.get("/api/openapi.json")["paths"] if "scalars" in path]
        assert server.request("GET", "/api/scalars?tag=loss")[0].status == 404

        page = open_page(f"{server.url}#/timeseries", may_lose_server=True)
        tabs = page.get_by_role("navigation", name="Panels")
        expect(page.get_by_role("heading", name="Time Series: logged, without a page so far")).to_be_visible()
        expect(page.get_by_role("row", name="loss 1 1")).to_be_visible()
        expect(tabs.get_by_role("link")).to_have_text(["Runs", "Custom Charts"])
        tabs.get_by_role("button", name="More").click()
        page.get_by_role("dialog", name="More").get_by_role("link", name="Images").click()
        expect(page.get_by_role("heading", name=re.compile("No data for Images yet"))).to_be_visible()
