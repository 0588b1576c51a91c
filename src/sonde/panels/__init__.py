"""The panels: what each kind of data answers. Which ones there are: the list here, and installed packages.

Removing a panel's module and its line in `BUILT_IN` removes the feature.
"""

from __future__ import annotations

import logging
import re
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points

from sonde.panels.contract import Panel

BUILT_IN = (
    "runs",
    "scalars",
    "histograms",
    "distributions",
    "images",
    "video",
    "audio",
    "text",
    "pr_curves",
    "meshes",
    "tensors",
    "custom_charts",
    "hparams",
)

RESERVED = frozenset(
    (
        *(
            "catalog",
            "runs",
            "tags",
            "kinds",
            "series",
            "files",
            "damage",
            "status",
            "live",
            "tensors",
            "panels",
        ),
        *("docs", "docs.css", "openapi.json", "timeseries", "alerts"),
    )
)
"""What stands below /api/ already, and the page of the scalars."""

_ID = re.compile(r"[a-z0-9_-]+\Z")
_log = logging.getLogger(__name__)


def load_panels() -> list[Panel]:
    """The built-in panels, then those of installed packages (entry-point group `sonde.panels`) by name.

    A foreign panel that cannot be loaded is left out with a line in the log: one broken package must not take the
    others' pages away.
    """
    panels: list[Panel] = [import_module(f"sonde.panels.{name}").PANEL for name in BUILT_IN]
    for entry in sorted(entry_points(group="sonde.panels"), key=lambda entry: entry.name):
        panel = _load_foreign(entry, {panel.id for panel in panels})
        if panel is not None:
            panels.append(panel)
    return panels


def _load_foreign(entry: EntryPoint, taken: set[str]) -> Panel | None:
    try:
        panel = entry.load()
    except Exception as error:  # foreign code may raise anything
        _log.warning(
            "panel %s (%s) is left out: %s: %s", entry.name, entry.value, type(error).__name__, error
        )
        return None
    problem = _problem(panel, taken)
    if problem:
        _log.warning("panel %s (%s) is left out: %s", entry.name, entry.value, problem)
        return None
    assert isinstance(panel, Panel)  # noqa: S101  what `_problem` has just looked at
    return panel


def _problem(panel: object, taken: set[str]) -> str:
    if not isinstance(panel, Panel):
        return f"expected a sonde.panels.contract.Panel, found {type(panel).__name__}"
    if not _ID.match(panel.id):
        return f"its id {panel.id!r} should be lower-case letters, digits, _ and -"
    if panel.id in RESERVED:
        return f"the id {panel.id!r} is taken by Sonde itself"
    if panel.page is not None and panel.page.read(panel.page.module) is None:
        return f"its page has no file {panel.page.module!r}"
    if panel.id in taken:
        return f"there is already a panel with the id {panel.id!r}"
    return ""
