"""Where a catalog is kept, what it survives, and how an older one is brought up to date."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from sonde.catalog import Catalog, place, schema, tables
from sonde.catalog.engine import make_engine, writing
from sonde.catalog.nouns import Edit
from sonde.errors import CatalogError, MissingExtraError
from sonde.model import Root
from support.catalogs import root_of

Opener = Callable[[], Catalog]


def note(root: Root, text: str) -> list[Edit]:
    return [Edit("run", f"{root.key}:a", "note", text)]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "sonde" / "catalogs"


# Where


def test_it_is_kept_in_the_log_directory(root: Root) -> None:
    catalog = Catalog([root])
    catalog.change(note(root, "x"))

    assert catalog.place.location == f"{root.location}/.sonde/catalog.db"
    assert catalog.place.reason == ""
    with closing(sqlite3.connect(catalog.place.location)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_log_directory_that_is_not_there_yet_is_made_with_it(tmp_path: Path) -> None:
    root = root_of(tmp_path / "later")
    catalog = Catalog([root])

    assert catalog.state().revision == 0
    assert not (tmp_path / "later").exists()
    catalog.change(note(root, "x"))
    assert (tmp_path / "later" / ".sonde" / "catalog.db").exists()


@pytest.mark.parametrize(
    ("location", "reason"), [("s3://bucket/runs", "no directory of this machine"), ("FILE", "a single file")]
)
def test_elsewhere_it_is_kept_in_the_users_data(
    tmp_path: Path, home: Path, location: str, reason: str
) -> None:
    (tmp_path / "events.tfevents").touch()
    location = location.replace("FILE", str(tmp_path / "events.tfevents"))
    root = replace(root_of(tmp_path), location=location)
    catalog = Catalog([root])
    catalog.change(note(root, "x"))

    assert reason in catalog.place.reason
    assert (home / f"{root.key}.db").exists()
    assert Catalog([root]).state().runs[f"{root.key}:a"].note == "x"


def test_on_a_network_file_system_it_is_kept_in_the_users_data(
    root: Root, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place, "network_file_system", lambda path: "nfs4" if "runs" in path else "")
    catalog = Catalog([root])
    catalog.change(note(root, "x"))

    assert (
        catalog.place.reason
        == f"{root.location} is on nfs4, where locks between machines cannot be relied on"
    )
    assert list(Path(root.location).iterdir()) == []
    assert (home / f"{root.key}.db").exists()


READ_ONLY = """
import sys
from sonde.catalog import Catalog
from sonde.catalog.nouns import Edit
from sonde.model import Root
root = Root("0123456789ab", sys.argv[1], "", True, "no", "")
catalog = Catalog([root])
catalog.change([Edit("run", "0123456789ab:a", "note", "kept")])
again = Catalog([root])
print(again.state().runs["0123456789ab:a"].note, "|", again.place.location, "|", again.place.reason)
"""


@pytest.fixture
def read_only(tmp_path: Path) -> Path:
    """A log directory that cannot be written to, not even by root: a mount, or else a directory without the right."""
    folder = tmp_path / "read_only"
    folder.mkdir()
    if os.geteuid() != 0:
        folder.chmod(0o555)
        return folder
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "ro,size=1m", "none", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("root may write everywhere, and may mount nothing here")
    return folder


def test_a_read_only_log_directory_works(read_only: Path, tmp_path: Path) -> None:
    try:
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY, str(read_only)],
            env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        if os.geteuid() == 0:
            subprocess.run(["umount", str(read_only)], check=True)

    said, location, reason = (part.strip() for part in done.stdout.split("|"))
    assert said == "kept"
    assert location.startswith(str(tmp_path / "home"))
    assert reason == f"{read_only} cannot be written to"


def test_a_moved_log_directory_takes_its_notes_along(root: Root, tmp_path: Path) -> None:
    catalog = Catalog([root])
    run = f"{root.key}:a"
    catalog.change(
        [
            *note(root, "x"),
            Edit("project", root.key, "note", "all of them"),
            Edit("annotation", "n", "run", run),
            Edit("group", "g", "project", root.key),
            Edit("group", "g", "runs", True, run),
        ]
    )
    catalog.close()
    shutil.move(root.location, tmp_path / "moved")
    moved = root_of(tmp_path / "moved")
    state = Catalog([moved]).state()

    assert moved.key != root.key
    assert state.runs[f"{moved.key}:a"].note == "x"
    assert state.projects[moved.key].note == "all of them"
    assert state.annotations["n"].run == f"{moved.key}:a"
    assert state.groups["g"].runs == (f"{moved.key}:a",)
    changes = Catalog([moved]).history("run", f"{moved.key}:a")[0].changes
    assert {change.id for change in changes if change.kind == "run"} == {f"{moved.key}:a"}


def test_a_catalog_of_a_team_serves_several_log_directories(tmp_path: Path) -> None:
    one, two = root_of(tmp_path / "one"), root_of(tmp_path / "two")
    Catalog([one], str(tmp_path / "team.db")).change(note(one, "of one"))
    Catalog([two], f"sqlite:///{tmp_path}/team.db").change(note(two, "of two"))

    found = Catalog([two, one], str(tmp_path / "team.db")).state().runs
    assert {key: entry.note for key, entry in found.items()} == {
        f"{one.key}:a": "of one",
        f"{two.key}:a": "of two",
    }


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("mysql://host/x", "expected a catalog in a SQLite file or at postgresql"),
        ("postgresql://ada:secret@127.0.0.1:1/x", "does not answer"),
    ],
)
def test_an_address_that_leads_nowhere_is_said_without_its_password(
    root: Root, address: str, message: str
) -> None:
    with pytest.raises(CatalogError, match=message) as refused:
        Catalog([root], address).state()
    assert "secret" not in str(refused.value)


def test_without_its_driver_postgresql_names_the_extra(root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtraError, match=r"sonde\[postgresql\]"):
        Catalog([root], "postgresql://127.0.0.1/x").state()


def test_a_file_that_is_no_database_is_an_error_and_stays(tmp_path: Path, root: Root) -> None:
    file = tmp_path / "catalog.db"
    file.write_bytes(b"something else entirely, long enough to be looked at" * 100)
    with pytest.raises(CatalogError, match="not a database"):
        Catalog([root], str(file)).change(note(root, "x"))
    assert file.read_bytes().startswith(b"something else")


def test_a_catalog_that_is_removed_while_it_is_open_is_made_anew(root: Root) -> None:
    catalog = Catalog([root])
    catalog.change(note(root, "x"))
    shutil.rmtree(Path(root.location, ".sonde"))

    assert catalog.state().runs == {}
    catalog.change(note(root, "y"))
    assert Catalog([root]).state().runs[f"{root.key}:a"].note == "y"


# What it survives


WRITER = """
import sys
from sonde.catalog import Catalog
from sonde.catalog.nouns import Edit
from sonde.model import Root
root = Root(sys.argv[1], sys.argv[2], "", True, "no", "")
catalog = Catalog([root], sys.argv[3] or None)
for number in range(100_000):
    word = f"{sys.argv[4]}-{number}"
    catalog.change([
        Edit("run", f"{root.key}:a", "tags", True, word),
        Edit("annotation", word, "run", f"{root.key}:a"),
        Edit("annotation", word, "text", word * 50),
    ])
    print(word, flush=True)
