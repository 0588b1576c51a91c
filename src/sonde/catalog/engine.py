"""The engine: connections to the database, made so that writers wait for each other and nothing is half written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from sonde.catalog.place import Place
from sonde.errors import CatalogError, MissingExtraError

WAIT_SECS = 20.0
"""So long a writer waits for others."""

CONNECT_SECS = 5

_WRITES = "sonde_writes"


def make_engine(place: Place) -> sa.Engine:
    """Connections to the database at this place, which need not exist yet."""
    if place.file is not None:
        return _sqlite(str(place.file))
    try:
        return sa.create_engine(
            place.url,
            pool_pre_ping=True,
            pool_size=4,
            max_overflow=4,
            connect_args={"connect_timeout": CONNECT_SECS, "application_name": "sonde"},
        )
    except ImportError:
        raise MissingExtraError("a catalog in PostgreSQL", "psycopg", "postgresql") from None
    except (SQLAlchemyError, ValueError) as error:
        raise CatalogError(
            f"{place.location} is no address of a database: {error}", "give postgresql://user@host/database"
        ) from error


def _sqlite(file: str) -> sa.Engine:
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=file),
        connect_args={"timeout": WAIT_SECS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver begins no transactions of its own
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")  # what was answered survives a power cut
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A writer takes the lock at once: one that read first could not wait for it any more.
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection that sees one moment. Raises CatalogError."""
    with _told(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A connection on which everything happens or nothing. Raises CatalogError."""
    with _told(engine), engine.connect() as connection:
        connection.execution_options(**{_WRITES: True})
        with connection.begin():
            yield connection


@contextmanager
def _told(engine: sa.Engine) -> Iterator[None]:
    """What the database complains of, in words for people."""
    try:
        yield
    except OperationalError as error:
        where = engine.url.render_as_string(hide_password=True)
        hint = "it is written without a pause; try again" if "locked" in str(error.orig) else ""
        raise CatalogError(f"the catalog at {where} does not answer: {_reason(error)}", hint) from error
    except DBAPIError as error:
        where = engine.url.render_as_string(hide_password=True)
        raise CatalogError(f"the catalog at {where} cannot be used: {_reason(error)}") from error


def _reason(error: DBAPIError) -> str:
    lines = str(error.orig).strip().splitlines()
    return lines[0] if lines else type(error.orig).__name__
