"""No room imports what the table of tools/layers.py does not allow, and the search that says so can fail."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import layers  # noqa: E402 - the tools are no package; their folder has just been put on the path
from circles import circles, knots  # noqa: E402


def test_every_import_goes_the_way_the_table_says():
    found = layers.violations(ROOT)

    assert not found, "\n" + "\n".join(map(str, found))


def test_no_files_import_each_other_in_a_circle():
    found = circles(ROOT)

    assert not found, "\n" + "\n".join(" -> ".join(circle) for circle in found)


@pytest.mark.parametrize("table", [layers.NATIVE, layers.PYTHON, layers.WEB], ids=["native", "python", "web"])
def test_no_rooms_may_import_each_other_in_a_circle(table):
    assert knots(table) == []


def test_every_room_has_a_row():
    rooms = {
        "native": {p.name for p in (ROOT / "native").iterdir() if p.is_dir()},
        "src/sonde": {
            p.stem
            for p in (ROOT / "src" / "sonde").iterdir()
            if (p.is_dir() and any(p.glob("*.py"))) or p.suffix in {".py", ".pyi"}
        },
        "web/src": {p.name for p in (ROOT / "web" / "src").glob("*") if p.is_dir()},
    }

    assert rooms["native"] <= set(layers.NATIVE)
    assert rooms["src/sonde"] <= set(layers.PYTHON)
    assert rooms["web/src"] <= set(layers.WEB)


@pytest.mark.parametrize(
    ("heading", "table"),
    [("**C++**", layers.NATIVE), ("**Python**", layers.PYTHON), ("**TypeScript", layers.WEB)],
    ids=["native", "python", "web"],
)
def test_the_tables_that_people_read_are_those_that_are_checked(heading, table):
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| .+ \| (.+) \|$", text.split(heading)[1].split("\n**")[0], re.MULTILINE)
    signs = {"packages": "*", "Python": "python"}
    written = {
        room: frozenset(signs.get(name, name) for name in cell.split(", ") if name != "–")
        for room, cell in rows
    }

    assert written == dict(table)


BAD = {
    "native/columns/chunk.cc": ('#include <vector>\n#include "events/event.h"\n', "native/columns", "events"),
    "native/wire/cursor.h": ("#include <nanobind/nanobind.h>\n", "native/wire", "python"),
    "native/events/tag.cc": ('#include "../bind/bind.h"\n', "native/events", "bind"),
    "src/sonde/model.py": ("import numpy as np\n", "sonde.model", "numpy"),
    "src/sonde/writer/scalars.py": (
        "from sonde.reader import walk\n",
        "sonde.writer.scalars",
        "sonde.reader.walk",
    ),
    "src/sonde/query/scalars.py": (
        "from ..reader.tail import follow\n",
        "sonde.query.scalars",
        "sonde.reader.tail.follow",
    ),
    "src/sonde/server/status.py": (
        "from sonde.query.local import totals\n",
        "sonde.server.status",
        "sonde.query.local.totals",
    ),
    "src/sonde/query/describe.py": (
        "from sonde.query.local import totals\n",
        "sonde.query.describe",
        "sonde.query.local.totals",
    ),
    "src/sonde/store/snapshot.py": (
        "def f():\n    from sonde import board\n",
        "sonde.store.snapshot",
        "sonde.board",
    ),
    "src/sonde/reader/walk.py": (
        "from importlib import import_module\nimport_module('sonde.server')\n",
        "sonde.reader.walk",
        "sonde.server",
    ),
    "src/sonde/server/app.py": (
        "from sonde import SummaryWriter\n",
        "sonde.server.app",
        "sonde.SummaryWriter",
    ),
    "src/sonde/panels/scalars.py": (
        "from sonde.panels import images\n",
        "sonde.panels.scalars",
        "sonde.panels.images",
    ),
    "src/sonde/surprise/thing.py": ("import sonde.model\n", "sonde.surprise.thing", "sonde.model"),
    "web/src/base/ticks.ts": (
        "import {\n  Chart,\n} from '../plot/chart';\n",
        "web/src/base/ticks",
        "../plot/chart",
    ),
    "web/src/plot/chart.ts": ("import { tick } from 'svelte';\n", "web/src/plot/chart", "svelte"),
    "web/src/widgets/list.svelte": (
        "<script>\n  import type { Run } from '../data/runs';\n</script>\n",
        "web/src/widgets/list",
        "../data/runs",
    ),
    "web/src/app/router.ts": (
        "const p = await import('../panels/index');\n",
        "web/src/app/router",
        "../panels/index",
    ),
    "web/src/panels/images/index.ts": (
        "export { card } from '../timeseries/card';\n",
        "web/src/panels/images/index",
        "../timeseries/card",
    ),
}


@pytest.mark.parametrize("path", BAD)
def test_an_import_against_the_table_is_named(tmp_path, path):
    text, importer, imported = BAD[path]
    _write(tmp_path, path, text)

    found = layers.violations(tmp_path)

    assert [(v.path, v.importer, v.imported) for v in found] == [(path, importer, imported)]
    assert f"{importer} may not import {imported}" in str(found[0])


GOOD = {
    "native/bind/columns.cc": '#include <nanobind/nanobind.h>\n#include "bind/bind.h"\n#include "columns/chunk.h"\n',
    "native/columns/chunk.h": "#include <vector>\n",
    "native/events/tag.cc": '#include "columns/series.h"\n#include "wire/record.h"\n',
    "src/sonde/__init__.py": "from importlib import import_module\n__version__ = '1'\n",
    "src/sonde/model.py": "from dataclasses import dataclass\n",
    "src/sonde/cli/serve.py": "from sonde import __version__\nfrom sonde.board import open\n",
    "src/sonde/panels/__init__.py": "from sonde.panels import scalars\n",
    "src/sonde/panels/scalars.py": "import nanoarrow\nfrom sonde.query import contract\n",
    "web/src/panels/timeseries/card.svelte": (
        "<script lang='ts'>\n  import { app } from '../../app/app.svelte';\n  import './card.css';\n</script>\n"
    ),
    "web/src/main.ts": "import { panels } from './panels';\nimport { mount } from 'svelte';\n",
}


def test_imports_along_the_table_pass(tmp_path):
    for path, text in GOOD.items():
        _write(tmp_path, path, text)

    assert layers.violations(tmp_path) == []


CIRCLES = {
    "of two headers": (
        {"native/wire/a.h": '#include "wire/b.h"\n', "native/wire/b.h": '#include "a.h"\n'},
        ["native/wire/a.h", "native/wire/b.h"],
    ),
    "of three modules, one of which hides its import in a function": (
        {
            "src/sonde/reader/__init__.py": "",
            "src/sonde/reader/a.py": "from sonde.reader.b import B\n",
            "src/sonde/reader/b.py": "from . import c\n",
            "src/sonde/reader/c.py": "def f():\n    from sonde.reader import a\n",
        },
        ["src/sonde/reader/a.py", "src/sonde/reader/b.py", "src/sonde/reader/c.py"],
    ),
    "through a package's face": (
        {
            "src/sonde/store/__init__.py": "from sonde.store.store import Store\n",
            "src/sonde/store/store.py": "from sonde.store import NAME\n",
        },
        ["src/sonde/store/__init__.py", "src/sonde/store/store.py"],
    ),
    "of a component and a module": (
        {
            "web/src/app/shell.svelte": "<script>\n  import { a } from './state.svelte';\n</script>\n",
            "web/src/app/state.svelte.ts": "const shell = () => import('./shell.svelte');\n",
        },
        ["web/src/app/shell.svelte", "web/src/app/state.svelte.ts"],
    ),
    "through an index": (
        {"web/src/base/index.ts": "export * from './a';\n", "web/src/base/a.ts": "import { b } from '.';\n"},
        ["web/src/base/a.ts", "web/src/base/index.ts"],
    ),
}


@pytest.mark.parametrize("name", CIRCLES)
def test_a_circle_is_named(tmp_path, name, capsys):
    texts, expected = CIRCLES[name]
    for path, text in texts.items():
        _write(tmp_path, path, text)

    assert circles(tmp_path) == [expected]
    assert layers.main([str(tmp_path)]) == 1
    assert " -> ".join([*expected, expected[0]]) in capsys.readouterr().out


STRAIGHT = {
    "types alone": {
        "src/sonde/reader/a.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from sonde.reader.b import B\n",
        "src/sonde/reader/b.py": "from sonde.reader.a import A\n",
        "web/src/app/a.ts": "import type { B } from './b';\n",
        "web/src/app/b.ts": "import { A } from './a';\n",
    },
    "a package that gathers its parts": {
        "src/sonde/store/__init__.py": "from sonde.store.a import A\n",
        "src/sonde/store/a.py": "from sonde.store.b import B\n",
        "src/sonde/store/b.py": "",
    },
    "the version": {
        "src/sonde/__init__.py": "__version__ = '1'\nfrom sonde.model import Run\n",
        "src/sonde/model.py": "from sonde import __version__\n",
    },
    "a source and its header": {"native/wire/a.cc": '#include "wire/a.h"\n', "native/wire/a.h": ""},
}


@pytest.mark.parametrize("name", STRAIGHT)
def test_no_circle_is_seen_in(tmp_path, name):
    for path, text in STRAIGHT[name].items():
        _write(tmp_path, path, text)

    assert circles(tmp_path) == []


def test_a_knot_of_several_circles_is_one():
    graph = {"a": ["b"], "b": ["c", "a"], "c": ["b"], "d": ["a", "d"], "e": ["d"]}

    assert sorted(map(sorted, knots(graph))) == [["a", "b", "c"], ["d"]]


def _write(root: Path, path: str, text: str) -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
