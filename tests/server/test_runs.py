"""The table of runs over HTTP: what matches, in which order, with what; completion, differences, groups, files."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from starlette.testclient import TestClient

import sonde
from sonde.server.app import Application
from support.event_logs import write_run
from support.trials import write_trial, write_trials


def client_of(logdir: Path, board: Any) -> TestClient:
    return TestClient(
        Application(board, web_root=logdir / "web"),
        base_url="http://localhost:6006",
        raise_server_exceptions=False,
    )


@pytest.fixture
def trials(tmp_path: Path) -> Iterator[TestClient]:
    write_trials(tmp_path / "runs")
    with sonde.open(tmp_path / "runs") as board:
        yield client_of(tmp_path, board)


def asked(client: TestClient, path: str, **question: Any) -> Any:
    answer = client.post(f"/api/runs/{path}", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_part_of_the_table(trials: TestClient) -> None:
    found = asked(
        trials,
        "table",
        where='model contains "vit"',
        sort=[{"column": "val/acc.max", "descending": True}],
        columns=["lr", "metrics.val/acc.last", "seed", "layers", "start_time", "amp"],
        offset=0,
        limit=3,
    )

    assert found["total"] == 4
    assert found["matching"] == 3
    assert found["rows"] == ["vit/d", "vit/b", "vit/c"]
    assert found["columns"]["lr"] == [None, 0.001, 0.01]
    assert found["columns"]["metrics.val/acc.last"] == [pytest.approx(0.95), pytest.approx(0.8), "NaN"]
    assert found["columns"]["seed"] == [None, "auto", True]
    assert found["columns"]["layers"] == [None, [3], [3]]
    assert found["columns"]["start_time"] == [4000.0, 2000.0, 3000.0]
    assert asked(trials, "table", offset=3, limit=5, columns=[])["rows"] == ["vit/d"]
    assert asked(trials, "table", runs=["vit/d", "cnn/a", "gone"], columns=[])["rows"] == ["cnn/a", "vit/d"]
    assert asked(trials, "table", limit=0, columns=[]) == {**found, "matching": 4, "rows": [], "columns": {}}


def test_without_columns_those_are_given_in_which_runs_differ(trials: TestClient) -> None:
    everything = asked(trials, "table")["columns"]
    assert list(everything)[:3] == ["state", "start_time", "duration"]
    assert {"hparams.lr", "hparams.opt.name", "metrics.loss.last"} <= set(everything)
    two = asked(trials, "table", where='name in ["vit/b", "vit/c"]')["columns"]
    assert "hparams.lr" in two
    assert "hparams.opt.name" not in two


def test_all_columns_and_what_they_hold(trials: TestClient) -> None:
    found = trials.get("/api/runs/columns").json()
    by_id = {one["id"]: one for one in found["columns"]}

    assert found["total"] == found["matching"] == 4
    assert "best_step" in found["statistics"]
    assert by_id["hparams.lr"] == {
        "id": "hparams.lr",
        "group": "hparam",
        "name": "lr",
        "label": "lr",
        "description": "",
        "type": "number",
        "whole": False,
        "present": 3,
        "differs": True,
        "distinct": 3,
        "values": [0.001, 0.01, 0.1],
        "min": 0.001,
        "max": 0.1,
        "best": "",
    }
    assert by_id["metrics.loss.last"]["best"] == "min"
    assert by_id["metrics.val/acc.last"]["best"] == "max"
    assert by_id["hparams.model"]["values"][0] == "vit"
    assert by_id["starred"]["type"] == "bool"
    two = trials.get("/api/runs/columns", params={"where": 'name in ["vit/b", "vit/c"]'}).json()
    assert two["matching"] == 2
    assert [one["id"] for one in two["columns"] if one["differs"] and one["group"] == "hparam"] == [
        "hparams.amp",
        "hparams.lr",
        "hparams.seed",
    ]


def test_names_of_runs_that_match(trials: TestClient) -> None:
    assert asked(trials, "matching", where="lr >= 0.01")["names"] == ["cnn/a", "vit/c"]
    assert asked(trials, "matching")["names"] == ["cnn/a", "vit/b", "vit/c", "vit/d"]


@pytest.mark.parametrize(
    ("path", "question"),
    [
        ("table", {"where": "lr < 1 and lrr > 2"}),
        ("matching", {"where": "lr < 1 and lrr > 2"}),
        ("groups", {"by": {"kind": "directory"}, "where": "lr < 1 and lrr > 2"}),
        ("export", {"where": "lr < 1 and lrr > 2"}),
    ],
)
def test_an_error_in_a_condition_has_a_place(trials: TestClient, path: str, question: Any) -> None:
    answer = trials.post(f"/api/runs/{path}", json=question)

    assert answer.status_code == 400
    assert answer.json() == {
        "error": {
            "code": "bad_expression",
            "message": "there is no column 'lrr'",
            "hint": "did you mean lr?",
            "problem": "unknown_name",
            "position": 11,
            "length": 3,
            "found": "lrr",
        }
    }


def test_hostile_conditions_are_errors(trials: TestClient) -> None:
    hostile = (
        "(" * 50_000,
        "x" * 200_000,
        'name matches "(a|a)*$"' + " or true" * 300,
        'name matches "a{99999999}"',
    )
    for where in hostile:
        answer = trials.post("/api/runs/matching", json={"where": where})
        assert answer.status_code == 400
        assert answer.json()["error"]["code"] == "bad_expression"


def test_what_may_be_typed(trials: TestClient) -> None:
    assert asked(trials, "complete", text="mod") == [
        {"insert": "model", "label": "model", "kind": "column", "detail": "hparam", "from": 0, "to": 3}
    ]
    values = asked(trials, "complete", text='model == "v" and true', position=11)
    assert [(one["insert"], one["from"], one["to"]) for one in values] == [
        ('"vit"', 9, 12),
        ('"vit|2"', 9, 12),
    ]


def test_what_runs_differ_in(trials: TestClient) -> None:
    found = asked(trials, "diff", runs=["vit/b", "vit/c"], statistics=["last", "max"])
    lines = {one["id"]: one for one in found["lines"]}

    assert found["runs"] == ["vit/b", "vit/c"]
    assert lines["hparams.lr"]["values"] == [0.001, 0.01]
    assert lines["hparams.lr"]["differs"] is True
    assert lines["hparams.opt.name"]["differs"] is False
    assert lines["metrics.loss.last"]["values"] == [0.5, "NaN"]
    assert lines["metrics.loss.max"]["values"] == [2.0, None]
    assert (
        trials.post("/api/runs/diff", json={"runs": ["vit/b", "vit/x"]}).json()["error"]["code"]
        == "run_not_found"
    )


def test_runs_in_groups(trials: TestClient) -> None:
    def groups(by: Any, **more: Any) -> Any:
        found = asked(trials, "groups", by=by, **more)
        return [(one["name"], one["runs"]) for one in found["groups"]], found["rest"]

    assert groups({"kind": "hparam", "names": ["opt.name"]}) == (
        [("opt.name=adam", ["vit/b", "vit/c"]), ("opt.name=sgd", ["cnn/a"]), ("opt.name=–", ["vit/d"])],
        [],
    )
    assert groups({"kind": "column", "columns": ["val/acc.count"]}, where="lr < 1") == (
        [("val/acc count=3", ["cnn/a", "vit/b", "vit/c"])],
        [],
    )
    assert groups({"kind": "directory", "level": 1}) == (
        [("cnn", ["cnn/a"]), ("vit", ["vit/b", "vit/c", "vit/d"])],
        [],
    )
    assert groups({"kind": "regex", "pattern": "(?P<net>vit)"}) == (
        [("net=vit", ["vit/b", "vit/c", "vit/d"])],
        ["cnn/a"],
    )
    assert groups(
        {"kind": "hand", "groups": [{"name": "mine", "runs": ["vit/c", "gone"]}]}, runs=["vit/c", "vit/d"]
    ) == (
        [("mine", ["vit/c"])],
        ["vit/d"],
    )
    answer = trials.post("/api/runs/groups", json={"by": {"kind": "magic"}})
    assert answer.status_code == 400
    assert (
        trials.post("/api/runs/groups", json={"by": {"kind": "hparam", "names": ["nope"]}}).status_code == 404
    )


def saved(client: TestClient, format: str, **question: Any) -> Any:
    answer = client.post(f"/api/runs/export?format={format}", json=question)
    assert answer.status_code == 200, answer.text
    ending = {"latex": "tex", "markdown": "md"}.get(format, format)
    assert answer.headers["content-disposition"] == f'attachment; filename="runs.{ending}"'
    return answer.content


COLUMNS = ["lr", "seed", "layers", "amp", "loss.last", "val/acc.count"]


def test_the_table_as_csv(trials: TestClient) -> None:
    rows = list(csv.reader(io.StringIO(saved(trials, "csv", columns=COLUMNS).decode(), newline="")))

    assert rows == [
        ["name", "hparams.lr", "hparams.seed", "hparams.layers", "hparams.amp", "metrics.loss.last", "metrics.val/acc.count"],
        ["cnn/a", "0.1", "1", "[1, 2]", "true", "0.25", "3"],
        ["vit/b", "0.001", "auto", "[3]", "false", "0.5", "3"],
        ["vit/c", "0.01", "true", "[3]", "true", "nan", "3"],
        ["vit/d", "", "", "", "", "", "1"],
    ]  # fmt: skip


def test_the_table_as_json(trials: TestClient) -> None:
    rows = json.loads(saved(trials, "json", columns=COLUMNS, where="lr < 0.05", limit=1))

    assert [one["name"] for one in rows] == ["vit/b", "vit/c"]
    assert rows[1] == {
        "name": "vit/c",
        "hparams.lr": 0.01,
        "hparams.seed": True,
        "hparams.layers": [3],
        "hparams.amp": True,
        "metrics.loss.last": "NaN",
        "metrics.val/acc.count": 3,
    }
    assert json.loads(saved(trials, "json", where="false")) == []


def test_the_table_as_parquet(trials: TestClient) -> None:
    frame = pd.read_parquet(io.BytesIO(saved(trials, "parquet", columns=[*COLUMNS, "start_time", "model"])))

    assert frame["name"].tolist() == ["cnn/a", "vit/b", "vit/c", "vit/d"]
    assert frame["hparams.lr"].tolist()[:3] == [0.1, 0.001, 0.01]
    assert frame["hparams.seed"].tolist()[:3] == ["1", "auto", "true"]
    assert pd.isna(frame["hparams.seed"][3])
    assert frame["hparams.layers"].tolist()[0].tolist() == ["1", "2"]
    assert frame["metrics.val/acc.count"].dtype == "int64"
    assert math.isnan(frame["metrics.loss.last"][2])


def test_parquet_without_pyarrow_says_what_to_install(
    trials: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    answer = trials.get("/api/runs/export?format=parquet")

    assert answer.status_code == 501
    assert "sonde[arrow]" in answer.json()["error"]["hint"]


def test_tables_for_papers_and_pages(trials: TestClient) -> None:
    question = {"columns": ["model", "lr", "val/acc.max", "layers"], "sort": [{"column": "lr"}]}

    assert saved(trials, "markdown", **question).decode() == (
        "| name | model | lr | val/acc max | layers |\n"
        "| --- | --- | ---: | ---: | --- |\n"
        "| vit/b | vit | 0.001 | 0.9 | 3 |\n"
        "| vit/c | vit | 0.01 | 0.3 | 3 |\n"
        "| cnn/a | cnn | 0.1 | 0.5 | 1, 2 |\n"
        "| vit/d | vit\\|2 |  | 0.95 |  |\n"
    )
    latex = saved(trials, "latex", columns=["opt.name", "val/acc.best_step", "lr"]).decode().splitlines()
    assert latex[1] == "\\begin{tabular}{llrr}"
    assert latex[3] == "name & opt.name & val/acc best\\_step & lr \\\\"
    assert latex[5] == "cnn/a & sgd & 1 & 0.1 \\\\"
    assert latex[-2:] == ["\\bottomrule", "\\end{tabular}"]


def test_a_file_by_its_address(trials: TestClient) -> None:
    answer = trials.get(
        "/api/runs/export",
        params={"where": "lr < 0.05", "sort": "-lr", "column": ["lr", "model"]},
    )
    assert answer.text.splitlines() == ["name,hparams.lr,hparams.model", "vit/c,0.01,vit", "vit/b,0.001,vit"]


def test_odd_names_and_values_are_written_whole(tmp_path: Path) -> None:
    write_trial(tmp_path / "运行 1", {"a,b": 'x"y\n&_%', "大": 2**60})
    write_run(tmp_path / "=b\udc80", {"loss": [(0, math.inf)]}, 2000.0)
    with sonde.open(tmp_path) as board:
        client = client_of(tmp_path, board)
        found = asked(client, "table", columns=["hparams.a,b", "hparams.大", "loss"])
        assert found["rows"] == ["运行 1", "=b\\x80"]
        assert found["columns"]["hparams.大"] == [2**60, None]
        assert found["columns"]["loss"] == [1.0, "Infinity"]
        for format in ("csv", "json", "latex", "markdown", "parquet"):
            assert saved(client, format)
        rows = list(
            csv.reader(io.StringIO(saved(client, "csv", columns=["hparams.a,b"]).decode(), newline=""))
        )
        assert rows[1] == ["运行 1", 'x"y\n&_%']
        assert asked(client, "matching", where="`a,b` contains '&' and 大 > 1e18")["names"] == ["运行 1"]


def test_notes_and_stars_are_columns(trials: TestClient) -> None:
    key = asked(trials, "table", where='name == "vit/b"', columns=["key"])["columns"]["key"][0]
    change = trials.post(
        "/api/catalog/runs", json={"keys": [key], "starred": True, "add_tags": ["good"], "note": "look"}
    )
    assert change.status_code == 200

    assert asked(trials, "matching", where='starred and tags contains "good"')["names"] == ["vit/b"]
    assert asked(trials, "table", columns=["note", "tags"], where="starred")["columns"] == {
        "note": ["look"],
        "tags": [["good"]],
    }


def test_of_very_many_metrics_it_is_said_how_many_runs_have_them(tmp_path: Path) -> None:
    write_run(tmp_path / "a", {f"m{i:04d}": [(0, float(i))] for i in range(500)}, 1000.0)
    write_run(tmp_path / "b", {"m0001": [(0, 1.0)]}, 1000.0)
    with sonde.open(tmp_path) as board:
        client = client_of(tmp_path, board)
        metrics = [
            one for one in client.get("/api/runs/columns").json()["columns"] if one["group"] == "metric"
        ]
        assert [(one["present"], one["differs"]) for one in metrics[:2]] == [(1, None), (2, None)]
        assert len(metrics) == 500
        assert asked(client, "matching", where="m0499 == 499")["names"] == ["a"]
        assert len(asked(client, "complete", text="m0")) == 50


def test_a_condition_is_checked_without_an_error(trials: TestClient) -> None:
    assert asked(trials, "check", where='model contains "vit"') == {"problem": None}
    assert asked(trials, "check") == {"problem": None}
    problem = asked(trials, "check", where="lr < 1 and modle == 2")["problem"]
    assert (problem["position"], problem["length"], problem["found"]) == (11, 5, "modle")
    assert "model" in problem["hint"]


def test_sub_runs_are_named_by_the_run_that_they_are_told_of_with(tmp_path: Path) -> None:
    for name in ("trial", "other"):
        with sonde.SummaryWriter(tmp_path / "runs" / name) as writer:
            writer.add_scalar("loss", 1.0, 0)
            if name == "trial":
                writer.add_hparams({"lr": 0.1}, {"hparam/loss": 1.0}, run_name="1700000000.5")
    with sonde.open(tmp_path / "runs") as board:
        parts = client_of(tmp_path, board).get("/api/runs/parts")
    assert parts.json() == {"trial": ["trial/1700000000.5"]}
