"""Ten thousand runs: the table of what is known of them over HTTP and on its page, and a thousand runs drawn as twenty groups.

TensorBoard's HParams page is measured on a thousand of them. It asks for the experiment and then for its session groups, we for
the columns and then for the rows; both want all hyperparameters and metrics of the first hundred lines.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from benchmarks import logs, own, peer, process, scrolling
from benchmarks.plan import Plan
from benchmarks.rows import Row

WARM_UP = 2
ROWS = 100
GROUPS = 20
CARD_WIDTH_PX = 400
HPARAMS = "/data/plugin/hparams"
STATUSES = ["STATUS_UNKNOWN", "STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING"]
# A row whose values have come: its place is drawn before.
OUR_ROWS = "document.querySelector('[role=table] [data-row] .cell .text')?.textContent"


def run(plan: Plan) -> list[Row]:
    return [*_table_rows(plan), *_page_rows(plan), _groups_row(plan), *_peer_rows(plan)]


def _table_rows(plan: Plan) -> list[Row]:
    log = plan.trial_log
    opened, first, again, filtered, ordered = [], [], [], [], []
    for _ in range(min(3, plan.repeat)):
        with own.serving(plan.trials) as (url, _):
            opened.append(_timed(lambda url=url: _wait_until_loaded(url, log)))
            question = {"columns": _columns(log), "limit": ROWS}
            first.append(_timed(lambda url=url, question=question: _ask(url, question)))
            again += [
                _timed(lambda url=url, question=question: _ask(url, question)) for _ in range(plan.repeat)
            ]
            # Each time by another column: what was found for the last one helps no more.
            for at in range(plan.repeat):
                where = _condition(log, at)
                filtered.append(
                    _timed(lambda url=url, where=where: _ask(url, {"where": where, "limit": ROWS}, log))
                )
                sort = [{"column": _metric(log, at), "descending": bool(at % 2)}]
                ordered.append(
                    _timed(lambda url=url, sort=sort: _ask(url, {"sort": sort, "limit": ROWS}, log))
                )
    label = f"{log.runs:,} runs × {log.hparams} hyperparameters × {log.tags} metrics"
    return [
        _own_row("runs_load", f"{label}: loaded, from the server's first answer", opened, None),
        _own_row("runs_table_first", "… their table, first asked over HTTP", first, 1, plan),
        _own_row("runs_table", "… their table, asked again", again, 0.1, plan),
        _own_row("runs_filter", "… filtered by a condition", filtered, 0.1, plan),
        _own_row("runs_sort", "… sorted by a metric", ordered, 0.1, plan),
    ]


def _page_rows(plan: Plan) -> list[Row]:
    """The page is opened when the server has loaded, and never been asked for its table before."""
    log, visits = plan.trial_log, []
    page = scrolling.Page("/#/runs", OUR_ROWS, lambda _: None)
    for _ in range(min(3, plan.repeat)):
        with own.serving(plan.trials) as (url, _):
            own.wait_until_loaded(url, log.runs, log.points)
            visits.append(scrolling.measure(page, url, 1.0 if plan.small else 5.0))
    return [
        _own_row("runs_page", "… the page Runs: first rows", [one.first_card for one in visits], 1, plan),
        _own_row(
            "runs_page_frame",
            "… between frames while scrolling (median)",
            [one.median_ms for one in visits],
            17.5,
            plan,
            unit="ms",
        ),
        _own_row(
            "runs_page_slow",
            "… between frames while scrolling (95th percentile)",
            [one.slow_ms for one in visits],
            34,
            plan,
            unit="ms",
        ),
    ]


def _groups_row(plan: Plan) -> Row:
    """Each time other runs come together, so that no answer can be one that was kept."""
    log, samples = plan.group_log, []
    names = [log.run(index) for index in range(log.runs)]
    with own.serving(plan.grouped) as (url, _):
        own.wait_until_loaded(url, log.runs, log.points)
        for seed in range(WARM_UP + plan.repeat):
            mixed = np.random.default_rng(seed).permutation(names).tolist()
            groups = [{"name": str(at), "runs": mixed[at::GROUPS]} for at in range(GROUPS)]
            question = {"tag": log.tag(0), "groups": groups, "width": CARD_WIDTH_PX, "smoothing": 0.6}
            samples.append(
                _timed(lambda url=url, question=question: _post(f"{url}/api/scalars/groups", question))
            )
    label = f"{log.runs:,} runs × {log.steps:,} points as {GROUPS} groups, mean and spread"
    return _own_row("runs_groups", label, samples[WARM_UP:], 0.15, plan)


def _peer_rows(plan: Plan) -> list[Row]:
    log, folder = plan.some_trials_log, plan.some_trials
    with peer.serving(folder) as (their_url, _), own.serving(folder) as (our_url, _):
        peer.wait_for_scalars(their_url, log.curves.tag(log.tags - 1), log.runs, log.steps)
        own.wait_until_loaded(our_url, log.runs, log.points)
        samples: dict[str, list[tuple[float, float]]] = {"open": [], "sort": []}
        for at in range(1 + plan.repeat):
            for name, sorted_by in (("open", None), ("sort", at % log.tags)):
                samples[name].append(
                    (
                        _timed(lambda by=sorted_by: _their_table(their_url, log, by)),
                        _timed(lambda by=sorted_by: _our_table(our_url, log, by)),
                    )
                )
    label = f"{log.runs:,} runs × {log.hparams} hyperparameters × {log.tags} metrics"
    told = {"open": f"{label}: what the page of hyperparameters asks for", "sort": "… sorted by a metric"}
    rows = [_beside(f"runs_hparams_{name}", what, samples[name][1:]) for name, what in told.items()]
    # A server's first answer has its imports in it, and of ours what it keeps for the next.
    return [*rows, _beside("runs_hparams_first", "… the first time", samples["open"][:1])]


def _beside(key: str, what: str, pairs: Sequence[tuple[float, float]]) -> Row:
    theirs, ours = zip(*pairs, strict=True)
    return Row(key, what, "s", theirs, ours)


def _their_table(url: str, log: logs.Trials, sorted_by: int | None) -> None:
    experiment = json.loads(_post(f"{url}{HPARAMS}/experiment", {"experimentName": ""}))
    columns: list[dict[str, Any]] = [{"hparam": info["name"]} for info in experiment["hparamInfos"]]
    metrics = [{"metric": info["name"]} for info in experiment["metricInfos"]]
    if (len(columns), len(metrics)) != (log.hparams, log.tags):
        raise RuntimeError(f"TensorBoard tells of {len(columns)} hyperparameters, {len(metrics)} metrics")
    if sorted_by is not None:
        metrics[sorted_by]["order"] = "ORDER_DESC"
    question = {
        "experimentName": "",
        "allowedStatuses": STATUSES,
        "colParams": [*columns, *metrics],
        "aggregationType": "AGGREGATION_AVG",
        "startIndex": 0,
        "sliceSize": ROWS,
    }
    answer = json.loads(_post(f"{url}{HPARAMS}/session_groups", question))
    # Two runs of ours make one of its groups.
    if answer["totalSize"] != (log.runs + 1) // 2:
        raise RuntimeError(f"TensorBoard tells of {answer['totalSize']} groups of {log.runs} runs")


def _our_table(url: str, log: logs.Trials, sorted_by: int | None) -> None:
    process.fetch(f"{url}/api/runs/columns")
    sort = [] if sorted_by is None else [{"column": _metric(log, sorted_by), "descending": True}]
    _ask(url, {"sort": sort, "limit": ROWS}, log)


def _wait_until_loaded(url: str, log: logs.Trials) -> None:
    """Asks for the status: the list of runs, asked for again and again, would take time from what is measured."""

    def complete() -> bool:
        return bool(json.loads(process.fetch(f"{url}/api/status"))["points"] >= log.points)

    process.until(complete, timeout=300, every=0.02, what=f"Sonde's {log.points:,} points")


def _ask(url: str, question: dict[str, Any], log: logs.Trials | None = None) -> None:
    """A part of the table, all columns of `log` where none are named."""
    if log is not None:
        question = {**question, "columns": _columns(log)}
    answer = json.loads(_post(f"{url}/api/runs/table", question))
    if not answer["rows"]:
        raise RuntimeError(f"no run matches {question.get('where')}")


def _post(url: str, question: dict[str, Any]) -> bytes:
    return process.fetch(url, json.dumps(question).encode(), {"Content-Type": "application/json"})


def _columns(log: logs.Trials) -> list[str]:
    hparams = [f"hparams.{name}" for name in log.values(0)]
    return [*hparams, *(_metric(log, index) for index in range(log.tags))]


def _metric(log: logs.Trials, index: int) -> str:
    return f"metrics.{log.curves.tag(index % log.tags)}"


def _condition(log: logs.Trials, at: int) -> str:
    """One that about every fourth run meets; another each time."""
    names = list(log.values(0))
    rate, choice = (names[(5 * at + kind) % len(names)] for kind in (0, 2))
    return f'hparams.`{rate}` < 1e-3 and hparams.`{choice}` != "sgd" and `{log.curves.tag(at % log.tags)}`.max > 0'


def _timed(ask: Callable[[], object]) -> float:
    before = time.perf_counter()
    ask()
    return time.perf_counter() - before


def _own_row(
    key: str,
    what: str,
    samples: Sequence[float],
    at_most: float | None,
    plan: Plan | None = None,
    *,
    unit: str = "s",
) -> Row:
    """Of Sonde alone; a goal is asked for only of full logs."""
    asked = at_most if plan is not None and plan.goals else None
    return Row(key, what, unit, (), tuple(samples), at_most=asked)
