"""Opening the page on 4,000 series that are already loaded: the first chart, quiet, and what the page then holds."""

from __future__ import annotations

from benchmarks import chromium, own, peer
from benchmarks.plan import Plan
from benchmarks.rows import Row

# A card whose data has come: TensorBoard's shows a spinner until then.
THEIR_CHART = "document.querySelector('scalar-card line-chart canvas') && !document.querySelector('scalar-card mat-spinner')"
# A card that says how many points it shows.
OUR_CHART = "[...document.querySelectorAll('[data-tag] .points')].some((label) => label.textContent)"


def run(plan: Plan) -> list[Row]:
    log, folder = plan.wide_log, plan.wide
    with (
        peer.serving(folder, samples=peer.SERVER_KEEPS_ALL) as (their_url, _),
        own.serving(folder) as (our_url, _),
    ):
        peer.wait_for_scalars(their_url, log.tag(0), log.runs, log.steps)
        own.wait_until_loaded(our_url, log.runs, log.points)
        theirs, ours = plan.in_turn(
            lambda: chromium.measure_opening(f"{their_url}/#timeseries", THEIR_CHART),
            lambda: chromium.measure_opening(f"{our_url}/", OUR_CHART),
            min(3, plan.repeat),
        )
    label = f"page on {log.name} ({log.runs} runs, {log.tags} tags)"
    return [
        _row("page_first_chart", f"{label}: first chart", "s", "first_chart", theirs, ours, 1),
        _row("page_settled", f"{label}: settled", "s", "settled", theirs, ours, 2.5),
        _row("page_heap", f"{label}: JavaScript heap", "MB", "heap_mb", theirs, ours, 100),
        _row(
            "page_heap_collected",
            f"{label}: heap after a collection",
            "MB",
            "collected_heap_mb",
            theirs,
            ours,
            None,
        ),
    ]


def _row(
    key: str,
    what: str,
    unit: str,
    field: str,
    theirs: list[chromium.Opened],
    ours: list[chromium.Opened],
    at_most: float | None,
) -> Row:
    samples = tuple(getattr(opened, field) for opened in theirs)
    return Row(key, what, unit, samples, tuple(getattr(opened, field) for opened in ours), at_most=at_most)
