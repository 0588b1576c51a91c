"""The pulse of the server under soak: memory, open files, and how long it takes to answer, drawn as a picture."""

from __future__ import annotations

import contextlib
import json
import resource
import threading
import time
from dataclasses import astuple, dataclass, fields
from http.client import HTTPConnection, HTTPException
from pathlib import Path

EVERY_SECS = 0.5


@dataclass(frozen=True)
class Beat:
    """One look: seconds since the start, MB, files, and milliseconds; an answer that failed took infinitely long."""

    seconds: float
    resident_mb: float
    descriptors: int
    status_ms: float
    lines_ms: float


class Vitals:
    """Looks again and again, on a thread of its own, from `start` to `stop`."""

    def __init__(self, host: str, port: int, pid: int) -> None:
        self.beats: list[Beat] = []
        self._host, self._port, self._pid = host, port, pid
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="vitals")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        begun = time.monotonic()
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # the server ended
            self._look_until_stopped(begun)

    def _look_until_stopped(self, begun: float) -> None:
        while not self._stopping.wait(EVERY_SECS):
            status = self._timed("GET", "/api/status")
            lines = self._timed("POST", "/api/scalars/query", {"tag": "metric/0", "width": 400})
            self.beats.append(
                Beat(time.monotonic() - begun, self._resident_mb(), self._descriptors(), status, lines)
            )

    def _timed(self, method: str, path: str, body: object = None) -> float:
        connection = HTTPConnection(self._host, self._port, timeout=60)
        begun = time.monotonic()
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            answer.read()
            return (time.monotonic() - begun) * 1000 if answer.status == 200 else float("inf")
        except (OSError, HTTPException):
            return float("inf")
        finally:
            connection.close()

    def _resident_mb(self) -> float:
        pages = int(Path(f"/proc/{self._pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1e6

    def _descriptors(self) -> int:
        return sum(1 for _ in Path(f"/proc/{self._pid}/fd").iterdir())


def summary(beats: list[Beat]) -> dict[str, float]:
    """The figures of the note."""
    tenth = max(1, len(beats) // 10)
    status, lines = (sorted(getattr(beat, name) for beat in beats) for name in ("status_ms", "lines_ms"))
    return {
        "resident_mb_after_a_tenth": round(beats[tenth].resident_mb, 1),
        "resident_mb_at_most": round(max(beat.resident_mb for beat in beats), 1),
        "resident_mb_at_the_end": round(beats[-1].resident_mb, 1),
        "descriptors_at_most": max(beat.descriptors for beat in beats),
        "status_ms_median": round(status[len(status) // 2], 1),
        "status_ms_99": round(status[len(status) * 99 // 100], 1),
        "status_ms_at_most": round(status[-1], 1),
        "lines_ms_median": round(lines[len(lines) // 2], 1),
        "lines_ms_99": round(lines[len(lines) * 99 // 100], 1),
        "lines_ms_at_most": round(lines[-1], 1),
        "answers_that_failed": sum(one == float("inf") for one in (*status, *lines)),
    }


def save(beats: list[Beat], folder: Path) -> None:
    """`vitals.csv` and `vitals.png`."""
    rows = [
        ",".join(field.name for field in fields(Beat)),
        *(",".join(map(str, astuple(beat))) for beat in beats),
    ]
    (folder / "vitals.csv").write_text("\n".join(rows) + "\n")

    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, (memory, latency) = plt.subplots(2, 1, figsize=(11, 6), sharex=True)
    minutes = [beat.seconds / 60 for beat in beats]
    memory.plot(minutes, [beat.resident_mb for beat in beats], color="#0b7285", lw=1)
    memory.set(ylabel="resident, MB", ylim=(0, None))
    latency.plot(minutes, [beat.status_ms for beat in beats], ".", ms=2, color="#0b7285", label="/api/status")
    latency.plot(
        minutes, [beat.lines_ms for beat in beats], ".", ms=2, color="#e8590c", label="lines of one tag"
    )
    latency.set(ylabel="answer, ms", xlabel="minutes", yscale="log")
    latency.legend(loc="upper right")
    figure.tight_layout()
    figure.savefig(folder / "vitals.png", dpi=110)
    plt.close(figure)
