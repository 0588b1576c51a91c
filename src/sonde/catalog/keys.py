"""Keys inside the catalog of one log directory: they are relative to it, so that it may be moved with its catalog."""

from __future__ import annotations

from dataclasses import replace

from sonde.catalog.nouns import Change, Edit, Kind

_OWN = "~"
"""Stands for the key of the log directory. A key of hexadecimal digits never looks like this."""

_NAMED_BY_KEY = frozenset({"run", "project"})
_VALUES = frozenset({("annotation", "run"), ("view", "project"), ("group", "project")})
_ELEMENTS = frozenset({("group", "runs")})


class Keys:
    """Translates keys; without a `root`, into themselves."""

    def __init__(self, root: str | None) -> None:
        self._root = root

    def inward(self, edit: Edit) -> Edit:
        """The edit as it is stored."""
        return replace(
            edit,
            id=self.inward_id(edit.kind, edit.id),
            value=self._in(edit.value) if (edit.kind, edit.field) in _VALUES and edit.value else edit.value,
            element=self._in(edit.element) if (edit.kind, edit.field) in _ELEMENTS else edit.element,
        )

    def inward_id(self, kind: Kind, id: str) -> str:
        return self._in(id) if kind in _NAMED_BY_KEY else id

    def inward_change(self, change: Change) -> Change:
        is_value = (change.kind, change.field) in _VALUES
        return replace(
            change,
            id=self.inward_id(change.kind, change.id),
            element=self._in(change.element) if (change.kind, change.field) in _ELEMENTS else change.element,
            before=self._in(change.before) if is_value and change.before else change.before,
            after=self._in(change.after) if is_value and change.after else change.after,
        )

    def outward(self, change: Change) -> Change:
        """The change as it is told."""
        return replace(
            change,
            id=self.outward_id(change.kind, change.id),
            element=self.outward_element(change.kind, change.field, change.element),
            before=self.outward_value(change.kind, change.field, change.before),
            after=self.outward_value(change.kind, change.field, change.after),
        )

    def outward_id(self, kind: Kind, id: str) -> str:
        return self._out(id) if kind in _NAMED_BY_KEY else id

    def outward_value(self, kind: Kind, field: str, value: object) -> object:
        return self._out(value) if (kind, field) in _VALUES and isinstance(value, str) else value

    def outward_element(self, kind: Kind, field: str, element: str) -> str:
        return self._out(element) if (kind, field) in _ELEMENTS else element

    def _in(self, key: str) -> str:
        return _exchanged(key, self._root, _OWN)

    def _out(self, key: str) -> str:
        return key if self._root is None else _exchanged(key, _OWN, self._root)


def _exchanged(key: str, root: str | None, other: str) -> str:
    """The key with another root in front, if it has this one."""
    if root is not None and (key == root or key.startswith(f"{root}:")):
        return other + key[len(root) :]
    return key
