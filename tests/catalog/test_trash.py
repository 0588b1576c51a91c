"""Runs that are deleted come back byte for byte; what must not be deleted is refused, also by those who play tricks."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sonde.catalog import inside
from sonde.catalog.trash import Trash, Trashed
from sonde.errors import NotFoundError, RefusedError
from sonde.model import Root
from support.catalogs import root_of
from support.event_logs import write_run

AN_HOUR_AGO = time.time() - 3600

Snapshot = dict[str, tuple[object, ...]]


def rest(directory: Path) -> None:
    for number, path in enumerate(sorted(directory.rglob("*"))):
        os.utime(path, (AN_HOUR_AGO, AN_HOUR_AGO - number), follow_symlinks=False)
    os.utime(directory, (AN_HOUR_AGO, AN_HOUR_AGO))


def snapshot(directory: Path) -> Snapshot:
    """Everything below: contents, links, modes and times to the nanosecond."""
    found: Snapshot = {}
    for path in [directory, *sorted(directory.rglob("*"))]:
        name = str(path.relative_to(directory))
        if name.split("/")[0] == ".sonde":
            continue
        info = path.lstat()
        held = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else None
        found[name] = (stat.S_IMODE(info.st_mode), info.st_mtime_ns, info.st_ino, held)
    return found


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Runs `a`, `b`, `b/deep` and `群/c d`, with files of all kinds beside; `outside` lies beside the log directory."""
    folder = tmp_path / "runs"
    for name in ("a", "b", "b/deep", "群/c d"):
        write_run(folder / name, {"loss": [(0, 1.0), (1, 0.5)]})
    (folder / "a" / "checkpoints").mkdir()
    (folder / "a" / "checkpoints" / "last.pt").write_bytes(os.urandom(100_000))
    (folder / "a" / "checkpoints" / "secret").write_text("x")
    (folder / "a" / "checkpoints" / "secret").chmod(0o400)
    (folder / "a" / "empty").mkdir(mode=0o700)
    (folder / "a" / "data").symlink_to(tmp_path / "outside")
    write_run(tmp_path / "outside" / "x", {"loss": [(0, 1.0)]})
    rest(folder)
    rest(tmp_path / "outside")
    return folder


@pytest.fixture
def root(runs: Path) -> Root:
    return root_of(runs)


@pytest.fixture
def put(root: Root) -> Callable[..., list[Trashed]]:
    return lambda *names: Trash(root).put([f"{root.key}:{name}" for name in names], "ada")


Put = Callable[..., list[Trashed]]


@pytest.mark.parametrize("names", [["a"], ["a", "群/c d"], ["b", "b/deep", "a"], ["b/deep"]])
def test_undo_brings_everything_back_byte_for_byte(
    runs: Path, root: Root, put: Put, names: list[str]
) -> None:
    (runs / ".sonde").mkdir()  # the log directory's own time changes with it, once
    os.utime(runs, (AN_HOUR_AGO, AN_HOUR_AGO))
    before, outside = snapshot(runs), snapshot(runs.parent / "outside")
    items = put(*names)

    assert not any((runs / name).exists() for name in names)
    assert [item.author for item in items] == ["ada"] * len(items)
    Trash(root).undo([item.id for item in items])
    assert snapshot(runs) == before
    assert snapshot(runs.parent / "outside") == outside
    assert Trash(root).items() == []
    assert list((runs / ".sonde" / "trash").iterdir()) == []


def test_a_directory_above_that_changed_meanwhile_keeps_its_time(runs: Path, root: Root, put: Put) -> None:
    items = put("a")
    (runs / "new").mkdir()
    changed = runs.stat().st_mtime_ns
    Trash(root).undo([items[0].id])

    assert (runs / "a").is_dir()
    assert runs.stat().st_mtime_ns >= changed


def test_purge_deletes_what_is_in_the_trash_and_nothing_that_links_lead_to(
    runs: Path, root: Root, put: Put
) -> None:
    outside = snapshot(runs.parent / "outside")
    items = put("a")
    Trash(root).purge([items[0].id])

    assert Trash(root).items() == []
    assert list((runs / ".sonde" / "trash").iterdir()) == []
    assert snapshot(runs.parent / "outside") == outside
    with pytest.raises(NotFoundError, match="any more"):
        Trash(root).undo([items[0].id])


def test_a_moved_log_directory_still_gives_back_its_runs(runs: Path, root: Root, put: Put) -> None:
    put("a")
    runs.rename(runs.parent / "moved")
    moved = root_of(runs.parent / "moved")

    (item,) = Trash(moved).items()
    assert item.runs == (f"{moved.key}:a",)
    Trash(moved).undo([item.id])
    assert (runs.parent / "moved" / "a").is_dir()


