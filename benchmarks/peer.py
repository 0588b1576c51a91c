"""TensorBoard, in a virtual environment of its own: made when missing, started, waited for."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import process

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("SONDE_BENCH_PEER", ROOT / ".venv-peer"))
# torch and tensorboardX are the writers that the SDK is measured against.
PACKAGES = ["tensorboard==2.21.0", "setuptools<81", "torch==2.13.0", "tensorboardX>=2.6", "pillow", "numpy"]
# How its reader is told to keep everything, and how its server is: there `0`, documented as everything, makes the page's
# own route answer nothing.
SERVER_KEEPS_ALL = "scalars=1000000000"
READER_KEEPS_ALL = "scalars=all,images=all"
PAGES_KEEP_ALL = ",".join(f"{plugin}=1000000000" for plugin in ("histograms", "images", "audio"))


def python() -> Path:
    """The environment's interpreter; the environment is made when it is not there."""
    interpreter = VENV / "bin" / "python"
    if not (VENV / ".complete").exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([interpreter, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        (VENV / ".complete").touch()
    return interpreter


def versions() -> dict[str, str]:
    code = (
        "import importlib.metadata as m, json;"
        "print(json.dumps({n: m.version(n) for n in"
        " ['tensorboard', 'tensorboard-data-server', 'torch', 'tensorboardX']}))"
    )
    return dict(json.loads(subprocess.check_output([python(), "-c", code], text=True)))


def data_server() -> Path:
    """TensorBoard's reader in Rust, which its server starts for local directories."""
    code = "import tensorboard_data_server as t; print(t.server_binary())"
    return Path(subprocess.check_output([python(), "-c", code], text=True).strip())


def load_seconds(logdir: Path, *, samples: str = "") -> float:
    """How long the Rust reader says its first load cycle took; the process's start is not in it."""
    command = [data_server(), "--logdir", logdir, "--port", "0", "--reload", "once", "--verbose"]
    command += ["--samples-per-plugin", samples] if samples else []
    with process.running(command, stderr=subprocess.PIPE) as server:
        assert server.stderr is not None
        for line in server.stderr:
            found = re.search(r"Finished load cycle \(([\d.]+)(ns|µs|ms|s)\)", line)
            if found:
                return float(found[1]) * {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1.0}[found[2]]
    raise RuntimeError(f"TensorBoard's data server ended before it had read {logdir.name}")


@contextlib.contextmanager
def serving(logdir: Path, *, samples: str = "", arguments: tuple[str, ...] = ()) -> Iterator[tuple[str, int]]:
    """A TensorBoard server on `logdir` that answers, and may still be loading: its address and process id."""
    port = process.free_port()
    command = [VENV / "bin" / "tensorboard", "--logdir", logdir, "--port", str(port), "--host", "127.0.0.1"]
    command += ["--samples_per_plugin", samples] if samples else []
    with process.running([*command, *arguments]) as server:
        url = f"http://127.0.0.1:{port}"
        process.until(
            lambda: bool(process.fetch(f"{url}/data/environment", timeout=5)),
            timeout=60,
            every=0.002,
            what="TensorBoard's first answer",
            server=server,
        )
        yield url, server.pid


def time_series(url: str, question: dict[str, str | int]) -> bytes:
    """One tag of every run (of one run, for images), asked for as the Time Series page does."""
    body = urlencode({"requests": json.dumps([question])}).encode()
    return process.fetch(f"{url}/experiment/defaultExperimentId/data/plugin/timeseries/timeSeries", body)


def scalars(url: str, tag: str) -> bytes:
    return time_series(url, {"plugin": "scalars", "tag": tag})


def wait_for_scalars(url: str, tag: str, runs: int, points: int) -> None:
    """Until every run of `tag` has `points` points."""
    _wait_for_series(url, {"plugin": "scalars", "tag": tag}, runs, points)


def wait_for_images(url: str, tag: str, run: str, images: int) -> None:
    """Until one run's tag has that many images."""
    _wait_for_series(url, {"plugin": "images", "tag": tag, "run": run, "sample": 0}, 1, images)


def wait_for_histograms(url: str, tag: str, run: str) -> None:
    """Until one run's tag has histograms: of how many there are, its page is given 51."""
    _wait_for_series(url, {"plugin": "histograms", "tag": tag, "run": run}, 1, 1)


def wait_for_sounds(url: str, tag: str, run: str) -> None:
    """Until one run's tag has sounds."""
    address = f"{url}/experiment/defaultExperimentId/data/plugin/audio/tags"
    process.until(
        lambda: tag in json.loads(process.fetch(address)).get(run, {}),
        timeout=300,
        every=0.25,
        what=f"TensorBoard's sounds of {run}",
    )


def _wait_for_series(url: str, question: dict[str, str | int], runs: int, points: int) -> None:
    def complete() -> bool:
        series = json.loads(time_series(url, question))[0].get("runToSeries", {})
        return len(series) == runs and all(len(values) >= points for values in series.values())

    process.until(complete, timeout=300, every=0.25, what=f"TensorBoard's {runs} runs of {points} points")
