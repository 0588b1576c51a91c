"""Take the pictures of docs/images from the real page, on a real demo in training.

python tools/screenshots.py [--seconds 60]     how long the demo trains before the pictures are taken
"""

from __future__ import annotations

import argparse
import contextlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import find_browser
from playwright.sync_api import Browser, ViewportSize, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
VIEWPORT: ViewportSize = {"width": 1360, "height": 850}
# Three pinned charts, smoothed, their loss on a logarithmic axis, without the run whose loss leaves every axis.
VIEW = (
    "#/timeseries?smoothing=0.6&except=rate-2&timeseries.pins=loss%2Ftrain,loss%2Fvalidation,accuracy%2Fvalidation"
    "&other_log_y=loss%2Ftrain,loss%2Fvalidation"
)
# File name -> language, colour scheme.
PICTURES = {
    "page.png": ("en-GB", "light"),
    "page.zh-CN.png": ("zh-CN", "light"),
    "page-dark.png": ("en-GB", "dark"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument(
        "--seconds", type=float, default=60, help="how long the demo trains before the pictures"
    )
    seconds = parser.parse_args().seconds
    IMAGES.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [sys.executable, "-m", "sonde", "demo", "--no-browser", "--port", str(port)]
        # The demo goes on past the pictures, so that they show it live.
        command += ["--seconds", str(seconds + 60), "--logdir", str(Path(folder) / "runs")]
        with subprocess.Popen(command) as demo:
            try:
                _wait_for(f"http://127.0.0.1:{port}/api/status")
                time.sleep(seconds)
                browser = playwright.chromium.launch(
                    executable_path=find_browser.find(), args=list(find_browser.ARGUMENTS)
                )
                for name, (language, scheme) in PICTURES.items():
                    _take(browser, f"http://127.0.0.1:{port}/", IMAGES / name, language, scheme)
                    print(IMAGES / name)
                browser.close()
            finally:
                demo.terminate()


def _take(browser: Browser, url: str, path: Path, language: str, scheme: str) -> None:
    context = browser.new_context(
        viewport=VIEWPORT, locale=language, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(url + VIEW)
    charts = page.locator("[data-tag] .plot")
    page.locator("[data-tag] .points:not(:empty)").first.wait_for()
    page.wait_for_timeout(2000)
    charts.nth(3).hover(position={"x": 220, "y": 60})  # below the pinned ones, whose cursors follow
    page.wait_for_timeout(500)
    page.screenshot(path=path)
    context.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):
            return
        time.sleep(0.1)
    raise SystemExit(f"no answer from {url} within 30 s")


if __name__ == "__main__":
    main()
