"""Pages of kinds with large values, scrolled through: histograms, images of a megabyte, sounds.

A page is opened and scrolled by the wheel for some seconds, in either program the same way; TensorBoard runs with its data
server and keeps every point. What is told: the time to the first card, the time between frames while it scrolls, what the
server gains in memory, the bytes that one card's data takes on the wire, and, of Sonde, how many series were asked for
that never came into sight.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Request

from benchmarks import own, peer, process, scrolling
from benchmarks.plan import Plan
from benchmarks.rows import Row
from benchmarks.scrolling import Page, Scrolled

Series = tuple[str, str]
"""A run, empty where all are meant, and a tag."""

THEIR_SOUND = (
    "(function find(root) { return root.querySelector('audio') ||"
    " [...root.querySelectorAll('*')].some((one) => one.shadowRoot && find(one.shadowRoot)); })(document)"
)
"""Their older pages stand in shadow trees."""

GAINED_MB = 60.0
"""What a server may gain while a page is scrolled: what it keeps for the next question, and no more."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind's log and its pages."""

    key: str
    label: str
    folder: Path
    runs: int
    points: int
    theirs: Page
    ours: Page
    wait_for_theirs: Callable[[str], None]
    runs_in_card: int = 1
    """How many runs one of Sonde's cards shows: TensorBoard has a card for each."""
    smaller: float | None = None
    """So many times fewer bytes are asked of Sonde."""


def run(plan: Plan) -> list[Row]:
    return [row for kind in (_histograms(plan), _images(plan), _sounds(plan)) for row in _measure(plan, kind)]


def _histograms(plan: Plan) -> Kind:
    log = plan.histogram_log
    return Kind(
        "histograms",
        f"{log.tags} tags × {log.steps} steps of histograms × {log.runs} runs",
        plan.histograms,
        log.runs,
        log.points,
        Page(
            "/#timeseries",
            "document.querySelector('histogram-card tb-histogram svg path, histogram-card histogram-component svg path') &&"
            " !document.querySelector('histogram-card mat-spinner')",
            _their_histogram,
        ),
        Page(
            "/#/histograms",
            "document.querySelector('[data-tag] footer .points')?.textContent",
            _our_histogram,
        ),
        lambda url: peer.wait_for_histograms(url, log.tag(log.tags - 1), log.run(log.runs - 1)),
        runs_in_card=log.runs,
        smaller=5,
    )


def _images(plan: Plan) -> Kind:
    log = plan.picture_log
    return Kind(
        "pictures",
        f"{log.points:,} images of {log.kilobytes / 1000:.2g} MB",
        plan.pictures,
        log.runs,
        log.points,
        Page("/#timeseries", _complete("image-card img"), _their_image),
        Page("/#/images", _complete("[data-tag] img"), _our_value("/api/images/thumbnail")),
        lambda url: peer.wait_for_images(url, log.tag(log.tags - 1), log.run(log.runs - 1), log.steps),
    )


def _sounds(plan: Plan) -> Kind:
    log = plan.sound_log
    return Kind(
        "sounds",
        f"{log.points:,} audio clips",
        plan.sounds,
        log.runs,
        log.points,
        Page("/#audio", THEIR_SOUND, _their_sound),
        Page(
            "/#/audio",
            "document.querySelector('[data-tag] canvas[data-drawn=true]')",
            _our_value("/api/tensors/value", "/api/audio/about"),
        ),
        lambda url: peer.wait_for_sounds(url, log.tag(log.tags - 1), log.run(log.runs - 1)),
    )


def _complete(selector: str) -> str:
    return f"[...document.querySelectorAll('{selector}')].some((image) => image.complete && image.naturalWidth > 0)"


def _measure(plan: Plan, kind: Kind) -> list[Row]:
    seconds = 1.0 if plan.small else 5.0
    with peer.serving(kind.folder, samples=peer.PAGES_KEEP_ALL) as (url, pid):
        kind.wait_for_theirs(url)
        theirs = _scroll(kind.theirs, url, pid, seconds, plan)
    with own.serving(kind.folder) as (url, pid):
        own.wait_until_loaded(url, kind.runs, kind.points)
        ours = _scroll(kind.ours, url, pid, seconds, plan)
    return _rows(kind, theirs, ours, plan)


