"""Kept: rules and what they fired in the tables of the catalog, where they outlast the server, and several servers share them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from secrets import token_hex
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy.dialects import postgresql, sqlite

from sonde.alerts.nouns import Delivery, Firing, KeptRule, Onset, Rule
from sonde.alerts.store import MAX_RULES, arming, demand_version, fired, no_rule, too_many, version_of
from sonde.catalog import Catalog
from sonde.catalog.keys import Keys
from sonde.catalog.tables import alert_firings, alert_rules, alert_seen


class KeptStore:
    """An `AlertStore` in a catalog that is there, or is made when there is something to keep. Everything raises CatalogError."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def rules(self) -> Sequence[KeptRule]:
        rows = self._rows(sa.select(alert_rules.c.body).order_by(alert_rules.c.position))
        return [_decoded(row.body, KeptRule) for row in rows]

    def save(self, rule: Rule, id: str = "", version: int | None = None) -> KeptRule:
        if id and not self._exists():
            raise no_rule(id)
        with self._writing() as connection:
            body = connection.scalar(_locked(sa.select(alert_rules.c.body).where(alert_rules.c.id == id)))
            known = None if body is None else _decoded(body, KeptRule)
            if known is not None:
                demand_version(known, version)
            elif id:
                raise no_rule(id)
            elif (connection.scalar(sa.select(sa.func.count()).select_from(alert_rules)) or 0) >= MAX_RULES:
                raise too_many()
            kept = version_of(rule, known, id or token_hex(8))
            row = {"id": kept.id, "version": kept.version, "body": _encoded(kept)}
            if known is None:
                connection.execute(alert_rules.insert(), row)
            else:
                connection.execute(alert_rules.update().where(alert_rules.c.id == id).values(row))
            return kept

    def remove(self, id: str) -> None:
        if not self._exists():
            raise no_rule(id)
        with self._writing() as connection:
            if connection.execute(alert_rules.delete().where(alert_rules.c.id == id)).rowcount == 0:
                raise no_rule(id)

    def fire(self, kept: KeptRule, run_key: str, onset: Onset) -> Firing | None:
        firing = fired(kept, run_key, onset, 0)
        row = {
            "rule": kept.id,
            "arming": arming(kept),
            "run": self._keys.inward_id("run", run_key),
            "cause": onset.cause,
            "body": _encoded(firing),
            "deliveries": "[]",
        }
        with self._writing() as connection:
            number = _added(connection, row)
        return None if number is None else replace(firing, number=number)

    def note(self, number: int, deliveries: tuple[Delivery, ...]) -> None:
        with self._writing() as connection:
            body = msgspec.json.encode(deliveries).decode()
            connection.execute(
                alert_firings.update().where(alert_firings.c.number == number).values(deliveries=body)
            )

    def history(self, before: int | None = None, limit: int = 100) -> list[Firing]:
        asked = sa.select(alert_firings).order_by(alert_firings.c.number.desc()).limit(limit)
        if before is not None:
            asked = asked.where(alert_firings.c.number < before)
        return self._firings(asked)

    def since(self, number: int) -> list[Firing]:
        asked = sa.select(alert_firings).where(alert_firings.c.number > number)
        return self._firings(asked.order_by(alert_firings.c.number))

    def newest(self) -> int:
        return self._number(sa.select(sa.func.max(alert_firings.c.number)))

    def seen(self) -> int:
        return self._number(sa.select(sa.func.max(alert_seen.c.number)))

    def see(self, number: int) -> int:
        number = min(number, self.newest())
        seen = self.seen()
        if number <= seen:
            return seen
        with self._writing() as connection:
            connection.execute(alert_seen.delete().where(alert_seen.c.number < number))
            connection.execute(alert_seen.insert(), {"number": number})
        return number

    def unseen(self) -> int:
        after = alert_firings.c.number > self.seen()
        return self._number(sa.select(sa.func.count()).select_from(alert_firings).where(after))

    def _exists(self) -> bool:
        return self._catalog.database(make=False) is not None

    def _writing(self) -> AbstractContextManager[sa.Connection]:
        found = self._catalog.database(make=True)
        assert found is not None  # noqa: S101  it was made
        return found[0].writing()

    @property
    def _keys(self) -> Keys:
        found = self._catalog.database(make=False)
        return Keys(None) if found is None else found[1]

    def _rows(self, asked: sa.Select[Any]) -> Sequence[Any]:
        found = self._catalog.database(make=False)
        if found is None:
            return ()
        with found[0].reading() as connection:
            return connection.execute(asked).all()

    def _number(self, asked: sa.Select[Any]) -> int:
        rows = self._rows(asked)
        return int(rows[0][0] or 0) if rows else 0

    def _firings(self, asked: sa.Select[Any]) -> list[Firing]:
        rows = self._rows(asked)
        keys = self._keys
        return [
            replace(
                _decoded(row.body, Firing),
                number=row.number,
                run_key=keys.outward_id("run", row.run),
                deliveries=_decoded(row.deliveries, tuple[Delivery, ...]),
            )
            for row in rows
        ]


def _added(connection: sa.Connection, row: dict[str, str]) -> int | None:
    """The number of a new row; None where there is one of this cause: of two servers that see it the first one tells."""
    if connection.dialect.name == "postgresql":
        adding = postgresql.insert(alert_firings).values(row).on_conflict_do_nothing()
        number: int | None = connection.scalar(adding.returning(alert_firings.c.number))
        return number
    done = connection.execute(sqlite.insert(alert_firings).values(row).on_conflict_do_nothing())
    if done.rowcount != 1:
        return None
    newest: int | None = connection.scalar(sa.select(sa.func.max(alert_firings.c.number)))
    return newest


def _locked(asked: sa.Select[Any]) -> sa.Select[Any]:
    """Another server that changes the same rule waits; SQLite lets one write at a time anyway."""
    return asked.with_for_update()


def _encoded(value: Any) -> str:
    """JSON has no words for NaN and the infinities, which are values here: they are written as texts, and read as such."""
    if isinstance(value, Firing):
        onset = value.onset
        words = {
            name: repr(getattr(onset, name)) for name in ("value", "best") if _is_odd(getattr(onset, name))
        }
        plain = msgspec.to_builtins(value)
        plain["onset"] |= words
        return msgspec.json.encode(plain).decode()
    return msgspec.json.encode(value).decode()


def _is_odd(value: float | None) -> bool:
    return value is not None and not abs(value) < float("inf")


def _decoded(text: str, type: Any) -> Any:
    return msgspec.convert(msgspec.json.decode(text), type, strict=False)
