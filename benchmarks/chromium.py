"""A real Chromium on a page under measurement: what it draws and when, until it is quiet, and what it holds."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import CDPSession, Page, sync_playwright

from tools import find_browser

VIEWPORT = {"width": 1600, "height": 900}
QUIET_SECONDS = 3.0

# Notes, from the first moment on, when the main thread was last busy for more than 50 ms (a "long task") and when the
# last answer arrived; both in milliseconds since the navigation began.
WATCH = """
window.__last_busy = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.__last_busy = Math.max(window.__last_busy, entry.startTime + entry.duration);
}).observe({ type: 'longtask', buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.__last_busy = Math.max(window.__last_busy, entry.responseEnd);
}).observe({ type: 'resource', buffered: true });
"""

# Resolves, with the milliseconds since the navigation began, when `condition` holds and two more frames have been made:
# in the first the page has drawn, in the second the browser has shown it.
WHEN = """
(condition) => new Promise((resolve, reject) => {
  const holds = new Function('return (' + condition + ')');
  const begun = performance.now();
  const look = () => {
    if (holds()) requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())));
    else if (performance.now() > begun + 180_000) reject(new Error('not within three minutes: ' + condition));
    else requestAnimationFrame(look);
  };
  look();
})
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a page took, in seconds, and the JavaScript heap in MB when it had become quiet."""

    first_chart: float
    settled: float
    heap_mb: float
    collected_heap_mb: float


@contextlib.contextmanager
def page(storage: dict[str, str] | None = None) -> Iterator[Page]:
    """A fresh browser with one page and an empty profile; `storage` is put into the local storage of what it opens."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=find_browser.find(),
            args=list(find_browser.ARGUMENTS),
            viewport=VIEWPORT,  # type: ignore[arg-type]
        )
        try:
            opened = context.pages[0]
            opened.add_init_script(WATCH)
            for key, value in (storage or {}).items():
                opened.add_init_script(f"localStorage.setItem({key!r}, {value!r})")
            yield opened
        finally:
            context.close()


def measure_opening(url: str, drawn: str, *, timeout: float = 120) -> Opened:
    """Open `url` until the JavaScript condition `drawn` holds, and on until the page has been quiet for three seconds."""
    with page() as tab:
        tab.set_default_timeout(timeout * 1000)
        tab.goto(url, wait_until="commit")
        first_chart = when(tab, drawn)
        settled = _wait_until_quiet(tab, timeout)
        session = tab.context.new_cdp_session(tab)
        session.send("Performance.enable")
        heap = _heap_mb(session)
        session.send("HeapProfiler.collectGarbage")
        return Opened(first_chart, max(first_chart, settled), heap, _heap_mb(session))


def when(tab: Page, condition: str) -> float:
    """Seconds since the navigation began at which `condition` held and was on the screen."""
    return float(tab.evaluate(WHEN, condition)) / 1000


def _wait_until_quiet(tab: Page, timeout: float) -> float:
    """Seconds since the navigation began of the last thing that kept the page busy."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        now, last_busy = tab.evaluate("[performance.now(), window.__last_busy]")
        if now - last_busy > QUIET_SECONDS * 1000:
            return float(last_busy) / 1000
        tab.wait_for_timeout(250)
    raise TimeoutError(f"the page did not become quiet within {timeout:g} s")


def _heap_mb(session: CDPSession) -> float:
    metrics = {
        metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]
    }
    return float(metrics["JSHeapUsedSize"]) / 1e6
