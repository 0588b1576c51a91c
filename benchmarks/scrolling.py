"""A page that is opened and scrolled by the wheel: its first card, its frames, and what it asks for on the way."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Request

from benchmarks import chromium

WHEEL_PX = 240
WHEEL_EVERY_MS = 90

# Notes the time between frames from now on.
FRAMES = """
() => {
  window.__frames = [];
  let last = performance.now();
  const next = (now) => {
    window.__frames.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}
"""

# Notes from the beginning which of Sonde's cards have ever touched the window.
SEEN = """
window.__seen = new Set();
const watch = () => {
  for (const card of document.querySelectorAll('article[data-tag]')) {
    const { top, bottom } = card.getBoundingClientRect();
    if (bottom >= 0 && top <= innerHeight) window.__seen.add(JSON.stringify([card.dataset.run ?? '', card.dataset.tag]));
  }
  requestAnimationFrame(watch);
};
addEventListener('DOMContentLoaded', watch);
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address below the server's, what holds when its first card is drawn, and which series a request is for."""

    address: str
    drawn: str
    series_of: Callable[[Request], tuple[str, str] | None]


@dataclass(slots=True)
class Scrolled:
    """What a visit took: seconds, milliseconds, and the bytes that came for each series, compressed as they came."""

    first_card: float = 0.0
    median_ms: float = 0.0
    slow_ms: float = 0.0
    bytes: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    seen: int = 0
    unseen: set[tuple[str, str]] = field(default_factory=set)

    @property
    def bytes_of_a_series(self) -> float:
        return statistics.median(self.bytes.values()) if self.bytes else 0.0


def measure(page: Page, url: str, seconds: float, *, timeout: float = 120) -> Scrolled:
    """Open the page in a fresh browser until its first card is drawn, and scroll it for so many seconds."""
    found = Scrolled()
    with chromium.page() as tab:
        tab.set_default_timeout(timeout * 1000)
        tab.add_init_script(SEEN)
        finished: list[tuple[tuple[str, str], Request]] = []

        def hear(request: Request) -> None:
            series = page.series_of(request)
            if series is not None:
                finished.append((series, request))

        tab.on("requestfinished", hear)
        tab.goto(f"{url}{page.address}", wait_until="commit")
        found.first_card = chromium.when(tab, page.drawn)
        tab.mouse.move(chromium.VIEWPORT["width"] * 0.6, chromium.VIEWPORT["height"] * 0.6)
        tab.evaluate(FRAMES)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            tab.mouse.wheel(0, WHEEL_PX)
            tab.wait_for_timeout(WHEEL_EVERY_MS)
        frames = sorted(frame for frame in tab.evaluate("window.__frames") if frame > 0)
        found.median_ms = statistics.median(frames)
        found.slow_ms = frames[int(0.95 * (len(frames) - 1))]
        tab.wait_for_timeout(1000)
        for series, request in finished:
            found.bytes[series] += request.sizes()["responseBodySize"]
        seen = {tuple(card) for card in tab.evaluate("[...window.__seen].map((card) => JSON.parse(card))")}
        found.seen = len(seen)
        found.unseen = set(found.bytes) - seen if seen else set()
    return found
