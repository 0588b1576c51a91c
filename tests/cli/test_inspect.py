"""`sonde inspect`: what is there, and what is damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import sonde
from sonde.cli import main
from support.event_logs import append, scalars, write_run


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    root = tmp_path / "runs"
    write_run(root / "train", {"loss": [(0, 1.0), (10, 0.5)], "accuracy": [(0, 0.1)]}, 1000.0)
    write_run(root / "eval" / "deep", {"loss": [(5, 2.0)]}, 2000.0)
    return root


def event_file(run: Path) -> Path:
    return next(run.glob("*tfevents*"))


def inspect_json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    assert main(["inspect", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_has_the_agreed_form(logdir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = event_file(logdir / "train")
    (logdir / "train" / "config.yaml").write_text("lr: 0.1\n")

    assert inspect_json(capsys, str(logdir), "--run", "train") == {
        "runs": {
            "train": {
                "key": sonde.open(logdir).runs()[0].key,
                "tags": {
                    "accuracy": {
                        "kind": "scalars",
                        "plugin": "scalars",
                        "points": 1,
                        "first_step": 0,
                        "last_step": 0,
                        "attempts": 1,
                        "damage": 0,
                    },
                    "loss": {
                        "kind": "scalars",
                        "plugin": "scalars",
                        "points": 2,
                        "first_step": 0,
                        "last_step": 10,
                        "attempts": 1,
                        "damage": 0,
                    },
                },
                "files": {
                    file.name: {
                        "records": 4,
                        "bytes": file.stat().st_size,
                        "damage": [],
                        "damage_count": 0,
                        "pending_bytes": 0,
                    }
                },
                "damage": 0,
            }
        },
        "beside": [
            {
                "key": sonde.open(logdir).files()[0].key,
                "path": "train/config.yaml",
                "run": "train",
                "kind": "config",
                "size": 8,
            }
        ],
        "damage": [],
    }


def test_runs_and_tags_can_be_filtered(logdir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = inspect_json(capsys, str(logdir), "--run", "^ev", "--tag", "oss$")

    assert {name: list(run["tags"]) for name, run in found["runs"].items()} == {"eval/deep": ["loss"]}


def test_a_torn_tail_is_pending_and_damage_has_its_place(
    logdir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = event_file(logdir / "train")
    intact = file.read_bytes()
    file.write_bytes(intact[:30] + bytes([intact[30] ^ 1]) + intact[31:] + scalars("loss", [(11, 1.0)])[:20])
    run = inspect_json(capsys, str(logdir), "--run", "train")["runs"]["train"]
    read = run["files"][file.name]

    assert read["pending_bytes"] == 20
    assert [place["offset"] for place in read["damage"]] == [0]
    assert run["damage"] == 1
    assert run["tags"]["loss"] | {"points": 2, "damage": 1} == run["tags"]["loss"]


def test_tables_for_people(logdir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    append(event_file(logdir / "train"), scalars("loss", [(5, 1.0)], 3000.0) + b"torn")
    assert main(["inspect", str(logdir), "--run", "train"]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert lines[0].startswith("train  4 points, ")
    assert lines[1:4] == [
        "  tag       kind     points  steps  attempts",
        "  accuracy  scalars       1  0             1",
        "  loss      scalars       3  0 … 5         2",
    ]
    assert lines[4].endswith("5 records, 208 B, 4 B of an unfinished record at the end")


def test_damage_is_shown_to_people(logdir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = event_file(logdir / "train")
    intact = file.read_bytes()
    file.write_bytes(intact[:30] + bytes([intact[30] ^ 1]) + intact[31:])
    assert main(["inspect", str(logdir)]) == 0
    out = capsys.readouterr().out

    assert "1 damaged place" in out
    assert "damage at byte 0: " in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["missing"], "found nothing at"),
        (["empty"], "expected event files"),
        (["runs", "--run", "zzz"], "no run matches 'zzz'"),
    ],
)
def test_nothing_found_is_exit_status_3(
    logdir: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (logdir.parent / "empty").mkdir()
    path, *rest = words

    assert main(["inspect", str(logdir.parent / path), *rest]) == 3
    assert message in capsys.readouterr().err
