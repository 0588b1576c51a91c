"""What was said of a run, for --json."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sonde.catalog import Catalog


def about(catalog: Catalog, name: str, key: str) -> dict[str, Any]:
    """The run's name and key, and each field of its entry."""
    from sonde.catalog.nouns import RunEntry

    entry = catalog.state().runs.get(key) or RunEntry(key)
    said = asdict(entry)
    del said["id"]
    return {"name": name, "key": key, **said}
