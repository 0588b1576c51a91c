"""The schema: makes the tables of a new catalog and brings those of an older one up to date, its backup beside it."""

from __future__ import annotations

import secrets
import sqlite3
import time
from pathlib import Path

import sqlalchemy as sa

from sonde.catalog import tables
from sonde.catalog.engine import reading, writing
from sonde.catalog.place import Place
from sonde.errors import CatalogError

_VERSIONS = "alembic_version"
_LOCK = 0x50DE_CA7A
"""The lock that servers of PostgreSQL take in turn to bring the tables up to date."""


def bring_up_to_date(engine: sa.Engine, place: Place) -> None:
    """Make the tables as this version of Sonde needs them. Safe to be called by several processes at once.

    Raises CatalogError for tables that a newer version of Sonde made.
    """
    with reading(engine) as connection:
        version = version_of(connection)
    if version == tables.NEWEST:
        return
    if place.file is not None:
        _write_ahead(engine)
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        version = version_of(connection)  # another process may have been first
        if version == tables.NEWEST:
            return
        if version is not None:
            _demand_older(version, place)
            _back_up(connection, place, version)
        migrate(connection)
        if version is None:
            row = {"identity": secrets.token_hex(8), "own": place.own, "revision": 0, "created": time.time()}
            connection.execute(tables.catalog.insert(), row)


def version_of(connection: sa.Connection) -> str | None:
    """The newest migration that was made here; None for an empty database."""
    if not sa.inspect(connection).has_table(_VERSIONS):
        return None
    found: str | None = connection.scalar(sa.text(f"SELECT version_num FROM {_VERSIONS}"))  # noqa: S608
    return found


def migrate(connection: sa.Connection, version: str = "head") -> None:
    """Make the migrations up to this one, all in the transaction of the connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def _write_ahead(engine: sa.Engine) -> None:
    """Let readers and a writer work at once. It is a property of the file, set outside of transactions."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA journal_mode = WAL").close()
    except sqlite3.OperationalError as error:  # another process does the same
        if "locked" not in str(error):
            raise
    finally:
        connection.close()


def _demand_older(version: str, place: Place) -> None:
    from alembic.script import ScriptDirectory

    known = ScriptDirectory(str(Path(__file__).with_name("migrations")))
    if version not in {one.revision for one in known.walk_revisions()}:
        raise CatalogError(
            f"the catalog at {place.location} was made by a newer version of Sonde (its tables are {version},"
            f" this one knows {tables.NEWEST})",
            "pip install --upgrade sonde",
        )


def _back_up(connection: sa.Connection, place: Place, version: str) -> None:
    """Keep the tables as they are: in a file beside, or in a schema beside of the same database."""
    name = f"{version}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}"
    if place.file is not None:
        _copy(place.file, place.file.with_name(f"{place.file.stem}-{name}{place.file.suffix}"))
        return
    backup = f"sonde_{name}".replace("-", "_")
    quote = connection.dialect.identifier_preparer.quote
    there = sa.inspect(connection).get_table_names()
    connection.execute(sa.text(f"CREATE SCHEMA {quote(backup)}"))
    for table in (*(one.name for one in tables.metadata.sorted_tables), _VERSIONS):
        if table in there:
            connection.execute(
                sa.text(f"CREATE TABLE {quote(backup)}.{quote(table)} AS TABLE {quote(table)}")
            )


def _copy(file: Path, copy: Path) -> None:
    """A whole copy under its name, or none: another connection reads what was committed."""
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    source, target = sqlite3.connect(file), sqlite3.connect(part)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    part.replace(copy)
