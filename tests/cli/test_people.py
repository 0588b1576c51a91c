"""`sonde note`, `rename`, `rm` and `catalog`: what people add, from the command line."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sonde.cli import main
from support.event_logs import write_run

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def logdir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three runs that nobody has written to for an hour."""
    monkeypatch.setenv("SONDE_AUTHOR", "ada")
    monkeypatch.delenv("SONDE_LOGDIR", raising=False)
    root = tmp_path / "runs"
    for name in ("a", "b", "b/deep"):
        write_run(root / name, {"loss": [(0, 1.0)]})
    past = time.time() - 3600
    for file in root.rglob("*"):
        os.utime(file, (past, past))
    monkeypatch.chdir(tmp_path)
    return root


def said(capsys: Capture, *words: str) -> Any:
    """What a verb says with --json."""
    capsys.readouterr()
    assert main([*words, "--json"]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def test_a_note_is_written_and_read(logdir: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = said(capsys, "note", "--logdir", "runs", "b/deep", "the *best*")
    assert (entry["name"], entry["note"], entry["author"]) == ("b/deep", "the *best*", "ada")
    assert entry["key"].endswith(":b/deep")

    # From now on there is a .sonde/, so paths say which log directory is meant.
    assert main(["note", "runs/b/deep", "--append", "and the last"]) == 0
    monkeypatch.setattr(sys, "stdin", io.StringIO("of a"))
    assert main(["note", "runs/a", "-"]) == 0
    monkeypatch.chdir(logdir / "b")
    assert main(["note", "deep"]) == 0
    assert capsys.readouterr().out == "the *best*\n\nand the last\n"
    assert said(capsys, "note", "../a")["note"] == "of a"
    assert said(capsys, "note", "../a", "")["note"] == ""


def test_a_run_is_renamed(logdir: Path, capsys: Capture) -> None:
    entry = said(capsys, "rename", "--logdir", "runs", "a", "基线")
    assert (entry["name"], entry["display_name"]) == ("a", "基线")
    assert main(["rename", "runs/a"]) == 0
    assert main(["rename", "runs/a", ""]) == 0
    assert main(["rename", "runs/a"]) == 0
    assert capsys.readouterr().out == "基线\na\n"


def test_runs_go_to_the_trash_and_come_back(logdir: Path, capsys: Capture) -> None:
    moved = said(capsys, "rm", "--logdir", "runs", "a", "b", "b/deep")["moved"]
    assert [(one["path"], len(one["runs"]), one["author"]) for one in moved] == [
        ("a", 1, "ada"),
        ("b", 2, "ada"),
    ]
    assert sorted(path.name for path in logdir.iterdir()) == [".sonde"]
    assert [one["path"] for one in said(capsys, "rm", "--trash", "--logdir", "runs")["trash"]] == ["b", "a"]

    assert [one["path"] for one in said(capsys, "rm", "--undo", "runs/b/deep")["restored"]] == ["b"]
    assert (logdir / "b" / "deep").exists()
    assert said(capsys, "rm", "--purge", "runs/a", "--yes")["purged"][0]["path"] == "a"
    assert main(["rm", "--undo", "runs/a"]) == 3
    assert "the trash holds no run 'a'" in capsys.readouterr().err
    assert said(capsys, "rm", "--purge", "--yes", "--logdir", "runs") == {"purged": []}


def test_nothing_is_purged_without_being_confirmed(
    logdir: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["rm", "--logdir", "runs", "a"]) == 0
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert main(["rm", "--purge", "runs/a"]) == 1
    assert "--yes" in capsys.readouterr().err
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    for answer, status in (("", 1), ("n", 1), ("y", 0)):
        monkeypatch.setattr("builtins.input", lambda _question, answer=answer: answer)
        assert main(["rm", "--purge", "runs/a"]) == status
    assert said(capsys, "rm", "--trash", "--logdir", "runs") == {"trash": []}


def test_the_whole_catalog_goes_out_and_in(logdir: Path, capsys: Capture, tmp_path: Path) -> None:
    main(["note", "--logdir", "runs", "a", "why"])
    main(["rename", "--logdir", "runs", "b", "best"])
    assert said(capsys, "catalog", "export", "all.json", "--logdir", "runs") == {
        "exported": "all.json",
        "revision": 2,
    }
    write_run(tmp_path / "copy" / "a", {"loss": [(0, 1.0)]})
    assert main(["catalog", "import", "all.json", "--logdir", "copy"]) == 0
    assert said(capsys, "note", "copy/a")["note"] == "why"
    assert main(["catalog", "export", "--logdir", "copy"]) == 0
    copy, original = json.loads(capsys.readouterr().out), json.loads(Path("all.json").read_text("utf-8"))
    root, other = copy.pop("root"), original.pop("root")
    assert json.loads(json.dumps(copy).replace(root, other)) | {"exported": 0} == original | {"exported": 0}


def test_a_catalog_is_taken_out_of_a_database_of_a_team(logdir: Path, capsys: Capture) -> None:
    main(["note", "--logdir", "runs", "a", "why", "--catalog", "team.db"])
    assert main(["catalog", "export", "--catalog", "team.db"]) == 0
    found = json.loads(capsys.readouterr().out)

    assert found["root"] is None
    assert found["runs"][0]["note"] == "why"
    assert not (logdir / ".sonde").exists()


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["note", "runs/a", "x"], 1, "--logdir runs/"),
        (["note", "--logdir", "runs", "aa", "x"], 3, "no run 'aa'"),
        (["rename", "--logdir", "runs", "deep", "x"], 3, "did you mean 'b/deep'?"),
        (["rm", "--logdir", "runs"], 1, "expected a run"),
        (["rm", "--logdir", "runs", "b"], 1, "holds another run, b/deep"),
        (["rm", "--logdir", "runs", "--undo", "a"], 3, "the trash holds no run 'a'"),
        (["rm", "--logdir", "memory://nothing", "a"], 3, "no run 'a'"),
        (["note", "--logdir", "runs", "a", "x", "--catalog", "mysql://x/y"], 1, "postgresql://"),
        (["catalog", "import", "nothing.json", "--logdir", "runs"], 1, "No such file"),
        (["catalog", "import", "runs", "--logdir", "runs"], 1, "directory"),
    ],
)
def test_what_is_wrong_is_said(
    logdir: Path, capsys: Capture, words: list[str], status: int, message: str
) -> None:
    assert main(words) == status
    assert message in capsys.readouterr().err
    assert (logdir / "a").exists()
    assert (logdir / "b" / "deep").exists()


def test_a_file_that_is_no_catalog_says_where_it_is_wrong(logdir: Path, capsys: Capture) -> None:
    for text, message in (
        ("[]", "Expected `object`"),
        (
            '{"format": "sonde-catalog", "version": 1, "runs": [{"id": "x:a", "starred": 3}]}',
            "$.runs[0].starred",
        ),
        ('{"format": "sonde-catalog", "version": 1, "runs": [{"id": "x:a", "colour": "red"}]}', "colour"),
        ('{"format": "sonde-catalog", "version": 9}', "version"),
    ):
        Path("bad.json").write_text(text)
        assert main(["catalog", "import", "bad.json", "--logdir", "runs"]) == 1
        assert message in capsys.readouterr().err
    assert not (logdir / ".sonde").exists()
