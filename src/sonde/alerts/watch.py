"""The watch: a thread that looks at what changed, and at the clock, and notes what fired.

Only runs and tags that changed are looked at. It never holds up whoever reads the files, and rests nine times as long as it works.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sonde.alerts.nouns import Ended, Firing, KeptRule, Onset, Silence, is_armed
from sonde.alerts.scope import Matching, covers, runs_of, tags_of
from sonde.alerts.store import AlertStore
from sonde.errors import NotFoundError, SondeError
from sonde.model import Changes, Run, SeriesInfo
from sonde.query import Growing, Query

IDLE_SECS = 5.0
"""Without an armed rule it is looked so often whether another server armed one."""

TICK_SECS = 1.0
"""So often the clock is looked at, where rules are armed."""

_REST = 9.0
_SHORTEST_REST_SECS = 0.1
_LONGEST_REST_SECS = 10.0
_LATE_SECS = 600.0
"""So late writers may write out what they logged before: points of that age are looked for when a rule is armed."""

_log = logging.getLogger(__name__)

Series = tuple[str, str]
"""Run and tag."""


class Tell(Protocol):
    """Who hears of what fired."""

    def pages(self, firing: Firing) -> None:
        """Tell the open pages."""
        ...

    def people(self, kept: KeptRule, firings: Sequence[Firing]) -> None:
        """Tell the rule's channels, in one message. Returns at once."""
        ...


@dataclass(eq=False)
class _Watched:
    """What is remembered of an armed rule."""

    kept: KeptRule
    known: dict[Series, float] = field(default_factory=dict)
    """When the newest point came of a series that was there when the rule was armed."""
    silent: dict[Series, tuple[int, int, float]] = field(default_factory=dict)
    """How many points a series has, its last step, and since when it is silent."""
    running: set[str] = field(default_factory=set)
    """Runs that may come to an end."""

    def is_news(self, onset: Onset) -> bool:
        """Whether it came after the rule was armed: by its clock, or since points of that series were seen first."""
        armed_time = self.kept.armed_time or 0.0
        known = self.known.get((onset.run, onset.tag))
        return onset.time >= armed_time or (known is not None and onset.time > known)


class Watch:
    """Looks after all armed rules of a store. Start it once; `close` ends it."""

    def __init__(self, board: Growing, store: AlertStore, matching: Matching, tell: Tell) -> None:
        self._board = board
        self._store = store
        self._matching = matching
        self._tell = tell
        self._began = time.time()
        self._watched: dict[str, _Watched] = {}
        self._generation = 0
        self._told = 0
        self._wake = threading.Event()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="sonde-alerts", daemon=True)
        self.problems: dict[str, str] = {}
        """By id of a rule why it cannot be looked at."""

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Look at the rules now: one of them changed."""
        self._wake.set()

    def close(self) -> None:
        self._closed = True
        self._wake.set()

    def _run(self) -> None:
        while not self._closed and not self._board.query.loading.done:
            self._generation = self._board.wait(self._board.generation, TICK_SECS)
        try:
            self._told = self._store.newest()
        except SondeError as error:
            _log.warning("alerts: %s", error)
        while not self._closed:
            began = time.monotonic()
            try:
                self._look()
            except SondeError as error:  # the store does not answer: it may later
                _log.warning("alerts: %s", error)
            except Exception:
                _log.exception("alerts could not be looked at")
            self._rest(time.monotonic() - began)

    def _rest(self, worked_secs: float) -> None:
        rest = min(max(_REST * worked_secs, _SHORTEST_REST_SECS), _LONGEST_REST_SECS)
        if not self._watched:
            self._wake.wait(IDLE_SECS)
        elif not self._wake.wait(rest):
            self._board.wait(self._generation, TICK_SECS)
        self._wake.clear()

    # One look

    def _look(self) -> None:
        new = self._take_rules()
        query = self._board.query
        moment = _Moment(query, self._matching, time.time())
        changes = self._board.changes(self._generation) if self._watched else None
        self._generation = query.generation
        for watched in self._watched.values():
            fired: list[Firing] = []
            try:
                fired = list(
                    self._fired(watched, self._news(watched, watched in new, changes, moment), moment)
                )
                self.problems.pop(watched.kept.id, None)
            except SondeError as error:
                self.problems[watched.kept.id] = str(error)
            if fired:
                self._tell.people(watched.kept, fired)
        for firing in self._store.since(self._told):
            self._told = firing.number
            self._tell.pages(firing)

    def _take_rules(self) -> set[_Watched]:
        """Follow the store's rules; those that are new, or about something else than before."""
        armed = {kept.id: kept for kept in self._store.rules() if is_armed(kept)}
        for id in self._watched.keys() - armed.keys():
            del self._watched[id]
            self.problems.pop(id, None)
        new: set[_Watched] = set()
        for id, kept in armed.items():
            watched = self._watched.get(id)
            if watched is not None and watched.kept.armed_time == kept.armed_time:
                watched.kept = kept
                continue
            self._watched[id] = _Watched(kept)
            new.add(self._watched[id])
        return new

    def _fired(self, watched: _Watched, news: Iterable[Onset], moment: _Moment) -> Iterator[Firing]:
        chosen = _Chosen(watched.kept, moment)
        for onset in news:
            run = moment.runs.get(onset.run)
            if run is None or not watched.is_news(onset) or onset.run not in chosen:
                continue
            firing = self._store.fire(watched.kept, run.key, onset)
            if firing is not None:
                yield firing

    def _news(
        self, watched: _Watched, new: bool, changes: Changes | None, moment: _Moment
    ) -> Iterator[Onset]:
        condition = watched.kept.rule.condition
        if isinstance(condition, Ended):
            yield from _of_runs(watched, condition, new, changes, moment)
            return
        if new:
            self._note_known(watched, moment)
            looked_at: Iterable[Series] = _since_armed(watched, moment)
        else:
            looked_at = _changed(watched.kept.rule.tag, changes, moment)
        for run, tag in looked_at:
            yield from _of_series(watched, run, tag, moment)
        if isinstance(condition, Silence):
            yield from _of_clock(watched, condition, moment)

    def _note_known(self, watched: _Watched, moment: _Moment) -> None:
        """Of a rule that was armed just now: how far series are that somebody may be writing to."""
        armed_time = watched.kept.armed_time or 0.0
        if armed_time < self._began:
            return
        for info in _newer(watched, moment, armed_time - _LATE_SECS):
            watched.known[info.run, info.tag] = info.last_wall_time


