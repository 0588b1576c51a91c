"""Files beside event files: which are known, how they are followed, and that nothing else can be read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import sonde
from sonde.errors import BadQueryError, NotFoundError, RunNotFoundError, StaleBlobError
from sonde.query.local import beside
from sonde.reader import patterns
from support.boards import settled, until
from support.event_writer import EventWriter

FILE = "events.out.tfevents.1"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "logs"
    for run in ("a", "a/deep"):
        with EventWriter(root / run / FILE) as writer:
            writer.scalar("loss", 0, 1.0)
    return root


def write(path: Path, text: str = "lr: 0.1\n") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def paths(board: sonde.board.Board, **asked: str) -> list[str]:
    return [file.path for file in board.files(**asked)]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("projector_config.pbtxt", "projector"),
        ("a/00000/default/metadata.tsv", "table"),
        ("a/tensors.bytes", "tensor"),
        ("a/sprite.png", "sprite"),
        ("a/my_sprites_1.png", "sprite"),
        ("a/hparams.yaml", "hparams"),
        ("a/config.yaml", "config"),
        ("a/.hydra/overrides.yaml", "config"),
        ("params.json", "config"),
        ("host_1.123.pt.trace.json", "trace"),
        ("host_1.123.pt.trace.json.gz", "trace"),
        ("a/host.xplane.pb", "profile"),
        ("a/plugins/profile/2026_01_01/host.overview_page", "profile"),
        ("a/overrides.yaml", ""),
        ("a/photo.png", ""),
        ("a/my_config.yaml", ""),
        ("plugins/profile/host.unknown", ""),
        ("a/model.pt", ""),
        ("configXyaml", ""),
    ],
)
def test_a_file_is_known_by_its_name(path, kind):
    directory, _, name = path.rpartition("/")

    assert patterns.kind_of(directory, name) == kind


def test_files_belong_to_the_run_they_stand_in_or_the_nearest_above(root):
    write(root / "a" / "hparams.yaml")
    write(root / "a" / ".hydra" / "config.yaml")
    write(root / "a" / "deep" / "plugins" / "profile" / "now" / "host.xplane.pb", "x")
    write(root / "config.yaml")

    board = sonde.open(root)

    assert [(file.path, file.run, file.kind, file.size) for file in board.files()] == [
        ("a/.hydra/config.yaml", "a", "config", 8),
        ("a/deep/plugins/profile/now/host.xplane.pb", "a/deep", "profile", 1),
        ("a/hparams.yaml", "a", "hparams", 8),
        ("config.yaml", "", "config", 8),
    ]
    assert paths(board, run="a", kind="hparams") == ["a/hparams.yaml"]
    assert board.files()[2].changed_time == (root / "a" / "hparams.yaml").stat().st_mtime
    with pytest.raises(RunNotFoundError):
        board.files(run="b")


def test_they_are_followed(root):
    with sonde.open(root, follow=True) as board:
        settled(board)
        hparams = write(root / "a" / "hparams.yaml")
        until(board, lambda b: paths(b) == ["a/hparams.yaml"])
        generation = board.generation
        hparams.write_text("lr: 0.25\n")
        until(board, lambda b: [file.size for file in b.files()] == [9])
        changes = board.changes(generation)
        assert (changes.runs, changes.files, changes.listed) == (frozenset(), True, False)
        assert board.query.read_file(board.files()[0].key) == b"lr: 0.25\n"
        write(root / "new" / "plugins" / "profile" / "now" / "host.xplane.pb")
        until(board, lambda b: len(paths(b)) == 2)
        hparams.unlink()
        until(board, lambda b: paths(b) == ["new/plugins/profile/now/host.xplane.pb"])
        shutil.rmtree(root / "new")
        until(board, lambda b: paths(b) == [])


def test_a_run_that_appears_takes_its_files(root):
    write(root / "late" / "config.yaml")
    with sonde.open(root, follow=True) as board:
        settled(board)
        assert [file.run for file in board.files()] == [""]
        with EventWriter(root / "late" / FILE) as writer:
            writer.scalar("loss", 0, 1.0)
        until(board, lambda b: [file.run for file in b.files()] == ["late"])


def test_bytes_are_read_by_key(root, monkeypatch):
    write(root / "a" / "config.yaml", "0123456789")
    query = sonde.open(root).query
    (file,) = query.files()

    assert query.read_file(file.key) == b"0123456789"
    assert query.read_file(file.key, 8, 100) == b"89"
    assert query.read_file(file.key, 20) == b""
    monkeypatch.setattr(beside, "MAX_FILE_READ_BYTES", 9)
    with pytest.raises(BadQueryError, match=r"10 bytes of a/config\.yaml at once"):
        query.read_file(file.key)
    with pytest.raises(BadQueryError, match="at least 0"):
        query.read_file(file.key, -1, 1)


@pytest.mark.parametrize(
    "path", ["../secret.yaml", "a/../../config.yaml", "/etc/passwd", "a/events.out.tfevents.1"]
)
def test_nothing_is_read_that_was_not_listed(root, path):
    write(root.parent / "config.yaml", "secret")
    query = sonde.open(root).query

    with pytest.raises(NotFoundError):
        query.read_file(f"{query.runs()[0].key.partition(':')[0]}:{path}")


def test_links_out_of_the_root_are_not_listed(root):
    secret = write(root.parent / "elsewhere" / "config.yaml", "secret")
    (root / "a" / "config.yaml").symlink_to(secret)
    (root / "linked").symlink_to(secret.parent)
    (root / "a" / "hparams.yaml").symlink_to(write(root / "a" / "params.json"))
    os.mkfifo(root / "a" / "args.json")

    assert paths(sonde.open(root)) == ["a/hparams.yaml", "a/params.json"]


def test_a_link_that_comes_later_is_not_followed(root):
    secret = write(root.parent / "elsewhere" / "config.yaml", "secret")
    file = write(root / "a" / "config.yaml")
    query = sonde.open(root).query
    (key,) = [one.key for one in query.files()]

    old = file.rename(root / "old")  # it keeps its inode, so that no other file can get it
    file.symlink_to(secret)
    with pytest.raises(StaleBlobError, match="leads out of the log directory"):
        query.read_file(key)
    file.unlink()
    write(file)
    assert old.exists()
    with pytest.raises(StaleBlobError, match="replaced"):
        query.read_file(key)
    file.unlink()
    with pytest.raises(StaleBlobError, match="is gone"):
        query.read_file(key)


def test_a_storage_behind_a_url_has_them_too(root, tmp_path):
    import fsspec

    memory = fsspec.filesystem("memory")
    memory.put(str(root / "a" / FILE), "/beside/a/" + FILE)
    memory.pipe("/beside/a/plugins/profile/now/host.xplane.pb", b"profile")
    try:
        query = sonde.open("memory://beside").query
        (file,) = query.files()
        assert (file.path, file.run, file.size) == ("a/plugins/profile/now/host.xplane.pb", "a", 7)
        assert query.read_file(file.key, 3, 2) == b"fi"
    finally:
        memory.rm("/beside", recursive=True)