def _scroll(page: Page, url: str, pid: int, seconds: float, plan: Plan) -> list[tuple[Scrolled, float]]:
    found = []
    for _ in range(min(3, plan.repeat)):
        before = process.memory_mb(pid)
        scrolled = scrolling.measure(page, url, seconds)
        found.append((scrolled, process.memory_mb(pid) - before))
    return found


def _rows(
    kind: Kind, theirs: list[tuple[Scrolled, float]], ours: list[tuple[Scrolled, float]], plan: Plan
) -> list[Row]:
    def row(key: str, what: str, unit: str, of: Callable[[Scrolled], float], at_most: float | None) -> Row:
        samples = [tuple(of(scrolled) for scrolled, _ in some) for some in (theirs, ours)]
        asked = at_most if plan.goals else None
        return Row(f"kinds_{kind.key}_{key}", what, unit, samples[0], samples[1], at_most=asked)

    # The first visit fills what is kept for the next one; what is gained after it would be gained without end.
    gained = [tuple(max(mb, 0.01) for _, mb in some[1:] or some) for some in (theirs, ours)]
    bytes_each = [
        tuple(max(scrolled.bytes_of_a_series, 1.0) / 1000 for scrolled, _ in some) for some in (theirs, ours)
    ]
    bytes_each[1] = tuple(kilobytes / kind.runs_in_card for kilobytes in bytes_each[1])
    return [
        row("first", f"{kind.label}: first card", "s", lambda scrolled: scrolled.first_card, 1),
        row(
            "frame",
            "… between frames while scrolling (median)",
            "ms",
            lambda scrolled: scrolled.median_ms,
            17.5,
        ),
        row(
            "slow",
            "… between frames while scrolling (95th percentile)",
            "ms",
            lambda scrolled: scrolled.slow_ms,
            34,
        ),
        Row(
            f"kinds_{kind.key}_memory",
            "… memory that the server gains by another visit",
            "MB",
            gained[0],
            gained[1],
            at_most=GAINED_MB if plan.goals else None,
        ),
        Row(
            f"kinds_{kind.key}_bytes",
            "… on the wire for one run of one card",
            "kB",
            bytes_each[0],
            bytes_each[1],
            at_least=kind.smaller if plan.goals else None,
        ),
        Row(
            f"kinds_{kind.key}_unseen",
            f"… series asked for that were never in sight (of {ours[0][0].seen} seen)",
            "",
            (),
            tuple(float(len(scrolled.unseen)) for scrolled, _ in ours),
            at_most=0 if plan.goals else None,
        ),
    ]


def _their_histogram(request: Request) -> Series | None:
    return _their_series(request, "histograms")


def _their_image(request: Request) -> Series | None:
    """The image itself: it names no run, but each is another."""
    address = urlsplit(request.url)
    return (address.query, "") if address.path.endswith("/imageData") else None


def _their_sound(request: Request) -> Series | None:
    address = urlsplit(request.url)
    return (address.query, "") if address.path.endswith("/individualAudio") else None


def _their_series(request: Request, plugin: str) -> Series | None:
    if not urlsplit(request.url).path.endswith("/timeSeries"):
        return None
    # A form with one field, or with parts.
    text = request.post_data or ""
    start, end = text.find("["), text.rfind("]")
    if start < 0:
        (text,) = parse_qs(text)["requests"]
        start, end = 0, len(text) - 1
    asked = json.loads(text[start : end + 1])[0]
    return (asked.get("run", ""), asked["tag"]) if asked["plugin"] == plugin else None


def _our_histogram(request: Request) -> Series | None:
    if urlsplit(request.url).path != "/api/histograms/query":
        return None
    return "", json.loads(request.post_data or "{}")["tag"]


def _our_value(*paths: str) -> Callable[[Request], Series | None]:
    def series(request: Request) -> Series | None:
        address = urlsplit(request.url)
        if address.path not in paths:
            return None
        asked = parse_qs(address.query, keep_blank_values=True)
        return asked["run"][0], asked["tag"][0]

    return series