@dataclass(eq=False)
class _Moment:
    """The newest moment, and what is asked of it several times."""

    query: Query
    matching: Matching
    now: float

    def __post_init__(self) -> None:
        self._runs: dict[str, Run] | None = None

    @property
    def runs(self) -> dict[str, Run]:
        if self._runs is None:
            self._runs = {run.name: run for run in self.query.runs()}
        return self._runs


class _Chosen:
    """The runs that a rule is about; asked for when there is one to ask about."""

    def __init__(self, kept: KeptRule, moment: _Moment) -> None:
        self._where = kept.rule.where
        self._moment = moment
        self._names: Iterable[str] | None = None
        self._known = False

    def __contains__(self, run: str) -> bool:
        if not self._known:
            self._names = runs_of(self._moment.query, self._where, self._moment.matching)
            self._known = True
        return self._names is None or run in self._names


def _newer(watched: _Watched, moment: _Moment, time_: float) -> Iterator[SeriesInfo]:
    """The rule's series that have a point of this time or later."""
    newest = {info.tag: info.last_wall_time for info in moment.query.tags("scalars")}
    for tag in tags_of(moment.query, watched.kept.rule.tag):
        if newest.get(tag, 0.0) >= time_:
            yield from (
                info for info in moment.query.series("scalars", tag=tag) if info.last_wall_time >= time_
            )


def _since_armed(watched: _Watched, moment: _Moment) -> Iterator[Series]:
    """What came since a rule was armed, by the server that runs now or by one before it."""
    armed_time = watched.kept.armed_time or 0.0
    condition = watched.kept.rule.condition
    silent = condition.seconds if isinstance(condition, Silence) else 0.0
    for info in _newer(watched, moment, armed_time - silent):
        if isinstance(condition, Silence):
            since = min(info.last_wall_time, moment.now)
            watched.silent[info.run, info.tag] = info.points, info.last_step, since
        yield info.run, info.tag


def _changed(pattern: str, changes: Changes | None, moment: _Moment) -> Iterator[Series]:
    """The rule's series that changed."""
    if changes is None:
        return
    runs = moment.runs if changes.runs is None else changes.runs
    for run in runs:
        named = None if changes.series is None else changes.series.get(run)
        if named is not None:
            yield from ((run, tag) for tag in named.get("scalars", ()) if covers(pattern, tag))
        elif run in moment.runs:
            yield from ((run, tag) for tag in _tags_of_run(moment.query, run, pattern))


def _tags_of_run(query: Query, run: str, pattern: str) -> list[str]:
    return [tag for tag in query.tag_names("scalars", [run]) if covers(pattern, tag)]


def _of_series(watched: _Watched, run: str, tag: str, moment: _Moment) -> Iterator[Onset]:
    from sonde.alerts.onsets import onsets  # NumPy comes with it

    condition = watched.kept.rule.condition
    try:
        scalars = moment.query.scalars(run, tag)
    except NotFoundError:
        watched.silent.pop((run, tag), None)
        return
    if not isinstance(condition, Silence):
        yield from onsets(watched.kept.rule, scalars, moment.now)
    elif len(scalars) and watched.silent.get((run, tag), (0, 0, 0.0))[0] != len(scalars):
        # What is written in one go may have been logged before: it counts from when it was seen.
        watched.silent[run, tag] = len(scalars), int(scalars.steps[-1]), moment.now


def _of_clock(watched: _Watched, condition: Silence, moment: _Moment) -> Iterator[Onset]:
    """Series that have been silent for as long as the rule says."""
    from sonde.alerts.onsets import silence
    from sonde.alerts.trial import says_that_it_ended

    due = [
        series
        for series, (_points, _step, since) in watched.silent.items()
        if since + condition.seconds <= moment.now
    ]
    for run, tag in due:
        _points, step, since = watched.silent.pop((run, tag))
        known = moment.runs.get(run)
        if known is not None and not says_that_it_ended(known):
            yield silence(run, tag, step, since=since, seconds=condition.seconds)


def _of_runs(
    watched: _Watched, condition: Ended, new: bool, changes: Changes | None, moment: _Moment
) -> Iterator[Onset]:
    """Runs that ended, among those that run or changed since the rule was armed."""
    from sonde.alerts.trial import ended

    if new or (changes is not None and changes.runs is None):
        recent = (watched.kept.armed_time or 0.0) - _LATE_SECS
        watched.running |= {name for name, run in moment.runs.items() if (run.changed_time or 0.0) >= recent}
    elif changes is not None:
        watched.running |= changes.runs or frozenset()
    for name in tuple(watched.running):
        run = moment.runs.get(name)
        if run is not None and run.state(moment.now) == "running":
            watched.known[name, ""] = 0.0  # whenever it says that it ended, it does so after this
            continue
        watched.running.discard(name)
        if run is not None:
            yield from ended(condition, run, moment.now)
