"""Take the pictures of docs/images from the real page, on a real demo: while it grows and when it has ended.

python tools/screenshots.py [--seconds 60]     how long the demo trains; the first pictures are taken after a third of it
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
SIZES: dict[str, ViewportSize] = {
    "1440": {"width": 1440, "height": 900},
    "390": {"width": 390, "height": 844},
}
SCHEMES = ("light", "dark")
# For the README: three pinned charts with the cursor, their loss on a logarithmic axis, without the run whose loss leaves every axis.
VIEW = (
    "#/timeseries?except=rate-2&timeseries.pins=loss%2Ftrain,loss%2Fvalidation,accuracy%2Fvalidation"
    "&timeseries.other_log_y=loss%2Ftrain,loss%2Fvalidation"
)
README_SIZE: ViewportSize = {"width": 1360, "height": 850}
# File name -> language, colour scheme.
README_PICTURES = {
    "page.png": ("en-GB", "light"),
    "page.zh-CN.png": ("zh-CN", "light"),
    "page-dark.png": ("en-GB", "dark"),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--seconds", type=float, default=60, help="how long the demo trains")
    seconds = parser.parse_args().seconds
    IMAGES.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    url = f"http://127.0.0.1:{port}/"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        command = [sys.executable, "-m", "sonde", "demo", "--no-browser", "--port", str(port)]
        command += ["--seconds", str(seconds), "--logdir", str(Path(folder) / "runs")]
        with subprocess.Popen(command) as demo:
            try:
                _wait_for(url + "api/status")
                start = time.monotonic()
                browser = playwright.chromium.launch(
                    executable_path=find_browser.find(), args=list(find_browser.ARGUMENTS)
                )
                time.sleep(max(0.0, start + seconds / 3 - time.monotonic()))
                _take_all(browser, url, "grows")
                time.sleep(max(0.0, start + seconds + 5 - time.monotonic()))
                _take_all(browser, url, "done")
                for name, (language, scheme) in README_PICTURES.items():
                    _take(browser, url + VIEW, name, README_SIZE, scheme, language, cursor=True)
                browser.close()
            finally:
                demo.terminate()


def _take_all(browser: Browser, url: str, moment: str) -> None:
    """The demo's first screen in every size and colour scheme."""
    for size, viewport in SIZES.items():
        for scheme in SCHEMES:
            _take(browser, url, f"demo-{moment}-{size}-{scheme}.png", viewport, scheme)


def _take(
    browser: Browser,
    url: str,
    name: str,
    viewport: ViewportSize,
    scheme: str,
    language: str = "en-GB",
    *,
    cursor: bool = False,
) -> None:
    context = browser.new_context(
        viewport=viewport, locale=language, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(url)
    page.locator("[data-tag] .points:not(:empty)").first.wait_for()
    page.wait_for_timeout(1500)
    if cursor:
        # Below the pinned charts, whose cursors follow.
        page.locator("[data-tag] .plot").nth(3).hover(position={"x": 220, "y": 60})
        page.wait_for_timeout(500)
    page.screenshot(path=IMAGES / name)
    context.close()
    print(name, flush=True)


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
