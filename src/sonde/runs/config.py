"""Config: hyperparameters out of configuration files that stand beside runs, YAML or JSON, flattened with dots.

Files come from anybody: nothing in them is executed, no object is made but plain values, and what is too large or too deep is
said and left out. YAML is read by PyYAML as far as its nodes; what a scalar means is decided here, by the rules of YAML 1.2: `1e-3`
is a number (PyYAML has it a text), `on` a text.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
from dataclasses import dataclass
from typing import Any, TypeAlias

Plain: TypeAlias = "bool | int | float | str | tuple[Any, ...]"
"""What a hyperparameter may be; a tuple stands for a list of such values, or None."""

MAX_FILE_BYTES = 1 << 20
MAX_VALUES = 2_000
"""So many values are taken of one file, in its order."""
MAX_DEPTH = 32
MAX_TEXT = 2_000
"""Longer texts are cut to so many characters."""
MAX_LIST = 100
"""Longer lists are cut to so many values."""

_MAX_NODES = 50_000  # looked at in all: aliases may repeat a part of a file without end

_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_INT = re.compile(r"[-+]?[0-9]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_INFINITE = re.compile(r"([-+]?)\.(?:inf|Inf|INF)\Z")
_NAN = frozenset({".nan", ".NaN", ".NAN"})
_MAX_DIGITS = 100
_CORE_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float"))


@dataclass(frozen=True, slots=True)
class Config:
    """The values of one file by dotted name, and what was wrong with it (empty: nothing)."""

    values: dict[str, Plain]
    problem: str = ""


class _RefusedError(Exception):
    """What is read goes beyond a limit."""


def read_config(name: str, data: bytes) -> Config:
    """The values of a file of this name. Never raises: what cannot be read is a problem, with the line where that is known."""
    if len(data) > MAX_FILE_BYTES:
        return Config({}, f"{name} is larger than {MAX_FILE_BYTES >> 20} MiB; its values are not read")
    flat = _Flat()
    try:
        if name.endswith(".json"):
            flat.add("", _from_json(json.loads(data)))
        else:
            flat.add("", _from_yaml(data))
    except _RefusedError as error:
        return Config(flat.values, f"{name}: {error}")
    except json.JSONDecodeError as error:
        return Config({}, f"{name}: line {error.lineno}, column {error.colno}: {error.msg}")
    except RecursionError:
        return Config({}, f"{name} is nested too deeply")
    except Exception as error:  # of what a parser may raise; a run with a strange file is a run like others
        return Config({}, f"{name}: {_said(error)}")
    if not flat.is_mapping:
        return Config({}, f"{name} holds no mapping of names to values")
    return Config(flat.values)


def _said(error: Exception) -> str:
    """What a library says is wrong, in one line."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None)
    if mark is not None and problem:
        return f"line {mark.line + 1}, column {mark.column + 1}: {problem}"
    return " ".join(str(error).split())[:200]


# --- trees ------------------------------------------------------------------------------------------------------------


class _Merge(str):
    """The key of what a YAML mapping takes over."""

    __slots__ = ()


class _Mapping:
    """A mapping as a file has it, in its order. Aliases share it: a tree may be far larger than its file."""

    __slots__ = ("pairs",)

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = pairs


class _List:
    """The same of a list."""

    __slots__ = ("items",)

    def __init__(self, items: list[Any]) -> None:
        self.items = items


class _Flat:
    """Gathers the values of a tree by dotted names, within the limits."""

    def __init__(self) -> None:
        self.values: dict[str, Plain] = {}
        self.is_mapping = False
        self._nodes = 0

    def add(self, name: str, tree: Any, depth: int = 0) -> None:
        self._count(depth)
        if isinstance(tree, _Mapping):
            self.is_mapping |= depth == 0
            self._add_pairs(name, tree, depth)
        elif isinstance(tree, _List):
            self._nodes += len(tree.items)
            self._add_list(name, tree.items, depth)
        elif tree is not None and name:
            self._put(name, _cut(tree))

    def _add_pairs(self, name: str, tree: _Mapping, depth: int) -> None:
        """The entries of a mapping: those that it merges first, so that its own replace them."""
        for key, value in tree.pairs:
            if isinstance(key, _Merge):
                for merged in reversed(value.items) if isinstance(value, _List) else [value]:
                    self._count(depth)
                    if isinstance(merged, _Mapping):
                        self._add_pairs(name, merged, depth + 1)
        for key, value in tree.pairs:
            if not isinstance(key, _Merge):
                self.add(f"{name}.{key}" if name else key, value, depth + 1)

    def _add_list(self, name: str, items: list[Any], depth: int) -> None:
        """A list of plain values is a value; the parts of any other are told by their numbers."""
        if any(isinstance(item, (_Mapping, _List)) for item in items):
            for number, item in enumerate(items):
                self.add(f"{name}.{number}", item, depth + 1)
        elif name:
            self._put(name, tuple(_cut(item) for item in items[:MAX_LIST]))

    def _put(self, name: str, value: Plain) -> None:
        if len(self.values) >= MAX_VALUES and name not in self.values:
            raise _RefusedError(f"it has more than {MAX_VALUES:,} values; the others are not read")
        self.values[name[:MAX_TEXT]] = value

    def _count(self, depth: int) -> None:
        self._nodes += 1
        if self._nodes > _MAX_NODES:
            raise _RefusedError("it repeats or nests too much; only its beginning is read")
        if depth > MAX_DEPTH:
            raise _RefusedError(f"it is nested deeper than {MAX_DEPTH} levels; only its beginning is read")


