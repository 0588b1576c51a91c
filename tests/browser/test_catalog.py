"""What people add from real pages: two servers with four browsers each, all of them at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from support.event_logs import write_run
from support.servers import SondeProcess

ROUNDS = 6

WRITE = """([key, name, rounds]) => {
  const post = async (path, question) => {
    const response = await fetch(`api/catalog/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sonde-author': name },
      body: JSON.stringify(question),
    });
    return { status: response.status, body: await response.json() };
  };
  const write = async () => {
    for (let number = 0; number < rounds; number++) {
      const word = `${name}-${number}`;
      for (const [path, question] of [['runs', { keys: [key], add_tags: [word] }], ['annotations', { run: key, text: word }]]) {
        const { status, body } = await post(path, question);
        if (status !== 200) throw new Error(JSON.stringify(body));
      }
      for (;;) {
        const known = await (await fetch('api/catalog')).json();
        const note = known.runs[0].note + word + '\\n';
        const { status, body } = await post('runs', { keys: [key], note, seen: known.revision });
        if (status === 200) break;
        if (body.error.code !== 'conflict') throw new Error(JSON.stringify(body));
      }
    }
  };
  window.written = write().then(() => 'all', String);
}"""


def test_two_servers_with_four_browsers_each_lose_nothing(browser: Browser, tmp_path: Path) -> None:
    write_run(tmp_path / "runs" / "a", {"loss": [(0, 1.0)]})
    with (
        SondeProcess("serve", str(tmp_path / "runs")) as one,
        SondeProcess("serve", str(tmp_path / "runs")) as two,
    ):
        key = one.get("/api/status")["roots"][0]["key"] + ":a"
        pages: list[tuple[str, Page]] = []
        for number, server in enumerate((one, two)):
            for visitor in range(4):
                page = browser.new_context().new_page()
                page.goto(server.url)
                pages.append((f"s{number}b{visitor}", page))
        for name, page in pages:
            page.evaluate(WRITE, [key, name, ROUNDS])
        said = {name: page.evaluate("() => window.written") for name, page in pages}
        found: list[dict[str, Any]] = [server.get("/api/catalog") for server in (one, two)]
        history = one.get("/api/catalog/history?limit=1000")
        for _name, page in pages:
            page.context.close()

    assert set(said.values()) == {"all"}, said
    words = sorted(f"{name}-{number}" for name, _page in pages for number in range(ROUNDS))
    for state in found:
        (run,) = state["runs"]
        assert run["tags"] == words
        assert sorted(run["note"].splitlines()) == words
        assert sorted(one["text"] for one in state["annotations"]) == words
    made = [one for one in history if not one["refused"]]
    assert len(made) == 3 * len(words)
    assert {one["author"] for one in made} == set(said)
