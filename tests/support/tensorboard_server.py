"""TensorBoard's own server, in this process: what it answers over HTTP, with every point kept."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.test import Client

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # its own packages' business
    from tensorboard import default, program
    from tensorboard.backend import application
    from tensorboard.backend.event_processing import data_ingester


MORE_THAN_ANY_LOG_HAS = 10**9
"""0 stands for all, but shows none of images and sounds (tensorboard#5550)."""


@contextmanager
def tensorboard(logdir: Path, *plugins: str) -> Iterator[Client]:
    """A client of a TensorBoard that has read the directory whole, with unlimited samples of these plugins."""
    board = program.TensorBoard(plugins=default.get_plugins())
    every = ",".join(f"{plugin}={MORE_THAN_ANY_LOG_HAS}" for plugin in plugins)
    board.configure(
        argv=[
            "tensorboard",
            f"--logdir={logdir}",
            "--load_fast=false",
            "--reload_interval=0",
            "--reload_task=blocking",
            f"--samples_per_plugin={every}",
        ]
    )
    ingester = data_ingester.LocalDataIngester(board.flags)
    ingester.start()
    app = application.TensorBoardWSGIApp(
        board.flags,
        board.plugin_loaders,
        ingester.data_provider,
        board.assets_zip_provider,
        ingester.deprecated_multiplexer,
    )
    yield Client(app)


def answer(client: Client, route: str, **asked: str) -> Any:
    """The JSON of one of its plugins' routes."""
    found = client.get(f"/data/plugin/{route}", query_string=asked)
    assert found.status_code == 200, found.text
    return found.json
