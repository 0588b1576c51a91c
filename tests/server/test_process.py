"""A real `sonde` process: start, ports, addresses, signals."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support.event_logs import write_run
from support.servers import SondeProcess


def free_port() -> int:
    """A port that is free now, and so most likely is the next one."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def runs_when_loaded(server: SondeProcess) -> list[str]:
    server.live().wait_for(lambda event: event["loading"]["done"])
    return [run["name"] for run in server.get("/api/runs")]


def test_sonde_logdir_serves_it(logdir: Path) -> None:
    with SondeProcess(str(logdir)) as server:
        assert server.url == f"http://localhost:{server.port}/"
        assert runs_when_loaded(server) == ["nested/b", "a"]
        status, out, err = server.stop()

    assert (status, out, err) == (0, "", "")


def test_several_log_directories_stand_side_by_side(logdir: Path, tmp_path: Path) -> None:
    write_run(tmp_path / "more", {"loss": [(0, 1.0)]}, 3000.0)
    with SondeProcess("serve", str(logdir), "--logdir", str(tmp_path / "more")) as server:
        assert runs_when_loaded(server) == ["runs/nested/b", "runs/a", "more"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_live_streams_too(logdir: Path, number: int) -> None:
    with SondeProcess(str(logdir)) as server:
        streams = [server.live() for _ in range(3)]
        for stream in streams:
            next(iter(stream))
        status, out, err = server.stop(number)
        ends = [stream.lines() for stream in streams]

    assert (status, out, err) == (0, "", "")
    assert ends == [[b"\n"]] * 3  # each event was ended and then the stream, as HTTP wants it


def test_a_stuck_download_does_not_hold_it_up(tmp_path: Path) -> None:
    write_run(tmp_path / "run", {"loss": [(step, 1.0) for step in range(200_000)]})
    with SondeProcess(str(tmp_path)) as server:
        runs_when_loaded(server)
        connection = server.connect()
        connection.request("GET", "/api/scalars?tag=loss&format=json")
        response = connection.getresponse()
        response.read(1000)
        status, out, err = server.stop()
        response.close()
        connection.close()

    assert (status, out, err) == (0, "", "")


def test_a_signal_during_the_start_ends_it_too(logdir: Path) -> None:
    for delay in (0.02, 0.1, 0.2):
        process = subprocess.Popen(
            [sys.executable, "-m", "sonde.cli", str(logdir), "--no-browser", "--port", "0"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(delay)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=10)
        assert process.returncode in (0, 143, -signal.SIGTERM)
        assert "Traceback" not in err


def test_a_taken_port_leads_to_the_next_free_one_and_is_said(logdir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with SondeProcess(str(logdir), port=taken) as server:
            assert taken < server.port < taken + 100
            _, _, err = server.stop()

    assert f"port {taken} is taken; using {server.port}" in err


def test_localhost_is_both_loopback_addresses(logdir: Path) -> None:
    with SondeProcess(str(logdir)) as server:
        for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
            if family == socket.AF_INET6 and not _has_ipv6():
                continue
            with socket.socket(family) as sock:
                sock.settimeout(5)
                sock.connect((address, server.port))


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_other_machines_need_the_token_that_is_printed(logdir: Path) -> None:
    with SondeProcess(str(logdir), "--host", "0.0.0.0") as server:
        assert server.path.startswith("/?token=")
        token = server.path.removeprefix("/?token=")
        refused, _ = server.request("GET", "/api/runs")
        answered, _ = server.request("GET", "/api/runs", headers={"Authorization": f"Bearer {token}"})
        first_visit, _ = server.request("GET", server.path)

    assert len(token) == 40
    assert refused.status == 401
    assert answered.status == 200
    assert first_visit.status == 303
    assert first_visit.headers["location"] == "/"


def test_a_token_of_ones_own_counts_on_localhost_too(logdir: Path) -> None:
    with SondeProcess(str(logdir), "--token", "mine") as server:
        assert server.path == "/?token=mine"
        assert server.request("GET", "/api/runs")[0].status == 401
        assert server.request("GET", "/api/runs?token=mine")[0].status == 200


def test_no_auth_opens_it_to_other_machines_by_address_alone(logdir: Path) -> None:
    with SondeProcess(str(logdir), "--host", "0.0.0.0", "--no-auth") as server:
        assert server.path == "/"
        assert server.request("GET", "/api/runs")[0].status == 200
        assert server.request("GET", "/api/runs", headers={"Host": "evil.example"})[0].status == 403


def test_a_reverse_proxys_name_can_be_allowed(logdir: Path) -> None:
    with SondeProcess(str(logdir), "--allow-host", "lab.example", "--path-prefix", "/sonde/") as server:
        headers = {"Host": "lab.example", "Origin": "https://lab.example"}

        assert server.path == "/sonde/"
        assert server.request("GET", "/sonde/api/runs", headers=headers)[0].status == 200
        assert server.request("GET", "/api/runs", headers=headers)[0].status == 404


@pytest.mark.parametrize("exists", [False, True])
def test_an_empty_or_missing_directory_is_waited_for(tmp_path: Path, exists: bool) -> None:
    root = tmp_path / "later"
    if exists:
        root.mkdir()
    with SondeProcess(str(root)) as server:
        stream = server.live()
        waiting = stream.wait_for(lambda event: event["loading"]["done"])
        write_run(root / "run", {"loss": [(0, 1.0)]})
        event = stream.wait_for(lambda event: event["points"] == 1)
        _, _, err = server.stop()

    assert waiting["state"] == "waiting"
    assert event["state"] == "following"
    assert str(root) in err
    assert "waiting for files with 'tfevents' in their names" in err
    assert ("does not exist yet" in err) == (not exists)


def test_an_address_that_is_not_ours_is_an_error_with_a_remedy(logdir: Path) -> None:
    for host in ("no-such-host.invalid", "192.0.2.1"):
        done = subprocess.run(
            [sys.executable, "-m", "sonde.cli", str(logdir), "--no-browser", "--host", host],
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == 1
        assert host in done.stderr
        assert "use localhost" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_url_that_nothing_reads_is_an_error_with_a_remedy() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sonde.cli", "nosuchscheme://bucket/runs", "--no-browser", "--port", "0"],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert "nosuchscheme" in done.stderr
    assert "Traceback" not in done.stderr


def test_early_requests_wait_for_the_answer(logdir: Path) -> None:
    """The socket is there before the web framework is loaded: who comes early waits instead of being refused."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "sonde.cli", str(logdir), "--no-browser", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    try:
        sock = _connect_soon(port)
        sock.sendall(b"GET /api/runs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: sock.recv(65536), b""))
        sock.close()
    finally:
        process.terminate()
        process.wait(10)

    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert isinstance(json.loads(body), list)


def _connect_soon(port: int) -> socket.socket:
    end = time.monotonic() + 20
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=20)
        except ConnectionRefusedError:
            assert time.monotonic() < end
            time.sleep(0.005)
