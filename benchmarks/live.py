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

from benchmarks import chromium, logs, own, peer, process
from benchmarks.plan import Plan
from benchmarks.rows import Row

TAG = "loss"
FIRST_STEPS = 10
THEIR_SETTINGS = {"_tb_global_settings": '{"autoReload":true,"autoReloadPeriodInMs":30000}'}
THEIR_TEXT = "(document.querySelector('scalar-card') ?? document.body).innerText"
OUR_TEXT = "(document.querySelector('[data-tag]') ?? document.body).innerText"


def run(plan: Plan) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "run" / "events.out.tfevents.1700000000.bench.0"
        file.parent.mkdir()
        with peer.serving(Path(folder)) as (url, _):
            _begin(file)
            process.until(lambda: peer.answers(url), timeout=60, what="TensorBoard's first answer")
            with chromium.page(THEIR_SETTINGS) as tab:
                theirs = _delays(tab, f"{url}/#timeseries", file, 1 if plan.small else 3, _their_condition)
        shutil.rmtree(file.parent)
        file.parent.mkdir()
        with own.serving(Path(folder)) as (url, _):
            _begin(file)
            process.until(lambda: own.answers(url), timeout=60, what="Sonde's first answer")
            with chromium.page() as tab:
                ours = _delays(tab, f"{url}/", file, 3 if plan.small else 10, _our_condition)
    return [Row("live", "point written to point drawn", "s", tuple(theirs), tuple(ours), at_most=1)]


def _begin(file: Path) -> None:
    with file.open("wb") as out:
        out.write(logs.version_record())
        for step in range(FIRST_STEPS):
            out.write(_point(step))


def _delays(tab: Page, url: str, file: Path, count: int, condition: Callable[[int], str]) -> list[float]:
    """Seconds from a write to its point on the screen; the time between writes differs, so that no poll is favoured."""
    tab.set_default_timeout(180_000)
    tab.goto(url, wait_until="commit")
    chromium.when(tab, condition(FIRST_STEPS - 1))
    delays = []
    for index in range(count):
        tab.wait_for_timeout(1500 + 370 * index)
        step = FIRST_STEPS + index
        before = time.perf_counter()
        with file.open("ab") as out:
            out.write(_point(step))
        chromium.when(tab, condition(step))
        delays.append(time.perf_counter() - before)
    return delays


def _point(step: int) -> bytes:
    return logs.record(logs.scalar_event(TAG, step, time.time(), 1.0 / (1 + step)))


def _their_condition(step: int) -> str:
    """The card's table, which TensorBoard fills from the newest point, names the step."""
    return rf"/\b{step}\b/.test({THEIR_TEXT})"


def _our_condition(step: int) -> str:
    """The card says how many points it has drawn."""
    return rf"/\b{step + 1}\b/.test({OUR_TEXT})"
