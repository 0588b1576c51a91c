"""From a point written to a file to the same point on the screen, with the page open.

TensorBoard's server looks every five seconds, and its page asks every thirty once auto-reload is switched on (it is off by
default); both run as they come otherwise.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from benchmarks import chromium, logs, own, peer
from benchmarks.plan import Plan
from benchmarks.rows import Row

TAG = "loss"
FIRST_STEPS = 10
# The steps of the points that are waited for: numbers that no axis would label.
LATER_STEPS = 7_310_411
THEIR_SETTINGS = {"_tb_global_settings": '{"autoReload":true,"autoReloadPeriodInMs":30000}'}


def run(plan: Plan) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "run" / "events.out.tfevents.1700000000.bench.0"
        file.parent.mkdir()
        with peer.serving(Path(folder)) as (url, _):
            _begin(file)
            with chromium.page(THEIR_SETTINGS) as tab:
                theirs = _delays(
                    tab, f"{url}/#timeseries", file, 1 if plan.small else 3, _shown_by_tensorboard
                )
        shutil.rmtree(file.parent)
        file.parent.mkdir()
        with own.serving(Path(folder)) as (url, _):
            _begin(file)
            with chromium.page() as tab:
                ours = _delays(tab, f"{url}/", file, 3 if plan.small else 10, _shown_by_sonde)
    return [Row("live", "point written to point drawn", "s", tuple(theirs), tuple(ours), at_most=1)]


def _begin(file: Path) -> None:
    with file.open("wb") as out:
        out.write(logs.version_record())
        for step in range(FIRST_STEPS):
            out.write(_point(step))


def _delays(tab: Page, url: str, file: Path, count: int, shown: Callable[[int], str]) -> list[float]:
    """Seconds from a write to its point on the screen; the time between writes differs, so that no poll is favoured.

    `shown(n)` is the JavaScript condition for n later points on the screen.
    """
    tab.set_default_timeout(180_000)
    tab.goto(url, wait_until="commit")
    chromium.when(tab, shown(0))
    delays = []
    for index in range(count):
        tab.wait_for_timeout(1500 + 370 * index)
        before = time.perf_counter()
        with file.open("ab") as out:
            out.write(_point(LATER_STEPS + index))
        chromium.when(tab, shown(index + 1))
        delays.append(time.perf_counter() - before)
    return delays


def _point(step: int) -> bytes:
    return logs.record(logs.scalar_event(TAG, step, time.time(), 1.0 / (1 + step)))


def _shown_by_tensorboard(later: int) -> str:
    """The card's table, which TensorBoard fills from the newest point, names its step."""
    step = LATER_STEPS + later - 1 if later else FIRST_STEPS - 1
    return f"document.querySelector('scalar-card')?.innerText.replaceAll(',', '').includes('{step}')"


def _shown_by_sonde(later: int) -> str:
    """The card says how many points it shows."""
    return rf"/\b{FIRST_STEPS + later}\b/.test(document.querySelector('[data-tag] .points')?.textContent)"
