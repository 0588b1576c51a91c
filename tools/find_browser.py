"""Find a Chromium for the browser tests, the page benchmarks and the screenshots; with --install, get one.

    python tools/find_browser.py [--install]     prints the path

Looked for in this order: $SONDE_BROWSER, a Chromium or Chrome on PATH, Chrome's usual places, Playwright's download.
Installing means Debian's `chromium` where we are root and apt-get is there, else Playwright's download.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/opt/google/chrome/chrome",
)
# What a browser needs to run headless in a container, as root, and without calling home.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The path of a Chromium that is installed, or None."""
    named = os.environ.get("SONDE_BROWSER")
    if named:
        return named
    for candidate in (*map(shutil.which, NAMES), *PLACES):
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    return _from_playwright()  # last, because asking takes Playwright's own start


def install() -> str:
    """Install a Chromium; its path. Raises SystemExit, saying what to do, when neither way works."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    found = find()
    if found is None:
        raise SystemExit(
            "no Chromium found, and neither apt-get nor `playwright install chromium` brought one. Install Chrome or "
            "Chromium, or set SONDE_BROWSER to its path."
        )
    return found


def _from_playwright() -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--install", action="store_true", help="install one when none is found")
    found = find() or (install() if parser.parse_args().install else None)
    if found is None:
        raise SystemExit("no Chromium found; run with --install, or set SONDE_BROWSER to its path")
    print(found)


if __name__ == "__main__":
    main()
