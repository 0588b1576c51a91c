"""`log_environment`: what is logged of host, user, command and commit, that readers take it, and that training never waits."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import textwrap
import time

import pytest

import sonde
from sonde import wire
from sonde.runs.facts import facts_of
from sonde.writer import environment

GIT = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
GIT |= {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def git(directory, *asked):
    return subprocess.run(
        ["git", *asked], cwd=directory, env=os.environ | GIT, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def repository(tmp_path, monkeypatch):
    directory = tmp_path / "code"
    directory.mkdir()
    git(directory, "init", "-q")
    (directory / "train.py").write_text("print('hello')\n")
    git(directory, "add", ".")
    git(directory, "commit", "-qm", "first")
    monkeypatch.chdir(directory)
    return directory


def logged(logdir):
    board = sonde.open(logdir)
    (info,) = board.series(tag="environment")
    assert (info.kind, info.points) == ("text", 1)
    text = board.tensors(info.run, "environment").value(0).ravel()[0].decode()
    return wire.EnvironmentText.FromString(info.plugin_content).environment, text


def test_what_is_logged_is_what_is_so_and_facts_have_it(tmp_path, repository, monkeypatch):
    monkeypatch.setenv("LOGNAME", "ada")
    monkeypatch.setattr(sys, "orig_argv", ["python", "train.py", "--name", "a b|c"], raising=False)
    with sonde.SummaryWriter(tmp_path / "log", log_environment=True) as writer:
        writer.add_scalar("loss", 1.0, 0)

    said, text = logged(tmp_path / "log")

    assert (said.host, said.user, said.git_dirty) == (platform.node(), "ada", False)
    assert said.git_commit == git(repository, "rev-parse", "HEAD")
    assert said.command == "python train.py --name 'a b|c'"
    assert said.directory == str(repository)
    assert said.versions["python"] == platform.python_version()
    assert said.versions["sonde"] == sonde.__version__
    assert "numpy" in said.versions
    assert f"- git commit: `{said.git_commit}`" in text.splitlines()
    assert "- command: `python train.py --name 'a b|c'`" in text.splitlines()
    run = facts_of(sonde.open(tmp_path / "log").query).run(".")
    assert (run.host, run.user, run.command, run.git_commit) == (
        said.host,
        "ada",
        said.command,
        said.git_commit,
    )


def test_changed_files_are_told(tmp_path, repository):
    (repository / "train.py").write_text("print('changed')\n")
    with sonde.SummaryWriter(tmp_path / "log", log_environment=True):
        pass

    said, text = logged(tmp_path / "log")

    assert said.git_dirty
    assert "with changes" in text
    assert facts_of(sonde.open(tmp_path / "log").query).run(".").git_commit == f"{said.git_commit}-dirty"


def test_tensorboard_shows_it_as_a_text(tmp_path):
    with sonde.SummaryWriter(tmp_path, log_environment=True) as writer:
        writer.add_scalar("loss", 1.0, 0)
    pytest.importorskip("tensorboard")
    from support.tensorboard_server import answer, tensorboard

    with tensorboard(tmp_path, "text") as client:
        assert answer(client, "text/tags") == {".": ["environment"]}
        (shown,) = answer(client, "text/text", run=".", tag="environment")
    assert f"<li>python: <code>{platform.python_version()}</code></li>" in shown["text"]


def test_nothing_is_logged_unasked(tmp_path):
    with sonde.SummaryWriter(tmp_path) as writer:
        writer.add_scalar("loss", 1.0, 0)

    assert [one.tag for one in sonde.open(tmp_path).series()] == ["loss"]


def test_where_there_is_no_git_and_no_user_the_rest_is_logged(tmp_path, monkeypatch):
    def fail(*_args, **_kwargs):
        raise OSError("nobody")

    monkeypatch.setattr("getpass.getuser", fail)
    monkeypatch.setattr(platform, "node", fail)
    monkeypatch.setenv("PATH", "")
    with sonde.SummaryWriter(tmp_path, log_environment=True):
        pass

    said, _ = logged(tmp_path)

    assert (said.user, said.host, said.git_commit) == ("", "", "")
    assert said.versions["python"]


def test_a_git_that_hangs_holds_up_neither_training_nor_its_end_for_long(tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    slow = tmp_path / "bin" / "git"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(environment, "PATIENCE_SECS", 0.2)
    began = time.monotonic()
    writer = sonde.SummaryWriter(tmp_path / "log", log_environment=True)
    writer.add_scalar("loss", 1.0, 0)
    made = time.monotonic()
    writer.close()
    closed = time.monotonic()

    assert made - began < 5
    assert closed - made < 5
    assert sonde.open(tmp_path / "log").scalars(".", "loss").values.tolist() == [1.0]


def test_a_script_that_never_closes_its_writer_logs_it_too(tmp_path):
    script = f"""
        import sonde
        writer = sonde.SummaryWriter({str(tmp_path)!r}, log_environment=True)
        writer.add_scalar("loss", 1.0, 0)
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=False
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
    said, _ = logged(tmp_path)
    assert said.command.startswith(sys.executable)


def test_a_value_that_is_no_directory_harms_nothing(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with sonde.SummaryWriter(tmp_path / "log", log_environment=True) as writer:
        writer.add_scalar("loss", 1.0, 0)

    said, _ = logged(tmp_path / "log")
    assert said.directory == ""
