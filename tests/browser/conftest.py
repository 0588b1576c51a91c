"""A real Chromium on a real server. What the page complains of in its console fails the test that opened it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from support.servers import SondeProcess

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))

import find_browser  # noqa: E402  a script of tools/, no package

# Far more than anything takes, also on a machine that is busy with other things.
PATIENCE_MS = 20_000

Opener = Callable[..., Page]
Server = Callable[..., SondeProcess]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=find_browser.find(), args=list(find_browser.ARGUMENTS)
        )
        yield chromium
        chromium.close()


@pytest.fixture
def serve() -> Iterator[Server]:
    """Starts `sonde serve LOGDIR…`; every server ends with the test."""
    servers: list[SondeProcess] = []

    def start(*logdirs: Path | str, port: int = 0) -> SondeProcess:
        servers.append(SondeProcess("serve", *map(str, logdirs), port=port))
        return servers[-1]

    yield start
    for server in servers:
        server.__exit__(None, None, None)


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Opener]:
    """Opens a page: `open_page(url, language=…, theme=…, width=…, height=…, may_lose_server=False)`.

    With `may_lose_server`, failed requests are no complaint. A `context` that was opened before keeps its local storage.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def start(
        url: str,
        *,
        language: str = "en-US",
        theme: str = "light",
        width: int = 1200,
        height: int = 800,
        may_lose_server: bool = False,
        context: BrowserContext | None = None,
        **options: Any,
    ) -> Page:
        def hear(message: ConsoleMessage) -> None:
            lost = may_lose_server and message.text.startswith("Failed to load resource")
            # What WebGL without a graphics card says of its own speed.
            slow = "GL Driver Message" in message.text and "Performance" in message.text
            if message.type in ("error", "warning") and not lost and not slow:
                complaints.append(f"{message.type}: {message.text}")

        if context is None:
            context = browser.new_context(
                viewport={"width": width, "height": height}, locale=language, color_scheme=theme, **options
            )
            context.set_default_timeout(PATIENCE_MS)
            contexts.append(context)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(f"uncaught: {error}"))
        page.goto(url)
        return page

    yield start
    for context in contexts:
        context.close()
    assert complaints == []
