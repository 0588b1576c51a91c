"""`sonde export`: every point, as files of four kinds."""

from __future__ import annotations

import csv
import json
import math
import subprocess
import sys
from pathlib import Path

import nanoarrow as na
import pytest

from sonde.cli import main
from support.event_logs import write_run

NAMES = ["run", "tag", "step", "wall_time", "value", "attempt", "writer", "writer_name", "superseded"]
POINTS = [
    ("eval", "loss", 5, 505.0, 2.0, 0, 0, "", False),
    ("train", "accuracy", 0, 1000.0, 0.5, 0, 0, "", False),
    ("train", "loss", 0, 1000.0, 1.0, 0, 0, "", False),
    ("train", "loss", 10, 1010.0, math.inf, 0, 0, "", False),
]


@pytest.fixture
def logdir(tmp_path: Path) -> Path:
    root = tmp_path / "runs"
    write_run(root / "train", {"loss": [(0, 1.0), (10, math.inf)], "accuracy": [(0, 0.5)]}, 1000.0)
    write_run(root / "eval", {"loss": [(5, 2.0)]}, 500.0)
    return root


def export(logdir: Path, *words: str) -> int:
    return main(["export", str(logdir), *words])


def test_csv_goes_to_stdout(logdir: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert export(logdir) == 0
    rows = list(csv.reader(capfdbinary.readouterr().out.decode().splitlines()))

    assert rows == [
        NAMES,
        ["eval", "loss", "5", "505.0", "2.0", "0", "0", "", "false"],
        ["train", "accuracy", "0", "1000.0", "0.5", "0", "0", "", "false"],
        ["train", "loss", "0", "1000.0", "1.0", "0", "0", "", "false"],
        ["train", "loss", "10", "1010.0", "inf", "0", "0", "", "false"],
    ]


def test_an_unknown_ending_is_an_error_that_names_the_known_ones(
    logdir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.xlsx"
    assert export(logdir, "-o", str(out)) == 1
    told = capsys.readouterr().err
    assert "'.xlsx'" in told
    assert ".csv, .json, .arrow, .arrows, .parquet" in told
    assert not out.exists()

    assert export(logdir, "-o", str(out), "--format", "csv") == 0, "who says what it is may call it anything"
    assert export(logdir, "-o", str(tmp_path / "points")) == 0
    assert export(logdir, "-o", str(tmp_path / "POINTS.JSON")) == 0
    assert json.loads((tmp_path / "POINTS.JSON").read_text())


def test_the_files_name_decides_the_format(logdir: Path, tmp_path: Path) -> None:
    out = tmp_path / "points.json"
    assert export(logdir, "-o", str(out)) == 0

    expected = [dict(zip(NAMES, point, strict=True)) for point in POINTS]
    expected[-1]["value"] = "Infinity"
    assert json.loads(out.read_text()) == expected
    assert list(tmp_path.glob("*.part")) == []


def test_arrow(logdir: Path, tmp_path: Path) -> None:
    out = tmp_path / "points.arrow"
    assert export(logdir, "-o", str(out)) == 0
    array = na.ArrayStream.from_path(str(out)).read_all()

    assert [field.name for field in array.schema.fields] == NAMES
    assert [tuple(row.values()) for row in array.to_pylist()] == POINTS


def test_parquet(logdir: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="Parquet is written by pyarrow")
    out = tmp_path / "points.parquet"
    assert export(logdir, "-o", str(out)) == 0

    table = parquet.read_table(out)
    assert table.column_names == NAMES
    assert [tuple(row.values()) for row in table.to_pylist()] == POINTS


def test_without_pyarrow_parquet_names_the_extra(
    logdir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    assert export(logdir, "-o", str(tmp_path / "points.parquet")) == 1
    assert "pip install 'sonde[arrow]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["--run", "train"], POINTS[1:]),
        (["--tag", "^acc"], POINTS[1:2]),
        (["--run", "eval|train", "--tag", "loss$"], [POINTS[0], *POINTS[2:]]),
    ],
)
def test_runs_and_tags_can_be_filtered(
    logdir: Path, tmp_path: Path, filters: list[str], expected: list[tuple[object, ...]]
) -> None:
    out = tmp_path / "points.arrow"
    assert export(logdir, *filters, "-o", str(out)) == 0

    assert [
        tuple(row.values()) for row in na.ArrayStream.from_path(str(out)).read_all().to_pylist()
    ] == expected


def test_no_match_is_exit_status_3_and_writes_nothing(
    logdir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "points.csv"

    assert export(logdir, "--tag", "zzz", "-o", str(out)) == 3
    assert "none of 3 scalar series matches" in capsys.readouterr().err
    assert not out.exists()


def test_a_directory_that_is_not_there_is_said(
    logdir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert export(logdir, "-o", str(tmp_path / "none" / "points.csv")) == 1
    assert "No such file or directory" in capsys.readouterr().err


def test_who_reads_the_output_may_stop(tmp_path: Path) -> None:
    write_run(tmp_path / "run", {"loss": [(step, 1.0) for step in range(50_000)]})
    command = f"'{sys.executable}' -m sonde.cli export '{tmp_path}' | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )

    assert done.stdout == ",".join(NAMES) + "\n"
    assert done.stderr == ""
    assert done.returncode == 0
