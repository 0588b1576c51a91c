"""Trial: what a rule would have said of everything that is there already."""

from __future__ import annotations

import time
from collections.abc import Iterator

from msgspec import Struct

from sonde.alerts.nouns import Ended, Onset, Rule, Silence
from sonde.alerts.onsets import onsets, silence
from sonde.alerts.scope import Matching, runs_of, tags_of
from sonde.errors import NotFoundError
from sonde.model import RUNNING_SECS, STALLED_SECS, Run, RunState, SeriesInfo
from sonde.query import Query

MAX_FOUND = 1000
TRIAL_SECS = 20.0


class Trial(Struct, frozen=True, kw_only=True):
    """What was looked at, and where the rule would have fired, the newest first.

    `found` holds the first 1,000 of `fired`; `runs_fired` are the runs among them. `complete` is false where the time was up before
    all series were looked at.
    """

    runs: int
    series: int
    fired: int
    runs_fired: int
    complete: bool
    found: tuple[Onset, ...]


def try_rule(query: Query, rule: Rule, matching: Matching, now: float | None = None) -> Trial:
    """Try a rule on every run that it is about. Raises ExpressionError."""
    now = time.time() if now is None else now
    chosen = runs_of(query, rule.where, matching)
    runs = {run.name: run for run in query.runs() if chosen is None or run.name in chosen}
    if isinstance(rule.condition, Ended):
        found = [onset for run in runs.values() for onset in ended(rule.condition, run, now)]
        return _answer(found, len(runs), 0, complete=True)
    return _try_series(query, rule, runs, now)


def _try_series(query: Query, rule: Rule, runs: dict[str, Run], now: float) -> Trial:
    end = time.monotonic() + TRIAL_SECS
    found: list[Onset] = []
    looked_at: set[str] = set()
    series, complete = 0, True
    for info in series_of(query, rule.tag):
        if info.run not in runs:
            continue
        if time.monotonic() > end:
            complete = False
            break
        found += past_onsets(query, rule, info, runs[info.run], now)
        looked_at.add(info.run)
        series += 1
    return _answer(found, len(looked_at), series, complete=complete)


def series_of(query: Query, pattern: str) -> Iterator[SeriesInfo]:
    """The series of scalars that a rule's tag stands for."""
    for tag in tags_of(query, pattern):
        yield from query.series("scalars", tag=tag)


def past_onsets(query: Query, rule: Rule, info: SeriesInfo, run: Run, now: float) -> list[Onset]:
    """What a rule about points finds in one series, a silence that lasts among it."""
    try:
        found = onsets(rule, query.scalars(info.run, info.tag), now)
    except NotFoundError:  # it went meanwhile
        return []
    if isinstance(rule.condition, Silence) and not says_that_it_ended(run):
        seconds = rule.condition.seconds
        lasting = silence(info.run, info.tag, info.last_step, since=info.last_wall_time, seconds=seconds)
        found += [lasting] if lasting.time <= now else []
    return found


def says_that_it_ended(run: Run) -> bool:
    session = run.session
    return session is not None and session.ended(run.last_time)


def ended(condition: Ended, run: Run, now: float) -> list[Onset]:
    """That a run has come into one of the states, if it has: an attempt does so once."""
    state = run.state(now)
    if state == "running" or state not in condition.states:
        return []
    cause = f"{state}#{max(run.attempts - 1, 0)}"
    return [Onset(run=run.name, tag="", cause=cause, time=min(_end_time(run, state), now), state=state)]


def _end_time(run: Run, state: RunState) -> float:
    """When a run came into a state: as it says itself, or when it had been silent for long enough."""
    session = run.session
    if session is not None and session.ended_at is not None and session.ended(run.last_time):
        return session.ended_at
    silent_since = run.changed_time if run.changed_time is not None else run.last_time
    return (silent_since or 0.0) + (STALLED_SECS if state == "stalled" else RUNNING_SECS)


def _answer(found: list[Onset], runs: int, series: int, *, complete: bool) -> Trial:
    newest = sorted(found, key=lambda onset: -onset.time)[:MAX_FOUND]
    fired = {onset.run for onset in found}
    return Trial(
        runs=runs,
        series=series,
        fired=len(found),
        runs_fired=len(fired),
        complete=complete,
        found=tuple(newest),
    )