def _cut(value: Any) -> Any:
    return value[:MAX_TEXT] if isinstance(value, str) else value


def flat(name: str, value: Any) -> dict[str, Plain]:
    """The values of plain Python mappings and lists, by dotted names that begin with this one."""
    gathered = _Flat()
    with contextlib.suppress(_RefusedError, RecursionError):
        gathered.add(name, _from_json(value), 1)
    return gathered.values


# --- JSON -------------------------------------------------------------------------------------------------------------


def _from_json(value: Any) -> Any:
    if isinstance(value, dict):
        return _Mapping([(str(key), _from_json(each)) for key, each in value.items()])
    if isinstance(value, list):
        return _List([_from_json(each) for each in value])
    return value


# --- YAML -------------------------------------------------------------------------------------------------------------


def _from_yaml(data: bytes) -> Any:
    """The tree of the first document. Made of the parser's events, so that no tag is ever acted upon."""
    import yaml

    events = yaml.parse(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    building = _Building()
    for number, event in enumerate(events):
        if number >= _MAX_NODES:
            raise _RefusedError(f"it has more than {_MAX_NODES:,} parts; nothing of it is read")
        if isinstance(event, yaml.MappingStartEvent):
            building.open(_Mapping([]), event.anchor)
        elif isinstance(event, yaml.SequenceStartEvent):
            building.open(_List([]), event.anchor)
        elif isinstance(event, yaml.ScalarEvent):
            building.put(_scalar(event), event.anchor)
        elif isinstance(event, yaml.AliasEvent):
            if event.anchor not in building.anchored:
                raise ValueError(f"line {event.start_mark.line + 1}: nothing is called {event.anchor!r}")
            building.put(building.anchored[event.anchor], None)
        elif isinstance(event, yaml.CollectionEndEvent):
            building.close()
        elif isinstance(event, yaml.DocumentEndEvent):
            break
    return building.root


_NO_KEY: Any = object()


class _Building:
    """A tree while the events of its file come."""

    def __init__(self) -> None:
        self.root: Any = None
        self.anchored: dict[str, Any] = {}
        self._open: list[_Mapping | _List] = []
        self._keys: list[Any] = []  # of each open mapping the key whose value comes next

    def open(self, tree: _Mapping | _List, anchor: str | None) -> None:
        if len(self._open) > MAX_DEPTH:
            raise _RefusedError(f"it is nested deeper than {MAX_DEPTH} levels; nothing of it is read")
        self.put(tree, anchor)
        self._open.append(tree)
        self._keys.append(_NO_KEY)

    def close(self) -> None:
        self._open.pop()
        self._keys.pop()

    def put(self, tree: Any, anchor: str | None) -> None:
        if anchor is not None:
            self.anchored[anchor] = tree
        if not self._open:
            self.root = tree
        elif isinstance(self._open[-1], _List):
            self._open[-1].items.append(tree)
        elif self._keys[-1] is _NO_KEY:
            self._keys[-1] = tree
        else:
            key, self._keys[-1] = self._keys[-1], _NO_KEY
            if not isinstance(key, (_Mapping, _List)):
                self._open[-1].pairs.append((_key(key), tree))


def _key(key: Any) -> str:
    """A key as it is written in JSON."""
    return key if isinstance(key, str) else json.dumps(key)


def _scalar(event: Any) -> Any:
    """What a scalar means. Quoted ones, and those with a tag of their own, are text."""
    text: str = event.value
    if not event.implicit[0] and event.tag not in _CORE_TAGS:
        return text
    if text == "<<":
        return _Merge(text)
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _INT.match(text) and len(text) <= _MAX_DIGITS:
        return int(text, 8 if text.startswith("0o") else 16 if text.startswith("0x") else 10)
    if _FLOAT.match(text):
        return float(text)
    infinite = _INFINITE.match(text)
    if infinite is not None:
        return -math.inf if infinite[1] == "-" else math.inf
    return math.nan if text in _NAN else text
