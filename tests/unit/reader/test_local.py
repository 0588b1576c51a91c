"""The walk of a local directory: which runs there are, under which names, and what stands in the way."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from sonde.errors import StaleBlobError
from sonde.reader.local import MAX_WAYS, LocalSource, LocalTree

FILE = "events.out.tfevents.1"


def make_run(directory: Path, name: str = FILE) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name).touch()
    return directory


def walk(root: Path):
    return LocalTree(str(root)).walk()


def test_a_run_is_a_directory_that_directly_holds_an_event_file(tmp_path):
    make_run(tmp_path / "a" / "b")
    make_run(tmp_path / "c")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "model.ckpt").touch()

    assert sorted(walk(tmp_path).runs) == ["a/b", "c"]


def test_the_root_itself_is_called_dot(tmp_path):
    make_run(tmp_path)
    make_run(tmp_path / "a")

    assert sorted(walk(tmp_path).runs) == [".", "a"]


def test_any_name_that_contains_tfevents_counts(tmp_path):
    make_run(tmp_path, "my.tfevents.backup")
    make_run(tmp_path, "events.out.tfevents.1.v2")
    make_run(tmp_path, "notes.txt")

    assert sorted(walk(tmp_path).runs["."].files) == ["events.out.tfevents.1.v2", "my.tfevents.backup"]


def test_a_directory_named_like_an_event_file_is_walked(tmp_path):
    make_run(tmp_path / "tfevents")

    assert list(walk(tmp_path).runs) == ["tfevents"]


def test_a_single_file_is_a_root_whatever_its_name(tmp_path):
    file = tmp_path / "renamed"
    file.touch()

    found = walk(file)

    assert list(found.runs["."].files) == ["renamed"]


def test_nothing_there_is_no_damage(tmp_path):
    found = walk(tmp_path / "nothing")

    assert (found.present, found.runs, found.damage) == (False, {}, [])


def test_links_to_directories_are_followed(tmp_path):
    target = make_run(tmp_path / "elsewhere" / "run3")
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "latest").symlink_to(target)

    assert list(walk(tmp_path / "root").runs) == ["latest"]


def test_a_loop_of_links_is_named_and_not_followed(tmp_path):
    make_run(tmp_path / "a")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a")

    found = walk(tmp_path)

    assert list(found.runs) == ["a"]
    assert [place.run for place in found.damage] == ["a/self", "a/up"]
    assert "leads back to a directory above it" in found.damage[0].reason


def test_a_link_to_itself_is_nothing(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "a")
    make_run(tmp_path / "b")

    assert list(walk(tmp_path).runs) == ["b"]


def test_a_web_of_links_ends(tmp_path):
    """Ten directories that each link to all others would have millions of paths."""
    directories = [make_run(tmp_path / f"d{i}") for i in range(10)]
    for directory in directories:
        for other in directories:
            (directory / f"to_{other.name}").symlink_to(other)

    found = walk(tmp_path)

    assert {f"d{i}" for i in range(10)} <= found.runs.keys()
    assert len(found.runs) <= 10 * MAX_WAYS
    assert any(f"more than {MAX_WAYS} ways" in place.reason for place in found.damage)


def test_a_deep_tree_needs_no_deep_stack(tmp_path):
    here = os.open(tmp_path, os.O_RDONLY)
    try:
        deep = tmp_path
        for _ in range(900):
            deep /= "d"
        deep.mkdir(parents=True)
        make_run(deep)
    finally:
        os.close(here)

    assert len(walk(tmp_path).runs) == 1


def test_a_pipe_is_no_event_file(tmp_path):
    """Opening one would wait for its other end for ever."""
    os.mkfifo(tmp_path / "pipe.tfevents")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.tfevents"))

        assert walk(tmp_path).runs == {}


def test_a_name_that_is_no_utf8_can_be_shown(tmp_path):
    make_run(tmp_path / os.fsdecode(b"caf\xe9"))

    assert list(walk(tmp_path).runs) == ["caf\\xe9"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become somebody else")
def test_names_that_are_no_utf8_never_collide_with_others(tmp_path):
    names = [b"r\xff", b"r\\xff", b"r\\x5cxff", b"r\\\xff", b"back\\slash"]
    for name in names:
        make_run(tmp_path / os.fsdecode(name))

    assert sorted(walk(tmp_path).runs) == sorted(
        ["r\\xff", "r\\x5cxff", "r\\x5cx5cxff", "r\\\\xff", "back\\slash"]
    )


def test_a_directory_that_may_not_be_listed_is_named():
    """Permissions do not bind root, so somebody else looks."""
    code = (
        "import os, sys; from sonde.reader.local import LocalTree; os.setgroups([]); os.setgid(65534); os.setuid(65534);"
        "found = LocalTree(sys.argv[1]).walk(); print(list(found.runs), [(one.run, one.reason) for one in found.damage])"
    )
    with tempfile.TemporaryDirectory() as root:
        Path(root).chmod(0o755)
        make_run(Path(root) / "open")
        make_run(Path(root) / "closed").chmod(0o700)

        command = [sys.executable, "-c", code, root]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert said.strip() == "['open'] [('closed', 'the directory cannot be listed: Permission denied')]"


def test_a_source_refuses_a_file_that_took_the_name(tmp_path):
    path = tmp_path / FILE
    path.write_bytes(b"old")
    info = path.stat()
    source = LocalSource(str(path), (info.st_dev, info.st_ino))
    (tmp_path / "new").write_bytes(b"new")

    with source.open() as file:
        (tmp_path / "new").replace(path)
        assert file.read(0, 3) == b"old"
    with pytest.raises(StaleBlobError, match="was replaced by another file"), source.open():
        pass
    path.unlink()
    with pytest.raises(StaleBlobError, match="is gone"), source.open():
        pass
    os.mkfifo(path)
    with pytest.raises(StaleBlobError, match="was replaced by another file"), source.open():
        pass
