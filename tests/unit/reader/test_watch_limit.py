"""The system's limit of watched directories, reached at the start or later: what gives no notices is looked at instead.

The limit is a real one, of a user namespace of the test's own.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLLOW = """
import json, sys, time
from pathlib import Path
import sonde
from support.boards import settled, until, values
from support.event_writer import EventWriter

logs, early, late = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
def begin(count, start=0):
    for i in range(start, start + count):
        writers.append(EventWriter(logs / f"run{i}" / "events.out.tfevents.1"))
        writers[-1].scalar("loss", 0, 0.0)
writers = []
begin(early)
with sonde.open(logs, follow=True) as board:
    settled(board)
    begin(late, early)
    until(board, lambda b: len(b.runs()) == early + late)
    until(board, lambda b: b.roots[0].following == "polling")
    slowest = 0.0
    for step in range(1, 4):
        for writer in writers:
            writer.scalar("loss", step, float(step))
        begun = time.monotonic()
        until(board, lambda b: all(len(values(b, run.name, "loss")) == step + 1 for run in b.runs()))
        slowest = max(slowest, time.monotonic() - begun)
    root = board.roots[0]
print(json.dumps([root.following, root.following_reason, slowest]))
"""


def follow_with_limit(watches: int, logs: Path, early: int, late: int) -> list:
    tests = Path(__file__).parents[2]
    command = f'echo {watches} > /proc/sys/user/max_inotify_watches && exec "$0" "$@"'
    arguments = [sys.executable, "-c", FOLLOW, str(logs), str(early), str(late)]
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "sh", "-c", command, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PYTHONPATH": str(tests), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def may_limit() -> bool:
    probe = [
        "unshare",
        "--user",
        "--map-root-user",
        "sh",
        "-c",
        "echo 9 > /proc/sys/user/max_inotify_watches",
    ]
    return (
        shutil.which("unshare") is not None
        and subprocess.run(probe, capture_output=True, check=False).returncode == 0
    )


pytestmark = pytest.mark.skipif(
    not may_limit(), reason="this system lets nobody make a user namespace with limits"
)


@pytest.mark.parametrize(
    ("watches", "early", "late"), [(10, 30, 0), (10, 5, 25)], ids=["at the start", "later"]
)
def test_directories_beyond_the_limit_are_polled_and_it_is_said_why(tmp_path, watches, early, late):
    following, reason, _slowest = follow_with_limit(watches, tmp_path / "logs", early, late)

    assert following == "polling"
    assert "fs.inotify.max_user_watches" in reason