"""


def test_a_writer_that_is_killed_leaves_the_catalog_whole(
    open_catalog: Opener, root: Root, address: str | None
) -> None:
    told: list[str] = []
    for life in range(4):
        command = [sys.executable, "-c", WRITER, root.key, root.location, address or "", f"life{life}"]
        writers = [
            subprocess.Popen([*command[:-1], f"{command[-1]}w{number}"], stdout=subprocess.PIPE, text=True)
            for number in range(2)
        ]
        heard: list[list[str]] = [[], []]
        readers = [
            threading.Thread(target=lambda writer=writer, heard=one: heard.extend(writer.stdout))
            for writer, one in zip(writers, heard, strict=True)
        ]
        for reader in readers:
            reader.start()
        end = time.monotonic() + 20
        while min(map(len, heard)) < 5 + 3 * life and time.monotonic() < end:
            time.sleep(0.003)
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        for reader, writer in zip(readers, writers, strict=True):
            reader.join()
            writer.stdout.close()
        told += [line.strip() for one in heard for line in one if line.endswith("\n")]

    assert len(told) >= 40
    state = open_catalog().state()
    assert set(told) <= set(state.runs[f"{root.key}:a"].tags)
    # A change is there as a whole: each tag came with its annotation.
    assert set(state.runs[f"{root.key}:a"].tags) == set(state.annotations)
    assert all(one.text == one.id * 50 for one in state.annotations.values())
    open_catalog().change(note(root, "after all that"))
    if address is None:
        with closing(sqlite3.connect(Path(root.location, ".sonde", "catalog.db"))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_database_that_is_locked_is_waited_for_and_named(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sonde.catalog.engine.WAIT_SECS", 0.2)
    catalog = Catalog([root])
    catalog.change(note(root, "x"))
    with closing(sqlite3.connect(catalog.place.location, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert catalog.state().runs[f"{root.key}:a"].note == "x"
        with pytest.raises(CatalogError, match="locked"):
            catalog.change(note(root, "y"))
        other.execute("ROLLBACK")
    assert catalog.change(note(root, "y")).runs[f"{root.key}:a"].note == "y"


# Older and newer ones


@pytest.fixture
def old(root: Root, address: str | None) -> place.Place:
    """A catalog as the first version of Sonde made it, with one note."""
    where = place.make_room(place.place_of([root], address), [root])
    engine = make_engine(where)
    with writing(engine) as connection:
        schema.migrate(connection, "0001")
        for statement in (
            "INSERT INTO catalog (identity, own, revision, created) VALUES ('old', true, 1, 0)",
            "INSERT INTO revisions (revision, time, author, action) VALUES (1, 5.0, 'ada', 'change')",
            "INSERT INTO changes VALUES (1, 'run', '~:a', 'note', '', NULL, '\"from before\"')",
            "INSERT INTO fields VALUES ('run', '~:a', 'note', '', '\"from before\"', 1)",
        ):
            connection.exec_driver_sql(statement)
    engine.dispose()
    return where


def test_an_older_catalog_is_brought_up_to_date_with_a_backup_beside(
    old: place.Place, open_catalog: Opener, root: Root
) -> None:
    openers = [open_catalog() for _ in range(4)]
    threads = [threading.Thread(target=one.state) for one in openers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    state = openers[0].state()
    assert state.runs[f"{root.key}:a"].note == "from before"
    assert openers[1].change(note(root, "now")).revision == 2
    with _the_backup(old) as backup:
        assert backup.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() == "0001"
        assert backup.exec_driver_sql("SELECT value FROM fields").scalar() == '"from before"'


@contextmanager
def _the_backup(of: place.Place) -> Iterator[sa.Connection]:
    """The one backup of a catalog."""
    if of.file is not None:
        (file,) = of.file.parent.glob("catalog-0001-*.db")
        of = replace(of, file=file)
    engine = make_engine(of)
    with engine.connect() as connection:
        if of.file is None:
            (name,) = [one for one in sa.inspect(connection).get_schema_names() if one.startswith("sonde_")]
            connection.exec_driver_sql(f"SET search_path TO {name}")
        yield connection
    engine.dispose()


def test_a_newer_catalog_is_refused_in_words(open_catalog: Opener, root: Root, address: str | None) -> None:
    catalog = open_catalog()
    catalog.change(note(root, "x"))
    engine = make_engine(catalog.place)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()

    with pytest.raises(CatalogError, match="made by a newer version of Sonde"):
        open_catalog().state()


def test_the_migrations_make_the_tables_that_are_used(open_catalog: Opener, root: Root) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    catalog = open_catalog()
    catalog.change(note(root, "x"))
    engine = make_engine(catalog.place)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
    engine.dispose()
    scripts = ScriptDirectory(str(Path(schema.__file__).with_name("migrations")))
    assert scripts.get_current_head() == tables.NEWEST


# Light


def test_nothing_of_the_database_is_loaded_before_there_is_one(root: Root) -> None:
    code = """
import sys
from sonde.catalog import Catalog
from sonde.model import Root
catalog = Catalog([Root("k", sys.argv[1], "", True, "no", "")])
assert catalog.revision() == 0 and catalog.state().runs == {}
assert not {"sqlalchemy", "alembic", "msgspec"} & sys.modules.keys()
from sonde.catalog.nouns import Edit
catalog.change([Edit("run", "k:a", "note", "x")])
again = Catalog([Root("k", sys.argv[1], "", True, "no", "")])
assert again.state().runs["k:a"].note == "x"
assert "sqlalchemy.orm" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code, root.location], check=True)
