"""Hparams: the hyperparameters of all runs, united, as columns that are made when they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sonde import _native, wire
from sonde.runs.column import MAX_EXACT, Column, Value
from sonde.runs.config import Plain, flat

_NUMBER, _TEXT, _BOOL, _STRUCT, _LIST = 2, 3, 4, 5, 6
"""The fields of google.protobuf.Value, as the native core tells them."""

_NOTHING = 0


class Hparams(Mapping[str, Column]):
    """A column for each hyperparameter that any run has, by name; names in natural order.

    What a session logged goes before what a configuration file says. Types are kept: a number of a file is an integer or not
    as it is written there; TensorBoard's hparams store every number as float64, so those are integers where all of that name
    are whole. A column with values of several types is one of text, and `exact` has what they were.
    """

    def __init__(self, sessions: Sessions, sources: npt.NDArray[np.int32], configs: ConfigValues) -> None:
        self._sessions = sessions
        self._sources = sources
        self._configs = configs
        self._names = sorted({*sessions.by_name, *configs}, key=natural)
        self._known = frozenset(self._names)
        self._columns: dict[str, Column] = {}

    def __len__(self) -> int:
        return len(self._names)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __getitem__(self, name: str) -> Column:
        column = self._columns.get(name)
        if column is None:
            if name not in self._known:
                raise KeyError(name)
            if len(self._columns) >= _KEPT_COLUMNS:
                self._columns.clear()
            column = self._columns[name] = self._make(name)
        return column

    def of(self, row: int) -> dict[str, Value]:
        """The hyperparameters of one run."""
        values = {name: self[name].value(row) for name in self._names}
        return {name: value for name, value in values.items() if value is not None}

    def _make(self, name: str) -> Column:
        rows = len(self._sources)
        logged = self._sessions.of(name, self._sources)
        given = [(row, value) for row, value in self._configs.get(name, ()) if logged.kinds[row] == _NOTHING]
        kinds = {int(kind) for kind in np.unique(logged.kinds)} - {_NOTHING} | {
            _kind(value) for _, value in given
        }
        present = logged.kinds != _NOTHING
        for row, _value in given:
            present[row] = True
        if kinds <= {_NUMBER}:
            return _numbers(logged, given, present)
        if kinds == {_BOOL}:
            truths = logged.numbers != 0
            for row, value in given:
                truths[row] = value
            return Column("bool", truths, present)
        if kinds == {_LIST}:
            lists = np.empty(rows, object)
            for row in range(rows):
                lists[row] = ()
            for row, value in given:
                lists[row] = value
            return Column("list", lists, present)
        return _texts(logged, given, present)


_KEPT_COLUMNS = 1_000

ConfigValues = Mapping[str, Sequence[tuple[int, Plain]]]
"""By name: the row of each run that has it, and its value."""


@dataclass(frozen=True, slots=True, eq=False)
class Logged:
    """What sessions logged for one hyperparameter, a cell for each run: its kind (0: nothing), number and text."""

    kinds: npt.NDArray[np.uint8]
    numbers: npt.NDArray[np.float64]
    texts: npt.NDArray[Any]


class Sessions:
    """The hyperparameters that sessions logged, read from their metadata; sessions are counted as they are given.

    `odd` are the values of structs and lists, by session and dotted name; `damaged` counts contents that could not be read.
    """

    def __init__(self, contents: Sequence[Sequence[bytes]]) -> None:
        self._count = len(contents)
        numbers = np.repeat(
            np.arange(self._count, dtype=np.int32), np.array([len(one) for one in contents], np.intp)
        )
        found = _native.read_hparams([content for one in contents for content in one], numbers)
        names, self._offsets, self._sessions, self._kinds, self._numbers, self._words, texts, damaged = found
        self._messages = texts
        self._texts = np.array([text.decode("utf-8", "replace") for text in texts] + [""], object)
        self.by_name = {name: number for number, name in enumerate(names)}
        self.damaged = len(damaged)
        self.odd = self._odd_values(names)
        if not np.all(_is_plain(self._kinds)):
            self.by_name = {
                name: number
                for name, number in self.by_name.items()
                if _is_plain(self._kinds[self._entries(number)]).any()
            }

    def _entries(self, number: int) -> slice:
        return slice(int(self._offsets[number]), int(self._offsets[number + 1]))

    def of(self, name: str, sources: npt.NDArray[np.int32]) -> Logged:
        """One hyperparameter of the session at each of these places; -1 stands for none."""
        rows = len(sources)
        number = self.by_name.get(name)
        if number is None:
            return Logged(np.zeros(rows, np.uint8), np.zeros(rows), np.full(rows, "", object))
        entries = self._entries(number)
        plain = np.flatnonzero(_is_plain(self._kinds[entries]))
        at = np.full(self._count + 1, -1, np.int64)  # the last one is for -1
        at[self._sessions[entries][plain]] = plain
        entry = at[sources]
        there = entry >= 0
        kinds = np.where(there, self._kinds[entries][entry], _NOTHING).astype(np.uint8)
        return Logged(
            kinds,
            np.where(there, self._numbers[entries][entry], 0.0),
            self._texts[np.where(kinds == _TEXT, self._words[entries][entry], -1)],
        )

    def _odd_values(self, names: Sequence[str]) -> dict[int, dict[str, Plain]]:
        odd: dict[int, dict[str, Plain]] = {}
        for entry in np.flatnonzero(self._kinds > _BOOL).tolist():
            number = int(np.searchsorted(self._offsets, entry, side="right")) - 1
            value = _value(self._messages[self._words[entry]], int(self._kinds[entry]))
            odd.setdefault(int(self._sessions[entry]), {}).update(flat(names[number], value))
        return odd


def _is_plain(kinds: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    plain: npt.NDArray[np.bool_] = (kinds >= _NUMBER) & (kinds <= _BOOL)
    return plain


def _value(message: bytes, kind: int) -> Any:
    """The plain Python value of a google.protobuf.Struct or ListValue."""
    value = wire.SessionStartInfo().hparams["value"]
    part = value.struct_value if kind == _STRUCT else value.list_value
    part.MergeFromString(message)
    return _plain(value)


def _plain(value: Any) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "struct_value":
        return {name: _plain(each) for name, each in value.struct_value.fields.items()}
    if kind == "list_value":
        return [_plain(each) for each in value.list_value.values]
    return None if kind in (None, "null_value") else getattr(value, kind)


def _kind(value: Plain) -> int:
    if isinstance(value, bool):
        return _BOOL
    if isinstance(value, (int, float)):
        return _NUMBER
    return _TEXT if isinstance(value, str) else _LIST


def _numbers(logged: Logged, given: Sequence[tuple[int, Any]], present: npt.NDArray[np.bool_]) -> Column:
    numbers = np.where(logged.kinds == _NUMBER, logged.numbers, np.nan)
    said = numbers[logged.kinds == _NUMBER]
    whole = bool(np.all(np.isfinite(said) & (np.abs(said) <= MAX_EXACT) & (np.trunc(said) == said)))
    exact: dict[int, Value] = {}
    for row, value in given:
        whole = whole and isinstance(value, int)
        if isinstance(value, int) and abs(value) > MAX_EXACT:
            exact[row] = value
        numbers[row] = _as_float(value)
    return Column("number", numbers, present, whole, exact)


def _as_float(number: float) -> float:
    try:
        return float(number)
    except OverflowError:
        return np.inf if number > 0 else -np.inf


def _texts(logged: Logged, given: Sequence[tuple[int, Any]], present: npt.NDArray[np.bool_]) -> Column:
    texts = logged.texts.copy()
    exact: dict[int, Value] = {}
    for row in np.flatnonzero((logged.kinds == _NUMBER) | (logged.kinds == _BOOL)).tolist():
        number = float(logged.numbers[row])
        whole = number.is_integer() and abs(number) <= MAX_EXACT
        exact[row] = number != 0 if logged.kinds[row] == _BOOL else int(number) if whole else number
    for row, value in given:
        if isinstance(value, str):
            texts[row] = value
        else:
            exact[row] = list(value) if isinstance(value, tuple) else value
    for row, value in exact.items():
        texts[row] = said(value)
    return Column("text", texts, present, exact=exact)


def said(value: Value) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return str(value)


_DIGITS = re.compile(r"(\d+)")


def natural(name: str) -> tuple[Any, ...]:
    """Sorts names as people do: `layer2` before `layer10`, upper case beside lower case."""
    parts = [part for part in _DIGITS.split(name.casefold()) if part]
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts], name
