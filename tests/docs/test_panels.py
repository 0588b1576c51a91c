"""docs/panels.md: names everything that a panel is handed, and its example works as it stands."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import sonde
from sonde.server.app import Application

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "docs" / name for name in ("panels.md", "panels.zh-CN.md")]
HOST = (ROOT / "src" / "sonde" / "panels" / "host.d.ts").read_text(encoding="utf-8")


def members(interface: str) -> set[str]:
    body = re.search(rf"interface {interface} {{\n(.*?)\n}}", HOST, re.DOTALL)[1]
    return set(re.findall(r"^  (?:readonly )?(\w+)[(<?:]", body, re.MULTILINE))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_everything_that_a_panel_is_handed_is_named(page):
    text = page.read_text(encoding="utf-8")
    parts = {"HostQuery": "query", "HostRuns": "runs", "HostAddress": "address"}
    names = members("Host") - set(parts.values())
    names |= {f"{part}.{name}" for interface, part in parts.items() for name in members(interface)}
    names |= members("HostEvents") | members("DataChange")

    assert {"on", "query.own", "runs.point", "address.set", "shown"} <= names
    assert [name for name in sorted(names) if not re.search(rf"`{re.escape(name)}[`(]", text)] == []


def test_the_example_works(tmp_path, monkeypatch):
    code = PAGES[0].read_text(encoding="utf-8")
    package = tmp_path / "my_counter"
    (package / "page").mkdir(parents=True)
    (package / "__init__.py").write_text(re.search(r"```python\n(.*?)```", code, re.DOTALL)[1])
    (package / "page" / "panel.js").write_text(re.search(r"```js\n(.*?)```", code, re.DOTALL)[1])
    metadata = tmp_path / "my_counter-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: my_counter\nVersion: 1.0\n")
    entry = re.search(r'entry-points."(.*?)"\]\n(\w+) = "(.*?)"', code)
    (metadata / "entry_points.txt").write_text(f"[{entry[1]}]\n{entry[2]} = {entry[3]}\n")
    monkeypatch.syspath_prepend(tmp_path)
    try:
        with sonde.open(tmp_path / "runs") as board:
            client = TestClient(Application(board), base_url="http://localhost")
            (panel,) = client.get("/api/panels").json()
            assert (panel["title"], panel["chinese_title"]) == ("Counter", "计数器")
            assert "export async function mount" in client.get(f"/{panel['module']}").text
            assert client.get("/api/counter/count").json() == {"runs": 0}
    finally:
        sys.modules.pop("my_counter", None)
