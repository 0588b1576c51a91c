"""`sonde runs` and `sonde diff`: what ran, with what, what came of it, and what is different."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import sonde
from sonde.catalog import Catalog
from sonde.catalog.nouns import Edit
from sonde.cli import main
from support.trials import write_trial, write_trials


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    write_trials(tmp_path / "runs")
    return tmp_path / "runs"


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["runs", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_json_has_the_agreed_form(logdir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = listed(capsys, str(logdir), "--where", "lr == 0.001")

    assert len(found) == 1
    run = found[0]
    assert run["name"] == "vit/b"
    assert run["key"] == next(one.key for one in sonde.open(logdir).runs() if one.name == "vit/b")
    assert run["state"] == "running"
    assert run["start_time"] == 2000.0
    assert run["hparams"] == {
        "lr": 0.001,
        "model": "vit",
        "opt.name": "adam",
        "layers": [3],
        "amp": False,
        "seed": "auto",
    }
    assert type(run["hparams"]["amp"]) is bool
    loss = run["metrics"]["loss"]
    assert {name: loss[name] for name in ("last", "min", "max", "mean")} == pytest.approx(
        {"last": 0.5, "min": 0.5, "max": 2.0, "mean": 3.5 / 3}
    )
    assert (loss["count"], loss["min_step"]) == (3, 2)
    assert run["config_files"] == ["vit/b/config.yaml"]
    assert run["starred"] is False
    assert run["tags"] == []


def test_json_of_numbers_that_are_none(logdir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = listed(capsys, str(logdir), "--where", 'name == "vit/c"')[0]

    assert run["metrics"]["loss"]["last"] == "NaN"
    assert run["metrics"]["loss"]["min"] is None
    assert type(run["hparams"]["seed"]) is bool


def test_runs_are_filtered_and_sorted(logdir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def names(*words: str) -> list[str]:
        return [run["name"] for run in listed(capsys, str(logdir), *words)]

    assert names() == ["cnn/a", "vit/b", "vit/c", "vit/d"]
    assert names("--where", "val/acc.max > 0.8") == ["vit/b", "vit/d"]
    assert names("--run", "^vit", "--where", "amp") == ["vit/c"]
    assert names("--sort", "val/acc.max:desc") == ["vit/d", "vit/b", "cnn/a", "vit/c"]
    assert names("--sort", "opt.name,lr:desc") == ["vit/c", "vit/b", "cnn/a", "vit/d"]
    assert names("--sort=-lr") == ["cnn/a", "vit/c", "vit/b", "vit/d"]
    assert list(listed(capsys, str(logdir), "--tag", "acc")[0]["metrics"]) == ["val/acc"]


def test_a_table_for_people(logdir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["runs", str(logdir), "--where", "lr < 1", "--columns", "lr,model", "--columns", "val/acc.max"]
    assert main(words) == 0

    assert capsys.readouterr().out.splitlines() == [
        "name      lr  model  val/acc max",
        "cnn/a    0.1  cnn            0.5",
        "vit/b  0.001  vit            0.9",
        "vit/c   0.01  vit            0.3",
        "3 runs of 4",
    ]


def test_the_usual_columns_are_those_that_differ(logdir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["runs", str(logdir), "--where", 'name in ["vit/b", "vit/c"]']) == 0
    head = capsys.readouterr().out.splitlines()[0].split()

    assert head == ["name", "state", "start_time", "duration", "amp", "lr", "seed", "loss", "val/acc"]


def test_as_many_columns_as_fit(logdir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    write_trial(logdir / "运行", {"模型": "大型视觉网络" * 3}, start_time=9000.0)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "70")
    from sonde.cli.terminal import width_of

    assert main(["runs", str(logdir)]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert max(map(width_of, lines[:-1])) <= 70
    assert lines[-1].endswith("--json has all")
    assert len(lines) == 7


def test_what_people_said_can_be_asked_for(logdir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sonde.open(logdir) as board:
        key = board.runs()[1].key
        Catalog(board.roots).change([Edit("run", key, "note", "the best")])
    found = listed(capsys, str(logdir), "--where", 'note contains "best"')

    assert [(run["name"], run["note"]) for run in found] == [("vit/b", "the best")]


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (
            ["--where", "lr < 1 and lrr > 2"],
            1,
            "there is no column 'lrr'\n  lr < 1 and lrr > 2\n             ^^^\n",
        ),
        (["--where", '模型 == "a" and lr <'], 1, '\n  模型 == "a" and lr <\n                     ^\n'),
        (["--sort", "nope"], 3, "no column 'nope'"),
        (["--columns", "val/ac"], 3, "did you mean 'val/acc'?"),
        (["--where", "lr > 100"], 3, "none of 4 runs matches"),
    ],
)
def test_errors_point_at_the_place(
    logdir: Path, capsys: pytest.CaptureFixture[str], words: list[str], status: int, message: str
) -> None:
    assert main(["runs", str(logdir), *words]) == status
    assert message in capsys.readouterr().err


def test_a_directory_that_is_called_runs_is_still_served_by_its_name(
    logdir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[list[str]] = []
    monkeypatch.chdir(logdir.parent)
    monkeypatch.setattr("sonde.cli.serve.run", lambda options: served.append(options.logdir) or 0)

    assert main(["runs"]) == 0
    assert main(["runs/"]) == 0
    assert served == [["runs"], ["runs/"]]


def differing(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["diff", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_difference_as_json(logdir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = differing(capsys, str(logdir / "vit" / "b"), str(logdir / "vit" / "c"))
    lines = {one["id"]: one for one in found["lines"]}

    assert [run["name"] for run in found["runs"]] == ["b", "c"]
    assert lines["hparams.lr"]["values"] == [0.001, 0.01]
    assert lines["hparams.lr"]["differs"] is True
    assert lines["hparams.opt.name"]["differs"] is False
    assert lines["metrics.loss.last"]["values"] == [0.5, "NaN"]
    named = differing(capsys, "--logdir", str(logdir), "vit/b", "vit/c")
    assert {one["id"] for one in named["lines"]} == set(lines)


def test_a_difference_for_people(logdir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "--logdir", str(logdir), "vit/b", "vit/d"]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert lines[0].split() == ["hyperparameters", "vit/b", "vit/d"]
    assert ["lr", "0.001", "–"] in [line.split() for line in lines]
    assert lines[-1].endswith("alike; --all shows them")
    assert main(["diff", "--all", "--logdir", str(logdir), "vit/b", "vit/c"]) == 0
    assert ["opt.name", "adam", "adam"] in [line.split() for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["vit/b"], 1, "two different runs"),
        (["vit/b", "vit/b"], 1, "different"),
        (["vit/b", "vit"], 3, "found 3 runs"),
        (["vit/b", "empty"], 3, "found no event file"),
    ],
)
def test_what_cannot_be_compared(
    logdir: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: Any,
    words: list[str],
    status: int,
    message: str,
) -> None:
    (logdir / "empty").mkdir()
    monkeypatch.chdir(logdir)
    assert main(["diff", *words]) == status
    assert message in capsys.readouterr().err
