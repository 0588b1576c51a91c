"""The front door is light: what a script does not use it does not import."""

from __future__ import annotations

import subprocess
import sys

import pytest

from support import records

HEAVY = {
    "aiohttp",
    "alembic",
    "anyio",
    "asyncio",
    "fsspec",
    "google.protobuf",
    "markdown_it",
    "msgspec",
    "nanoarrow",
    "pandas",
    "PIL",
    "pyarrow",
    "sqlalchemy",
    "starlette",
    "uvicorn",
    "watchfiles",
}


def imported(code: str, *arguments: str) -> set[str]:
    """The heavy ones among the modules that a fresh interpreter has after this code."""
    script = f"import sys\n{code}\nprint(*sys.modules, sep='\\n')"
    command = [sys.executable, "-c", script, *arguments]
    return HEAVY & set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def test_importing_sonde_loads_none_of_its_rooms():
    assert imported("import sonde") == set()
    assert imported("import sonde; assert 'numpy' not in sys.modules") == set()


@pytest.mark.parametrize("code", ["import sonde; sonde.open", "import sonde.board"])
def test_reading_needs_only_numpy_and_the_core(code):
    assert imported(code) == set()


def test_a_local_log_directory_is_read_without_more(tmp_path):
    file = tmp_path / "events.out.tfevents.1"
    file.write_bytes(records.records([records.version(), records.scalar("loss", 1.0)]))

    assert imported("import sonde; sonde.open(sys.argv[1]).scalars('.', 'loss')", str(tmp_path)) == set()


def test_reading_begins_and_ends_without_numpy(tmp_path):
    file = tmp_path / "events.out.tfevents.1"
    file.write_bytes(records.records([records.version(), records.scalar("loss", 1.0)]))
    code = """
from sonde.board import Board
with Board(sys.argv[1], follow=True) as board:
    while not board.query.totals().runs:
        board.wait(board.generation, 1)
    assert [(tag.tag, tag.points) for tag in board.query.tags()] == [("loss", 1)]
assert 'numpy' not in sys.modules
"""
    assert imported(code, str(tmp_path)) <= {"anyio", "watchfiles"}


def test_the_servers_first_answer_needs_neither_numpy_nor_panels():
    code = "import sonde.server.app"

    assert imported(code) == {"anyio", "asyncio", "msgspec", "starlette"}
    assert imported(f"{code}; assert not {{'numpy', 'sonde.panels'}} & sys.modules.keys()")


def test_what_there_is_is_answered_without_numpy(tmp_path):
    file = tmp_path / "events.out.tfevents.1"
    file.write_bytes(records.records([records.version(), records.scalar("loss", 1.0)]))
    code = """
from starlette.testclient import TestClient
from sonde.board import Board
from sonde.server.app import Application
with Board(sys.argv[1], follow=True) as board:
    while not board.query.totals().runs:
        board.wait(board.generation, 1)
    client = TestClient(Application(board), base_url="http://localhost")
    for path in ("status", "runs", "tags", "kinds", "series", "damage", "files"):
        assert client.get(f"/api/{path}").status_code == 200
        assert "numpy" not in sys.modules, path
"""
    imported(code, str(tmp_path))


def test_a_name_that_is_not_there_is_an_ordinary_error():
    import sonde

    with pytest.raises(AttributeError, match="module 'sonde' has no attribute 'opne'"):
        sonde.opne  # noqa: B018
    assert sorted(sonde.__all__) == sonde.__all__
    assert set(sonde.__all__) <= set(dir(sonde))


def test_a_subinterpreter_is_refused_in_words():
    """NumPy warns there, and the native core would end the process or hang."""
    name = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
    script = f"""
import {name} as interpreters
try:
    print(interpreters.run_string(interpreters.create(), "from sonde import SummaryWriter"))
except Exception as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 0
    assert "sonde works in the main interpreter of a process only" in done.stdout
