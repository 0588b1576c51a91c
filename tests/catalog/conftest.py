"""A catalog in SQLite and one in PostgreSQL: every test that asks for `address` runs on both."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sonde.catalog import Catalog
from sonde.model import Root
from support import catalogs


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server of our own. Skips where there is none, unless SONDE_POSTGRES_MUST_RUN says that this is a failure."""
    if catalogs.find_postgres.find() is None:
        if os.environ.get("SONDE_POSTGRES_MUST_RUN"):
            pytest.fail(catalogs.find_postgres.NONE)
        pytest.skip(catalogs.find_postgres.NONE)
    with catalogs.postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str | None:
    """What `--catalog` is to say; None for the usual place in the log directory."""
    if request.param == "sqlite":
        return None
    server: str = request.getfixturevalue("postgres")
    import psycopg

    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.rpartition("/")[0] + f"/{name}"


@pytest.fixture(autouse=True)
def closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every catalog that a test opens is closed with it."""
    opened: list[Catalog] = []
    make = Catalog.__init__

    def remember(catalog: Catalog, *arguments: Any, **named: Any) -> None:
        make(catalog, *arguments, **named)
        opened.append(catalog)

    monkeypatch.setattr(Catalog, "__init__", remember)
    yield
    for one in opened:
        one.close()


@pytest.fixture
def root(tmp_path: Path) -> Root:
    (tmp_path / "runs").mkdir()
    return catalogs.root_of(tmp_path / "runs")


@pytest.fixture
def open_catalog(root: Root, address: str | None) -> Callable[[], Catalog]:
    """Opens the catalog of the root; each time as another server would."""
    return lambda: Catalog([root], address)


@pytest.fixture
def catalog(open_catalog: Callable[[], Catalog]) -> Catalog:
    return open_catalog()
