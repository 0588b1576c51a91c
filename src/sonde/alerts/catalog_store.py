"""The store of a server: the catalog, which is opened when it is there, or when there is something to keep.

Light to import: without a catalog no database is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from sonde.alerts.nouns import Delivery, Firing, KeptRule, Onset, Rule
from sonde.alerts.store import AlertStore, MemoryStore

if TYPE_CHECKING:
    from sonde.catalog import Catalog


class CatalogStore:
    """An `AlertStore`. Everything raises CatalogError where the database does not answer."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._nothing = MemoryStore()

    @cached_property
    def _kept(self) -> AlertStore:
        from sonde.alerts.kept import KeptStore

        return KeptStore(self._catalog)

    @property
    def _there(self) -> AlertStore:
        """What is kept already: nothing, while there is no catalog."""
        return self._nothing if self._catalog.database(make=False) is None else self._kept

    def rules(self) -> Sequence[KeptRule]:
        return self._there.rules()

    def save(self, rule: Rule, id: str = "", version: int | None = None) -> KeptRule:
        return (self._there if id else self._kept).save(rule, id, version)

    def remove(self, id: str) -> None:
        self._there.remove(id)

    def fire(self, kept: KeptRule, run_key: str, onset: Onset) -> Firing | None:
        return self._kept.fire(kept, run_key, onset)

    def note(self, number: int, deliveries: tuple[Delivery, ...]) -> None:
        self._kept.note(number, deliveries)

    def history(self, before: int | None = None, limit: int = 100) -> list[Firing]:
        return self._there.history(before, limit)

    def since(self, number: int) -> list[Firing]:
        return self._there.since(number)

    def newest(self) -> int:
        return self._there.newest()

    def seen(self) -> int:
        return self._there.seen()

    def see(self, number: int) -> int:
        return self._there.see(number)

    def unseen(self) -> int:
        return self._there.unseen()
