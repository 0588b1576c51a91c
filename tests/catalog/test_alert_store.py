"""What every store of alerts promises: the one in memory, and the catalog's on both databases."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from sonde.alerts.catalog_store import CatalogStore
from sonde.alerts.nouns import Delivery, Expression, NotFinite, Onset, Rule, Webhook
from sonde.alerts.store import AlertStore, MemoryStore
from sonde.catalog import Catalog
from sonde.errors import ConflictError, NotFoundError
from sonde.model import Root

RULE = Rule(
    name="n",
    condition=NotFinite(),
    tag="loss",
    channels=(Webhook(shape="slack", id="w", url="https://hooks.example.com/x"),),
    armed=True,
)


@pytest.fixture(params=["memory", "catalog"])
def stores(
    request: pytest.FixtureRequest, open_catalog: Callable[[], Catalog]
) -> tuple[AlertStore, AlertStore]:
    """One store as two servers have it."""
    if request.param == "memory":
        store = MemoryStore()
        return store, store
    return CatalogStore(open_catalog()), CatalogStore(open_catalog())


def onset(run: str = "a", cause: str = "loss#0", value: float = math.nan) -> Onset:
    return Onset(run=run, tag="loss", cause=cause, time=5.0, step=3, value=value, best=math.inf)


def test_rules_are_kept_changed_and_forgotten(stores: tuple[AlertStore, AlertStore]) -> None:
    one, other = stores
    assert (list(one.rules()), one.history(), one.newest(), one.unseen(), one.see(9)) == ([], [], 0, 0, 0)
    first = one.save(RULE)
    second = other.save(replace(RULE, name="m", armed=False, condition=Expression(expression="loss > 1")))
    assert [kept.rule for kept in one.rules()] == [first.rule, second.rule]
    assert first.armed_time is not None
    assert second.armed_time is None

    renamed = other.save(replace(RULE, name="o"), first.id, 1)
    assert (renamed.version, renamed.armed_time) == (2, first.armed_time)
    assert [kept.rule.name for kept in one.rules()] == ["o", "m"]
    about_another = one.save(replace(RULE, tag="acc"), first.id, 2)
    assert about_another.armed_time is not None
    assert about_another.armed_time > first.armed_time
    with pytest.raises(ConflictError):
        other.save(RULE, first.id, 1)

    one.remove(first.id)
    assert [kept.id for kept in other.rules()] == [second.id]
    for ask in (lambda: one.remove(first.id), lambda: one.save(RULE, first.id)):
        with pytest.raises(NotFoundError):
            ask()


def test_a_cause_fires_once_for_each_arming(stores: tuple[AlertStore, AlertStore], root: Root) -> None:
    one, other = stores
    kept = one.save(RULE)
    key = f"{root.key}:a"
    first = one.fire(kept, key, onset())
    assert first is not None
    assert other.fire(kept, key, onset()) is None
    assert other.fire(kept, f"{root.key}:b", onset("b")) is not None
    assert other.fire(kept, key, onset(cause="loss#1")) is not None
    again = one.save(replace(RULE, armed=False), kept.id)
    again = one.save(RULE, again.id)
    assert one.fire(again, key, onset()) is not None
    numbers = [firing.number for firing in other.history()]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == 4
    assert [firing.number for firing in one.history(before=numbers[1], limit=1)] == [numbers[2]]
    assert [firing.number for firing in one.since(numbers[2])] == [numbers[1], numbers[0]]


def test_what_fired_comes_back_whole_and_is_seen(stores: tuple[AlertStore, AlertStore], root: Root) -> None:
    one, other = stores
    kept = one.save(RULE)
    firing = one.fire(kept, f"{root.key}:a", onset())
    assert firing is not None
    sent = Delivery(kind="webhook", to="https://hooks.example.com/…", state="sent", tries=2, time=1.0)
    one.note(firing.number, (sent,))
    (found,) = other.history()
    assert (found.run_key, found.name, found.condition) == (f"{root.key}:a", "n", NotFinite())
    assert found.deliveries == (sent,)
    assert found.onset.value is not None
    assert math.isnan(found.onset.value)
    assert found.onset.best == math.inf
    assert (other.unseen(), other.see(firing.number + 10), one.unseen(), one.seen()) == (
        1,
        firing.number,
        0,
        firing.number,
    )
    assert one.see(0) == firing.number


def test_of_many_at_once_one_tells(stores: tuple[AlertStore, AlertStore], root: Root) -> None:
    kept = stores[0].save(RULE)
    with ThreadPoolExecutor(8) as pool:
        fired = list(pool.map(lambda n: stores[n % 2].fire(kept, f"{root.key}:a", onset()), range(24)))
    assert sum(firing is not None for firing in fired) == 1