# What is refused


def refused(runs: Path, put: Put, message: str, *names: str) -> None:
    before = snapshot(runs.parent)
    with pytest.raises(RefusedError, match=message):
        put(*names)
    after = snapshot(runs.parent)
    assert {name: held for name, held in after.items() if ".sonde" not in name} == before


def test_a_run_whose_files_just_changed(runs: Path, put: Put) -> None:
    os.utime(next((runs / "a").glob("*tfevents*")))
    refused(runs, put, "a is still running", "b/deep", "a")


def test_a_run_that_a_silent_process_has_open(runs: Path, put: Put) -> None:
    code = "import sys; file = open(sys.argv[1], 'ab'); print(flush=True); sys.stdin.read()"
    file = str(next((runs / "a").glob("*tfevents*")))
    with subprocess.Popen(
        [sys.executable, "-c", code, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        writer.stdout.readline()
        if not sys.platform.startswith("linux"):
            pytest.skip("only Linux tells who writes")
        refused(runs, put, "is being written", "a")
        writer.stdin.close()
    assert [item.path for item in put("a")] == ["a"]


def test_a_run_that_holds_others(runs: Path, put: Put) -> None:
    refused(runs, put, "b holds another run, b/deep; name these too", "b")


def test_the_log_directory_itself(runs: Path, put: Put) -> None:
    write_run(runs, {"loss": [(0, 1.0)]})
    refused(runs, put, "the log directory itself", ".")


@pytest.mark.parametrize(
    "name",
    [
        "../outside/x",
        "a/../../outside/x",
        "/etc",
        "",
        "b//deep",
        ".sonde/trash",
        r"\x2e\x2e/outside/x",
        r"a\x2f..\x2f..\x2foutside",
        r"a\x00",
    ],
)
def test_what_lies_elsewhere(runs: Path, put: Put, name: str) -> None:
    refused(runs, put, "no run of the log directory", name)


def test_what_a_symbolic_link_leads_to(runs: Path, put: Put) -> None:
    (runs / "link").symlink_to(runs.parent / "outside")
    (runs / "alias").symlink_to(runs / "b" / "deep")
    refused(runs, put, "link is a symbolic link", "link/x")
    refused(runs, put, "a/data is a symbolic link", "a/data/x")
    refused(runs, put, "alias is a symbolic link", "alias")


def test_a_trash_that_is_a_link(runs: Path, put: Put) -> None:
    (runs / ".sonde").symlink_to(runs.parent / "outside")
    with pytest.raises(RefusedError, match=r"\.sonde is a symbolic link"):
        put("a")
    assert (runs / "a").is_dir()


def test_another_file_system_below(runs: Path, put: Put) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root mounts")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(runs / "a" / "empty")],
        check=False,
        capture_output=True,
    )
    if done.returncode != 0:
        pytest.skip("nothing may be mounted here")
    try:
        with pytest.raises(RefusedError, match="a/empty is on another file system"):
            put("a")
    finally:
        subprocess.run(["umount", str(runs / "a" / "empty")], check=True)


@pytest.mark.parametrize("location", ["s3://bucket/runs", "FILE"])
def test_what_is_no_directory_of_this_machine(tmp_path: Path, location: str) -> None:
    (tmp_path / "file").touch()
    root = Root("k", location.replace("FILE", str(tmp_path / "file")), "", True, "no", "")
    with pytest.raises(RefusedError, match="no directory of this machine"):
        Trash(root).put(["k:a"])
    assert Trash(root).items() == []


def test_a_run_that_is_not_there(runs: Path, root: Root, put: Put) -> None:
    for name in ("none", "a/empty", "群"):
        with pytest.raises(NotFoundError, match="no run"):
            put(name)
    with pytest.raises(NotFoundError):
        Trash(root).put(["elsewhere:a"])


def test_undo_where_something_new_is(runs: Path, root: Root, put: Put) -> None:
    (item,) = put("a")
    write_run(runs / "a", {"loss": [(0, 2.0)]})
    with pytest.raises(RefusedError, match="something new is at a"):
        Trash(root).undo([item.id])
    assert [one.id for one in Trash(root).items()] == [item.id]


def test_undo_makes_the_directories_above_again(runs: Path, root: Root, put: Put) -> None:
    (item,) = put("群/c d")
    (runs / "群").rmdir()
    Trash(root).undo([item.id])
    assert (runs / "群" / "c d").is_dir()


# Tricks and accidents


def test_a_directory_that_is_exchanged_for_a_link_while_it_is_moved(
    runs: Path, root: Root, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the move somebody puts another directory into its place: that one comes back."""
    real = os.rename

    def trick(source: str, target: str, **named: int) -> None:
        if source == "a" and not (runs / "kept").exists():
            (runs / "a").rename(runs / "kept")
            (runs.parent / "outside").rename(runs / "a")
        real(source, target, **named)

    monkeypatch.setattr("sonde.catalog.trash.os.rename", trick)
    with pytest.raises(RefusedError, match="changed while it was moved"):
        put("a")
    assert (runs / "a" / "x").is_dir()
    assert Trash(root).items() == []


def test_a_link_that_takes_the_place_of_a_run_stays(
    runs: Path, root: Root, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.rename

    def trick(source: str, target: str, **named: int) -> None:
        if source == "a" and not (runs / "kept").exists():
            (runs / "a").rename(runs / "kept")
            (runs / "a").symlink_to(runs.parent / "outside")
        real(source, target, **named)

    monkeypatch.setattr("sonde.catalog.trash.os.rename", trick)
    with pytest.raises(RefusedError, match="changed while it was moved"):
        put("a")
    assert (runs / "a").readlink() == runs.parent / "outside"


def test_a_note_in_the_trash_that_leads_elsewhere_is_none(runs: Path, root: Root, put: Put) -> None:
    (item,) = put("a")
    note = runs / ".sonde" / "trash" / item.id / "about.json"
    for path in ("../stolen", "/tmp/stolen", r"x\x2f..\x2f..\x2fstolen"):
        note.write_text(json.dumps({**json.loads(note.read_text()), "path": path}))
        with pytest.raises(NotFoundError):
            Trash(root).undo([item.id])
    assert not (runs.parent / "stolen").exists()


def test_a_purge_that_was_cut_off_is_ended_by_the_next(runs: Path, root: Root, put: Put) -> None:
    first, second = put("a", "b/deep")
    trash = runs / ".sonde" / "trash"
    (trash / first.id).rename(trash / f"{first.id}.purged")
    assert [item.id for item in Trash(root).items()] == [second.id]
    Trash(root).purge([second.id])
    assert list(trash.iterdir()) == []


def test_what_the_system_refuses_is_said(runs: Path, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied", ".sonde")

    monkeypatch.setattr("sonde.catalog.inside.os.mkdir", refuse)
    with pytest.raises(RefusedError, match=r"the system refuses it: Permission denied \(\.sonde\)"):
        put("a")
    assert (runs / "a").is_dir()


def test_links_that_come_and_go_never_lead_outside(runs: Path, root: Root) -> None:
    """A thread exchanges a directory above the run for a link out of the log directory, again and again."""
    write_run(runs / "above" / "x", {"loss": [(0, 1.0)]})
    rest(runs)
    outside = snapshot(runs.parent / "outside")
    done = threading.Event()

    def exchange() -> None:
        while not done.is_set():
            (runs / "above").rename(runs / "hidden")
            (runs / "above").symlink_to(runs.parent / "outside")
            (runs / "above").unlink()
            (runs / "hidden").rename(runs / "above")

    trickster = threading.Thread(target=exchange)
    trickster.start()
    moved: list[Trashed] = []
    end = time.monotonic() + 5
    try:
        while not moved and time.monotonic() < end:
            with contextlib.suppress(RefusedError, NotFoundError):
                moved = Trash(root).put([f"{root.key}:above/x"])
    finally:
        done.set()
        trickster.join()
    assert snapshot(runs.parent / "outside") == outside


@pytest.mark.parametrize("calls", range(1, 4))
def test_a_process_that_dies_between_leaves_the_run_in_one_place(runs: Path, root: Root, calls: int) -> None:
    before = snapshot(runs / "a")
    code = f"""
import os, signal, sys
from sonde.catalog.trash import Trash
from sonde.model import Root
left = {calls}
real = os.rename
def dying(*arguments, **named):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    real(*arguments, **named)
os.rename = dying
Trash(Root({root.key!r}, {root.location!r}, "", True, "no", "")).put([{root.key + ":a"!r}])
"""
    subprocess.run([sys.executable, "-c", code], check=False)
    items = Trash(root).items()

    assert (runs / "a").is_dir() != bool(items)
    if items:
        Trash(root).undo([items[0].id])
    assert snapshot(runs / "a") == before
    Trash(root).put([f"{root.key}:a"])
    assert [item.path for item in Trash(root).items()] == ["a"]


def test_a_very_deep_directory(runs: Path, put: Put, root: Root) -> None:
    here = runs / "a"
    for _ in range(200):
        here /= "d"
    here.mkdir(parents=True)
    items = put("a")
    Trash(root).purge([items[0].id])
    assert not (runs / "a").exists()


def test_a_process_that_only_reads_is_no_writer(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with inside.open_root(str(tmp_path)) as here, (tmp_path / "file").open():
        assert not inside.is_written(here, "file")
