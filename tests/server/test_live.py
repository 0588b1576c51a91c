"""The live stream of a real server over files that grow."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from support.event_logs import append, scalars, write_run
from support.servers import LiveStream, SondeProcess


@pytest.fixture
def server(logdir: Path) -> Iterator[SondeProcess]:
    with SondeProcess(str(logdir)) as server:
        yield server


def loaded(server: SondeProcess) -> LiveStream:
    """A stream that has seen everything that was there at the start, and that is followed by notices."""
    stream = server.live()
    stream.wait_for(lambda event: event["loading"]["done"] and event["points"] == 7)
    wait_until_followed(server)
    return stream


def wait_until_followed(server: SondeProcess) -> None:
    end = time.monotonic() + 10
    while server.get("/api/status")["roots"][0]["following"] != "notices":
        assert time.monotonic() < end, "the system gives no change notices here"
        time.sleep(0.05)


def test_each_written_point_is_told(server: SondeProcess, logdir: Path) -> None:
    stream = loaded(server)
    file = next((logdir / "a").iterdir())
    for step in range(3, 8):
        append(file, scalars("loss", [(step, 0.1)], 2000.0))
        event = stream.wait_for(lambda event, points=step + 5: event["points"] == points)

    assert event["runs"] == ["a"]
    assert event["tags"] == ["loss"]
    assert event["listed"] is False
    assert len(server.request("GET", "/api/scalars?tag=loss&run=a")[1].splitlines()) == 9


def test_new_runs_and_tags_change_the_lists(server: SondeProcess, logdir: Path) -> None:
    stream = loaded(server)
    write_run(logdir / "new", {"loss": [(0, 1.0)]})
    event = stream.wait_for(lambda event: event["series"] == 4)

    assert event["listed"] is True
    assert "new" in event["runs"]


def test_a_run_that_is_removed_is_told(server: SondeProcess, logdir: Path) -> None:
    stream = loaded(server)
    next((logdir / "a").iterdir()).unlink()
    event = stream.wait_for(lambda event: event["series"] == 1)

    assert event["listed"] is True
    assert [run["name"] for run in server.get("/api/runs")] == ["nested/b"]


def test_changes_are_looked_for_as_often_as_asked(logdir: Path) -> None:
    with SondeProcess(str(logdir), "--poll", "0.2") as server:
        stream = server.live()
        root = stream.wait_for(lambda event: event["points"] == 7)["roots"][0]
        append(next((logdir / "a").iterdir()), scalars("loss", [(3, 0.1)], 2000.0))
        stream.wait_for(lambda event: event["points"] == 8)

    assert root["following"] == "polling"
    assert root["following_reason"] == "it was asked for every 0.2 seconds"


def test_events_are_joined_to_four_a_second(server: SondeProcess, logdir: Path) -> None:
    stream = loaded(server)
    file = next((logdir / "a").iterdir())
    done = threading.Event()

    def write() -> None:
        for step in itertools.count(3):
            append(file, scalars("loss", [(step, 0.1)], 2000.0))
            if done.wait(0.02):
                return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        begun = time.monotonic()
        for _event in itertools.islice(stream, 9):
            pass
        passed = time.monotonic() - begun
    finally:
        done.set()
        writer.join()

    assert passed > 1.8, "nine events have eight pauses of a quarter of a second between them"


def test_who_comes_back_is_told_what_it_missed(server: SondeProcess, logdir: Path) -> None:
    first = loaded(server)
    known = server.get("/api/status")["generation"]
    first.close()
    append(next((logdir / "nested/b").iterdir()), scalars("loss", [(11, 2.0)], 1000.0))
    event = next(iter(server.live(f"?generation={known}")))

    assert event["runs"] == ["nested/b"]
    assert event["tags"] == ["loss"]
    assert event["generation"] > known


def test_a_browser_comes_back_with_the_id_of_its_last_event(server: SondeProcess, logdir: Path) -> None:
    loaded(server).close()
    status = server.get("/api/status")
    append(next((logdir / "nested/b").iterdir()), scalars("loss", [(11, 2.0)], 1000.0))
    same = {"Last-Event-ID": f"{status['instance']}-{status['generation']}"}
    other = {"Last-Event-ID": f"0000-{status['generation']}"}

    assert next(iter(server.live(**same)))["runs"] == ["nested/b"]
    after_a_restart = next(iter(server.live("?generation=1", **other)))
    assert after_a_restart["listed"] is True


def test_a_generation_of_the_future_means_another_server(server: SondeProcess) -> None:
    assert next(iter(server.live("?generation=1000000")))["listed"] is True


def test_the_stream_is_not_kept_by_anything_between(server: SondeProcess) -> None:
    headers = server.live().response.headers

    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["cache-control"] == "no-store"
    assert headers["x-accel-buffering"] == "no"
    assert "content-encoding" not in headers


def test_a_quiet_stream_stays_open_with_comments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In process, with a shorter interval: fifteen seconds are too long for a test."""
    import asyncio

    import sonde
    from sonde.server import live
    from sonde.server.status import Status

    monkeypatch.setattr(live, "KEEP_ALIVE_SECS", 0.01)

    async def listen() -> list[bytes]:
        with sonde.open(tmp_path) as board:
            stream = live.Live(board, Status(board)).events(board.generation)
            return [await anext(stream) for _ in range(3)]

    # On a thread of its own: the browser tests' loop may still be running on this one.
    with ThreadPoolExecutor(1) as pool:
        heard = pool.submit(lambda: asyncio.run(listen())).result()
    assert heard[1:] == [b": still here\n\n"] * 2
